"""A Merited that lives in memory while one command runs: no file of the operator is read or written."""

import argparse
import os
import tempfile

OWN = ("DATABASE_URL", "MERITED_MASTER_KEY", "MERITED_CLOCK")


def run_in_memory(asked: argparse.Namespace) -> int:
    """Run a command on an empty database in memory. Before Django is set up, for settings are read at import."""
    with tempfile.TemporaryDirectory(prefix="merited-") as folder:
        for name in OWN:
            os.environ.pop(name, None)
        os.environ |= {
            "MERITED_MODE": "development",
            "MERITED_DATA": folder,
            "MERITED_PUBLIC_URL": "http://localhost:8000",
            "DATABASE_URL": "sqlite://:memory:",
            "DJANGO_SETTINGS_MODULE": "merited.site.settings",
        }
        from merited.cli import commands

        return commands.run(asked)
