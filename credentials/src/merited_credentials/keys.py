"""Keys: the public halves that verifiers use, in every notation met. Who holds the private halves is in `signers`.

A signature is a plain run of bytes here: 64 for Ed25519 (RFC 8032); r and s side by side, 64, 96 or 132, for ECDSA on
P-256, P-384 and P-521 (FIPS 186-5, as JOSE has it, and for the first two Data
Integrity too); as long as the modulus for RSA (PKCS #1 v1.5, SHA-256).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol, TypeVar, runtime_checkable

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from .edwards import is_sound_point
from .errors import NotReadable, UnknownKind
from .multibase import base58_decode, base58_encode

_T = TypeVar("_T")
Kind = Literal["Ed25519", "P-256", "P-384", "P-521", "RSA"]
_PREFIXES: dict[str, bytes] = {  # multicodec
    "Ed25519": b"\xed\x01",
    "P-256": b"\x80\x24",
    "P-384": b"\x81\x24",
    "P-521": b"\x82\x24",
}
_LENGTHS = {"Ed25519": 32, "P-256": 33, "P-384": 49, "P-521": 67}
_CURVES: dict[str, tuple[ec.EllipticCurve, hashes.HashAlgorithm, int]] = {
    "P-256": (ec.SECP256R1(), hashes.SHA256(), 32),
    "P-384": (ec.SECP384R1(), hashes.SHA384(), 48),
    "P-521": (ec.SECP521R1(), hashes.SHA512(), 66),
}
IN_FRAGMENT = ("z6Mk", "zDn", "z82", "z2J9")  # how the Multikey texts of these kinds begin
_ALG = {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "RSA": "RS256"}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")
LEAST_EXPONENT = 65537  # of an RSA key (FIPS 186-5, 5.1)
RSA_BITS = (2048, 8192)  # shorter is broken, longer is slow to check: nobody signs badges with it
PRIVATE_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")  # RFC 7518, 6; none belongs into a public JWK
_NO_KEY = "This is not a public key of a kind that badges are signed with."


@dataclass(frozen=True)
class VerificationKey:
    """A public key. `encoded`: 32 bytes (Ed25519), the compressed point (P-256, P-384, P-521), PKCS #1 in DER (RSA)."""

    kind: Kind
    encoded: bytes

    @classmethod
    def from_multikey(cls, text: str) -> VerificationKey:
        """Read a Multikey text: z6Mk..., zDna..., z82..., z2J9... (Controlled Identifiers 1.0, 2.2.2).

        Raises UnknownKind for a key of another kind, and NotReadable for a key that is none.
        """
        for kind, prefix in _PREFIXES.items():
            try:
                data = base58_decode(text, length=len(prefix) + _LENGTHS[kind])
            except NotReadable:
                continue
            if data.startswith(prefix):
                return cls(kind, data[len(prefix) :])._checked()  # type: ignore[arg-type]
        raise (NotReadable if text.startswith(IN_FRAGMENT) or not text.startswith("z") else UnknownKind)(_NO_KEY)

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, object]) -> VerificationKey:
        """Read a public JWK (RFC 7517, 7518, 8037).

        Raises UnknownKind for a key of another kind; NotReadable for one that is broken, too short, for another use
        than signatures by our one algorithm for it, or private.
        """
        if any(name in jwk for name in PRIVATE_MEMBERS):
            raise NotReadable("This key is a private one. Whoever published it must replace it.")
        key = cls._of_members(jwk)
        if jwk.get("use", "sig") != "sig" or not _may_verify(jwk.get("key_ops", ["verify"])):
            raise NotReadable("This key is published for another use than to check signatures.")
        if jwk.get("alg", key.alg) not in (key.alg, key.kind):  # RFC 9864 names EdDSA on this curve Ed25519
            raise UnknownKind("This key is published for another algorithm than the one that badges are signed with.")
        return key

    @classmethod
    def _of_members(cls, jwk: Mapping[str, object]) -> VerificationKey:
        if jwk.get("kty") == "OKP" and jwk.get("crv") == "Ed25519":
            return cls("Ed25519", bytes_of_member(jwk, "x", 32))._checked()
        if jwk.get("kty") == "EC" and str(jwk.get("crv")) in _CURVES:
            curve, _, size = _CURVES[str(jwk["crv"])]
            point = b"\x04" + bytes_of_member(jwk, "x", size) + bytes_of_member(jwk, "y", size)
            return cls.from_public(_made(lambda: ec.EllipticCurvePublicKey.from_encoded_point(curve, point)))
        if jwk.get("kty") == "RSA":
            e, n = (int.from_bytes(bytes_of_member(jwk, name), "big") for name in ("e", "n"))
            if n.bit_length() < RSA_BITS[0]:
                raise NotReadable(_too_short(n.bit_length()))
            return cls.from_public(_made(lambda: rsa.RSAPublicNumbers(e, n).public_key()))
        raise UnknownKind(_NO_KEY)

    @classmethod
    def from_pem(cls, text: str) -> VerificationKey:
        """Read a public key in PEM, as Open Badges 2.0 has it (publicKeyPem). Raises NotReadable."""
        return cls.from_public(_made(lambda: serialization.load_pem_public_key(text.encode("ascii"))))

    @classmethod
    def from_public(cls, key: object) -> VerificationKey:
        """Of a public key of the package cryptography. Raises NotReadable for a short key, UnknownKind for others."""
        raw, compressed = serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
        if isinstance(key, Ed25519PublicKey):
            return cls("Ed25519", key.public_bytes_raw())._checked()
        if isinstance(key, ec.EllipticCurvePublicKey):
            for kind, (curve, _, _) in _CURVES.items():
                if key.curve.name == curve.name:
                    return cls(kind, key.public_bytes(raw, compressed))  # type: ignore[arg-type]
        if isinstance(key, rsa.RSAPublicKey) and key.key_size < RSA_BITS[0]:
            raise NotReadable(_too_short(key.key_size))
        if isinstance(key, rsa.RSAPublicKey) and key.public_numbers().e < LEAST_EXPONENT:
            raise NotReadable("An RSA key with so small an exponent has been forged before; 65537 is the least.")
        if isinstance(key, rsa.RSAPublicKey) and key.key_size <= RSA_BITS[1]:
            der, format = serialization.Encoding.DER, serialization.PublicFormat.PKCS1
            return cls("RSA", key.public_bytes(der, format))
        raise UnknownKind(_NO_KEY)

    @property
    def alg(self) -> str:
        """The one JOSE algorithm that this library uses with such a key: EdDSA, ES256, ES384, ES512 or RS256."""
        return _ALG[self.kind]

    @property
    def multikey(self) -> str:
        """The Multikey text. Raises NotReadable for RSA, which has none here."""
        if self.kind not in _PREFIXES:
            raise NotReadable("An RSA key has no Multikey text. Publish it as a JWK.")
        return base58_encode(_PREFIXES[self.kind] + self.encoded)

    @property
    def jwk(self) -> dict[str, str]:
        """The public JWK, its members in the order of RFC 7638."""
        key = self._public
        if isinstance(key, ec.EllipticCurvePublicKey):
            size, point = _CURVES[self.kind][2], key.public_numbers()
            return {"crv": self.kind, "kty": "EC", "x": _text(point.x, size), "y": _text(point.y, size)}
        if isinstance(key, rsa.RSAPublicKey):
            numbers = key.public_numbers()
            return {"e": _text(numbers.e), "kty": "RSA", "n": _text(numbers.n)}
        return {"crv": "Ed25519", "kty": "OKP", "x": _base64url(self.encoded)}

    def holds(self, signature: bytes, data: bytes) -> bool:
        """Whether this key made this signature over the data. Never raises."""
        key = self._public
        try:
            if isinstance(key, Ed25519PublicKey):
                key.verify(signature, data)
            elif isinstance(key, ec.EllipticCurvePublicKey):
                _, hashed, size = _CURVES[self.kind]
                if len(signature) != 2 * size:
                    return False
                r, s = (int.from_bytes(half, "big") for half in (signature[:size], signature[size:]))
                key.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashed))
            else:
                key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, ValueError):
            return False
        return True

    @cached_property
    def _public(self) -> Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey:
        if self.kind == "Ed25519":
            return Ed25519PublicKey.from_public_bytes(self.encoded)
        if self.kind == "RSA":
            found = serialization.load_der_public_key(self.encoded)
            assert isinstance(found, rsa.RSAPublicKey)
            return found
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[self.kind][0], self.encoded)

    def _checked(self) -> VerificationKey:
        _made(lambda: self._public)
        if self.kind == "Ed25519" and not is_sound_point(self.encoded):
            raise NotReadable(_NO_KEY)
        return self


@runtime_checkable
class Signer(Protocol):
    """What can sign: a key in memory here, a key service or an HSM elsewhere."""

    @property
    def verification_method(self) -> str:
        """The address of the public key, such as did:web:example.org#key-1."""

    @property
    def public_key(self) -> VerificationKey:
        """The public half."""

    def sign(self, data: bytes) -> bytes:
        """The signature over the data, as `VerificationKey.holds` takes it."""


def raw_ecdsa(der: bytes, kind: Kind) -> bytes:
    """r and s side by side, out of the DER form in which key services give an ECDSA signature."""
    r, s = decode_dss_signature(der)
    size = _CURVES[kind][2]
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def generate_ed25519() -> bytes:
    """A new private key: 32 random bytes. Seal it before it is stored."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_multibase_of(private_key: bytes) -> str:
    """The Multikey text (z6Mk...) of the public half of an Ed25519 private key."""
    return VerificationKey.from_public(Ed25519PrivateKey.from_private_bytes(private_key).public_key()).multikey


def encode_multikey(public_key: bytes) -> str:
    """The Multikey text (z6Mk...) of an Ed25519 public key of 32 bytes (Controlled Identifiers 1.0, 2.2.2)."""
    if len(public_key) != 32:
        raise NotReadable("An Ed25519 public key has 32 bytes.")
    return VerificationKey("Ed25519", public_key).multikey


def decode_multikey(text: str) -> bytes:
    """The 32 bytes of an Ed25519 public key. Raises NotReadable for another kind of key or another text."""
    key = VerificationKey.from_multikey(text)
    if key.kind != "Ed25519":
        raise NotReadable("This is not an Ed25519 public key.")
    return key.encoded


def _made(make: Callable[[], _T]) -> _T:
    try:
        return make()
    except (ValueError, TypeError, UnsupportedAlgorithm, OverflowError):
        raise NotReadable(_NO_KEY) from None


def _too_short(bits: int) -> str:
    return f"An RSA key of {bits} bits is too short to prove anything; {RSA_BITS[0]} bits are the least."


def _may_verify(operations: object) -> bool:
    return isinstance(operations, list | tuple) and "verify" in operations


def bytes_of_member(jwk: Mapping[str, object], name: str, length: int | None = None) -> bytes:
    """The bytes of a member of a JWK, in strict base64url. Raises NotReadable, which never quotes the value."""
    value = jwk.get(name)
    if isinstance(value, str) and len(value) <= 2_000 and _BASE64URL.fullmatch(value) and len(value) % 4 != 1:
        data = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        if _base64url(data) == value and (length is None or len(data) == length):
            return data
    raise NotReadable(f'The member "{name}" of this key is not what it must be.')


def _text(number: int, size: int | None = None) -> str:
    return _base64url(number.to_bytes(size or (number.bit_length() + 7) // 8, "big"))


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
