"""Who is told of what: the sealed log is read once, and each morning the calendar; letters are written as due rows."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from merited.base import clock
from merited.base.telling import be_silent_about_the_past, tell_next
from merited.insight.queries import Wait, in_wait, waiting_at
from merited.people import letters
from merited.people.queries import answering_for, days_off_of, district_of, districts, places_below
from merited.people.rules.calendar import add_working_days, is_working_day
from merited.people.rules.letters import Kind, this_morning
from merited.people.rules.places import MAY_REVOKE
from merited.review.queries import askable_at, claims, flag_at
from merited.review.rules.integrity import DAYS
from merited.submissions.queries import attempt_at, attempt_numbered
from merited.worker import coaching, integrity, leads, looks, offices, stages
from merited.worker.promise import keep_promises, remind

if TYPE_CHECKING:
    from merited.base.models import LogEntry
    from merited.people.models import Organization
    from merited.submissions.models import Attempt

LOG = "letters"
MORNINGS = "mornings"


def tell_some() -> bool:
    """Turn deeds that are not told yet into letters. Whether there were any."""
    return tell_next(LOG, _tell) > 0


def be_silent() -> None:
    """Tell nobody of what happened up to now, nor of this morning: a history that was loaded is no news."""
    for name in (LOG, *(f"{MORNINGS}:{one.key}" for one in districts())):
        be_silent_about_the_past(name)


def _tell(entry: "LogEntry") -> None:
    told = TOLD.get(entry.deed)
    if told:
        told(entry)


def _sent(entry: "LogEntry") -> None:
    attempt = attempt_numbered(entry.subject, int(entry.facts["attempt"]))
    if attempt:
        _to_the_earner(Kind.SENT, attempt, entry)


def _decided(entry: "LogEntry") -> None:
    _to_the_earner(Kind.EARNED if entry.facts["outcome"] == "earned" else Kind.NOT_YET, entry.subject, entry)


def _flagged(entry: "LogEntry") -> None:
    """Only what puts the work on hold: of a conflict the earner hears nothing, for nothing changes for them."""
    flag = flag_at(entry.subject).first() if entry.facts.get("hold") else None
    if flag:
        _write(Kind.ON_HOLD, flag.attempt, flag.pk, str(entry.id))


def _to_the_earner(kind: Kind, attempt: UUID, entry: "LogEntry") -> None:
    found = attempt_at(attempt).first()  # None: deleted since, so there is nothing to tell
    if found:
        _write(kind, found, attempt, str(entry.id))


def _write(kind: Kind, attempt: "Attempt", subject: UUID, occasion: str) -> None:
    letters.write(
        attempt.submission.person, kind, subject, occasion=occasion, zone=zone_of(_place(attempt))
    )  # fmt: skip


def _assigned(entry: "LogEntry") -> None:
    """Whoever was given a reading; not whoever took it."""
    reading = claims().filter(pk=entry.subject).first()  # None: given back, filed or handed on since
    if reading:
        letters.write(
            reading.reviewer, Kind.ASSIGNED, reading.pk, occasion=str(entry.id), zone=zone_of(_place(reading.attempt))
        )


def _asked(entry: "LogEntry") -> None:
    """Whoever offered to read a micro-credential is asked to calibrate for it."""
    for one in askable_at(entry.subject).filter(person__in=entry.facts["people"]):
        zone = zone_of(one.microcredential.organization)
        letters.write(one.person, Kind.CALIBRATE, entry.subject, occasion=str(entry.id), zone=zone)


def _given_an_office(entry: "LogEntry") -> None:
    """That it is theirs, and what waits for it."""
    offices.tell_of_one_given(entry)
    leads.tell_a_new_one(entry)


TOLD: dict[str, Callable[["LogEntry"], None]] = {
    "submission.sent": _sent,
    "attempt.decided": _decided,
    "flag.raised": _flagged,
    "reading.assigned": _assigned,
    "reading.handed_over": _assigned,
    "reviewer.asked": _asked,
    "check.opened": stages.tell_the_checkers,
    "check.returned": stages.tell_the_earner,
    "grant.asked": stages.tell_the_grantors,
    "look.question": looks.tell_the_reviewer,
    "look.answered": looks.tell_the_earner,
    "look.decided": looks.tell_the_earner,
    "look.read": looks.tell_the_panel,
    "look.seats": looks.tell_the_panel,
    "look.seat_left": looks.tell_the_panel,
    **integrity.TOLD,
    "draft.guest_asked": coaching.tell_the_guest,
    "draft.commented": coaching.tell_the_earner,
    "group.asked": coaching.tell_the_member,
    "role.given": _given_an_office,
    "role.ended": offices.tell_of_one_ended,
}


def zone_of(place: "Organization") -> str:
    """The time zone of a place's district."""
    return district_of(place).timezone or "UTC"


def _place(attempt: "Attempt") -> "Organization":
    return attempt.submission.version.microcredential.organization


def look_ahead() -> bool:
    """Each working day at seven: what runs out tomorrow, and who waits too long. Whether a district was looked at."""
    looked = [_look(one) for one in districts() if clock.now() >= this_morning(clock.now(), one.timezone or "UTC")]
    return any(looked)


@transaction.atomic
def _look(district: "Organization") -> bool:
    zone = district.timezone or "UTC"
    if not letters.look_again(f"{MORNINGS}:{district.key}", this_morning(clock.now(), zone)):
        return False
    today, days_off = clock.today(zone), days_off_of(district)
    if is_working_day(today, days_off):
        places = places_below(district)
        keep_promises(district, places)
        stages.remind(places, today, zone)
        _remind_reviewers(places, today, add_working_days(today, 1, days_off), zone)
        remind(district, places, today, add_working_days(today, 1, days_off))
        looks.remind(places, today, add_working_days(today, 1, days_off), zone)
        _own_up(places, today, zone)
        integrity.mind_the_days(places, today, add_working_days(today, DAYS.near, days_off), zone)
    return True


def _remind_reviewers(places: set[UUID], today: date, tomorrow: date, zone: str) -> None:
    """Whose claim runs out by the end of the next working day, or whose earner hears by then. Once for each claim."""
    for reading in claims().filter(attempt__submission__version__microcredential__organization__in=places):
        ends = reading.expires_at.astimezone(ZoneInfo(zone)).date()
        promised = reading.attempt.hear_by
        if ends <= tomorrow or (promised and today <= promised <= tomorrow):
            letters.write(reading.reviewer, Kind.DUE_SOON, reading.pk, occasion=str(ends), zone=zone)


def _own_up(places: set[UUID], today: date, zone: str) -> None:
    """Who should have heard is told that we are late; who answers for the program, that somebody waits. Once each."""
    late = waiting_at(places).filter(in_wait(Wait.LATE, today, today + timedelta(days=1)))
    for attempt in late.select_related(
        "submission__person", "submission__version__microcredential__organization__parent"
    ):
        occasion = str(attempt.hear_by)
        letters.write(attempt.submission.person, Kind.LATE, attempt.pk, occasion=occasion, zone=zone)
        for person in answering_for(_place(attempt), MAY_REVOKE):
            if person.pk != attempt.submission.person_id:
                letters.write(person, Kind.OVERDUE, attempt.pk, occasion=occasion, zone=zone)
