"""Two deeds at once, each in a thread with a database connection of its own, and no sleeps."""

import contextvars
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection

from merited.awards import actions as awards
from merited.base import log
from merited.base.errors import Refused
from merited.coaching.actions import groups, guests, jotting, onlookers
from merited.people import joining, offices, rostering
from merited.portfolio import actions as portfolio
from merited.review import flags
from merited.review.actions import (
    assigning,
    checking,
    claiming,
    deciding,
    declaring,
    filing,
    granting,
    hearing,
    likeness,
    looking,
    noticing,
    panels,
    setting_aside,
    writing,
)
from merited.submissions import actions as submissions
from merited.submissions import checks, falling, holds, standings

ROOMS = (
    submissions,
    checks,
    guests,
    groups,
    jotting,
    onlookers,
    holds,
    standings,
    falling,
    assigning,
    checking,
    claiming,
    deciding,
    filing,
    granting,
    looking,
    panels,
    noticing,
    hearing,
    likeness,
    declaring,
    setting_aside,
    writing,
    flags,
    awards,
    portfolio,
    log,
    joining,
    offices,
    rostering,
)  # whoever has named points between two writes
PATIENCE = 60.0  # seconds after which something hangs; no test waits for it
LOOK = 0.005  # seconds between two looks at whether a deed waits for a lock


@dataclass
class Came:
    """What came of a deed: its value, or the code of a refusal."""

    value: Any = None
    refused: str | None = None


class Deed(threading.Thread):
    """A deed that begins when it is told to. Anything but a refusal that goes wrong is raised in the test."""

    def __init__(self, act: Callable[[], Any], wait_for: Callable[[], object] = lambda: None) -> None:
        super().__init__(daemon=True)
        self.act, self.wait_for = act, wait_for
        self.context = contextvars.copy_context()  # the frozen clock
        self.came, self.trouble, self.backend = Came(), None, None
        self.begun = threading.Event()

    def run(self) -> None:
        """In its own thread."""
        self.context.run(self._run)

    def _run(self) -> None:
        try:
            connection.ensure_connection()
            if connection.vendor == "postgresql":
                self.backend = connection.connection.info.backend_pid
            self.wait_for()
            self.begun.set()
            self.came.value = self.act()
        except Refused as no:
            self.came.refused = no.code
        except BaseException as trouble:
            self.trouble = trouble
        finally:
            self.begun.set()
            connection.close()

    def end(self) -> Came:
        """Wait for the end. Raises what went wrong."""
        self.join(PATIENCE)
        assert not self.is_alive(), "a deed hangs"
        if self.trouble:
            raise self.trouble
        return self.came

    def waits(self) -> bool:
        """Whether another transaction holds what it needs. SQLite does not tell: there, to have begun is to wait."""
        if connection.vendor != "postgresql":
            return self.begun.is_set()
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [self.backend])
            return bool(cursor.fetchone()[0])


def at_once(*acts: Callable[[], Any]) -> list[Came]:
    """Let all begin at the same moment."""
    line = threading.Barrier(len(acts))
    deeds = [Deed(act, wait_for=lambda: line.wait(PATIENCE)) for act in acts]
    for one in deeds:
        one.start()
    return [one.end() for one in deeds]


@pytest.fixture
def overtaken(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Came, Came]]:
    """overtaken("point", first, second): the worst moment, every time.

    The first deed stands still at a named point between two of its writes. Only then the second begins. The first
    goes on when the second is done or waits for a lock that the first holds.
    """

    def race(point: str, first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Came, Came]:
        stands, go_on, slower, quicker = threading.Event(), threading.Event(), Deed(first), Deed(second)

        def halt(here: str) -> None:
            if here == point and threading.current_thread() is slower:
                stands.set()
                assert go_on.wait(PATIENCE), "nobody let it go on"

        for room in ROOMS:
            monkeypatch.setattr(room, "halt", halt)
        try:
            slower.start()
            while not stands.wait(LOOK):
                if not slower.is_alive():
                    pytest.fail(f"the first deed never came to {point}: {slower.end()}")
            quicker.start()
            assert quicker.begun.wait(PATIENCE)
            while quicker.is_alive() and not quicker.waits():
                quicker.join(LOOK)
        finally:
            go_on.set()
        return slower.end(), quicker.end()

    return race
