"""How earners saw their own work beside what was recorded of it, criterion by criterion: for whoever answers for the rubric."""

from collections.abc import Mapping
from uuid import UUID

from merited.catalog.models import Version
from merited.review.models import Score
from merited.review.queries.sheets import recorded_from
from merited.review.rules.outcome import Judged
from merited.review.rules.own_view import Views, views
from merited.review.rules.stages import OF_THE_WORK, Purpose
from merited.submissions.models import SelfScore
from merited.submissions.rules.states import AttemptState


def own_views(version: Version) -> dict[str, Views]:
    """By criterion of one version: each earner counts once, with the last attempt in which both marked a level."""
    own = SelfScore.objects.filter(
        attempt__submission__version=version, attempt__state=AttemptState.DECIDED
    ).values_list("attempt_id", "attempt__submission__person_id", "criterion", "level")
    recorded = _recorded(version)
    document = version.document
    levels = {one.id: {each.id: each.value for each in one.levels} for one in document.criteria}
    pairs: dict[str, dict[UUID, tuple[float, float]]] = {one.id: {} for one in document.criteria}
    for attempt, person, key, level in own.order_by("attempt__decided_at"):
        found = recorded.get(attempt, {}).get(key)
        if found and key in pairs and level in levels[key]:
            pairs[key][person] = (levels[key][level], levels[key][found.level])
    return {key: views(list(found.values())) for key, found in pairs.items()}


def _recorded(version: Version) -> dict[UUID, Mapping[str, Judged]]:
    marked = SelfScore.objects.filter(attempt__submission__version=version).values("attempt_id")
    rows = Score.objects.filter(
        reading__attempt__in=marked, reading__attempt__state=AttemptState.DECIDED, reading__state="filed",
        reading__purpose__in=OF_THE_WORK,
    ).values_list("reading__attempt_id", "reading__purpose", "criterion__key", "level")  # fmt: skip
    sheets: dict[UUID, dict[Purpose, dict[str, Judged]]] = {}
    for attempt, purpose, key, level in rows:
        sheets.setdefault(attempt, {}).setdefault(Purpose(purpose), {})[key] = Judged(level)
    return {attempt: recorded_from(version.document, found) for attempt, found in sheets.items()}
