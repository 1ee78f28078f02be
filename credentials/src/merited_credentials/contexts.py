"""The frozen JSON-LD contexts: known by address and by digest, read from files that openbadgeslib ships."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .errors import UnknownContext

VC2 = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB3_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
# 3.0.1 is left out: it was written for data model 1.1 and contradicts the protected terms of credentials/v2.
OB3_ALL = ("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json", OB3)

# Address -> (file, SHA-256 of the file as its author publishes it). Any other address is an error.
FROZEN = {
    VC2: ("credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"),
    OB3_ALL[0]: ("ob-v3p0-context-3.0.2.json", "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53"),
    OB3: ("ob-v3p0-context-3.0.3.json", "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"),
    OB3_EXTENSIONS: ("ob-v3p0-extensions.json", "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93"),
    "https://w3id.org/security/data-integrity/v2": (
        "security-data-integrity-v2.json",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
    "https://w3id.org/security/multikey/v1": (
        "security-multikey-v1.json",
        "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    ),
}


@dataclass(frozen=True, slots=True)
class Term:
    """What a context says of one term: its IRI, how its values are read, and the context scoped to it."""

    iri: str
    reads: str | None = None
    scoped: Scope | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """The terms that are in force at one place of a document."""

    terms: dict[str, Term] = field(default_factory=dict)

    def joined(self, other: Scope) -> Scope:
        """This scope with the terms of another laid over it."""
        return Scope(self.terms | other.terms)


@cache
def _folder() -> Path | None:
    """Where openbadgeslib keeps its contexts; the package is located and never imported."""
    spec = find_spec("openbadgeslib")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / "ob3" / "contexts"


@cache
def context_document(address: str) -> dict[str, Any]:
    """The frozen context of this address. Raises UnknownContext for another address, or for a file that was changed."""
    if address not in FROZEN:
        raise UnknownContext(f"This library holds no frozen copy of the vocabulary at {address[:200]}.")
    folder, (name, digest) = _folder(), FROZEN[address]
    try:
        data = (folder / name).read_bytes() if folder else None
    except OSError:
        data = None
    if data is None:
        raise UnknownContext(f"The file {name} is missing. Install the package openbadgeslib 4.6.3 or later.")
    if hashlib.sha256(data).hexdigest() != digest:
        raise UnknownContext(f"The file {name} is not the published vocabulary. Reinstall the package openbadgeslib.")
    document: dict[str, Any] = json.loads(data)
    return document


def check_contexts() -> list[str]:
    """Problems with the frozen contexts, in sentences; empty when each is present and as published."""
    problems = []
    for address in FROZEN:
        try:
            context_document(address)
        except UnknownContext as error:
            problems.append(error.sentence)
    return problems


@cache
def scope_of(addresses: tuple[str, ...]) -> Scope:
    """The terms that a list of frozen contexts defines together. Raises UnknownContext."""
    scope = Scope()
    for address in addresses:
        scope = scope.joined(_scope(context_document(address)["@context"], scope))
    return scope


def _scope(context: dict[str, Any], around: Scope) -> Scope:
    terms: dict[str, Term] = {}
    for name, definition in context.items():
        if name.startswith("@"):
            continue
        if isinstance(definition, str):
            terms[name] = Term(_iri(definition, context))
        elif isinstance(definition, dict):
            inner = definition.get("@context")
            scoped = _scope(inner, around) if isinstance(inner, dict) else None
            terms[name] = Term(_iri(definition["@id"], context), definition.get("@type"), scoped)
    return Scope(terms)


def _iri(value: str, context: dict[str, Any]) -> str:
    """The IRI of a term, following the one kind of reference the frozen contexts use: a term named by a term."""
    named = context.get(value)
    if isinstance(named, dict):
        return str(named["@id"])
    return value
