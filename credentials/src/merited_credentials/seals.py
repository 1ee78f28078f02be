"""How private keys are kept: sealed under a master key that lives elsewhere, each by way of a data key of its own.

A seal is an envelope: a fresh data key encrypts the private key, and the master key encrypts the data key. A new master
key changes the second half alone (`reseal_private_key`): no private key is touched, and nothing is signed anew.
"""

from __future__ import annotations

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .errors import NotReadable, SealBroken, WrongMasterKey

_PLAIN, _ENVELOPE = 1, 2  # the version of a seal: 1 was sealed by the master key itself, and is still opened
_NONCE, _FINGERPRINT, _TAG, _KEY = 12, 8, 16, 32
_HEAD = 1 + _FINGERPRINT
_WRAPPED = _HEAD + _NONCE + _KEY + _TAG


def new_master_key() -> bytes:
    """A new master key: 32 random bytes. It is kept apart from the database that holds the sealed keys."""
    return AESGCM.generate_key(bit_length=256)


def seal_private_key(private: bytes, master_key: bytes, *, key_id: str) -> bytes:
    """Seal a private key for storage, bound to its key id: AES-256-GCM twice, under its data key and the master key.

    Layout: version (1 byte), fingerprint of the master key (8), nonce (12), sealed data key (48), nonce (12), sealed
    private key (16 more than the key itself). Raises WrongMasterKey for a master key that has not 32 bytes.
    """
    data_key, nonce = AESGCM.generate_key(bit_length=256), os.urandom(_NONCE)
    return _wrap(data_key, master_key, key_id) + nonce + AESGCM(data_key).encrypt(nonce, private, _inside(key_id))


def open_private_key(sealed: bytes, master_key: bytes, *, key_id: str) -> bytes:
    """The private key out of its seal.

    Raises WrongMasterKey when another master key sealed it; SealBroken when it was cut, changed or is another key's.
    """
    if sealed[:1] == bytes([_PLAIN]):
        return _unseal(sealed[_HEAD:], master_key, _checked_head(sealed, master_key) + key_id.encode("utf-8"), key_id)
    data_key = _unwrap(sealed, master_key, key_id)
    return _unseal(sealed[_WRAPPED:], data_key, _inside(key_id), key_id)


def reseal_private_key(sealed: bytes, old_master_key: bytes, new_master_key: bytes, *, key_id: str) -> bytes:
    """The same seal under a new master key: the data key is sealed anew, the rest stays byte for byte.

    A seal of version 1 is opened and sealed into an envelope. Raises what `open_private_key` raises.
    """
    if sealed[:1] == bytes([_PLAIN]):
        return seal_private_key(open_private_key(sealed, old_master_key, key_id=key_id), new_master_key, key_id=key_id)
    return _wrap(_unwrap(sealed, old_master_key, key_id), new_master_key, key_id) + sealed[_WRAPPED:]


def _wrap(data_key: bytes, master_key: bytes, key_id: str) -> bytes:
    head, nonce = bytes([_ENVELOPE]) + _fingerprint(master_key), os.urandom(_NONCE)
    return head + nonce + AESGCM(master_key).encrypt(nonce, data_key, head + key_id.encode("utf-8"))


def _unwrap(sealed: bytes, master_key: bytes, key_id: str) -> bytes:
    head = _checked_head(sealed, master_key)
    return _unseal(sealed[_HEAD:_WRAPPED], master_key, head + key_id.encode("utf-8"), key_id)


def _checked_head(sealed: bytes, master_key: bytes) -> bytes:
    """Version and fingerprint, once the whole is long enough and the master key is the one that sealed it."""
    least = _WRAPPED if sealed[:1] == bytes([_ENVELOPE]) else _HEAD
    if sealed[:1] not in (bytes([_PLAIN]), bytes([_ENVELOPE])):
        raise NotReadable("This is not a sealed key that this version can open.")
    if len(sealed) < least + _NONCE + _TAG:
        raise SealBroken("The sealed key was cut short. Put it back from your backup.")
    if sealed[1:_HEAD] != _fingerprint(master_key):
        raise WrongMasterKey("Another master key sealed this signing key. Set the master key that was in use then.")
    return sealed[:_HEAD]


def _unseal(box: bytes, key: bytes, bound_to: bytes, key_id: str) -> bytes:
    try:
        return AESGCM(key).decrypt(box[:_NONCE], box[_NONCE:], bound_to)
    except InvalidTag:
        raise SealBroken(f"The sealed key {key_id} was changed, or it belongs to another key.") from None


def _inside(key_id: str) -> bytes:
    # Not bound to the master key, or a new one would ask for a new seal of the private key.
    return b"merited private key in an envelope: " + key_id.encode("utf-8")


def _checked(master_key: bytes) -> bytes:
    if len(master_key) != _KEY:
        raise WrongMasterKey("A master key has exactly 32 bytes. Make one with new_master_key().")
    return master_key


def _fingerprint(master_key: bytes) -> bytes:
    return hashlib.sha256(b"merited master key fingerprint" + _checked(master_key)).digest()[:_FINGERPRINT]
