"""Private files: sniffed, cleaned of metadata, hashed, stored under a name of our own."""

import hashlib
from dataclasses import dataclass
from typing import IO
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages

from merited.base.errors import Refused
from merited.base.words import _
from merited.portfolio.drawing import drawn_anew
from merited.portfolio.rules.kinds import HEAD, PACKED, PLAIN_TEXT, FileKind, sniff, unknown, unpacked, words_in

MEGABYTE = 1_000_000
LARGEST = {"video": 200 * MEGABYTE, "audio": 50 * MEGABYTE, "image": 25 * MEGABYTE}
LARGEST_OTHER = 25 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was stored: where, how many bytes, SHA-256 (hex), and whether metadata was taken out."""

    path: str
    kind: FileKind
    size: int
    digest: str
    metadata_removed: bool


def keep(upload: File, *, accepts: tuple[str, ...], name: UUID) -> Kept:  # type: ignore[type-arg]
    """Check an upload, take its metadata out where it is a picture, and store it privately.

    `accepts` are the kinds that the artifact takes. Text is stored as UTF-8. Raises `Refused` with a sentence.
    """
    upload.seek(0)
    kind = sniff(upload.read(HEAD))
    if kind != PACKED:
        _must_be_taken(kind, accepts)
    _must_fit(upload.size or 0, kind)  # before anything reads the whole
    if kind == PACKED:
        kind = unpacked(upload.file or upload)
        _must_be_taken(kind, accepts)
    content, kind = _cleaned(upload, kind)
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    path = _stored(content, f"evidence/{name.hex[-2:]}/{name}.{kind.extension}")
    return Kept(path, kind, content.size or 0, digest.hexdigest(), metadata_removed=kind.kind == "image")


def _must_be_taken(kind: FileKind, accepts: tuple[str, ...]) -> None:
    if kind.kind not in accepts and not (kind == PLAIN_TEXT and "pdf" in accepts):
        raise Refused(
            "file-kind",
            _("This is a {kind}, and this piece of work takes {accepted}. Nothing else on the page has changed."),
            kind=kind.kind,
            accepted=", ".join(accepts),
        )


def _must_fit(size: int, kind: FileKind) -> None:
    limit = LARGEST.get(kind.kind, LARGEST_OTHER)
    if size > limit:
        raise Refused(
            "file-too-large",
            _("This file has {size} MB; up to {limit} MB can be taken here. A shorter clip or a smaller scan will do."),
            size=round(size / MEGABYTE),
            limit=limit // MEGABYTE,
        )


def _cleaned(upload: File, kind: FileKind) -> tuple[File, FileKind]:  # type: ignore[type-arg]
    """What is stored: a picture drawn anew, text in UTF-8, and everything else as it came."""
    upload.seek(0)
    if kind.kind == "image":
        drawn, kind = drawn_anew(upload)
        return ContentFile(drawn), kind
    if kind == PLAIN_TEXT:
        try:
            return ContentFile(words_in(upload.read()).encode()), kind
        except ValueError as no_text:
            raise unknown() from no_text
    return upload, kind


def _stored(content: File, path: str) -> str:  # type: ignore[type-arg]
    content.seek(0)
    try:
        return storages["private"].save(path, content)
    except BaseException:  # a full disk leaves half a file
        thrown_away(path)
        raise


def opened(path: str) -> File:  # type: ignore[type-arg]
    """Open a private file for reading. Raises FileNotFoundError when it is gone."""
    return storages["private"].open(path, "rb")


def put_back(path: str, content: IO[bytes]) -> bool:
    """Put a file of a backup back into its place. Raises `Refused` when another file lies there."""
    there = storages["private"]
    if there.exists(path):
        with there.open(path, "rb") as found:
            same = hashlib.file_digest(found, "sha256").digest() == hashlib.file_digest(content, "sha256").digest()  # type: ignore[arg-type]
        if not same:
            raise Refused("other-file", "Another file lies at {path}. Restore into an empty folder.", path=path)
    elif there.save(path, File(content)) != path:
        raise Refused("other-file", "Another file lies at {path}. Restore into an empty folder.", path=path)
    return True


def thrown_away(path: str) -> None:
    """Delete a private file that nothing refers to."""
    storages["private"].delete(path)
