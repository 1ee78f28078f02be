"""Working days of a district, and the day by which somebody hears."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def is_working_day(day: date, days_off: Collection[date]) -> bool:
    """Monday to Friday, unless the district's calendar says otherwise."""
    return day.weekday() < 5 and day not in days_off


def add_working_days(start: date, days: int, days_off: Collection[date]) -> date:
    """The date that lies `days` working days after `start`; the day of the start itself does not count.

    >>> thanksgiving = {date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27)}
    >>> add_working_days(date(2026, 11, 16), 10, thanksgiving)
    datetime.date(2026, 12, 3)
    """
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day, days_off)
    return day


def working_days_between(start: date, end: date, days_off: Collection[date]) -> int:
    """How many working days lie after `start`, up to `end` and with it: by so many a promise moves. Never below 0.

    >>> working_days_between(date(2026, 11, 16), date(2026, 11, 18), set())
    2
    >>> working_days_between(date(2026, 11, 20), date(2026, 11, 22), set())  # a Friday and the weekend after it
    0
    """
    return sum(is_working_day(start + timedelta(days=n), days_off) for n in range(1, (end - start).days + 1))


def working_days_back(end: date, days: int, days_off: Collection[date]) -> date:
    """The last date from which `days` working days have gone by at `end`.

    >>> working_days_back(date(2026, 11, 18), 2, set())
    datetime.date(2026, 11, 16)
    >>> working_days_back(date(2026, 11, 16), 1, set())  # since Friday, Saturday or Sunday: one
    datetime.date(2026, 11, 15)
    """
    day = end
    while days > 0:
        days -= is_working_day(day, days_off)
        day -= timedelta(days=1)
    return day


def later_by(moment: datetime, days: int, zone: str, days_off: Collection[date]) -> datetime:
    """The same time of day, `days` working days later.

    >>> later_by(datetime.fromisoformat("2026-11-20T15:00:00+00:00"), 2, "UTC", set()).isoformat()
    '2026-11-24T15:00:00+00:00'
    """
    local = moment.astimezone(ZoneInfo(zone))
    return datetime.combine(add_working_days(local.date(), days, days_off), local.timetz())
