"""The import contracts hold, and each of them catches one bad import written into a copy of the house."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# contract -> (file in the copy, bad line)
BAD = {
    "Floors of the house": ("src/merited/awards/queries.py", "from merited.review import rules as bad"),
    "Inside a room": ("src/merited/people/models.py", "from merited.people import queries as bad"),
    "The library stands alone": ("credentials/src/merited_credentials/keys.py", "import django as bad"),
    "Rules are pure": ("src/merited/review/rules/outcome.py", "from django.utils import timezone as bad"),
    "Faces speak to actions and queries": ("src/merited/api/apps.py", "from merited.awards import models as bad"),
    "No circles anywhere": ("src/merited/base/errors.py", "from merited.people import rules as bad"),
}


def lint(folder):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(folder / one) for one in ("src", "credentials/src"))}
    command = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--no-cache",
        "--no-logo",
        "--config",
        "pyproject.toml",
    ]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    code_only = shutil.ignore_patterns("content", "static", "templates", "locale", "__pycache__", "*.yaml")
    shutil.copytree(ROOT / "src", folder / "src", ignore=code_only)
    shutil.copytree(ROOT / "credentials/src", folder / "credentials/src", ignore=code_only)
    return folder


def test_the_contracts_hold(copy):
    found = lint(copy)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("contract", BAD)
def test_a_bad_import_is_caught(copy, contract):
    name, line = BAD[contract]
    file = copy / name
    whole = file.read_text()
    try:
        file.write_text(f"{whole}\n{line}\n")
        found = lint(copy)
    finally:
        file.write_text(whole)
    assert found.returncode == 1
    assert f"{contract} BROKEN" in found.stdout
