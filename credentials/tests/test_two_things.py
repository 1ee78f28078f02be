"""A key for logging in signs no badge: nothing is a credential and a presentation at once, in whatever it comes."""

from __future__ import annotations

from dataclasses import replace

import pytest

import merited_credentials as mc
from cast import DID, LIST, NOW, SIGNER, credential, status_list
from jose_cast import by_hand, payload, private
from merited_credentials.canonical import digest
from merited_credentials.issue import Prepared
from merited_credentials.jose.issue import sign_token
from merited_credentials.presentations import verify_presentation
from merited_credentials.proofs import data_integrity
from merited_credentials.signers.memory import MemorySigner
from merited_credentials.strict_json import canonical
from merited_credentials.structure import examine_structure

LOGIN = MemorySigner(private("P-256", "login"), f"{DID}#login")
OWNER = {
    **mc.did_document(
        DID, [mc.PublicKey("key-1", SIGNER.public_multibase), mc.PublicKey.of("login", LOGIN.public_key)]
    ),
    "assertionMethod": [f"{DID}#key-1"],
    "authentication": [f"{DID}#login"],
}
VERIFIER = mc.Verifier(now=NOW, documents={DID: OWNER})
BADGE_KEY = MemorySigner(private("Ed25519"), f"{DID}#key-1")
PRESENTED = "VerifiablePresentation"


def both(*, first=True):
    claims = payload()
    return {**claims, "type": [PRESENTED, *claims["type"]] if first else [*claims["type"], PRESENTED]}


def enveloped(token):
    address = f"data:application/vc+jwt,{token}"
    context = "https://www.w3.org/ns/credentials/v2"
    return {"@context": context, "type": "EnvelopedVerifiableCredential", "id": address}


def test_what_the_attacks_start_from_is_good():
    assert VERIFIER.verify(by_hand(key=BADGE_KEY)).verdict == "PASS"
    assert VERIFIER.verify(by_hand(key=LOGIN)).step("issuer").result == "FAIL"


@pytest.mark.parametrize("key", [LOGIN, BADGE_KEY], ids=["login key", "badge key"])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("typ", ["vp+jwt", "vc+jwt", "JWT", None])
def test_a_token_of_two_things_fails_whoever_signed_it(typ, first, key):
    token = by_hand(both(first=first), key=key, typ=typ)

    assert VERIFIER.verify(token).verdict == "FAIL"
    assert VERIFIER.verify(enveloped(token)).verdict == "FAIL"
    assert verify_presentation(token, VERIFIER).verdict == "FAIL"


@pytest.mark.parametrize("key", [LOGIN, BADGE_KEY], ids=["login key", "badge key"])
def test_the_type_of_a_presentation_token_around_a_credential_fails(key):
    report = VERIFIER.verify(by_hand(key=key, typ="vp+jwt"))

    assert (report.verdict, report.steps[0].result) == ("FAIL", "FAIL")


@pytest.mark.parametrize("key", [LOGIN, SIGNER], ids=["login key", "badge key"])
def test_a_document_of_two_things_fails_in_json(key):
    document = mc.prepare(credential(status=None)).document
    document["type"] = [PRESENTED, *document["type"]]

    for purpose in ("authentication", "assertionMethod"):
        options = data_integrity.ProofOptions(NOW, data_integrity.ProofPurpose(purpose))
        signed = data_integrity.add(document, key, options)
        assert VERIFIER.verify(signed).steps[0].result == "FAIL"
        assert verify_presentation(signed, VERIFIER).verdict == "FAIL"


@pytest.mark.parametrize(
    "kind", ["VerifiableCredential", "EndorsementCredential", "BitstringStatusListCredential", "ClrCredential"]
)
def test_no_class_of_credential_is_a_presentation(kind):
    document = {**mc.prepare(credential()).document, "type": [kind, PRESENTED]}

    assert VERIFIER.verify(document).steps[0].result == "FAIL"
    for shape in (PRESENTED, "VerifiableCredential"):
        assert [one for one in examine_structure(document, shape) if "at once" in one.sentence]


def test_a_status_list_by_a_login_key_is_not_trusted():
    badge = mc.sign(mc.prepare(credential()), SIGNER, created=NOW)
    honest = {name: value for name, value in status_list().items() if name != "proof"}
    disguised = {**honest, "type": [PRESENTED, *honest["type"]]}

    def status(entry):
        return replace(VERIFIER, status_lists={LIST: entry}).verify(badge).step("status").result

    assert status(sign_token(mc.prepare(honest), BADGE_KEY, form="vc+jwt")) == "PASS"
    for typ in ("vp+jwt", None):
        assert status(by_hand(disguised, key=LOGIN, typ=typ)) != "PASS"


@pytest.mark.parametrize("form", ["ob3", "vc+jwt"])
@pytest.mark.parametrize("name", ["iss", "sub", "exp", "nbf", "jti", "iat", "aud", "vc"])
def test_a_member_that_belongs_to_the_token_is_not_written_over(name, form):
    document = mc.prepare(credential(recipient=mc.Recipient(id="did:example:marla"), status=None)).document
    text = canonical({**document, name: "https://somebody.example"})

    with pytest.raises(mc.NotReadable, match=f'"{name}"'):
        sign_token(Prepared(text, digest(text).hex()), BADGE_KEY, form=form)
