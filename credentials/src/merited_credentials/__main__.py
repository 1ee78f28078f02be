"""The command line: `python -m merited_credentials verify badge.png`, and the other commands."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from .commands import bake, inspect, issue, keys, status, unbake, verify
from .commands.words import WRONG_USE, complain, hush
from .errors import CredentialError, LintRefused

COMMANDS = (verify, inspect, issue, bake, unbake, keys, status)
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code.

    `verify` by the worst file: 0 PASS, 1 FAIL, 3 UNKNOWN. The others: 0 done, 1 refused with the reasons on standard
    error. All: 2 for wrong use, which is also a file that cannot be opened.
    """
    _escape_what_the_terminal_cannot_show()
    options = parser().parse_args(arguments)
    try:
        code = int(options.run(options))
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except LintRefused as error:
        for finding in error.findings:
            complain(f"{finding.where}: {finding.sentence} ({finding.code})")
        return 1
    except CredentialError as error:
        complain(error.sentence)
        return int(options.refused)
    except BrokenPipeError:
        hush()
        return WRONG_USE
    except OSError as error:
        complain(f"{error.filename or options.command}: {error.strerror or error}")
        if error.filename is None:  # standard output: what is left in it would be tried once more at the end
            hush()
        return WRONG_USE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # a fault of ours: still one line, and never the look of a verdict
        complain(f"Something unforeseen stood in the way ({type(error).__name__}: {error}). Please report it.")
        return WRONG_USE


def parser() -> argparse.ArgumentParser:
    """The commands and their options, as `--help` shows them."""
    whole = argparse.ArgumentParser(
        prog="python -m merited_credentials",
        description="Open Badges in JSON, JWT, PNG and SVG: check them, look inside, sign them, bake them.",
        epilog="verify ends with 0 for PASS, 1 for FAIL, 3 for UNKNOWN, 2 for wrong use.",
    )
    whole.set_defaults(refused=1)
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.register(commands)
    return whole


def _escape_what_the_terminal_cannot_show() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
