"""Inviting one person and reading a roster from the command line: the same rules as on the pages."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from merited.base.errors import Refused
from merited.people import joining, offices, rostering
from merited.people.queries import districts, holder_of, public_url
from merited.people.rules.roster import Deed, Weight

if TYPE_CHECKING:
    from merited.people.models import Organization

MOST = 200  # lines of a kind


def the_district(key: str | None) -> "Organization":
    """The district of that key, or the only one there is. Raises `Refused`."""
    found = districts().filter(key=key) if key else districts()
    if found.count() == 1:
        return found.get()
    raise Refused(
        "which-district",
        "Name the district with --district: {keys}.",
        keys=", ".join(districts().values_list("key", flat=True)) or "there is none yet",
    )


def roster(file: str, *, district: str | None, apply: bool, left: list[str], say: Callable[[str], None]) -> int:
    """Show what a file would change; with `apply`, do exactly that. 1 when rows need mending."""
    place = the_district(district)
    path = Path(file)
    run = rostering.try_roster(path.read_bytes(), path.name, district=place, by=None)
    plan, _known, _same = rostering.plan_of(run)
    for one in plan.findings[:MOST]:
        mark = {Weight.ROW: "set aside", Weight.FIELD: "in part", Weight.TIDY: "put right"}[one.weight]
        say(f"line {one.line}, {one.who} ({mark}): {one.sentence}")
    for change in plan.of(Deed.NEW, Deed.JOINS, Deed.BACK, Deed.CHANGED)[:MOST]:
        told = "; ".join(f"{name}: {new or 'none'}, until now {old or 'none'}" for name, old, new in change.differences)
        say(f"{change.deed.value}: {change.staff.name} ({change.staff.staff_id}){': ' + told if told else ''}")
    for gone in plan.left_out[:MOST]:
        say(f"not in this file: {gone.name} ({gone.staff_id}). Left, or forgotten? --left {gone.staff_id} says left.")
    counts = plan.counts()
    say(", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items()))
    if not apply:
        say("Nothing has changed. Add --apply to do what is shown.")
    else:
        rostering.apply_roster(run, rostering.Ticks(frozenset(left)), by=None)
        say("It is applied.")
    return 1 if counts["set_aside"] or counts["partly"] else 0


def invite(name: str, address: str, *, district: str | None, say: Callable[[str], None]) -> int:
    """Make an account and its invitation; the link is printed, and the worker sends it by mail."""
    made = joining.welcome(name, address, the_district(district), by=None)
    say(f"{public_url()}/accounts/invitation/{joining.token_of(made)}/")
    return 0


def appoint(address: str, office: str, *, at: str | None, district: str | None, say: Callable[[str], None]) -> int:
    """Give an office, such as the first one who runs a program. It is nobody's deed in the log, so no letter tells of it."""
    person, place = holder_of(address), the_district(district)
    if person is None:
        raise Refused("nobody", "No account opens with {address}. Invite them first.", address=address)
    if at:
        place = next((one for one in offices.places_for_offices(place) if one.key == at), place)
        if place.key != at:
            raise Refused("no-place", "There is no place with the key {key} in {name}.", key=at, name=place.name)
    offices.appoint_on_the_server(person, office, place)
    say(f"{person.name} holds this office now: {office}, {place.name}.")
    return 0
