"""The steps that need nothing but the document: context and dates; and how several answers become one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from .contexts import KNOWN, Vocabularies
from .dates import day_in_words, parse_instant
from .errors import Finding
from .guard import NAMED, SOFT
from .proofs.coverage import unsettled
from .report import Verdict
from .strict_json import Json
from .work import Work

Answer = tuple[Verdict, str]
ALL_IS_SIGNED = "What is shown is what was signed."


def endorsed(document: dict[str, Json]) -> str:
    """What the proof of a badge does not show of the endorsements in it; empty when there are none."""
    proofs = ["proof" in one for one in _endorsements(document)]
    if not proofs:
        return ""
    if not all(proofs):
        return " It carries an endorsement that nobody signed, which is no more than the issuer's own word."
    return " Each endorsement in it has a signature of its own, which was not checked here."


def _endorsements(value: Json, *, inside: bool = False) -> Iterator[dict[str, Json]]:
    if isinstance(value, list):
        for item in value:
            yield from _endorsements(item, inside=inside)
    elif isinstance(value, dict):
        if inside and "EndorsementCredential" in _listed(value.get("type")):
            yield value
        for item in value.values():
            yield from _endorsements(item, inside=True)


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def worst(answers: list[Answer]) -> Answer:
    """The first FAIL, else the first UNKNOWN, else the first of them."""
    for result in ("FAIL", "UNKNOWN"):
        for answer in answers:
            if answer[0] == result:
                return answer
    return answers[0]


def context_of_document(document: dict[str, Json], known: Vocabularies = KNOWN, work: Work | None = None) -> Answer:
    """Step 2 for a document with proofs inside. Proofs themselves are looked at in step 3."""
    return answer_of(unsettled(document, known, work=work))


def context_of_token(document: dict[str, Json], work: Work | None = None) -> Answer:
    """Step 2 for what a token carries: it is signed letter by letter, so a vocabulary that is not held hides nothing.

    What remains is how an issuer could mislead those who read the JSON: words in a spelling that nobody looks at.
    """
    findings = unsettled(document, work=work, in_a_token=True)
    return answer_of(tuple(one for one in findings if one.code != "unknown-context"))


def answer_of(findings: tuple[Finding, ...], all_well: str = ALL_IS_SIGNED) -> Answer:
    """The answer of step 2: the first finding against it, else the first doubt, else that all is well, save what is
    only named."""
    hard = [finding for finding in findings if finding.code not in SOFT | NAMED]
    soft = [finding for finding in findings if finding.code in SOFT]
    for finding in [*hard, *soft]:
        return ("FAIL" if hard else "UNKNOWN"), f"{finding.where}: {finding.sentence}"
    if findings:
        places = ", ".join(dict.fromkeys(finding.where for finding in findings))[:200]
        return "PASS", f"{all_well} Only the direction in which a text runs is not signed: {places}."
    return "PASS", all_well


def dates(document: dict[str, Json], now: datetime) -> Answer:
    """Step 5: has it begun, and has it not ended? `document` is well-formed; `now` knows its time zone."""
    # Data model 1.1 knows two names for each; where both stand there, both must hold.
    begins = [parse_instant(str(document[name])) for name in ("validFrom", "issuanceDate") if name in document]
    ends = [parse_instant(str(document[name])) for name in ("validUntil", "expirationDate") if name in document]
    if begins and max(begins) > now:
        return "FAIL", f"This badge is not valid before {day_in_words(max(begins))}."
    if ends:
        return until(min(ends), now)
    return "PASS", "This badge is in force and has no end date."


def until(end: datetime, now: datetime) -> Answer:
    """Step 5 for a badge that has begun and that ends."""
    if end < now:
        return "FAIL", f"This badge expired on {day_in_words(end)}."
    return "PASS", f"This badge is valid until {day_in_words(end)}."
