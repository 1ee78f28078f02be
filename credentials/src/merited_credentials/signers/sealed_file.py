"""A file of encrypted private keys, as many and of whatever kinds: readable by its owner alone, written whole or not.

The file is JSON. Public halves stand in it openly, so that a DID document can be made without the master key. Each
private half (PKCS #8) lies in an envelope (`seals`), bound to its id and to its public half: an entry that was swapped
or whose public half was replaced does not open.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ..dates import instant_text, parse_instant
from ..did import PublicKey
from ..errors import CredentialError, KeyMismatch, NotReadable, SealBroken, TooMuchWork
from ..keys import VerificationKey
from ..locks import alone
from ..multibase import base64url_decode, base64url_encode
from ..seals import open_private_key, reseal_private_key, seal_private_key
from ..strict_json import Json, canonical, parse_object
from .memory import MemorySigner, PrivateKey, pkcs8, private_key_of

_FORMAT = "merited key file 1"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,99}")
_MEMBERS = ("id", "publicKeyJwk", "created", "active", "sealed")


@dataclass(frozen=True, slots=True)
class SealedKey:
    """One key of a file: its id (key-1), public half, when it was made, whether new badges are signed with it.

    `sealed` is the private half as it stands in the file.
    """

    id: str
    public: VerificationKey
    created: datetime
    active: bool
    sealed: bytes

    @property
    def listed(self) -> PublicKey:
        """The key as `did_document` lists it."""
        return PublicKey.of(self.id, self.public, active=self.active)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A file of sealed keys at `path`. Every method reads the file anew, and the master key is never kept.

    What reads raises NotReadable when there is no such file, SealBroken when it was cut short or changed. What needs
    the master key raises WrongMasterKey when another one sealed the key.
    """

    path: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", Path(self.path))  # a text will do

    def keys(self) -> tuple[SealedKey, ...]:
        """Every key of the file in the order of their making, old ones too. Needs no master key."""
        return _read(self.path)

    def public_keys(self) -> tuple[PublicKey, ...]:
        """The public halves as `did_document` lists them."""
        return tuple(key.listed for key in self.keys())

    def add(self, key_id: str, private: object, *, master_key: bytes, created: datetime) -> VerificationKey:
        """Seal a further key into the file, which is made when it is not there; `private` as in `private_key_of`.

        Raises NotReadable when the id is taken, or is not letters, digits, dots, dashes and underscores.
        """
        key = private_key_of(private)
        public = VerificationKey.from_public(key.public_key())
        if not _ID.fullmatch(key_id):
            raise NotReadable(
                "The id of a key is made of letters, digits, dots, dashes and underscores, such as key-2."
            )
        sealed = seal_private_key(pkcs8(key), master_key, key_id=_bound_to(key_id, public))
        with alone(self.path):
            keys = self.keys() if self.path.exists() else ()
            if any(one.id == key_id for one in keys):
                raise NotReadable(f"The file already holds a key {key_id}. Give the new one another id.")
            for one in keys[:1]:  # one file, one master key: or half of it would be lost with either
                _open(one, master_key)
            added = SealedKey(key_id, public, parse_instant(instant_text(created)), True, sealed)
            _write(self.path, (*keys, added))
        return public

    def retire(self, key_id: str) -> None:
        """Sign no new badges with this key. It stays listed, or badges signed with it would stop verifying."""
        with alone(self.path):
            keys = self.keys()
            _named(keys, key_id)
            _write(self.path, tuple(replace(key, active=key.active and key.id != key_id) for key in keys))

    def signer(self, key_id: str, verification_method: str, *, master_key: bytes) -> MemorySigner:
        """A signer with this key, which is opened into memory. Raises KeyMismatch for a key that was retired."""
        key = _named(self.keys(), key_id)
        if not key.active:
            raise KeyMismatch(f"The key {key_id} was retired; sign with a newer one.")
        return MemorySigner(_open(key, master_key), verification_method)

    def check(self, master_key: bytes) -> None:
        """See whether every key, retired ones too, opens with this master key; nothing is changed."""
        for key in self.keys():
            _open(key, master_key)

    def rotate(self, old_master_key: bytes, new_master_key: bytes) -> int:
        """Seal every data key under a new master key; returns how many. All or none: the file is replaced at once.

        Each private key is opened once to see that it is whole, and its encrypted form is kept byte for byte.
        """
        with alone(self.path):
            keys = self.keys()
            for key in keys:
                _open(key, old_master_key)
            _write(self.path, tuple(_resealed(key, old_master_key, new_master_key) for key in keys))
        return len(keys)


def _named(keys: tuple[SealedKey, ...], key_id: str) -> SealedKey:
    for key in keys:
        if key.id == key_id:
            return key
    raise NotReadable(f"The file holds no key {key_id[:100]}.")


def _bound_to(key_id: str, public: VerificationKey) -> str:
    return canonical({"id": key_id, "publicKeyJwk": public.jwk})


def _open(key: SealedKey, master_key: bytes) -> PrivateKey:
    try:
        private = private_key_of(open_private_key(key.sealed, master_key, key_id=_bound_to(key.id, key.public)))
    except NotReadable:
        sentence = f"The sealed key {key.id} was changed, or it belongs to another key. Put it back from your backup."
        raise SealBroken(sentence) from None
    if VerificationKey.from_public(private.public_key()) != key.public:
        raise SealBroken(f"The private half of {key.id} is not that of its public half.")
    return private


def _resealed(key: SealedKey, old: bytes, new: bytes) -> SealedKey:
    return replace(key, sealed=reseal_private_key(key.sealed, old, new, key_id=_bound_to(key.id, key.public)))


def _read(path: Path) -> tuple[SealedKey, ...]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotReadable(f"The key file {path} cannot be opened ({error.strerror}).") from None
    return _parsed(data, str(path))


def _parsed(data: bytes, name: str) -> tuple[SealedKey, ...]:
    try:
        document = parse_object(data)
        entries = document.get("keys")
        if document.get("format") != _FORMAT or not isinstance(entries, list):
            raise NotReadable("It does not say that it is one.")
        keys = tuple(_key_of(entry) for entry in entries)
    except TooMuchWork:
        raise
    except CredentialError as error:
        raise SealBroken(f"{name} is not a whole key file. {error.sentence}") from None
    if len({key.id for key in keys}) != len(keys):
        raise SealBroken(f"{name} is not a whole key file. Two of its keys have the same id.")
    return keys


def _key_of(entry: Json) -> SealedKey:
    if not isinstance(entry, dict) or tuple(entry) != _MEMBERS or not isinstance(entry["active"], bool):
        raise NotReadable("An entry has not the members that it must have.")
    id, jwk, created, sealed = (entry[name] for name in ("id", "publicKeyJwk", "created", "sealed"))
    if not isinstance(id, str) or not _ID.fullmatch(id) or not isinstance(jwk, dict):
        raise NotReadable("An entry has not the members that it must have.")
    public = VerificationKey.from_jwk(jwk)
    return SealedKey(id, public, parse_instant(str(created)), entry["active"], base64url_decode(str(sealed)))


def _write(path: Path, keys: tuple[SealedKey, ...]) -> None:
    """Replace the file in one step (mode 0600): whoever reads sees the old file or the new one, also after a crash."""
    entries = [
        {
            "id": key.id,
            "publicKeyJwk": key.public.jwk,
            "created": instant_text(key.created),
            "active": key.active,
            "sealed": base64url_encode(key.sealed),
        }
        for key in keys
    ]
    data = json.dumps({"format": _FORMAT, "keys": entries}, indent=1).encode("ascii") + b"\n"
    _parsed(data, str(path))  # what could not be read again is not written
    target = path.resolve()
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
