"""RDFC-1.0 written down a second time, straight from the text of the Recommendation, for tests alone.

It is slow and has no limit. It gives what the library's canonicalizer does not: the issued identifiers map, which the
map tests of the W3C ask for, and the number of paths that were tried, by which the library's limit is measured.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from itertools import permutations

import pyoxigraph as ox


class Issuer:
    """Section 4.3: hands out identifiers, and remembers to whom, in order."""

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix, self.issued = prefix, dict(issued or {})

    def issue(self, name: str) -> str:
        return self.issued.setdefault(name, f"{self.prefix}{len(self.issued)}")

    def copy(self) -> Issuer:
        return Issuer(self.prefix, self.issued)


class Canonicalization:
    """Section 4.4 over some quads: `text`, `issued` (input name -> canonical name) and `paths`, the paths tried."""

    def __init__(self, quads: Iterable[ox.Quad], hash: str = "sha256") -> None:
        self.quads, self.hash, self.paths = list(ox.Dataset(quads)), hash, 0
        self.mentions: dict[str, list[ox.Quad]] = defaultdict(list)
        for quad in self.quads:
            for name in set(blanks(quad)):
                self.mentions[name].append(quad)
        self.canonical = Issuer("c14n")
        self.first = {name: self.first_degree(name) for name in self.mentions}
        self.issue_all()
        self.issued = self.canonical.issued
        self.text = "".join(sorted(self.line(quad, self.issued.__getitem__) for quad in self.quads))

    def issue_all(self) -> None:
        alike: dict[str, list[str]] = defaultdict(list)
        for name, hash in self.first.items():
            alike[hash].append(name)
        for hash in sorted(alike):  # step 4
            if len(alike[hash]) == 1:
                self.canonical.issue(alike[hash][0])
        for hash in sorted(alike):  # step 5
            if len(alike[hash]) > 1:
                found = []
                for name in alike[hash]:
                    if name not in self.canonical.issued:
                        issuer = Issuer("b")
                        issuer.issue(name)
                        found.append(self.n_degree(name, issuer))
                for _, issuer in sorted(found, key=lambda one: one[0]):
                    for name in issuer.issued:
                        self.canonical.issue(name)

    def digest(self, text: str) -> str:
        return hashlib.new(self.hash, text.encode()).hexdigest()

    def line(self, quad: ox.Quad, named) -> str:
        terms = [quad.subject, quad.predicate, quad.object]
        terms += [] if isinstance(quad.graph_name, ox.DefaultGraph) else [quad.graph_name]
        words = [f"_:{named(term.value)}" if isinstance(term, ox.BlankNode) else str(term) for term in terms]
        return " ".join(words) + " .\n"

    def first_degree(self, name: str) -> str:
        """Section 4.6."""
        lines = [self.line(quad, lambda other: "a" if other == name else "z") for quad in self.mentions[name]]
        return self.digest("".join(sorted(lines)))

    def related(self, name: str, quad: ox.Quad, issuer: Issuer, position: str) -> str:
        """Section 4.7."""
        text = position + (str(quad.predicate) if position != "g" else "")
        known = self.canonical.issued.get(name) or issuer.issued.get(name)
        return self.digest(text + (f"_:{known}" if known else self.first[name]))

    def n_degree(self, name: str, issuer: Issuer) -> tuple[str, Issuer]:
        """Section 4.8."""
        groups: dict[str, list[str]] = defaultdict(list)
        for quad in self.mentions[name]:
            for position, term in (("s", quad.subject), ("o", quad.object), ("g", quad.graph_name)):
                if isinstance(term, ox.BlankNode) and term.value != name:
                    groups[self.related(term.value, quad, issuer, position)].append(term.value)
        data = ""
        for hash in sorted(groups):
            data += hash
            chosen, chosen_issuer = "", None
            for order in permutations(groups[hash]):
                self.paths += 1
                found = self.path(order, issuer, chosen)
                if found is not None and (not chosen or found[0] < chosen):
                    chosen, chosen_issuer = found
            data += chosen
            issuer = chosen_issuer or issuer
        return self.digest(data), issuer

    def path(self, order: tuple[str, ...], issuer: Issuer, chosen: str) -> tuple[str, Issuer] | None:
        copy, path, recursion = issuer.copy(), "", []
        for name in order:
            if name in self.canonical.issued:
                path += f"_:{self.canonical.issued[name]}"
            else:
                if name not in copy.issued:
                    recursion.append(name)
                path += f"_:{copy.issue(name)}"
            if chosen and len(path) >= len(chosen) and path > chosen:
                return None
        for name in recursion:
            hash, result = self.n_degree(name, copy)
            path += f"_:{copy.issue(name)}<{hash}>"
            copy = result
            if chosen and len(path) >= len(chosen) and path > chosen:
                return None
        return path, copy


def blanks(quad: ox.Quad) -> list[str]:
    """The names of the blank nodes of one quad."""
    return [term.value for term in (quad.subject, quad.object, quad.graph_name) if isinstance(term, ox.BlankNode)]
