"""A demonstration of its own for each journey, served by real processes, on the database that DATABASE_URL names."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.databases import Databases
from tests.running import LOADED, Running, free_port, merited

MONDAY = "2026-11-23T09:00:00-08:00"  # Monday morning in Alder Bay, two days after the content's own present


@dataclass(frozen=True)
class Home:
    """A loaded demonstration that nobody serves yet: its folder, its database (empty for SQLite), the port it was made for."""

    data: Path
    database: str
    port: int

    @property
    def address(self):
        return f"http://localhost:{self.port}"

    def settings(self, clock=MONDAY):
        """What the processes that serve it must know, besides the folder."""
        known = {"MERITED_PUBLIC_URL": self.address, "MERITED_CLOCK": clock}
        return known | ({"DATABASE_URL": self.database} if self.database else {})

    def served(self, clock=MONDAY):
        """Server and worker, starting."""
        return Running("demo", "--port", str(self.port), data=self.data, **self.settings(clock))


@pytest.fixture(scope="session")
def loaded(tmp_path_factory):
    """Makes copies of a freshly loaded demonstration: `loaded(folder)`."""
    databases, port = Databases(), free_port()
    first = Home(tmp_path_factory.mktemp("journeys"), databases.fresh(), port)
    done = merited("demo", "--load-only", data=first.data, **first.settings(LOADED))
    assert done.returncode == 0, done.stderr
    yield lambda folder: Home(shutil.copytree(first.data, folder / "data"), databases.fresh(first.database), port)
    databases.close()


@pytest.fixture(scope="module")
def demonstration(loaded, tmp_path_factory):
    """A running demonstration, web server and worker, on a Monday morning. What it says, its letters too, is in its lines."""
    home = loaded(tmp_path_factory.mktemp("site"))
    with home.served() as running:
        running.wait_for("Ready: ")
        yield home.address, running


@pytest.fixture(scope="module")
def site(demonstration):
    """The address at which it is served."""
    return demonstration[0]


@pytest.fixture
def link_in_letter(demonstration):
    """The link of the next letter with these words before it, as the demonstration's mail prints it."""
    running = demonstration[1]
    seen = len(running.lines)

    def found(words):
        written = " ".join(running.lines[seen:])
        return re.search(rf"{re.escape(words)}.*?(http://localhost:\d+/accounts/invitation/\S+)", written)

    def wait(words):
        with running.news:
            running.news.wait_for(lambda: found(words), timeout=60)
        assert found(words), "\n".join(running.lines[seen:])
        return found(words)[1]

    return wait
