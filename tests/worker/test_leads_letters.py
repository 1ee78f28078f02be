"""Where every integrity lead is kept off what was noticed, whoever runs the program is told, and names another."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from merited.base import clock
from merited.base.errors import Refused
from merited.people.actions import appoint
from merited.people.models import Letter, Role
from merited.people.queries import places_below
from merited.people.rules.places import Office
from merited.review.actions.declaring import declare
from merited.review.actions.naming import name_lead
from merited.review.actions.noticing import raise_concern, set_concern_aside
from merited.review.queries.integrity import concerns_for, leads_for
from merited.review.queries.leads import waiting_without_a_lead
from merited.worker.leads import leadless
from merited.worker.loop import turn
from tests.world import MONDAY

pytestmark = pytest.mark.django_db
PAGE = "/district/integrity/leads/"


def address(person):
    return EmailAddress.objects.get(user=person).email


def letters_to(person, kind):
    return Letter.objects.filter(person=person, kind=kind)


@pytest.fixture
def concern(world):
    """Halvard is the one lead; Dov has named him for this very work before anything was noticed."""
    appoint(world.halvard, Office.INTEGRITY_LEAD, world.district, by=None)
    reading = world.claimed(world.dov, world.vesna)
    declare(reading.attempt.submission, reused="", addresses=[address(world.halvard)], by=world.dov)
    turn()
    return raise_concern(reading, exhibit=None, prompt="p3.q1", words="The lines match.", by=world.vesna)


def text_of(client, path=PAGE):
    return " ".join(client.get(path).content.decode().split())


def test_whoever_runs_the_program_is_told_and_nobody_else(world, concern):
    assert leads_for(concern) == []
    turn()
    told = letters_to(world.thea, "leadless").get()
    assert not letters_to(world.halvard, "concern").exists()
    assert not Letter.objects.filter(kind="leadless").exclude(person=world.thea).exists()
    said = " ".join([leadless(told).subject, *leadless(told).sentences])
    assert "The lines match" not in said and world.dov.name not in said and "PL-101" not in said
    page = text_of(world.client(world.thea))
    assert "One thing waits, and none of the leads may look at it." in page and "by Monday, November 23" in page
    assert world.dov.name not in page and PAGE in text_of(world.client(world.thea), "/district/")


def test_the_one_who_is_named_hears_of_it_and_settles_it(world, concern):
    turn()
    client = world.client(world.thea)
    answer = client.post(PAGE, {"address": address(world.philippa)}, follow=True)
    assert f"{world.philippa.name} looks at questions of integrity from now on" in answer.content.decode()
    turn()

    assert letters_to(world.philippa, "concern").count() == 1 and list(concerns_for(world.philippa)) == [concern]
    assert "waits, and none of the leads" not in text_of(client)
    set_concern_aside(concern, words="A handout.", by=world.philippa)
    assert not waiting_without_a_lead(places_below(world.district))


def test_where_the_new_one_is_kept_off_too_the_program_is_told_again_the_next_morning(world, concern):
    turn()
    appoint(world.keziah, Office.INTEGRITY_LEAD, world.district, by=None)  # of Dov's school
    for _twice in range(2):
        with clock.at(MONDAY + timedelta(days=1)):
            turn()
    assert letters_to(world.thea, "leadless").count() == 2 and not letters_to(world.keziah, "concern").exists()


def test_where_there_is_no_lead_at_all_it_is_said_too(world):
    raise_concern(world.claimed(world.dov, world.vesna), exhibit=None, prompt="p3.q1", words="So.", by=world.vesna)
    turn()
    assert letters_to(world.thea, "leadless").exists()
    assert "Nobody yet." in text_of(world.client(world.thea))


def test_a_letter_that_is_no_longer_true_is_not_sent(world, concern):
    turn()
    name_lead(address(world.philippa), district=world.district, by=world.thea)
    assert leadless(letters_to(world.thea, "leadless").get()) is None


@pytest.mark.parametrize(
    ("who", "code"), [("thea", "to-oneself"), ("magnus", "not-known-here"), ("", "not-known-here")]
)
def test_who_cannot_be_named(world, who, code):
    with pytest.raises(Refused) as no:
        name_lead(address(world.people[who]) if who else "", district=world.district, by=world.thea)
    assert no.value.code == code and not Role.objects.filter(kind=Office.INTEGRITY_LEAD).exists()


def test_nobody_else_names_a_lead(world):
    with pytest.raises(Refused) as no:
        name_lead(address(world.philippa), district=world.district, by=world.corwin)
    assert no.value.code == "not-yours-to-name"
    page = text_of(world.client(world.gwendolyn))
    assert world.halvard.name not in page  # another district's
