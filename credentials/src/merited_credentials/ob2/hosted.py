"""Steps 3 and 4 of a hosted badge: its own address is all that proves it (OB 2.0, 4.4)."""

from __future__ import annotations

from dataclasses import dataclass

from ..report import Verdict
from ..strict_json import Json
from .copies import compare
from .documents import Documents, Found
from .model import Statement
from .read import read_node
from .terms import examine_words

Answer = tuple[Verdict, str]


@dataclass(frozen=True, slots=True)
class Hosted:
    """What a badge's own address shows: the answer of step 3, the issuer's own copy, and whether it is withdrawn."""

    proof: Answer
    document: dict[str, Json] | None = None
    statement: Statement | None = None
    revoked: str | None = None


def ask_its_address(document: dict[str, Json], statement: Statement, documents: Documents) -> Hosted:
    """Ask the badge's own address for the badge.

    The issuer's copy is the badge, and is what is shown. The standard takes the copy in hand for no more than the
    address; here a copy in hand that says something else than the issuer's is refused, because it was changed.
    """
    found = documents.at(statement.id)
    address = statement.id[:200]
    if found.is_gone or (found.document is not None and found.document.get("revoked") is True):
        proof: Answer = ("UNKNOWN", f"The address of this badge, {address}, shows no badge any more.")
        return Hosted(proof, revoked=_reason(found))
    if found.document is None:
        sentence = (
            "A hosted badge proves itself only by its own address, and that has not been seen: "
            f"{found.problem} So nothing shows yet that the issuer wrote this."
        )
        return Hosted(("UNKNOWN", sentence))
    changed = compare(document, found.document, statement.id, documents)
    if changed and changed[0] == "FAIL":
        return Hosted(changed)
    served, findings = read_node(found.document, type(statement))
    words = examine_words(found.document)
    if served is None or words[0] != "PASS":
        sentence = findings[0].sentence if findings else words[1]
        return Hosted((words[0] if served else "FAIL", f"The issuer's own copy cannot be read. {sentence}"))
    sentence = f"A hosted badge is proven by its own address alone, {address}, and that shows the same badge now."
    if address.lower().startswith("http:"):
        sentence += " That address is not a protected one (https), so it could have been changed on its way."
    return Hosted(changed or ("PASS", sentence), found.document, served)


def _reason(found: Found) -> str:
    reason = (found.document or {}).get("revocationReason")
    return reason if isinstance(reason, str) else ""
