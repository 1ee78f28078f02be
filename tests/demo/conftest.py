"""Demonstrations to read and to change, and the badges of one exported."""

import shutil

import pytest

from tests.running import merited


@pytest.fixture(scope="session")
def demo(alder_bay, tmp_path_factory):
    """A demonstration that is only read."""
    return shutil.copytree(alder_bay, tmp_path_factory.mktemp("demo") / "data")


@pytest.fixture
def own_demo(alder_bay, tmp_path):
    """A demonstration of one's own, to be changed."""
    return shutil.copytree(alder_bay, tmp_path / "data")


@pytest.fixture(scope="session")
def exported(demo, tmp_path_factory):
    """The folder into which the badges of Alder Bay were exported."""
    folder = tmp_path_factory.mktemp("badges")
    done = merited("badges", "export", str(folder), data=demo)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def backed_up(demo, tmp_path_factory):
    """A backup of the demonstration."""
    made = tmp_path_factory.mktemp("backup") / "merited.tar"
    done = merited("backup", str(made), data=demo)
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def archive(backed_up, tmp_path):
    """A copy of it, to be changed."""
    return shutil.copy2(backed_up, tmp_path / "merited.tar")
