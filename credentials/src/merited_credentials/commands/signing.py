"""Which key a command signs with: a file of sealed keys with its master key, or a private key in JWK or PEM."""

from __future__ import annotations

import argparse
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

from ..dates import parse_instant
from ..did import did_jwk
from ..errors import CredentialError, NotReadable
from ..keys import Signer
from ..signers import KeyFile, MemorySigner, SealedKey, private_key_of
from ..strict_json import parse_object
from .files import STANDARD, read_bytes
from .words import warn

_LARGEST_KEY = 100_000


def add_key_options(command: argparse.ArgumentParser, *, required: bool) -> None:
    """Add --key, --key-id, --master and --method: the same four wherever something is signed."""
    command.add_argument(
        "--key", required=required, metavar="FILE", help="a file of `keys new`, or a private key in JWK or PEM"
    )
    command.add_argument("--key-id", metavar="ID", help="which key of the file (the newest in use, if not said)")
    command.add_argument("--master", metavar="FILE", help="the master key that sealed the key file")
    command.add_argument(
        "--method", metavar="ADDRESS", help="the address of the public key (the issuer's id and #ID, if not said)"
    )
    command.add_argument("--now", metavar="INSTANT", help="the moment of signing, such as 2026-05-01T12:00:00Z")


def moment(options: argparse.Namespace) -> datetime:
    """The moment named by --now, else the present one. Raises NotReadable."""
    return parse_instant(options.now) if options.now else datetime.now(UTC)


def read_master(name: str | None) -> bytes:
    """The master key: 64 hexadecimal digits in a file of their own. Raises OSError, NotReadable."""
    if name is None:
        raise CredentialError("The key file is sealed. Name the file with its master key by --master.")
    text = read_bytes(name, largest=1000)
    _warn_if_open(name)
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise NotReadable(f"{name}: A master key is 64 hexadecimal digits, and this is none.")
    return key


def _warn_if_open(name: str) -> None:
    """Say when others on this machine may read the master key. Mounted secrets often are so: it is no refusal."""
    if name == STANDARD or os.name != "posix":
        return
    found = Path(name).stat()
    if stat.S_ISREG(found.st_mode) and found.st_mode & 0o077:
        warn(f"{name}: Others on this machine may read or change this master key. Close it: chmod 600 {name}")


def signer_for(issuer: str, options: argparse.Namespace) -> Signer:
    """A signer for this issuer with the key that the options name. Raises OSError and CredentialError."""
    data = read_bytes(options.key, largest=_LARGEST_KEY)
    if _is_sealed(data):
        file, master = KeyFile(Path(options.key)), read_master(options.master)
        key = _chosen(file.keys(), options.key_id)
        return file.signer(key.id, options.method or _address(issuer, key.id), master_key=master)
    signer = MemorySigner(private_key_of(data), "")
    if not options.method and not options.key_id and issuer.startswith("did:web:"):
        raise CredentialError(f"Say which key of {issuer[:100]} this is, by --key-id, such as key-1.")
    own = "0" if issuer.startswith("did:jwk:") else signer.public_key.multikey if issuer.startswith("did:key:") else ""
    if issuer.startswith("did:jwk:") and issuer != did_jwk(signer.public_key):
        raise CredentialError("The did:jwk of the issuer is that of another key.")
    return MemorySigner(signer.private_key, options.method or f"{issuer}#{options.key_id or own}")


def _is_sealed(data: bytes) -> bool:
    try:
        return str(parse_object(data).get("format", "")).startswith("merited key file")
    except CredentialError:
        return False


def _chosen(keys: tuple[SealedKey, ...], key_id: str | None) -> SealedKey:
    for key in reversed(keys):
        if key.id == key_id or (key_id is None and key.active):
            return key
    raise NotReadable(f"The key file holds no key {key_id} in use." if key_id else "The key file holds no key in use.")


def _address(issuer: str, key_id: str) -> str:
    """Where the public key is listed: a did:key and a did:jwk have one key, whose fragment is fixed."""
    if issuer.startswith("did:key:"):
        return f"{issuer}#{issuer.removeprefix('did:key:')}"
    return f"{issuer}#0" if issuer.startswith("did:jwk:") else f"{issuer}#{key_id}"
