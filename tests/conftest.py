"""What every test has: its own data folder, a frozen clock, the world."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.management import call_command

from merited.base import clock
from tests.world import MONDAY, World


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """The world is loaded once; each test sees it and changes a copy that is thrown away."""
    from merited.awards.keys import ensure_master_key

    ensure_master_key()
    with django_db_blocker.unblock(), clock.at(MONDAY):  # type: ignore[attr-defined]
        call_command("createcachetable", verbosity=0)
        World.found()


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    """It is Monday, November 16, 2026, in Alder Bay."""
    with clock.at(MONDAY):
        yield


@pytest.fixture
def world(db: None) -> World:
    """The cast, by name."""
    cache.clear()  # counts of failed sign-ins
    return World.found()
