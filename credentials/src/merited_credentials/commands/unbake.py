"""`unbake`: the badge out of a picture, as it stands in there."""

from __future__ import annotations

import argparse

from ..bake import unbake
from ..errors import NotReadable
from .files import read_bytes, write_bytes


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `unbake` to the command line."""
    command = commands.add_parser("unbake", help="take the badge out of a picture, without checking it")
    command.add_argument("image", metavar="IMAGE", help='the picture, or "-" for standard input')
    command.add_argument("--output", metavar="FILE", help="where the badge goes (standard output if not said)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code: 0 taken out, 1 when there is no badge in the picture."""
    text = unbake(read_bytes(options.image))
    if text is None:
        raise NotReadable(f"{options.image}: This is an image only; there is no credential in it.")
    write_bytes(options.output, text.encode("utf-8"))
    return 0
