"""Seats in panels whose holders have gone: whose account is closed, who works here no longer, who holds no office any more."""

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from merited.people.models import Employment, Role
from merited.people.rules.places import MAY_HEAR, MAY_SIT, Office
from merited.review.models import Case, CaseVoice, Look, PanelVoice
from merited.review.queries.integrity import round_of
from merited.review.rules.integrity import HEARS
from merited.review.rules.looks import SEATS, Kind, State


def _here(work: str, offices: Collection[Office]) -> Q:
    """Seats (`Q` over a voice, `work` being its way to the work) that count: somebody has spoken there, or still may."""
    place = f"{work}__submission__version__microcredential__organization"
    left = Employment.objects.filter(
        Q(district=OuterRef(place))
        | Q(district=OuterRef(f"{place}__parent"))
        | Q(district=OuterRef(f"{place}__parent__parent")),
        person=OuterRef("person"), until__isnull=False,
    )  # fmt: skip
    office = Role.objects.filter(person=OuterRef("person"), kind__in=offices)
    may_speak = Q(person__is_active=True) & ~Exists(left) & Exists(office)
    return Q(left_at__isnull=True) & (~Q(voice="") | may_speak)


def free_in_case(case: Case) -> int:
    """How many seats are free in the present panel of a case."""
    return SEATS - CaseVoice.objects.filter(_here("case", MAY_HEAR), case=case, round=round_of(case)).count()


def free_in_looks(looks: Collection[Look]) -> dict[UUID, int]:
    """How many seats are free in the panel of each appeal, by its key."""
    taken = PanelVoice.objects.filter(_here("look", MAY_SIT), look__in=looks).values_list("look_id", flat=True)
    count = Counter(taken)
    return {one.pk: SEATS - count[one.pk] for one in looks}


def cases_in_hearing(places: Collection[UUID]) -> QuerySet[Case]:
    """Cases before a panel, in which a seat may have to be filled: for the worker."""
    return Case.objects.filter(state__in=HEARS, submission__version__microcredential__organization__in=places)


def appeals_in_hearing(places: Collection[UUID]) -> QuerySet[Look]:
    """Appeals before a panel, likewise."""
    return Look.objects.filter(
        kind=Kind.APPEAL, state=State.PANEL, submission__version__microcredential__organization__in=places
    )
