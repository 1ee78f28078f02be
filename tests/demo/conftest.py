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
