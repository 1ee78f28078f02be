"""PNG files: chunks read with care, one text chunk put in or taken out, pixels untouched."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from .errors import NotReadable, TooMuchWork

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
KEYWORD_OB2 = b"openbadges"
MAX_IMAGE = 10_000_000
MAX_TEXT = 1_000_000
MAX_CHUNKS = 10_000

Chunk = tuple[bytes, bytes]


def chunks(data: bytes) -> Iterator[Chunk]:
    """Each chunk as (type, data), to IEND. Raises NotReadable (damaged, cut short), TooMuchWork (too large)."""
    if len(data) > MAX_IMAGE:
        raise TooMuchWork(f"This image is larger than {MAX_IMAGE:,} bytes.")
    if not data.startswith(SIGNATURE):
        raise NotReadable("This is not a PNG image.")
    place = len(SIGNATURE)
    for number in range(MAX_CHUNKS):
        if place + 12 > len(data):
            raise NotReadable("This PNG image is cut short.")
        (length,) = struct.unpack_from(">I", data, place)
        kind, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        if place + 12 + length > len(data):
            raise NotReadable("This PNG image is cut short.")
        if struct.unpack_from(">I", data, place + 8 + length)[0] != zlib.crc32(kind + body):
            raise NotReadable("This PNG image is damaged: a checksum does not fit.")
        if (number == 0) != (kind == b"IHDR"):
            raise NotReadable("This PNG image does not begin as it must.")
        yield kind, body
        if kind == b"IEND":
            return
        place += 12 + length
    raise TooMuchWork("This PNG image has more parts than any picture needs.")


def keywords_behind(data: bytes) -> list[bytes]:
    """The keywords of badges that stand behind the end of a picture, which has been read by `chunks`."""
    end = _end_of(data)
    return [keyword for keyword in (KEYWORD, KEYWORD_OB2) if data.find(keyword + b"\0", end) >= 0]


def _end_of(data: bytes) -> int:
    place = len(SIGNATURE)
    while data[place + 4 : place + 8] != b"IEND":
        place += 12 + int(struct.unpack_from(">I", data, place)[0])
    return place + 12


def keyword_of(chunk: Chunk) -> bytes | None:
    """The keyword of a text chunk; None for another chunk."""
    kind, body = chunk
    return body.split(b"\0", 1)[0] if kind in (b"iTXt", b"tEXt", b"zTXt") else None


def text_of(chunk: Chunk) -> str:
    """The text of a text chunk (PNG 11.3.3). Raises NotReadable, TooMuchWork."""
    kind, body = chunk
    rest = body.split(b"\0", 1)[1] if b"\0" in body else b""
    compressed = kind == b"zTXt"
    if kind == b"iTXt":
        parts = rest[2:].split(b"\0", 2)
        if len(rest) < 2 or len(parts) != 3 or rest[0] > 1 or (rest[0] and rest[1]):
            raise NotReadable("The text in this PNG image is malformed.")
        compressed, rest = rest[0] == 1, parts[2]
    elif compressed:
        rest = rest[1:]
    if compressed:
        rest = _inflate(rest)
    if len(rest) > MAX_TEXT:
        raise TooMuchWork("The text in this PNG image is larger than any badge.")
    try:
        return rest.decode("utf-8")
    except UnicodeDecodeError:
        raise NotReadable("The text in this PNG image is not UTF-8.") from None


def with_text(data: bytes, text: str, keyword: bytes = KEYWORD) -> bytes:
    """The image with the text as its one badge chunk, right after the header; older ones of either version are gone.

    What stands behind the end stays, unless there is a badge in it. Raises NotReadable, TooMuchWork.
    """
    body = keyword + b"\0\0\0\0\0" + text.encode("utf-8")
    parts = [SIGNATURE]
    for chunk in chunks(data):
        if keyword_of(chunk) not in (KEYWORD, KEYWORD_OB2):
            parts.append(_written(chunk))
        if chunk[0] == b"IHDR":
            parts.append(_written((b"iTXt", body)))
    return b"".join(parts) + (b"" if keywords_behind(data) else data[_end_of(data) :])


def _written(chunk: Chunk) -> bytes:
    kind, body = chunk
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _inflate(data: bytes) -> bytes:
    unzip = zlib.decompressobj()
    try:
        text = unzip.decompress(data, MAX_TEXT + 1)
    except zlib.error:
        raise NotReadable("The text in this PNG image cannot be decompressed.") from None
    if not unzip.eof and len(text) <= MAX_TEXT:
        raise NotReadable("The text in this PNG image is cut short.")
    return text
