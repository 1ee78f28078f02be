"""Letters so that somebody looks: to whoever runs the program where no lead may, to a lead who was named since."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from merited.people import letters
from merited.people.dates import weekday_of
from merited.people.queries import answering_for, district_of, everyone, places_below
from merited.people.rules.letters import Kind
from merited.people.rules.places import MAY_MANAGE_PEOPLE, MAY_TRIAGE
from merited.review.queries.integrity import concern_at
from merited.review.queries.leads import is_without_a_lead, leads_at, waiting_for
from merited.review.rules.integrity import Triage
from merited.worker.pieces import Piece

if TYPE_CHECKING:
    from merited.base.models import LogEntry
    from merited.people.models import Letter, Organization
    from merited.review.models import Concern


def _district(concern: "Concern") -> "Organization":
    return district_of(concern.attempt.submission.version.microcredential.organization)


def ask_for_another(concern: "Concern") -> None:
    """None of the leads may look at it: to whoever runs the program, once for each lead that there is. Never to its earner."""
    district = _district(concern)
    occasion = str(len(leads_at(places_below(district))))
    for person in answering_for(concern.attempt.submission.version.microcredential.organization, MAY_MANAGE_PEOPLE):
        if person.pk != concern.attempt.submission.person_id:
            letters.write(person, Kind.LEADLESS, concern.pk, occasion=occasion, zone=district.timezone or "UTC")


def tell_a_new_one(entry: "LogEntry") -> None:
    """Somebody was named a lead: of all that waits and that they may look at."""
    person = everyone().filter(pk=entry.subject).first() if entry.facts.get("office") in MAY_TRIAGE else None
    if person is None:
        return
    for concern in waiting_for(person):
        letters.write(person, Kind.CONCERN, concern.pk, occasion="noticed", zone=_district(concern).timezone or "UTC")


def leadless(letter: "Letter") -> Piece | None:
    """To whoever runs the program: name another. It says nothing of what was noticed."""
    found = concern_at(letter.subject).first()
    if found is None or found.due is None:
        return None
    if not letter.sent_at and (found.state != Triage.WAITING or not is_without_a_lead(found, _district(found))):
        return None
    return Piece(
        gettext("Another integrity lead is needed"),
        (
            gettext(
                "Something was noticed that none of the integrity leads may look at, for they are too close to it."
            ),
            gettext("What it is, and whose, is told only to whoever looks at it. Please name another lead by %(day)s.")
            % {"day": weekday_of(found.due)},
        ),
        gettext("Name another"),
        reverse("district:leads"),
    )
