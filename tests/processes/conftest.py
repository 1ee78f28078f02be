"""Houses with real processes, copied from one that is loaded once a session."""

from collections.abc import Iterator

import pytest

from tests.processes.house import House, Quarter
from tests.processes.race import overtaken

__all__ = ["overtaken"]


@pytest.fixture(scope="session")
def quarter(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    """Alder Bay, loaded: in SQLite, or in the PostgreSQL that DATABASE_URL names."""
    found = Quarter(tmp_path_factory.mktemp("quarter"))
    try:
        found.load(None if found.databases.server else request.getfixturevalue("alder_bay"))
        yield found
    finally:
        found.databases.close()


@pytest.fixture
def house(quarter: Quarter) -> Iterator[House]:
    """A Merited of one's own."""
    found = quarter.copy()
    yield found
    found.close()
