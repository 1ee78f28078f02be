"""A verifier's report as people read it: a heading, seven questions, and how we know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from merited_credentials import Report

from merited.web.public.spoken import spoken

QUESTIONS: dict[str, str] = {
    "format": _("Is it a badge that we can read?"),
    "context": _("Does it say what was signed?"),
    "proof": _("Is it genuine?"),
    "issuer": _("Who issued it?"),
    "dates": _("Is it in force?"),
    "status": _("Has it been revoked?"),
    "recipient": _("Whose is it?"),
    "holder": _("Who hands it over?"),  # of a presentation
    "credentials": _("Are the badges inside it valid?"),
}
HEADINGS: dict[str, str] = {
    "PASS": _("Genuine and current"),
    "UNKNOWN": _("We could not check all of it"),
    "FAIL": _("Not valid"),
    "unknown": _("This is not a badge that we can read"),
    "format": _("This is not a badge that can be trusted"),
    "context": _("This is not what was signed"),
    "proof": _("Not genuine"),
    "issuer": _("Not signed by its issuer"),
    "dates": _("Not in force today"),
    "status": _("No longer valid"),
}
# What the library calls what was handed in: named here so that it is translated.
KINDS = (
    _("Open Badges 3.0"), _("Open Badges 3.0 endorsement"), _("status list"), _("Open Badges 2.0"),
    _("Open Badges 1.0 or 1.1"), _("signed token (JWT)"), _("Comprehensive Learner Record"),
    _("credential of the older data model 1.1"), _("verifiable credential of another kind"),
    _("verifiable presentation"), _("not a badge"),
)  # fmt: skip
RESULTS: dict[str, str] = {"PASS": _("PASS"), "FAIL": _("FAIL"), "UNKNOWN": _("UNKNOWN")}
# Where the kinds of badges say what they are and whose: Open Badges 3.0, 2.0 and 1.x; the first of a presentation's.
TITLES = (
    ("credentialSubject", "achievement", "name"), ("badge", "name"), ("name",),
    ("verifiableCredential", "credentialSubject", "achievement", "name"), ("verifiableCredential", "name"),
)  # fmt: skip
ISSUERS = (
    ("issuer", "name"), ("badge", "issuer", "name"), ("issuer", "id"), ("badge", "issuer", "id"),
    ("verifiableCredential", "issuer", "name"), ("verifiableCredential", "issuer", "id"),
)  # fmt: skip
LONGEST = 160  # characters of a stranger's text that we repeat


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its answer, and the technical words behind it."""

    question: str
    result: str
    sentence: str
    details: tuple[tuple[str, str], ...]

    @property
    def result_in_words(self) -> str:
        """The result as people read it; the code itself is for software."""
        return gettext(RESULTS.get(self.result, self.result))


@dataclass(frozen=True, slots=True)
class Finding:
    """What the page shows."""

    verdict: str
    heading: str
    sentence: str
    title: str
    issuer: str
    kind: str
    answers: tuple[Answer, ...]

    @property
    def yes(self) -> int:
        """How many answers are PASS."""
        return sum(one.result == "PASS" for one in self.answers)


def shown(report: Report) -> Finding:
    """The report in words. Nothing in it is trusted: it may be a stranger's file."""
    document = report.document or {}
    failed = next((one.id for one in report.steps if one.result == "FAIL" and one.id != "recipient"), "")
    heading = gettext(HEADINGS.get("unknown" if report.kind == "unknown" else failed) or HEADINGS[report.verdict])
    recipient = next((one.result for one in report.steps if one.id == "recipient"), "")
    if report.verdict == "PASS" and recipient == "FAIL":
        heading = gettext("Genuine and current, but not given to the address you typed")
    return Finding(
        verdict=report.verdict,
        heading=heading,
        sentence=spoken(report.sentence),
        title=_said(document, TITLES),
        issuer=_said(document, ISSUERS),
        kind=gettext(report.kind_in_words),
        answers=tuple(
            Answer(gettext(QUESTIONS.get(one.id, one.id)), one.result, spoken(one.sentence), _details(one.id, document))
            for one in report.steps
        ),
    )


def _said(document: Mapping[str, Any], places: tuple[tuple[str, ...], ...]) -> str:
    """The first text that stands at one of these places."""
    return next((text for path in places if (text := _text(_first(document, *path)))), "")


def _details(step: str, document: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What the file itself says about a question, for those who want to know how we know."""
    wanted: dict[str, list[tuple[str, Any]]] = {
        "format": [(_("Its address"), document.get("id")), (_("Its types"), _joined(document.get("type")))],
        "proof": [
            (_("Signed with the key"), _first(document, "proof", "verificationMethod")),
            (_("Kind of signature"), _first(document, "proof", "cryptosuite") or _first(document, "proof", "type")),
            (_("Signed at"), _first(document, "proof", "created")),
        ],
        "issuer": [(_("The issuer’s identifier"), _first(document, "issuer", "id"))],
        "dates": [(_("Valid from"), document.get("validFrom")), (_("Valid until"), document.get("validUntil"))],
        "status": [
            (_("Status list"), _first(document, "credentialStatus", "statusListCredential")),
            (_("Its place in the list"), _first(document, "credentialStatus", "statusListIndex")),
        ],
    }
    return tuple((gettext(label), _text(value)) for label, value in wanted.get(step, []) if _text(value))


def _first(value: Any, *path: str) -> Any:
    """A value deep in a document that may be of any shape; of a list, the first; of a bare address, itself as its id."""
    for name in path:
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str) and name == "id":
            return value
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _joined(value: Any) -> Any:
    return ", ".join(one for one in value if isinstance(one, str)) if isinstance(value, list) else value


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
