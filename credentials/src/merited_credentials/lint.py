"""All that a verifier would refuse, found before the key is used. Every finding is an error: there are no warnings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .canonical import canonicalize
from .contexts import KNOWN, OB3, OB3_EXTENSIONS, VC2, Vocabularies
from .dates import parse_instant
from .errors import CredentialError, Finding, NotReadable, TooMuchWork, UnsafeDocument, member_at
from .guard import NAMED, examine
from .status import StatusBits, entry_of
from .strict_json import Json, canonical, parse_object
from .structure import examine_structure, is_older, shape_of

# What this library writes: credential type -> the lists of contexts that it may carry. Any other credential names
# the vocabularies that it needs, and the guard says which of them are known.
_BADGE_CONTEXTS = ([VC2, OB3], [VC2, OB3, OB3_EXTENSIONS])
_CONTEXTS = {
    "OpenBadgeCredential": _BADGE_CONTEXTS,
    "EndorsementCredential": _BADGE_CONTEXTS,
    "BitstringStatusListCredential": ([VC2],),
}
_PURPOSES = ("revocation", "suspension", "refresh", "message")  # Bitstring Status List 2.1
_ON_THE_WEB = re.compile(r"https?://[^/?#\s]+.*", re.IGNORECASE)
_EXTENDED = ("credentialSchema", "refreshService", "credentialStatus")


def lint(document: dict[str, Json], known: Vocabularies = KNOWN) -> tuple[Finding, ...]:
    """Everything that a verifier would refuse, all at once; empty when the document may be signed.

    `known`: the vocabularies that may be named; more than the library's own for test suites alone. Codes, besides
    those of `examine_structure` and of `examine`: canonical, context-version, data-model, dates, extensions, json,
    noncharacter, recipient, result, signed, status, status-list, tiny-number, type, unsigned. What is no JSON, what is
    too large, and what is of data model 1.1 is named as that alone: the rest is meant for something else.
    """
    findings = []
    try:
        text = canonical(document)
    except CredentialError as error:
        return (Finding("json", "the badge", error.sentence),)
    try:
        parse_object(text)
    except TooMuchWork as error:
        return (Finding("json", "the badge", error.sentence),)
    except NotReadable as error:  # such as a number that programs read differently
        findings.append(Finding("json", "the badge", error.sentence))
    shape = shape_of(document)
    if shape not in (*_CONTEXTS, "VerifiableCredential"):
        sentence = "This is neither an Open Badge, nor an endorsement, nor a status list, nor any other credential."
        findings.append(Finding("type", "type", f"{sentence} It is not signed here."))
        shape = "VerifiableCredential"  # the least that holds for all of them
    if is_older(document):
        sentence = "This is written in the older data model 1.1. Badges are read in it, and signed in 2.0 only."
        return (*findings, Finding("data-model", "@context", sentence))
    named = {one.where for one in findings}
    findings += [one for one in examine_structure(document, shape) if one.where not in named]
    guarded = [one for one in examine(document, known) if one.code not in NAMED]
    findings += [*guarded, *_own_rules(document, shape)]
    return (*findings, *(() if guarded else _canonical(document, known, is_sound=not findings)))


def _canonical(document: dict[str, Json], known: Vocabularies, *, is_sound: bool) -> tuple[Finding, ...]:
    """What the canonical form refuses; of a document with other faults, only that it would take too much work."""
    try:
        canonicalize(document, context_of=known)
    except TooMuchWork as error:
        return (Finding("canonical", "the badge", error.sentence),)
    except CredentialError as error:
        where = error.where if isinstance(error, UnsafeDocument) else "the badge"
        return (Finding("canonical", where, error.sentence),) if is_sound else ()
    return ()


def _own_rules(document: dict[str, Json], shape: str) -> list[Finding]:
    findings = []
    if "proof" in document:
        findings.append(Finding("signed", "proof", "This is signed already. Prepare the document without its proof."))
    findings += [*_one_document(document, shape, ""), *_alike_everywhere(document)]
    for where, inside in _endorsements(document):
        findings += _one_document(inside, "EndorsementCredential", where)
        if "EndorsementCredential" in str(inside.get("type")) and "proof" not in inside:
            sentence = "Nobody signed this endorsement, so it would be no more than the issuer's own word."
            findings.append(Finding("unsigned", where, sentence))
    subject = document.get("credentialSubject")
    if isinstance(subject, dict):
        if shape == "OpenBadgeCredential":
            findings += [*_recipient(subject), *_results(subject)]
        elif shape == "BitstringStatusListCredential":
            findings += _status_list(subject)
    return findings


def _one_document(document: dict[str, Json], shape: str, where: str) -> list[Finding]:
    """The rules for whatever names its own vocabularies: the document, and each endorsement in it."""
    findings, allowed = [], _CONTEXTS.get(shape)
    contexts = document.get("@context")
    if allowed is not None and contexts not in allowed:
        sentence = f"Use exactly these vocabularies: {', '.join(map(str, allowed[0]))}."
        findings.append(Finding("context-version", f"{where}.@context".strip("."), sentence))
    extended = [item for name in _EXTENDED for item in _objects(document.get(name))]
    named = any(str(item.get("type")).startswith("1EdTech") for item in extended)
    if named and allowed is _BADGE_CONTEXTS and contexts == [VC2, OB3]:
        sentence = f"The types that begin with 1EdTech need one vocabulary more: {OB3_EXTENSIONS}."
        findings.append(Finding("extensions", f"{where}.@context".strip("."), sentence))
    return [*findings, *_dates(document, where), *_status_entries(document, where)]


def _endorsements(value: Json, where: str = "") -> Iterator[tuple[str, dict[str, Json]]]:
    """Every endorsement inside, however deep, with its place."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _endorsements(item, f"{where}[{number}]")
    elif isinstance(value, dict):
        if where and "@context" in value:
            yield where, value
        for name, item in value.items():
            yield from _endorsements(item, member_at(where, name))


def _status_entries(document: dict[str, Json], where: str) -> list[Finding]:
    place = f"{where}.credentialStatus".strip(".")
    found = []
    for entry in _objects(document.get("credentialStatus")):
        listed = entry.get("statusListCredential")
        if listed is not None and entry.get("id") == listed:
            sentence = "The id of a place in a status list is not the address of the list (Bitstring Status List 2.1)."
            found.append(Finding("status", f"{place}.id", sentence))
        if entry.get("type") == "BitstringStatusListEntry" and not _ON_THE_WEB.fullmatch(str(listed)):
            sentence = "A status list must have an address on the web, so that others can look."
            found.append(Finding("status", f"{place}.statusListCredential", sentence))
        if entry.get("type") == "BitstringStatusListEntry":
            try:
                read = entry_of(entry)  # as the verifier reads it: the number of bits, and a message for each number
            except NotReadable as error:
                found.append(Finding("status", place, error.sentence))
                continue
            if read.purpose not in _PURPOSES:  # every verifier would have to answer that it cannot tell
                sentence = f"A status is one of these: {', '.join(_PURPOSES)} (Bitstring Status List 2.1)."
                found.append(Finding("status", f"{place}.statusPurpose", sentence))
    return found


def _dates(document: dict[str, Json], where: str) -> list[Finding]:
    begin, end = document.get("validFrom"), document.get("validUntil")
    if not isinstance(begin, str) or not isinstance(end, str):
        return []
    try:
        if parse_instant(end) >= parse_instant(begin):  # both at once is allowed (data model 2.0, 4.9)
            return []
    except NotReadable:
        return []  # the structure has said so
    return [Finding("dates", f"{where}.validUntil".strip("."), "The badge would end before it begins.")]


def _alike_everywhere(value: Json, where: str = "") -> list[Finding]:
    """What correct programs are known to sign differently, so that no badge should hold it."""
    if isinstance(value, dict):
        return [found for name, item in value.items() for found in _alike_everywhere(item, member_at(where, name))]
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
        if "requiredLevel" in item and str(item["requiredLevel"]) not in levels:
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
