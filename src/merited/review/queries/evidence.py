"""Evidence as its readers may know it."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from merited.base import clock
from merited.people.models import Person
from merited.review.models import Reading
from merited.review.queries.reading import barred_for
from merited.review.withheld import privacy_flags
from merited.submissions.models import Exhibit
from merited.submissions.rules.states import AttemptState, State


def exhibits_before(reviewer: Person) -> QuerySet[Exhibit]:
    """Exhibits that this reviewer may open: those of attempts whose reading they hold, and of earlier attempts of the same work."""
    mine = barred_for(reviewer)
    looked_at = Reading.objects.filter(
        reviewer=reviewer, state="claimed", look__state="reading", expires_at__gt=clock.now()
    ).exclude(attempt__submission__person_id__in=mine).values("attempt_id")  # fmt: skip
    held = Reading.objects.filter(
        Q(expires_at__gt=clock.now()) | Q(attempt__submission__state=State.ON_HOLD),
        reviewer=reviewer, state="claimed", attempt__state__in=(AttemptState.SENT, AttemptState.SAMPLE),
    ).exclude(attempt__submission__person_id__in=mine).values("attempt__submission_id")  # fmt: skip
    return readable_exhibits().filter(
        Q(attempt__submission_id__in=held) | Q(attempt__in=looked_at), attempt__sent_at__isnull=False
    )


def readable_exhibits() -> QuerySet[Exhibit]:
    """Exhibits as any reader may know them: what was set aside, is withheld, or is not sent back yet is not there.

    A file in which a learner can be recognized is withheld wherever it stands, also in an earlier attempt, and also
    when the same file is added to the same place once more.
    """
    flagged = privacy_flags().filter(exhibit__isnull=False)
    again = flagged.filter(
        attempt__submission_id=OuterRef("attempt__submission_id"),
        exhibit__artifact=OuterRef("artifact"),
        exhibit__evidence__digest=OuterRef("evidence__digest"),
    ).exclude(exhibit__evidence__digest="")
    return _standing_exhibits().exclude(evidence_id__in=flagged.values("exhibit__evidence_id")).exclude(Exists(again))


def _standing_exhibits() -> QuerySet[Exhibit]:
    """What stands in attempts as they were sent or sent back."""
    return (
        Exhibit.objects.filter(Q(hold__isnull=True) | Q(hold__ended_at__isnull=False), set_aside_at__isnull=True)
        .select_related("evidence", "attempt")
        .order_by("artifact", "position")
    )


def exhibits_for_reader() -> "Prefetch[str, QuerySet[Exhibit], str]":
    """Prefetch the exhibits of an attempt as a desk shows them: withheld ones too, by name, so that it can say so."""
    return Prefetch("exhibits", _standing_exhibits())
