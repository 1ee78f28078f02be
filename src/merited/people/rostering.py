"""A staff roster, read and applied: first shown, then done exactly as shown; nobody is ever deleted.

Locks: the district's row, so that one roster is applied at a time; then the persons in it.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q, QuerySet

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.words import _
from merited.people.actions import invite
from merited.people.joining import employ, end_links, part, send_link
from merited.people.models import Employment, Membership, Organization, Person, RosterRun, Tie
from merited.people.queries import claimed, holder_of, holders_of, in_use, made_by, may, works_elsewhere
from merited.people.rules.invitations import Kind
from merited.people.rules.places import MAY_MANAGE_PEOPLE, Place
from merited.people.rules.roster import Change, Deed, Known, Plan, Sheet, Staff, compare, read

SUPERVISOR = "supervisor"
A_QUESTION = 20_000  # values in one question; SQLite takes 32,766
FORGOTTEN_AFTER = timedelta(days=7)


def known_in(district: Organization, addresses: Collection[str] = ()) -> Known:
    """What stands here: the staff of a district, its places, and who has an account under these addresses."""
    places = list(Organization.objects.filter(parent=district).order_by("key"))
    schools = {one.key: one.name for one in places if one.kind == Place.SCHOOL}
    departments = {one.key: one.name for one in places if one.kind == Place.DEPARTMENT}
    rows = list(Employment.objects.filter(district=district).select_related("person").order_by("staff_id"))
    at: dict[UUID, list[str]] = {}
    for person, key in Membership.objects.filter(organization__parent=district).values_list(
        "person_id", "organization__key"
    ):
        at.setdefault(person, []).append(key)
    number = {one.person_id: one.staff_id for one in rows}
    above = {
        person: number[other]
        for person, other in Tie.objects.filter(
            kind=SUPERVISOR, person_id__in=Employment.objects.filter(district=district).values("person_id")
        ).values_list("person_id", "other_id")
        if other in number
    }
    shared = Person.objects.filter(claimed(), works_elsewhere(district), pk__in=Employment.objects.filter(
        district=district).values("person_id")).values_list("pk", flat=True)  # fmt: skip
    staff = {one.staff_id: _staff(one, at.get(one.person_id, []), schools, departments, above) for one in rows}
    named = tuple(sorted(number[one] for one in shared))
    return Known(staff, schools, departments, _accounts(addresses, number), named)


def _staff(
    row: Employment, at: list[str], schools: Collection[str], departments: Collection[str], above: dict[UUID, str]
) -> Staff:
    return Staff(
        staff_id=row.staff_id,
        name=row.person.name,
        email=row.email,
        personal_email=row.personal_email,
        schools=tuple(sorted(one for one in at if one in schools)),
        department=next((one for one in sorted(at) if one in departments), ""),
        job=row.job,
        license=row.license,
        license_expires=row.license_expires.isoformat() if row.license_expires else "",
        supervisor=above.get(row.person_id, ""),
        here=row.until is None,
    )


def _accounts(addresses: Collection[str], number: dict[UUID, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    wanted = list(addresses)
    for start in range(0, len(wanted), A_QUESTION):
        for email, person in holders_of(wanted[start : start + A_QUESTION]):
            found[email] = number.get(person, "")
    return found


def _addresses_in(sheet: Sheet) -> list[str]:
    return sorted({one["email"] or one["personal_email"] for one in sheet.rows} - {""})


@transaction.atomic
def try_roster(content: bytes, name: str, *, district: Organization, by: Person | None) -> RosterRun:
    """Read a file and keep it beside the state it was compared with; nothing changes. Raises `Refused`.

    The same person's earlier files that were not applied are forgotten, and everybody's after a week: they hold
    names and addresses.
    """
    _must_manage(district, by)
    sheet = read(content)
    waiting = RosterRun.objects.filter(district=district, applied_at__isnull=True)
    waiting.filter(Q(by=by) | Q(created_at__lt=clock.now() - FORGOTTEN_AFTER)).delete()
    known = known_in(district, _addresses_in(sheet))
    run = RosterRun.objects.create(
        district=district, by=by, name=name[:200], digest=hashlib.sha256(content).hexdigest(),
        sheet=sheet.as_json(), state=known.digest(), counts=compare(sheet, known).counts(),
    )  # fmt: skip
    note("roster.tried", run.id, by=by.id if by else None, digest=run.digest)
    return run


def _must_manage(district: Organization, by: Person | None) -> None:
    if by is not None and not may(by, MAY_MANAGE_PEOPLE, district):
        raise Refused("no-office", _("Only those who answer for this program can read a roster."))


def plan_of(run: RosterRun) -> tuple[Plan, Known, bool]:
    """What a file would change, what stands here, and whether that is still what was shown before."""
    sheet = Sheet.from_json(run.sheet)
    known = known_in(run.district, _addresses_in(sheet))
    return compare(sheet, known), known, known.digest() == run.state


@dataclass(frozen=True, slots=True)
class Ticks:
    """What the person who applies a roster chose: who has left, and whether new people get their letter now."""

    left: frozenset[str] = frozenset()
    invite: bool = False


def apply_roster(run: RosterRun, ticks: Ticks, *, by: Person | None) -> dict[str, int]:
    """Do exactly what was shown, all of it or nothing. Returns the counts.

    Raises `Refused`: no office, applied already, or something has changed since; then it is worked out anew.
    """
    with transaction.atomic():
        Organization.objects.select_for_update().get(pk=run.district_id)
        run = RosterRun.objects.select_for_update(of=("self",)).select_related("district").get(pk=run.pk)
        _must_manage(run.district, by)
        if run.applied_at:
            raise Refused("applied", _("This file is applied already. Nothing was done twice."))
        plan, known, unchanged = plan_of(run)
        if unchanged:
            return _apply(run, plan, ticks, by)
        run.state, run.counts = known.digest(), plan.counts()
        run.save(update_fields=["state", "counts"])
    raise Refused(
        "changed-since",
        _(
            "Somebody changed something here since this was worked out. It is worked out anew: look once more, then apply."
        ),
    )


def _apply(run: RosterRun, plan: Plan, ticks: Ticks, by: Person | None) -> dict[str, int]:
    places = {one.key: one for one in Organization.objects.filter(parent=run.district)}
    before = {one.staff_id: one for one in Employment.objects.filter(district=run.district).select_related("person")}
    people: dict[str, Person] = {key: one.person for key, one in before.items()}
    done = plan.of(Deed.NEW, Deed.JOINS, Deed.BACK, Deed.CHANGED)
    for one in done:
        people[one.staff.staff_id] = _settle(one, people.get(one.was), run, places, by)
    halt("roster.half-applied")
    for one in done:
        _bind(people[one.staff.staff_id], people.get(one.staff.supervisor), run.district)
    leavers = [one for one in plan.left_out if one.staff_id in ticks.left]
    if by is not None and any(before[gone.staff_id].person_id == by.pk for gone in leavers):
        raise Refused(
            "left-oneself",
            _(
                "You ticked yourself as somebody who has left. Nothing was applied. Untick yourself; "
                "another program administrator can do it."
            ),
        )
    for gone in leavers:
        part(before[gone.staff_id], by=by)
    if ticks.invite:
        for one in plan.of(Deed.NEW):
            address = one.staff.email or one.staff.personal_email
            send_link(people[one.staff.staff_id], address, Kind.CLAIM, district=run.district, by=by)
    counts = plan.counts() | {"ended": len(leavers), "invited": len(plan.of(Deed.NEW)) if ticks.invite else 0}
    run.counts, run.applied_at, run.sheet = counts, clock.now(), {"columns": [], "rows": []}
    run.save()
    note("roster.applied", run.id, by=by.id if by else None, digest=run.digest, changed=len(done), left=len(leavers))
    return counts


def _settle(
    change: Change, person: Person | None, run: RosterRun, places: dict[str, Organization], by: Person | None
) -> Person:
    """Make one person what the file says: the account, the work, the places."""
    staff = change.staff
    if person is None:
        person = _found_or_made(change)
    if person.name != staff.name and change.deed != Deed.JOINS:
        person.name = staff.name
        person.save(update_fields=["name"])
    if any(name == "email" for name, _old, _new in change.differences):
        _correct_address(person, staff.email, run.district)
    employ(
        person, run.district, staff.staff_id, job=staff.job, email=staff.email, personal_email=staff.personal_email,
        license_id=staff.license, by=by,
        license_expires=date.fromisoformat(staff.license_expires) if staff.license_expires else None,
    )  # fmt: skip
    keys = [*staff.schools, *([staff.department] if staff.department else [])]
    wanted = [places[one] for one in keys] or [run.district]  # neither a school nor a department: the district itself
    here = Membership.objects.filter(person=person, organization__in=[*places.values(), run.district])
    here.exclude(organization__in=wanted).delete()
    for one in wanted:
        Membership.objects.update_or_create(person=person, organization=one, defaults={"job": staff.job})
    return person


def _found_or_made(change: Change) -> Person:
    staff = change.staff
    found = holder_of(staff.email or staff.personal_email) if change.deed == Deed.JOINS else None
    return found or invite(staff.name, address=staff.email or staff.personal_email)


def _correct_address(person: Person, email: str, district: Organization) -> None:
    """Where nobody has claimed the account yet, its address follows the roster of the district that made it.

    An account in use is its owner's: the new address stays with the employment, and is offered to them.
    """
    if not email or in_use(person) or not made_by(person, district) or holder_of(email):
        return
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=email, primary=True, verified=False)
    end_links(person)


def _bind(person: Person, supervisor: Person | None, district: Organization) -> None:
    """The two do not judge each other's work, from this moment on. What another district bound stays bound."""
    here = Employment.objects.filter(district=district).values("person_id")
    ties = Tie.objects.filter(person=person, kind=SUPERVISOR, other__in=here)
    if supervisor is None:
        ties.delete()
        return
    ties.exclude(other=supervisor).delete()
    Tie.objects.get_or_create(person=person, other=supervisor, kind=SUPERVISOR)


def runs_in(district: Organization) -> QuerySet[RosterRun]:
    """The files that were read for a district."""
    return RosterRun.objects.filter(district=district).select_related("district", "by")


def runs_of(district: Organization) -> QuerySet[RosterRun]:
    """The files that were applied lately, the latest first."""
    return runs_in(district).filter(applied_at__isnull=False).order_by("-applied_at")[:10]
