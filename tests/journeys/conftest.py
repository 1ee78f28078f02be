"""A demonstration of its own for each journey, served by real processes."""

import shutil

import pytest

from tests.running import Running, free_port, merited

MONDAY = "2026-11-23T09:00:00-08:00"  # Monday morning in Alder Bay, two days after the content's own present


@pytest.fixture(scope="session")
def loaded(tmp_path_factory):
    """A freshly loaded demonstration, its public address still to be settled by whoever copies it."""
    folder = tmp_path_factory.mktemp("journeys")
    port = free_port()
    done = merited("demo", "--load-only", data=folder, MERITED_PUBLIC_URL=f"http://localhost:{port}")
    assert done.returncode == 0, done.stderr
    return folder, port


@pytest.fixture(scope="module")
def site(loaded, tmp_path_factory):
    """The address of a running demonstration, web server and worker, on a Monday morning."""
    folder, port = loaded
    data = shutil.copytree(folder, tmp_path_factory.mktemp("site") / "data")
    address = f"http://localhost:{port}"
    with Running("demo", "--port", str(port), data=data, MERITED_PUBLIC_URL=address, MERITED_CLOCK=MONDAY) as running:
        running.wait_for("Ready: ")
        yield address
