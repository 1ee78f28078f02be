"""The pages of offices: what they say, giving and ending by form, and the letters."""

from datetime import timedelta

import pytest
from django.core import mail

from merited.base import clock
from merited.people.actions import appoint
from merited.people.models import Organization, Role
from merited.people.queries import offices_of
from merited.people.rules.office_words import DOES, NAMES, WITHOUT
from merited.people.rules.offices import HELD_AT, SAME_WORK
from merited.people.rules.places import Office
from merited.worker.loop import turn
from tests.web.test_public import page

PL = "personalized-learning"


def department(key=PL):
    return Organization.objects.get(key=key)


def give(world, by, to, office, place):
    return world.client(by).post(
        f"/district/offices/people/{to.pk}/", {"office": office, "place": str(place.pk)}, follow=True
    )


def end(world, by, of, office, follow=True):
    role = Role.objects.get(person=of, kind=office)
    return world.client(by).post(f"/district/offices/{role.pk}/end/", {"was": office}, follow=follow)


def test_every_office_has_its_words_and_its_place():
    for every in (NAMES, DOES, WITHOUT, HELD_AT, SAME_WORK):
        assert set(every) == set(Office)


def test_the_list_says_what_each_office_does_and_who_holds_it_since_when(world):
    html = page(world.client(world.thea).get("/district/offices/"))
    assert "Sees whether everything that was sent can be opened" in html
    assert world.isolde.name in html and "since August 21, 2023" in html
    assert "Nobody holds this office. What is alike or was flagged waits." in html  # no integrity lead here
    assert "/district/offices/" in page(world.client(world.thea).get("/district/"))


def test_a_person_is_found_by_name_given_an_office_and_hears_of_it(world):
    turn()
    mail.outbox.clear()
    html = page(world.client(world.thea).get("/district/offices/?q=vesna"))
    assert f"/district/offices/people/{world.vesna.pk}/" in html
    assert "Nobody of that name" in page(world.client(world.thea).get("/district/offices/?q=zzz"))
    assert world.magnus.name not in page(world.client(world.thea).get("/district/offices/?q=magnus"))  # the neighbor's

    html = page(give(world, world.thea, world.vesna, "checker", department()))
    assert f"{world.vesna.name} holds this office from now on: Checker, {department().name}." in html
    assert offices_of(world.vesna) == {"checker"}
    assert "Checker" in page(world.client(world.vesna).get("/accounts/"))
    assert "Checker" in page(world.client(world.thea).get("/district/people/?q=vesna"))

    turn()
    gather()
    (letter,) = mail.outbox
    assert letter.subject == "An office of yours: Checker" and "before anybody reads it" in letter.body


def gather():
    """What is not urgent waits ten minutes."""
    with clock.at(clock.now() + timedelta(minutes=11)):
        turn()


def test_whoever_loses_one_is_told_and_whoever_ends_their_own_is_not(world):
    for one in (world.vesna, world.petra):
        appoint(one, Office.PROGRAM_ADMIN, world.district, by=None)
    turn()
    gather()
    mail.outbox.clear()

    html = page(end(world, world.thea, world.vesna, "program_admin"))
    assert f"{world.vesna.name} no longer holds this office: Program administrator." in html
    assert end(world, world.petra, world.petra, "program_admin", follow=False).status_code == 302
    turn()
    gather()
    (letter,) = mail.outbox
    assert letter.subject == "An office has ended: Program administrator"
    assert "What you had begun in it goes on with others." in letter.body


def test_what_was_given_and_ended_before_a_letter_went_out_is_no_news(world):
    turn()
    mail.outbox.clear()
    give(world, world.thea, world.vesna, "checker", department())
    end(world, world.thea, world.vesna, "checker")
    turn()
    gather()
    assert [one.subject for one in mail.outbox] == ["An office has ended: Checker"]


def test_the_page_asks_once_and_says_what_happens(world):
    role = Role.objects.get(person=world.isolde, kind="lead_reader")
    html = page(world.client(world.thea).get(f"/district/offices/{role.pk}/end/"))
    assert "A seat in a panel in which nothing was said yet goes to somebody else at once." in html
    assert world.corwin.name not in html  # the lead of one department does not settle for the whole district
    assert "Nobody else does this here." in html
    assert Role.objects.filter(pk=role.pk).exists()


def test_the_last_one_who_runs_the_program_is_told_what_to_do_first(world):
    role = Role.objects.get(person=world.thea, kind="program_admin")
    html = page(world.client(world.thea).get(f"/district/offices/{role.pk}/end/"))
    assert "Give this office to another person first." in html and "End this office" not in html
    assert "somebody must" in page(end(world, world.thea, world.thea, "program_admin"))
    assert offices_of(world.thea) == {"program_admin"}


def test_a_double_click_on_end_is_told_kindly(world):
    give(world, world.thea, world.vesna, "checker", department())
    role = Role.objects.get(person=world.vesna, kind="checker")
    client = world.client(world.thea)
    for _again in range(2):
        answer = client.post(f"/district/offices/{role.pk}/end/", {"was": "checker"}, follow=True)
    assert "This office has ended already." in page(answer)


@pytest.mark.parametrize(
    ("office", "place", "sentence"),
    [
        ("integrity_lead", PL, "This office is not held at such a place."),
        ("operator", "alder-bay", "not yours to give or to end"),
        ("", "alder-bay", "Choose one of the offices."),
    ],
)
def test_a_refusal_keeps_what_was_chosen(world, office, place, sentence):
    answer = give(world, world.thea, world.vesna, office, department(place))
    html = page(answer)
    assert sentence in html and "what you chose is still here" in html
    assert f'value="{department(place).pk}" selected' in html
    assert offices_of(world.vesna) == set()


@pytest.mark.parametrize("place", ["", "nonsense", "fernhollow", "gull-point-es"])
def test_a_place_that_is_not_theirs_gives_nothing_anywhere(world, place):
    known = Organization.objects.filter(key=place).first()
    sent = {"office": "lead_reader", "place": str(known.pk) if known else place}
    html = page(world.client(world.thea).post(f"/district/offices/people/{world.vesna.pk}/", sent))
    assert "Choose one of the places where you give offices." in html and 'value="lead_reader" checked' in html
    assert not Role.objects.filter(person=world.vesna).exists()
    assert (
        world.client(world.thea).post(f"/district/offices/people/{world.vesna.pk}/", {"office": "checker"}).status_code
        == 200
    )
    assert not Role.objects.filter(person=world.vesna).exists()


def test_each_office_says_where_it_can_be_given(world):
    def said(by):
        html = page(world.client(by).get(f"/district/offices/people/{world.vesna.pk}/"))
        parts = html.split('name="office" value="')[1:]
        return {one.partition('"')[0]: one.partition("</label>")[0].rpartition("For ")[2] for one in parts}

    mine = said(world.thea)
    assert mine["department_lead"].startswith("a department.") and mine["committee"].startswith("the whole district.")
    assert mine["checker"].startswith("the district or a department.")
    assert all(one.startswith("a department.") for one in said(world.corwin).values())


def test_an_office_elsewhere_has_not_ended_and_is_no_page(world):
    role = Role.objects.get(person=world.isolde, kind="lead_reader")
    for one in (world.gwendolyn, world.corwin):  # who runs the neighbor's program, and the lead of one department
        answer = world.client(one).post(f"/district/offices/{role.pk}/end/", {"was": "lead_reader"})
        assert answer.status_code == 404
    assert offices_of(world.isolde) == {"lead_reader"}


def test_a_lead_sees_what_concerns_the_department_and_gives_only_below(world):
    html = page(world.client(world.corwin).get("/district/offices/"))
    assert "Checker" in html and "Lead reader" in html and "Integrity lead" not in html and "Operator" not in html
    assert offices_of(world.vesna) == set()
    assert "from now on" in page(give(world, world.corwin, world.vesna, "lead_reader", department()))
    role = Role.objects.get(person=world.isolde, kind="lead_reader")  # of the whole district
    assert world.client(world.corwin).post(f"/district/offices/{role.pk}/end/", {}).status_code == 404
    assert offices_of(world.isolde) == {"lead_reader"}


def test_nobody_gives_themselves_an_office(world):
    html = page(world.client(world.thea).get(f"/district/offices/people/{world.thea.pk}/"))
    assert "Nobody gives an office to themselves." in html and "Give this office" not in html


def test_the_integrity_leads_lead_to_where_an_office_is_ended(world):
    appoint(world.petra, Office.INTEGRITY_LEAD, world.district, by=None)
    role = Role.objects.get(person=world.petra, kind="integrity_lead")
    client = world.client(world.thea)
    html = page(client.get("/district/integrity/leads/"))
    assert f"/district/offices/{role.pk}/end/" in html and 'href="/district/offices/"' in html
    assert "End this office" in page(client.get(f"/district/offices/{role.pk}/end/"))


def test_in_spanish_an_office_is_left_and_an_address_is_one_of_mail(world):
    world.thea.language = "es"
    world.thea.save()
    client = world.client(world.thea)
    role = Role.objects.get(person=world.isolde, kind="lead_reader")
    html = page(client.get(f"/district/offices/{role.pk}/end/"))
    assert "Dejar el cargo como está" in html and "Dejarla" not in html
    html = page(client.get("/district/integrity/leads/"))
    assert "Correo electrónico de trabajo" in html and "Dirección de trabajo" not in html
