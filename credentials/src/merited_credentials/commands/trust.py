"""Issuers that the caller knows: named on the command line one by one, or in a file."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import NotReadable
from .files import read_bytes


def issuers_named(given: Iterable[str]) -> frozenset[str]:
    """The ids of issuers: an address (did:..., https://...) is one itself; anything else is a file with one a line.

    In such a file an empty line and a line that begins with "#" are passed over. Raises OSError, NotReadable.
    """
    found: set[str] = set()
    for name in given:
        if name.startswith(("did:", "https://", "http://")):
            found.add(name)
            continue
        try:
            lines = [line.strip() for line in read_bytes(name).decode("utf-8-sig").splitlines()]
        except UnicodeDecodeError:
            raise NotReadable(f"{name}: This list of issuers is not text in UTF-8.") from None
        found |= {line for line in lines if line and not line.startswith("#")}
    return frozenset(found)
