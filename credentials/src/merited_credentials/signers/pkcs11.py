"""A signer whose private key never leaves a device: smart card, HSM, or SoftHSM, by PKCS #11 (extra `hsm`)."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ..errors import NotInstalled, NotReadable, SignerUnavailable
from ..keys import Kind, VerificationKey

_T = TypeVar("_T")
_HASHES = {"P-256": hashlib.sha256, "P-384": hashlib.sha384}
_CURVES: dict[bytes, ec.EllipticCurve] = {  # object identifiers in DER: secp256r1, secp384r1
    bytes.fromhex("06082a8648ce3d030107"): ec.SECP256R1(),
    bytes.fromhex("06052b81040022"): ec.SECP384R1(),
}
# A device knows one login for the whole process, so sessions are opened one after the other.
_one_at_a_time = threading.Lock()
_initialized_in: dict[str, int] = {}


@dataclass(frozen=True, eq=False)
class Pkcs11Signer:
    """A key pair of a device by its label: Ed25519, P-256, P-384, or RSA of 2048 bits and more.

    `library` is the path of the maker's PKCS #11 module, `token` the label of the token. Each signature opens a session
    and closes it, so that nothing stays logged in. Raises NotInstalled without the package python-pkcs11, and
    SignerUnavailable when the device does not answer as it should; the PIN shows in no text form and in no error.
    """

    library: str
    token: str
    key_label: str
    pin: str = field(repr=False)
    verification_method: str

    @cached_property
    def public_key(self) -> VerificationKey:
        """The public half, read from the device once. Raises UnknownKind for a key that badges are not signed with."""
        wanted = _module().ObjectClass.PUBLIC_KEY
        return self._asked(lambda session: _public(self._key(session, wanted)))

    def sign(self, data: bytes) -> bytes:
        """The signature over the data, as `VerificationKey.holds` takes it. Raises SignerUnavailable."""
        kind, wanted = self.public_key.kind, _module().ObjectClass.PRIVATE_KEY
        return self._asked(lambda session: _signature(self._key(session, wanted), kind, data))

    def _key(self, session: Any, kind: Any) -> Any:
        return session.get_key(object_class=kind, label=self.key_label)

    def _asked(self, question: Callable[[Any], _T]) -> _T:
        with _one_at_a_time, self._session() as session:
            return question(session)

    @contextmanager
    def _session(self) -> Iterator[Any]:
        try:
            with _loaded(self.library).get_token(token_label=self.token).open(user_pin=self.pin) as session:
                yield session
        except (_module().PKCS11Error, RuntimeError, OSError) as error:
            sentence = (
                f"The key {self.key_label} on the token {self.token} cannot be used ({type(error).__name__}). Check "
                "that the device is connected, and its label, its PIN and the label of the key."
            )
            raise SignerUnavailable(sentence) from None


def _module() -> Any:
    try:
        import pkcs11
    except ImportError:
        sentence = 'To sign with a device, install the extra "hsm": pip install "merited-credentials[hsm]".'
        raise NotInstalled(sentence) from None
    return pkcs11


def _loaded(library: str) -> Any:
    module = _module().lib(library)
    if _initialized_in.setdefault(library, os.getpid()) != os.getpid():
        module.reinitialize()  # a forked process must begin anew (PKCS #11, 5.4)
        _initialized_in[library] = os.getpid()
    return module


def _public(key: Any) -> VerificationKey:
    Attribute, KeyType = _module().Attribute, _module().KeyType
    if key.key_type == KeyType.RSA:
        n, e = (int.from_bytes(key[name], "big") for name in (Attribute.MODULUS, Attribute.PUBLIC_EXPONENT))
        return VerificationKey.from_public(rsa.RSAPublicNumbers(e, n).public_key())
    if key.key_type == KeyType.EC_EDWARDS:
        return VerificationKey.from_public(Ed25519PublicKey.from_public_bytes(_point(key[Attribute.EC_POINT], 32)))
    curve = _CURVES.get(bytes(key[Attribute.EC_PARAMS])) if key.key_type == KeyType.EC else None
    if curve is None:
        raise NotReadable("The key on the device is not of a kind that badges are signed with.")
    point = _point(key[Attribute.EC_POINT], 1 + curve.key_size // 4)
    return VerificationKey.from_public(ec.EllipticCurvePublicKey.from_encoded_point(curve, point))


def _point(value: bytes, length: int) -> bytes:
    """The bytes of a point, which devices give as they are or in a DER OCTET STRING (PKCS #11, 6.3.3)."""
    if len(value) == length + 2 and value[:2] == bytes([4, length]):
        return bytes(value[2:])
    if len(value) != length:
        raise NotReadable("The device gave a public key of another length than its kind has.")
    return bytes(value)


def _signature(key: Any, kind: Kind, data: bytes) -> bytes:
    Mechanism = _module().Mechanism
    if kind == "Ed25519":
        return bytes(key.sign(data, mechanism=Mechanism.EDDSA))
    if kind == "RSA":
        return bytes(key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
    # Devices give r and s side by side. The hash is made here: not every device knows how.
    return bytes(key.sign(_HASHES[kind](data).digest(), mechanism=Mechanism.ECDSA))
