"""Badges of Open Badges 3.0 made by other people's software: our answer offline, step by step, with the reason.

Their authors' validator calls each of them Valid or Warning. Ours calls each of them UNKNOWN: all but three are shown
to be unchanged since they were signed, and none can be shown to come from the issuer that it names. That validator
takes a key that the badge brings along for the issuer's own; we do not, online or offline, for anybody can bring a key.
"""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import pytest

import merited_credentials as mc
from cast import NOW
from merited_credentials.canonical import canonicalize
from merited_credentials.contexts import Vocabularies, context_document
from merited_credentials.multibase import base58_decode
from merited_credentials.recognize import read
from merited_credentials.strict_json import canonical

VERIFIER = mc.Verifier(now=NOW)
FRAGMENT = "The key stands in the signature's own address."
TOKEN = "The key stands in the token itself."


@dataclass(frozen=True)
class Expected:
    """Our answers to the six steps, by their first letters; the signature's kind; words of the sentence; the reason.

    `online`: why the answer stays the same where 1EdTech says Valid and every address may be asked.
    """

    steps: str
    signed_by: str
    says: str
    why: str
    online: str


EXAMPLE = "example.com is nobody's, so no page there lists the key; where a page does list it, the answer is PASS."
NO_PAGE = "The address of the issuer shows no list of keys; where it does, the answer is PASS."
RDFC = "eddsa-rdfc-2022"
_IN_FRAGMENT = Expected(
    "PPPUPP",
    RDFC,
    FRAGMENT,
    "The signature holds with the key in its own address, which anybody can put there.",
    EXAMPLE,
)
_IN_TOKEN = Expected(
    "PPPUPP", "RS256", TOKEN, "The signature holds with the key in the token's head, which anybody can put there. The "
    "token leaves out `sub`, which would only repeat the id of the recipient.", NO_PAGE,
)  # fmt: skip
_OLDER_TOKEN = Expected(
    "PPPUPP", "RS256", TOKEN, "Data model 1.1: the badge stands in the claim `vc`. What a token carries is signed "
    "letter by letter, so that its vocabularies need not be held.", EXAMPLE,
)  # fmt: skip
TABLE = {
    "simple.json": _IN_FRAGMENT,
    "simple.1ob": _IN_FRAGMENT,
    "simple-context-alias.json": _IN_FRAGMENT,
    "simple-json.png": _IN_FRAGMENT,
    "simple-json.svg": _IN_FRAGMENT,
    "simple-did-web-method.json": Expected(
        "PPPUPP", RDFC, FRAGMENT, "As above; the did:web in it is the recipient's and not the issuer's.", NO_PAGE
    ),
    "endorsement-valid.json": Expected(
        "PPPUPP", RDFC, FRAGMENT, "As above; an endorsement is read and judged like a badge.", NO_PAGE
    ),
    "simple-did-key-method.json": Expected(
        "PPPUPP", RDFC, "The issuer is named by a mere number", "The signature holds with the did:key that it names; "
        "the issuer is a urn:uuid, and nothing ties a key to a number.", "A number has no page to ask, online or not.",
    ),
    "simple-jwt.png": _IN_TOKEN,
    "simple-jwt.svg": _IN_TOKEN,
    "simple-jwt_v1.png": _OLDER_TOKEN,
    "simple-jwt_v1.svg": _OLDER_TOKEN,
    "simple_v1.json": Expected(
        "PUUUPP", "Ed25519Signature2020", "context.json", "Data model 1.1, with the vocabulary at its unversioned "
        "address. The signature holds by the vocabulary's first version, of 2022, which gives `achievement` another "
        "full name than 3.0.1 to 3.0.3 do, and which none of the packages has from which we take vocabularies.",
        "What the address shows today need not be what it showed then. (1EdTech: Warning.)",
    ),
    "simple-eddsa-2022.json": Expected(
        "PUUUPP", "eddsa-2022", "security/data-integrity/v1", "Data model 1.1, and eddsa-rdfc-2022 by the name and "
        "with the vocabulary of its draft. By these the signature holds; this library knows neither.",
        "Nothing that can be asked for online is missing. (1EdTech: Warning.)",
    ),
    "sd/derivedcredential.json": Expected(
        "PPUUPP", "ecdsa-sd-2023", "ecdsa-sd-2023", "A proof with selective disclosure, which Open Badges 3.0 does not "
        "ask a displayer to check, and which this library does not.", "The kind of proof stays unknown.",
    ),
}  # fmt: skip
CHECKED = [name for name, expected in TABLE.items() if expected.steps[2] == "P"]
STEPS = ("format", "context", "proof", "issuer", "dates", "status")


@pytest.fixture(scope="module")
def folder(conformance):
    return conformance / "fixtures" / "ob30"


def signature_of(data: bytes) -> str:
    """The kind of signature that a file carries."""
    reading = read(data)
    if reading.token is not None and reading.token.token is not None:
        return reading.token.token.algorithm
    proof: Any = (reading.document or {})["proof"]
    proof = proof[0] if isinstance(proof, list) else proof
    return str(proof.get("cryptosuite", proof["type"]))


def test_every_badge_of_the_folder_is_in_the_table(folder):
    expected = json.loads((folder.parent / "expected.json").read_text(encoding="utf-8"))
    ours = {entry["file"].removeprefix("ob30/") for entry in expected if entry["file"].startswith("ob30/")}

    assert set(TABLE) == ours
    assert all((folder / name).is_file() for name in TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_the_answer_offline_is_the_honest_one(folder, name):
    data, expected = (folder / name).read_bytes(), TABLE[name]

    report = VERIFIER.verify(data)

    assert tuple(step.id for step in report.steps) == STEPS
    assert "".join(step.result[0] for step in report.steps) == expected.steps, report
    assert report.verdict == "UNKNOWN", "nothing is wrong with it, and something could not be checked"
    assert expected.says in report.sentence
    assert signature_of(data) == expected.signed_by
    assert report.kind == ("endorsement" if name.startswith("endorsement") else "ob3")
    assert expected.why and expected.online


def test_the_same_badge_is_the_same_in_every_wrapping(folder):
    documents = {
        name: canonical({key: value for key, value in (read((folder / name).read_bytes()).document or {}).items()
                         if key != "proof"})
        for name in ("simple.json", "simple.1ob", "simple-json.png", "simple-json.svg")
    }  # fmt: skip

    assert len(set(documents.values())) == 1


@pytest.mark.parametrize("name", CHECKED)
def test_what_carries_its_key_is_proven_unchanged_and_a_change_fails(folder, name):
    reading = read((folder / name).read_bytes())
    if reading.token is not None:
        head, payload, signature = reading.text.split(".")
        place = len(payload) // 2
        other = "A" if payload[place] != "A" else "B"
        changed: Any = f"{head}.{payload[:place]}{other}{payload[place + 1 :]}.{signature}"
    else:
        changed = copy.deepcopy(reading.document)
        changed["name"] = "Something grander"

    assert VERIFIER.verify(changed).verdict == "FAIL"


@pytest.mark.parametrize("name", [name for name in CHECKED if TABLE[name].says == FRAGMENT])
def test_where_the_issuer_lists_the_key_the_same_badge_passes(folder, name):
    document: Any = read((folder / name).read_bytes()).document
    proof = document["proof"][0] if isinstance(document["proof"], list) else document["proof"]
    method = proof["verificationMethod"]
    controller, _, key = method.partition("#")
    page = {
        "id": controller, "assertionMethod": [method], "verificationMethod": [
            {"id": method, "type": "Multikey", "controller": controller, "publicKeyMultibase": key}],
    }  # fmt: skip

    assert mc.Verifier(now=NOW, documents={controller: page}).verify(document).verdict == "PASS"
    without = {**page, "assertionMethod": []}
    assert mc.Verifier(now=NOW, documents={controller: without}).verify(document).verdict == "FAIL"


def changed_context(address: str, old: str, new: str) -> dict[str, Any]:
    """A vocabulary that this library holds, with one of its words as it was in an earlier version."""
    text = json.dumps(context_document(address))
    assert old in text
    return json.loads(text.replace(old, new))


EARLIER = {
    "simple_v1.json": (
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        changed_context("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json", "achievement-0", "Achievement"),
    ),
    "simple-eddsa-2022.json": (
        "https://w3id.org/security/data-integrity/v1",
        changed_context(
            "https://w3id.org/security/data-integrity/v2",
            ', "@type": "https://w3id.org/security#cryptosuiteString"', "",
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EARLIER)
def test_the_reason_that_we_give_for_the_older_ones_is_the_reason(folder, name):
    """With the vocabulary of its time the signature holds, as the table says; with a change it does not."""
    document = json.loads((folder / name).read_text(encoding="utf-8"))
    (proof,), known = document.pop("proof"), Vocabularies(extra=dict([EARLIER[name]]))
    key = mc.VerificationKey.from_multikey(proof["verificationMethod"].partition("#")[2])
    options = {key: value for key, value in proof.items() if key != "proofValue"}

    def hashed(part: dict[str, Any]) -> bytes:
        text = canonicalize({**part, "@context": document["@context"]}, context_of=known)
        return hashlib.sha256(text.encode()).digest()

    signature = base58_decode(proof["proofValue"], length=64)
    assert key.holds(signature, hashed(options) + hashed(document))
    assert not key.holds(signature, hashed(options) + hashed({**document, "name": "Something grander"}))
