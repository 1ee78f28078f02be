"""Honest signed badges by chance, out of a seed: every member of every class, awkward texts, every way of signing.

The classes are walked as the library's own table of shapes lists them; that each badge is right is then not taken on
trust: `prepare` lints it, and the tests see it pass before they change it.
"""

from __future__ import annotations

import copy
import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

import merited_credentials as mc
from cast import HOST, NOW
from merited_credentials.contexts import OB3, OB3_EXTENSIONS, VC2
from merited_credentials.keys import raw_ecdsa
from merited_credentials.proofs.suites import CRYPTOSUITES, Cryptosuite
from merited_credentials.shapes import CLOSED, SHAPES, kind

Document = dict[str, Any]
DID = mc.did_web(HOST)
_CURVES = {"P-256": (ec.SECP256R1(), hashes.SHA256()), "P-384": (ec.SECP384R1(), hashes.SHA384())}
TEXTS = (
    "Checking for Student Understanding", "Señalización: ¿qué aprendió cada niña?", "شهادة مصغرة في التقييم",
    "👩🏽‍🏫 earned 🎓", "Pen\u0303a e\u0301", '" \\ \n \r \t < > & ]]>', "\u2028 \u2029 \u0085 \ufeff",
    "日本語の修了証",
    "\x00\x01\x07\x08\x0b\x0c\x1b\x1f\x7f", "עברית \u202b שלום \u202c", "", " ", "0", "true", "null", "_:b0", "@type",
    "x" * 300,
)  # fmt: skip
WORDS = {
    "CredentialSchema": "1EdTechJsonSchemaValidator2019",
    "RefreshService": "https://badges.alderbay.example/vocabulary#Refresh",
    "TermsOfUse": "https://badges.alderbay.example/vocabulary#Terms",
}


@dataclass(frozen=True)
class CurveSigner:
    """A signer on P-256 or P-384, its private number made from its name, so that a seed gives the same badge again."""

    kind: str
    verification_method: str

    @cached_property
    def _private(self) -> ec.EllipticCurvePrivateKey:
        number = int.from_bytes(hashlib.sha256(self.kind.encode()).digest(), "big") >> 8
        return ec.derive_private_key(number, _CURVES[self.kind][0])

    @cached_property
    def public_key(self) -> mc.VerificationKey:
        return mc.VerificationKey.from_public(self._private.public_key())

    def sign(self, data: bytes) -> bytes:
        made = self._private.sign(data, ec.ECDSA(_CURVES[self.kind][1], deterministic_signing=True))
        return raw_ecdsa(made, self.kind)


def signer_of(kind_of_key: str, method: str) -> mc.Signer:
    """A signer of this kind of key, always the same one."""
    if kind_of_key == "Ed25519":
        return mc.Ed25519Signer(bytes(range(32)), method)
    return CurveSigner(kind_of_key, method)


def _method(key: mc.VerificationKey, name: str) -> Document:
    return {"id": f"{DID}#{name}", "type": "Multikey", "controller": DID, "publicKeyMultibase": key.multikey}


KINDS = ("Ed25519", *_CURVES)
_METHODS = [_method(signer_of(name, "").public_key, name) for name in KINDS]
DOCUMENTS = {
    DID: {"id": DID, "verificationMethod": _METHODS, "assertionMethod": [method["id"] for method in _METHODS]},
}
# Every way of signing that the library has: (cryptosuite, kind of key).
WAYS = [(one, key) for one in CRYPTOSUITES.values() if one.signs for key in one.keys if key in KINDS]


@dataclass(frozen=True)
class Honest:
    """A signed badge with the name of the cryptosuite that signed it.

    `show` makes of the document what is handed to the verifier (a token, a picture; else the document itself); `again`
    makes a token of it that is signed anew. `within`: the members in which half of the changes are to be.
    """

    document: Document
    suite: str
    sort: str = "signed JSON"
    within: tuple[str, ...] = ()
    show: Callable[[Document], Any] | None = field(default=None, compare=False)
    again: Callable[[Document], str] | None = field(default=None, compare=False)

    def shown(self, document: Document) -> Any:
        """A document as it is handed to the verifier."""
        return self.show(document) if self.show else document

    @property
    def is_ordered(self) -> bool:
        """Whether the order of every list is signed too (JCS); to RDF only `allowedValue` and `@context` keep it."""
        return "-jcs-" in self.suite

    @property
    def is_by_words(self) -> bool:
        """Whether a proof covers what the vocabularies make of the badge (RDF); with two proofs both may be so."""
        return "-rdfc-" in self.suite


class Chance:
    """Draws documents from one seed. `fullness`: how likely a member that may be absent is there."""

    def __init__(self, seed: int, fullness: float | None = None) -> None:
        self.random = random.Random(seed)
        self.fullness = self.random.choice((0.05, 0.2, 0.5)) if fullness is None else fullness
        self.count = 0

    def honest(self, way: tuple[Cryptosuite, str] | None = None) -> Honest:
        """A badge that passes: linted, signed by the way given or by one drawn."""
        suite, key = way or self.random.choice(WAYS)
        did = DID if self.random.random() < 0.7 else f"did:key:{signer_of(key, '').public_key.multikey}"
        method = f"{did}#{key}" if did == DID else f"{did}#{did.removeprefix('did:key:')}"
        prepared = mc.prepare(self.badge(did))
        signed = mc.sign(prepared, signer_of(key, method), created=NOW, suite=suite)
        if way is None and did == DID and self.random.random() < 0.7:  # by a second key too
            other, second = self.random.choice(WAYS)
            options = mc.ProofOptions(NOW - timedelta(minutes=self.random.randrange(99)))
            signed = mc.sign_again(signed, signer_of(second, f"{DID}#{second}"), options=options, suite=other)
            return Honest(signed, f"{suite.name} and {other.name}")
        return Honest(signed, suite.name)

    def badge(self, did: str) -> Document:
        """An unsigned badge of this issuer."""
        document = self.node("OpenBadgeCredential", 0)
        issuer = self.node("Profile", 1) | {"id": did}
        begun = NOW - timedelta(days=self.random.randrange(1, 900), seconds=self.random.randrange(86_400))
        document |= {
            "@context": [VC2, OB3, OB3_EXTENSIONS], "issuer": issuer, "validFrom": _instant(begun),
            "type": ["VerifiableCredential", self.random.choice(["OpenBadgeCredential", "AchievementCredential"])],
        }  # fmt: skip
        document.pop("credentialStatus", None)
        if did == DID and self.maybe():
            document["credentialStatus"] = self.status()
        achievement = document["credentialSubject"]["achievement"]
        if "creator" in achievement and self.maybe():
            achievement["creator"] = copy.deepcopy(issuer)
        self.results(document["credentialSubject"])
        return document

    def status(self) -> Document:
        """A place in one of the two lists of `LISTS`."""
        purpose = self.random.choice(("revocation", "suspension"))
        index = self.random.randrange(131_072)
        address = f"{HOST}/status/{purpose}"
        return {
            "id": f"{address}#{index}", "type": "BitstringStatusListEntry", "statusPurpose": purpose,
            "statusListIndex": str(index), "statusListCredential": address,
        }  # fmt: skip

    def results(self, subject: Document) -> None:
        """What was reached points to what was described; who earned it is named."""
        descriptions = _listed(subject["achievement"].get("resultDescription"))
        for description in descriptions:
            levels = [level["id"] for level in _listed(description.get("rubricCriterionLevel"))]
            description.pop("requiredLevel", None)
            if levels and self.maybe():
                description["requiredLevel"] = self.random.choice(levels)
        for result in _listed(subject.get("result")):
            result.pop("resultDescription", None)
            result.pop("achievedLevel", None)
            if descriptions:
                described = self.random.choice(descriptions)
                result["resultDescription"] = described["id"]
                if "rubricCriterionLevel" in described:
                    result["achievedLevel"] = self.random.choice(_listed(described["rubricCriterionLevel"]))["id"]
        if "id" not in subject and "identifier" not in subject:
            subject["identifier"] = self.node("IdentityObject", 2)

    def maybe(self) -> bool:
        return self.random.random() < self.fullness

    def node(self, shape: str, depth: int) -> Document:
        """An object of a class, its members in the order of the table."""
        found: Document = {}
        for name, code in SHAPES[shape].items():
            wanted = kind(code)
            deep = depth > 3 and wanted.name.startswith("node:")
            if name in ("proof", "credentialStatus") or not (wanted.required or (self.maybe() and not deep)):
                continue
            if wanted.many and self.random.random() < 0.7:
                found[name] = [self.value(wanted.name, shape, name, depth) for _ in range(self.random.randrange(1, 4))]
            else:
                found[name] = self.value(wanted.name, shape, name, depth)
        if shape == "IdentityObject":
            found |= self.identity()
        if "validUntil" in found:
            found["validUntil"] = _instant(NOW + timedelta(days=self.random.randrange(1, 900)))
        if shape == "EndorsementCredential":
            found["proof"] = self.proof()
        if shape == "criteria" and not found:
            found["narrative"] = self.text()
        return found

    def proof(self) -> Document:
        """The signature of an endorsement inside, by somebody whose key nobody here has."""
        return {
            "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofPurpose": "assertionMethod",
            "created": _instant(NOW), "verificationMethod": f"{self.address()}/key",
            "proofValue": f"z{''.join(self.random.choices('123456789ABCDEFGHJK', k=87))}",
        }  # fmt: skip

    def identity(self) -> Document:
        if self.random.random() < 0.3:
            return {"hashed": False, "identityHash": f"marla{self.random.random()}@alderbay.example"}
        return {"hashed": True, "identityHash": f"sha256${self.random.randbytes(32).hex()}", "salt": self.text() or "s"}

    def value(self, wanted: str, shape: str, name: str, depth: int) -> Any:
        """One value of a kind of the table of shapes."""
        if wanted.startswith("node:"):
            return self.node(wanted.removeprefix("node:"), depth + 1)
        if name == "type":
            return self.type_of(shape)
        if wanted in ("contexts", "issuer"):
            return [VC2, OB3, OB3_EXTENSIONS] if wanted == "contexts" else self.node("Profile", depth + 1)
        plain: dict[str, Any] = {
            "iri": self.address(), "text": self.text(), "boolean": self.random.random() < 0.5,
            "instant": _instant(NOW - timedelta(seconds=self.random.randrange(10**8))),
            "integer": self.random.randrange(99),
            "date": f"19{self.random.randrange(10, 99)}-0{self.random.randrange(1, 9)}-1{self.random.randrange(9)}",
            "number": self.random.choice((0, 3, -124, 1.5, 44.25, 0.1, 1e6, 12345678.9)), "index": "7",
            "language": self.random.choice(("en", "es-MX", "zh-Hant-TW")),
            "jwt": f"eyJhbGciOiJFZERTQSJ9.e30.{self.random.randrange(10**9)}",
        }  # fmt: skip
        if wanted in plain:
            return plain[wanted]
        if wanted.startswith("="):
            return wanted[1:]
        word = self.random.choice(wanted.split("|"))
        return f"ext:of-our-own-{self.random.randrange(99)}" if word == "ext:" else word

    def type_of(self, shape: str) -> Any:
        if shape == "EndorsementCredential":
            return ["VerifiableCredential", shape]
        name = WORDS.get(shape, "Criteria" if shape == "criteria" else shape)
        alone = kind(SHAPES[shape]["type"]).name != "any" or self.random.random() < 0.3
        if alone or shape in CLOSED:
            return name
        return [name, self.address()] if self.random.random() < 0.2 else [name]

    def text(self) -> str:
        """A text; no two of one badge are alike, so that lists of texts are sets."""
        self.count += 1
        return f"{self.random.choice(TEXTS)}{self.random.choice(('', ' ', '|'))}{self.count}"

    def address(self) -> str:
        self.count += 1
        return self.random.choice(
            (f"{HOST}/x/{self.count}", f"urn:uuid:{self.count:032x}", f"{HOST}/é?q={self.count}#f")
        )


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _listed(value: Any) -> list[Any]:
    """What the vocabulary lets stand alone or in a list, as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _list(purpose: str) -> Document:
    unsigned = mc.status_list_document(f"{HOST}/status/{purpose}", DID, mc.StatusBits(), purpose)
    return mc.sign(mc.prepare(unsigned), signer_of("Ed25519", f"{DID}#Ed25519"), created=NOW)


LISTS = {f"{HOST}/status/{purpose}": _list(purpose) for purpose in ("revocation", "suspension")}
VERIFIER = mc.Verifier(now=NOW, documents=DOCUMENTS, status_lists=LISTS)
