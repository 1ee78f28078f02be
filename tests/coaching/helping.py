"""The shortest honest way to a draft with a guest, and to a group."""

from merited.coaching.actions import Asked, ask_guest, join, lead_group, open_draft
from merited.people.queries import verified_address


def asked(draft, person, **facts):
    """Somebody is asked to a draft by their work address."""
    facts = {"kind": "peer", "address": verified_address(person)} | facts
    return ask_guest(draft, Asked(**facts), by=draft.person)


def shown(draft, person, **facts):
    """And has opened it."""
    guest = asked(draft, person, **facts)
    open_draft(guest, by=person)
    guest.refresh_from_db()
    return guest


def group_of(lead, *people, **shares):
    """A group that these people joined."""
    group = lead_group("Wednesdays", by=lead)
    for one in people:
        join(group, **({"shares_work": True, "shares_not_yet": False} | shares), by=one)
    return group
