"""Another look: who may ask for what and until when, who looks, what follows. It never makes anything worse. Pure Python."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from merited.base.errors import Refused
from merited.base.text import count_words
from merited.base.words import _
from merited.catalog.document import Criterion
from merited.review.rules.assignment import WILL, Bar, Candidate, Case, bars
from merited.review.rules.outcome import Sheet, met_by


class Kind(StrEnum):
    """What an earner can ask for."""

    QUESTION = "question"  # to the same reviewer; it changes nothing
    SECOND = "second"  # a fresh reader, who decides
    APPEAL = "appeal"  # a fresh reader, then a panel


class Ground(StrEnum):
    """What an appeal rests on. To see it otherwise is no ground: that is what a second review is for."""

    PROCEDURE = "procedure"
    EVIDENCE = "evidence"
    CONFLICT = "conflict"
    BIAS = "bias"
    DISAGREE = "disagree"


class State(StrEnum):
    """Where a look stands."""

    ASKED = "asked"  # a question without its answer
    READING = "reading"
    PANEL = "panel"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What came of it. It follows from the sheet and the voices."""

    ANSWERED = "answered"
    MORE_MET = "more_met"
    UNCHANGED = "unchanged"
    OVERTURNED = "overturned"
    UPHELD = "upheld"
    OVER = "over"  # it ended before anybody could say: the work was earned or taken back, or its reviewer has left


class Voice(StrEnum):
    """What a member of the panel says."""

    OVERTURN = "overturn"
    UPHOLD = "uphold"


DAYS_TO_ASK = 30  # calendar days from the decision, the last one included
SEATS = 3


def last_day_to_ask(decided: date) -> date:
    """The last day on which a second review or an appeal can be asked for.

    >>> last_day_to_ask(date(2026, 10, 30))
    datetime.date(2026, 11, 29)
    """
    return decided + timedelta(days=DAYS_TO_ASK)


def must_be_in_time(decided: date, today: date) -> None:
    """Raises `Refused` when the days to ask are over."""
    if today > last_day_to_ask(decided):
        raise Refused(
            "too-late-to-ask",
            _("The {days} days in which this can be asked for are over. You can revise and send again at any time."),
            days=DAYS_TO_ASK,
        )


def must_be_grounded(ground: str, *, words: str, place: str) -> None:
    """Refuse an appeal that rests on nothing that a panel could look into. Raises `Refused`.

    >>> must_be_grounded("evidence", words="The second check is there.", place="a2, 05:10")
    """
    if ground == Ground.DISAGREE:
        raise Refused(
            "second-first",
            _(
                "If you see it otherwise, ask for a second review first: a fresh reader looks at it and decides. An appeal is about how it was judged."
            ),
        )
    if ground not in set(Ground):
        raise Refused("no-ground", _("Choose what went wrong, so that fresh readers know what to look for."))
    if not count_words(words):
        raise Refused("no-words", _("Say in a few sentences what happened. The panel reads it."))
    if ground == Ground.EVIDENCE and not place.strip():
        raise Refused(
            "no-place", _("Say where it is in your work, such as a2 at 05:10, so that nobody overlooks it again.")
        )


# Who looks.


def look_bars(case: Case, one: Candidate) -> tuple[Bar, ...]:
    """Everything that keeps somebody from reading a look. Another department is welcome, and whoever wants to may.

    `case.others` holds everybody who has read any attempt of this work.
    """
    return tuple(bar for bar in bars(case, one) if bar not in WILL and bar is not Bar.OTHER_DEPARTMENT)


class PanelBar(StrEnum):
    """Why somebody does not sit in a panel."""

    CONFLICT = "conflict"  # own work, the same school, a tie of any kind
    HAS_READ = "has_read"  # any attempt of this work, or the look itself
    HANDLED = "handled"  # checked it, passed it back, or settled, led or heard a question of integrity over it
    OWN_DEPARTMENT = "own_department"  # works for the department whose reviewers are looked at, or leads it
    LEFT = "left"
    NO_OFFICE = "no_office"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody as seen from one panel."""

    person: UUID
    holds_office: bool = True
    conflicts: bool = False
    has_read: bool = False
    handled: bool = False
    own_department: bool = False
    left: bool = False
    seats: int = 0  # held now in other panels


def panel_bars(one: Member) -> tuple[PanelBar, ...]:
    """Everything that keeps somebody from a panel. Empty: may sit in it.

    >>> from uuid import UUID
    >>> [str(bar) for bar in panel_bars(Member(UUID(int=1), conflicts=True, own_department=True))]
    ['conflict', 'own_department']
    """
    asked = {
        PanelBar.CONFLICT: one.conflicts,
        PanelBar.HAS_READ: one.has_read,
        PanelBar.HANDLED: one.handled,
        PanelBar.OWN_DEPARTMENT: one.own_department,
        PanelBar.LEFT: one.left,
        PanelBar.NO_OFFICE: not one.holds_office,
    }
    return tuple(bar for bar, holds in asked.items() if holds)


def seated(look: UUID, members: Collection[Member], sitting: Collection[UUID] = ()) -> tuple[UUID, ...]:
    """Who takes the seats that are free: whoever sits in fewest panels, then a lot. The order of the members never matters."""
    free = [one for one in members if not panel_bars(one) and one.person not in sitting]
    ranked = sorted(free, key=lambda one: (one.seats, sha256(look.bytes + one.person.bytes).digest()))
    return tuple(one.person for one in ranked[: max(0, SEATS - len(sitting))])


# What follows.


def must_have_reasons(voice: str, *, found: Mapping[str, str], reasons: str, advice: str) -> None:
    """Refuse a voice without its reasons. `found`: what the fresh reader found met. Raises `Refused`."""
    if voice not in set(Voice):
        raise Refused("no-voice", _("Choose one: the fresh reading counts, or it stays as it was."))
    if voice == Voice.OVERTURN and not found:
        raise Refused(
            "nothing-found",
            _(
                "The fresh reader found nothing more met, so there is nothing to confirm. Say why it stands, and what to do next."
            ),
        )
    if not count_words(reasons):
        raise Refused("no-reasons", _("Give your reasons in writing: the earner reads them."))
    if voice == Voice.UPHOLD and not count_words(advice):
        raise Refused("no-advice", _("Say what to do next: the earner goes on from there."))


def majority(voices: Collection[str]) -> Voice | None:
    """What the panel says once every seat has spoken; None before. The order of the voices never matters.

    >>> majority(["overturn", "uphold", "overturn"])
    <Voice.OVERTURN: 'overturn'>
    >>> majority(["overturn", "overturn"]) is None
    True
    """
    if len(voices) != SEATS or not all(one in set(Voice) for one in voices):
        return None
    overturn = [one for one in voices if one == Voice.OVERTURN]
    return Voice.OVERTURN if len(overturn) > SEATS // 2 else Voice.UPHOLD


def adds(kind: str, scope: Collection[Criterion], sheet: Sheet, voices: Collection[str] = ()) -> dict[str, str]:
    """What a look adds to what is met (level by criterion): of an appeal only what the panel confirms. It takes nothing away."""
    if kind == Kind.QUESTION or (kind == Kind.APPEAL and majority(voices) is not Voice.OVERTURN):
        return {}
    return met_by(scope, sheet)


def outcome_of(kind: str, added: Mapping[str, str]) -> Outcome:
    """What came of a look, from what it adds.

    >>> outcome_of("appeal", {}), outcome_of("second", {"a2.c2": "proficient"})
    (<Outcome.UPHELD: 'upheld'>, <Outcome.MORE_MET: 'more_met'>)
    """
    if kind == Kind.QUESTION:
        return Outcome.ANSWERED
    if kind == Kind.APPEAL:
        return Outcome.OVERTURNED if added else Outcome.UPHELD
    return Outcome.MORE_MET if added else Outcome.UNCHANGED


def met_after(before: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """What is met after a look: all that was, at the level at which it was, and what the look adds. Never less.

    >>> met_after({"a1.c1": "proficient"}, {"a2.c2": "proficient"})
    {'a1.c1': 'proficient', 'a2.c2': 'proficient'}
    """
    return dict(before) | {key: level for key, level in added.items() if key not in before}
