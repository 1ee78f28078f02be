"""Files in and out of the commands: bounded reading, standard input and output under the name "-"."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from ..errors import NotReadable, TooMuchWork
from ..strict_json import MAX_BYTES, MAX_VALUES, Json, parse, parse_object
from .words import check_input, check_output

STANDARD = "-"
# The largest picture that the library reads. A file is read one byte further than that, so that nothing longer is
# ever held in memory, and what is longer is still refused as too large.
LARGEST_FILE = 10_000_000
LARGEST_DOCUMENTS = 2_000_000  # as much as the door takes from one address
# A text is stepped over as one; each value and each name stands behind one of these signs, or is the first.
_SIGNS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|([,:\[{])', re.DOTALL)


def read_bytes(name: str, *, largest: int = LARGEST_FILE) -> bytes:
    """The bytes of a file, or of standard input for "-"; at most `largest` + 1 of them.

    Raises OSError, also for a named pipe that nobody writes into: it would be waited for without end.
    """
    if name == STANDARD:
        check_input()
        return sys.stdin.buffer.read(largest + 1)
    if Path(name).is_fifo():
        return _read_pipe(name, largest + 1)
    with Path(name).open("rb") as file:
        return file.read(largest + 1)


def _read_pipe(name: str, most: int) -> bytes:
    with os.fdopen(os.open(name, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0) as pipe:
        begun = pipe.read(most)  # None where a writer has written nothing yet
        if begun == b"":
            raise OSError(errno.ENXIO, "Nobody writes into this pipe", name)
        os.set_blocking(pipe.fileno(), True)
        data = begun or b""
        while len(data) < most and (more := pipe.read(most - len(data))):
            data += more
        return data


def check_once(names: Sequence[str]) -> None:
    """Raise OSError where standard input is named twice: the second time, nothing would be left of it."""
    if list(names).count(STANDARD) > 1:
        raise OSError(errno.EINVAL, "Standard input can be read only once", STANDARD)


def read_object(name: str) -> dict[str, Json]:
    """A file with one JSON object, read strictly. Raises OSError; NotReadable and TooMuchWork, with the file's name."""
    try:
        return parse_object(read_bytes(name))
    except NotReadable as error:
        raise NotReadable(f"{name}: {error.sentence}") from None


def read_documents(name: str) -> dict[str, dict[str, Json]]:
    """A JSON file that maps addresses to documents: {"did:web:example.org": {...}, ...}; or one document with its id.

    It is read as strictly as a badge, of which it may have twice the size. Raises OSError, and NotReadable with the
    file's name.
    """
    data = read_bytes(name, largest=LARGEST_DOCUMENTS)
    if len(data) > LARGEST_DOCUMENTS:
        raise NotReadable(
            f"{name}: This file is larger than {LARGEST_DOCUMENTS:,} bytes. Hand its documents in one by one."
        )
    try:
        _count_values(data)
        found = parse(data, max_bytes=LARGEST_DOCUMENTS)
    except (NotReadable, TooMuchWork) as error:
        raise NotReadable(f"{name}: {error.sentence}") from None
    members = found if isinstance(found, dict) else {}
    if isinstance(members.get("id"), str):
        members = {str(members["id"]): members}
    documents = {address: one for address, one in members.items() if isinstance(one, dict)}
    if not isinstance(found, dict) or len(documents) != len(members):
        raise NotReadable(f"{name}: This must be a document with an id, or an object that maps addresses to such.")
    return documents


def _count_values(data: bytes) -> None:
    """Count before anything is built of it: an empty list of three bytes takes a hundred in memory."""
    signs = 0
    for found in _SIGNS.finditer(data):
        signs += found[1] is not None
        if signs > 2 * MAX_VALUES:  # a list or an object has a sign more than it has values
            raise TooMuchWork(f"This file holds more than {MAX_VALUES:,} values. Hand its documents in one by one.")


def write_bytes(name: str | None, data: bytes) -> None:
    """Write to a file, or to standard output for "-" and for no name at all. Raises OSError."""
    if name is None or name == STANDARD:
        check_output()
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        Path(name).write_bytes(data)


def write_object(name: str | None, document: object, *, new: bool = False) -> None:
    """Write a document as JSON in UTF-8, readable by people unless their spaces would make it too large to be read.

    A file is there whole or not at all. `new`: there must be no such file yet. Raises OSError.
    """
    data = json.dumps(document, indent=2, ensure_ascii=False).encode("utf-8") + b"\n"
    if len(data) > MAX_BYTES:
        data = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    if name is None or name == STANDARD or (Path(name).exists() and not Path(name).is_file()):
        return write_bytes(name, data)
    if new and Path(name).exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)
    beside = Path(name).with_name(f".{Path(name).name}.{os.getpid()}")
    beside.write_bytes(data)
    beside.replace(name)
    return None


def write_secret(name: str, data: bytes) -> None:
    """Write a new file that only its owner may read. Raises FileExistsError rather than write over a key."""
    with os.fdopen(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
