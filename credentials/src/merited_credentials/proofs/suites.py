"""The cryptosuites: each way of signing that this library knows, as data and a few lines of canonical form."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import rfc8785

from ..canonical import ContextOf, Inner, canonicalize
from ..errors import NotReadable, TooMuchWork
from ..keys import Kind
from ..multibase import base58_decode
from ..strict_json import Json
from ..work import Work

TYPE = "DataIntegrityProof"
Canon = Callable[[dict[str, Json], ContextOf, Inner, Work], bytes]
_SHA: dict[Inner, Callable[[bytes], bytes]] = {
    "SHA-256": lambda data: hashlib.sha256(data).digest(),
    "SHA-384": lambda data: hashlib.sha384(data).digest(),
}
_SIZES: dict[Kind, int] = {"Ed25519": 64, "P-256": 64, "P-384": 96}


def _rdfc(document: dict[str, Json], context_of: ContextOf, inner: Inner, work: Work) -> bytes:
    return canonicalize(document, context_of=context_of, inner=inner, work=work).encode("utf-8")


def jcs(value: Json) -> bytes:
    """The canonical JSON of a value (RFC 8785): members in the order of UTF-16, numbers as JavaScript writes them.

    Raises NotReadable for what it cannot carry (whole numbers beyond 2**53, NaN, half a character), TooMuchWork for
    a value that is nested too deeply.
    """
    try:
        return rfc8785.dumps(value)
    except RecursionError:
        raise TooMuchWork("This document is nested too deeply to be a badge.") from None
    except (ValueError, TypeError):
        sentence = "The document holds a number or a text that not all programs read alike, so it cannot be signed."
        raise NotReadable(sentence) from None


def _jcs(document: dict[str, Json], _context_of: ContextOf, _inner: Inner, _work: Work) -> bytes:
    return jcs(document)


@dataclass(frozen=True, slots=True)
class Cryptosuite:
    """One way of signing: its name, the hash for each kind of key that it takes, its canonical form.

    `type` is the type of its proofs. `by_words`: it signs what the vocabularies make of the document (RDFC-1.0), and
    not the JSON itself (JCS). `signs`: whether this library makes such proofs, or only checks them.
    """

    name: str
    keys: Mapping[Kind, Inner]
    canon: Canon
    type: str = TYPE
    by_words: bool = True
    signs: bool = True

    def hashed(self, document: dict[str, Json], kind: Kind, context_of: ContextOf, work: Work) -> bytes:
        """The hash of the canonical form: 32 bytes, for keys on P-384 48. Raises what the canonical form raises."""
        inner = self.keys[kind]
        return _SHA[inner](self.canon(document, context_of, inner, work))

    def signature(self, value: Json, kind: Kind | None = None) -> bytes:
        """The bytes of a proofValue: base58 with the prefix z, strictly, of the length that the kind of key gives.

        Without a kind, of any length that the suite has. Raises NotReadable.
        """
        if not isinstance(value, str):
            raise NotReadable("The signature has no value.")
        problem = NotReadable("The signature is of no known kind.")
        for length in sorted({_SIZES[one] for one in self.keys if kind in (None, one)}):
            try:
                return base58_decode(value, length=length)
            except NotReadable as error:
                problem = error
        raise problem


EDDSA_RDFC_2022 = Cryptosuite("eddsa-rdfc-2022", {"Ed25519": "SHA-256"}, _rdfc)
EDDSA_JCS_2022 = Cryptosuite("eddsa-jcs-2022", {"Ed25519": "SHA-256"}, _jcs, by_words=False)
ECDSA_RDFC_2019 = Cryptosuite("ecdsa-rdfc-2019", {"P-256": "SHA-256", "P-384": "SHA-384"}, _rdfc)
# Of the years before Data Integrity: it has a type of its own where the others name a cryptosuite.
ED25519_SIGNATURE_2020 = Cryptosuite(
    "Ed25519Signature2020", {"Ed25519": "SHA-256"}, _rdfc, type="Ed25519Signature2020", signs=False
)
CRYPTOSUITES = {
    suite.name: suite for suite in (EDDSA_RDFC_2022, EDDSA_JCS_2022, ECDSA_RDFC_2019, ED25519_SIGNATURE_2020)
}


def suite_of(proof: Mapping[str, Json]) -> Cryptosuite | None:
    """The cryptosuite that a proof names, if it is one of ours."""
    kind = proof.get("type")
    if kind == TYPE:
        found = CRYPTOSUITES.get(str(proof.get("cryptosuite")))
        return found if found is not None and found.type == TYPE else None
    return ED25519_SIGNATURE_2020 if kind == ED25519_SIGNATURE_2020.type and "cryptosuite" not in proof else None


def suite_for(kind: Kind) -> Cryptosuite | None:
    """The cryptosuite by which this library signs with a key of this kind unless told otherwise; None for RSA."""
    return next((suite for suite in CRYPTOSUITES.values() if suite.signs and kind in suite.keys), None)
