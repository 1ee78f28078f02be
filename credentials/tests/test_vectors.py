"""The outside world's vectors, byte for byte: W3C vc-di-eddsa, RDFC-1.0, and badges made by other people."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import merited_credentials as mc
from merited_credentials.canonical import canonical_text, canonicalize, digest
from merited_credentials.contexts import context_document
from merited_credentials.errors import TooMuchWork
from merited_credentials.multibase import base58_decode
from merited_credentials.proofs import eddsa_rdfc_2022

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


def context_of(address: str) -> dict[str, Any]:
    return TEST_ONLY[address] if address in TEST_ONLY else context_document(address)


def text(folder: Path, name: str) -> str:
    return (folder / name).read_bytes().decode("utf-8")


@pytest.mark.parametrize("sub", [".", "employ"])
def test_w3c_vectors_of_eddsa_rdfc_2022(conformance, sub):
    folder = conformance / "vc-di-eddsa-vectors" / "eddsa-rdfc-2022" / sub
    signed = json.loads(text(folder, "signedDataInt.json"))
    options = json.loads(text(folder, "proofConfigDataInt.json"))
    unsigned = {name: value for name, value in signed.items() if name != "proof"}

    assert canonicalize(unsigned, context_of=context_of) == text(folder, "canonDocDataInt.txt")
    assert canonicalize(options, context_of=context_of) == text(folder, "proofCanonDataInt.txt")
    assert digest(text(folder, "canonDocDataInt.txt")).hex() == text(folder, "docHashDataInt.txt").strip()
    assert digest(text(folder, "proofCanonDataInt.txt")).hex() == text(folder, "proofHashDataInt.txt").strip()
    combined = eddsa_rdfc_2022.signing_input(unsigned, options, context_of=context_of)
    assert combined.hex() == text(folder, "combinedHashDataInt.txt").strip()
    value = signed["proof"]["proofValue"]
    assert value == text(folder, "sigBTC58DataInt.txt").strip()
    assert base58_decode(value, length=64).hex() == text(folder, "sigHexDataInt.txt").strip()
    method = signed["proof"]["verificationMethod"]
    multibase = method.partition("#")[2]
    assert eddsa_rdfc_2022.holds(signed, signed["proof"], multibase, context_of=context_of)


def key_pair(conformance: Path) -> dict[str, str] | None:
    for path in sorted((conformance / "vc-di-eddsa-vectors").rglob("*eyPair*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        for pair in [found, *found.values()] if isinstance(found, dict) else []:
            if isinstance(pair, dict) and str(pair.get("publicKeyMultibase", "")).startswith("z6MkrJVnaZ"):
                return pair
    return None


def test_the_given_key_signs_the_w3c_document_byte_for_byte(conformance):
    folder = conformance / "vc-di-eddsa-vectors" / "eddsa-rdfc-2022"
    expected = json.loads(text(folder, "signedDataInt.json"))
    pair = key_pair(conformance)
    if pair is None:
        pytest.skip("the vectors hold no private key for this document; update shared/conformance")
    secret = pair.get("privateKeyMultibase") or pair["secretKeyMultibase"]
    private = base58_decode(secret, length=34)[2:]
    signer = mc.Ed25519Signer(private, expected["proof"]["verificationMethod"])
    unsigned = {name: value for name, value in expected.items() if name != "proof"}
    created = datetime.fromisoformat(expected["proof"]["created"])

    assert signer.public_multibase == pair["publicKeyMultibase"]
    assert eddsa_rdfc_2022.add(unsigned, signer, created, context_of=context_of) == expected


def test_the_contexts_of_the_vectors_are_never_accepted_at_run_time():
    for address in TEST_ONLY:
        with pytest.raises(mc.UnknownContext):
            canonicalize({"@context": [address], "id": "urn:x:1", "name": "x"})


def test_rdfc_manifest(conformance):
    folder = conformance / "rdf-canon-tests"
    entries = json.loads((folder / "manifest.jsonld").read_text(encoding="utf-8"))["entries"]
    ran = 0
    for entry in entries:
        if "MapTest" in entry["type"] or "hashAlgorithm" in entry:
            continue  # names of blank nodes, and SHA-384, are not used by eddsa-rdfc-2022
        quads = list(ox.parse((folder / entry["action"]).read_bytes(), format=ox.RdfFormat.N_QUADS))
        if "Negative" in entry["type"]:
            with pytest.raises(TooMuchWork):
                canonical_text(quads)
        else:
            assert canonical_text(quads) == text(folder, entry["result"]), entry["id"]
        ran += 1
    assert ran == 64


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
