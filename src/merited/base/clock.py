"""The one named door to the time: frozen or shifted in tests and while the demonstration grows."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


@cache
def _shift() -> timedelta:
    """How far MERITED_CLOCK (an ISO time with zone, for tests with real processes) stands from the machine's clock."""
    wanted = os.environ.get("MERITED_CLOCK")
    return datetime.fromisoformat(wanted) - datetime.now(UTC) if wanted else timedelta(0)


def now() -> datetime:
    """The time, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC) + _shift()


def today(zone: str) -> date:
    """The day on the calendar of a place, such as "America/Los_Angeles"."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be `moment` inside the block: for tests, and for a demonstration that grows over months."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
