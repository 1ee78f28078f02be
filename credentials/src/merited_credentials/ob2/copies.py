"""Whether a copy of a hosted badge says what the issuer's own says, with what is written into it and what it names.

A class or a profile that the issuer's copy names by its address may stand written out in the copy in hand. Then it
must say what that address says: whoever wrote the copy could have written anything under the same id.
"""

from __future__ import annotations

from ..report import Verdict
from ..strict_json import Json, canonical
from .documents import Documents

Answer = tuple[Verdict, str]
# What the issuer may have added to its own copy since the badge was handed out.
_MAY_DIFFER = frozenset({"@context", "revoked", "revocationReason"})
_PARTIES = ("badge", "issuer")


def compare(mine: dict[str, Json], theirs: dict[str, Json], address: str, documents: Documents) -> Answer | None:
    """Where two copies say different things (FAIL), or may do so (UNKNOWN); None where they say the same.

    `theirs` is the copy at `address`.
    """
    doubt: Answer | None = None
    for name in sorted((mine.keys() | theirs.keys()) - _MAY_DIFFER):
        found = _member(name, mine.get(name), theirs.get(name), address, documents)
        if found and found[0] == "FAIL":
            return found
        doubt = doubt or found
    return doubt


def _member(name: str, mine: Json, theirs: Json, address: str, documents: Documents) -> Answer | None:
    if name in _PARTIES and isinstance(mine, dict) and isinstance(theirs, dict):
        return compare(mine, theirs, address, documents)
    if name in _PARTIES and isinstance(mine, dict) and isinstance(theirs, str) and mine.get("id") == theirs:
        found = documents.of(theirs)
        if found.document is not None:
            return compare(mine, found.document, theirs, documents)
        sentence = (
            f'What you hold describes its "{name}" itself, and what {theirs[:200]} says of it is not at hand: '
            f"{found.problem}"
        )
        return "UNKNOWN", sentence
    if name in _PARTIES and isinstance(mine, str) and isinstance(theirs, dict):
        theirs = theirs.get("id")  # the issuer writes it out, and the copy in hand says nothing about it
    elif name == "type":
        mine, theirs = _listed(mine), _listed(theirs)
    if canonical(mine) == canonical(theirs):
        return None
    return "FAIL", f'What you hold differs from the issuer\'s own copy at {address[:200]} in "{name[:60]}".'


def _listed(value: Json) -> Json:
    return value if isinstance(value, list) else [value]
