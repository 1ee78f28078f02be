"""Deeds concerning awards: grant, plan, sign, publish status, revoke, show and hide."""

import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import F
from merited_credentials import (
    CredentialError,
    Ed25519Signer,
    Prepared,
    StatusBits,
    did_web,
    generate_ed25519,
    open_private_key,
    prepare,
    public_multibase_of,
    seal_private_key,
    sign,
    status_list_document,
)

from merited.awards.credential import credential_of, status_address
from merited.awards.keys import master_key
from merited.awards.models import Award, Issuer, Profile, SigningKey, StatusList
from merited.awards.queries import choosable_by, unpublished_lists, unsigned, visibility_of
from merited.awards.rules.revoking import Reason
from merited.awards.rules.validity import months_after
from merited.awards.rules.visibility import Visibility
from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.text import cleaned
from merited.base.words import _
from merited.catalog.models import Version
from merited.people.models import Organization, Person
from merited.people.queries import district_of, may, public_url, verified_address
from merited.people.rules.places import MAY_REVOKE

LONGEST_NAME, LONGEST_WORDS = 200, 300  # on a profile page, in characters
LIST_LENGTH = 131_072  # bits: the least that the standard allows, so that one badge hides among many


@transaction.atomic
def become_issuer(organization: Organization) -> Issuer:
    """Make an organization an issuer, with its DID under the public address and its status list.

    Its first key is made when there is something to sign: granting an award needs no key.
    """
    found = Issuer.objects.filter(organization=organization).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return _founded(organization)
    except IntegrityError:  # the first two awards of a district at once: the other one founded it
        return Issuer.objects.get(organization=organization)


def _founded(organization: Organization) -> Issuer:
    address = f"{public_url()}/issuers/{organization.key}"
    issuer = Issuer.objects.create(organization=organization, did=did_web(address), address=address)
    StatusList.objects.create(issuer=issuer, changed_at=clock.now())
    note("issuer.founded", issuer.id, by=None)
    return issuer


def _new_key(issuer: Issuer) -> SigningKey:
    name = f"{clock.now().year}-{SigningKey.objects.filter(issuer=issuer).count() + 1}"
    private = generate_ed25519()
    return SigningKey.objects.create(
        issuer=issuer, name=name, public=public_multibase_of(private),
        sealed=seal_private_key(private, master_key(), key_id=f"{issuer.did}#{name}"),
    )  # fmt: skip


@transaction.atomic
def renew_key(issuer: Issuer) -> SigningKey:
    """Retire the signing key and make a new one. Badges signed with the old one stay valid: it stays listed."""
    issuer = Issuer.objects.select_for_update().get(pk=issuer.pk)
    SigningKey.objects.filter(issuer=issuer, retired_at__isnull=True).update(retired_at=clock.now())
    key = _new_key(issuer)
    note("key.renewed", key.id, by=None)
    return key


@transaction.atomic
def signer_of(issuer: Issuer) -> Ed25519Signer:
    """The issuer's present key, opened; its first one is made here.

    Raises `Refused` where the master key is missing, WrongMasterKey where it is another.
    """
    present = SigningKey.objects.filter(issuer=issuer, retired_at__isnull=True).order_by("-created_at")
    key = present.first()
    if key is None:
        Issuer.objects.select_for_update().get(pk=issuer.pk)  # two workers make one first key
        key = present.first() or _new_key(issuer)
    address = f"{issuer.did}#{key.name}"
    return Ed25519Signer(open_private_key(bytes(key.sealed), master_key(), key_id=address), address)


@transaction.atomic
def grant(person: Person, version: Version, results: Mapping[str, str]) -> Award:
    """Record that somebody met every criterion of a version (level by criterion), and plan the badge.

    Plain values, never a submission: an award can come from elsewhere too. The badge is signed by the worker.
    """
    now = clock.now()
    months = version.document.valid_months
    award = Award.objects.create(
        person=person, version=version, digest=version.digest, results=dict(results), granted_at=now,
        issuer=become_issuer(district_of(version.microcredential.organization)),
        valid_until=months_after(now, months) if months else None,
    )  # fmt: skip
    halt("grant.award-written")
    plan(award)
    note("award.granted", award.id, by=None, digest=award.digest)
    return award


@transaction.atomic
def plan(award: Award) -> bool:
    """Write down what is to be signed. False while the person has no verified address to make it out to.

    Linted here, so that nothing is found wrong when the key is in hand.
    """
    award = (
        Award.objects.select_for_update(of=("self",))
        .select_related("version__microcredential__organization", "issuer__organization", "person")
        .get(pk=award.pk)
    )
    if award.planned:
        return True
    address = verified_address(award.person)
    if address is None:
        return False
    open_list = _take_place(award)
    award.planned = prepare(credential_of(award, address=address, salt=secrets.token_hex(16))).to_json()
    award.save()
    # Counted last: whoever grants the next badge of this issuer waits for this row, and so no longer than it must.
    StatusList.objects.filter(pk=open_list.pk).update(taken=F("taken") + 1)
    return True


def _take_place(award: Award) -> StatusList:
    """A random place in the issuer's open list, taken by writing it: no scan, and the index tells nothing of the order."""
    award.status_list = _open_list(award.issuer)
    for _try in range(64):  # a list is closed at half full, so that 64 tries never fail in practice
        award.status_index = secrets.randbelow(LIST_LENGTH)
        try:
            with transaction.atomic():
                award.save()
        except IntegrityError:
            continue
        return award.status_list
    raise RuntimeError("no free place found in a half-empty status list")


def _open_list(issuer: Issuer) -> StatusList:
    """The one in which places are taken now. It is not locked: a few more than half hurt nobody."""
    still_open = StatusList.objects.filter(issuer=issuer, taken__lt=LIST_LENGTH // 2).order_by("-created_at")
    found = still_open.first()
    if found is None:
        Issuer.objects.select_for_update().get(pk=issuer.pk)  # two at once begin one list
        found = still_open.first() or StatusList.objects.create(issuer=issuer, changed_at=clock.now())
    return found


def plan_next() -> bool:
    """Plan one award that was granted before its earner had a verified address. Whether there was one."""
    addressed = EmailAddress.objects.filter(verified=True).values("user_id")
    award = unsigned().filter(planned="", person_id__in=addressed).first()
    return award is not None and plan(award)


class Unsignable(Exception):  # noqa: N818 (a finding for the operator)
    """One award that the library will not sign; the others behind it can be."""

    def __init__(self, award: UUID, why: str) -> None:
        super().__init__(f"award {award}: {why}")
        self.award = award


def sign_next(passing: Collection[UUID] = ()) -> bool:
    """Sign the oldest planned award, `passing` over some. Whether there was one. Two workers never take the same.

    Raises `Unsignable` for one that cannot be signed, `Refused` where the master key is missing.
    """
    with transaction.atomic():
        award = (
            unsigned()
            .exclude(planned="")
            .exclude(pk__in=passing)
            .filter(status_list__signed_at__isnull=False)
            .select_for_update(skip_locked=True, of=("self",))
            .first()
        )
        if award is None:
            return False
        halt("sign.award-taken")
        now = clock.now()
        signer = signer_of(award.issuer)
        try:
            credential = sign(Prepared.from_json(award.planned), signer, created=now.replace(microsecond=0))
        except CredentialError as no:
            raise Unsignable(award.pk, no.sentence) from no
        award.credential = json.dumps(credential, ensure_ascii=False, separators=(",", ":"))
        award.signed_at = now
        award.save(update_fields=["credential", "signed_at"])
        halt("sign.credential-written")
        note("award.signed", award.id, by=None)
    return True


def publish_next() -> bool:
    """Sign one status list that has changed. Whether there was one."""
    with transaction.atomic():
        found = unpublished_lists().select_for_update(skip_locked=True).first()
        if found is None:
            return False
        bits = StatusBits(LIST_LENGTH)
        for index in found.revoked:
            bits.set(index)
        now = clock.now()
        plain = status_list_document(
            status_address(found),
            found.issuer.did,
            bits,
            purpose="revocation",
            valid_from=found.created_at.replace(microsecond=0),
        )
        signed = sign(prepare(plain), signer_of(found.issuer), created=now.replace(microsecond=0))
        found.document = json.dumps(signed, ensure_ascii=False, separators=(",", ":"))
        found.signed_at = max(now, found.changed_at + timedelta(microseconds=1))
        found.save(update_fields=["document", "signed_at"])
        halt("publish.list-written")
    return True


@transaction.atomic
def revoke(award: Award, reason: str, *, words: str, by: Person) -> Award:
    """Revoke an award with a reason. The page and our verifier show it at once, the signed list as soon as it is signed.

    For program admins and for department leads of the issuing department. Raises `Refused`.
    """
    award = _locked(award)
    if not may(by, MAY_REVOKE, award.version.microcredential.organization):
        raise Refused(
            "not-yours-to-revoke",
            _("Only this department's lead or the program's administrators can revoke this badge."),
        )
    if award.revoked_at:
        raise Refused("already-revoked", _("This badge is revoked already."))
    if reason not in {one.value for one in Reason}:
        raise Refused("no-reason", _("Choose a reason. The public page shows its class and the date."))
    if not words.strip():
        raise Refused("no-words", _("Write down why, for the record and for whoever asks later. This is not public."))
    return _revoked(award, reason, cleaned(words), by)


@transaction.atomic
def revoke_by_finding(award: Award) -> Award:
    """Revoke an award because a panel of integrity has found so: no name and no words of it stand with the badge.

    For the room that judges. Twice is as good as once.
    """
    award = _locked(award)
    return award if award.revoked_at else _revoked(award, Reason.INTEGRITY, "", None)


def _locked(award: Award) -> Award:
    return (
        Award.objects.select_for_update(of=("self",))
        .select_related("version__microcredential__organization")
        .get(pk=award.pk)
    )


def _revoked(award: Award, reason: str, words: str, by: Person | None) -> Award:
    award.revoked_at, award.revoked_for, award.revoked_by, award.revoked_note = clock.now(), reason, by, words
    award.save()
    halt("revoke.award-written")
    if award.status_list_id:
        listed = StatusList.objects.select_for_update().get(pk=award.status_list_id)
        listed.revoked = sorted({*listed.revoked, award.status_index})
        # After its last signature in any case: another machine's clock may be ahead of ours, and the change is signed anew.
        listed.changed_at = max(clock.now(), (listed.signed_at or listed.changed_at) + timedelta(microseconds=1))
        listed.save(update_fields=["revoked", "changed_at"])
        halt("revoke.list-changed")
    note("award.revoked", award.id, by=by.id if by else None, reason=reason)
    return award


def share(award: Award, *, by: Person) -> Award:
    """Let anyone see the award page, and search engines list it. As `show_to`."""
    return show_to(award, Visibility.SHARED, by=by)


def hide(award: Award, *, by: Person) -> Award:
    """Hold the award privately: its page names nobody and nothing. As `show_to`."""
    return show_to(award, Visibility.PRIVATE, by=by)


def show(award: Award, *, by: Person) -> Award:
    """Let people with the link see the award page, and nobody else. As `show_to`."""
    return show_to(award, Visibility.UNLISTED, by=by)


@transaction.atomic
def show_to(award: Award, wanted: Visibility, *, by: Person) -> Award:
    """Decide who sees an award's page. Only its earner can. Raises `Award.DoesNotExist` for others.

    The badge, its status list and the issuer's keys are not touched: a presented file verifies as before.
    """
    award = Award.objects.select_for_update(of=("self",)).get(pk=award.pk, person=by)
    before = visibility_of(award)
    if before == wanted:  # a double click
        return award
    award.shared_at = clock.now() if wanted == Visibility.SHARED else None
    award.hidden_at = clock.now() if wanted == Visibility.PRIVATE else None
    award.save(update_fields=["shared_at", "hidden_at"])
    halt("share.award-written")
    if wanted == Visibility.SHARED:
        note("award.shared", award.id, by=by.id)
    elif wanted == Visibility.PRIVATE:
        note("award.hidden", award.id, by=by.id)
    else:
        note("award.shown" if before == Visibility.PRIVATE else "award.unlisted", award.id, by=by.id)
    return award


@dataclass(frozen=True, slots=True)
class Portrait:
    """What a person wants their profile page to be."""

    name: str
    words: str
    awards: Collection[UUID]  # chosen of those that can be shown
    public: bool
    indexed: bool


@transaction.atomic
def present(portrait: Portrait, *, by: Person) -> Profile:
    """Make one's own profile page what is asked for: words, chosen badges, on or off. Raises `Refused`.

    Badges that were chosen before and are held privately now stay chosen and stay unseen: nothing is decided behind
    the person's back.
    """
    Person.objects.select_for_update().get(pk=by.pk)  # two tabs make one page
    name, words = cleaned(portrait.name).strip(), " ".join(cleaned(portrait.words).split())
    if not name:
        raise Refused("no-name", _("Write the name that should stand on the page. It may be any form of yours."))
    if len(name) > LONGEST_NAME:
        raise Refused("long-name", _("The name has room for {most} characters. Please shorten it."), most=LONGEST_NAME)
    if len(words) > LONGEST_WORDS:
        raise Refused(
            "long-words", _("The sentence has room for {most} characters. Please shorten it."), most=LONGEST_WORDS
        )
    wanted = set(portrait.awards)
    chosen = set(choosable_by(by).filter(pk__in=wanted).values_list("pk", flat=True))
    if chosen != wanted:
        raise Refused(
            "not-to-choose",
            _("One of these badges cannot stand on the page: it is held privately or was revoked. Choose again."),
        )
    profile, _new = Profile.objects.get_or_create(person=by, defaults={"name": name})
    kept = set(profile.awards.filter(hidden_at__isnull=False).values_list("pk", flat=True))
    if portrait.public and not chosen | kept:
        raise Refused("nothing-chosen", _("Choose at least one badge for the page, then turn it on."))
    return _presented(profile, portrait, name, words, chosen | kept)


def _presented(profile: Profile, portrait: Portrait, name: str, words: str, awards: set[UUID]) -> Profile:
    was_public = profile.public_since is not None
    profile.name, profile.words = name, words
    profile.indexed = portrait.public and portrait.indexed
    if was_public != portrait.public:
        profile.public_since = clock.now() if portrait.public else None
    profile.save()
    profile.awards.set(Award.objects.filter(pk__in=awards))
    halt("present.profile-written")
    if was_public == portrait.public:
        note("profile.changed", profile.id, by=profile.person_id)
    else:
        note("profile.published" if portrait.public else "profile.withdrawn", profile.id, by=profile.person_id)
    return profile
