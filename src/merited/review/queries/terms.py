"""A reviewer's terms: which languages and data, which departments are their own, and from when the pool is open."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from merited.base import clock
from merited.catalog.models import MicroCredential, Version
from merited.people.models import Membership, Person
from merited.people.queries import days_off_of, district_of, holds_office
from merited.people.rules.calendar import working_days_back
from merited.people.rules.places import MAY_ADJUDICATE, Place
from merited.review.models import Pause, Procedure, Qualification, Reviewer
from merited.review.rules.stages import plan_from

SENSITIVE = "sensitive_notes"
_HOLDS_NOTES = f'"student_data":"{SENSITIVE}"'  # as a canonical document writes it
CAPACITY = 3


def terms_of(person: Person) -> Reviewer:
    """How somebody reads: as stored, or as it is for everybody. Not saved."""
    found = Reviewer.objects.filter(person=person).first()
    return found or Reviewer(person=person, capacity=CAPACITY, languages=[], clearances=[])


def languages_of(terms: Reviewer, person: Person) -> frozenset[str]:
    """The languages in which somebody reads: as they said, else English and that of their pages."""
    return frozenset(terms.languages or {"en", person.language})


def pause_of(person: Person, today: date) -> Pause | None:
    """The pause that somebody is in, or the next one ahead."""
    ahead = Pause.objects.filter(person=person, until__gte=today, ended_at__isnull=True)
    return ahead.order_by("since").first()


def own_departments(person: Person) -> Q:
    """A condition on micro-credentials: of a department that this person works for, or is a lead reader of."""
    works = Membership.objects.filter(person=person).exclude(organization__kind=Place.SCHOOL).values("organization_id")
    return Q(organization__in=works) | holds_office(person, MAY_ADJUDICATE, "organization")


def sensitive_ones() -> QuerySet[Version]:
    """Versions whose work holds sensitive notes about learners."""
    return Version.objects.filter(text__contains=_HOLDS_NOTES)


def on_terms_of(person: Person, terms: Reviewer | None = None) -> Q:
    """A condition on attempts: in a language that this person reads, with nothing they are not cleared for, and of their
    own department, or of another whose pool is open by now. `terms`: as they were asked for already."""
    terms = terms or terms_of(person)
    found = Q(submission__language__in=languages_of(terms, person))
    if SENSITIVE not in terms.clearances:
        found &= Q(~Exists(sensitive_ones().filter(pk=OuterRef("submission__version"))))
    mine = MicroCredential.objects.filter(own_departments(person)).values("pk")
    return found & (Q(submission__version__microcredential__in=mine) | _pooled(person))


def _pooled(person: Person) -> Q:
    """What the pool may read: by micro-credential, sent so many working days ago."""
    found = Q(pk__in=[])
    mine = Qualification.objects.filter(person=person, state="qualified").values("microcredential")
    plans = Procedure.objects.filter(microcredential__in=mine, plan__pool=True)
    for one in plans.select_related("microcredential__organization__parent__parent"):
        place = one.microcredential.organization
        sent = sent_before(plan_from(one.plan).pool_from, district_of(place).timezone or "UTC", days_off_of(place))
        found |= Q(submission__version__microcredential=one.microcredential_id, sent_at__lt=sent)
    return found


def sent_before(days: int, zone: str, days_off: set[date]) -> datetime:
    """Whatever was sent before this moment has waited so many working days."""
    day = working_days_back(clock.today(zone), days, days_off)
    return datetime.combine(day, time.max, ZoneInfo(zone))
