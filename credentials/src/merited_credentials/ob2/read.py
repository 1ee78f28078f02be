"""From an Open Badges 2.0 document to the model: strict shapes, each finding in a sentence (OB 2.0, section 3)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TypeVar

from ..dates import parse_instant
from ..errors import Finding, NotReadable
from ..guard import is_absolute_iri
from ..strict_json import Json
from .model import CLASSES, METHODS, Identity, Node, Revoked, Statement, Verification, members_of

N = TypeVar("N", bound=Node)
_NO_SECONDS = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})")
_HASHES = {"sha256": 64, "md5": 32}


def read_node(document: dict[str, Json], wanted: type[N]) -> tuple[N | None, tuple[Finding, ...]]:
    """The document as an object of this class; None, and every place where it is not what the class asks."""
    findings: list[Finding] = []
    node = _node(document, wanted, "", findings)
    return (None if findings else node), tuple(findings)


def class_of(document: dict[str, Json]) -> type[Node] | None:
    """Which of the classes that have a type of their own the document says it is; None for any other."""
    names = _names(document.get("type"))
    return next((found for found in CLASSES.values() if any(name in names for name in found.NAMES)), None)


def instant(text: str) -> datetime:
    """The moment of a text in ISO 8601 with a zone; the seconds may be left out (OB 2.0, 3.5). Raises NotReadable."""
    found = _NO_SECONDS.fullmatch(text)
    return parse_instant(f"{found['day']}:00{found['zone']}" if found else text)


def _names(value: Json) -> list[str]:
    return [name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]


def _node(document: dict[str, Json], wanted: type[N], where: str, findings: list[Finding]) -> N | None:
    begun, values, other = len(findings), dict[str, object](), dict[str, Json]()
    members = members_of(wanted)
    for name, one in members.items():
        if one.metadata["kind"].startswith("!") and document.get(name) is None:
            findings.append(Finding("missing", where or "the badge", f'The member "{name}" is missing.'))
    for name, value in document.items():
        # JSON-LD holds a member that is null for one that is not there.
        if name in members and value is not None:
            code, place = members[name].metadata["kind"].lstrip("!"), f"{where}.{name}".strip(".")
            values[members[name].name] = _member(value, code, wanted, place, findings)
        else:
            other[name] = value
    if len(findings) > begun:
        return None
    node = wanted(**values, other=other)  # type: ignore[arg-type]
    _own_rules(node, where, findings)
    return node


def _member(value: Json, code: str, owner: type[Node], where: str, findings: list[Finding]) -> object:
    if code == "any":
        return value
    if code == "types":
        return _types(value, owner, where, findings)
    if isinstance(value, list):
        if not code.endswith("*"):
            return _wrong(findings, "list", where, "One value must stand here, not a list.")
        each = code.removesuffix("*")
        return tuple(_one(item, each, f"{where}[{number}]", findings) for number, item in enumerate(value))
    return _one(value, code.removesuffix("*"), where, findings)


def _types(value: Json, owner: type[Node], where: str, findings: list[Finding]) -> object:
    names = _names(value)
    if not names or len(names) != (len(value) if isinstance(value, list) else 1):
        return _wrong(findings, "type", where, "The type must be text, or a list of texts.")
    if owner.NAMES and not any(name in owner.NAMES for name in names):
        return _wrong(findings, "type", where, f"The type must be {' or '.join(owner.NAMES)}.")
    return tuple(names) if isinstance(value, list) else names[0]


def _one(value: Json, code: str, where: str, findings: list[Finding]) -> object:
    form, _, name = code.partition(":")
    if name and isinstance(value, dict):
        return _node(value, CLASSES[name], where, findings)
    if form == "node":
        return _wrong(findings, "object", where, "An object with members must stand here.")
    if code == "boolean":
        wrong = "Here must stand true or false, without quotes."
        return value if isinstance(value, bool) else _wrong(findings, "boolean", where, wrong)
    if not isinstance(value, str):
        wrong = "An address or an object must stand here." if form == "ref" else "Text must stand here."
        return _wrong(findings, "text", where, wrong)
    sentence = _problem(value, code)
    return _wrong(findings, "value", where, sentence) if sentence else value


def _problem(value: str, code: str) -> str | None:
    if code == "instant":
        try:
            instant(value)
        except NotReadable as problem:
            return problem.sentence
    named_inside = code in ("node-id", "ref:Evidence", "ref:Criteria") and value.startswith("_:")
    if (code.startswith("ref") or code in ("iri", "node-id")) and not named_inside and not is_absolute_iri(value):
        return "A full address (such as https://...) must stand here."
    return None


def _wrong(findings: list[Finding], code: str, where: str, sentence: str) -> object:
    findings.append(Finding(code, where or "the badge", sentence))
    return None


def _own_rules(node: Node, where: str, findings: list[Finding]) -> None:
    if isinstance(node, Statement):
        _verifiable(node, where, findings)
    elif isinstance(node, Identity) and node.hashed:
        algorithm, _, digits = node.identity.partition("$")
        if not re.fullmatch(r"[0-9A-Fa-f]+", digits) or len(digits) != _HASHES.get(algorithm, len(digits)):
            sentence = (
                "A hashed identity is the name of its algorithm, a dollar sign, and the hash, such as sha256$1f3..."
            )
            _wrong(findings, "hash", f"{where}.identity".strip("."), sentence)
    elif isinstance(node, Revoked) and node.id is None and node.uid is None:
        _wrong(findings, "missing", where, "An entry of a revocation list names its badge by id or uid.")


def _verifiable(node: Statement, where: str, findings: list[Finding]) -> object:
    place = f"{where}.verification".strip(".")
    if (node.verification is None) == (node.verify is None):
        sentence = 'The member "verification" is missing, so nobody can tell how this badge is to be checked.'
        return _wrong(findings, "missing", place, sentence if node.verify is None else "This stands here twice.")
    if not node.method:
        given = _given(node.verification or node.verify)
        wanted = " or ".join(sorted(set(METHODS.values())))
        return _wrong(findings, "verification", place, f"The way to check this badge must be {wanted}, not {given}.")
    if node.method == "hosted" and not node.id.lower().startswith(("https://", "http://")):
        sentence = "A hosted badge is checked at its own address, so its id must be an address of the web."
        return _wrong(findings, "hosted", f"{where}.id".strip("."), sentence)
    return None


def _given(found: Verification | None) -> str:
    return f'"{str(found.type)[:60]}"' if found and found.type else "left open"
