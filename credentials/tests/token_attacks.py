"""The attacks on tokens, each by its name, as what makes the hostile token.

The victim is the issuer of the cast, whose four public keys everybody knows; the attacker has keys and an address of
their own, and serves what `SERVED` holds.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import merited_credentials as mc
from cast import DID, NOW
from jose_cast import (
    ATTACKER,
    PERSON,
    badge,
    by_hand,
    documents,
    payload,
    private,
    signer,
)
from merited_credentials.jose.issue import sign_token
from merited_credentials.jose.token import encode

EVIL = "https://evil.example"
P256, EVIL_P256 = signer("P-256"), signer("P-256", "attacker")
EVIL_JWK = EVIL_P256.public_key.jwk
GRANDER = payload(name="Doctor of Everything")
# What the attacker serves: keys at every address that a token could point to.
SERVED = {
    **documents(),
    f"{EVIL}/keys": {"keys": [{**EVIL_JWK, "kid": "1"}]},
    f"{EVIL}/key": EVIL_JWK,
    f"{EVIL}/victim": documents()[ATTACKER] | {"id": DID},
    f"{DID}/../evil.example": documents()[ATTACKER],
    "https://badges.alderbay.example.evil.example/keys": {"keys": [{**EVIL_JWK, "kid": "1"}]},
    "https://badges.alderbay.example@evil.example/keys": {"keys": [{**EVIL_JWK, "kid": "1"}]},
}


def good(kind="P-256"):
    return sign_token(badge(), signer(kind))


def parts(token=None):
    return (token or good()).split(".")


def hs256(secret, alg="HS256"):
    return by_hand(GRANDER, alg=alg, sign=lambda data: hmac.new(secret, data, hashlib.sha256).digest())


def public(kind, encoding=Encoding.PEM, form=PublicFormat.SubjectPublicKeyInfo):
    return private(kind).public_key().public_bytes(encoding, form)


def fixed(signature):
    """A signature that was not made for these bytes."""
    return lambda data: signature


def last_bits(text):
    """The same bytes by lenient readers: other stray bits in the last character."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    assert len(text) % 4, "there are no stray bits to set"
    return text[:-1] + alphabet[alphabet.index(text[-1]) | 1]


def twice(head):
    """The header with a second `alg` before or after the real one."""
    text = json.dumps({"alg": "ES256", "typ": "JWT", "kid": P256.verification_method})
    return text.replace("{", '{"alg": "none", ', 1) if head else text.replace("}", ', "alg": "none"}')


def claims_twice(name, value):
    text = json.dumps(payload())
    return (text[:-1] + f", {json.dumps(name)}: {json.dumps(value)}}}").encode()


def der(data):
    return private("P-256").sign(data, ec.ECDSA(mc.keys.hashes.SHA256()))


def small_rsa(exponent=65537, bits=1024):
    key = rsa.generate_private_key(exponent, bits) if exponent in (3, 65537) else None
    numbers = key.public_key().public_numbers() if key else private("RSA").public_key().public_numbers()
    size = (numbers.n.bit_length() + 7) // 8
    jwk = {
        "kty": "RSA",
        "n": encode(numbers.n.to_bytes(size, "big")),
        "e": encode(exponent.to_bytes(3, "big").lstrip(b"\0")),
    }

    def sign(data):
        if key:
            return key.sign(data, mc.keys.padding.PKCS1v15(), mc.keys.hashes.SHA256())
        # With e = 1 a signature is the padded hash itself, which anybody can write down.
        prefix = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(data).digest()
        return b"\0\1" + b"\xff" * (size - len(prefix) - 3) + b"\0" + prefix

    return jwk, sign


def by_weak_rsa(exponent, bits):
    """The victim's own did:jwk is not needed: the issuer is named by the weak key itself."""
    jwk, sign = small_rsa(exponent, bits)
    did = "did:jwk:" + encode(json.dumps(jwk).encode())
    return by_hand(payload(iss=did, issuer=did), alg="RS256", kid=None, jwk=jwk, sign=sign)


def deep(levels):
    return (b'{"@context":' + b"[" * levels + b"]" * levels + b"}", None)


HEADERS = {
    "alg none": lambda: by_hand(GRANDER, alg="none", sign=fixed(b"")),
    "alg None": lambda: by_hand(GRANDER, alg="None", sign=fixed(b"")),
    "alg nOnE with a signature": lambda: by_hand(GRANDER, alg="nOnE", sign=fixed(b"x" * 64)),
    "alg empty": lambda: by_hand(GRANDER, alg="", sign=fixed(b"")),
    "alg absent": lambda: by_hand(GRANDER, alg=None),
    "alg null": lambda: by_hand(header=json.dumps({"alg": None, "kid": P256.verification_method}).encode(), key=P256),
    "alg a list": lambda: by_hand(GRANDER, alg=["ES256"], key=P256),
    "alg that does not exist": lambda: by_hand(alg="ES257", key=P256),
    "alg in small letters": lambda: by_hand(alg="es256", key=P256),
    "alg with a space": lambda: by_hand(alg="ES256 ", key=P256),
    "hmac with the public key in PEM": lambda: hs256(public("RSA")),
    "hmac with the public key in PEM, stripped": lambda: hs256(public("RSA").strip()),
    "hmac with the public key in PKCS 1 PEM": lambda: hs256(public("RSA", form=PublicFormat.PKCS1)),
    "hmac with the public key in DER": lambda: hs256(public("RSA", Encoding.DER)),
    "hmac with the public key raw": lambda: hs256(signer().public_key.encoded),
    "hmac with the public key as JWK": lambda: hs256(json.dumps(signer().public_key.jwk).encode()),
    "hmac with the public key as Multikey": lambda: hs256(signer().public_key.multikey.encode()),
    "hmac under the name of a signature": lambda: hs256(public("RSA"), "RS256"),
    "hmac with an empty secret": lambda: hs256(b""),
    "hmac 512": lambda: hs256(public("RSA"), "HS512"),
    "header not an object": lambda: by_hand(header=b'["alg","ES256"]', key=P256),
    "header with alg twice, none first": lambda: by_hand(header=twice(True).encode(), key=P256),
    "header with alg twice, none last": lambda: by_hand(header=twice(False).encode(), key=P256),
    "header with kid twice": lambda: by_hand(
        header=json.dumps({"alg": "ES256", "kid": P256.verification_method})
        .replace("{", '{"kid": "did:web:evil.example#P-256", ', 1)
        .encode(),
        key=P256,
    ),
    "crit with an unknown extension": lambda: by_hand(crit=["https://evil.example/x"], **{"https://evil.example/x": 1}),
    "crit with a known name": lambda: by_hand(crit=["alg"]),
    "crit empty": lambda: by_hand(crit=[]),
    "crit not a list": lambda: by_hand(crit="b64"),
    "b64 false with crit": lambda: by_hand(b64=False, crit=["b64"]),
    "b64 false without crit": lambda: by_hand(b64=False),
    "b64 as text": lambda: by_hand(b64="false"),
    "zip": lambda: by_hand(zip="DEF"),
    "enc": lambda: by_hand(enc="A256GCM"),
    "nested token by cty": lambda: by_hand(cty="JWT"),
    "nested token as payload": lambda: by_hand(good().encode(), typ="JWT"),
    "typ of an access token": lambda: by_hand(typ="at+jwt"),
    "typ not text": lambda: by_hand(typ=["JWT"]),
    "jku of the attacker": lambda: by_hand(GRANDER, key=EVIL_P256, kid="1", jku=f"{EVIL}/keys"),
    "jku beside the victim's kid": lambda: by_hand(
        GRANDER, key=EVIL_P256, kid=P256.verification_method, jku=f"{EVIL}/keys"
    ),
    "x5u of the attacker": lambda: by_hand(GRANDER, key=EVIL_P256, kid=None, x5u=f"{EVIL}/key"),
    "x5c self-signed": lambda: by_hand(GRANDER, key=EVIL_P256, kid=None, x5c=[base64.b64encode(b"cert").decode()]),
    "x5c beside the victim's kid": lambda: by_hand(
        GRANDER, key=EVIL_P256, kid=P256.verification_method, x5c=[base64.b64encode(b"cert").decode()]
    ),
}

KEYS = {
    "attacker's embedded key with the victim's iss": lambda: by_hand(GRANDER, key=EVIL_P256, kid=None, jwk=EVIL_JWK),
    "attacker's embedded key with the victim's kid": lambda: by_hand(
        GRANDER, key=EVIL_P256, kid=P256.verification_method, jwk=EVIL_JWK
    ),
    "attacker's embedded key that claims the victim's kid": lambda: by_hand(
        GRANDER, key=EVIL_P256, kid=None, jwk={**EVIL_JWK, "kid": P256.verification_method}
    ),
    "victim's embedded key, attacker's signature": lambda: by_hand(
        GRANDER, key=EVIL_P256, kid=None, jwk=P256.public_key.jwk
    ),
    "embedded private key": lambda: by_hand(kid=None, jwk={**P256.public_key.jwk, "d": "AA"}, key=P256),
    "embedded symmetric key": lambda: by_hand(GRANDER, kid=None, jwk={"kty": "oct", "k": "AAAA"}, key=EVIL_P256),
    "embedded key for encryption": lambda: by_hand(kid=None, jwk={**P256.public_key.jwk, "use": "enc"}, key=P256),
    "embedded key as text": lambda: by_hand(kid=None, jwk=json.dumps(P256.public_key.jwk), key=P256),
    "attacker's DID as kid": lambda: by_hand(GRANDER, key=EVIL_P256),
    "attacker's did:key as kid": lambda: by_hand(
        GRANDER, key=EVIL_P256, kid=f"did:key:{EVIL_P256.public_key.multikey}#{EVIL_P256.public_key.multikey}"
    ),
    "attacker's did:jwk as kid": lambda: by_hand(GRANDER, key=EVIL_P256, kid=f"{mc.did_jwk(EVIL_P256.public_key)}#0"),
    "attacker's key set as kid": lambda: by_hand(GRANDER, key=EVIL_P256, kid=f"{EVIL}/keys#1"),
    "attacker's bare key as kid": lambda: by_hand(GRANDER, key=EVIL_P256, kid=f"{EVIL}/key"),
    "attacker's copy of the victim's document as kid": lambda: by_hand(
        GRANDER, key=EVIL_P256, kid=f"{EVIL}/victim#P-256"
    ),
    "kid with two fragments": lambda: by_hand(GRANDER, key=EVIL_P256, kid=f"{DID}#x#P-256"),
    "kid with dots in its path": lambda: by_hand(GRANDER, key=EVIL_P256, kid=f"{DID}/../evil.example#P-256"),
    "kid as a path of files": lambda: by_hand(GRANDER, key=EVIL_P256, kid="../../../../dev/null"),
    "kid as a query": lambda: by_hand(GRANDER, key=EVIL_P256, kid="x' UNION SELECT 'key"),
    "kid as a file address": lambda: by_hand(GRANDER, key=EVIL_P256, kid="file:///dev/null"),
    "kid of a host that begins like the victim's": lambda: by_hand(
        GRANDER, key=EVIL_P256, kid="https://badges.alderbay.example.evil.example/keys#1"
    ),
    "kid with the victim's host as user name": lambda: by_hand(
        GRANDER, key=EVIL_P256, kid="https://badges.alderbay.example@evil.example/keys#1"
    ),
    "kid of no key of the victim": lambda: by_hand(GRANDER, key=EVIL_P256, kid=f"{DID}#key-99"),
    "kid not text": lambda: by_hand(GRANDER, key=EVIL_P256, kid=7),
    "no key named at all": lambda: by_hand(kid=None, key=P256),
    "point that is not on the curve": lambda: by_hand(
        GRANDER, kid=None, jwk={**EVIL_JWK, "y": encode(b"\1" * 32)}, key=EVIL_P256
    ),
    "point at infinity": lambda: by_hand(
        GRANDER, kid=None, jwk={**EVIL_JWK, "x": encode(bytes(32)), "y": encode(bytes(32))}, key=EVIL_P256
    ),
    "point with an x that is too long": lambda: by_hand(
        GRANDER, kid=None, jwk={**EVIL_JWK, "x": encode(b"\0" + bytes(32))}, key=EVIL_P256
    ),
    "Ed25519 key of small order": lambda: by_hand(
        payload(issuer=(weak := f"did:jwk:{encode(json.dumps(SMALL_ORDER).encode())}"), iss=weak),
        kid=None,
        jwk=SMALL_ORDER,
        sign=fixed(b"\1" + bytes(63)),
    ),
    "Ed25519 key said to be on P-256": lambda: by_hand(
        GRANDER, kid=None, jwk={**signer().public_key.jwk, "crv": "P-256"}, key=signer()
    ),
    "EC key said to be OKP": lambda: by_hand(GRANDER, kid=None, jwk={**EVIL_JWK, "kty": "OKP"}, key=EVIL_P256),
    "RSA key of 1024 bits": lambda: by_weak_rsa(65537, 1024),
    "RSA key with exponent 1": lambda: by_weak_rsa(1, 2048),
    "RSA key with exponent 3": lambda: by_weak_rsa(3, 2048),
}
SMALL_ORDER = {"kty": "OKP", "crv": "Ed25519", "x": encode(b"\1" + bytes(31))}

R, S = 5, 7
SIGNATURES = {
    "ES256 in the head of an RSA key": lambda: by_hand(alg="ES256", key=signer("RSA")),
    "RS256 in the head of a P-256 key": lambda: by_hand(alg="RS256", key=P256),
    "EdDSA in the head of a P-256 key": lambda: by_hand(alg="EdDSA", key=P256),
    "ES256 in the head of an Ed25519 key": lambda: by_hand(alg="ES256", key=signer()),
    "ES384 in the head of a P-256 key": lambda: by_hand(alg="ES384", key=P256),
    "ES512 in the head of a P-256 key": lambda: by_hand(alg="ES512", key=P256),
    "ES384 in the head of a P-521 key": lambda: by_hand(alg="ES384", key=signer("P-521")),
    "ES256 in the head of a P-384 key": lambda: by_hand(alg="ES256", key=signer("P-384")),
    "psychic signature, r and s zero": lambda: by_hand(GRANDER, key=P256, sign=fixed(bytes(64))),
    "r zero": lambda: by_hand(GRANDER, key=P256, sign=fixed(bytes(32) + b"\1" * 32)),
    "s zero": lambda: by_hand(GRANDER, key=P256, sign=fixed(b"\1" * 32 + bytes(32))),
    "r and s the order of the curve": lambda: by_hand(GRANDER, key=P256, sign=fixed(ORDER.to_bytes(32, "big") * 2)),
    "ECDSA signature in DER": lambda: by_hand(key=P256, sign=der),
    "ECDSA signature in DER of the zeros": lambda: by_hand(key=P256, sign=fixed(encode_dss_signature(0, 0))),
    "ECDSA signature with zeros before": lambda: by_hand(key=P256, sign=lambda data: b"\0" + P256.sign(data)),
    "Ed25519 signature with S beyond the order": lambda: by_hand(sign=lambda data: beyond(signer().sign(data))),
    "Ed25519 signature of zeros": lambda: by_hand(GRANDER, sign=fixed(bytes(64))),
    "RSA signature of zeros": lambda: by_hand(GRANDER, key=signer("RSA"), sign=fixed(bytes(256))),
    "RSA signature of one": lambda: by_hand(GRANDER, key=signer("RSA"), sign=fixed(bytes(255) + b"\1")),
    "RSA signature without its first byte": lambda: by_hand(
        key=signer("RSA"), sign=lambda data: signer("RSA").sign(data)[1:]
    ),
    "RSA-PSS under the name of PKCS 1": lambda: by_hand(key=signer("RSA"), sign=pss),
    "signature truncated": lambda: by_hand(key=P256, sign=lambda data: P256.sign(data)[:-1]),
    "signature with a byte more": lambda: by_hand(key=P256, sign=lambda data: P256.sign(data) + b"\0"),
    "signature empty": lambda: by_hand(sign=fixed(b"")),
    "signature of another badge": lambda: by_hand(GRANDER, key=P256, sign=fixed(P256.sign(b"something else"))),
    "signature over the payload alone": lambda: by_hand(key=P256, sign=lambda data: P256.sign(data.partition(b".")[2])),
    "signature of megabytes": lambda: by_hand(key=P256, sign=fixed(bytes(100_000))),
    "payload exchanged": lambda: ".".join([parts()[0], encode(json.dumps(GRANDER).encode()), parts()[2]]),
    "header exchanged": lambda: ".".join(
        [encode(json.dumps({"alg": "ES256", "kid": P256.verification_method}).encode()), *parts()[1:]]
    ),
}
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ED_ORDER = 2**252 + 27742317777372353535851937790883648493


def beyond(signature):
    """The same signature by readers that do not look at the size of S (RFC 8032, 5.1.7 forbids it)."""
    number = int.from_bytes(signature[32:], "little") + ED_ORDER
    return signature[:32] + number.to_bytes(32, "little")


def pss(data):
    scheme = mc.keys.padding.PSS(mc.keys.padding.MGF1(mc.keys.hashes.SHA256()), 32)
    return private("RSA").sign(data, scheme, mc.keys.hashes.SHA256())


CLAIMS = {
    "iss of somebody else": lambda: by_hand(payload(iss=ATTACKER)),
    "issuer of somebody else": lambda: by_hand(payload(issuer=DID), key=EVIL_P256),
    "the attacker's iss and key, the victim as issuer": lambda: by_hand(payload(iss=ATTACKER), key=EVIL_P256),
    "the victim's iss, the attacker as issuer": lambda: by_hand(payload(issuer=ATTACKER), key=EVIL_P256),
    "iss as a list": lambda: by_hand(payload(iss=[DID])),
    "iss in the head of somebody else": lambda: by_hand(iss=ATTACKER),
    "sub of somebody else": lambda: by_hand(payload(sub="did:example:eve")),
    "sub where the badge names nobody": lambda: by_hand(payload(credentialSubject={"type": ["AchievementSubject"]})),
    "jti of another badge": lambda: by_hand(payload(jti="urn:uuid:1")),
    "jti as a number": lambda: by_hand(payload(jti=1)),
    "nbf before validFrom": lambda: by_hand(payload(nbf=0)),
    "nbf after validFrom": lambda: by_hand(payload(nbf=payload()["nbf"] + 1)),
    "nbf as text": lambda: by_hand(payload(nbf=str(payload()["nbf"]))),
    "nbf as true": lambda: by_hand(payload(nbf=True, validFrom="1970-01-01T00:00:01Z")),
    "exp after validUntil": lambda: by_hand(payload(exp=payload()["exp"] + 1)),
    "exp null": lambda: by_hand(payload() | {"exp": None}),
    "exp in the far future": lambda: by_hand(payload(exp=10**15)),
    "validUntil after exp": lambda: by_hand(payload(validUntil="2039-01-15T00:00:00Z")),
    "exp past": lambda: by_hand(payload(exp=1_700_000_000, validUntil="2023-11-14T22:13:20Z")),
    "exp past, the badge without an end": lambda: by_hand(payload(exp=1_700_000_000, validUntil=None)),
    "nbf in the future": lambda: by_hand(payload(nbf=1_900_000_000, validFrom="2030-03-17T17:46:40Z")),
    "exp past in vc+jwt": lambda: by_hand(badge().document | {"exp": int(NOW.timestamp()) - 1}, typ="vc+jwt"),
    "a second credential in vc": lambda: by_hand(payload(vc=badge(name="Doctor of Everything").document)),
    "a second credential in vc of vc+jwt": lambda: by_hand(badge().document | {"vc": {}}, typ="vc+jwt"),
    "a presentation beside the credential": lambda: by_hand(payload(vp={})),
    "the credential in vc alone": lambda: by_hand({"iss": DID, "nbf": 0, "vc": badge().document}),
    "an older credential in vc, another beside it": lambda: by_hand(
        {
            "iss": DID,
            "vc": {"@context": ["https://www.w3.org/2018/credentials/v1"]},
            "credentialSubject": {"id": PERSON},
        }
    ),
    "vc not a credential": lambda: by_hand({"iss": DID, "vc": "badge"}),
    "claim twice": lambda: by_hand(claims_twice("iss", ATTACKER)),
    "member of the badge twice": lambda: by_hand(claims_twice("name", "Doctor of Everything")),
    "no credential": lambda: by_hand({"iss": DID, "sub": PERSON, "admin": True}),
    "a presentation as a credential": lambda: by_hand(payload(type=["VerifiablePresentation"]), typ="vc+jwt"),
    "payload not an object": lambda: by_hand(b'"badge"'),
    "payload empty": lambda: by_hand(b""),
    "payload not UTF-8": lambda: by_hand(b'{"a":"\xff"}'),
    "payload with NaN": lambda: by_hand(b'{"a":NaN}'),
    "payload of two objects": lambda: by_hand(b"{}{}"),
    "deep JSON": lambda: by_hand(deep(100)[0]),
    "very deep JSON": lambda: by_hand(deep(100_000)[0]),
    "deep header": lambda: by_hand(header=b'{"alg":"EdDSA","x":' + b"[" * 5000 + b"]" * 5000 + b"}"),
}

TEXTS = {
    "two parts": lambda: ".".join(parts()[:2]),
    "one part": lambda: parts()[0],
    "four parts": lambda: good() + "." + parts()[2],
    "five parts, encrypted": lambda: ".".join([*parts(), "", ""]),
    "a thousand parts": lambda: "." * 1000,
    "trailing dot": lambda: good() + ".",
    "signature part empty": lambda: ".".join([*parts()[:2], ""]),
    "payload part empty": lambda: ".".join([parts()[0], "", parts()[2]]),
    "header part empty": lambda: ".".join(["", *parts()[1:]]),
    "JSON serialization": lambda: json.dumps(dict(zip(("protected", "payload", "signature"), parts(), strict=True))),
    "general JSON serialization": lambda: json.dumps(
        {"payload": parts()[1], "signatures": [{"protected": parts()[0], "signature": parts()[2]}]}
    ),
    "space in the middle": lambda: good().replace(".", ". ", 1),
    "line break at the end": lambda: good() + "\n",
    "tab in the signature": lambda: good()[:-5] + "\t" + good()[-5:],
    "null byte": lambda: good() + "\0",
    "padding": lambda: ".".join(part + "=" * (-len(part) % 4) for part in parts()),
    "padding in the signature": lambda: good() + "==",
    "plain base64 alphabet": lambda: good().replace("_", "/").replace("-", "+") + "+",
    "stray bits in the signature": lambda: ".".join([*parts()[:2], last_bits(parts()[2])]),
    "full-width letters": lambda: good().replace("e", "\uff45", 1),
    "Bearer before": lambda: "Bearer " + good(),
    "two tokens": lambda: good() + good(),
    "something appended behind a tilde": lambda: good() + "~",
    "token of 10 MB": lambda: ".".join([parts()[0], "A" * 10_000_000, parts()[2]]),
    "header of a megabyte": lambda: by_hand(header=json.dumps({"alg": "EdDSA", "x": "x" * 1_000_000}).encode()),
    "empty text": lambda: "",
}


GROUPS = {"header": HEADERS, "key": KEYS, "signature": SIGNATURES, "claims": CLAIMS, "text": TEXTS}
