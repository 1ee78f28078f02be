"""`bake`: a badge into a picture."""

from __future__ import annotations

import argparse

from ..bake import bake_png, bake_svg, kind_of
from ..errors import CredentialError, NotBakeable
from .files import LARGEST_FILE, check_once, read_bytes, write_bytes


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `bake` to the command line."""
    command = commands.add_parser("bake", help="put a badge into a picture (PNG or SVG)")
    command.add_argument("image", metavar="IMAGE", help="the picture; its pixels stay as they are")
    command.add_argument("credential", metavar="BADGE", help='the signed badge, or "-" for standard input')
    command.add_argument(
        "--output", required=True, metavar="FILE", help='where the baked picture goes; "-" for standard output'
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code: 0 baked, 1 when the picture cannot carry the badge."""
    check_once([options.image, options.credential])
    image = read_bytes(options.image)
    if len(image) > LARGEST_FILE:
        raise NotBakeable(f"{options.image}: This picture is larger than {LARGEST_FILE:,} bytes.")
    try:
        text = read_bytes(options.credential).decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise NotBakeable(f"{options.credential}: This badge is not text in UTF-8.") from None
    kind = kind_of(image)
    if kind not in ("png", "svg"):
        raise CredentialError(f"{options.image}: This is neither a PNG nor an SVG picture.")
    write_bytes(options.output, (bake_png if kind == "png" else bake_svg)(image, text))
    return 0
