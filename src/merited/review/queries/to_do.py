"""What waits for somebody in office, counted in one question: for a page that asks much."""

from collections import Counter
from datetime import date

from django.db.models import Case, Value, When

from merited.people.models import Person
from merited.review.queries.grants import grants_for
from merited.review.queries.looks import looks_overseen_by
from merited.review.queries.prechecks import checks_for


def to_do_for(person: Person, today: date) -> Counter[str]:
    """How much this person may "check" now and "grant", and of the second reviews and appeals that they answer for how many
    are in time ("look") and how many "late"."""
    checks = checks_for(person).order_by().values_list("pk", Value("check"))
    grants = grants_for(person).order_by().values_list("pk", Value("grant"))
    stands = Case(When(due__lt=today, then=Value("late")), default=Value("look"))
    looks = looks_overseen_by(person).order_by().values_list("pk", stands)
    return Counter(kind for _key, kind in checks.union(grants, looks, all=True))
