"""Letters about offices: to whoever is given one, and to whoever loses one by somebody else's deed."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from merited.people import letters
from merited.people.offices import holds, place_at
from merited.people.queries import district_of, everyone
from merited.people.rules.letters import Kind
from merited.people.rules.office_words import DOES, NAMES
from merited.people.rules.places import Office
from merited.worker.pieces import Piece

if TYPE_CHECKING:
    from merited.base.models import LogEntry
    from merited.people.models import Letter


def tell_of_one_given(entry: "LogEntry") -> None:
    """An office is theirs. What was loaded, or given on the server, is told by whoever did that."""
    if entry.actor:
        _tell(entry, Kind.OFFICE_GIVEN)


def tell_of_one_ended(entry: "LogEntry") -> None:
    """An office is theirs no more, unless they ended it themselves."""
    if entry.actor != entry.subject:
        _tell(entry, Kind.OFFICE_ENDED)


def _tell(entry: "LogEntry", kind: Kind) -> None:
    person = everyone().filter(pk=entry.subject).first()
    place = place_at(UUID(str(entry.facts["organization"])))
    if person and place:
        zone = district_of(place).timezone or "UTC"
        letters.write(person, kind, place.pk, occasion=f"{entry.facts['office']}:{entry.id}", zone=zone)


def given(letter: "Letter") -> Piece | None:
    """Nothing where it was ended before the letter went out."""
    office, facts = _about(letter)
    if office is None or (not letter.sent_at and not holds(letter.person, office, letter.subject)):
        return None
    return Piece(
        gettext("An office of yours: %(office)s") % facts,
        (
            gettext("You have been given an office at %(place)s: %(office)s.") % facts,
            gettext(DOES[office]),
            gettext("If you would rather not, say so to whoever runs the program. Nothing is counted against you."),
        ),
        gettext("See it in your account"),
        reverse("account"),
    )


def ended(letter: "Letter") -> Piece | None:
    """Nothing where it was given back before the letter went out."""
    office, facts = _about(letter)
    if office is None or (not letter.sent_at and holds(letter.person, office, letter.subject)):
        return None
    return Piece(
        gettext("An office has ended: %(office)s") % facts,
        (
            gettext("You no longer hold this office at %(place)s: %(office)s. Thank you for what you did in it.")
            % facts,
            gettext("What you had begun in it goes on with others. What you earned and what you wrote stays yours."),
        ),
        gettext("See your account"),
        reverse("account"),
    )


def _about(letter: "Letter") -> tuple[Office | None, dict[str, str]]:
    place = place_at(letter.subject)
    if place is None:
        return None, {}
    office = Office(letter.occasion.partition(":")[0])
    return office, {"office": gettext(NAMES[office]), "place": place.name}
