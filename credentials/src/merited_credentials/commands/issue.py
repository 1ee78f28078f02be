"""`issue`: an unsigned credential and a key in, a signed badge out; what a verifier would refuse is said before."""

from __future__ import annotations

import argparse

from ..issue import issuer_id_of, prepare, sign
from ..jose.issue import sign_token
from ..proofs.suites import CRYPTOSUITES
from .files import read_object, write_bytes, write_object
from .signing import add_key_options, moment, signer_for


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `issue` to the command line."""
    command = commands.add_parser("issue", help="sign a credential, after everything a verifier would refuse is found")
    command.add_argument("credential", metavar="FILE", help='the unsigned credential in JSON, or "-"')
    add_key_options(command, required=True)
    command.add_argument(
        "--form",
        choices=("data-integrity", "jwt", "vc+jwt"),
        default="data-integrity",
        help="a proof inside the JSON, or a signed token as Open Badges 3.0 or as VC-JOSE-COSE has it",
    )
    suites = sorted(name for name, suite in CRYPTOSUITES.items() if suite.signs)
    command.add_argument("--suite", choices=suites, help="the cryptosuite of the proof (by the key, if not said)")
    command.add_argument("--output", metavar="FILE", help="where the badge goes (standard output if not said)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code: 0 signed, 1 refused: every finding stands on standard error, and nothing was signed."""
    prepared = prepare(read_object(options.credential))
    signer = signer_for(issuer_id_of(prepared.document), options)
    if options.form == "data-integrity":
        suite = CRYPTOSUITES[options.suite] if options.suite else None
        write_object(options.output, sign(prepared, signer, created=moment(options), suite=suite))
    else:
        token = sign_token(prepared, signer, form="ob3" if options.form == "jwt" else "vc+jwt")
        write_bytes(options.output, token.encode("ascii") + b"\n")
    return 0
