"""What a caller may ask for beyond the standards, as small objects: `Verifier(..., policies=(IssuerIsKnown(ids),))`.

Without a policy these questions never decide: a badge of an issuer whom you do not know is as genuine as any other.
With it the answer stands among the steps, after the seven, and decides like them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .dates import day_in_words, parse_instant
from .errors import NotReadable
from .ob2.read import instant
from .report import Report, Verdict

Answer = tuple[Verdict, str]
_OPEN_BADGES_2 = ("ob1", "ob2")


def no_text(ids: Collection[str], what: str) -> None:
    """Raises TypeError for one text where a collection is meant: in a text, each piece of an address would be found."""
    if isinstance(ids, str | bytes):
        raise TypeError(f"{what} must be a collection of ids, such as a set, and not one text")


class Policy(Protocol):
    """One demand of the caller. `id` names its step, and is none of the seven."""

    @property
    def id(self) -> str:
        """The name of its step."""

    def answer(self, report: Report) -> Answer:
        """PASS, FAIL or UNKNOWN with a sentence, out of what the seven steps have found."""


@dataclass(frozen=True, slots=True)
class IssuerIsKnown:
    """The key has shown the issuer to be one of these (by id). A name alone shows nothing: anybody can write it."""

    ids: Collection[str]
    id: str = "issuer-known"

    def __post_init__(self) -> None:
        no_text(self.ids, "ids")

    def answer(self, report: Report) -> Answer:
        """FAIL for a stranger; UNKNOWN where the key could not show who it is."""
        issuer = report.issuer_id
        shown = report.step("issuer")
        if shown is None or shown.result != "PASS":
            return (
                "UNKNOWN",
                "It is not shown who issued this badge, so nobody can say whether you trust them.",
            )
        if issuer in self.ids:
            return "PASS", "You have named this issuer as one that you trust."
        return "FAIL", f"You have not named this issuer as one that you trust: {issuer[:200]}."


@dataclass(frozen=True, slots=True)
class RecipientMatches:
    """The badge is about the person who was named to `verify(recipient=...)`."""

    id: str = "recipient-matches"

    def answer(self, report: Report) -> Answer:
        """The answer of step 7, as one that decides."""
        step = report.step("recipient")
        if step is None or step.result == "UNKNOWN":
            return "UNKNOWN", "It is not shown whose badge this is."
        return step.result, step.sentence


@dataclass(frozen=True, slots=True)
class IsAbout:
    """The badge is for one of these achievements (by id), such as those that count toward a license.

    In Open Badges 2.0 that is the badge class.
    """

    achievements: Collection[str]
    id: str = "achievement"

    def __post_init__(self) -> None:
        no_text(self.achievements, "achievements")

    def answer(self, report: Report) -> Answer:
        """FAIL for any other achievement."""
        document = report.document or {}
        if report.kind in _OPEN_BADGES_2:
            found = document.get("badge")
        else:
            subject = document.get("credentialSubject")
            found = subject.get("achievement") if isinstance(subject, dict) else None
            found = found if isinstance(found, dict) else None
        found = found.get("id") if isinstance(found, dict) else found
        if isinstance(found, str) and found in self.achievements:
            return "PASS", "The badge is for one of the achievements that you asked for."
        return "FAIL", "The badge is for something else than what you asked for."


@dataclass(frozen=True, slots=True)
class BegunSince:
    """The badge begins at this moment or later: for rules such as "within the last five years". Knows its time zone."""

    moment: datetime
    id: str = "begun-since"

    def answer(self, report: Report) -> Answer:
        """FAIL for an older badge; UNKNOWN where it does not say when it begins."""
        document = report.document or {}
        older = report.kind in _OPEN_BADGES_2
        value = document.get("issuedOn") if older else document.get("validFrom") or document.get("issuanceDate")
        try:
            begun = instant(str(value)) if older else parse_instant(str(value))
        except NotReadable:
            return "UNKNOWN", "The badge does not say when it begins."
        if begun >= self.moment:
            return "PASS", f"The badge began on {day_in_words(begun)}, which is recent enough."
        return "FAIL", f"The badge began on {day_in_words(begun)}, before {day_in_words(self.moment)}."
