"""Houses with real processes, copied from one that is loaded once a session."""

import os
from collections.abc import Iterator

import pytest

from tests.processes.house import House, Quarter
from tests.processes.race import overtaken

__all__ = ["overtaken"]


@pytest.fixture(scope="session")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    """Alder Bay, loaded: in SQLite, or in the PostgreSQL that DATABASE_URL names."""
    address = os.environ.get("DATABASE_URL", "")
    found = Quarter(tmp_path_factory.mktemp("quarter"), address if address.startswith("postgres") else "")
    try:
        found.load()
        yield found
    finally:
        found.close()


@pytest.fixture
def house(quarter: Quarter) -> Iterator[House]:
    """A Merited of one's own."""
    found = quarter.copy()
    yield found
    found.close()
