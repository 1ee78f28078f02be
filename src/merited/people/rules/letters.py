"""When a letter goes out, and whether it is wanted. The hours are those of the clock on the district's wall."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Kind(StrEnum):
    """What a letter is about."""

    SENT = "sent"  # to the earner: it is here, and you will hear by then
    NOT_YET = "not_yet"
    EARNED = "earned"
    ON_HOLD = "on_hold"  # to the earner: something could not be opened, or shows a learner
    RETURNED = "returned"  # to the earner: something that was sent does not open, so it is a draft again
    LATE = "late"  # to the earner: we are late
    DUE_SOON = "due_soon"  # to the reviewer: a claim or a promise runs out
    ASSIGNED = "assigned"  # to the reviewer: a reading was given to them
    NUDGE = "nudge"  # to the reviewer: more than half of the promised time is gone
    CALIBRATE = "calibrate"  # to somebody who offered to read: they are asked to calibrate
    RUNNING_OUT = "running_out"  # to those who answer for the program: little of the promised time is left
    OVERDUE = "overdue"  # to those who answer for the program: somebody waits too long
    CHECK = "check"  # to those who check: something waits to be opened before anybody reads it
    GRANT = "grant"  # to those who grant: what its readers found earned waits to be confirmed
    ASKED = "asked"  # to the reviewer: a question about their words
    ANSWERED = "answered"  # to the earner: the answer
    LOOKED = "looked"  # to the earner: another look is decided
    PANEL = "panel"  # to a member of an appeal's panel
    CONCERN = "concern"  # to the integrity lead: something to look at
    LEADLESS = "leadless"  # to whoever runs the program: something waits that none of the integrity leads may look at
    CASE_NOTICE = "case_notice"  # to the earner: a question about their work
    CASE_DUE = "case_due"  # to the earner: the day to answer is near
    CASE_PANEL = "case_panel"  # to a member of the panel
    CASE_OUTCOME = "case_outcome"  # to the earner
    ASK_BY = "ask_by"  # to the earner: the days to ask for another look end soon
    LOOK_DUE = (
        "look_due"  # to its reader, or to those who answer for the program: another look was promised by tomorrow
    )
    INVITED = "invited"  # to a coach or a colleague: somebody asks for comments on a draft
    COMMENTED = "commented"  # to the earner: comments on a draft, once a day at most
    GROUP = "group"  # somebody is asked into a group
    OFFICE_GIVEN = "office_given"  # to whoever holds an office from now on
    OFFICE_ENDED = "office_ended"  # to whoever held it


class Wish(StrEnum):
    """What a person wants of letters. Those about the security of an account always come."""

    EACH = "each"
    DAILY = "daily"
    NEEDED = "needed"


# Each is a letter of its own.
DECIDES = frozenset(
    {
        Kind.NOT_YET,
        Kind.EARNED,
        Kind.ON_HOLD,
        Kind.RETURNED,
        Kind.ANSWERED,
        Kind.LOOKED,
        Kind.CASE_NOTICE,
        Kind.CASE_DUE,
        Kind.CASE_OUTCOME,
    }
)
# Decided, or asked of the reader.
ASKS = DECIDES | {
    Kind.DUE_SOON, Kind.ASSIGNED, Kind.NUDGE, Kind.CALIBRATE, Kind.RUNNING_OUT, Kind.OVERDUE, Kind.ASKED, Kind.PANEL,
    Kind.CHECK, Kind.GRANT, Kind.CONCERN, Kind.LEADLESS, Kind.CASE_PANEL, Kind.LOOK_DUE, Kind.INVITED, Kind.GROUP,
    Kind.OFFICE_GIVEN, Kind.OFFICE_ENDED,
}  # fmt: skip
GATHERING = timedelta(minutes=10)  # the others wait a little, so that several become one letter
NIGHT_BEGINS, NIGHT_ENDS, MORNING = time(21), time(6), time(7)
LONGEST_PAUSE = timedelta(hours=6)


def is_wanted(kind: Kind, wish: Wish) -> bool:
    """Whether a person who wishes so gets this kind of letter.

    >>> is_wanted(Kind.SENT, Wish.NEEDED), is_wanted(Kind.EARNED, Wish.NEEDED), is_wanted(Kind.SENT, Wish.DAILY)
    (False, True, True)
    """
    return wish is not Wish.NEEDED or kind in ASKS


def due_at(kind: Kind, wish: Wish, now: datetime, zone: str) -> datetime:
    """When it goes out: at once, gathered for some minutes, or with everything else at seven in the morning."""
    if wish is Wish.DAILY:
        return next_morning(now, zone)
    return by_day(now if kind in DECIDES or kind is Kind.SENT else now + GATHERING, zone)


def by_day(moment: datetime, zone: str) -> datetime:
    """The moment itself by day; six in the morning for one between nine at night and six.

    >>> night = datetime.fromisoformat("2026-11-17T05:34:00+00:00")  # 9:34 PM in Alder Bay
    >>> by_day(night, "America/Los_Angeles").isoformat()
    '2026-11-17T06:00:00-08:00'
    """
    local = moment.astimezone(ZoneInfo(zone))
    if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return moment
    day = local.date() + timedelta(days=local.time() >= NIGHT_BEGINS)
    return datetime.combine(day, NIGHT_ENDS, ZoneInfo(zone))


def next_morning(now: datetime, zone: str) -> datetime:
    """The next seven in the morning after now."""
    morning = this_morning(now, zone)
    if morning > now:
        return morning
    return datetime.combine(morning.date() + timedelta(days=1), MORNING, ZoneInfo(zone))


def this_morning(now: datetime, zone: str) -> datetime:
    """Seven in the morning of the day that it is there."""
    return datetime.combine(now.astimezone(ZoneInfo(zone)).date(), MORNING, ZoneInfo(zone))


def again_at(attempts: int, now: datetime, zone: str) -> datetime:
    """When a letter that could not be sent is tried again: after 1, 2, 4, 8... minutes, at most six hours, by day."""
    return by_day(now + min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_PAUSE), zone)
