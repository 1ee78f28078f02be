"""Working days of a district, and the day by which somebody hears."""

from collections.abc import Collection
from datetime import date, timedelta


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
