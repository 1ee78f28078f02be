"""The one door to the master key, under which signing keys are sealed. It is no setting and in no database."""

import os
from pathlib import Path

from django.conf import settings
from merited_credentials import new_master_key

from merited.base.errors import Refused
from merited.base.words import _


def master_key_file() -> Path:
    """Where the master key lies."""
    return Path(settings.MERITED_MASTER_KEY_FILE)


def master_key() -> bytes:
    """The master key. Raises `Refused` where it is missing: without it nothing can be signed, and nothing is lost."""
    try:
        return bytes.fromhex(master_key_file().read_text().strip())
    except (FileNotFoundError, ValueError) as missing:
        raise Refused(
            "no-master-key",
            _(
                "The master key is missing or damaged: {file}. Put it back from your backup; badges cannot be signed without it."
            ),
            file=str(master_key_file()),
        ) from missing


def ensure_master_key() -> None:
    """Make the master key at the very first start, readable by its owner alone. An existing one is never touched."""
    path = master_key_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(new_master_key().hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
