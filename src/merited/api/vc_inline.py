"""Vocabularies that the W3C's test suites write into a credential itself, which no badge may do."""

import hashlib
from typing import Any

from merited_credentials.contexts import Vocabularies
from merited_credentials.strict_json import canonical


def by_address(document: dict[str, Any], known: Vocabularies) -> tuple[dict[str, Any], Vocabularies]:
    """The same document with its own vocabularies named by address, and the vocabularies with those added.

    To RDF both say the same, so a proof by words (rdfc) is the same for both; the guard then reads each of them as
    strictly as any other. A proof over the JSON itself (jcs) holds for the document as it came only.
    """
    found: dict[str, Any] = {}
    plain = _plain(document, found)
    return (plain, Vocabularies(extra={**known.extra, **found})) if found else (document, known)


def _plain(value: Any, found: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_plain(one, found) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: _named(one, found) if name == "@context" else _plain(one, found) for name, one in value.items()}


def _named(contexts: Any, found: dict[str, Any]) -> Any:
    if not isinstance(contexts, list):
        return contexts
    named = []
    for one in contexts:
        if isinstance(one, dict):
            address = f"urn:sha256:{hashlib.sha256(canonical(one).encode()).hexdigest()}"
            found[address] = {"@context": one}
            one = address
        named.append(one)
    return named
