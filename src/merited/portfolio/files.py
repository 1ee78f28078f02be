"""Private files: sniffed, cleaned of metadata, hashed, stored under a name of our own."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from PIL import Image, ImageOps, UnidentifiedImageError

from merited.base.errors import Refused
from merited.base.words import _

MEGABYTE = 1_000_000
LARGEST = {"video": 200 * MEGABYTE, "audio": 50 * MEGABYTE, "image": 25 * MEGABYTE}
LARGEST_OTHER = 25 * MEGABYTE
MOST_PIXELS = 60_000_000

# What a file is, is read from its first bytes, never from its name or from what the browser says.
# kind -> (media type, extension)
_OFFICE = {
    "word/": ("document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xl/": ("spreadsheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "ppt/": ("document", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": ("document", "odt"),
    b"application/vnd.oasis.opendocument.spreadsheet": ("spreadsheet", "ods"),
    b"application/vnd.oasis.opendocument.presentation": ("document", "odp"),
}
_MARKUP = (b"<!doctype html", b"<html", b"<svg", b"<?xml", b"<script", b"<head", b"<body", b"<!--")


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file was found to be: the kind that artifacts speak of, its media type, its extension."""

    kind: str  # pdf, image, document, spreadsheet, video, audio
    media_type: str
    extension: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was stored: where, how many bytes, SHA-256 (hex), and whether metadata was taken out."""

    path: str
    kind: FileKind
    size: int
    digest: str
    metadata_removed: bool


def sniff(head: bytes, whole: IO[bytes]) -> FileKind:
    """Tell what a file is from its bytes. Raises `Refused` with a sentence for what we do not take."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head:
        raise Refused("file-empty", _("This file is empty. Open it to see whether it was saved, then choose it again."))
    if head.startswith(b"%PDF-"):
        return FileKind("pdf", "application/pdf", "pdf")
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")) or (
        head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    ):
        return FileKind("image", "image/jpeg", "jpg")  # what it becomes is decided when it is drawn anew
    _must_be_openable(head, start)
    if head.startswith(b"PK\x03\x04"):
        return _sniff_zip(whole)
    for test, kind in _MEDIA:
        if test(head):
            return kind
    if _is_text(head):
        return FileKind("document", "text/plain", "txt")
    raise Refused(
        "file-unknown",
        _("We do not know this kind of file. A PDF, a picture, a Word or text document will do."),
    )


def _must_be_openable(head: bytes, start: bytes) -> None:
    """Refuse what cannot be shown safely or opened by others. Raises `Refused`."""
    if start.startswith(_MARKUP):
        raise Refused(
            "file-markup",
            _(
                "This is a web page or a drawing with code in it, which we cannot show safely. "
                "Save it as a PDF or take a picture of it, and add that."
            ),
        )
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        raise Refused(
            "file-heic",
            _(
                "This photo is in Apple's HEIC form, which not every reader can open. On the phone choose Settings, "
                "Camera, Formats, Most Compatible, or send a screenshot of the photo."
            ),
        )
    if start.startswith((b"[internetshortcut]", b"[{000214a0")) or head.startswith(b"L\x00\x00\x00\x01\x14\x02\x00"):
        raise Refused(
            "file-shortcut",
            _("This file is a shortcut to a document, not the document. Choose the document itself."),
        )


_MEDIA: tuple[tuple[Callable[[bytes], bool], FileKind], ...] = (
    (lambda h: h[4:8] == b"ftyp" and h[8:11] in (b"M4A", b"M4B"), FileKind("audio", "audio/mp4", "m4a")),
    (
        lambda h: h[4:8] == b"ftyp" and h[8:12] not in (b"heic", b"heix", b"mif1", b"avif"),
        FileKind("video", "video/mp4", "mp4"),
    ),
    (lambda h: h.startswith(b"\x1aE\xdf\xa3"), FileKind("video", "video/webm", "webm")),
    (
        lambda h: h.startswith(b"ID3") or h[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
        FileKind("audio", "audio/mpeg", "mp3"),
    ),
    (lambda h: h.startswith(b"OggS"), FileKind("audio", "audio/ogg", "ogg")),
    (lambda h: h.startswith(b"RIFF") and h[8:12] == b"WAVE", FileKind("audio", "audio/wav", "wav")),
)


def _sniff_zip(whole: IO[bytes]) -> FileKind:
    try:
        with zipfile.ZipFile(whole) as archive:
            names = archive.namelist()
            mimetype = _first_bytes(archive, "mimetype") if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as broken:
        raise Refused(
            "file-broken", _("This file is damaged: it stops before its end. Save it again, then add it.")
        ) from broken
    if mimetype.strip() in _OPEN_DOCUMENT:
        kind, extension = _OPEN_DOCUMENT[mimetype.strip()]
        return FileKind(kind, mimetype.strip().decode(), extension)
    for folder, (kind, media_type, extension) in _OFFICE.items():
        if any(name.startswith(folder) for name in names):
            return FileKind(kind, media_type, extension)
    raise Refused(
        "file-archive", _("This is a folder of files packed into one. Unpack it and add the files themselves.")
    )


def _first_bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(80)  # never the whole: it may be a bomb


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return wrong.start > len(head) - 4  # a letter cut in two at the end of what we looked at
    return True


def keep(upload: File, *, accepts: tuple[str, ...], name: UUID) -> Kept:  # type: ignore[type-arg]
    """Check an upload, take its metadata out where it is a picture, and store it privately.

    `accepts` are the kinds that the artifact takes. Raises `Refused` with a sentence.
    """
    size = upload.size or 0
    upload.seek(0)
    head = upload.read(4096)
    upload.seek(0)
    kind = sniff(head, upload.file or upload)
    if kind.kind not in accepts and not (kind.media_type == "text/plain" and "pdf" in accepts):
        raise Refused(
            "file-kind",
            _("This is a {kind}, and this piece of work takes {accepted}. Nothing else on the page has changed."),
            kind=kind.kind,
            accepted=", ".join(accepts),
        )
    limit = LARGEST.get(kind.kind, LARGEST_OTHER)
    if size > limit:
        raise Refused(
            "file-too-large",
            _("This file has {size} MB; up to {limit} MB can be taken here. A shorter clip or a smaller scan will do."),
            size=round(size / MEGABYTE),
            limit=limit // MEGABYTE,
        )
    upload.seek(0)
    content: File[bytes] = upload
    if kind.kind == "image":
        drawn, kind = _drawn_anew(upload)
        content, size = ContentFile(drawn), len(drawn)
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    path = storages["private"].save(f"evidence/{name.hex[-2:]}/{name}.{kind.extension}", content)
    return Kept(path, kind, size, digest.hexdigest(), metadata_removed=kind.kind == "image")


def _drawn_anew(upload: File) -> tuple[bytes, FileKind]:  # type: ignore[type-arg]
    """Draw the picture anew from its pixels: place, time, camera and hidden text do not come along."""
    try:
        with Image.open(upload) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused(
                    "picture-too-large",
                    _("This picture is larger than we can open. Make it smaller, or take a new photo of it."),
                )
            upright = ImageOps.exif_transpose(picture)
            clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            out = io.BytesIO()
            if clear:
                upright.convert("RGBA").save(out, "PNG", optimize=False)
                return out.getvalue(), FileKind("image", "image/png", "png")
            upright.convert("RGB").save(out, "JPEG", quality=88)
            return out.getvalue(), FileKind("image", "image/jpeg", "jpg")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, EOFError) as broken:
        raise Refused(
            "file-broken", _("This file is damaged: it stops before its end. Save it again, then add it.")
        ) from broken


def opened(path: str) -> File:  # type: ignore[type-arg]
    """Open a private file for reading. Raises FileNotFoundError when it is gone."""
    return storages["private"].open(path, "rb")


def thrown_away(path: str) -> None:
    """Delete a private file that nothing refers to."""
    storages["private"].delete(path)
