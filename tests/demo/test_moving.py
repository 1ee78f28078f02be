"""A school moves from SQLite to PostgreSQL and back, by backup and restore."""

import pytest

from tests.databases import Databases, server
from tests.demo.test_backup import digests_in
from tests.running import merited

pytestmark = pytest.mark.processes


@pytest.mark.skipif(
    not server(), reason="needs PostgreSQL: set DATABASE_URL (scripts/postgres.sh start FOLDER prints one)"
)
def test_a_school_moves_from_sqlite_to_postgresql_and_back(archive, tmp_path):
    databases = Databases()
    moved = databases.fresh()
    try:
        done = merited("restore", str(archive), data=tmp_path / "one", DATABASE_URL=moved)
        assert done.returncode == 0, done.stderr
        assert "The log is whole" in merited("log", "check", data=tmp_path / "one", DATABASE_URL=moved).stdout
        back = tmp_path / "back.tar"
        assert merited("backup", str(back), data=tmp_path / "one", DATABASE_URL=moved).returncode == 0
        assert digests_in(back) == digests_in(archive)
        assert merited("restore", str(back), data=tmp_path / "two").returncode == 0
    finally:
        databases.close()
