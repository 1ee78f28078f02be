"""Load a panel's samples from a file."""

from collections.abc import Callable
from pathlib import Path

import yaml

from merited.base.errors import Refused
from merited.cli.demo.samples import load_samples


def calibrate(path: str, *, say: Callable[[str], None]) -> int:
    """Read the file and load what is in it."""
    try:
        source = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as trouble:
        raise Refused("no-set", "This file is not YAML, so nothing was loaded: {path}", path=path) from trouble
    if not isinstance(source, dict):
        raise Refused("no-set", "This is no calibration set, so nothing was loaded: {path}", path=path)
    say(f"The samples for {load_samples(source)} are loaded.")
    return 0
