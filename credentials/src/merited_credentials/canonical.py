"""From a document to the text that is hashed: JSON-LD expansion, own strict steps to RDF, RDFC-1.0.

PyLD expands; the quads are built here and handed to pyoxigraph, which canonicalizes with the escapes of RDFC-1.0
(PyLD's own N-Quads writer leaves U+000B and others unescaped, so its signatures are refused elsewhere).
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from threading import Lock
from typing import Any

import pyoxigraph as ox
from pyld import jsonld
from pyld.context_resolver import ContextResolver

from .contexts import context_document
from .errors import TooMuchWork, UnknownContext, UnsafeDocument
from .strict_json import Json

ContextOf = Callable[[str], dict[str, Any]]

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
# PyLD resolves what is not absolute against this address, which nobody wrote.
MADE_UP_BASE = "http://example.org/base/"
MAX_QUADS = 20_000
MAX_STEPS = 500_000

_expansion = Lock()  # PyLD's caches are plain dictionaries, and web servers run threads
_shared: dict[str, Any] = {}


def canonicalize(document: dict[str, Json], *, context_of: ContextOf = context_document) -> str:
    """The canonical N-Quads of a document (RDFC-1.0, SHA-256), one sorted line for each statement.

    Raises UnknownContext, UnsafeDocument (a member would be dropped, an address is relative), TooMuchWork.
    """
    return canonical_text(quads_of(document, context_of=context_of))


def digest(text: str) -> bytes:
    """The SHA-256 of the text in UTF-8: 32 bytes."""
    return hashlib.sha256(text.encode("utf-8")).digest()


def canonical_text(quads: Iterable[ox.Quad]) -> str:
    """RDFC-1.0 of quads as sorted N-Quads. Raises TooMuchWork before the work is begun, never after."""
    dataset = ox.Dataset(quads)
    if len(dataset) > MAX_QUADS:
        raise TooMuchWork("This document says more than any badge does.")
    _limit_work(dataset)
    return _canonicalized(dataset)


def _canonicalized(dataset: ox.Dataset) -> str:
    """The one place where canonicalization is begun, so that tests can see that it was not."""
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset))


def quads_of(document: dict[str, Json], *, context_of: ContextOf = context_document) -> list[ox.Quad]:
    """The statements of a document. Raises UnknownContext and UnsafeDocument."""
    expanded = _expand(document, context_of)
    if _count_plain(document) != _count_expanded(expanded):
        raise UnsafeDocument("the badge", "A member would be dropped before signing, so nothing would protect it.")
    return _Quads().read(expanded)


def _expand(document: dict[str, Json], context_of: ContextOf) -> list[Any]:
    def load(address: str, _options: object = None) -> dict[str, Any]:
        # The tag lets PyLD keep the resolved context, in a cache that only this library fills.
        found = {"document": context_of(address), "documentUrl": address, "contextUrl": None}
        return found | ({"tag": "static"} if context_of is context_document else {})

    shared = _shared if context_of is context_document else {}
    options = {"documentLoader": load, "contextResolver": ContextResolver(shared, load)}
    with _expansion:
        try:
            expanded: list[Any] = jsonld.expand(document, options)
        except jsonld.JsonLdError as error:
            cause: BaseException | None = error
            while cause is not None:
                if isinstance(cause, UnknownContext):
                    raise cause from None
                cause = getattr(cause, "cause", None) or cause.__cause__
            raise UnsafeDocument("the badge", "The vocabularies cannot be applied to this document.") from None
        except RecursionError:
            raise TooMuchWork("This document is nested too deeply to be a badge.") from None
    return expanded


def _count_plain(value: Json) -> int:
    if isinstance(value, list):
        return sum(_count_plain(item) for item in value)
    if isinstance(value, dict):
        # An address may expand into an object with an id, so ids are not counted; the guard looks at each of them.
        return sum((key != "id") + _count_plain(item) for key, item in value.items() if key != "@context")
    return 0


def _count_expanded(value: Any) -> int:
    if isinstance(value, list):
        return sum(_count_expanded(item) for item in value)
    if isinstance(value, dict) and "@value" not in value:
        unseen = ("@id", "@list", "@set", "@graph")
        return sum((key not in unseen) + _count_expanded(item) for key, item in value.items())
    return 0


class _Quads:
    """Expanded JSON-LD into quads (JSON-LD 1.1 API, 8), for the few forms that the guards let through."""

    def __init__(self) -> None:
        self.quads: list[ox.Quad] = []
        self.blanks = 0

    def read(self, expanded: list[Any]) -> list[ox.Quad]:
        for node in expanded:
            self.node(node, ox.DefaultGraph())
        return self.quads

    def blank(self) -> ox.BlankNode:
        self.blanks += 1
        return ox.BlankNode(f"b{self.blanks}")

    def add(self, subject: Any, predicate: str, value: Any, graph: Any) -> None:
        self.quads.append(ox.Quad(subject, _iri(predicate), value, graph))

    def node(self, node: dict[str, Any], graph: Any) -> ox.NamedNode | ox.BlankNode:
        subject = _iri(node["@id"]) if "@id" in node else self.blank()
        for key, values in node.items():
            if key == "@type":
                for name in values:
                    self.add(subject, RDF + "type", _iri(name), graph)
            elif key == "@graph":
                for inner in values:
                    self.node(inner, subject)
            elif key.startswith("@"):
                if key != "@id":
                    raise UnsafeDocument(key, "The document uses a part of JSON-LD that no badge needs.")
            else:
                for value in values:
                    self.add(subject, key, self.value(value, graph), graph)
        return subject

    def value(self, value: dict[str, Any], graph: Any) -> Any:
        if "@value" in value:
            return _literal(value)
        if "@list" in value:
            return self.chain(value["@list"], graph)
        return self.node(value, graph)

    def chain(self, items: list[Any], graph: Any) -> Any:
        head: Any = ox.NamedNode(RDF + "nil")
        for item in reversed(items):
            link = self.blank()
            self.add(link, RDF + "first", self.value(item, graph), graph)
            self.add(link, RDF + "rest", head, graph)
            head = link
        return head


def _iri(text: Any) -> ox.NamedNode:
    if isinstance(text, str) and not text.startswith((MADE_UP_BASE, "_:")):
        try:
            return ox.NamedNode(text)
        except ValueError:
            pass
    raise UnsafeDocument("the badge", f'"{str(text)[:80]}" is not a full address.')


def _literal(item: dict[str, Any]) -> ox.Literal:
    if item.keys() - {"@value", "@type"} or item.get("@type") == "@json":
        raise UnsafeDocument("the badge", "The document uses a part of JSON-LD that no badge needs.")
    value, datatype = item["@value"], item.get("@type")
    text, default = _lexical(value, datatype)
    named = datatype or default
    return ox.Literal(text) if named is None else ox.Literal(text, datatype=_iri(named))


def _lexical(value: Any, datatype: str | None) -> tuple[str, str | None]:
    """The text of a native value and the datatype it has by itself (JSON-LD 1.1 API, 8.2.2)."""
    if isinstance(value, bool):
        return ("true" if value else "false"), XSD + "boolean"
    if isinstance(value, str):
        return value, None
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise UnsafeDocument("the badge", "A value is neither text nor a number.")
    whole = isinstance(value, int) or value.is_integer()
    if whole and abs(value) < 1e21 and datatype != XSD + "double":
        return str(int(value)), XSD + "integer"
    return canonical_double(float(value)), XSD + "double"


def canonical_double(value: float) -> str:
    """The canonical form of xsd:double, as 1.0E-7 (PyLD writes 1.0E-07, which other programs do not)."""
    mantissa, exponent = f"{value:.15E}".split("E")
    mantissa = mantissa.rstrip("0")
    return f"{mantissa}{'0' if mantissa.endswith('.') else ''}E{int(exponent)}"


def _limit_work(dataset: ox.Dataset) -> None:
    """Bound the steps of RDFC-1.0 before taking them; raises TooMuchWork.

    Only blank nodes that share their first-degree hash cost more than linear work, and only along the edges between
    such nodes: at each, all orders of those neighbors that look alike are tried. The product of these factorials over
    a connected group bounds the steps of the group. A badge is a tree of unlike parts and stays far below the limit.
    """
    mentions: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in dataset:
        for name in set(_blanks(quad)):
            mentions[name].append(quad)
    looks = {name: _first_degree(name, quads) for name, quads in mentions.items()}
    counts = Counter(looks.values())
    shared = {name for name, look in looks.items() if counts[look] > 1}
    neighbors = {
        name: {other for quad in mentions[name] for other in _blanks(quad) if other in shared} - {name}
        for name in shared
    }
    if sum(_steps(group, neighbors, looks) for group in _groups(neighbors)) > MAX_STEPS:
        raise TooMuchWork("This document is tangled so that checking it could take hours; no honest badge is.")


def _steps(group: set[str], neighbors: dict[str, set[str]], looks: dict[str, str]) -> int:
    steps, root = len(group) ** 2, 1
    for name in group:
        alike = Counter(looks[other] for other in neighbors[name]).values()
        orders = math.prod(math.factorial(min(count, 12)) for count in alike)
        root = max(root, orders)
        # All but the first are entered from a neighbor, which is then out of the question.
        steps *= orders // max(alike, default=1)
        if steps > MAX_STEPS:
            return steps
    return steps * root


def _groups(neighbors: dict[str, set[str]]) -> Iterator[set[str]]:
    unseen = set(neighbors)
    while unseen:
        group, frontier = set[str](), [unseen.pop()]
        while frontier:
            name = frontier.pop()
            group.add(name)
            frontier.extend(neighbors[name] & unseen)
            unseen -= neighbors[name]
        yield group


def _blanks(quad: ox.Quad) -> list[str]:
    terms = (quad.subject, quad.object, quad.graph_name)
    return [term.value for term in terms if isinstance(term, ox.BlankNode)]


def _first_degree(name: str, quads: list[ox.Quad]) -> str:
    """RDFC-1.0, 4.6: the statements around one blank node, itself written a and the others z."""
    lines = []
    for quad in quads:
        terms = []
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(term, ox.BlankNode):
                terms.append("_:a" if term.value == name else "_:z")
            else:
                terms.append(str(term))
        lines.append(" ".join(terms))
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
