"""Walks a document along the shapes: strict types of every member, real dates, full addresses.

A change such as `true` into `"true"` leaves the signed RDF as it was, so the signature cannot catch it: this does.
Everything accepted here is accepted by 1EdTech's JSON Schema of Open Badges 3.0; the reverse does not hold.
"""

from __future__ import annotations

import re

from .contexts import VC2
from .dates import parse_date, parse_instant
from .errors import Finding, NotReadable
from .guard import is_absolute_iri
from .shapes import CLOSED, FREE_TYPE, GENERIC, SHAPES, kind
from .strict_json import Json

_JWT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+")
_LANGUAGE = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_OB3_CONTEXT = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.[0-9]\.[0-9])?\.json")
_EXTENSION = re.compile(r"ext:[A-Za-z0-9._|-]+")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
BADGE_TYPES = ("OpenBadgeCredential", "AchievementCredential")


def examine_structure(document: dict[str, Json], shape: str) -> tuple[Finding, ...]:
    """Every place where the document is not what its class asks; empty when it is (Open Badges 3.0, 5 and B)."""
    findings: list[Finding] = []
    _credential_type(document.get("type"), shape, "", findings)
    _node(document, shape, "", findings)
    return tuple(findings)


def _add(findings: list[Finding], code: str, where: str, sentence: str) -> None:
    findings.append(Finding(code, where or "the badge", sentence))


def _credential_type(value: Json, shape: str, where: str, findings: list[Finding]) -> None:
    wanted = BADGE_TYPES if shape == "OpenBadgeCredential" else (shape,)
    names = value if isinstance(value, list) else []
    if "VerifiableCredential" not in names or not any(name in names for name in wanted):
        _add(
            findings,
            "type",
            f"{where}.type".strip("."),
            f"The type must be a list with VerifiableCredential and {wanted[0]}.",
        )


def _node(node: dict[str, Json], shape: str, where: str, findings: list[Finding]) -> None:
    if shape == "CredentialStatus" and node.get("type") == "BitstringStatusListEntry":
        shape = "BitstringStatusListEntry"
    members = SHAPES.get(shape, {})
    for name, code in members.items():
        if kind(code).required and name not in node:
            _add(findings, "missing", where, f'The member "{name}" is missing.')
    _class_name(node, shape, where, findings)
    for name, value in node.items():
        place = f"{where}.{name}" if where else name
        if name in members:
            _member(value, members[name], place, findings)
        elif shape in CLOSED:
            _add(findings, "extra", place, f"An {shape} may not have this member.")
        else:
            _member(value, GENERIC.get(name, "any*"), place, findings)


def _class_name(node: dict[str, Json], shape: str, where: str, findings: list[Finding]) -> None:
    """The class's own name stands in `type`: alone as text, or in a list of texts."""
    if "type" not in node or not where:
        return None
    value = node["type"]
    if shape in ("EndorsementCredential", "OpenBadgeCredential"):
        return _credential_type(value, shape, where, findings)
    if isinstance(value, list) and shape not in FREE_TYPE:
        right = shape in value or not SHAPES.get(shape)
        right = right and all(isinstance(name, str) for name in value) and bool(value)
    elif not isinstance(value, list):
        right = isinstance(value, str) and (value == shape or shape in FREE_TYPE or not SHAPES.get(shape))
    else:
        right = shape == "criteria" and all(isinstance(name, str) for name in value)
    if not right:
        _add(findings, "type", f"{where}.type", f"The type must be {shape or 'text'}.")
    return None


def _member(value: Json, code: str, where: str, findings: list[Finding]) -> None:
    wanted = kind(code)
    if wanted.name in ("contexts", "addresses"):
        return _contexts(value, wanted.name, where, findings)
    if wanted.name == "any" and not wanted.many:
        return None
    if isinstance(value, list):
        if not wanted.many:
            return _add(findings, "list", where, "One value must stand here, not a list.")
        for number, item in enumerate(value):
            _one(item, wanted.name, f"{where}[{number}]", findings)
        return None
    return _one(value, wanted.name, where, findings)


def _contexts(value: Json, name: str, where: str, findings: list[Finding]) -> None:
    """Only the addresses and their order, as the official schema has them; the guard looks at what they stand for."""
    if not isinstance(value, list) or not all(isinstance(address, str) for address in value):
        return _add(findings, "contexts", where, "The vocabularies must be a list of addresses.")
    if name == "contexts" and (value[:1] != [VC2] or len(value) < 2 or not _OB3_CONTEXT.fullmatch(str(value[1]))):
        sentence = "The vocabularies must begin with the one of credentials 2.0 and the one of Open Badges 3.0."
        return _add(findings, "contexts", where, sentence)
    return None


def _one(value: Json, name: str, where: str, findings: list[Finding]) -> None:
    if name.startswith("node:"):
        if isinstance(value, dict):
            return _node(value, name.removeprefix("node:"), where, findings)
        return _add(findings, "object", where, "An object with members must stand here.")
    if name == "issuer" and isinstance(value, dict):
        return _node(value, "Profile", where, findings)
    if name == "any":
        return _unlisted(value, where, findings)
    if name in ("number", "boolean", "integer"):
        if not _is_native(value, name):
            wanted = "true or false, without quotes," if name == "boolean" else "a number, without quotes,"
            _add(findings, name, where, f"Here must stand {wanted} as Open Badges says.")
        return None
    if not isinstance(value, str):
        return _add(findings, "text", where, "Text must stand here.")
    sentence = _text_problem(value, name)
    if sentence:
        _add(findings, "value", where, sentence)
    return None


def _unlisted(value: Json, where: str, findings: list[Finding]) -> None:
    """A member that Open Badges does not list for this class: text, or an object of texts. No number, no yes or no."""
    if isinstance(value, dict):
        _node(value, "", where, findings)
    elif not isinstance(value, str):
        _add(findings, "text", where, "Text must stand here.")


def _is_native(value: Json, name: str) -> bool:
    if name == "boolean":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (name == "number" and isinstance(value, float))


def _text_problem(value: str, name: str) -> str | None:
    if name in ("text",):
        return None
    if name in ("iri", "issuer"):
        return None if is_absolute_iri(value) else "A full address (such as https://... or did:...) must stand here."
    if name in ("instant", "date"):
        return _date_problem(value, name)
    if name == "jwt":
        return None if _JWT.fullmatch(value) else "A compact JWS must stand here."
    if name == "language":
        return None if _LANGUAGE.fullmatch(value) else "A language code such as en or es-MX must stand here."
    if name == "index":
        return None if _INDEX.fullmatch(value) else "A whole number in plain decimal digits must stand here."
    if name.startswith("="):
        return None if value == name[1:] else f"The word {name[1:]} must stand here."
    words = name.split("|")
    if value in words[: -1 if words[-1] == "ext:" else None] or ("ext:" in words and _EXTENSION.fullmatch(value)):
        return None
    return "This is not one of the words that Open Badges allows here."


def _date_problem(value: str, name: str) -> str | None:
    try:
        parse_instant(value) if name == "instant" else parse_date(value)
    except NotReadable as problem:
        return problem.sentence
    return None
