"""The outside world's vectors, byte for byte: W3C vc-di-eddsa, RDFC-1.0, and badges made by other people."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import merited_credentials as mc
from merited_credentials.canonical import canonicalize, digest
from merited_credentials.contexts import FROZEN, context_document
from merited_credentials.controllers import KeyFinding, find_key
from merited_credentials.multibase import base58_decode
from merited_credentials.proofs import data_integrity
from merited_credentials.proofs.check import check_proofs
from merited_credentials.proofs.suites import (
    ED25519_SIGNATURE_2020,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    Cryptosuite,
    suite_of,
)
from merited_credentials.work import Work

XSD = "http://www.w3.org/2001/XMLSchema#"
CITIZEN, SCHEMA = "https://w3id.org/citizenship#", "https://schema.org/"
# Contexts that no package ships and that the library never accepts: for these vectors only (conformance/README.md).
TEST_ONLY: dict[str, dict[str, Any]] = {
    "https://www.w3.org/ns/credentials/examples/v2": {
        "@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}
    },
    "https://w3id.org/citizenship/v4rc1": {
        "@context": {
            "@vocab": CITIZEN,
            "image": {"@id": SCHEMA + "image", "@type": "@id"},
            **{
                name: SCHEMA + name
                for name in (
                    "name",
                    "description",
                    "familyName",
                    "givenName",
                    "additionalName",
                    "gender",
                    "identifier",
                    "Person",
                )
            },
            "birthDate": {"@id": SCHEMA + "birthDate", "@type": XSD + "dateTime"},
            **{name: {"@id": CITIZEN + name, "@type": XSD + "dateTime"} for name in ("residentSince",)},
        }
    },
}


# The digest of the file that PyLD ships under this name.
ED25519_2020 = (
    "https://w3id.org/security/suites/ed25519-2020/v1",
    "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b24",
)


def context_of(address: str) -> dict[str, Any]:
    if address == ED25519_2020[0] and address not in FROZEN:
        data = (files("pyld.documentloader.frozen") / "bundled" / "security-ed25519-2020-v1.jsonld").read_bytes()
        assert hashlib.sha256(data).hexdigest().startswith(ED25519_2020[1])
        found: dict[str, Any] = json.loads(data)
        return found
    return TEST_ONLY[address] if address in TEST_ONLY else context_document(address)


def text(folder: Path, name: str) -> str:
    return (folder / name).read_bytes().decode("utf-8")


def read(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text(folder, name))
    return found


def unsigned(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "proof"}


def key_of(proof: dict[str, Any]) -> mc.VerificationKey:
    return mc.VerificationKey.from_multikey(proof["verificationMethod"].partition("#")[2])


def signer_of(pair: dict[str, str], method: str) -> mc.Ed25519Signer:
    return mc.Ed25519Signer(base58_decode(pair["privateKeyMultibase"], length=34)[2:], method)


@dataclass(frozen=True)
class Vector:
    """One folder of W3C's vectors: the endings of its file names, and the cryptosuite."""

    folder: str
    ending: str
    suite: Cryptosuite


VECTORS = [
    Vector("eddsa-rdfc-2022", "DataInt", EDDSA_RDFC_2022),
    Vector("eddsa-rdfc-2022/employ", "DataInt", EDDSA_RDFC_2022),
    Vector("eddsa-jcs-2022", "JCS", EDDSA_JCS_2022),
    Vector("Ed25519Signature2020", "EdSig", ED25519_SIGNATURE_2020),
]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector.folder for vector in VECTORS])
def test_w3c_vectors_byte_for_byte(conformance, vector):
    folder, ending, suite = conformance / "vc-di-eddsa-vectors" / vector.folder, vector.ending, vector.suite
    signed = read(folder, f"signed{ending}.json")
    proof, options = signed["proof"], read(folder, f"proofConfig{ending}.json")
    document, canon = unsigned(signed), (text(folder, f"canonDoc{ending}.txt"), text(folder, f"proofCanon{ending}.txt"))

    assert suite_of(proof) is suite
    assert suite.canon(document, context_of, "SHA-256", Work()).decode() == canon[0]
    assert suite.canon(options, context_of, "SHA-256", Work()).decode() == canon[1]
    assert digest(canon[0]).hex() == text(folder, f"docHash{ending}.txt").strip()
    assert digest(canon[1]).hex() == text(folder, f"proofHash{ending}.txt").strip()
    combined = data_integrity.signing_input(document, options, "Ed25519", suite=suite, context_of=context_of)
    assert combined.hex() == text(folder, f"combinedHash{ending}.txt").strip()
    assert proof["proofValue"] == text(folder, f"sigBTC58{ending}.txt").strip()
    assert suite.signature(proof["proofValue"]).hex() == text(folder, f"sigHex{ending}.txt").strip()
    assert data_integrity.holds(signed, proof, key_of(proof), context_of=context_of)
    for name, value in (("name", "Another"), ("validFrom", "2023-01-02T00:00:00Z")):
        assert not data_integrity.holds({**signed, name: value}, proof, key_of(proof), context_of=context_of)


@pytest.mark.parametrize("vector", VECTORS[:3:2], ids=[vector.folder for vector in VECTORS[:3:2]])
def test_the_given_key_signs_the_w3c_document_byte_for_byte(conformance, vector):
    folder = conformance / "vc-di-eddsa-vectors"
    pair, expected = read(folder, "keyPair.json"), read(folder / vector.folder, f"signed{vector.ending}.json")
    proof = expected["proof"]
    signer = signer_of(pair, proof["verificationMethod"])

    assert signer.public_multibase == pair["publicKeyMultibase"]
    created = datetime.fromisoformat(proof["created"])
    assert (
        data_integrity.add(unsigned(expected), signer, created, suite=vector.suite, context_of=context_of) == expected
    )


def chain(conformance: Path, name: str) -> dict[str, Any]:
    return read(conformance / "vc-di-eddsa-vectors" / "proof-set-chain", name)


def answers(document: dict[str, Any]) -> list[str]:
    """What is answered for each proof, the keys being those that the did:key addresses name."""

    def find(method: str) -> KeyFinding:
        return find_key(method, method.partition("#")[0], lambda _: None, datetime(2026, 5, 1, tzinfo=UTC))

    found = check_proofs(document, find, datetime(2026, 5, 1, tzinfo=UTC), context_of=context_of)
    return [one.result for one in found]


def test_w3c_proof_sets_and_chains_are_signed_byte_for_byte(conformance):
    pairs = chain(conformance, "multiKeyPairs.json")
    document = chain(conformance, "unsigned.json")
    steps = [
        ("keyPair1", "proofSetConfig1.json", "signedProofSet1.json"),
        ("keyPair2", "proofSetConfig2.json", "signedProofSet2.json"),
        ("keyPair3", "proofChainConfig1.json", "signedProofChain1.json"),
        ("keyPair4", "proofChainConfig2.json", "signedProofChain2.json"),
    ]
    for number, (pair, config, result) in enumerate(steps, start=1):
        wanted = chain(conformance, config)
        previous = wanted.get("previousProof", [])
        options = data_integrity.ProofOptions(
            datetime.fromisoformat(wanted["created"]),
            id=wanted.get("id"),
            previous=tuple(previous if isinstance(previous, list) else [previous]),
        )
        signer = signer_of(pairs[pair], wanted["verificationMethod"])
        document = data_integrity.add(document, signer, options, context_of=context_of)

        assert document == chain(conformance, result)
        assert answers(document) == ["PASS"] * number


def test_a_w3c_chain_breaks_where_it_is_touched(conformance):
    good = chain(conformance, "signedProofChain2.json")
    first = good["proof"][0]

    assert answers({**good, "name": "Another"}) == ["FAIL"] * 4
    assert answers({**good, "proof": good["proof"][1:]}) == ["PASS", "FAIL", "FAIL"], "one link is gone"
    later = {**first, "created": "2023-02-24T23:36:39Z"}
    assert answers({**good, "proof": [later, *good["proof"][1:]]}) == ["FAIL", "PASS", "FAIL", "PASS"]
    assert answers({**good, "proof": [first, *good["proof"]]}) == ["PASS", "PASS", "PASS", "FAIL", "FAIL"], "two alike"
    circle = {**first, "previousProof": good["proof"][2]["id"]}
    assert answers({**good, "proof": [circle, *good["proof"][1:]]}) == ["FAIL", "PASS", "FAIL", "FAIL"]
    itself = {**first, "previousProof": first["id"]}
    assert answers({**good, "proof": [itself, *good["proof"][1:]]}) == ["FAIL", "PASS", "FAIL", "FAIL"]


def test_the_contexts_of_the_vectors_are_never_accepted_at_run_time():
    for address in TEST_ONLY:
        with pytest.raises(mc.UnknownContext):
            canonicalize({"@context": [address], "id": "urn:x:1", "name": "x"})


def test_badges_made_by_other_people_are_answered(conformance):
    folder = conformance / "fixtures"
    verifier = mc.Verifier(now=datetime(2026, 5, 1, tzinfo=UTC))
    for entry in json.loads((folder / "expected.json").read_text(encoding="utf-8")):
        report = verifier.verify((folder / entry["file"]).read_bytes())

        # Their issuers live on the web, and this library opens no connection: the honest answer is UNKNOWN.
        assert report.verdict == "UNKNOWN", (entry["file"], report.sentence)
        assert report.kind != "unknown"


def test_signatures_of_other_people_hold(conformance):
    """Where the key stands in the address itself, the signature is checked even offline."""
    verifier = mc.Verifier(now=datetime(2026, 5, 1, tzinfo=UTC))
    names = (
        "simple.json",
        "simple-json.png",
        "simple-json.svg",
        "simple-did-key-method.json",
        "endorsement-valid.json",
    )
    for name in names:
        report = verifier.verify((conformance / "fixtures" / "ob30" / name).read_bytes())

        assert report.step("proof").result == "PASS", (name, report.sentence)
        assert report.step("issuer").result == "UNKNOWN"
