"""Days and times in words, in the reader's language and the clock of the place: for pages and letters alike."""

from datetime import date, datetime
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext_noop, pgettext

from merited.base import clock

# Django's own two words, which Spanish spells with a space.
HALVES = (gettext_noop("a.m."), gettext_noop("p.m."))


def _date(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


@lru_cache(1000)  # a list says the same few days in every row
def _in_words(when: date, pattern: str, _language: str | None) -> str:
    return formats.date_format(when, pattern)


def weekday_of(value: date | datetime) -> str:
    """A day near enough to be meant by its weekday: "Thursday, December 3"."""
    return _in_words(_date(value), pgettext("format of a date", "l, F j"), get_language())


def full_day_of(value: date | datetime) -> str:
    """A date with its year, as on a badge: "December 3, 2026"."""
    return _in_words(_date(value), pgettext("format of a date", "F j, Y"), get_language())


def day_of(value: date | datetime) -> str:
    """With its weekday when it is two weeks past or five ahead, with its year when it is another one."""
    when, today = _date(value), _date(clock.now())
    if -14 <= (when - today).days <= 35:
        return weekday_of(when)
    if when.year != today.year:
        return full_day_of(when)
    return _in_words(when, pgettext("format of a date", "F j"), get_language())


def hour_of(value: datetime) -> str:
    """The time of day, as on a kitchen clock: "9:34 PM"."""
    return formats.date_format(timezone.localtime(value), pgettext("format of a time", "g:i A"))
