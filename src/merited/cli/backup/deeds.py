"""Making a backup, and putting it back where nothing is."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import DatabaseError, transaction

from merited.awards.keys import master_key_file
from merited.base import clock
from merited.base.errors import Refused
from merited.base.ids import uuid7
from merited.base.log import note
from merited.cli.backup.archive import FORMAT, HEADER, Reader, Writer
from merited.cli.backup.rows import applied, count_on, go_to, lines_of, pour, snapshot, tables
from merited.cli.startup import migrate, must_be_the_right_mode
from merited.people.queries import is_demo, public_url
from merited.portfolio.files import opened, put_back
from merited.portfolio.queries import stored_files

PIPE = "-"


def backup(target: str, say: Callable[[str], None], *, with_key: bool = True) -> int:
    """Write everything into one archive, a file or standard output. Returns 1 when a stored file was missing."""
    _must_be_there()
    with _written(target) as out, snapshot():
        archive, migrations = Writer(out), applied()
        archive.add_json(HEADER, {
            "format": FORMAT, "merited": version("merited"), "made_at": clock.now().isoformat(), "public_url": public_url(),
            "demo": is_demo(), "migrations": migrations,
        })  # fmt: skip
        if with_key and master_key_file().exists():
            key = master_key_file().read_bytes()
            with tempfile.TemporaryFile() as spool:
                spool.write(key)
                spool.seek(0)
                archive.add("keys/master.key", spool, len(key))
        files, missing = _add_files(archive)
        rows = sum(
            archive.add_lines(f"database/{one._meta.label_lower}.jsonl.gz", lines_of(one)) for one in tables(migrations)
        )
        archive.close()
    note("backup.made", uuid7(), by=None, rows=rows, files=files, missing=len(missing))
    where = "the archive" if target == PIPE else target
    say(f"{rows} rows and {files} files are in {where}, {'with' if with_key else 'without'} the master key.")
    for one in missing:
        say(f"Missing where it should lie, so not in the archive: {one}")
    say("It holds private evidence: keep it where nobody else can read it, and apart from this machine.")
    return int(bool(missing))


def _must_be_there() -> None:
    try:
        there = is_demo() is not None
    except DatabaseError:
        there = False
    if not there:
        raise Refused(
            "nothing-to-back-up",
            "There is no Merited in this place ({place}). Run it with the settings of the service: MERITED_DATA, "
            "DATABASE_URL, MERITED_MASTER_KEY_FILE.",
            place=settings.DATA,
        )


def _add_files(archive: Writer) -> tuple[int, list[str]]:
    count, missing = 0, []
    for path in stored_files():
        try:
            with opened(path) as content:
                archive.add(f"files/{path}", content, content.size)
        except FileNotFoundError:
            missing.append(path)
        else:
            count += 1
    return count, missing


@contextmanager
def _written(target: str) -> Iterator[IO[bytes]]:
    """A file that appears when it is whole, for its owner alone; or the pipe."""
    if target == PIPE:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    if path.exists():
        raise Refused(
            "backup-exists", "{path} is there already and is not written over. Choose another name.", path=path
        )
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def restore(source: str, say: Callable[[str], None], *, check_only: bool = False) -> None:
    """Put a backup back: into an empty database, beside no other key. The whole archive is checked first."""
    with _opened(source) as content:
        archive = Reader(content)
        made = archive.header
        say(
            f"The archive is whole. It was made on {made['made_at'][:16].replace('T', ' ')} UTC at {made['public_url']}."
        )
        if check_only:
            return
        _must_be_empty()
        _put_back_keys(archive)
        files = sum(put_back(path, one) for path, one in archive.under("files"))
        go_to([(app, name) for app, name in made["migrations"]])
        rows = _put_back_rows(archive)
    migrate()  # what is newer here than the backup
    say(f"{rows} rows and {files} files are back.")
    if made["public_url"] != settings.PUBLIC_URL:
        say(
            f"Badges here are signed under {made['public_url']}. Serve it there: MERITED_PUBLIC_URL={made['public_url']}"
        )
    must_be_the_right_mode()
    say("Everybody signs in again. See that all is well:  merited doctor; merited log check")


@contextmanager
def _opened(source: str) -> Iterator[IO[bytes]]:
    if source != PIPE:
        with Path(source).open("rb") as content:
            yield content
        return
    with tempfile.TemporaryFile() as spool:
        while chunk := sys.stdin.buffer.read(1 << 20):
            spool.write(chunk)
        yield spool


def _must_be_empty() -> None:
    try:
        there = is_demo() is not None
    except DatabaseError:  # not even tables
        return
    if there:
        raise Refused(
            "not-empty",
            "There is a Merited in this database already, and a backup is never poured over one. "
            "Set MERITED_DATA or DATABASE_URL to an empty place.",
        )


def _put_back_keys(archive: Reader) -> None:
    for _name, content in archive.under("keys"):
        key, path = content.read(), master_key_file()
        if path.exists() and path.read_bytes() != key:
            raise Refused(
                "other-key",
                "Another master key lies in {path}. It may belong to other badges, so it is left alone: move it away first.",
                path=path,
            )
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(key)


def _put_back_rows(archive: Reader) -> int:
    """All rows or none, whatever happens on the way."""
    known = {one._meta.label_lower: one for one in tables([(app, name) for app, name in archive.header["migrations"]])}
    with transaction.atomic():
        rows = sum(pour(known[label], lines) for label, lines in archive.lines())
        count_on(known.values())
    return rows
