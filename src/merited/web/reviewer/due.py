"""How near a promised day is, in words."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from merited.base import clock
from merited.people.queries import days_off_of
from merited.people.rules.calendar import working_days_between

if TYPE_CHECKING:
    from merited.people.models import Organization


def working_days_to(day: date | None, place: "Organization") -> str:
    """How far a day is, by the calendar of a place: "today", "in 3 working days", "2 working days ago"."""
    if day is None:
        return ""
    today, off = timezone.localdate(clock.now()), days_off_of(place)
    if day == today:
        return gettext("today")
    if day < today:
        n = max(1, working_days_between(day, today, off))
        return ngettext("%(n)s working day ago", "%(n)s working days ago", n) % {"n": n}
    n = working_days_between(today, day, off)
    if n <= 1:
        return gettext("the next working day")
    return ngettext("in %(n)s working day", "in %(n)s working days", n) % {"n": n}
