"""RDFC-1.0 (W3C RDF Dataset Canonicalization): statements in, one text out, each step counted before it is taken.

In numbered steps, as section 4.4.3 has them:
1. index: which statements mention which blank node
2. first-degree hash: how each blank node looks from outside (4.6)
3. those that look like no other get their names, in the order of their hashes
4. for each group of those that look alike, try the ways from node to node, and name them along the least one (4.8)
5. write the statements with these names, sorted

Only step 4 can take long: it tries the orders in which like neighbors can be visited, at each of them again. So what
stands beside a node is counted before it is looked at, and all orders of a list before the first is tried; beyond
MAX_STEPS the document is refused (TooMuchWork). The count depends on the statements alone, never on time. This file
knows no JSON; another canonicalizer would take its place here.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

from .errors import TooMuchWork
from .work import Work

Inner = Literal["SHA-256", "SHA-384"]
# Subject, predicate, object, graph, each as N-Quads writes it; blank nodes begin with _: and the default graph is "".
Quad = tuple[str, str, str, str]

MAX_QUADS = 20_000
MAX_CHARACTERS = 8_000_000  # of all statements written out: a long name stands again in each statement about it
MAX_STEPS = 50_000  # of step 4; the most tangled graph among the W3C's tests that is no attack takes 5,688
MAX_LEVELS = 150
_HASHES = {"SHA-256": hashlib.sha256, "SHA-384": hashlib.sha384}
_TANGLED = "This document is tangled so that checking it could take hours; no honest badge is."
# Canonical N-Quads (section 5): these characters of a literal are escaped, and no other.
_ESCAPES = {number: f"\\u{number:04X}" for number in (*range(0x20), 0x7F)} | {
    ord(character): "\\" + letter for character, letter in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)
}


class Canonical(NamedTuple):
    """The outcome: the text, the canonical name of each blank node (both without _:), and the steps counted."""

    text: str
    names: dict[str, str]
    steps: int


def canonical_text(quads: Iterable[Quad], *, inner: Inner = "SHA-256", work: Work | None = None) -> str:
    """RDFC-1.0 of quads as sorted N-Quads, each line with its end; `inner` is the hash that tells blank nodes apart.

    `work` is what is left for this document and all others of one verification. Raises TooMuchWork, WorkUsedUp.
    """
    return canonicalized(quads, inner=inner, work=work).text


def canonicalized(quads: Iterable[Quad], *, inner: Inner = "SHA-256", work: Work | None = None) -> Canonical:
    """The same, with the issued identifiers map (section 4.4). Raises TooMuchWork, WorkUsedUp."""
    different: dict[Quad, None] = {}
    characters = 0
    for quad in quads:
        different[quad] = None
        characters += sum(map(len, quad))
        if len(different) > MAX_QUADS or characters > MAX_CHARACTERS:
            raise TooMuchWork("This document says more than any badge does.")
    return _Canonicalization([*different], inner, work or Work()).outcome()


def escaped(text: str) -> str:
    """A text as it stands between the quotes of a canonical N-Quads literal."""
    return text.translate(_ESCAPES)


class _Names:
    """An identifier issuer (4.3): gives names, each once, and remembers the order in which it gave them."""

    __slots__ = ("given", "prefix")

    def __init__(self, prefix: str, given: dict[str, str] | None = None) -> None:
        self.prefix, self.given = prefix, {} if given is None else given

    def of(self, node: str) -> str:
        return self.given.setdefault(node, f"{self.prefix}{len(self.given)}")

    def copy(self) -> _Names:
        return _Names(self.prefix, dict(self.given))


class _Canonicalization:
    """One run of the algorithm."""

    def __init__(self, quads: list[Quad], inner: Inner, work: Work) -> None:
        self.quads, self.inner, self.work, self.steps = quads, inner, work, 0
        # 1. index
        self.mentions: dict[str, list[Quad]] = defaultdict(list)
        for quad in quads:
            for node in {term for term in _nodes(quad) if term.startswith("_:")}:
                self.mentions[node].append(quad)
        # 2. first-degree hash
        self.looks = {node: self.first_degree(node) for node in self.mentions}
        self.names = _Names("_:c14n")

    def outcome(self) -> Canonical:
        alike: dict[str, list[str]] = defaultdict(list)
        for node, look in self.looks.items():
            alike[look].append(node)
        # 3. those that look like no other
        for look in sorted(alike):
            if len(alike[look]) == 1:
                self.names.of(alike[look][0])
        # 4. those that look alike
        for look in sorted(alike):
            if len(alike[look]) > 1:
                self.name_alike(alike[look])
        # 5. the text
        text = "".join(sorted(_line(quad, lambda node: self.names.given[node]) for quad in self.quads))
        names = {node[2:]: name[2:] for node, name in self.names.given.items()}
        return Canonical(text, names, self.steps)

    def name_alike(self, nodes: list[str]) -> None:
        found = []
        for node in nodes:
            if node not in self.names.given:
                start = _Names("_:b")
                start.of(node)
                found.append(self.n_degree(node, start, 1))
        for _, names in sorted(found, key=lambda one: one[0]):
            for node in names.given:
                self.names.of(node)

    def hash(self, text: str) -> str:
        return _HASHES[self.inner](text.encode("utf-8")).hexdigest()

    def first_degree(self, node: str) -> str:
        """Section 4.6: the statements around one blank node, itself written a and the others z."""
        lines = [_line(quad, lambda other: "_:a" if other == node else "_:z") for quad in self.mentions[node]]
        return self.hash("".join(sorted(lines)))

    def beside(self, node: str, names: _Names) -> dict[str, list[str]]:
        """Sections 4.7 and 4.8.3, step 3: every mention of another blank node, by all that tells it from others."""
        beside: dict[str, list[str]] = defaultdict(list)
        for subject, predicate, value, graph in self.mentions[node]:
            for place, other in (("s", subject), ("o", value), ("g", graph)):
                if other.startswith("_:") and other != node:
                    known = self.names.given.get(other) or names.given.get(other) or self.looks[other]
                    beside[self.hash(place + ("" if place == "g" else predicate) + known)].append(other)
        return beside

    def n_degree(self, node: str, names: _Names, level: int) -> tuple[str, _Names]:
        """Section 4.8: the hash of a node by the least way through what is beside it, and the names given on it."""
        if level > MAX_LEVELS:
            raise TooMuchWork(_TANGLED)
        self.pay(len(self.mentions[node]))
        data = []
        beside = self.beside(node, names)
        for key in sorted(beside):
            self.pay(_count_of_orders(beside[key]))
            chosen, least = "", names
            for order in _orders(beside[key]):
                found = self.path(order, names, chosen, level)
                if found is not None and (not chosen or found[0] < chosen):
                    chosen, least = found
            data += [key, chosen]
            names = least
        return self.hash("".join(data)), names

    def pay(self, steps: int) -> None:
        """Count steps before they are taken. Raises TooMuchWork, WorkUsedUp."""
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise TooMuchWork(_TANGLED)
        self.work.take_steps(steps)

    def path(self, order: list[str], names: _Names, chosen: str, level: int) -> tuple[str, _Names] | None:
        """Section 4.8.3, step 5.4: one order; None as soon as it cannot be the least."""
        names, path, unknown = names.copy(), "", []
        for node in order:
            if node in self.names.given:
                path += self.names.given[node]
            else:
                if node not in names.given:
                    unknown.append(node)
                path += names.of(node)
            if chosen and len(path) >= len(chosen) and path > chosen:
                return None
        for node in unknown:
            hash, after = self.n_degree(node, names, level + 1)
            path += f"{names.of(node)}<{hash}>"
            names = after
            if chosen and len(path) >= len(chosen) and path > chosen:
                return None
        return path, names


def _nodes(quad: Quad) -> tuple[str, str, str]:
    return quad[0], quad[2], quad[3]


def _line(quad: Quad, named: Callable[[str], str]) -> str:
    subject, predicate, value, graph = (named(term) if term.startswith("_:") else term for term in quad)
    return f"{subject} {predicate} {value} {graph} .\n" if graph else f"{subject} {predicate} {value} .\n"


def _count_of_orders(mentions: list[str]) -> int:
    return math.factorial(len(mentions)) // math.prod(map(math.factorial, Counter(mentions).values()))


def _orders(mentions: list[str]) -> Iterator[list[str]]:
    """Every different order. A node that is mentioned twice alike makes no two orders: they would be the same path."""
    left = Counter(mentions)
    order: list[str] = []

    def further() -> Iterator[list[str]]:
        if len(order) == len(mentions):
            yield [*order]
            return
        for node in left:
            if left[node]:
                left[node] -= 1
                order.append(node)
                yield from further()
                order.pop()
                left[node] += 1

    return further()
