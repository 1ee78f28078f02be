"""Whether a stored file opens, as far as software can tell without playing it: for a check before anybody reads.

Nothing here judges what is in it. What cannot be looked into is said to be so, and a person opens it.
"""

import io
import struct
import wave
import zipfile
import zlib
from enum import StrEnum
from typing import IO

from PIL import Image
from pypdfium2 import PdfiumError

from merited.base.errors import Refused
from merited.portfolio.files import opened
from merited.portfolio.models import Evidence
from merited.portfolio.pages import count_pages, page_picture

MOST_PACKED = 25_000_000  # bytes of an office file that are read to see whether it is whole


# Whatever the openers say of a file that is damaged, locked or swollen. One of them uncaught would hold up every check.
BROKEN = (
    Refused, IndexError, OSError, ValueError, SyntaxError, EOFError, RuntimeError, MemoryError, struct.error, wave.Error,
    zipfile.BadZipFile, zlib.error, PdfiumError, Image.DecompressionBombError,
)  # fmt: skip


class Opening(StrEnum):
    """What came of opening a file."""

    OPENS = "opens"
    NOT_LOOKED = "not_looked"
    GONE = "gone"
    DAMAGED = "damaged"


def open_once(evidence: Evidence) -> Opening:
    """Open a file as far as it can be done here: a PDF and its first and last page, a picture, a text, an office file's
    parts, the frame of a recording. A link is not a file and is not looked at."""
    if not evidence.path:
        return Opening.NOT_LOOKED
    try:
        return _opened(evidence)
    except FileNotFoundError:
        return Opening.GONE
    except BROKEN:
        return Opening.DAMAGED


def _opened(evidence: Evidence) -> Opening:
    if evidence.kind == "pdf":
        pages = count_pages(evidence.path)
        for number in {1, pages}:
            page_picture(evidence.path, number)
        return Opening.OPENS
    with opened(evidence.path) as file:
        if evidence.kind == "image":
            with Image.open(file) as picture:
                picture.load()
            return Opening.OPENS
        if evidence.is_text:
            return Opening.OPENS if file.read(1) else Opening.DAMAGED
        if evidence.extension in ("docx", "xlsx", "pptx", "odt", "ods", "odp"):
            return _packed(file)
        if evidence.media_type in ("video/mp4", "audio/mp4"):
            return _framed(file, evidence.size)
        if evidence.media_type == "audio/wav":
            with wave.open(io.BytesIO(file.read()), "rb") as sound:
                return Opening.OPENS if sound.getnframes() else Opening.DAMAGED
        return Opening.NOT_LOOKED if file.read(1) else Opening.DAMAGED


def _packed(file: IO[bytes]) -> Opening:
    """Whether every part of an office file is whole; a very large one is left to a person."""
    with zipfile.ZipFile(file) as parts:
        if sum(one.file_size for one in parts.infolist()) > MOST_PACKED:
            return Opening.NOT_LOOKED
        return Opening.DAMAGED if parts.testzip() else Opening.OPENS


def _framed(file: IO[bytes], size: int) -> Opening:
    """Whether an MP4 has its table of contents and none of its boxes ends beyond the file: an upload that was cut off
    has one that does (ISO/IEC 14496-12, 4.2)."""
    at, has_contents = 0, False
    while at + 8 <= size:
        file.seek(at)
        length, kind = struct.unpack(">I4s", file.read(8))
        if length == 1:
            length = struct.unpack(">Q", file.read(8))[0]
        elif length == 0:
            length = size - at
        if length < 8 or at + length > size:
            return Opening.DAMAGED
        has_contents = has_contents or kind in (b"moov", b"moof")
        at += length
    return Opening.OPENS if has_contents else Opening.DAMAGED
