"""Phrases at hand: a place shares and retires them, a reviewer keeps and drops their own. They decide nothing."""

from django.db import transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.log import note
from merited.base.text import cleaned
from merited.base.words import _
from merited.catalog.models import MicroCredential
from merited.people.models import Organization, Person
from merited.review.models import FeedbackPhrase
from merited.review.rules.phrases import MOST_OWN, MOST_SHARED, Kind, must_be_a_phrase


@transaction.atomic
def share_phrase(
    text: str,
    *,
    part: str,
    at: Organization,
    language: str,
    kind: str = Kind.ANY,
    of: MicroCredential | None = None,
    by: Person | None,
) -> FeedbackPhrase:
    """Put a phrase before everybody who reads for a place; twice the same is once. Raises `Refused`."""
    text = cleaned(text).strip()
    must_be_a_phrase(text, part, kind)
    Organization.objects.select_for_update().get(pk=at.pk)
    now = FeedbackPhrase.objects.filter(organization=at, language=language, retired_at__isnull=True)
    if now.exclude(text=text).count() >= MOST_SHARED:
        raise Refused(
            "enough-shared",
            _("{most} phrases are shared here already. Retire one that is used little, and there is room."),
            most=MOST_SHARED,
        )
    found, made = FeedbackPhrase.objects.get_or_create(
        organization=at, text=text, part=part, kind=kind, language=language, microcredential=of
    )
    was_retired = found.retired_at is not None
    if was_retired:
        found.retired_at = None
        found.save()
    if made or was_retired:
        note("phrase.shared", found.id, by=by.id if by else None, place=str(at.id))
    return found


@transaction.atomic
def retire_phrase(phrase: FeedbackPhrase, *, by: Person) -> None:
    """No longer at hand. What was written with it stays as it was written."""
    phrase = FeedbackPhrase.objects.select_for_update().get(pk=phrase.pk, organization__isnull=False)
    if phrase.retired_at is None:
        phrase.retired_at = clock.now()
        phrase.save()
        note("phrase.retired", phrase.id, by=by.id, place=str(phrase.organization_id))


@transaction.atomic
def keep_phrase(text: str, *, part: str, kind: str = Kind.ANY, by: Person) -> FeedbackPhrase:
    """A phrase of one's own, which nobody else sees; twice the same is once. Raises `Refused`."""
    text = cleaned(text).strip()
    must_be_a_phrase(text, part, kind)
    Person.objects.select_for_update().get(pk=by.pk)
    if FeedbackPhrase.objects.filter(owner=by).exclude(text=text).count() >= MOST_OWN:
        raise Refused(
            "enough-phrases",
            _("You have {most} phrases of your own. Take one away that you no longer use, and there is room."),
            most=MOST_OWN,
        )
    found, _made = FeedbackPhrase.objects.get_or_create(
        owner=by, text=text, part=part, kind=kind, defaults={"language": by.language}
    )
    return found


def drop_phrase(phrase: FeedbackPhrase, *, by: Person) -> None:
    """Take away a phrase of one's own."""
    FeedbackPhrase.objects.filter(pk=phrase.pk, owner=by).delete()
