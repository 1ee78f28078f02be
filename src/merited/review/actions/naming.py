"""Naming who looks at questions of integrity: whoever runs the program names, and looks at nothing themselves."""

from django.db import transaction

from merited.base.errors import Refused
from merited.base.words import _
from merited.people.models import Organization, Person
from merited.people.offices import give_office
from merited.people.queries import belongs_to, has_left, may, people_at
from merited.people.rules.places import MAY_MANAGE_PEOPLE, Office


@transaction.atomic
def name_lead(address: str, *, district: Organization, by: Person) -> Person:
    """Name somebody, by the address with which they sign in, as integrity lead of the district. Twice is as good as once.

    Raises `Refused`: nobody here, no office to do so, or somebody who runs the program.
    """
    if not may(by, MAY_MANAGE_PEOPLE, district):
        raise Refused("not-yours-to-name", _("Whoever runs the program names its integrity leads."))
    wanted = address.strip().lower()
    found = people_at([wanted]).get(wanted)
    if found is None or not belongs_to(found, district) or has_left(found, district):
        raise Refused(
            "not-known-here",
            _("One of these addresses is of nobody here. Write the address with which your colleague signs in."),
        )
    give_office(found, Office.INTEGRITY_LEAD, district, by=by)
    return found
