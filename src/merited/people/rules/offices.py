"""Who may give and end which office where, and when neither is done."""

from collections.abc import Collection, Mapping

from merited.base.errors import Refused
from merited.base.words import _
from merited.people.rules.places import (
    MAY_ADJUDICATE,
    MAY_CHECK,
    MAY_GRANT,
    MAY_HEAR,
    MAY_MANAGE_PEOPLE,
    MAY_TRIAGE,
    Office,
    Place,
)

# Nobody gives an office above their own. That of the operator is given on the server alone: it is no part of a program.
MAY_GIVE: Mapping[Office, frozenset[Office]] = {
    Office.PROGRAM_ADMIN: frozenset(Office) - {Office.OPERATOR},
    Office.DEPARTMENT_LEAD: frozenset({Office.LEAD_READER, Office.CHECKER}),
}
_DISTRICT, _BOTH = frozenset({Place.DISTRICT}), frozenset({Place.DISTRICT, Place.DEPARTMENT})
# Where an office can be held. It holds for everything below that place.
HELD_AT: Mapping[Office, frozenset[Place]] = {
    Office.PROGRAM_ADMIN: _DISTRICT,
    Office.DEPARTMENT_LEAD: frozenset({Place.DEPARTMENT}),
    Office.LEAD_READER: _BOTH,
    Office.CHECKER: _BOTH,
    Office.INTEGRITY_LEAD: _DISTRICT,
    Office.PANELIST: _DISTRICT,
    Office.COMMITTEE: _DISTRICT,
    Office.OPERATOR: _DISTRICT,
}
# Whose work it is too: who else does what somebody did in this office.
SAME_WORK: Mapping[Office, frozenset[Office]] = {
    Office.PROGRAM_ADMIN: MAY_MANAGE_PEOPLE,
    Office.DEPARTMENT_LEAD: MAY_GRANT,
    Office.LEAD_READER: MAY_ADJUDICATE,
    Office.CHECKER: MAY_CHECK,
    Office.INTEGRITY_LEAD: MAY_TRIAGE,
    Office.PANELIST: MAY_HEAR,
    Office.COMMITTEE: frozenset({Office.COMMITTEE}),
    Office.OPERATOR: frozenset({Office.OPERATOR}),
}


def may_give(held: Collection[str], office: str) -> bool:
    """Whether somebody who holds these offices at a place, or above it, gives and ends that one there.

    >>> may_give({"program_admin"}, "integrity_lead"), may_give({"department_lead"}, "department_lead")
    (True, False)
    """
    return any(office in MAY_GIVE[Office(one)] for one in held if one in MAY_GIVE)


def must_give(office: str, *, held: Collection[str], place: str, to_oneself: bool, works_here: bool) -> None:
    """Raises `Refused`: no such office, above one's own, not at such a place, to oneself, to somebody who is not here."""
    if office in set(Office):
        must_be_over(office, held)
    must_be_held_at(office, place)
    if to_oneself:
        raise Refused(
            "to-oneself",
            _("Nobody gives an office to themselves. Ask somebody else who runs the program; nothing has changed."),
        )
    if not works_here:
        raise Refused(
            "not-here", _("This person does not work in the district now, so no office here can be given to them.")
        )


# Two offices that nobody holds together, whichever was given first.
APART = (Office.PROGRAM_ADMIN, Office.INTEGRITY_LEAD)


def must_stay_apart(office: str, *, runs_program: bool, leads_integrity: bool) -> None:
    """Raises `Refused` where whoever runs the program would look at questions of integrity."""
    if office == Office.INTEGRITY_LEAD and runs_program:
        raise Refused(
            "runs-the-program",
            _("Whoever runs the program looks at no question of integrity: only the outcome leaves that room. Name somebody else."),
        )  # fmt: skip
    if office == Office.PROGRAM_ADMIN and leads_integrity:
        raise Refused(
            "leads-integrity",
            _("This person is an integrity lead, and whoever runs the program looks at no question of integrity. End that office first, or choose somebody else."),
        )  # fmt: skip


def must_be_held_at(office: str, place: str) -> None:
    """Raises `Refused`: no such office, or not at such a place."""
    if office not in set(Office):
        raise Refused("no-such-office", _("Choose one of the offices."))
    if Place(place) not in HELD_AT[Office(office)]:
        raise Refused("not-there", _("This office is not held at such a place. Choose another place."))


def must_be_over(office: str, held: Collection[str]) -> None:
    """Raises `Refused` for whoever may neither give nor end this office there."""
    if not may_give(held, office):
        raise Refused(
            "above",
            _("This office is not yours to give or to end there. Whoever runs the program can; nothing has changed."),
        )


def must_leave_somebody(office: str, *, others: int) -> None:
    """Raises `Refused` for the end of the last one who runs the program: nobody could give an office any more."""
    if office == Office.PROGRAM_ADMIN and not others:
        raise Refused(
            "last-one",
            _(
                "Nobody else runs the program here, and somebody must. Give this office to another person first, "
                "and end it then."
            ),
        )
