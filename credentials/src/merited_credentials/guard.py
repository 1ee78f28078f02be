"""What is read must be what was signed: refuses every document that says more, or says it elsewhere, than it shows.

The rule (W3C Data Integrity 2.4.1, "Validating Contexts", made strict): `@context` holds known addresses only; every
member has the plain name that those contexts give it; no member is empty; no node is described in two ways.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .contexts import FROZEN, OB3_ALL, VC2, Scope, Term, scope_of
from .errors import Finding
from .shapes import members_of
from .strict_json import Json

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
# Findings that leave the badge unread rather than untrue.
SOFT = frozenset({"unknown-context", "empty", "repeated", "described-twice"})
MAX_PLACES = 40
# Where an object stands, the object, and the member that led to it.
Place = tuple[str, dict[str, Json], str]


def is_absolute_iri(text: str) -> bool:
    """Whether the text is an address in full, with its scheme (RFC 3987); a path or a bare word is not."""
    return bool(_IRI.fullmatch(text))


@dataclass(slots=True)
class _Walk:
    findings: list[Finding] = field(default_factory=list)
    described: dict[str, list[Place]] = field(default_factory=dict)

    def add(self, code: str, where: str, sentence: str) -> None:
        self.findings.append(Finding(code, where or "the badge", sentence))


def examine(document: dict[str, Json]) -> tuple[Finding, ...]:
    """Every reason why the signature would not cover what is read; empty when it would.

    Codes: context-order, context-inline, unknown-context, keyword, full-name, undefined-term,
    undefined-type, relative-iri, empty, nothing, nested-list, repeated, json-literal, described-twice,
    described-elsewhere.
    """
    walk = _Walk()
    addresses = _addresses(document.get("@context"), "@context", walk)
    if addresses is None:
        return tuple(walk.findings)
    _node(document, scope_of(addresses), "", None, walk)
    _described_twice(document, walk)
    return tuple(walk.findings)


def _addresses(value: Json, where: str, walk: _Walk) -> tuple[str, ...] | None:
    before = len(walk.findings)
    if not isinstance(value, list) or not value or value[0] != VC2:
        walk.add("context-order", where, f"The list of vocabularies must begin with {VC2}.")
        return None
    addresses = tuple(address for address in value if isinstance(address, str))
    if len(addresses) != len(value):
        walk.add("context-inline", where, "The badge brings a vocabulary of its own, so its words can mean anything.")
    if len(set(addresses)) != len(addresses):
        walk.add("context-order", where, "A vocabulary is listed twice.")
    for address in addresses:
        if address not in FROZEN:
            walk.add("unknown-context", where, f"It uses a vocabulary that this library does not hold: {address[:200]}")
    if len(addresses) > 1 and addresses[1] not in OB3_ALL and any(known in addresses for known in OB3_ALL):
        walk.add("context-order", where, "The Open Badges vocabulary must come second in the list.")
    return addresses if len(walk.findings) == before else None


def _node(node: dict[str, Json], outer: Scope, where: str, through: str | None, walk: _Walk) -> None:
    """One object: its types choose the terms, then each member is looked at."""
    base = outer
    if "@context" in node and where:
        if "EndorsementCredential" not in _types(node):  # there Open Badges asks for it
            return walk.add("keyword", where, "Only the badge itself and an endorsement may name vocabularies.")
        inner = _addresses(node["@context"], f"{where}.@context", walk)
        if inner is None:
            return None
        base = outer.joined(scope_of(inner))
    active = base
    for name in sorted(_types(node)):
        term = base.terms.get(name)
        if term is not None and term.scoped is not None:
            active = active.joined(term.scoped)
    for key, value in node.items():
        if key != "@context":
            _member(key, value, base, active, f"{where}.{key}" if where else key, walk)
    identity = node.get("id")
    if isinstance(identity, str):
        walk.described.setdefault(identity, []).append((where, node, through or ""))
    return None


def _member(key: str, value: Json, base: Scope, active: Scope, where: str, walk: _Walk) -> None:
    if key.startswith("@"):
        return walk.add("keyword", where, f'The badge uses "{key[:40]}", which can hide what it says.')
    if ":" in key:
        return walk.add("full-name", where, f'"{key[:80]}" is written in an unusual way that hides it from readers.')
    term = active.terms.get(key)
    if term is None:
        return walk.add("undefined-term", where, f'"{key[:40]}" is not a word of the vocabularies that it names.')
    if term.iri == "@type":
        return _type(value, base, where, walk)
    if term.reads == "@json":
        return walk.add("json-literal", where, "This library cannot read this member yet.")
    inside = base if term.scoped is None else base.joined(term.scoped)
    items = _items(value, where, walk)
    if len(items) > 1 and key != "allowedValue":  # the one list that is kept as a list
        _repeated(items, where, walk)
    for item, place in items:
        _value(key, item, term, inside, place, walk)
    return None


def _items(value: Json, where: str, walk: _Walk) -> list[tuple[Json, str]]:
    if not isinstance(value, list):
        return [(value, where)]
    if not value:
        walk.add("empty", where, "This list is empty, and a signature does not cover an empty list.")
    return [(item, f"{where}[{number}]") for number, item in enumerate(value)]


def _repeated(items: list[tuple[Json, str]], where: str, walk: _Walk) -> None:
    """To the signature a list is a set: what is in it twice is signed once."""
    said = [item.get("id") if isinstance(item, dict) else item for item, _ in items]
    texts = [item for item in said if isinstance(item, str)]
    if len(set(texts)) < len(texts):
        walk.add("repeated", where, "The same thing stands in this list twice, and a signature covers it once.")


def _value(key: str, value: Json, term: Term, inside: Scope, where: str, walk: _Walk) -> None:
    if value is None or value == {}:
        walk.add("nothing", where, "This member is empty, and a signature does not cover an empty member.")
    elif isinstance(value, list):
        walk.add("nested-list", where, "A list stands inside a list, where the vocabulary has only one list.")
    elif isinstance(value, dict):
        _node(value, inside, where, key, walk)
    elif not isinstance(value, str):
        if term.reads in ("@id", "@vocab") or term.iri == "@id":
            walk.add("relative-iri", where, "An address must be text.")
    else:
        names_node = term.iri == "@id" or term.reads == "@id" or (term.reads == "@vocab" and value not in inside.terms)
        if key == "issuer":
            walk.described.setdefault(value, []).append((where, {"id": value}, key))
        if names_node and not is_absolute_iri(value):
            walk.add("relative-iri", where, f'"{value[:80]}" is not a full address (such as https://... or did:...).')


def _type(value: Json, base: Scope, where: str, walk: _Walk) -> None:
    names = value if isinstance(value, list) else [value]
    if not names:
        walk.add("empty", where, "This list is empty.")
    for name in names:
        if not isinstance(name, str):
            walk.add("undefined-type", where, "A type must be text.")
        elif name in base.terms and not base.terms[name].iri.startswith("@"):
            continue
        elif not is_absolute_iri(name) or any(term.iri == name for term in base.terms.values()):
            walk.add("undefined-type", where, f'"{name[:80]}" is not a type of the vocabularies that the badge names.')


def _types(node: dict[str, Json]) -> list[str]:
    value = node.get("type")
    names = value if isinstance(value, list) else [value]
    return [name for name in names if isinstance(name, str)]


def _described_twice(document: dict[str, Json], walk: _Walk) -> None:
    """A node that stands at several places is one node to the signature: members could be moved between the places.

    So a member may stand at one place and not at another only where its home is plain: the one kind of node has it in
    its class, and the other has not.
    """
    deciding = [document, document.get("credentialSubject"), document.get("credentialStatus")]
    for places in walk.described.values():
        if len(places) < 2:
            continue
        if len(places) > MAX_PLACES or any(_movable(one, other) for one in places for other in places):
            decides = any(node is one for _, node, _ in places for one in deciding)
            code = "described-elsewhere" if decides else "described-twice"
            walk.add(code, places[-1][0], "The same thing is described at two places of the badge, in two ways.")


def _movable(one: Place, other: Place) -> bool:
    (_, here, through), (_, there, other_through) = one, other
    if here is there:
        return False
    if any(here[name] != there[name] for name in (here.keys() & there.keys()) - {"type", "@context"}):
        return True
    return any(
        name not in members_of(here, through) or name in members_of(there, other_through)
        for name in here.keys() - there.keys() - {"@context"}
    )
