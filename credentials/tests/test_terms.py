"""The guard reads the contexts by itself: its terms are those of PyLD, for every list that a badge may name."""

from __future__ import annotations

from typing import Any

import pytest
from pyld import jsonld
from pyld.context_resolver import ContextResolver

from merited_credentials.contexts import FROZEN, OB3, OB3_ALL, VC2, Scope, context_document, scope_of

OTHERS = [address for address in FROZEN if address not in (VC2, *OB3_ALL)]
LISTS = [(VC2,), *[(VC2, one) for one in OB3_ALL], *[(VC2, OB3, one) for one in OTHERS], (VC2, OB3, *OTHERS)]


def load(address: str, _options: object = None) -> dict[str, Any]:
    return {"document": context_document(address), "documentUrl": address, "contextUrl": None}


def agree(scope: Scope, active: dict[str, Any]) -> None:
    mappings = {name: found for name, found in active["mappings"].items() if found}
    for name, term in scope.terms.items():
        assert (mappings[name]["@id"], mappings[name].get("@type")) == (term.iri, term.reads), name


@pytest.mark.parametrize("addresses", LISTS)
def test_every_term_means_here_what_it_means_to_pyld(addresses):
    processor = jsonld.JsonLdProcessor()
    resolver = ContextResolver({}, load)
    options = {"documentLoader": load, "base": "", "processingMode": "json-ld-1.1", "contextResolver": resolver}
    active = processor.process_context(processor._get_initial_context(options), list(addresses), options)
    scope = scope_of(addresses)

    agree(scope, active)
    assert {name for name, found in active["mappings"].items() if found} == set(scope.terms)
    for name, term in scope.terms.items():
        if term.scoped is not None:
            inner = active["mappings"][name]["@context"]
            agree(term.scoped, processor._process_context(active, inner, options, override_protected=True))


@pytest.mark.parametrize("address", FROZEN)
def test_the_contexts_use_only_what_the_guard_understands(address):
    """A keyword that the guard does not know (@nest, @import, @propagate, ...) would make its reading incomplete."""
    known = {"@context", "@id", "@type", "@container", "@protected", "@set", "@list", "@graph", "@json", "@vocab"}

    def keywords(value: Any) -> set[str]:
        if isinstance(value, dict):
            inner = [keywords(item) for item in value.values()]
            return {name for name in value if name.startswith("@")}.union(*inner)
        return {value} if isinstance(value, str) and value.startswith("@") else set()

    assert keywords(context_document(address)) <= known
