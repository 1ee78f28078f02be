"""The databases behind houses of real processes: SQLite in the data folder, or one of its own on the PostgreSQL of DATABASE_URL."""

import os
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest

PATIENCE = 60.0  # seconds that a writer is waited for


def server() -> str:
    """The address of the PostgreSQL that tests may use; empty for SQLite."""
    address = os.environ.get("DATABASE_URL", "")
    return address if address.startswith("postgres") else ""


# For what is the same on both and has been looked at in `make test`.
ON_SQLITE = pytest.mark.skipif(bool(server()), reason="the same on both databases: looked at without DATABASE_URL")


def postgres(address: str) -> Any:
    """A connection of our own, each statement by itself."""
    import psycopg

    return psycopg.connect(address, autocommit=True)


def rows(data: Path, database: str, question: str, *values: str) -> list[tuple[Any, ...]]:
    """Ask the database itself, past all code of Merited. Placeholders are ?; keys are written with their hyphens."""
    if database:
        with postgres(database) as there:
            done = there.execute(question.replace("?", "%s"), values)
            return [tuple(row) for row in done.fetchall()] if done.description else []
    values = tuple(one.replace("-", "") if len(one) == 36 else one for one in values)
    with sqlite3.connect(data / "merited.sqlite3", timeout=PATIENCE) as here:
        found = here.execute(question, values).fetchall()
    here.close()
    return found


@dataclass
class Databases:
    """Databases made for a test session, on the server; on SQLite every address is empty."""

    server: str = field(default_factory=server)
    made: list[str] = field(default_factory=list)

    def fresh(self, copied_from: str = "") -> str:
        """The address of a new one, empty or a copy of one that nobody uses at the moment."""
        if not self.server:
            return ""
        name = f"merited_{uuid4().hex}"
        template = f" TEMPLATE {urlsplit(copied_from).path[1:]}" if copied_from else ""
        with postgres(self.server) as there:
            there.execute(f"CREATE DATABASE {name}{template}")
        self.made.append(name)
        return urlunsplit(urlsplit(self.server)._replace(path=f"/{name}"))

    def close(self) -> None:
        """Leave nothing behind."""
        for name in self.made:
            with postgres(self.server) as there:
                there.execute(f"DROP DATABASE {name} WITH (FORCE)")
