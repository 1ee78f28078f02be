"""The command line: `python -m merited_credentials verify badge.png`, and `inspect`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from .dates import parse_instant
from .errors import CredentialError
from .recognize import read
from .report import KINDS, Report
from .strict_json import Json, parse_object
from .verify import Verifier

EXIT = {"PASS": 0, "FAIL": 1, "UNKNOWN": 3}
WRONG_USE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Exit code, by the worst file: 0 PASS, 1 FAIL, 3 UNKNOWN; 2 for wrong use."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "inspect":
            return _inspect(options.files)
        return _verify(options)
    except (OSError, CredentialError) as error:
        print(f"error: {error}", file=sys.stderr)
        return WRONG_USE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="merited_credentials", description="Check Open Badges 3.0, offline.")
    commands = parser.add_subparsers(dest="command", required=True)
    verify = commands.add_parser("verify", help="check badges in JSON, PNG or SVG files")
    verify.add_argument("files", nargs="+", type=Path, metavar="FILE")
    verify.add_argument("--documents", type=Path, help="JSON file: DID -> DID document")
    verify.add_argument("--status", type=Path, help="folder with signed status lists (*.json)")
    verify.add_argument("--now", help="the moment to judge by, such as 2026-05-01T12:00:00Z")
    verify.add_argument("--recipient", help="the e-mail address of the person that the badge should be about")
    verify.add_argument("--json", action="store_true", help="print the reports as JSON")
    inspect = commands.add_parser("inspect", help="print the credential inside files, without checking it")
    inspect.add_argument("files", nargs="+", type=Path, metavar="FILE")
    return parser


def _verify(options: argparse.Namespace) -> int:
    verifier = Verifier(
        now=parse_instant(options.now) if options.now else datetime.now(UTC),
        documents=_documents(options.documents),
        status_lists=_status_lists(options.status),
    )
    reports = {str(path): verifier.verify(path.read_bytes(), recipient=options.recipient) for path in options.files}
    if options.json:
        print(json.dumps({name: report.as_dict() for name, report in reports.items()}, indent=2, ensure_ascii=False))
    else:
        for name, report in reports.items():
            _show(name, report)
    verdicts = {report.verdict for report in reports.values()}
    return next(EXIT[verdict] for verdict in ("FAIL", "UNKNOWN", "PASS") if verdict in verdicts)


def _documents(path: Path | None) -> dict[str, dict[str, Json]]:
    if path is None:
        return {}
    return {did: value for did, value in parse_object(path.read_bytes()).items() if isinstance(value, dict)}


def _status_lists(folder: Path | None) -> dict[str, dict[str, Json]]:
    if folder is None:
        return {}
    found = [parse_object(path.read_bytes()) for path in sorted(folder.glob("*.json"))]
    return {str(document.get("id")): document for document in found}


def _show(name: str, report: Report) -> None:
    print(f"{report.verdict}  {name}  ({report.kind_in_words})")
    for step in report.steps:
        print(f"  {step.result:<7}  {step.id:<9}  {step.sentence}")


def _inspect(files: Sequence[Path]) -> int:
    code = 0
    for path in files:
        reading = read(path.read_bytes())
        print(f"{path}: {KINDS[reading.kind]}. {reading.sentence}")
        if reading.document is not None:
            print(json.dumps(reading.document, indent=2, ensure_ascii=False))
        code = max(code, EXIT[reading.result])
    return code


if __name__ == "__main__":
    sys.exit(main())
