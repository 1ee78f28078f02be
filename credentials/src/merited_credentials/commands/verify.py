"""`verify`: the verdict on files of any kind, step by step; the exit code says it too."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ..dates import parse_instant
from ..door import Door
from ..errors import CredentialError
from ..policies import IssuerIsKnown, Policy, RecipientMatches
from ..recipients import named_text
from ..report import MEANINGS, Report
from ..strict_json import Json
from ..verify import Verifier
from .files import check_once, read_bytes, read_documents, read_object
from .trust import issuers_named
from .words import WRONG_USE, complain, say

EXIT = {"PASS": 0, "FAIL": 1, "UNKNOWN": 3}


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `verify` to the command line."""
    command = commands.add_parser("verify", help="check badges of any kind: JSON, JWT, PNG, SVG")
    command.add_argument("files", nargs="+", metavar="FILE", help='a file, or "-" for standard input')
    command.add_argument(
        "--json",
        action="store_true",
        help="one report a line, as POST /api/v1/verify gives it; of several, with `file`",
    )
    command.add_argument("--offline", action="store_true", help="open no connection (so it is by default)")
    command.add_argument("--online", action="store_true", help="fetch keys and status lists over https where they lack")
    command.add_argument(
        "--documents",
        action="append",
        default=[],
        metavar="FILE",
        help="JSON: the document of an issuer, a status list, or an object of address -> document",
    )
    command.add_argument("--status", type=Path, metavar="DIR", help="folder with signed status lists (*.json)")
    command.add_argument("--recipient", metavar="WHO", help="the person that the badge should be about; shown")
    command.add_argument(
        "--trust",
        action="append",
        default=[],
        metavar="ISSUER",
        help="an issuer that you know, or a file with one a line",
    )
    command.add_argument("--require-trust", action="store_true", help="an issuer that --trust does not name is a FAIL")
    command.add_argument("--require-recipient", action="store_true", help="another person than --recipient is a FAIL")
    command.add_argument("--explain", action="store_true", help="say what each step proves, and what it does not")
    command.add_argument("--now", metavar="INSTANT", help="the moment to judge by, such as 2026-05-01T12:00:00Z")
    command.set_defaults(run=run, refused=WRONG_USE)


def run(options: argparse.Namespace) -> int:
    """Exit code by the worst file: 0 PASS, 1 FAIL, 3 UNKNOWN; 2 when a file cannot be opened, or for wrong use."""
    check_once(options.files)
    verifier = _verifier(options)
    verdicts, code = set(), 0
    online = options.online and not options.offline
    for name in options.files:
        try:
            data = read_bytes(name)
        except OSError as error:
            complain(f"{name}: {error.strerror or error}")
            code = WRONG_USE
            continue
        if online:  # its limits are for one badge
            verifier = replace(verifier, door=Door(allow_loopback=os.environ.get("MERITED_ALLOW_LOOPBACK") == "1"))
        report = verifier.verify(data, recipient=options.recipient)
        _show(name, report, options, _asked(verifier.door) if isinstance(verifier.door, Door) else [])
        verdicts.add(report.verdict)
    return code or next(EXIT[verdict] for verdict in ("FAIL", "UNKNOWN", "PASS") if verdict in verdicts)


def _verifier(options: argparse.Namespace) -> Verifier:
    documents = {address: one for name in options.documents for address, one in read_documents(name).items()}
    if options.recipient is not None and not named_text(options.recipient):
        raise CredentialError("--recipient names nobody. Write the id or the e-mail address of the person.")
    known = issuers_named(options.trust)
    policies: list[Policy] = [IssuerIsKnown(known)] if options.require_trust else []
    policies += [RecipientMatches()] if options.require_recipient else []
    return Verifier(
        now=parse_instant(options.now) if options.now else datetime.now(UTC),
        documents=documents,
        status_lists={**documents, **_status_lists(options.status)},
        issuers_known=known,
        policies=tuple(policies),
    )


def _status_lists(folder: Path | None) -> dict[str, dict[str, Json]]:
    if folder is None:
        return {}
    if not folder.is_dir():
        raise CredentialError(f"{folder}: This is not a folder with status lists.")
    found = [read_object(str(path)) for path in sorted(folder.glob("*.json"))]
    return {str(document.get("id")): document for document in found}


def _asked(door: Door) -> list[dict[str, object]]:
    """The addresses that were wanted, and how each was answered, as POST /api/v1/verify names them."""
    return [
        {
            "address": address,
            "answered": no is None,
            "code": no.code if no else "",
            "sentence": no.sentence if no else "",
        }
        for address, no in door.questions.items()
    ]


def _show(name: str, report: Report, options: argparse.Namespace, asked: list[dict[str, object]]) -> None:
    if options.json:
        head = {"file": name} if len(options.files) > 1 else {}
        return say(json.dumps({**head, **report.as_dict(), **({"asked": asked} if asked else {})}))
    say(f"{report.verdict}  {name}  ({report.kind_in_words})")
    for step in report.steps:
        say(f"  {step.result:<7}  {step.id:<9}  {step.sentence}")
        if options.explain and step.id in MEANINGS:
            say(f"{'':21}Proves: {MEANINGS[step.id].proves}")
            say(f"{'':21}Does not prove: {MEANINGS[step.id].does_not_prove}")
    if options.trust and not options.require_trust:
        say(f"  issuer {'known' if report.issuer_known else 'not known'} to you (this does not decide)")
    return None
