"""Who sits in a panel of integrity, who sees to it that it is complete, and who of them reads the work afterwards."""

import pytest

from merited.people.actions import appoint
from merited.people.rules.places import Office
from merited.review.actions.hearing import fill_case_seats
from merited.review.models import Case, CaseVoice
from merited.review.queries.integrity import members_of
from merited.review.rules.looks import panel_bars
from tests.coaching.helping import group_of, shown
from tests.review import test_integrity as steps

pytestmark = pytest.mark.django_db
house, reading, concern, case = steps.house, steps.reading, steps.concern, steps.case


def test_whoever_coaches_the_earner_or_was_shown_a_draft_sits_in_no_panel(house):
    group_of(house.petra, house.dov)
    work = house.draft(house.dov)
    shown(work, house.halvard)
    case = steps.opened(house, steps.flagged(house, house.claimed(house.dov, house.vesna)))
    steps.answered(case, house.dov)
    sitting = steps.panel(case)
    bars = {one.person: panel_bars(one) for one in members_of(steps.fresh(case))}
    assert bars[house.petra.pk] and bars[house.halvard.pk]
    assert len(sitting) == 3 and not {house.petra, house.halvard} & set(sitting)
    for one in sitting:
        assert house.client(one).get(f"/district/integrity/cases/{case.pk}/").status_code == 200


def test_another_integrity_lead_looks_again_for_whoever_may_sit(house, case):
    appoint(house.thea, Office.INTEGRITY_LEAD, house.district, by=None)
    steps.answered(case, house.dov)
    CaseVoice.objects.filter(case=case, person=steps.panel(case)[0]).delete()
    address = f"/district/integrity/cases/{case.pk}/"
    assert house.client(house.thea).post(address, {"deed": "seats"}).status_code == 302
    assert len(steps.panel(case)) == 3
    with pytest.raises(Case.DoesNotExist):
        fill_case_seats(case, by=house.corwin)
