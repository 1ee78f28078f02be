"""Several proofs on one document: sets, of which all must hold, and chains, in which one covers others (4.3, 4.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..errors import NotReadable, TooMuchWork
from ..strict_json import Json

MAX_PROOFS = 10  # each one costs a canonicalization, and nobody signs a badge ten times


def proofs_in(document: Mapping[str, Json]) -> list[dict[str, Json]]:
    """The proofs of a document, one or many; empty when it is not signed.

    Raises NotReadable when something else stands among them, TooMuchWork when there are more than ten.
    """
    value = document.get("proof")
    listed = value if isinstance(value, list) else [value] if "proof" in document else []
    if len(listed) > MAX_PROOFS:
        raise TooMuchWork(f"This badge has more than {MAX_PROOFS} signatures; no honest badge has.")
    proofs = [one for one in listed if isinstance(one, dict)]
    if len(proofs) != len(listed):
        raise NotReadable("Something that is no signature stands in the place of one.")
    return proofs


def previous_of(proof: Mapping[str, Json], proofs: Sequence[dict[str, Json]]) -> list[dict[str, Json]]:
    """The proofs that this one follows, and so covers, in the order in which it names them (4.5, step 3).

    Raises NotReadable when one is missing or named ambiguously, or when the chain leads back to where it began.
    """
    _open(proof, proofs, frozenset())
    return [_named(name, proofs) for name in _names(proof)]


def _open(proof: Mapping[str, Json], proofs: Sequence[dict[str, Json]], passed: frozenset[str]) -> None:
    """Follow every way back. Each step passes another id, so ten proofs end it soon; a circle is refused."""
    own = proof.get("id")
    passed = passed | {own} if isinstance(own, str) else passed
    for name in _names(proof):
        if name in passed:
            raise NotReadable("The signatures follow each other in a circle, so none of them can be the first.")
        _open(_named(name, proofs), proofs, passed)


def _names(proof: Mapping[str, Json]) -> list[str]:
    if "previousProof" not in proof:
        return []
    value = proof["previousProof"]
    names = [name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]
    if not names or len(set(names)) != (len(value) if isinstance(value, list) else 1):
        raise NotReadable("The signature does not say properly which signature it follows.")
    return names


def _named(name: str, proofs: Sequence[dict[str, Json]]) -> dict[str, Json]:
    found = [one for one in proofs if one.get("id") == name]
    if len(found) != 1:
        what = "is missing" if not found else "stands there more than once"
        raise NotReadable(f"The signature follows another one ({name[:80]}), which {what}.")
    return found[0]
