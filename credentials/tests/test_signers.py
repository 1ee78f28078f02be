"""Signers: in memory, in an encrypted file, in a device, in a key service. What they sign, the verifier accepts."""

from __future__ import annotations

import base64
import json
import stat
import threading
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import merited_credentials as mc
from cast import DID, NOW, credential
from merited_credentials.signers.memory import pkcs8

KINDS = ("Ed25519", "P-256", "P-384", "RSA")
PRIVATE_KEYS = {kind: mc.generate(kind, bits=2048) for kind in (*KINDS, "P-521")}
METHOD = f"{DID}#key-1"
MADE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def accepts(signer: mc.Signer) -> None:
    """The verifier accepts a badge by this signer, and refuses it once a word of it is another."""
    documents = {DID: mc.did_document(DID, [mc.PublicKey.of("key-1", signer.public_key)])}
    verifier = mc.Verifier(now=NOW, documents=documents)

    badge = mc.sign(mc.prepare(credential(status=None)), signer, created=NOW)

    assert verifier.verify(badge).verdict == "PASS", verifier.verify(badge).sentence
    badge["credentialSubject"]["achievement"]["name"] = "Another name"
    assert verifier.verify(badge).step("proof").result == "FAIL"


def number(value: int) -> str:
    data = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def private_jwk(private) -> dict[str, str]:
    public = mc.VerificationKey.from_public(private.public_key()).jwk
    if isinstance(private, Ed25519PrivateKey):
        return public | {"d": base64.urlsafe_b64encode(private.private_bytes_raw()).rstrip(b"=").decode()}
    if isinstance(private, ec.EllipticCurvePrivateKey):
        secret = private.private_numbers().private_value.to_bytes((private.key_size + 7) // 8, "big")
        return public | {"d": base64.urlsafe_b64encode(secret).rstrip(b"=").decode()}
    held = private.private_numbers()
    names = {"d": held.d, "p": held.p, "q": held.q, "dp": held.dmp1, "dq": held.dmq1, "qi": held.iqmp}
    return public | {name: number(value) for name, value in names.items()}


def pem(private, password: bytes | None = None) -> bytes:
    how = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)


@pytest.mark.parametrize("kind", PRIVATE_KEYS)
def test_a_private_key_in_any_form_makes_the_same_signer(kind):
    private = PRIVATE_KEYS[kind]
    jwk = private_jwk(private)
    forms = [private, jwk, json.dumps(jwk), pem(private), pem(private).decode(), pkcs8(private)]

    signers = [mc.MemorySigner.of(form, METHOD) for form in forms]

    assert {signer.public_key for signer in signers} == {mc.VerificationKey.from_public(private.public_key())}
    for signer in signers:
        assert isinstance(signer, mc.Signer)
        assert signer.public_key.holds(signer.sign(b"words"), b"words")
        assert not signer.public_key.holds(signer.sign(b"words"), b"other words")
    assert mc.MemorySigner.of(pem(private, b"open"), METHOD, password=b"open").public_key == signers[0].public_key


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384"])
def test_a_badge_signed_in_memory_is_accepted(kind):
    accepts(mc.MemorySigner(PRIVATE_KEYS[kind], METHOD))


def test_an_rsa_jwk_may_leave_its_primes_out():
    jwk = {name: value for name, value in private_jwk(PRIVATE_KEYS["RSA"]).items() if name in ("kty", "n", "e", "d")}

    signer = mc.MemorySigner.of(jwk, METHOD)

    assert signer.public_key.holds(signer.sign(b"words"), b"words")


def test_the_private_key_of_rfc_8037_signs_as_the_rfc_says():
    jwk = {
        "kty": "OKP",
        "crv": "Ed25519",
        "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    }
    signature = mc.MemorySigner.of(jwk, METHOD).sign(b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc")

    text = base64.urlsafe_b64encode(signature).rstrip(b"=").decode()
    assert text == "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"


def test_two_halves_of_two_keys_are_refused():
    for kind in KINDS:
        other = private_jwk(mc.generate(kind, bits=2048))
        public = mc.VerificationKey.from_public(PRIVATE_KEYS[kind].public_key()).jwk
        with pytest.raises((mc.KeyMismatch, mc.NotReadable)):
            mc.MemorySigner.of(other | public, METHOD)


@pytest.mark.parametrize(
    "source",
    [
        "",
        b"x" * 31,
        "x" * 32,
        "{}",
        7,
        None,
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
        ec.generate_private_key(ec.SECP256K1()),
        rsa.generate_private_key(public_exponent=65537, key_size=1024),
    ],
    ids=lambda source: type(source).__name__,
)
def test_what_is_no_private_key_of_ours_is_refused(source):
    with pytest.raises(mc.NotReadable):
        mc.MemorySigner.of(source, METHOD)


def test_a_missing_or_wrong_password_is_said_without_the_password():
    sealed = pem(PRIVATE_KEYS["P-256"], b"the right one")

    for password in (None, b"a wrong secret"):
        with pytest.raises(mc.NotReadable, match="password") as error:
            mc.MemorySigner.of(sealed, METHOD, password=password)
        assert "secret" not in str(error.value)


@pytest.mark.parametrize("kind", PRIVATE_KEYS)
def test_no_private_key_shows_in_a_text_or_an_error(kind):
    jwk = private_jwk(PRIVATE_KEYS[kind])
    raw = mc.Ed25519Signer(bytes(range(32)), METHOD)

    shown = repr(mc.MemorySigner.of(jwk, METHOD)) + str(mc.MemorySigner.of(jwk, METHOD)) + repr(raw)
    for broken in ({**jwk, "d": jwk["d"] + "!"}, {**jwk, "d": jwk["d"][:-2]}, {**jwk, "kty": "none"}):
        with pytest.raises(mc.CredentialError) as error:
            mc.MemorySigner.of(broken, METHOD)
        shown += repr(error.value)

    assert jwk["d"][:12] not in shown
    assert repr(bytes(range(32)))[2:20] not in shown


# The encrypted key file


@pytest.fixture
def keys(tmp_path):
    """A key file with a key of each kind, and its master key."""
    file, master = mc.KeyFile(tmp_path / "keys.json"), mc.new_master_key()
    for place, kind in enumerate(KINDS, 1):
        file.add(f"key-{place}", PRIVATE_KEYS[kind], master_key=master, created=MADE)
    return file, master


def entries(file: mc.KeyFile) -> list[dict]:
    return json.loads(file.path.read_text())["keys"]


def test_a_file_keeps_keys_of_every_kind(keys):
    file, master = keys

    for place, kind in enumerate(KINDS, 1):
        signer = file.signer(f"key-{place}", f"{DID}#key-{place}", master_key=master)
        assert signer.public_key == mc.VerificationKey.from_public(PRIVATE_KEYS[kind].public_key())
        assert signer.public_key.holds(signer.sign(b"words"), b"words")
    listed = file.keys()
    assert [key.id for key in listed] == ["key-1", "key-2", "key-3", "key-4"]
    assert {key.created for key in listed} == {MADE}
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert [path.name for path in file.path.parent.iterdir()] == ["keys.json"]
    for private in PRIVATE_KEYS.values():
        assert private_jwk(private)["d"] not in file.path.read_text()


def test_public_halves_are_listed_without_the_master_key(keys):
    file, _ = keys
    file.retire("key-1")

    document = mc.did_document(DID, file.public_keys())

    assert document["assertionMethod"] == [f"{DID}#key-{n}" for n in (2, 3, 4, 1)]
    with pytest.raises(mc.KeyMismatch, match="retired"):
        file.signer("key-1", METHOD, master_key=keys[1])


def test_a_new_master_key_touches_no_private_key_and_no_badge(keys):
    file, old = keys
    new = mc.new_master_key()
    badge = mc.sign(mc.prepare(credential(status=None)), file.signer("key-1", METHOD, master_key=old), created=NOW)
    before = entries(file)

    assert file.rotate(old, new) == 4

    after = entries(file)
    for one, other in zip(before, after, strict=True):
        sealed, moved = (base64.urlsafe_b64decode(entry.pop("sealed")[1:] + "===") for entry in (one, other))
        assert one == other
        assert sealed[69:] == moved[69:], "the encrypted private key stays as it was"
        assert sealed[:69] != moved[:69], "its data key is sealed anew"
    verifier = mc.Verifier(now=NOW, documents={DID: mc.did_document(DID, file.public_keys())})
    assert verifier.verify(badge).verdict == "PASS"
    accepts(file.signer("key-1", METHOD, master_key=new))
    with pytest.raises(mc.WrongMasterKey):
        file.signer("key-1", METHOD, master_key=old)


def test_a_wrong_master_key_changes_nothing(keys):
    file, _ = keys
    wrong, before = mc.new_master_key(), file.path.read_bytes()

    for attempt in (
        lambda: file.signer("key-1", METHOD, master_key=wrong),
        lambda: file.rotate(wrong, mc.new_master_key()),
        lambda: file.add("key-5", PRIVATE_KEYS["P-256"], master_key=wrong, created=MADE),
        lambda: file.add("key-5", PRIVATE_KEYS["P-256"], master_key=b"short", created=MADE),
    ):
        with pytest.raises(mc.WrongMasterKey):
            attempt()
    assert file.path.read_bytes() == before


def test_swapped_entries_do_not_open(keys):
    file, master = keys
    whole = json.loads(file.path.read_text())
    one, two = whole["keys"][:2]
    for names in (("sealed",), ("id",), ("publicKeyJwk",), ("sealed", "publicKeyJwk")):
        changed = json.loads(json.dumps(whole))
        for name in names:
            changed["keys"][0][name], changed["keys"][1][name] = two[name], one[name]
        file.path.write_text(json.dumps(changed))

        for id in ("key-1", "key-2"):
            with pytest.raises(mc.SealBroken):
                file.signer(id, METHOD, master_key=master)
        with pytest.raises(mc.SealBroken):
            file.rotate(master, mc.new_master_key())
        assert json.loads(file.path.read_text()) == changed, "nothing was written"


def test_a_file_that_was_cut_or_changed_is_named(keys):
    file, master = keys
    data = file.path.read_bytes()

    for length in range(0, len(data) - 2, 97):
        file.path.write_bytes(data[:length])
        with pytest.raises(mc.SealBroken):
            file.signer("key-1", METHOD, master_key=master)
    sealed = entries_of(data)[0]["sealed"]
    for place in range(1, len(sealed), 7):
        letter = "A" if sealed[place] != "A" else "B"
        file.path.write_bytes(data.replace(sealed.encode(), (sealed[:place] + letter + sealed[place + 1 :]).encode()))
        with pytest.raises((mc.NotReadable, mc.WrongMasterKey)):
            file.signer("key-1", METHOD, master_key=master)
    file.path.write_bytes(data)
    with pytest.raises(mc.NotReadable, match="no key key-9"):
        file.signer("key-9", METHOD, master_key=master)
    with pytest.raises(mc.NotReadable, match="cannot be opened"):
        mc.KeyFile(file.path.parent / "none.json").keys()


def entries_of(data: bytes) -> list[dict]:
    return json.loads(data)["keys"]


def test_an_id_is_given_once_and_is_a_plain_word(keys):
    file, master = keys

    for id in ("key-1", "", "key 5", "../key", "#key", "é", "k" * 101):
        with pytest.raises(mc.NotReadable):
            file.add(id, PRIVATE_KEYS["P-256"], master_key=master, created=MADE)
    assert len(file.keys()) == 4


def test_two_who_add_at_once_lose_nothing(tmp_path):
    file, master = mc.KeyFile(tmp_path / "keys.json"), mc.new_master_key()

    def add(place: int) -> None:
        file.add(f"key-{place}", PRIVATE_KEYS["P-256"], master_key=master, created=MADE)

    threads = [threading.Thread(target=add, args=(place,)) for place in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    listed = file.keys()
    assert sorted(key.id for key in listed) == sorted(f"key-{place}" for place in range(12))


def test_a_write_that_fails_leaves_the_old_file(keys, monkeypatch):
    file, master = keys
    before = file.path.read_bytes()

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        file.rotate(master, mc.new_master_key())

    assert file.path.read_bytes() == before
    assert [path.name for path in file.path.parent.iterdir()] == ["keys.json"]
