"""What is read must be what was signed: refuses every document that says more, or says it elsewhere, than it shows.

The rule (W3C Data Integrity 2.4.1, "Validating Contexts", made strict): `@context` holds known addresses only; every
member has the plain name that those contexts give it; no member is empty; no node is described in two ways. It is the
same for badges, for other credentials of data model 1.1 and 2.0, and for presentations.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from .contexts import BASES, KNOWN, OB3_ALL, Scope, Term, Vocabularies
from .errors import Finding, UnknownContext, UnsafeDocument, WorkUsedUp, member_at
from .moved import BADGES, MAX_PLACES, Place, deciding, is_described_twice, types_of
from .strict_json import Json, count_values
from .vocabulary import is_absolute_iri
from .work import Work

_DATATYPE = re.compile(r"(?:XMLSchema#|^xsd:)([A-Za-z]+)$")
_NUMBERS = frozenset({"integer", "nonNegativeInteger", "positiveInteger", "decimal", "double", "float"})
_NO_TEXT = (dict, list, type(None))
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
__all__ = ["MAX_PLACES", "NAMED", "SOFT", "examine", "is_absolute_iri"]

# Findings that leave the badge unread rather than untrue.
SOFT = frozenset({"unknown-context", "empty", "repeated", "described-twice", "json-literal", "work"})
# Findings that are only said: RDFC-1.0 leaves the direction of a text out (JSON-LD 1.1 API, 7.9, with no rdfDirection),
# so nobody who signs by words can cover it, while the data model 2.0 (11.1) allows it. It changes how the same letters
# are laid out on a page, and no letter: such a credential may be signed and may pass, with the place named beside it.
NAMED = frozenset({"direction"})
# Findings that no further vocabulary could answer.
_ALWAYS = frozenset({"keyword", "full-name", "compact-iri", "unknown-context"})
# The members whose objects may name vocabularies again: signatures, and what a presentation carries.
_PROOF = "https://w3id.org/security#proof"
_CARRIED = "https://www.w3.org/2018/credentials#verifiableCredential"


@dataclass(slots=True)
class _Walk:
    known: Vocabularies
    work: Work
    findings: list[Finding] = field(default_factory=list)
    # One for each graph: what a presentation carries says nothing about the things that stand outside of it.
    described: dict[tuple[int, str], list[Place]] = field(default_factory=dict)
    graphs: int = 0

    def pay_for(self, context: object, size: int, scope: Scope) -> None:
        """Count the words that are laid over others anew, here and by PyLD (canonical.py). Raises WorkUsedUp."""
        laid: dict[tuple[object, int], Scope] = self.work.once("laid", dict)
        if (context, id(scope)) not in laid:
            self.work.take_looks(20 + 4 * size)  # what it costs, beside a value that is walked over
            laid[context, id(scope)] = scope  # held, so that its id stays its own

    def add(self, code: str, where: str, sentence: str) -> None:
        self.findings.append(Finding(code, where or "the badge", sentence))


@dataclass(frozen=True, slots=True)
class _Here:
    """Where the walk stands: the place in words, the words in force, the member that led here, the graph."""

    where: str
    base: Scope
    through: str = ""
    iri: str = ""
    graph: int = 0


def examine(
    document: dict[str, Json], known: Vocabularies = KNOWN, *, work: Work | None = None, by_words: bool = True
) -> tuple[Finding, ...]:
    """Every reason why the signature would not cover what is read; empty when it would.

    `known` are the vocabularies of the reader; `work` is what is left for the whole verification. Where the JSON itself
    is signed (not `by_words`), places of one node are not compared. Codes: context-order, context-inline,
    context-conflict, unknown-context, keyword, full-name, undefined-term, undefined-type, relative-iri, compact-iri,
    bare-value, language, direction, native, empty, nothing, nested-list, repeated, json-literal, described-twice,
    described-elsewhere, work (it would be too much work to look at everything).
    """
    walk = _Walk(known, work or Work())
    try:
        walk.work.take_looks(count_values(document))
        scope = _scope(document.get("@context"), "@context", None, types_of(document), walk)
        if scope is None:
            _as_far_as_known(document, _Here("", Scope()), document.get("@context"), None, walk)
            return tuple(walk.findings)
        _node(document, _Here("", scope), walk)
        if by_words:
            _described_twice(document, walk)
    except WorkUsedUp as error:
        walk.add("work", "", error.sentence)
    return tuple(walk.findings)


def _described_twice(document: dict[str, Json], walk: _Walk) -> None:
    decides = deciding(document)
    for places in walk.described.values():
        if len(places) > 1 and is_described_twice(places, walk.work):
            code = "described-elsewhere" if any(id(one.node) in decides for one in places) else "described-twice"
            walk.add(code, places[-1].where, "The same thing is described at two places of the badge, in two ways.")


def _scope(value: Json, where: str, around: Scope | None, types: list[str], walk: _Walk) -> Scope | None:
    """The words in force after a list of vocabularies; None, with a finding, when that cannot be told."""
    addresses = _addresses(value, where, types, walk)
    if addresses is None:
        return None
    try:
        if around is not None:
            walk.pay_for(addresses, walk.known.size(addresses), around)
        return walk.known.scope(addresses, around)
    except UnknownContext as error:
        walk.add("unknown-context", where, error.sentence)
    except UnsafeDocument as error:
        walk.add("context-conflict", where, error.sentence)
    return None


def _as_far_as_known(node: dict[str, Json], here: _Here, value: Json, around: Scope | None, walk: _Walk) -> None:
    """Where a vocabulary is not held, look on with those that are, for what no vocabulary makes honest.

    An end date under its full name, or inside @nest, hides from whoever reads the JSON, whatever else is named. What is
    only unknown here may be a word of the vocabulary that is not held, so nothing is said of it.
    """
    listed = value if isinstance(value, list) else []
    held = tuple(one for one in listed if isinstance(one, str) and walk.known.holds(one))
    if walk.findings[-1].code != "unknown-context" or not held:
        return
    try:
        scope = walk.known.scope(held, around)
    except (UnknownContext, UnsafeDocument):
        return
    beyond = _Walk(walk.known, walk.work)
    inner = {name: one for name, one in node.items() if name != "@context"}
    _node(inner, _Here(here.where, scope, here.through, here.iri), beyond)
    walk.findings += [finding for finding in beyond.findings if finding.code in _ALWAYS]


def _addresses(value: Json, where: str, types: list[str], walk: _Walk) -> tuple[str, ...] | None:
    before = len(walk.findings)
    if not isinstance(value, list) or not value or value[0] not in BASES:
        walk.add("context-order", where, f"The list of vocabularies must begin with {BASES[-1]}.")
        return None
    addresses = tuple(address for address in value if isinstance(address, str))
    if len(addresses) != len(value):
        walk.add("context-inline", where, "The badge brings a vocabulary of its own, so its words can mean anything.")
    if len(set(addresses)) != len(addresses):
        walk.add("context-order", where, "A vocabulary is listed twice.")
    for address in addresses:
        if not walk.known.holds(address):
            walk.add("unknown-context", where, f"It uses a vocabulary that this library does not hold: {address[:200]}")
    badges = {*OB3_ALL, *walk.known.read_as}
    if BADGES & {*types} and len(addresses) > 1 and addresses[1] not in badges and badges & {*addresses}:
        walk.add("context-order", where, "The Open Badges vocabulary must come second in the list.")
    return addresses if len(walk.findings) == before else None


def _node(node: dict[str, Json], here: _Here, walk: _Walk) -> None:
    """One object: its types choose the words, then each member is looked at."""
    base: Scope | None = here.base
    if "@context" in node and here.where:
        base = _named_again(node, here, walk)
    active = base if base is None else _active(node, base, here.where, walk)
    if base is None or active is None:
        return
    inside = _Here(here.where, base, here.through, here.iri, here.graph)
    for key, value in node.items():
        if key != "@context":
            _member(key, value, inside, active, walk)
    identity = node.get("id")
    if isinstance(identity, str):
        walk.described.setdefault((here.graph, identity), []).append(Place(here.where, node, here.through))


def _named_again(node: dict[str, Json], here: _Here, walk: _Walk) -> Scope | None:
    """The words of an inner object that names vocabularies: an endorsement, a signature, a credential carried along."""
    if "EndorsementCredential" not in types_of(node) and here.iri not in (_PROOF, _CARRIED):
        walk.add("keyword", here.where, "Only the badge itself and an endorsement may name vocabularies.")
        return None
    written = node["@context"]
    listed: Json = [written] if isinstance(written, str) else written  # the examples of data model 2.0 do both
    scope = _scope(listed, f"{here.where}.@context", here.base, types_of(node), walk)
    if scope is None:
        _as_far_as_known(node, here, listed, here.base, walk)
    return scope


def _active(node: dict[str, Json], base: Scope, where: str, walk: _Walk) -> Scope | None:
    active = base
    for name in sorted(types_of(node)):
        term = base.terms.get(name)
        if term is not None and term.cleared:
            walk.add("context-conflict", where, "A vocabulary makes all words unknown beside one of its types.")
        if term is not None and term.scoped is not None:
            walk.pay_for(id(term.scoped), len(term.scoped), active)
            try:
                active = active.extended(term.scoped)
            except UnsafeDocument as error:
                walk.add("context-conflict", where, error.sentence)
                return None
    return active


def _member(key: str, value: Json, here: _Here, active: Scope, walk: _Walk) -> None:
    where = member_at(here.where, key)
    if key.startswith("@"):
        return walk.add("keyword", where, f'The badge uses "{key[:40]}", which can hide what it says.')
    if ":" in key:
        return walk.add("full-name", where, f'"{key[:80]}" is written in an unusual way that hides it from readers.')
    term = active.terms.get(key)
    if term is None and active.vocab is not None:
        term = Term(active.vocab + key)
    if term is None:
        return walk.add("undefined-term", where, f'"{key[:40]}" is not a word of the vocabularies that it names.')
    if term.iri.startswith("@") and key not in ("id", "type"):
        return walk.add("keyword", where, f'The badge uses "{key[:40]}", which can hide what it says.')
    if term.iri == "@type":
        return _type(value, active, here.base, where, walk)
    if term.reads == "@json":
        return walk.add("json-literal", where, "This library cannot read this member yet.")
    if term.iri == "@id" and not isinstance(value, str):
        return walk.add("relative-iri", where, "An address must be text.")
    items = _items(value, where, walk)
    if len(items) > 1 and "@list" not in term.container:  # such a list is kept as a list
        _repeated(items, where, walk)
    for item, place in items:
        graph = here.graph
        if "@graph" in term.container:
            walk.graphs += 1
            graph = walk.graphs
        _value(item, term, active, _Here(place, here.base, key, term.iri, graph), walk)
    return None


def _items(value: Json, where: str, walk: _Walk) -> list[tuple[Json, str]]:
    if not isinstance(value, list):
        return [(value, where)]
    if not value:
        walk.add("empty", where, "This list is empty, and a signature does not cover an empty list.")
    return [(item, f"{where}[{number}]") for number, item in enumerate(value)]


def _repeated(items: list[tuple[Json, str]], where: str, walk: _Walk) -> None:
    """To the signature a list is a set: what is in it twice is signed once."""
    said = [_one_thing(item) for item, _ in items]
    texts = [item if isinstance(item, str) else json.dumps(item) for item in said if not isinstance(item, _NO_TEXT)]
    if len(set(texts)) < len(texts):
        walk.add("repeated", where, "The same thing stands in this list twice, and a signature covers it once.")


def _one_thing(item: Json) -> Json:
    """What makes two items of a list the same to the signature: their id, their words in their language, or all."""
    if isinstance(item, dict) and "@value" in item:
        language = item.get("@language")
        return item["@value"] if language is None else json.dumps([item["@value"], str(language).lower()])
    return item.get("id") if isinstance(item, dict) else item


def _value(value: Json, term: Term, active: Scope, here: _Here, walk: _Walk) -> None:
    where = here.where
    if value is None or value == {}:
        walk.add("nothing", where, "This member is empty, and a signature does not cover an empty member.")
    elif isinstance(value, list):
        walk.add("nested-list", where, "A list stands inside a list, where the vocabulary has only one list.")
    elif isinstance(value, dict) and "@value" in value:
        _in_a_language(value, term, where, walk)
    elif isinstance(value, dict):
        if term.scoped is not None:
            walk.pay_for(id(term.scoped), len(term.scoped), here.base)
        _node(value, _Here(where, here.base.inside(term), here.through, here.iri, here.graph), walk)
    elif not _is_native(value, term):
        walk.add("native", where, "This is not of the kind that the vocabulary asks for (text, number, true or false).")
    elif isinstance(value, str):
        _address(value, term, active.inside(term), where, walk)
        if here.through == "issuer":
            walk.described.setdefault((here.graph, value), []).append(Place(where, {"id": value}, here.through))


def _is_native(value: Json, term: Term) -> bool:
    """Whether the JSON is of the kind that the word asks for: `true` and `"true"` are one to the signature."""
    found = _DATATYPE.search(term.reads or "")
    if term.reads in ("@id", "@vocab"):
        return isinstance(value, str)
    if found is None:
        return True
    if found[1] == "boolean":
        return isinstance(value, bool)
    if found[1] in _NUMBERS:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def _address(value: str, term: Term, words: Scope, where: str, walk: _Walk) -> None:
    """A text, where the vocabulary reads it as the name of a thing, must be that name in full."""
    if term.reads == "@vocab" and (value in words.terms or (words.vocab is not None and ":" not in value)):
        return
    if term.iri != "@id" and term.reads not in ("@id", "@vocab"):
        return
    if not is_absolute_iri(value):
        walk.add("relative-iri", where, f'"{value[:80]}" is not a full address (such as https://... or did:...).')
    elif words.prefixed(value):
        walk.add("compact-iri", where, f'"{value[:80]}" is a short form, which readers take for the address itself.')


def _in_a_language(value: dict[str, Json], term: Term, where: str, walk: _Walk) -> None:
    """A text that says its language or its direction (data model 2.0, 11.1)."""
    members, direction = value.keys() - {"@value"}, value.get("@direction", "ltr")
    plain = isinstance(value.get("@value"), str) and direction in ("ltr", "rtl")
    if term.reads is not None or not plain or not members or members - {"@language", "@direction"}:
        bare = plain and term.reads is None and not members  # the text and no more: another spelling of the text
        return walk.add(
            "bare-value" if bare else "keyword", where, 'The badge uses "@value", which can hide what it says.'
        )
    language = value.get("@language", "en")
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        walk.add("language", where, "The language of a text must be a tag such as en or es-MX.")
    if "@direction" in value:
        walk.add("direction", where, "The direction of this text (left to right, or right to left) is not signed.")
    return None


def _type(value: Json, active: Scope, base: Scope, where: str, walk: _Walk) -> None:
    names = value if isinstance(value, list) else [value]
    if not names:
        walk.add("empty", where, "This list is empty.")
    for name in names:
        if not isinstance(name, str):
            walk.add("undefined-type", where, "A type must be text.")
        elif not _is_type(name, active, base):
            walk.add("undefined-type", where, f'"{name[:80]}" is not a type of the vocabularies that the badge names.')


def _is_type(name: str, active: Scope, base: Scope) -> bool:
    """Types are read with the words in force before they add their own (JSON-LD 1.1 API, 5.1.2)."""
    if name in base.terms:
        return not base.terms[name].iri.startswith("@")
    if ":" not in name:
        return base.vocab is not None and name not in active.terms
    known = name in base.iris or name in active.iris
    return is_absolute_iri(name) and not active.prefixed(name) and not base.prefixed(name) and not known
