"""The demonstration, loaded once into a folder of its own, and its badges exported."""

import shutil

import pytest

from tests.running import merited


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The data folder of a freshly loaded demonstration. Tests that change it copy it first."""
    folder = tmp_path_factory.mktemp("demo")
    done = merited("demo", "--load-only", data=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def own_demo(demo, tmp_path):
    """A copy of it, to be changed."""
    return shutil.copytree(demo, tmp_path / "data")


@pytest.fixture(scope="session")
def exported(demo, tmp_path_factory):
    """The folder into which its badges were exported."""
    folder = tmp_path_factory.mktemp("badges")
    done = merited("badges", "export", str(folder), data=demo)
    assert done.returncode == 0, done.stderr
    return folder
