"""`inspect`: what is inside a file, without a word on whether it is true."""

from __future__ import annotations

import argparse
import json

from ..recognize import read
from ..report import KINDS
from .files import check_once, read_bytes
from .verify import EXIT
from .words import say


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `inspect` to the command line."""
    command = commands.add_parser("inspect", help="print the credential inside files, without checking it")
    command.add_argument("files", nargs="+", metavar="FILE", help='a file, or "-" for standard input')
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code: 0 when every file could be read, 1 when one is no badge, 3 when one is of a kind not read yet."""
    check_once(options.files)
    code = 0
    for name in options.files:
        reading = read(read_bytes(name))
        say(f"{name}: {KINDS[reading.kind]}. {reading.sentence}".strip())
        if reading.token is not None and reading.token.token is not None:
            say(f"Head of the token: {json.dumps(reading.token.token.header, ensure_ascii=False)}")
        if reading.document is not None:
            say(json.dumps(reading.document, indent=2, ensure_ascii=False))
        code = max(code, EXIT[reading.result])
    return code
