"""Shared by all tests: no network, the conformance folder, and the cast."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any attempt to open a connection fails the test."""

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the library tried to open a network connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def shared_folder() -> Path | None:
    """The folder named by MERITED_SHARED, else `shared` beside the project."""
    named = os.environ.get("MERITED_SHARED")
    for folder in [Path(named)] if named else [PROJECT.parent / "shared", PROJECT / "shared"]:
        if (folder / "conformance").is_dir():
            return folder
    return None


@pytest.fixture(scope="session")
def conformance() -> Path:
    """The outside world's opinion of what a badge is."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("the conformance folder is absent; set MERITED_SHARED to the folder that holds conformance/")
    return folder / "conformance"


@pytest.fixture(scope="session")
def judge() -> Path:
    """The folder of the independent judge on npm packages, ready to run with node."""
    folder = PROJECT / "tests" / "judge"
    if shutil.which("node") is None or not (folder / "node_modules").is_dir():
        cure = "the judge is missing; install Node 20 and run: cd tests/judge && npm ci"
        if "judge" in os.environ.get("MERITED_REQUIRE", "").split(","):
            pytest.fail(cure)
        pytest.skip(cure)
    return folder
