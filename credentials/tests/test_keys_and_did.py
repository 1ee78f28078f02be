"""Keys, their seals, and the documents that list them."""

from __future__ import annotations

from dataclasses import replace

import pytest

import merited_credentials as mc
from cast import ISSUER, NOW, PRIVATE, SIGNER, achievement, credential
from merited_credentials.multibase import base58_decode, base58_encode


def test_a_key_that_was_sealed_comes_back():
    master = mc.new_master_key()
    private = mc.generate_ed25519()

    assert len(private) == len(master) == 32
    sealed = mc.seal_private_key(private, master, key_id="key-1")
    assert mc.open_private_key(sealed, master, key_id="key-1") == private
    assert private not in sealed
    assert sealed != mc.seal_private_key(private, master, key_id="key-1")


def test_another_master_key_is_a_clear_error():
    sealed = mc.seal_private_key(PRIVATE, mc.new_master_key(), key_id="key-1")

    with pytest.raises(mc.WrongMasterKey) as error:
        mc.open_private_key(sealed, mc.new_master_key(), key_id="key-1")
    assert "master key" in error.value.sentence
    with pytest.raises(mc.WrongMasterKey):
        mc.open_private_key(sealed, b"short", key_id="key-1")


def test_a_seal_belongs_to_one_key_and_to_every_byte_of_it():
    master = mc.new_master_key()
    sealed = mc.seal_private_key(PRIVATE, master, key_id="key-1")

    with pytest.raises(mc.NotReadable):
        mc.open_private_key(sealed, master, key_id="key-2")
    for place in range(len(sealed)):
        changed = bytes(byte ^ (number == place) for number, byte in enumerate(sealed))
        with pytest.raises((mc.NotReadable, mc.WrongMasterKey)):
            mc.open_private_key(changed, master, key_id="key-1")
    for length in range(len(sealed)):
        with pytest.raises((mc.NotReadable, mc.WrongMasterKey)):
            mc.open_private_key(sealed[:length], master, key_id="key-1")


def test_the_master_key_rotates_by_opening_with_the_old_and_sealing_with_the_new():
    old, new = mc.new_master_key(), mc.new_master_key()
    sealed = mc.seal_private_key(PRIVATE, old, key_id="k")

    moved = mc.seal_private_key(mc.open_private_key(sealed, old, key_id="k"), new, key_id="k")

    assert mc.open_private_key(moved, new, key_id="k") == PRIVATE


def test_a_public_key_and_its_text():
    multibase = SIGNER.public_multibase

    assert multibase.startswith("z6Mk")
    assert mc.encode_multikey(mc.decode_multikey(multibase)) == multibase
    assert mc.public_multibase_of(PRIVATE) == multibase
    assert isinstance(SIGNER, mc.Signer)


@pytest.mark.parametrize(
    "text", ["", "z", "z6Mk", "6MkrJVnaZ", "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169", "z0OIl"]
)
def test_a_text_that_is_no_key_is_refused(text):
    with pytest.raises(mc.NotReadable):
        mc.decode_multikey(text)


@pytest.mark.parametrize("data", [bytes(64), b"\0\0" + bytes(range(62)), bytes(range(64)), b"\xff" * 64])
def test_base58_keeps_leading_zeros(data):
    assert base58_decode(base58_encode(data), length=64) == data


@pytest.mark.parametrize(
    ("site", "did", "document"),
    [
        ("https://badges.example.org", "did:web:badges.example.org", "https://badges.example.org/.well-known/did.json"),
        ("https://Example.org/", "did:web:example.org", "https://example.org/.well-known/did.json"),
        ("http://localhost:8000", "did:web:localhost%3A8000", "http://localhost:8000/.well-known/did.json"),
        ("http://127.0.0.1:8000/", "did:web:127.0.0.1%3A8000", "http://127.0.0.1:8000/.well-known/did.json"),
        ("https://example.org:8443/a/b", "did:web:example.org%3A8443:a:b", "https://example.org:8443/a/b/did.json"),
        ("https://example.org/año", "did:web:example.org:a%C3%B1o", "https://example.org/a%C3%B1o/did.json"),
    ],
)
def test_a_site_and_its_did_web(site, did, document):
    assert mc.did_web(site) == did
    assert mc.did_web_address(did) == document


@pytest.mark.parametrize(
    "site", ["", "example.org", "ftp://example.org", "https://me@example.org", "https://x.org/?q", "https://x.org/#f"]
)
def test_what_is_no_site_has_no_did_web(site):
    with pytest.raises(mc.NotReadable):
        mc.did_web(site)


@pytest.mark.parametrize(
    "did",
    [
        "did:web:",
        "did:key:z6Mk",
        "did:web:a/b",
        "did:web:a:..",
        "did:web:a%2F..",
        "did:web:a b",
        "did:web:a::b",
        "did:web:a@b",
    ],
)
def test_a_malformed_did_web_has_no_address(did):
    with pytest.raises(mc.NotReadable):
        mc.did_web_address(did)


def test_a_did_document_lists_every_key_ever_used():
    old = mc.PublicKey("key-1", mc.public_multibase_of(bytes(32)), active=False)
    new = mc.PublicKey("key-2", SIGNER.public_multibase)

    document = mc.did_document("did:web:x.example", [old, new])

    assert document == {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": "did:web:x.example",
        "verificationMethod": [
            {"id": f"did:web:x.example#{key.id}", "type": "Multikey", "controller": "did:web:x.example",
             "publicKeyMultibase": key.multibase}
            for key in (new, old)
        ],
        "assertionMethod": ["did:web:x.example#key-2", "did:web:x.example#key-1"],
    }  # fmt: skip
    with pytest.raises(mc.NotReadable):
        mc.did_document("did:web:x.example", [mc.PublicKey("key-1", "nonsense")])


def test_a_did_key_is_its_own_document():
    did = mc.did_key(SIGNER.public_multibase)

    document = mc.resolve_did_key(did)

    assert document["id"] == did
    assert document["assertionMethod"] == [f"{did}#{SIGNER.public_multibase}"]
    for wrong in (did + "x", "did:key:", "did:web:x.example", did + "#" + SIGNER.public_multibase):
        with pytest.raises(mc.NotReadable):
            mc.resolve_did_key(wrong)


def test_a_recipient_is_hashed_from_the_lower_cased_address():
    one = mc.Recipient.of_email(" Marla@Alderbay.Example ", "salt")

    assert one == mc.Recipient.of_email("marla@alderbay.example", "salt")
    assert one.identity_hash.startswith("sha256$")
    assert len(one.identity_hash) == 71


def test_keys_of_every_kind_are_listed_old_ones_too():
    did = "did:web:x.example"
    keys = {
        f"key-{n}": mc.VerificationKey.from_public(mc.generate(kind, bits=2048).public_key())
        for n, kind in enumerate(("Ed25519", "P-256", "P-384", "RSA"), 1)
    }
    listed = [mc.PublicKey.of(id, key, active=id == "key-4") for id, key in keys.items()]

    document = mc.did_document(did, listed)

    assert document["assertionMethod"] == [f"{did}#key-{n}" for n in (4, 1, 2, 3)]
    types = {method["id"]: method["type"] for method in document["verificationMethod"]}
    assert types == {f"{did}#key-{n}": "Multikey" for n in (1, 2, 3)} | {f"{did}#key-4": "JsonWebKey"}
    assert "https://w3id.org/security/jwk/v1" in document["@context"]
    assert [one.key for one in listed] == list(keys.values())
    assert hash(listed[3])
    with pytest.raises(mc.NotReadable, match="same id"):
        mc.did_document(did, [listed[0], listed[0]])


# Made by the version of this library that sealed private keys with the master key itself.
OLD_SEAL = bytes.fromhex(
    "013e31f5683d88fcc1000102030405060708090a0b9faa3a4fb948c7ee951a94c39a9786bdf9062f833916c632df0bf3104ff15fffe2f3a2edf3"
    "0abe58b23180d7b7ca7fee"
)


def test_a_seal_of_the_older_form_still_opens_and_moves_into_an_envelope():
    old, new, key_id = bytes(range(100, 132)), mc.new_master_key(), "did:web:x.example#key-1"

    assert mc.open_private_key(OLD_SEAL, old, key_id=key_id) == bytes(range(32))
    moved = mc.reseal_private_key(OLD_SEAL, old, new, key_id=key_id)

    assert mc.open_private_key(moved, new, key_id=key_id) == bytes(range(32))
    for place in range(len(OLD_SEAL)):
        changed = bytes(byte ^ (number == place) for number, byte in enumerate(OLD_SEAL))
        with pytest.raises((mc.NotReadable, mc.WrongMasterKey)):
            mc.open_private_key(changed, old, key_id=key_id)


def test_a_new_master_key_leaves_the_encrypted_private_key_as_it_is():
    old, new = mc.new_master_key(), mc.new_master_key()
    sealed = mc.seal_private_key(PRIVATE, old, key_id="k")

    moved = mc.reseal_private_key(sealed, old, new, key_id="k")

    assert moved[69:] == sealed[69:]
    assert moved[:69] != sealed[:69]
    assert mc.open_private_key(moved, new, key_id="k") == PRIVATE
    with pytest.raises(mc.WrongMasterKey):
        mc.open_private_key(moved, old, key_id="k")
    with pytest.raises(mc.WrongMasterKey):
        mc.reseal_private_key(sealed, new, old, key_id="k")
    with pytest.raises(mc.SealBroken):
        mc.reseal_private_key(sealed, old, new, key_id="other")


def test_the_halves_of_two_seals_cannot_be_swapped():
    master = mc.new_master_key()
    one, two = (mc.seal_private_key(bytes([n]) * 32, master, key_id="k") for n in (1, 2))

    with pytest.raises(mc.SealBroken):
        mc.open_private_key(one[:69] + two[69:], master, key_id="k")


@pytest.mark.parametrize("right", [True, False])
def test_a_did_jwk_must_name_the_key_that_signs(right):
    private = bytes(range(1, 33)) if right else PRIVATE
    issuer = mc.did_jwk(mc.Ed25519Signer(bytes(range(1, 33)), "").public_key)
    profile = replace(ISSUER, id=issuer)
    prepared = mc.prepare(credential(issuer=profile, achievement=achievement(creator=profile)))
    key = mc.Ed25519Signer(private, f"{issuer}#0")

    if right:
        assert mc.sign(prepared, key, created=NOW)["issuer"]["id"] == issuer
    else:
        with pytest.raises(mc.KeyMismatch):
            mc.sign(prepared, key, created=NOW)
