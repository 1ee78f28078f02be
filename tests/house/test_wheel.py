"""The wheels: both build, and the library's installs and passes its tests where there is neither Django nor Merited.

Nothing is downloaded. The environment is a new one without anything in it; beside the wheel it sees the declared
requirements of the library and theirs, as they are installed here, and no other package. What the library needed and
did not declare would be missing.
"""

import os
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.databases import ON_SQLITE

pytestmark = ON_SQLITE  # a library without a database

ROOT = Path(__file__).parents[2]


def build(project, folder):
    """The path of the wheel of a project."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    found = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return next(folder.glob("*.whl"))


def of_wheel(wheel):
    """The metadata of a wheel that is not installed."""
    info = next(name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".dist-info/METADATA"))
    return metadata.PathDistribution(zipfile.Path(wheel, info.removesuffix("METADATA")))


def needed(distribution, extras=(), seen=None):
    """The names that a distribution asks for, and that those ask for; of its extras, those named."""
    seen = set() if seen is None else seen
    for text in distribution.requires or ():
        wanted = Requirement(text)
        applies = wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras))
        key = wanted.name.lower().replace("_", "-")
        if applies and key not in seen:
            seen.add(key)
            needed(metadata.distribution(wanted.name), wanted.extras, seen)
    return seen


def show_to(environment, names):
    """Link what these distributions installed here into the new environment, and nothing else."""
    (site,) = (environment / "lib").glob("python*/site-packages")
    for name in names:
        distribution = metadata.distribution(name)
        for top in {file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__")}:
            source = Path(distribution.locate_file(top))
            if not (site / top).exists():
                (site / top).symlink_to(source)
    return site


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build(ROOT / "credentials", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def place(wheel, tmp_path_factory):
    """A new environment with the wheel in it, and a copy of the library's tests; the path of its python."""
    folder = tmp_path_factory.mktemp("alone")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    site = show_to(folder / "venv", needed(of_wheel(wheel), ("test",)))
    with zipfile.ZipFile(wheel) as archive:  # a wheel of pure Python is installed by unpacking it
        archive.extractall(site)
    shutil.copytree(ROOT / "credentials/tests", folder / "credentials/tests")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / "credentials" / name, folder / "credentials")
    return folder


def run(place, *arguments):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO", "PYTEST"))}
    shared = {"MERITED_SHARED": os.environ.get("MERITED_SHARED", str(ROOT.parent / "shared"))}
    known = shared if Path(shared["MERITED_SHARED"]).is_dir() else {}
    command = [str(place / "venv/bin/python"), *arguments]
    folder = place / "credentials/tests"
    kept.pop("MERITED_REQUIRE", None)  # the judges stay outside: it is about Python alone
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=kept | known)


def test_both_wheels_build_and_hold_the_code_alone(wheel, tmp_path):
    for path, package in ((wheel, "merited_credentials"), (build(ROOT, tmp_path), "merited")):
        names = zipfile.ZipFile(path).namelist()
        assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {package}
        assert f"{package}/py.typed" in names or package == "merited"
        assert not [name for name in names if "test" in Path(name).parts[:-1]]


def test_there_is_neither_django_nor_merited(place):
    for name in ("django", "merited", "pip", "hypothesis"):
        found = run(place, "-c", f"import {name}")
        assert "ModuleNotFoundError" in found.stderr, name
    found = run(place, "-c", "import merited_credentials; print(merited_credentials.__file__)")
    assert str(place) in found.stdout, found.stderr


def test_the_command_runs_there(place):
    found = run(place, "-m", "merited_credentials", "verify", "cast.py")
    assert (found.returncode, found.stderr) == (1, "")


@pytest.mark.processes
def test_the_tests_of_the_library_pass_there(place):
    """All but the long ones: those change and damage badges by the thousand, some of which is done below."""
    found = run(place, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not long", ".")
    assert found.returncode == 0, found.stdout[-3000:] + found.stderr[-1000:]
    assert " passed" in found.stdout


@pytest.mark.processes
def test_changed_and_damaged_badges_are_refused_there(place):
    for arguments in (["mutate.py", "--badges", "20", "--whole", "0"], ["fuzz.py", "--count", "300"]):
        found = run(place, *arguments)
        assert found.returncode == 0, found.stdout[-3000:] + found.stderr[-1000:]
