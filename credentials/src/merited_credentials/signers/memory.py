"""Signers with their private key in memory: Ed25519, P-256, P-384, P-521, and RSA of 2048 bits and more.

A private key shows in no text form of these objects and in no error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias, TypeVar

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ..errors import KeyMismatch, NotReadable
from ..keys import PRIVATE_MEMBERS, Kind, VerificationKey, bytes_of_member, raw_ecdsa
from ..strict_json import parse_object

_T = TypeVar("_T")
PrivateKey: TypeAlias = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_CURVES: dict[str, ec.EllipticCurve] = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "P-256": hashes.SHA256(),
    "P-384": hashes.SHA384(),
    "P-521": hashes.SHA512(),
}
_SIZES = {"P-256": 32, "P-384": 48, "P-521": 66}
_NO_KEY = "This is not a private key of a kind that badges are signed with (Ed25519, P-256, P-384, P-521, RSA)."


@dataclass(frozen=True, eq=False)
class MemorySigner:
    """A signer with any private key of the package cryptography; `MemorySigner.of` takes it in other forms too.

    Raises NotReadable for a key of another kind, and for an RSA key of less than 2048 bits.
    """

    private_key: PrivateKey = field(repr=False)
    verification_method: str

    def __post_init__(self) -> None:
        if not isinstance(self.private_key, Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise NotReadable(_NO_KEY)
        assert self.public_key

    @classmethod
    def of(cls, source: object, verification_method: str, *, password: bytes | None = None) -> MemorySigner:
        """A signer of whatever form the private key is in; `source` and errors are those of `private_key_of`."""
        return cls(private_key_of(source, password=password), verification_method)

    @cached_property
    def public_key(self) -> VerificationKey:
        """The public half."""
        return VerificationKey.from_public(self.private_key.public_key())

    def sign(self, data: bytes) -> bytes:
        """The signature over the data, as `VerificationKey.holds` takes it."""
        private = self.private_key
        if isinstance(private, Ed25519PrivateKey):
            return private.sign(data)
        if isinstance(private, ec.EllipticCurvePrivateKey):
            kind = self.public_key.kind
            return raw_ecdsa(private.sign(data, ec.ECDSA(_HASHES[kind])), kind)
        return private.sign(data, padding.PKCS1v15(), hashes.SHA256())


@dataclass(frozen=True)
class Ed25519Signer:
    """A signer with its private key (32 bytes) in memory; the key never shows in its text form."""

    private_key: bytes = field(repr=False)
    verification_method: str

    @cached_property
    def public_key(self) -> VerificationKey:
        """The public half."""
        return VerificationKey.from_public(Ed25519PrivateKey.from_private_bytes(self.private_key).public_key())

    @property
    def public_multibase(self) -> str:
        """The public key as Multikey text (z6Mk...)."""
        return self.public_key.multikey

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of the Ed25519 signature over the data (RFC 8032)."""
        return Ed25519PrivateKey.from_private_bytes(self.private_key).sign(data)


def generate(kind: Kind = "Ed25519", *, bits: int = 3072) -> PrivateKey:
    """A new private key; `bits` (2048 to 8192) is for RSA alone. Raises NotReadable for another kind or size."""
    if kind == "Ed25519":
        return Ed25519PrivateKey.generate()
    if kind in _CURVES:
        return ec.generate_private_key(_CURVES[kind])
    if kind == "RSA" and 2048 <= bits <= 8192:
        return rsa.generate_private_key(public_exponent=65537, key_size=bits)
    raise NotReadable("A new key is of the kind Ed25519, P-256, P-384, P-521, or RSA with 2048 to 8192 bits.")


def private_key_of(source: object, *, password: bytes | None = None) -> PrivateKey:
    """A private key in any of its forms.

    `source`: a private key of the package cryptography; a private JWK, as a mapping or as JSON text (RFC 7517, 7518,
    8037); PEM text; PKCS #8 in DER; the 32 bytes of an Ed25519 key. `password` opens PEM and DER that have one.
    Raises NotReadable for anything else, and KeyMismatch for a JWK whose two halves do not belong together.
    """
    if isinstance(source, Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        return source
    if isinstance(source, Mapping):
        return _of_jwk(source)
    data = source.encode("utf-8", "replace") if isinstance(source, str) else source
    if not isinstance(data, bytes | bytearray):
        raise NotReadable(_NO_KEY)
    data = bytes(data)
    if len(data) == 32 and not isinstance(source, str):
        return Ed25519PrivateKey.from_private_bytes(data)
    if data.lstrip().startswith(b"{"):
        return _of_jwk(parse_object(data))
    load = serialization.load_pem_private_key if b"-----BEGIN" in data else serialization.load_der_private_key
    found = _made(lambda: load(data, password))
    if not isinstance(found, Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise NotReadable(_NO_KEY)
    return found


def pkcs8(private: PrivateKey) -> bytes:
    """The private key as bytes, PKCS #8 in DER without a password. Seal it before it is stored."""
    encoding, form = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
    return private.private_bytes(encoding, form, serialization.NoEncryption())


def _of_jwk(jwk: Mapping[str, object]) -> PrivateKey:
    if "d" not in jwk or "oth" in jwk:
        raise NotReadable("This JWK holds no private key, or one with more than two primes.")
    shown = {name: value for name, value in jwk.items() if name not in (*PRIVATE_MEMBERS, "use", "key_ops")}
    public = VerificationKey.from_jwk(shown)
    if public.kind == "Ed25519":
        made: PrivateKey = Ed25519PrivateKey.from_private_bytes(bytes_of_member(jwk, "d", 32))
    elif public.kind == "RSA":
        made = _rsa(jwk)
    else:
        secret = int.from_bytes(bytes_of_member(jwk, "d", _SIZES[public.kind]), "big")
        made = _made(lambda: ec.derive_private_key(secret, _CURVES[public.kind]))
    if VerificationKey.from_public(made.public_key()) != public:
        raise KeyMismatch("The two halves of this key do not belong together. Make the file anew from its source.")
    return made


def _rsa(jwk: Mapping[str, object]) -> rsa.RSAPrivateKey:
    def number(name: str) -> int:
        return int.from_bytes(bytes_of_member(jwk, name), "big")

    public, d = rsa.RSAPublicNumbers(number("e"), number("n")), number("d")
    if "p" in jwk:
        p, q, dp, dq, qi = (number(name) for name in ("p", "q", "dp", "dq", "qi"))
    else:  # RFC 7518, 6.3.2: the rest may be left out
        p, q = _made(lambda: rsa.rsa_recover_prime_factors(public.n, public.e, d))
        dp, dq, qi = rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q)
    return _made(lambda: rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, public).private_key())


def _made(make: Callable[[], _T]) -> _T:
    try:
        return make()
    except (ValueError, TypeError, UnsupportedAlgorithm, OverflowError):
        raise NotReadable(f"{_NO_KEY} If it has a password, that may be missing or wrong.") from None
