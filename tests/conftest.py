"""What every test has: its own data folder, a frozen clock, the world."""

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import TransactionTestCase
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling

from merited.base import clock
from tests.databases import server
from tests.rows import Rows
from tests.running import merited
from tests.world import MONDAY, World

ROOT = Path(__file__).parents[1]

# What one worker runs by itself, one test after the other: it shares a server, a demonstration, or the files of the house.
# (pytest-xdist has a mark for this, which its release 3.8 does not hear under pytest 9.2.)
TOGETHER = (
    ("journeys", re.compile("tests/journeys/")),
    ("pages in Spanish", re.compile(r"tests/pages/.*(\[es-|test_errors)")),
    ("pages in English", re.compile("tests/pages/")),
    ("demonstration", re.compile("tests/demo/test_(backup|badges|roster|starting)")),
    ("houses", re.compile("tests/processes/test_(killed|letters_at_once|lost)")),
    ("contracts", re.compile("tests/house/test_contracts")),
)


class _Together(LoadGroupScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return next((name for name, tests in TOGETHER if tests.match(nodeid)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadGroupScheduling:
    """Two workers share the tests, and leave together what belongs together."""
    return _Together(config, log)


def _opens_a_database(item: pytest.Item) -> bool:
    """Whether it may (without these, pytest-django lets nobody), or starts processes that do."""
    asked = {"db", "transactional_db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or any(item.get_closest_marker(one) for one in ("django_db", "browser", "processes"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what opens no database: it is the same there, and ran without DATABASE_URL."""
    if server():
        config.hook.pytest_deselected(items=[one for one in items if not _opens_a_database(one)])
        items[:] = filter(_opens_a_database, items)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The world is loaded once; each test sees it and changes a copy that is thrown away, or it is put back row by row."""
    from merited.awards.keys import ensure_master_key

    ensure_master_key()
    with django_db_blocker.unblock(), clock.at(MONDAY):  # type: ignore[attr-defined]
        call_command("createcachetable", verbosity=0)
        World.found()
        kept = Rows()
    with pytest.MonkeyPatch.context() as patch:
        # Django would empty every table after a test that commits, and the next one would load the world anew.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: kept.put_back())
        yield


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    """It is Monday, November 16, 2026, in Alder Bay."""
    with clock.at(MONDAY):
        yield


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Whatever language the last page spoke, the next test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def world(db: None) -> World:
    """The cast, by name."""
    cache.clear()  # counts of failed sign-ins
    return World.found()


@pytest.fixture(scope="module")
def arranging(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[Callable[[], AbstractContextManager[World]]]:
    """What the tests of a module have in common, arranged once: `with arranging() as world`, in a fixture of the module.

    It stands in a transaction around theirs, which ends with the module: each test changes a copy that is thrown away.
    Hand on keys and addresses, no rows: a row in memory would carry what one test did into the next.
    """
    free = django_db_blocker.unblock  # type: ignore[attr-defined]
    around = transaction.atomic()

    @contextmanager
    def once() -> Iterator[World]:
        with free(), clock.at(MONDAY), translation.override("en"):
            yield World.found()

    with free():
        around.__enter__()
    yield once
    with free():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(scope="session")
def alder_bay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a freshly loaded demonstration, on SQLite. One for all tests, loaded by the
    first that asks: nobody opens it, everybody copies it.
    """
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    folder, done = shared / "alder-bay", shared / "alder-bay-is-loaded"
    with (shared / "alder-bay.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)  # the other workers wait at it
        if not done.exists():
            loaded = merited("demo", "--load-only", data=folder)
            assert loaded.returncode == 0, loaded.stderr
            done.touch()
    return folder


def _missing(what: str, cure: str) -> None:
    """Skip for want of something outside the project, unless it is required (MERITED_REQUIRE=browser,judge)."""
    if what in os.environ.get("MERITED_REQUIRE", "").split(","):
        pytest.fail(f"{what} is required here. {cure}")
    pytest.skip(f"{what} is missing. {cure}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The outside world's conformance material: MERITED_SHARED, else the folder `shared` beside the project."""
    named = os.environ.get("MERITED_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared"
    if not (folder / "conformance").is_dir():
        if named:
            pytest.fail(f"MERITED_SHARED is set to {named}, and there is no conformance folder in it.")
        pytest.skip("The conformance material is missing. Set MERITED_SHARED to its folder.")
    return folder


def _found_judge() -> Path | None:
    folder = ROOT / "tests" / "judge"
    there = shutil.which("node") is not None and (folder / "node_modules").is_dir()
    return folder / "verify.mjs" if there else None


@pytest.fixture(scope="session")
def judge() -> Path:
    """The independent judge on npm packages, ready to run with node."""
    found = _found_judge()
    if found is None:
        _missing("judge", "Install Node 20 and run: cd tests/judge && npm ci")
        raise AssertionError
    return found


@pytest.fixture(scope="session")
def judge_if_there() -> Path | None:
    """The same for stories that can be told without it; where it is required, it is there or the story fails."""
    found = _found_judge()
    if found is None and "judge" in os.environ.get("MERITED_REQUIRE", "").split(","):
        pytest.fail("judge is required here. Install Node 20 and run: cd tests/judge && npm ci")
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """A real Chromium, found on this machine: the one without windows before others, for it opens pages in a third of the time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        _missing("browser", "Install Chromium (on Debian: apt-get install -y chromium-headless-shell, or chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync"],
        )  # fmt: skip
        yield browser
        browser.close()
