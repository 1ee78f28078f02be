"""One member of a panel who says nothing holds up nobody for ever: after the promised day the seat goes to another."""

import pytest

from merited.awards.models import Award
from merited.base import clock
from merited.people.actions import appoint
from merited.people.models import Letter, Role
from merited.people.rules.places import Office
from merited.review.actions import set_plan, speak
from merited.review.actions.hearing import hear
from merited.review.models import Case, CaseVoice, Look
from merited.review.queries.integrity import seats_in
from tests.review import test_integrity as steps
from tests.review import test_looks as looked
from tests.review.test_let_go import mornings
from tests.review.test_looks_beside import SINGLE

pytestmark = pytest.mark.django_db
house, reading, concern, case = steps.house, steps.reading, steps.concern, steps.case


@pytest.fixture
def look(world):
    """An appeal in its panel, of which two have spoken."""
    set_plan(world.pl101.microcredential, SINGLE, by=None)
    for one in (world.petra, world.halvard, world.teodor):
        appoint(one, Office.LEAD_READER, world.district, by=None)
    found = looked.appeal(world.not_yet(world.cyrus, world.keziah))
    looked.read_by(found, world.vesna)
    for one in looked.panel(found)[:2]:
        speak(found, "overturn", reasons="It is there.", by=one)
    return Look.objects.get()


def test_the_third_seat_of_an_appeal_goes_to_another_when_the_day_is_over(world, look):
    silent = look.voices.get(left_at=None, voice="").person
    for day in mornings(40):
        sitting = looked.panel(look)
        if day.date() <= look.due:
            assert silent in sitting
        elif silent not in sitting:
            break
    (new,) = look.voices.filter(left_at=None, voice="")
    assert new.person not in (silent, world.keziah, world.vesna)
    with clock.at(day):
        assert speak(look, "overturn", reasons="It is there.", by=new.person) == "overturned"
    assert Award.objects.get().person == world.cyrus


def test_whoever_is_new_there_has_three_days_too(world, look):
    seen = {}
    for day in mornings(60):
        seen.setdefault(look.voices.get(left_at=None, voice="").person, []).append(day)
    assert len(seen) > 2
    assert all(len(days) >= 3 for days in list(seen.values())[:-1])


def test_where_nobody_else_can_sit_the_seat_stays(world, look):
    sitting = looked.panel(look)
    Role.objects.exclude(person__in=sitting).delete()
    for _day in mornings(60):
        pass
    assert looked.panel(look) == sitting


def test_a_case_goes_on_too_and_the_silent_one_is_reminded_before(house, case):
    for one in (house.isolde, house.magnus, house.gideon):
        appoint(one, Office.PANELIST, house.district, by=None)
    steps.answered(case, house.dov)
    case = Case.objects.get()
    *spoken, silent = [one.person for one in seats_in(case)]
    for one in spoken:
        hear(case, "no_case", reasons="It is the handout.", by=one)
    gone = next(day for day in mornings(40) if not CaseVoice.objects.filter(person=silent, left_at=None).exists())
    assert gone.date() > case.panel_due
    reminded = Letter.objects.filter(person=silent, occasion=str(case.panel_due))
    assert reminded.exists() and not Letter.objects.filter(person__in=spoken, occasion=str(case.panel_due)).exists()
    (new,) = [one.person for one in seats_in(case) if not one.voice]
    with clock.at(gone):
        hear(Case.objects.get(), "no_case", reasons="It is the handout.", by=new)
    case.refresh_from_db()
    assert case.outcome == "no_case"
