"""`status`: make a list of revoked or suspended badges, set and clear places in it, and sign it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from ..errors import CredentialError, NotReadable
from ..issue import issuer_id_of, prepare, sign
from ..locks import alone
from ..status import StatusBits, status_list_document
from ..strict_json import Json
from .files import STANDARD, read_object, write_object
from .signing import add_key_options, moment, signer_for
from .words import WRONG_USE, say


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `status` and what it can do to the command line."""
    whole = commands.add_parser("status", help="make, change, read and sign lists of revoked or suspended badges")
    deeds = whole.add_subparsers(dest="deed", required=True, metavar="WHAT")

    def deed(
        name: str, words: str, run: Callable[[argparse.Namespace], int], *, place: bool
    ) -> argparse.ArgumentParser:
        found = deeds.add_parser(name, help=words)
        found.add_argument("file", metavar="LIST", help="the file with the list")
        if place:
            found.add_argument("index", type=int, nargs="+", help="statusListIndex of the badge, as the badge has it")
        found.set_defaults(run=run)
        return found

    new = deed("new", "make a list on which nothing is set", _new, place=False)
    new.add_argument("--id", required=True, metavar="ADDRESS", help="where the list will be published")
    new.add_argument("--issuer", required=True, metavar="DID", help="who keeps the list: the issuer of the badges")
    new.add_argument(
        "--purpose", choices=("revocation", "suspension"), default="revocation", help="%(default)s if not said"
    )
    get = deed("get", "say whether places are set; exit code 1 when one is, 2 when it cannot be told", _get, place=True)
    get.set_defaults(refused=WRONG_USE)  # 1 would say that the place is set
    set_, clear = (
        deed("set", "revoke or suspend: set places, and sign the list anew", _set, place=True),
        deed("clear", "end a suspension: clear places, and sign the list anew", _clear, place=True),
    )
    for command in (new, set_, clear, deed("sign", "sign the list anew as it is", _set, place=False)):
        add_key_options(command, required=True)


def _new(options: argparse.Namespace) -> int:
    with _locked(options.file):
        _write(status_list_document(options.id, options.issuer, StatusBits(), options.purpose), options, new=True)
    return 0


def _get(options: argparse.Namespace) -> int:
    bits = _bits(read_object(options.file))
    found = [_in_range(bits, index) and bits.get(index) for index in options.index]
    for index, is_set in zip(options.index, found, strict=True):
        say(f"{index}  {'set' if is_set else 'not set'}")
    return 1 if any(found) else 0


def _set(options: argparse.Namespace) -> int:
    return _changed(options, value=True)


def _clear(options: argparse.Namespace) -> int:
    return _changed(options, value=False)


def _changed(options: argparse.Namespace, *, value: bool) -> int:
    """Read, change, sign and replace the list; others who change it wait, or their revocations would be lost."""
    with _locked(options.file):
        document = read_object(options.file)
        bits, subject = _bits(document), document["credentialSubject"]
        for index in getattr(options, "index", ()):
            _in_range(bits, index)
            bits.set(index, value)
        assert isinstance(subject, dict)
        subject["encodedList"] = bits.encode()
        _write(document, options, new=False)
    return 0


def _locked(name: str) -> AbstractContextManager[None]:
    return nullcontext() if name == STANDARD else alone(Path(name))


def _write(document: dict[str, Json], options: argparse.Namespace, *, new: bool) -> None:
    """Sign what the list says now, and only then replace the file."""
    document.pop("proof", None)
    prepared = prepare(document)
    signed = sign(prepared, signer_for(issuer_id_of(document), options), created=moment(options))
    write_object(options.file, signed, new=new)


def _bits(document: dict[str, Json]) -> StatusBits:
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or not isinstance(subject.get("encodedList"), str):
        raise NotReadable("This is no list of the kind BitstringStatusListCredential.")
    return StatusBits.decode(str(subject["encodedList"]))


def _in_range(bits: StatusBits, index: int) -> bool:
    if not 0 <= index < len(bits):
        raise CredentialError(f"The list has no place {index}; its places are 0 to {len(bits) - 1}.")
    return True
