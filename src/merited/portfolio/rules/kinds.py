"""What a file is, read from its bytes, never from its name or from what the browser says."""

import codecs
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from merited.base.errors import Refused
from merited.base.words import _

HEAD = 4096  # bytes that `sniff` wants to see


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file was found to be: the kind that artifacts speak of, its media type, its extension."""

    kind: str  # pdf, image, document, spreadsheet, video, audio
    media_type: str
    extension: str


PDF = FileKind("pdf", "application/pdf", "pdf")
PICTURE = FileKind("image", "image/jpeg", "jpg")  # what it becomes is decided when it is drawn anew
PLAIN_TEXT = FileKind("document", "text/plain", "txt")
RICH_TEXT = FileKind("document", "application/rtf", "rtf")
PACKED = FileKind("document", "application/octet-stream", "bin")  # an office document, or not: ask `unpacked`

# Pictures that every browser draws. The others are taken if Pillow can open them.
COMMON_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"RIFF")
_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_AVIF = {b"avif", b"avis"}
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, [MS-CFB]
_LNK = b"L\x00\x00\x00\x01\x14\x02\x00"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# ISO 32000-1, annex H: readers take a PDF whose header stands anywhere in the first 1024 bytes.
_LATE_PDF = re.compile(rb"%PDF-[12]\.\d")

_OFFICE = {
    "word/": FileKind("document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xl/": FileKind("spreadsheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "ppt/": FileKind("document", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
}
_OLD_OFFICE = {
    "PowerPoint Document": FileKind("document", "application/vnd.ms-powerpoint", "ppt"),
    "WordDocument": FileKind("document", "application/msword", "doc"),
    "Workbook\0": FileKind("spreadsheet", "application/vnd.ms-excel", "xls"),
    "Book\0": FileKind("spreadsheet", "application/vnd.ms-excel", "xls"),
}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": ("document", "odt"),
    b"application/vnd.oasis.opendocument.spreadsheet": ("spreadsheet", "ods"),
    b"application/vnd.oasis.opendocument.presentation": ("document", "odp"),
}
_MEDIA: tuple[tuple[Callable[[bytes], bool], FileKind], ...] = (
    (lambda h: h[4:8] == b"ftyp" and h[8:11] in (b"M4A", b"M4B"), FileKind("audio", "audio/mp4", "m4a")),
    (lambda h: h[4:8] == b"ftyp", FileKind("video", "video/mp4", "mp4")),
    (lambda h: h.startswith(b"\x1aE\xdf\xa3"), FileKind("video", "video/webm", "webm")),
    (
        lambda h: h.startswith(b"ID3") or h[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
        FileKind("audio", "audio/mpeg", "mp3"),
    ),
    (lambda h: h.startswith(b"OggS"), FileKind("audio", "audio/ogg", "ogg")),
    (lambda h: h.startswith(b"RIFF") and h[8:12] == b"WAVE", FileKind("audio", "audio/wav", "wav")),
)
_MARKUP = ("<!doctype html", "<html", "<svg", "<?xml", "<script", "<head", "<body", "<!--")
_SHORTCUTS = ("[internetshortcut]", "[{000214a0", "[desktop entry]")
_GOOGLE = ("https://docs.google.com/", "https://drive.google.com/")

_NO_TEXT = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")
_ASCII = bytes(range(128))


def sniff(head: bytes) -> FileKind:
    """Tell what a file is from its first `HEAD` bytes; `PACKED` when only `unpacked` can tell. Raises `Refused`.

    >>> sniff(b"%PDF-1.7").extension, sniff("Target: decimals, café".encode("cp1252")).extension
    ('pdf', 'txt')
    """
    if not head:
        raise Refused("file-empty", _("This file is empty. Open it to see whether it was saved, then choose it again."))
    if head.startswith(b"%PDF-"):
        return PDF
    if _is_picture(head):
        return PICTURE
    _must_not_be_heic(head)
    if head.startswith((_ZIP, _OLE)):
        return PACKED
    for test, kind in _MEDIA:
        if test(head):
            return kind
    if head.startswith(b"{\\rtf"):
        return RICH_TEXT
    if _LATE_PDF.search(head[:1024]):
        return PDF
    return _sniff_text(head)


def unpacked(whole: IO[bytes]) -> FileKind:
    """Tell what a file is for which `sniff` said `PACKED`. Reads all of it. Raises `Refused`."""
    whole.seek(0)
    if whole.read(len(_OLE)) == _OLE:
        return _sniff_old_office(whole.read())
    whole.seek(0)
    return _sniff_zip(whole)


def words_in(content: bytes, *, is_whole: bool = True) -> str:
    """The text of a text file in UTF-8, in UTF-16 with its mark, or as old Windows programs write it.

    Raises ValueError for what is no text. A letter may be cut in two where the content is not the whole.

    >>> words_in(b"caf\\xe9"), words_in("café".encode("utf-16")), words_in("café".encode())
    ('café', 'café', 'café')
    """
    encoding = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(content, final=is_whole)
    except UnicodeDecodeError:
        text = content.decode("cp1252")
        # Much beyond ASCII is another alphabet, or no text at all: we would keep gibberish.
        if _NO_TEXT.search(text) or len(content.translate(None, _ASCII)) > 0.3 * len(content):
            raise
    if "\x00" in text:
        raise ValueError("no text")
    return text


def unknown() -> Refused:
    """The refusal of a file that we do not know."""
    return Refused(
        "file-unknown", _("We do not know this kind of file. A PDF, a picture, a Word or text document will do.")
    )


def broken() -> Refused:
    """The refusal of a file that we know and that cannot be read."""
    return Refused("file-broken", _("This file is damaged: it stops before its end. Save it again, then add it."))


def _is_picture(head: bytes) -> bool:
    if head.startswith(b"RIFF"):
        return head[8:12] == b"WEBP"
    is_bitmap = head.startswith(b"BM") and head[6:10] == bytes(4)  # and no text that begins with "BM"
    return head.startswith((*COMMON_PICTURES, *_TIFF)) or is_bitmap or not _AVIF.isdisjoint(_brands(head))


def _brands(head: bytes) -> set[bytes]:
    """The brands in the first box of the MP4 family (ISO/IEC 14496-12, section 4.3): the major one, those it goes with."""
    if head[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return {head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))}


def _must_not_be_heic(head: bytes) -> None:
    if not _HEIC.isdisjoint(_brands(head)):
        raise Refused(
            "file-heic",
            _(
                "This photo is in Apple's HEIC form, which not every reader can open. On the phone choose Settings, "
                "Camera, Formats, Most Compatible, or send a screenshot of the photo."
            ),
        )


def _sniff_text(head: bytes) -> FileKind:
    try:
        text = words_in(head, is_whole=False)
    except ValueError:
        text = ""
    start = (text or head.decode("latin-1")).lstrip("\ufeffï»¿ \t\r\n").lower()
    if _is_shortcut(head, start):
        raise Refused(
            "file-shortcut",
            _("This file is a shortcut to a document, not the document. Choose the document itself."),
        )
    if start.startswith(_MARKUP):
        raise Refused(
            "file-markup",
            _(
                "This is a web page or a drawing with code in it, which we cannot show safely. "
                "Save it as a PDF or take a picture of it, and add that."
            ),
        )
    if not text:
        raise unknown()
    return PLAIN_TEXT


def _is_shortcut(head: bytes, start: str) -> bool:
    """Whether it only points to something: of Windows, of Linux, of a Mac (.webloc), of Google Drive (.gdoc)."""
    if start.startswith(_SHORTCUTS) or head.startswith(_LNK):
        return True
    if start.startswith("["):
        return "\n[internetshortcut]" in start  # Firefox writes another section above it
    if start.startswith("<"):
        return "<plist" in start and "<key>url</key>" in start
    if head.startswith(b"bplist00"):
        return b"URL" in head
    return start.startswith("{") and _points_to_google(start)


def _points_to_google(start: str) -> bool:
    try:
        found = json.loads(start)
    except (ValueError, RecursionError):
        return False
    return "doc_id" in found or str(found.get("url", "")).startswith(_GOOGLE)


def _sniff_zip(whole: IO[bytes]) -> FileKind:
    try:
        with zipfile.ZipFile(whole) as archive:
            names = archive.namelist()
            mimetype = _first_bytes(archive, "mimetype").strip() if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError) as damaged:
        raise broken() from damaged
    except (zlib.error, lzma.LZMAError, struct.error) as damaged:
        raise broken() from damaged
    if mimetype in _OPEN_DOCUMENT:
        kind, extension = _OPEN_DOCUMENT[mimetype]
        return FileKind(kind, mimetype.decode(), extension)
    for folder, office in _OFFICE.items():
        if any(name.startswith(folder) for name in names):
            _must_be_without_macros(any(name.lower().endswith("vbaproject.bin") for name in names))
            return office
    raise Refused(
        "file-archive", _("This is a folder of files packed into one. Unpack it and add the files themselves.")
    )


def _first_bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(80)  # never the whole: it may be a bomb


def _sniff_old_office(content: bytes) -> FileKind:
    """Word, Excel or PowerPoint by the names of its streams ([MS-CFB] section 2.6.1 writes them in UTF-16)."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):  # a new document with a password lies in an old wrapping
        raise Refused(
            "file-password",
            _("This document has a password, so nobody else can open it. Save it again without one, then add it."),
        )
    for stream, kind in _OLD_OFFICE.items():
        if holds(stream):
            _must_be_without_macros(holds("_VBA_PROJECT"))
            return kind
    raise unknown()


def _must_be_without_macros(has_macros: bool) -> None:
    if has_macros:
        raise Refused(
            "file-macros",
            _(
                "This document holds macros, which are small programs, and we cannot pass those on safely. "
                "Save it without macros, or as a PDF, and add that."
            ),
        )
