"""The archive: a plain tar file whose last member holds the digest of every other one."""

import gzip
import hashlib
import io
import json
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Any

from merited.base import clock
from merited.base.errors import Refused

FORMAT = 1
HEADER, DIGESTS = "merited-backup.json", "digests.json"
CHUNK = 1 << 20


class Writer:
    """Writes members one after the other, to a file or a pipe, and remembers their digests."""

    def __init__(self, target: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=target, mode="w|")  # noqa: SIM115 (closed in `close`)
        self._digests: dict[str, str] = {}

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        """A member of `size` bytes. Raises OSError when the content is shorter than that."""
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, int(clock.now().timestamp())
        reading = _Digesting(content)
        self._tar.addfile(member, reading)
        self._digests[name] = reading.digest.hexdigest()

    def add_json(self, name: str, value: object) -> None:
        """A small member."""
        text = json.dumps(value, indent=1, sort_keys=True).encode()
        self.add(name, io.BytesIO(text), len(text))

    def add_lines(self, name: str, lines: Iterable[bytes]) -> int:
        """A compressed member of lines. Returns how many."""
        count = 0
        with tempfile.TemporaryFile() as spool:
            with gzip.GzipFile(fileobj=spool, mode="wb", compresslevel=6, mtime=0) as packed:
                for line in lines:
                    packed.write(line)
                    count += 1
            size = spool.tell()
            spool.seek(0)
            self.add(name, spool, size)
        return count

    def close(self) -> None:
        """The digests, and the end."""
        self.add_json(DIGESTS, self._digests)
        self._tar.close()


class _Digesting:
    def __init__(self, content: IO[bytes]) -> None:
        self.content, self.digest = content, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        found = self.content.read(size)
        self.digest.update(found)
        return found


class Reader:
    """Reads an archive that was checked whole before anything of it is used."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.header: dict[str, Any] = {}
        try:
            self._check()
        except (tarfile.TarError, EOFError, OSError, ValueError, zlib.error) as broken:
            raise _damaged("it cannot be read to its end") from broken

    def _check(self) -> None:
        found: dict[str, str] = {}
        told: dict[str, str] | None = None
        for name, content in self._members():
            if name == DIGESTS:
                told = json.load(content)
                continue
            digest = hashlib.sha256()
            text = content.read(CHUNK)
            if name == HEADER:
                self.header = json.loads(text)
            while text:
                digest.update(text)
                text = content.read(CHUNK)
            found[name] = digest.hexdigest()
        if self.header.get("format") != FORMAT:
            raise _damaged("it is no backup of Merited, or of a format that is not known here")
        if told is None:
            raise _damaged("its end is missing")
        wrong = sorted({*told} ^ {*found} | {one for one in {*told} & {*found} if told[one] != found[one]})
        if wrong:
            raise _damaged(f"{wrong[0]} is changed or missing")

    def _members(self) -> Iterator[tuple[str, IO[bytes]]]:
        self._source.seek(0)
        with tarfile.open(fileobj=self._source, mode="r:") as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is None or ".." in member.name.split("/") or member.name.startswith("/"):
                    raise _damaged(f"{member.name} is no file of a backup")
                yield member.name, content

    def under(self, folder: str) -> Iterator[tuple[str, IO[bytes]]]:
        """Members of a folder: the rest of their name, and their content."""
        for name, content in self._members():
            if name.startswith(f"{folder}/"):
                yield name.removeprefix(f"{folder}/"), content

    def lines(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Every table: its label and its lines."""
        for name, content in self.under("database"):
            with gzip.GzipFile(fileobj=content, mode="rb") as packed:
                yield name.removesuffix(".jsonl.gz"), iter(packed)


def _damaged(what: str) -> Refused:
    return Refused(
        "damaged-backup", "This archive cannot be used: {what}. Nothing was changed here. Try an older one.", what=what
    )
