"""A voice in a panel counts for nothing once its speaker is tied to the earner: somebody else is heard."""

import pytest

from merited.awards.models import Award
from merited.people.actions import appoint, tie
from merited.people.rules.places import Office
from merited.review.actions import fill_seats, set_plan, speak
from merited.review.actions.hearing import fill_case_seats, hear
from merited.review.models import Case, CaseVoice, Look, PanelVoice
from merited.review.queries.integrity import seats_in
from tests.review import test_integrity as steps
from tests.review import test_looks as looked
from tests.review.test_looks_beside import SINGLE

pytestmark = pytest.mark.django_db
house, reading, concern, case = steps.house, steps.reading, steps.concern, steps.case


@pytest.fixture
def look(world):
    set_plan(world.pl101.microcredential, SINGLE, by=None)
    for one in (world.petra, world.halvard, world.teodor):
        appoint(one, Office.LEAD_READER, world.district, by=None)
    looked.read_by(looked.appeal(world.not_yet(world.cyrus, world.keziah)), world.vesna)
    return Look.objects.get()


def say(look, voice, by):
    return speak(look, voice, reasons="As it stands there.", advice="Add the clip.", by=by)


def test_in_an_appeal_somebody_else_is_heard_before_it_is_decided(world, look):
    first, second, third = looked.panel(look)
    say(look, "overturn", first)
    tie(first, world.cyrus, "coach")
    say(look, "uphold", second)
    assert say(look, "overturn", third) is None  # the first of them is asked no more
    new = next(one for one in looked.panel(look) if one not in (first, second, third))
    assert first not in looked.panel(look) and not Award.objects.exists()
    assert PanelVoice.objects.get(person=first).voice == "overturn"  # it stays in the record
    assert say(look, "uphold", new) == "upheld" and not Award.objects.exists()


def test_the_worker_finds_it_before_the_last_one_speaks(world, look):
    first, *_others = looked.panel(look)
    say(look, "overturn", first)
    tie(world.cyrus, first, "supervisor")
    assert fill_seats(look, by=None) == 3
    assert first not in looked.panel(look)


def test_that_the_earner_alone_names_somebody_throws_no_voice_out(world, look):
    first, *_others = looked.panel(look)
    say(look, "uphold", first)
    tie(world.cyrus, first, "co_author")
    fill_seats(look, by=None)
    assert first in looked.panel(look)


def found(case, outcome, by):
    return hear(Case.objects.get(pk=case.pk), outcome, reasons="As it stands there.", by=by)


def test_in_a_case_likewise(house, case):
    appoint(house.gideon, Office.PANELIST, house.district, by=None)
    steps.answered(case, house.dov)
    case = Case.objects.get()
    first, second, third = [one.person for one in seats_in(case)]
    found(case, "not_met", first)
    tie(first, house.dov, "supervisor")
    found(case, "no_case", second)
    assert found(case, "not_met", third) is None
    case = Case.objects.get()
    (new,) = [one.person for one in seats_in(case) if not one.voice]
    assert case.state == "panel" and new != first
    assert CaseVoice.objects.get(person=first).voice == "not_met"
    assert found(case, "no_case", new) == "no_case"


def test_in_a_case_the_worker_finds_it_too(house, case):
    steps.answered(case, house.dov)
    case = Case.objects.get()
    first, *_others = [one.person for one in seats_in(case)]
    found(case, "not_met", first)
    tie(first, house.dov, "coach")
    assert fill_case_seats(case, by=None) == 3
    assert first not in [one.person for one in seats_in(Case.objects.get())]
