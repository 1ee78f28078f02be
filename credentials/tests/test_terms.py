"""The guard reads the contexts by itself: its terms are those of PyLD, for every list that a badge may name."""

from __future__ import annotations

from typing import Any

import pytest
from pyld import jsonld
from pyld.context_resolver import ContextResolver

from merited_credentials.canonical import canonicalize
from merited_credentials.contexts import (
    BASES,
    CLR2,
    FROZEN,
    OB3,
    OB3_ALL,
    STATUS_LIST_2021,
    VC1,
    VC2,
    Scope,
    Term,
    context_document,
    scope_of,
)
from merited_credentials.errors import UnsafeDocument

OTHERS = [address for address in FROZEN if address not in (*BASES, *OB3_ALL)]
LISTS = [
    (VC1,), (VC2,), (VC1, OB3_ALL[0]), (VC2, OB3_ALL[1]), (VC2, OB3),
    *[(VC1, OB3_ALL[0], one) for one in OTHERS], *[(VC2, OB3, one) for one in OTHERS], (VC2, OB3, *OTHERS),
    (VC1, STATUS_LIST_2021), (VC2, STATUS_LIST_2021), (VC2, CLR2, OB3),
]  # fmt: skip


def load(address: str, _options: object = None) -> dict[str, Any]:
    return {"document": context_document(address), "documentUrl": address, "contextUrl": None}


def agree(scope: Scope, active: dict[str, Any]) -> None:
    mappings = {name: found for name, found in active["mappings"].items() if found}
    assert {name: meaning(term) for name, term in scope.terms.items()} == {
        name: (
            found["@id"],
            found.get("@type"),
            tuple(found.get("@container", ())),
            found.get("_prefix", False),
            bool(found.get("protected")),
        )
        for name, found in mappings.items()
    }
    assert scope.vocab == active.get("@vocab")


def meaning(term: Term) -> tuple[object, ...]:
    return term.iri, term.reads, term.container, term.prefix, term.protected


def agree_inside(scope: Scope, active: dict[str, Any], processor: Any, options: dict[str, Any], depth: int) -> None:
    """The contexts of types and of members, laid over every scope in which they may come to stand."""
    agree(scope, active)
    for name, term in scope.terms.items() if depth else ():
        assert ("@context" in active["mappings"][name]) == (term.cleared or term.scoped is not None)
        if "@context" in active["mappings"][name]:
            inner = active["mappings"][name]["@context"]
            there = processor._process_context(active, inner, options, override_protected=True)
            agree_inside(scope.inside(term), there, processor, options, depth - 1)


@pytest.mark.long
@pytest.mark.parametrize("addresses", LISTS)
def test_every_term_means_here_what_it_means_to_pyld(addresses):
    processor = jsonld.JsonLdProcessor()
    resolver = ContextResolver({}, load)
    options = {"documentLoader": load, "base": "", "processingMode": "json-ld-1.1", "contextResolver": resolver}
    active = processor.process_context(processor._get_initial_context(options), list(addresses), options)

    agree_inside(scope_of(addresses), active, processor, options, depth=2)


@pytest.mark.parametrize("addresses", [(VC2, OB3_ALL[0]), (VC1, VC2), (VC2, VC1)])
def test_vocabularies_that_contradict_each_other_are_refused_by_both(addresses):
    with pytest.raises(UnsafeDocument):
        scope_of(addresses)
    with pytest.raises(UnsafeDocument, match="cannot be applied"):
        canonicalize({"@context": list(addresses), "id": "urn:x:1", "type": ["VerifiableCredential"]})


@pytest.mark.parametrize("address", FROZEN)
def test_the_contexts_use_only_what_the_guard_understands(address):
    """A keyword that the guard does not know (@nest, @import, @propagate, ...) would make its reading incomplete."""
    known = {
        "@context",
        "@id",
        "@type",
        "@container",
        "@protected",
        "@set",
        "@list",
        "@graph",
        "@json",
        "@vocab",
        "@version",
    }

    def keywords(value: Any) -> set[str]:
        if isinstance(value, dict):
            inner = [keywords(item) for item in value.values()]
            return {name for name in value if name.startswith("@")}.union(*inner)
        return {value} if isinstance(value, str) and value.startswith("@") else set()

    assert keywords(context_document(address)) <= known
