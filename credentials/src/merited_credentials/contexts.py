"""The frozen JSON-LD contexts: known by address and by digest, read from files that two packages ship."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from .errors import UnknownContext
from .strict_json import Json, canonical
from .vocabulary import MAX_KEPT, Scope, Term

__all__ = [
    "BASES",
    "FROZEN",
    "KNOWN",
    "OB3",
    "OB3_ALL",
    "OB3_EXTENSIONS",
    "OB3_UNVERSIONED",
    "STATUS_LIST_2021",
    "VC1",
    "VC2",
    "Scope",
    "Term",
    "Vocabularies",
    "check_contexts",
    "context_document",
    "readings",
    "scope_of",
]

VC1 = "https://www.w3.org/2018/credentials/v1"
VC2 = "https://www.w3.org/ns/credentials/v2"
BASES = (VC1, VC2)
_OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/"
# Written for data model 1.1: beside credentials/v2, whose protected words it changes, it is refused.
OB3_1 = _OB3 + "context-3.0.1.json"
OB3_2 = _OB3 + "context-3.0.2.json"
OB3 = _OB3 + "context-3.0.3.json"
OB3_ALL = (OB3_1, OB3_2, OB3)
OB3_EXTENSIONS = _OB3 + "extensions.json"
# What stands at this address has changed over the years, so nobody can say what it meant when a badge was signed.
OB3_UNVERSIONED = _OB3 + "context.json"
CLR2 = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
STATUS_LIST_2021 = "https://w3id.org/vc/status-list/2021/v1"

_BADGES, _PYLD = ("openbadgeslib", "ob3/contexts"), ("pyld", "documentloader/frozen/bundled")


class Frozen(NamedTuple):
    """Where a context lies: the package and folder that ship it, the file, and the SHA-256 of that file."""

    folder: tuple[str, str]
    file: str
    digest: str


# Any other address is an error. Each file is byte for byte what its author publishes, but credentials/v1, which PyLD
# writes with other spaces (docs/decisions, "Contexts of older badges", says how that was shown).
FROZEN = {
    VC2: Frozen(_BADGES, "credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"),
    VC1: Frozen(_PYLD, "credentials-v1.jsonld", "00d7dd6d3ad8b920e3e550dd3a3d9090bffcac84cdbf943da6924b3e0a5c8bb8"),
    OB3_1: Frozen(
        _BADGES, "ob-v3p0-context-3.0.1.json", "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571"
    ),
    OB3_2: Frozen(
        _BADGES, "ob-v3p0-context-3.0.2.json", "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53"
    ),
    OB3: Frozen(
        _BADGES, "ob-v3p0-context-3.0.3.json", "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"
    ),
    OB3_EXTENSIONS: Frozen(
        _BADGES, "ob-v3p0-extensions.json", "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93"
    ),
    CLR2: Frozen(_BADGES, "clr_context_2.0.1.json", "880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6"),
    "https://w3id.org/security/data-integrity/v2": Frozen(
        _BADGES, "security-data-integrity-v2.json", "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4"
    ),
    "https://w3id.org/security/multikey/v1": Frozen(
        _BADGES, "security-multikey-v1.json", "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597"
    ),
    "https://w3id.org/security/suites/ed25519-2020/v1": Frozen(
        _PYLD,
        "security-ed25519-2020-v1.jsonld",
        "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588",
    ),
}


def _own_words(base: str, classes: dict[str, dict[str, Json]]) -> dict[str, Any]:
    """A context in the form of the W3C's small ones: classes, each with its members; None stands for base + name."""

    def members(own: dict[str, Json]) -> dict[str, Any]:
        written = {name: base + name if value is None else value for name, value in own.items()}
        return {"@protected": True, "id": "@id", "type": "@type", **written}

    defined = {name: {"@id": base + name, "@context": members(own)} for name, own in classes.items()}
    return {"@context": {"@protected": True, **defined}}


# No package ships this one, and badges of its years name it: the words in a table of our own, held to a digest of the
# value that its author publishes. A slip here could only make signatures fail, for then we would sign other words.
_SL = "https://w3id.org/vc/status-list#"
_OWN = {
    STATUS_LIST_2021: (
        _own_words(
            _SL,
            {
                "StatusList2021Credential": {
                    "description": "http://schema.org/description",
                    "name": "http://schema.org/name",
                },
                "StatusList2021": {"statusPurpose": None, "encodedList": None},
                "StatusList2021Entry": {
                    "statusPurpose": None,
                    "statusListIndex": None,
                    "statusListCredential": {"@id": _SL + "statusListCredential", "@type": "@id"},
                },
            },
        ),
        "9768f9aa81ab6c3e2ad96b2d669eaba67afe13fff0140a853f1e3d313fab13b6",
    )
}


@dataclass(frozen=True, eq=False)
class Vocabularies:
    """The contexts that one reader accepts: the frozen ones, and what its caller adds. Call it with an address.

    `extra`: address -> context document, for test suites alone; it never stands in for a frozen address. `read_as`:
    address -> the frozen address to read in its place. What is learned from contexts is kept with this object, so
    keep one object for the same contexts, and never share one between different ones.
    """

    extra: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    read_as: Mapping[str, str] = field(default_factory=dict)
    resolved: dict[str, Any] = field(default_factory=dict, init=False, repr=False)  # PyLD's cache
    _scopes: dict[tuple[str, ...], Scope] = field(default_factory=dict, init=False, repr=False)
    _no_words: Scope = field(default_factory=Scope, init=False, repr=False)

    def __call__(self, address: str) -> dict[str, Any]:
        """The context document of this address. Raises UnknownContext."""
        address = self.read_as.get(address, address)
        if address in self.extra and not _held(address):
            return dict(self.extra[address])
        return context_document(address)

    def holds(self, address: str) -> bool:
        """Whether a context of this address is known to this reader."""
        return address in self.read_as or address in self.extra or _held(address)

    def scope(self, addresses: tuple[str, ...], around: Scope | None = None) -> Scope:
        """The words that a list of contexts defines together. Raises UnknownContext, UnsafeDocument."""
        scope = around if around is not None else self._scopes.get(addresses)
        if scope is None or around is not None:
            scope = scope or self._no_words
            for address in addresses:
                scope = scope.extended(self._terms(address))
            if around is None:
                if len(self._scopes) >= MAX_KEPT:  # known addresses in ever new orders
                    self._scopes.clear()
                self._scopes[addresses] = scope
        return scope

    def size(self, addresses: tuple[str, ...]) -> int:
        """How many words these contexts define. Raises UnknownContext."""
        return sum(len(self._terms(address)) for address in addresses)

    def _terms(self, address: str) -> Mapping[str, Any]:
        context = self(address).get("@context")
        if not isinstance(context, Mapping):
            raise UnknownContext(f"What stands for the vocabulary at {address[:200]} is none.")
        return context


def _held(address: str) -> bool:
    return address in FROZEN or address in _OWN


KNOWN = Vocabularies()
# The unversioned address, read as each version that fits beside the base.
_UNVERSIONED = {
    VC1: tuple(Vocabularies(read_as={OB3_UNVERSIONED: one}) for one in (OB3_1, OB3_2, OB3)),
    VC2: tuple(Vocabularies(read_as={OB3_UNVERSIONED: one}) for one in (OB3, OB3_2)),
}


def readings(contexts: Json, known: Vocabularies = KNOWN) -> tuple[Vocabularies, ...]:
    """The ways in which a document with these contexts may be read; one, unless it names the unversioned address.

    Trying each is safe: a signature holds over what the document says in one reading, and over no other, so the
    reading in which it holds is the one in which it was signed. Where it holds in none, the honest answer is UNKNOWN.
    """
    listed = contexts if isinstance(contexts, list) else []
    if known is KNOWN and OB3_UNVERSIONED in listed and listed[0] in (VC1, VC2):
        return _UNVERSIONED[str(listed[0])]
    return (known,)


@cache
def _folder(package: str, inside: str) -> Path | None:
    """Where a package keeps its contexts; it is located and never imported."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / inside


@cache
def context_document(address: str) -> dict[str, Any]:
    """The frozen context of this address. Raises UnknownContext for another address, or for a file that was changed."""
    if address in _OWN:
        written, digest = _OWN[address]
        if hashlib.sha256(canonical(written).encode()).hexdigest() != digest:
            raise UnknownContext(f"The words of {address} are not the published ones. Reinstall this library.")
        return written
    if address not in FROZEN:
        raise UnknownContext(f"This library holds no frozen copy of the vocabulary at {address[:200]}.")
    (package, inside), name, digest = FROZEN[address]
    folder = _folder(package, inside)
    try:
        data = (folder / name).read_bytes() if folder else None
    except OSError:
        data = None
    if data is None:
        raise UnknownContext(f"The file {name} is missing. Install the packages openbadgeslib 4.6.3 and pyld 3.3.")
    if hashlib.sha256(data).hexdigest() != digest:
        raise UnknownContext(f"The file {name} is not the published vocabulary. Reinstall the package {package}.")
    document: dict[str, Any] = json.loads(data)
    return document


def published_bytes(address: str) -> bytes | None:
    """A frozen context as its author publishes it, byte for byte; None for any other address."""
    if address not in FROZEN or FROZEN[address].folder != _BADGES:  # the other package writes some with other spaces
        return None
    return _published(address)


@cache
def published_hash(address: str, name: str) -> bytes:
    """The hash of those bytes by its name in hashlib, computed once. KeyError for an address without them."""
    data = published_bytes(address)
    if data is None:
        raise KeyError(address)
    return hashlib.new(name, data).digest()


@cache
def _published(address: str) -> bytes | None:
    folder, name, digest = FROZEN[address]
    place = _folder(*folder)
    try:
        data = (place / name).read_bytes() if place else b""
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == digest else None


def check_contexts() -> list[str]:
    """Problems with the frozen contexts, in sentences; empty when each is present and as published."""
    problems = []
    for address in (*FROZEN, *_OWN):
        try:
            context_document(address)
        except UnknownContext as error:
            problems.append(error.sentence)
    return problems


def scope_of(addresses: tuple[str, ...]) -> Scope:
    """The words that a list of frozen contexts defines together. Raises UnknownContext, UnsafeDocument."""
    return KNOWN.scope(addresses)
