"""One writer of a file at a time, among processes: for files that are read, changed and replaced."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a lock from before a file is read until it is replaced, so that of two who change it neither is lost.

    The lock is on the folder, because the file itself is replaced. Raises OSError when there is no such folder.
    """
    try:
        import fcntl
    except ImportError:  # no such lock on Windows; the file is replaced whole there all the same
        yield
        return
    folder = os.open(path.resolve().parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
        os.fsync(folder)
    finally:
        os.close(folder)
