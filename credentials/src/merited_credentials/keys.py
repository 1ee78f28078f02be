"""Signing keys: Ed25519, their public form (Multikey), and the sealed form in which private keys are kept."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .errors import NotReadable, WrongMasterKey
from .multibase import base58_decode, base58_encode

_ED25519_PREFIX = b"\xed\x01"  # multicodec ed25519-pub, as a varint
_SEAL_VERSION = 1
_NONCE, _FINGERPRINT = 12, 8


@runtime_checkable
class Signer(Protocol):
    """What can sign: a key in memory here, a key service or an HSM elsewhere."""

    @property
    def verification_method(self) -> str:
        """The address of the public key, such as did:web:example.org#key-1."""

    @property
    def public_multibase(self) -> str:
        """The public key as Multikey text (z6Mk... for Ed25519)."""

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of the Ed25519 signature over the data."""


@dataclass(frozen=True, slots=True)
class Ed25519Signer:
    """A signer with its private key (32 bytes) in memory; the key never shows in its text form."""

    private_key: bytes = field(repr=False)
    verification_method: str

    @property
    def public_multibase(self) -> str:
        """The public key as Multikey text (z6Mk...)."""
        return public_multibase_of(self.private_key)

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of the Ed25519 signature over the data (RFC 8032)."""
        return Ed25519PrivateKey.from_private_bytes(self.private_key).sign(data)


def generate_ed25519() -> bytes:
    """A new private key: 32 random bytes. Seal it before it is stored."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_multibase_of(private_key: bytes) -> str:
    """The Multikey text (z6Mk...) of the public half of a private key."""
    return encode_multikey(Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw())


def encode_multikey(public_key: bytes) -> str:
    """The Multikey text (z6Mk...) of an Ed25519 public key of 32 bytes (Controlled Identifiers 1.0, 2.2.2)."""
    if len(public_key) != 32:
        raise NotReadable("An Ed25519 public key has 32 bytes.")
    return base58_encode(_ED25519_PREFIX + public_key)


def decode_multikey(text: str) -> bytes:
    """The 32 bytes of an Ed25519 public key. Raises NotReadable for another kind of key or another text."""
    data = base58_decode(text, length=34)
    if not data.startswith(_ED25519_PREFIX):
        raise NotReadable("This is not an Ed25519 public key.")
    return data[2:]


def signature_holds(public_multibase: str, signature: bytes, data: bytes) -> bool:
    """Whether the signature over the data was made by this key. Raises NotReadable when the key cannot be read."""
    try:
        Ed25519PublicKey.from_public_bytes(decode_multikey(public_multibase)).verify(signature, data)
    except InvalidSignature:
        return False
    except ValueError:
        raise NotReadable("This is not an Ed25519 public key.") from None
    return True


def new_master_key() -> bytes:
    """A new master key: 32 random bytes. It is kept apart from the database that holds the sealed keys."""
    return AESGCM.generate_key(bit_length=256)


def seal_private_key(private: bytes, master_key: bytes, *, key_id: str) -> bytes:
    """Seal a private key for storage: AES-256-GCM, bound to its key id.

    Layout: version (1 byte), fingerprint of the master key (8), nonce (12), ciphertext and tag (48 for 32 bytes).
    """
    nonce = os.urandom(_NONCE)
    head = bytes([_SEAL_VERSION]) + _fingerprint(master_key)
    return head + nonce + AESGCM(_checked(master_key)).encrypt(nonce, private, head + key_id.encode("utf-8"))


def open_private_key(sealed: bytes, master_key: bytes, *, key_id: str) -> bytes:
    """The private key out of its seal.

    Raises WrongMasterKey when another master key sealed it; NotReadable when it was changed or belongs to another key.
    """
    if len(sealed) < 1 + _FINGERPRINT + _NONCE + 16 or sealed[0] != _SEAL_VERSION:
        raise NotReadable("This is not a sealed key that this version can open.")
    head, rest = sealed[: 1 + _FINGERPRINT], sealed[1 + _FINGERPRINT :]
    if head[1:] != _fingerprint(master_key):
        raise WrongMasterKey("Another master key sealed this signing key. Set the master key that was in use then.")
    try:
        return AESGCM(master_key).decrypt(rest[:_NONCE], rest[_NONCE:], head + key_id.encode("utf-8"))
    except InvalidTag:
        raise NotReadable(f"The sealed key {key_id} was changed, or it belongs to another key.") from None


def _checked(master_key: bytes) -> bytes:
    if len(master_key) != 32:
        raise WrongMasterKey("A master key has exactly 32 bytes. Make one with new_master_key().")
    return master_key


def _fingerprint(master_key: bytes) -> bytes:
    return hashlib.sha256(b"merited master key fingerprint" + _checked(master_key)).digest()[:_FINGERPRINT]
