"""Deeds of coming and going: work in a district, be invited, claim an account, leave, close it, come back.

Locks: the district's row first (a roster is applied to it as a whole), then the person.
"""

from datetime import date
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import connection, transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.text import one_line
from merited.base.words import _
from merited.people.actions import invite, place
from merited.people.models import Employment, Invitation, Organization, Person
from merited.people.queries import district_of, holder_of, in_use, may, verified_address
from merited.people.rules.invitations import Kind, ends, may_come_back, must_work
from merited.people.rules.places import MAY_MANAGE_PEOPLE
from merited.people.rules.roster.fields import is_email

_SIGNER = signing.Signer(salt="merited.people.invitation")
LONGEST_NAME, LONGEST_JOB = 200, 120


@transaction.atomic
def employ(
    person: Person,
    district: Organization,
    staff_id: str,
    *,
    job: str = "",
    email: str = "",
    personal_email: str = "",
    license_id: str = "",
    license_expires: date | None = None,
    by: Person | None,
) -> Employment:
    """Somebody works in a district, under this number. Whoever had left works there again."""
    today = clock.today(district.timezone or "UTC")
    found, made = Employment.objects.update_or_create(
        district=district,
        person=person,
        defaults={
            "staff_id": staff_id, "job": job, "email": email, "personal_email": personal_email,
            "license": license_id, "license_expires": license_expires, "until": None,
        },
        create_defaults={
            "staff_id": staff_id, "job": job, "email": email, "personal_email": personal_email,
            "license": license_id, "license_expires": license_expires, "since": today,
        },
    )  # fmt: skip
    note("person.employed" if made else "person.employment_changed", person.id, by=by.id if by else None,
         district=str(district.id))  # fmt: skip
    return found


@transaction.atomic
def part(employment: Employment, *, by: Person | None) -> None:
    """Somebody has left. Their account, their work and their badges stay; offices and reviewing rest until they are back."""
    employment = Employment.objects.select_for_update(of=("self",)).select_related("district").get(pk=employment.pk)
    if employment.until:
        return
    employment.until = clock.today(employment.district.timezone or "UTC")
    employment.save(update_fields=["until"])
    note("person.left", employment.person_id, by=by.id if by else None, district=str(employment.district_id))


@transaction.atomic
def welcome(name: str, address: str, organization: Organization, *, job: str = "", by: Person | None) -> Invitation:
    """Invite one person to a place, by hand. Raises `Refused`: no office here, no name, no address, has an account."""
    if by is not None and not may(by, MAY_MANAGE_PEOPLE, organization):
        raise Refused("no-office", _("Only those who answer for this program can invite people."))
    name, address, job = (one_line(one) for one in (name, address.lower(), job))
    if not name or len(name) > LONGEST_NAME:
        raise Refused("no-name", _("Write the name of the person, as they write it."))
    if len(job) > LONGEST_JOB:
        raise Refused("long-job", _("The job has room for {most} characters. Please shorten it."), most=LONGEST_JOB)
    if not is_email(address) or len(address) > 254:
        raise Refused("bad-email", _("Write an e-mail address, such as lupe.arrigo@alderbay.example."))
    if holder_of(address):
        raise Refused(
            "has-account",
            _(
                "There is an account with this address. If it is not in the list of people, put the person on the roster: "
                "they join with the account that they have."
            ),
        )
    person = invite(name, address=address)
    place(person, organization, job=job)
    return send_link(person, address, Kind.CLAIM, district=district_of(organization), by=by)


@transaction.atomic
def send_link(
    person: Person, address: str, kind: Kind, *, district: Organization | None = None, by: Person | None
) -> Invitation:
    """Make a fresh link; the worker sends it by mail. An older one no longer works. `district`: it may copy the link."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    end_links(person)
    now = clock.now()
    made = Invitation.objects.create(
        person=person, address=address, kind=kind, district=district, until=ends(now), created_at=now
    )
    halt("invitation.written")
    note("invitation.made", person.id, by=by.id if by else None, kind=kind.value)
    return made


def end_links(person: Person) -> None:
    """Every link that is out for somebody ends: a newer one takes its place, or its owner is in."""
    Invitation.objects.filter(person=person, used_at__isnull=True, ended_at__isnull=True).update(ended_at=clock.now())


@transaction.atomic
def send_back(person: Person, *, by: Person) -> Invitation:
    """A link for the owner of a closed account, to the address that they verified. Nobody but them reads it.

    Raises `Refused`: no such address, or closed for too long.
    """
    address = verified_address(person)
    if address is None or not may_come_back(person.closed_at, clock.now()):
        raise Refused("too-late", _("This account was closed too long ago to be opened again."))
    return send_link(person, address, Kind.RETURN, by=by)


@transaction.atomic
def entered_by_letter(person: Person) -> None:
    """Somebody came by a letter to the address under which the account was made: it is verified, as by claiming."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    end_links(person)
    mine = EmailAddress.objects.filter(user=person)
    first = mine.filter(primary=True).first()
    if first is None or mine.filter(verified=True).exists():
        return
    _verify(person, first.email)
    note("account.claimed", person.id, by=person.id)


def token_of(invitation: Invitation) -> str:
    """What stands in the link: the key of the row, signed, so that nobody can guess one and no table holds one."""
    return _SIGNER.sign(invitation.pk.hex)


def invitation_at(token: str) -> Invitation | None:
    """The invitation behind a link; None for a link that we never made."""
    try:
        key = UUID(_SIGNER.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Invitation.objects.filter(pk=key).select_related("person").first()


def open_invitation_of(person: Person, district: Organization) -> Invitation | None:
    """The link that a district may copy: its own, to an account that nobody has claimed. A way back is its owner's alone."""
    if in_use(person):
        return None
    mine = Invitation.objects.filter(person=person, district=district, kind=Kind.CLAIM, until__gt=clock.now())
    return mine.filter(used_at__isnull=True, ended_at__isnull=True).select_related("person").first()


def must_be_good(invitation: Invitation) -> None:
    """Raises `Refused` when a link no longer works."""
    now = clock.now()
    must_work(
        used=invitation.used_at is not None, ended=invitation.ended_at is not None, until=invitation.until, now=now
    )
    open_already = invitation.person.is_active if invitation.kind == Kind.RETURN else in_use(invitation.person)
    if open_already:
        raise Refused("used", _("This link has done its work: the account is open. Sign in with what you chose."))


@transaction.atomic
def claim_account(invitation: Invitation, *, password: str = "") -> Person:
    """Open the account behind a link: the address is verified, for the letter reached it. Raises `Refused`, once used.

    Without a password the person signs in with a passkey, or chooses a password by a link.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("person").get(pk=invitation.pk)
    must_be_good(invitation)
    person = Person.objects.select_for_update().get(pk=invitation.person_id)
    _verify(person, invitation.address)
    if password:
        person.set_password(password)
    person.is_active, person.closed_at = True, None
    person.save()
    invitation.used_at = clock.now()
    invitation.save(update_fields=["used_at"])
    halt("claim.account-opened")
    note("account.claimed" if invitation.kind == Kind.CLAIM else "account.reopened", person.id, by=person.id)
    return person


def _verify(person: Person, address: str) -> None:
    if EmailAddress.objects.filter(email=address, verified=True).exclude(user=person).exists():
        raise Refused(
            "taken", _("This address belongs to an account already. Sign in with it, or ask those who invited you.")
        )
    mine = EmailAddress.objects.filter(user=person)
    found, _made = mine.get_or_create(
        email=address, defaults={"user": person, "primary": not mine.filter(primary=True).exists()}
    )
    found.verified = True
    found.save()


@transaction.atomic
def close_account(*, by: Person) -> None:
    """Close one's own account: nobody can sign in to it, until its owner comes back by a link."""
    person = Person.objects.select_for_update().get(pk=by.pk)
    if not person.is_active:
        return
    person.is_active, person.closed_at = False, clock.now()
    person.save(update_fields=["is_active", "closed_at"])
    note("account.closed", person.id, by=by.id)


def ask_for_link(address: str) -> Invitation | None:
    """Somebody typed an address and asks for a fresh link. Whether there was one to send is never told to them."""
    address = address.strip().lower()
    person = holder_of(address)
    if person is None:
        return None
    if may_come_back(person.closed_at, clock.now()):
        return send_link(person, address, Kind.RETURN, by=None)
    last = Invitation.objects.filter(person=person, kind=Kind.CLAIM).order_by("created_at").last()
    if person.is_active and last and not in_use(person):
        return send_link(person, address, Kind.CLAIM, district=last.district, by=None)
    return None


def next_to_mail() -> Invitation | None:
    """The letter that has waited longest, locked: for the worker, inside its transaction. Two workers never take the same."""
    return (
        Invitation.objects.select_for_update(
            of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
        )
        .filter(mailed_at__isnull=True, used_at__isnull=True, ended_at__isnull=True, until__gt=clock.now())
        .select_related("person")
        .order_by("created_at")
        .first()
    )


@transaction.atomic
def mailed(invitation: Invitation) -> None:
    """The letter is out."""
    Invitation.objects.filter(pk=invitation.pk, mailed_at__isnull=True).update(mailed_at=clock.now())
