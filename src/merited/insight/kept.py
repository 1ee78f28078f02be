"""How the promise was kept in the last year, as strangers may read it: a median and a count, or too few to say."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from merited.base import clock
from merited.catalog.models import MicroCredential
from merited.people.models import Organization
from merited.people.rules.calendar import working_days_between
from merited.review.models import Decision
from merited.review.rules.forecast import Kept, kept_promise

A_YEAR = timedelta(days=365)


def kept_by(district: Organization, microcredential: MicroCredential | None = None) -> Kept | None:
    """The decisions of the last year, of a whole district or for one micro-credential. None: too few to say.

    Counted in working days of the district, without those on which the clock stood still.
    """
    place = "attempt__submission__version__microcredential__organization"
    here = Q(**{place: district}) | Q(**{f"{place}__parent": district}) | Q(**{f"{place}__parent__parent": district})
    if microcredential is not None:
        here = Q(attempt__submission__version__microcredential=microcredential)
    rows = Decision.objects.filter(here, decided_at__gte=clock.now() - A_YEAR)
    zone = ZoneInfo(district.timezone or "UTC")
    off = {date.fromisoformat(one) for one in district.days_off}
    answered = []
    for sent_at, promised, decided_at in rows.values_list("attempt__sent_at", "attempt__hear_by", "decided_at"):
        if sent_at is None or promised is None:
            continue
        sent, decided = sent_at.astimezone(zone).date(), decided_at.astimezone(zone).date()
        still = max(0, working_days_between(sent, promised, off) - district.promise_days)
        answered.append((max(0, working_days_between(sent, decided, off) - still), decided > promised))
    return kept_promise(answered)
