"""Questions about awards."""

import json
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from merited_credentials import PublicKey, did_document

from merited.awards.models import Award, Issuer, Profile, SigningKey, StatusList
from merited.awards.rules.standing import Standing, standing
from merited.awards.rules.visibility import Visibility, visibility
from merited.base import clock
from merited.catalog.models import Version
from merited.people.models import Person
from merited.people.queries import places_under
from merited.people.rules.places import MAY_REVOKE


def _awards() -> QuerySet[Award]:
    return Award.objects.select_related(
        "version__microcredential__organization__parent", "issuer__organization", "person"
    )


def awards_of(person: Person) -> QuerySet[Award]:
    """One's own awards, the latest first."""
    return _awards().filter(person=person).order_by("-granted_at")


def award_at(key: UUID) -> QuerySet[Award]:
    """An award by its address, and nothing else. Whether the asker may see it is for `may_see` to say."""
    return _awards().filter(pk=key)


def visibility_of(award: Award) -> Visibility:
    """Who sees its page, as its earner decided."""
    return visibility(hidden=award.hidden_at is not None, shared=award.shared_at is not None)


def may_see(award: Award, person: Person | None) -> bool:
    """Whether somebody who has the address sees what is there: everybody, unless it is held privately; then its earner."""
    return award.hidden_at is None or (person is not None and person.pk == award.person_id)


def choosable_by(person: Person) -> QuerySet[Award]:
    """One's own awards that may stand on a profile page: neither held privately nor revoked."""
    return awards_of(person).filter(hidden_at__isnull=True, revoked_at__isnull=True)


def profile_of(person: Person) -> Profile | None:
    """One's own profile page, on or off."""
    return Profile.objects.filter(person=person).first()


def profile_at(key: UUID) -> QuerySet[Profile]:
    """A profile page by its address, while it is on."""
    return Profile.objects.filter(key=key, public_since__isnull=False).select_related("person")


def chosen_for(profile: Profile) -> set[UUID]:
    """Keys of all awards that the person chose, those held privately included."""
    return set(profile.awards.values_list("pk", flat=True))


def shown_on(profile: Profile) -> QuerySet[Award]:
    """The awards that the page shows, the latest first; never one that is held privately or was revoked since."""
    return choosable_by(profile.person).filter(pk__in=profile.awards.values("pk"))


def revocable_by(person: Person) -> QuerySet[Award]:
    """Awards of the places for which this person answers, the latest first."""
    places = places_under(person, MAY_REVOKE)
    return _awards().filter(version__microcredential__organization_id__in=places).order_by("-granted_at")


def unsigned() -> QuerySet[Award]:
    """Awards whose credential is still to be signed, oldest first."""
    return Award.objects.filter(signed_at__isnull=True, revoked_at__isnull=True).order_by("granted_at")


def unpublished_lists() -> QuerySet[StatusList]:
    """Status lists that changed since they were signed."""
    return StatusList.objects.filter(Q(signed_at__isnull=True) | Q(changed_at__gt=F("signed_at"))).order_by("id")


def signed_awards() -> QuerySet[Award]:
    """Every award that has a credential, oldest first."""
    return _awards().filter(signed_at__isnull=False).order_by("granted_at")


def shared_awards() -> QuerySet[Award]:
    """Awards whose earners share them with everybody, search engines included; neither hidden nor revoked."""
    return Award.objects.filter(
        shared_at__isnull=False, hidden_at__isnull=True, revoked_at__isnull=True, signed_at__isnull=False
    ).order_by("-granted_at")


def status_lists() -> QuerySet[StatusList]:
    """Every status list that has been signed."""
    return StatusList.objects.exclude(document="")


def status_document(key: UUID) -> str | None:
    """The signed status list of that key, byte for byte."""
    return status_lists().filter(pk=key).values_list("document", flat=True).first()


def issuers() -> QuerySet[Issuer]:
    """Every issuer here."""
    return Issuer.objects.select_related("organization").order_by("did")


def issuers_with_keys() -> dict[Issuer, list[SigningKey]]:
    """Every issuer that has signed, with all keys it ever had, in one question."""
    found: dict[Issuer, list[SigningKey]] = {}
    keys = SigningKey.objects.select_related("issuer__organization")
    for key in keys.order_by("issuer__did", "created_at"):
        found.setdefault(key.issuer, []).append(key)
    return found


def newest_signed() -> Award | None:
    """The latest badge that is signed and stands, with its status list."""
    standing = _awards().select_related("status_list").filter(signed_at__isnull=False, revoked_at__isnull=True)
    return standing.order_by("-pk").first()  # keys are in the order of time: no sorting, however many there are


def signed_and_listed() -> tuple[int, int]:
    """How many badges are signed, and in how many published status lists they stand."""
    published = Q(status_list__signed_at__isnull=False)
    counted = Award.objects.filter(signed_at__isnull=False).aggregate(
        signed=Count("pk"), lists=Count("status_list", filter=published, distinct=True)
    )
    return counted["signed"], counted["lists"]


def keys_of(issuer: Issuer) -> QuerySet[SigningKey]:
    """All keys an issuer ever had, oldest first: badges signed with a retired one stay valid."""
    return SigningKey.objects.filter(issuer=issuer).order_by("created_at")


def did_document_of(issuer: Issuer) -> dict[str, object]:
    """The DID document of an issuer: every key it ever had, under assertionMethod."""
    return did_document_with(issuer, keys_of(issuer))


def did_document_with(issuer: Issuer, keys: Iterable[SigningKey]) -> dict[str, object]:
    """The same from keys that are at hand."""
    return dict(did_document(issuer.did, [PublicKey(one.name, one.public, one.retired_at is None) for one in keys]))


def did_document_at(did: str) -> dict[str, object] | None:
    """The DID document of one of our own issuers; None for a stranger's."""
    issuer = Issuer.objects.filter(did=did).first()
    return did_document_of(issuer) if issuer else None


def award_of_credential(credential_id: str) -> Award | None:
    """Our own award by the id in its credential; None for a stranger's."""
    tail = credential_id.rstrip("/").rpartition("/")[2]
    try:
        award = _awards().filter(pk=UUID(tail), signed_at__isnull=False).first()
    except ValueError:
        return None
    return award if award and json.loads(award.credential)["id"] == credential_id else None


def is_expired(award: Award) -> bool:
    """Whether its time has run out."""
    return award.valid_until is not None and award.valid_until <= clock.now()


def standing_of(award: Award) -> Standing:
    """How an award stands now."""
    return standing(
        revoked=award.revoked_at is not None,
        valid_until=award.valid_until,
        signed=award.signed_at is not None,
        now=clock.now(),
    )


def in_standing(wanted: Standing) -> Q:
    """The condition on awards for a standing, as `awards.rules.standing` says it."""
    revoked, expired = Q(revoked_at__isnull=False), Q(valid_until__isnull=False, valid_until__lte=clock.now())
    signed = Q(signed_at__isnull=False)
    return {
        Standing.REVOKED: revoked,
        Standing.EXPIRED: ~revoked & expired,
        Standing.SIGNING: ~revoked & ~expired & ~signed,
        Standing.CURRENT: ~revoked & ~expired & signed,
    }[wanted]


def standings_in(awards: QuerySet[Award]) -> dict[Standing, int]:
    """How many of these awards stand how, in one question."""
    found = awards.order_by().aggregate(**{one.value: Count("pk", filter=in_standing(one)) for one in Standing})
    return {one: found[one.value] for one in Standing}


def has_lapsed(person: Person, version: Version) -> bool:
    """Whether what the person earned for this version no longer stands: revoked, or its time ran out."""
    latest = Award.objects.filter(person=person, version=version).order_by("-granted_at").first()
    return latest is not None and standing_of(latest) in (Standing.REVOKED, Standing.EXPIRED)


def has_key(issuer: Issuer) -> bool:
    """Whether the issuer ever had a key. Before that no master key is needed."""
    return SigningKey.objects.filter(issuer=issuer).exists()


def any_key() -> bool:
    """Whether anything was ever sealed under the master key."""
    return SigningKey.objects.exists()
