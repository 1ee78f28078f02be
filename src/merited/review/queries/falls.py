"""What a finding of integrity took away: it was met when it was judged, and comes back by a new attempt alone."""

from merited.review.models import CaseCriterion
from merited.submissions.models import Attempt

NOT_MET = "not_met"  # rules.integrity.Outcome, which whatever files a sheet does not import


def stood_before(attempt: Attempt) -> set[str]:
    """What earlier attempts had met when this one was decided, and what fell since: it was not judged again."""
    if attempt.decided_at is None:
        return set()
    fell = CaseCriterion.objects.filter(
        case__submission=attempt.submission_id, met_by__number__lt=attempt.number, met_at__lte=attempt.decided_at,
        case__closed_at__gt=attempt.decided_at,
    )  # fmt: skip
    return set(fell.values_list("criterion", flat=True))


def not_met_since(attempt: Attempt) -> set[str]:
    """What a finding has said is not met since this attempt was decided: no other look at it undoes that."""
    found = CaseCriterion.objects.filter(
        case__submission=attempt.submission_id, case__final=NOT_MET, case__closed_at__gt=attempt.decided_at
    )
    return set(found.values_list("criterion", flat=True))
