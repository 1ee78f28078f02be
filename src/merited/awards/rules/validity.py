"""Until when a badge is good."""

from calendar import monthrange
from datetime import datetime


def months_after(start: datetime, months: int) -> datetime:
    """The same day so many months later, or the last day of that month.

    >>> months_after(datetime(2024, 2, 29), 36)
    datetime.datetime(2027, 2, 28, 0, 0)
    """
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return start.replace(year=year, month=month, day=min(start.day, monthrange(year, month)[1]))
