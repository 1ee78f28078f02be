"""`merited ratings export`: every rating with pseudonyms, row by row, for a many-facet Rasch analysis elsewhere."""

import csv
import os
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from merited.base.errors import Refused
from merited.cli.people import the_district
from merited.insight.long_ratings import last_twelve_months, take_ratings

PIPE = "-"
KEY_BYTES = 32


def export(out: str, *, district: str | None, everything: bool, key_file: str | None) -> int:
    """Write the file. 0 when it is whole. Raises `Refused`."""
    place, key = the_district(district), _key(Path(key_file)) if key_file else None
    rows = take_ratings(by=None, district=place, since=None if everything else last_twelve_months(), key=key)
    if rows is None:
        raise AssertionError("whoever runs Merited may take them")
    if out == PIPE:
        _write(rows, sys.stdout)
        return 0
    # New, and for its owner alone (umask): a file that others read already would keep its rights.
    part = Path(f"{out}.part")
    part.unlink(missing_ok=True)
    with part.open("x", encoding="utf-8", newline="") as file:
        count = _write(rows, file)
    part.replace(out)
    print(f"{count} ratings are in {out}.")
    return 0


def _write(rows: Iterable[tuple[str, ...]], file: TextIO) -> int:
    writer, count = csv.writer(file), -1  # the first row is the header
    for row in rows:
        writer.writerow(row)
        count += 1
    return count


def _key(path: Path) -> bytes:
    """The key in a file, made where there is none. Whoever has it and the names can tell who is who: keep it apart."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
    except FileExistsError:
        pass
    try:
        found = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        found = b""
    if len(found) != KEY_BYTES:
        raise Refused("no-such-key", "There is no key in {file}: it holds 64 hexadecimal digits.", file=str(path))
    return found
