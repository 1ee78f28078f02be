"""RDFC-1.0: the whole manifest of the W3C, a second implementation on random graphs, and two that differ from ours."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from merited_credentials import rdfc
from merited_credentials.errors import TooMuchWork
from rdfc_reference import Canonicalization

# The one graph of the manifest that the counted limit refuses: ten blank nodes, each linked to all.
POISON = {"#test074c"}


def quads(found: object) -> list[rdfc.Quad]:
    """The quads of another library as ours."""
    return [
        (
            str(quad.subject),
            str(quad.predicate),
            str(quad.object),
            "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name),
        )
        for quad in found
    ]


def read(path: Path) -> list[rdfc.Quad]:
    return quads(ox.parse(path.read_bytes(), format=ox.RdfFormat.N_QUADS))


def test_the_whole_manifest(conformance, monkeypatch):
    folder = conformance / "rdf-canon-tests"
    entries = json.loads((folder / "manifest.jsonld").read_text(encoding="utf-8"))["entries"]
    tried = []
    path = rdfc._Canonicalization.path
    monkeypatch.setattr(rdfc._Canonicalization, "path", lambda self, *given: tried.append(1) or path(self, *given))
    kinds: dict[str, int] = {}
    refused = set()
    for entry in entries:
        inner: rdfc.Inner = "SHA-384" if entry.get("hashAlgorithm") == "SHA384" else "SHA-256"
        tried.clear()
        try:
            ours = rdfc.canonicalized(read(folder / entry["action"]), inner=inner)
        except TooMuchWork:
            assert not tried, "not one way through the graph was tried"
            refused.add(entry["id"])
        else:
            wanted = (folder / entry["result"]).read_bytes().decode("utf-8")
            assert (ours.names if "Map" in entry["type"] else ours.text) == (
                json.loads(wanted) if "Map" in entry["type"] else wanted
            ), entry["id"]
            assert ours.steps < rdfc.MAX_STEPS / 8
        kinds[entry["type"]] = kinds.get(entry["type"], 0) + 1

    assert kinds == {"rdfc:RDFC10EvalTest": 64, "rdfc:RDFC10MapTest": 21, "rdfc:RDFC10NegativeEvalTest": 1}
    assert refused == POISON


def renamed(plain: list[rdfc.Quad], names: dict[str, str]) -> str:
    """The map leads from the input to the text (where a graph is its own mirror image, more than one map does)."""
    turned = [[f"_:{names[term[2:]]}" if term.startswith("_:") else term for term in quad] for quad in plain]
    return "".join(sorted(" ".join(term for term in quad if term) + " .\n" for quad in turned))


def graphs(seed: int, count: int) -> list[ox.Dataset]:
    """Small graphs, full of nodes that look alike; in every second one blank nodes name graphs too."""
    chance = random.Random(seed)
    words = [ox.NamedNode("urn:x:p"), ox.NamedNode("urn:x:q")]
    made = []
    for number in range(count):
        nodes = [ox.BlankNode(f"n{one}") for one in range(chance.randint(2, 9))]
        named = [ox.DefaultGraph(), ox.NamedNode("urn:x:g1"), ox.NamedNode("urn:x:g2"), *nodes[:2]]
        some, size = words[: chance.randint(1, 2)], chance.randint(1, 16)
        made.append(
            ox.Dataset(
                ox.Quad(
                    chance.choice(nodes),
                    chance.choice(some),
                    chance.choice(nodes),
                    chance.choice(named) if number % 2 else ox.DefaultGraph(),
                )
                for _ in range(size)
            )
        )
    return made


@pytest.mark.parametrize("inner", ["SHA-256", "SHA-384"])
def test_a_second_implementation_agrees_on_random_graphs(inner):
    for graph in graphs(seed=7, count=400):
        ours = rdfc.canonicalized(quads(graph), inner=inner)
        reference = Canonicalization(graph, hash=inner.replace("-", "").lower())

        assert ours.text == reference.text
        assert ours.text == renamed(quads(graph), ours.names)


def test_the_names_in_the_input_and_the_order_of_its_lines_change_nothing():
    chance = random.Random(3)
    for graph in graphs(seed=11, count=200):
        plain = quads(graph)
        names = sorted({term for quad in plain for term in quad if term.startswith("_:")})
        others = dict(zip(names, chance.sample(names, len(names)), strict=True))
        turned = [tuple(others.get(term, term) for term in quad) for quad in plain]
        chance.shuffle(turned)

        assert rdfc.canonical_text(turned) == rdfc.canonical_text(plain)


# Found by the random graphs. The JavaScript implementation (rdf-canonize) writes what ours and the reference write;
# pyoxigraph 0.5 counts a graph's name once where the Recommendation counts each mention, and writes another text.
TELLING = """\
_:n8 <urn:x:p> _:n5 _:n1 .
_:n8 <urn:x:p> _:n1 _:n1 .
_:n0 <urn:x:p> _:n3 <urn:g2> .
_:n3 <urn:x:p> _:n5 _:n0 .
_:n3 <urn:x:p> _:n2 _:n0 .
_:n2 <urn:x:p> _:n8 <urn:g2> .
_:n2 <urn:x:p> _:n6 _:n1 .
"""
TELLING_CANONICAL = """\
_:c14n1 <urn:x:p> _:c14n3 _:c14n4 .
_:c14n1 <urn:x:p> _:c14n6 <urn:g2> .
_:c14n2 <urn:x:p> _:c14n5 <urn:g2> .
_:c14n5 <urn:x:p> _:c14n0 _:c14n2 .
_:c14n5 <urn:x:p> _:c14n1 _:c14n2 .
_:c14n6 <urn:x:p> _:c14n0 _:c14n4 .
_:c14n6 <urn:x:p> _:c14n4 _:c14n4 .
"""


def test_each_mention_of_a_graph_counts():
    graph = ox.Dataset(ox.parse(TELLING.encode(), format=ox.RdfFormat.N_QUADS))

    assert rdfc.canonical_text(quads(graph)) == TELLING_CANONICAL == Canonicalization(graph).text


def test_a_node_mentioned_alike_in_many_graphs_makes_no_two_orders():
    """By the letter, all orders of twelve mentions are half a thousand million; they are one and the same."""
    graph = [
        (one, "<urn:x:p>", other, f"<urn:x:g{number}>")
        for number in range(12)
        for one, other in (("_:a", "_:b"), ("_:b", "_:a"))
    ]

    assert rdfc.canonicalized(graph).steps < 1_000
