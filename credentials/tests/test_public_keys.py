"""Public keys against the examples of their specifications, and what is no sound public key."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

import merited_credentials as mc
from merited_credentials.edwards import is_sound_point
from merited_credentials.multibase import base58_encode

# The examples of the specifications: did:key 3.1 (three curves), RFC 8037 A, RFC 7515 A.3, RFC 7517 A.1, did:jwk.
DID_KEYS = [
    ("zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv", "P-256",
     "igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzns", "efsX5b10x8yjyrj4ny3pGfLcY7Xby1KzgqOdqnsrJIM"),
    ("zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169", "P-256",
     "fyNYMN0976ci7xqiSdag3buk-ZCwgXU4kz9XNkBlNUI", "hW2ojTNfH7Jbi8--CJUo3OCbH3y5n91g-IMA9MLMbTU"),
    ("z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9", "P-384",
     "lInTxl8fjLKp_UCrxI0WDklahi-7-_6JbtiHjiRvMvhedhKVdHBfi2HCY8t_QJyc",
     "y6N1IC-2mXxHreETBW7K3mBcw0qGr3CWHCs-yl09yCQRLcyfGv7XhqAngHOu51Zv"),
    ("z82LkvCwHNreneWpsgPEbV3gu1C6NFJEBg4srfJ5gdxEsMGRJUz2sG9FE42shbn2xkZJh54", "P-384",
     "CA-iNoHDg1lL8pvX3d1uvExzVfCz7Rn6tW781Ub8K5MrDf2IMPyL0RTDiaLHC1JT",
     "Kpnrn8DkXUD3ge4mFxi-DKr0DYO2KuJdwNBrhzLRtfMa3WFMZBiPKUPfJj8dYNl_"),
    ("z2J9gaYxrKVpdoG9A4gRnmpnRCcxU6agDtFVVBVdn1JedouoZN7SzcyREXXzWgt3gGiwpoHq7K68X4m32D8HgzG8wv3sY5j7", "P-521",
     "ASUHPMyichQ0QbHZ9ofNx_l4y7luncn5feKLo3OpJ2nSbZoC7mffolj5uy7s6KSKXFmnNWxGJ42IOrjZ47qqwqyS",
     "AW9ziIC4ZQQVSNmLlp59yYKrjRY0_VqO-GOIYQ9tYpPraBKUloEId6cI_vynCzlZWZtWpgOM3HPhYEgawQ703RjC"),
    ("z2J9gcGdb2nEyMDmzQYv2QZQcM1vXktvy1Pw4MduSWxGabLZ9XESSWLQgbuPhwnXN7zP7HpTzWqrMTzaY5zWe6hpzJ2jnw4f", "P-521",
     "AQgyFy6EwH3_u_KXPw8aTXTY7WSVytmbuJeFpq4U6LipxtSmBJe_jjRzms9qubnwm_fGoHMQlvQ1vzS2YLusR2V0",
     "Ab06MCcgoG7dM2I-VppdLV1k3lDoeHMvyYqHVfP05Ep2O7Zu0Qwd6IVzfZi9K0KMDud22wdnGUpUtFukZo0EeO15"),
]  # fmt: skip
RFC_8037 = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
RFC_7515_EC = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
RFC_7517_EC = {
    "kty": "EC",
    "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
}
RFC_7517_RSA = {
    "kty": "RSA",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3o"
    "knjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu"
    "6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8a"
    "wapJzKnqDKgw",
    "e": "AQAB",
    "alg": "RS256",
    "kid": "2011-04-29",
}
DID_JWK = (
    "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5Ij"
    "oiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9"
)


def base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def did_jwk_of(text: bytes) -> str:
    return "did:jwk:" + base64.urlsafe_b64encode(text).rstrip(b"=").decode()


@pytest.mark.parametrize(("multikey", "curve", "x", "y"), DID_KEYS)
def test_the_did_keys_of_the_specification(multikey, curve, x, y):
    key = mc.VerificationKey.from_multikey(multikey)

    assert key.kind == curve
    assert key.jwk == {"crv": curve, "kty": "EC", "x": x, "y": y}
    assert mc.VerificationKey.from_jwk(key.jwk).multikey == multikey
    assert mc.did_key(multikey) == f"did:key:{multikey}"
    document = mc.resolve_did_key(f"did:key:{multikey}")
    assert document["verificationMethod"][0]["publicKeyMultibase"] == multikey
    assert document["assertionMethod"] == [f"did:key:{multikey}#{multikey}"]


def test_the_ed25519_key_of_rfc_8037():
    key = mc.VerificationKey.from_jwk(RFC_8037)
    signed = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    signature = base64url("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg")

    assert (key.kind, key.alg) == ("Ed25519", "EdDSA")
    assert key.encoded.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert key.holds(signature, signed)
    assert not key.holds(signature, signed + b".")
    thumbprint = hashlib.sha256(json.dumps(key.jwk, separators=(",", ":")).encode()).digest()
    assert thumbprint == base64url("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")


def test_the_es256_signature_of_rfc_7515():
    key = mc.VerificationKey.from_jwk(RFC_7515_EC)
    signed = (
        b"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0c"
        b"nVlfQ"
    )
    signature = base64url("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")

    assert key.alg == "ES256"
    assert key.holds(signature, signed)
    assert not key.holds(signature[:-1] + b"\0", signed)
    assert not key.holds(signature + b"\0", signed)


def test_the_public_keys_of_rfc_7517():
    rsa_key = mc.VerificationKey.from_jwk(RFC_7517_RSA)

    assert (rsa_key.kind, rsa_key.alg) == ("RSA", "RS256")
    assert rsa_key.jwk == {name: RFC_7517_RSA[name] for name in ("e", "kty", "n")}
    assert mc.VerificationKey.from_jwk(RFC_7517_EC).jwk == dict(sorted(RFC_7517_EC.items()))
    with pytest.raises(mc.NotReadable, match="another use"):
        mc.VerificationKey.from_jwk(RFC_7517_EC | {"use": "enc"})  # as the RFC has it: a key for encryption
    with pytest.raises(mc.NotReadable, match="no Multikey"):
        assert rsa_key.multikey


def test_the_did_jwk_of_the_specification():
    document = mc.resolve_did_jwk(DID_JWK)
    jwk = {
        "crv": "P-256",
        "kty": "EC",
        "x": "acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0",
        "y": "_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE",
    }

    assert document["id"] == DID_JWK
    assert document["assertionMethod"] == [f"{DID_JWK}#0"]
    assert document["verificationMethod"][0]["publicKeyJwk"] == jwk
    assert mc.did_jwk(mc.VerificationKey.from_jwk(jwk)) == DID_JWK


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384", "P-521", "RSA"])
def test_a_did_jwk_of_any_kind_resolves_to_its_key(kind):
    key = mc.VerificationKey.from_public(mc.generate(kind, bits=2048).public_key())

    [method] = mc.resolve_did_jwk(mc.did_jwk(key))["verificationMethod"]

    assert mc.VerificationKey.from_jwk(method["publicKeyJwk"]) == key
    assert method["type"] == "JsonWebKey"


@pytest.mark.parametrize(
    "did",
    [
        DID_JWK + "=",
        DID_JWK[:-1],
        DID_JWK + " ",
        DID_JWK.replace("did:jwk:", "did:key:"),
        "did:jwk:",
        did_jwk_of(b"[]"),
        did_jwk_of(b'{"kty":"OKP","crv":"Ed25519"}'),
        did_jwk_of(b'{"kty":"OKP","kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'),
        did_jwk_of(json.dumps(RFC_8037 | {"d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}).encode()),
        did_jwk_of(json.dumps(RFC_7517_EC | {"use": "enc"}).encode()),
        did_jwk_of(json.dumps(RFC_8037 | {"comment": "x" * 4_000}).encode()),
    ],
    ids=lambda did: did[-20:],
)
def test_a_malformed_did_jwk_is_refused(did):
    with pytest.raises(mc.NotReadable):
        mc.resolve_did_jwk(did)


@pytest.mark.parametrize("member", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_a_private_member_in_a_public_jwk_is_refused(member):
    with pytest.raises(mc.NotReadable, match="private") as error:
        mc.VerificationKey.from_jwk(RFC_7517_RSA | {member: "c2VjcmV0LXNlY3JldC1zZWNyZXQ"})
    assert "c2Vj" not in str(error.value)


def test_a_point_off_the_curve_is_refused():
    off = base64.urlsafe_b64encode(bytes(32)).rstrip(b"=").decode()
    nowhere = next(y for y in range(2, 99) if not is_sound_point(y.to_bytes(32, "little")))

    with pytest.raises(mc.NotReadable):
        mc.VerificationKey.from_jwk(RFC_7515_EC | {"y": off})
    with pytest.raises(mc.NotReadable):
        mc.VerificationKey.from_jwk(RFC_7515_EC | {"y": RFC_7517_EC["y"]})
    with pytest.raises(mc.NotReadable):  # x is on P-256 only in half of all cases
        for number in range(20):
            mc.VerificationKey.from_multikey(base58_encode(b"\x80\x24\x02" + number.to_bytes(32, "big")))
    with pytest.raises(mc.NotReadable):
        mc.VerificationKey.from_multikey(base58_encode(b"\xed\x01" + nowhere.to_bytes(32, "little")))


@pytest.mark.parametrize(
    "point",
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ],
)
def test_a_key_under_which_anything_seems_signed_is_refused(point):
    with pytest.raises(mc.NotReadable):
        mc.VerificationKey.from_multikey(base58_encode(b"\xed\x01" + bytes.fromhex(point)))
    with pytest.raises(mc.NotReadable):
        mc.VerificationKey.from_jwk(RFC_8037 | {"x": base64.urlsafe_b64encode(bytes.fromhex(point)).decode()[:-1]})


def test_a_short_rsa_key_is_refused_in_words():
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()
    pem = short.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    n = short.public_numbers().n.to_bytes(128, "big")

    for read in (
        lambda: mc.VerificationKey.from_public(short),
        lambda: mc.VerificationKey.from_pem(pem),
        lambda: mc.VerificationKey.from_jwk(
            {"kty": "RSA", "e": "AQAB", "n": base64.urlsafe_b64encode(n).rstrip(b"=").decode()}
        ),
    ):
        with pytest.raises(mc.NotReadable, match="1024 bits is too short"):
            read()


def test_a_tiny_rsa_key_is_refused_in_the_same_words():
    n = base64.urlsafe_b64encode((2**511 + 1).to_bytes(64, "big")).rstrip(b"=").decode()

    with pytest.raises(mc.NotReadable, match="512 bits is too short"):
        mc.VerificationKey.from_jwk({"kty": "RSA", "e": "AQAB", "n": n})


@pytest.mark.parametrize("kind", ["P-256", "P-384", "P-521"])
def test_an_ecdsa_signature_has_one_length_and_no_other(kind):
    signer = mc.MemorySigner(mc.generate(kind), "did:web:x.example#key-1")
    size = {"P-256": 32, "P-384": 48, "P-521": 66}[kind]
    signatures = (signer.sign(b"words") for _ in range(20_000))
    short = next(one for one in signatures if one[size] == 0)  # s begins with a zero now and then

    assert signer.public_key.holds(short, b"words")
    assert not signer.public_key.holds(short[:size] + short[size + 1 :], b"words")
    assert not signer.public_key.holds(short[:size] + b"\0" + short[size:], b"words")


@pytest.mark.parametrize(
    "jwk",
    [
        {"kty": "EC", "crv": "secp256k1", "x": "A", "y": "A"},
        {"kty": "OKP", "crv": "X25519", "x": "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"},
        {"kty": "oct"},
        {},
        RFC_7517_RSA | {"alg": "PS256"},
        RFC_7515_EC | {"alg": "ES384"},
    ],
    ids=["secp256k1", "X25519", "oct", "nothing", "PS256", "ES384"],
)
def test_a_key_of_another_kind_is_told_from_a_broken_one(jwk):
    with pytest.raises(mc.UnknownKind):
        mc.VerificationKey.from_jwk(jwk)


@pytest.mark.parametrize(
    "changed",
    [
        {"x": RFC_7515_EC["x"] + "="},
        {"x": RFC_7515_EC["x"][:-1]},
        {"x": "AA" + RFC_7515_EC["x"]},
        {"x": 7},
        {"key_ops": ["sign"]},
        {"key_ops": "verify"},
        {"use": ["sig"]},
    ],
    ids=str,
)
def test_a_jwk_is_read_strictly(changed):
    with pytest.raises(mc.NotReadable) as error:
        mc.VerificationKey.from_jwk(RFC_7515_EC | changed)
    assert not isinstance(error.value, mc.UnknownKind)


def test_both_names_of_the_ed25519_algorithm_are_taken():
    for alg in ("EdDSA", "Ed25519"):
        assert mc.VerificationKey.from_jwk(RFC_8037 | {"alg": alg, "use": "sig", "key_ops": ["verify"]})
