"""All that a verifier would refuse, found before the key is used."""

from __future__ import annotations

from .canonical import canonicalize
from .contexts import OB3, OB3_EXTENSIONS, VC2
from .dates import parse_instant
from .errors import CredentialError, Finding, NotReadable, UnsafeDocument
from .guard import examine
from .status import StatusBits
from .strict_json import Json
from .structure import BADGE_TYPES, examine_structure

# What this library writes: credential type -> the lists of contexts that it may carry.
_BADGE_CONTEXTS = ([VC2, OB3], [VC2, OB3, OB3_EXTENSIONS])
_SHAPES = ("OpenBadgeCredential", "EndorsementCredential", "BitstringStatusListCredential")


def shape_of(document: dict[str, Json]) -> str | None:
    """Which of the classes that this library reads the document says it is; None for any other."""
    types = document.get("type")
    names = types if isinstance(types, list) else [types]
    if any(name in names for name in BADGE_TYPES):
        return "OpenBadgeCredential"
    return next((shape for shape in _SHAPES if shape in names), None)


def lint(document: dict[str, Json]) -> tuple[Finding, ...]:
    """Everything that a verifier would refuse, all at once; empty when the document may be signed."""
    shape = shape_of(document)
    if shape is None:
        sentence = "This is neither an Open Badge, nor an endorsement, nor a status list, so it is not signed here."
        return (Finding("type", "type", sentence),)
    findings = [*examine_structure(document, shape), *examine(document)]
    findings += _own_rules(document, shape)
    if not findings:
        # Only a document that is sound so far is worth the work, and only there does a surprise mean something.
        try:
            canonicalize(document)
        except UnsafeDocument as error:
            findings.append(Finding("canonical", error.where, error.sentence))
        except CredentialError as error:
            findings.append(Finding("canonical", "the badge", error.sentence))
    return tuple(findings)


def _own_rules(document: dict[str, Json], shape: str) -> list[Finding]:
    findings = []
    if "proof" in document:
        findings.append(Finding("signed", "proof", "This is signed already. Prepare the document without its proof."))
    allowed = _BADGE_CONTEXTS if shape != "BitstringStatusListCredential" else ([VC2],)
    if document.get("@context") not in allowed:
        sentence = f"Use exactly these vocabularies: {', '.join(map(str, allowed[0]))}."
        findings.append(Finding("context-version", "@context", sentence))
    findings += [*_dates(document), *_alike_everywhere(document)]
    subject = document.get("credentialSubject")
    if isinstance(subject, dict):
        if shape == "OpenBadgeCredential":
            findings += [*_recipient(subject), *_results(subject)]
        elif shape == "BitstringStatusListCredential":
            findings += _status_list(subject)
    return findings


def _dates(document: dict[str, Json]) -> list[Finding]:
    begin, end = document.get("validFrom"), document.get("validUntil")
    if not isinstance(begin, str) or not isinstance(end, str):
        return []
    try:
        if parse_instant(end) > parse_instant(begin):
            return []
    except NotReadable:
        return []  # the structure has said so
    return [Finding("dates", "validUntil", "The badge would end before it begins.")]


def _alike_everywhere(value: Json, where: str = "") -> list[Finding]:
    """What correct programs are known to sign differently, so that no badge should hold it."""
    if isinstance(value, dict):
        return [
            found for name, item in value.items() for found in _alike_everywhere(item, f"{where}.{name}".strip("."))
        ]
    if isinstance(value, list):
        return [found for number, item in enumerate(value) for found in _alike_everywhere(item, f"{where}[{number}]")]
    if isinstance(value, str) and ("\ufffe" in value or "\uffff" in value):
        return [Finding("noncharacter", where, "The text holds U+FFFE or U+FFFF, which are not characters.")]
    if isinstance(value, float) and 0 < abs(value) < 1e-6:
        return [Finding("tiny-number", where, "A number this close to zero is read differently by other programs.")]
    return []


def _recipient(subject: dict[str, Json]) -> list[Finding]:
    identities = _objects(subject.get("identifier"))
    if not identities and not isinstance(subject.get("id"), str):
        sentence = "The badge does not say who earned it: give an identifier or an id."
        return [Finding("recipient", "credentialSubject", sentence)]
    findings = []
    for identity in identities:
        value = str(identity.get("identityHash", ""))
        hashed = value.startswith("sha256$") and len(value) == 71 and set(value[7:]) <= set("0123456789abcdef")
        if identity.get("hashed") is True and not (hashed and identity.get("salt")):
            sentence = "The hashed identity must be sha256$ and 64 hexadecimal digits, with its salt beside it."
            findings.append(Finding("recipient", "credentialSubject.identifier", sentence))
    return findings


def _results(subject: dict[str, Json]) -> list[Finding]:
    achievement = subject.get("achievement")
    described: dict[str, set[str]] = {}
    findings = []
    descriptions = achievement.get("resultDescription") if isinstance(achievement, dict) else None
    for number, item in enumerate(_objects(descriptions)):
        levels = {str(level.get("id")) for level in _objects(item.get("rubricCriterionLevel"))}
        described[str(item.get("id"))] = levels
        if "requiredLevel" in item and item["requiredLevel"] not in levels:
            where = f"credentialSubject.achievement.resultDescription[{number}].requiredLevel"
            findings.append(Finding("result", where, "The required level is not one of the levels of this rubric."))
    for number, result in enumerate(_objects(subject.get("result"))):
        where, about = f"credentialSubject.result[{number}]", result.get("resultDescription")
        if about is not None and str(about) not in described:
            findings.append(Finding("result", where, "The result points to a description that the achievement lacks."))
        elif "achievedLevel" in result and str(result["achievedLevel"]) not in described.get(str(about), set()):
            findings.append(Finding("result", where, "The level reached is not one of the levels of its rubric."))
    return findings


def _status_list(subject: dict[str, Json]) -> list[Finding]:
    try:
        StatusBits.decode(str(subject.get("encodedList")))
    except CredentialError as error:
        return [Finding("status-list", "credentialSubject.encodedList", error.sentence)]
    return []


def _objects(value: Json) -> list[dict[str, Json]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]
