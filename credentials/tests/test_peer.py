"""openbadgeslib, another library by another author, reads what this one signs."""

from __future__ import annotations

import json
import warnings

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

import merited_credentials as mc
from cast import NOW, PRIVATE, SIGNER, VERIFIER, achievement, credential, signed

PEM = Ed25519PublicKey.from_public_bytes(mc.decode_multikey(SIGNER.public_multibase)).public_bytes(
    Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
)


@pytest.fixture(scope="module")
def peer():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ldp = pytest.importorskip("openbadgeslib.ob3.ldp", reason="pip install openbadgeslib[ldp]")
    return ldp.OB3LdpVerifier(pubkey_pem=PEM)


# Control characters are left out: the peer canonicalizes with PyLD, which does not escape them as RDFC-1.0 says.
@pytest.mark.parametrize("text", ["Señalización", "شهادة", "👩🏽‍🏫", "e\u0301", '"\\\r\n'])
def test_a_good_badge_is_accepted(peer, text):
    document = signed(name=text, achievement=achievement(name=text), status=None, valid_until=None)

    assert peer.verify(json.dumps(document))


def test_a_changed_badge_is_refused(peer):
    document = signed(status=None, valid_until=None)
    document["name"] = "Something grander"

    with pytest.raises(Exception, match=r"(?i)signature|proof|invalid"):
        peer.verify(json.dumps(document))


def test_what_the_peer_signs_passes_here(peer):
    from openbadgeslib.ob3.ldp import add_data_integrity_proof

    private = Ed25519PrivateKey.from_private_bytes(PRIVATE)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    unsigned = mc.prepare(credential()).document

    document = add_data_integrity_proof(unsigned, pem, SIGNER.verification_method, created=NOW)

    assert VERIFIER.verify(document).verdict == "PASS"
