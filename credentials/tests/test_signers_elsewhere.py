"""Signers whose private key lies elsewhere: in a device (SoftHSM stands in for it) and in AWS KMS (moto does)."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import merited_credentials as mc
from cast import DID, NOW, achievement, credential
from merited_credentials.jose.issue import sign_token
from merited_credentials.keys import raw_ecdsa
from test_signers import METHOD, accepts

PIN = "493817"
LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
LABELS = {"ed": "Ed25519", "p256": "P-256", "p384": "P-384", "rsa": "RSA"}


@pytest.fixture(scope="module")
def device(tmp_path_factory):
    """The PKCS #11 module of SoftHSM, with a token that holds a key of each kind."""
    found = next((path for path in LIBRARIES if Path(path).exists()), None)
    if found is None or shutil.which("softhsm2-util") is None:
        pytest.skip("SoftHSM is absent; cure: apt-get install -y softhsm2")
    pkcs11 = pytest.importorskip("pkcs11", reason="python-pkcs11 is absent; cure: pip install python-pkcs11")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    before, os.environ["SOFTHSM2_CONF"] = os.environ.get("SOFTHSM2_CONF"), str(folder / "softhsm2.conf")
    made = ["softhsm2-util", "--init-token", "--free", "--label", "district", "--pin", PIN, "--so-pin", PIN]
    subprocess.run(made, check=True, capture_output=True)
    make_keys(pkcs11, found)
    yield found
    pkcs11.unload(found)
    os.environ.pop("SOFTHSM2_CONF") if before is None else os.environ.update(SOFTHSM2_CONF=before)


def make_keys(pkcs11, library: str) -> None:
    from pkcs11.util.ec import encode_named_curve_parameters

    curves = (("p256", "secp256r1"), ("p384", "secp384r1"), ("odd", "secp256k1"))
    with pkcs11.lib(library).get_token(token_label="district").open(user_pin=PIN, rw=True) as session:
        for label, curve in curves:
            wanted = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters(curve)}
            session.create_domain_parameters(pkcs11.KeyType.EC, wanted, local=True).generate_keypair(
                store=True, label=label
            )
        wanted = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("1.3.101.112")}
        session.create_domain_parameters(pkcs11.KeyType.EC_EDWARDS, wanted, local=True).generate_keypair(
            mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, label="ed"
        )
        session.generate_keypair(pkcs11.KeyType.RSA, 2048, store=True, label="rsa")
        session.generate_keypair(pkcs11.KeyType.RSA, 1024, store=True, label="short")


def signer_in(device: str, label: str, **changes: str) -> mc.Pkcs11Signer:
    values = {"library": device, "token": "district", "key_label": label, "pin": PIN, "verification_method": METHOD}
    return mc.Pkcs11Signer(**(values | changes))


@pytest.mark.parametrize("label", ["ed", "p256", "p384"])
def test_a_badge_signed_in_the_device_is_accepted(device, label):
    signer = signer_in(device, label)

    assert isinstance(signer, mc.Signer)
    assert signer.public_key.kind == LABELS[label]
    accepts(signer)


@pytest.mark.parametrize("label", LABELS)
def test_a_key_of_the_device_signs_many_times_and_leaves_no_session(device, label):
    import pkcs11

    signer = signer_in(device, label)

    for data in (b"w", b"words", bytes(5_000)):
        assert signer.public_key.holds(signer.sign(data), data)
    session = pkcs11.lib(device).get_token(token_label="district").open()
    with session, pytest.raises(pkcs11.NoSuchKey):  # nobody is logged in, so private keys are not to be seen
        session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=label)


@pytest.mark.parametrize("label", ["odd", "short"])
def test_a_key_that_badges_are_not_signed_with_is_refused(device, label):
    with pytest.raises(mc.NotReadable):
        signer_in(device, label).sign(b"words")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"pin": "000000"}, "PinIncorrect"),
        ({"pin": ""}, "PIN"),
        ({"token": "another"}, "NoSuchToken"),
        ({"key_label": "another"}, "NoSuchKey"),
        ({"library": "/nonexistent.so"}, "PIN"),
    ],
    ids=str,
)
def test_a_device_that_does_not_answer_is_one_clear_error(device, changes, reason):
    with pytest.raises(mc.SignerUnavailable, match=reason) as error:
        signer_in(device, "ed", **changes).sign(b"words")
    assert PIN not in str(error.value)
    assert changes.get("pin", PIN) == "" or changes.get("pin", PIN) not in str(error.value)


def test_the_pin_shows_nowhere(device):
    assert PIN not in repr(signer_in(device, "ed")) + str(signer_in(device, "ed"))


def test_a_forked_process_signs_too(device):
    signer = signer_in(device, "p256")
    assert signer.public_key

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns where the test runner has threads
        child = os.fork()
    if not child:  # a web server forks its workers after the signer was made
        os._exit(0 if signer.public_key.holds(signer.sign(b"words"), b"words") else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert signer.public_key.holds(signer.sign(b"words"), b"words")


# AWS KMS


@pytest.fixture
def kms(monkeypatch):
    """A client of a KMS that moto plays, without any connection."""
    moto = pytest.importorskip("moto", reason='moto is absent; cure: pip install "moto[kms]"')
    boto3 = pytest.importorskip("boto3", reason="boto3 is absent; cure: pip install boto3")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    with moto.mock_aws():
        yield boto3.client("kms")


def kms_key(client, spec: str, usage: str = "SIGN_VERIFY") -> str:
    return client.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["KeyId"]


@pytest.mark.parametrize("spec", ["ECC_NIST_P256", "ECC_NIST_P384"])
def test_a_badge_signed_in_kms_is_accepted(kms, spec):
    accepts(mc.KmsSigner(kms_key(kms, spec), METHOD, kms))


@pytest.mark.parametrize(
    ("spec", "alg", "length"),
    [
        ("ECC_NIST_P256", "ES256", 64),
        ("ECC_NIST_P384", "ES384", 96),
        ("ECC_NIST_P521", "ES512", 132),
        ("RSA_2048", "RS256", 256),
    ],
)
def test_kms_signs_as_jose_has_it(kms, spec, alg, length):
    signer = mc.KmsSigner(kms_key(kms, spec), METHOD, kms)

    for number in range(20):  # r and s are short now and then, and must keep their length
        data = b"words %d" % number
        signature = signer.sign(data)
        assert (len(signature), signer.public_key.alg) == (length, alg)
        assert signer.public_key.holds(signature, data)
        assert not signer.public_key.holds(signature, data + b".")


@pytest.mark.parametrize("spec", ["ECC_NIST_P256", "RSA_2048"])
def test_a_token_signed_in_kms_is_accepted(kms, spec):
    signer = mc.KmsSigner(kms_key(kms, spec), METHOD, kms)
    documents = {DID: mc.did_document(DID, [mc.PublicKey.of("key-1", signer.public_key)])}
    plain = achievement(alignments=(), result_descriptions=(), creator=None)  # moto knows no digests, so a short badge
    badge = credential(status=None, achievement=plain, results=(), evidence=())

    token = sign_token(mc.prepare(badge), signer, form="vc+jwt")

    assert token.count(".") == 2
    assert mc.Verifier(now=NOW, documents=documents).verify(token).verdict == "PASS"


def test_a_client_is_made_from_the_environment(kms):
    signer = mc.KmsSigner(kms_key(kms, "ECC_NIST_P256"), METHOD)

    assert signer.public_key.holds(signer.sign(b"words"), b"words")


def test_a_long_text_is_sent_as_its_digest():
    private = ec.generate_private_key(ec.SECP256R1())

    class Client:
        """Takes what the service takes: 4,096 bytes, or a digest."""

        def get_public_key(self, **_: str) -> dict:
            public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            return {"PublicKey": public, "KeyUsage": "SIGN_VERIFY"}

        def sign(self, *, Message: bytes, MessageType: str, **_: str) -> dict:
            assert len(Message) <= 4096
            digest = Message if MessageType == "DIGEST" else hashlib.sha256(Message).digest()
            return {"Signature": private.sign(digest, ec.ECDSA(Prehashed(SHA256())))}

    signer = mc.KmsSigner("key", METHOD, Client())

    for length in (1, 4096, 4097, 100_000):
        assert signer.public_key.holds(signer.sign(bytes(length)), bytes(length))


def test_an_ed25519_key_of_the_service_signs_the_text_itself():
    private = mc.generate("Ed25519")  # moto has no such keys, AWS has

    class Client:
        def get_public_key(self, **_: str) -> dict:
            public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            return {"PublicKey": public, "KeyUsage": "SIGN_VERIFY"}

        def sign(self, *, Message: bytes, MessageType: str, SigningAlgorithm: str, **_: str) -> dict:
            assert (MessageType, SigningAlgorithm) == ("RAW", "ED25519_SHA_512")
            return {"Signature": private.sign(Message)}

    accepts(mc.KmsSigner("key", METHOD, Client()))


@pytest.mark.parametrize(
    ("spec", "usage", "error"),
    [
        ("ECC_SECG_P256K1", "SIGN_VERIFY", mc.UnknownKind),
        ("RSA_2048", "ENCRYPT_DECRYPT", mc.KeyMismatch),
    ],
)
def test_a_key_of_another_kind_or_use_is_refused(kms, spec, usage, error):
    with pytest.raises(error):
        mc.KmsSigner(kms_key(kms, spec, usage), METHOD, kms).sign(b"words")


def test_a_service_that_refuses_is_one_clear_error(kms):
    with pytest.raises(mc.SignerUnavailable, match="NotFoundException"):
        mc.KmsSigner("00000000-0000-0000-0000-000000000000", METHOD, kms).sign(b"words")


def test_short_halves_of_a_signature_are_filled_up():
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    assert raw_ecdsa(encode_dss_signature(1, 2), "P-256") == bytes(31) + b"\1" + bytes(31) + b"\2"
    assert len(raw_ecdsa(encode_dss_signature(1, 2), "P-384")) == 96


@pytest.mark.parametrize(
    ("package", "signer"),
    [
        ("pkcs11", lambda: mc.Pkcs11Signer("lib.so", "token", "key", PIN, METHOD)),
        ("boto3", lambda: mc.KmsSigner("key", METHOD)),
    ],
)
def test_without_the_package_the_error_says_what_to_install(package, signer, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(mc.NotInstalled, match="pip install"):
        signer().sign(b"words")
    with pytest.raises(mc.NotInstalled):
        assert signer().public_key
