"""`keys`: make sealed keys, list them, show their public halves as others want them, retire them, change the master."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from ..did import PublicKey, did_document, did_jwk, did_key, did_web
from ..errors import CredentialError, NotReadable
from ..keys import Kind
from ..seals import new_master_key
from ..signers import KeyFile, SealedKey, generate
from ..strict_json import Json
from .files import write_secret
from .signing import read_master
from .words import say

_Sub = Callable[..., argparse.ArgumentParser]


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `keys` and what it can do to the command line."""
    whole = commands.add_parser("keys", help="make, list, show and retire signing keys; change the master key")
    deeds = whole.add_subparsers(dest="deed", required=True, metavar="WHAT")

    def deed(name: str, words: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        found = deeds.add_parser(name, help=words)
        found.add_argument("file", type=Path, metavar="KEYS", help="the file with the sealed keys")
        found.set_defaults(run=run)
        return found

    new = deed("new", "make a key and seal it into the file, which is made if it is not there", _new)
    new.add_argument("--master", required=True, metavar="FILE", help="the master key; made if it is not there")
    new.add_argument("--id", default="key-1", help="the name of the key in the issuer's document (%(default)s)")
    new.add_argument("--kind", choices=get_args(Kind), default="Ed25519", help="%(default)s if not said")
    deed("list", "list the keys; needs no master key", _list)
    show = deed("show", "show public halves; needs no master key", _show)
    show.add_argument(
        "--as", dest="form", choices=("did-document", "did-key", "did-jwk", "jwk"), default="did-document"
    )
    show.add_argument("--id", help="one key alone (for did-key, did-jwk, jwk: the newest in use, if not said)")
    show.add_argument(
        "--issuer", metavar="ADDRESS", help="for did-document: the site (https://...) or DID of the issuer"
    )
    retire = deed(
        "retire", "sign nothing new with this key; it stays listed, so that old badges go on verifying", _retire
    )
    retire.add_argument("--id", required=True)
    rotate = deed("rotate-master", "seal all keys under a new master key; no badge changes", _rotate)
    rotate.add_argument("--master", required=True, metavar="FILE", help="the master key in use")
    rotate.add_argument("--new-master", required=True, metavar="FILE", help="the new one; made if it is not there")


def _new(options: argparse.Namespace) -> int:
    # No new master key opens a file that is there already.
    master = read_master(options.master) if options.file.exists() else _master(options.master)
    created = datetime.now(UTC)
    public = KeyFile(options.file).add(options.id, generate(options.kind), master_key=master, created=created)
    say(f"{options.id}  {public.kind}  {_short(public.kind, options.file, options.id)}")
    return 0


def _short(kind: str, file: Path, key_id: str) -> str:
    return did_key(_one(KeyFile(file), key_id).public.multikey) if kind != "RSA" else "(RSA)"


def _keys(options: argparse.Namespace) -> tuple[SealedKey, ...]:
    return KeyFile(options.file).keys()


def _list(options: argparse.Namespace) -> int:
    for key in _keys(options):
        state = "in use" if key.active else "retired"
        say(f"{key.id}  {key.public.kind}  made {key.created:%Y-%m-%d}  {state}")
    return 0


def _show(options: argparse.Namespace) -> int:
    file = KeyFile(options.file)
    if options.form == "did-document":
        listed = [key.listed for key in _keys(options) if options.id in (None, key.id)]
        say(json.dumps(_document(options.issuer, listed), indent=2))
        return 0
    public = _one(file, options.id).public
    if options.form == "jwk":
        say(json.dumps(public.jwk, indent=2))
    else:
        say(did_key(public.multikey) if options.form == "did-key" else did_jwk(public))
    return 0


def _document(issuer: str | None, keys: list[PublicKey]) -> dict[str, Json]:
    if issuer is None:
        raise CredentialError("A DID document is an issuer's: name its site or DID by --issuer.")
    return did_document(issuer if issuer.startswith("did:") else did_web(issuer), keys)


def _one(file: KeyFile, key_id: str | None) -> SealedKey:
    for key in reversed(file.keys()):
        if key.id == key_id or (key_id is None and key.active):
            return key
    raise NotReadable(f"{file.path} holds no such key.")


def _retire(options: argparse.Namespace) -> int:
    KeyFile(options.file).retire(options.id)
    say(f"{options.id} signs no new badges. Keep it in the issuer's document: badges signed with it need it there.")
    return 0


def _rotate(options: argparse.Namespace) -> int:
    old = read_master(options.master)
    KeyFile(options.file).check(old)  # before a new master key is made, which would else be left over
    new = _master(options.new_master)
    if old == new:
        raise CredentialError("The new master key is the old one.")
    count = KeyFile(options.file).rotate(old, new)
    say(f"{count} sealed under the new master key. Keep the old one until your backups hold the new file.")
    return 0


def _master(name: str) -> bytes:
    """The master key in this file; a new one, readable by its owner alone, when there is no such file."""
    try:
        return read_master(name)
    except FileNotFoundError:
        write_secret(name, new_master_key().hex().encode("ascii") + b"\n")
        say(f"A new master key is in {name}. Keep it apart from the keys, and back it up: without it they do not open.")
        return read_master(name)
