"""The promise clock, each working morning: work finds a reader, moves on while there is time, and those who can help see it.

Days are working days of the district; those on which the clock stood still do not count.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from merited.insight.queries import waiting_at
from merited.people import letters
from merited.people.queries import answering_for
from merited.people.rules.letters import Kind
from merited.people.rules.places import MAY_REVOKE
from merited.review.actions import assign_due, begin_pauses, give_back_left, hand_over_due, let_lapse_due
from merited.review.actions.reading_anew import ask_anew_at
from merited.review.queries import claims, promised_days, waited_days
from merited.review.rules.promise import Clock

if TYPE_CHECKING:
    from merited.people.models import Organization
    from merited.review.models import Reading


def keep_promises(district: "Organization", places: set[UUID]) -> None:
    """Give back what lies with people in a pause or who have left, let checks go whose day is over, set aside sheets that count no more, move on what nobody opened, give readers
    to what waits. In this order: what somebody is given this morning is theirs to open today."""
    begin_pauses(district)
    give_back_left(district)
    let_lapse_due(places)
    ask_anew_at(places)
    hand_over_due(places)
    assign_due(places)


def remind(district: "Organization", places: set[UUID], today: date, tomorrow: date) -> None:
    """At 60 percent of the days that were promised for this very work the reader is nudged, at 80 those who answer for it see it. Each once."""
    zone = district.timezone or "UTC"
    for reading in claims().filter(attempt__submission__version__microcredential__organization__in=places):
        if _is_told_today(reading, today, tomorrow, zone):
            continue
        if waited_days(reading.attempt) >= Clock(promised_days(reading.attempt)).nudge:
            letters.write(reading.reviewer, Kind.NUDGE, reading.pk, occasion=str(reading.attempt.hear_by), zone=zone)
    due = waiting_at(places).filter(hear_by__gte=today)
    for attempt in due.select_related(
        "submission__person", "submission__version__microcredential__organization__parent"
    ):
        if waited_days(attempt) < Clock(promised_days(attempt)).show:
            continue
        for person in answering_for(attempt.submission.version.microcredential.organization, MAY_REVOKE):
            if person.pk != attempt.submission.person_id:
                letters.write(person, Kind.RUNNING_OUT, attempt.pk, occasion=str(attempt.hear_by), zone=zone)


def _is_told_today(reading: "Reading", today: date, tomorrow: date, zone: str) -> bool:
    """Whether a nudge would say what is said this morning anyway: just given, or due by tomorrow (`telling`)."""
    promised = reading.attempt.hear_by
    given, ends = _day(reading.created_at, zone), _day(reading.expires_at, zone)
    return given == today or ends <= tomorrow or bool(promised and promised <= tomorrow)


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
