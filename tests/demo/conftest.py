"""The demonstration, loaded once into a folder of its own, and its badges exported."""

import os
import subprocess
import sys

import pytest


def merited(*arguments, data, **more):
    """Run a command as an operator would, in a process of its own."""
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTEST_VERSION", "DATABASE_URL")}
    environment |= {"MERITED_MODE": "demo", "MERITED_DATA": str(data), "MERITED_PUBLIC_URL": "http://localhost:8000", **more}
    return subprocess.run(
        [sys.executable, "-m", "merited", *arguments], env=environment, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The data folder of a freshly loaded demonstration."""
    folder = tmp_path_factory.mktemp("demo")
    done = merited("demo", "--load-only", data=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def exported(demo, tmp_path_factory):
    """The folder into which its badges were exported."""
    folder = tmp_path_factory.mktemp("badges")
    done = merited("badges", "export", str(folder), data=demo)
    assert done.returncode == 0, done.stderr
    return folder
