"""Accounts: signing in, passwords, addresses, one's own page; nobody signs up by themselves."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from merited.people.actions import invite, place
from merited.people.models import Person
from tests.web.test_public import page

PASSWORD = "a-walk-by-the-harbor"
ANOTHER = "two-gulls-on-a-mast"


@pytest.fixture
def edda(world) -> Person:
    """Somebody with a password that this test knows."""
    person = invite("Edda Marsh", address="edda@alderbay.example", password=PASSWORD, verified=True)
    place(person, world.pl101.microcredential.organization, job="Mentor")
    return person


def sign_in(client, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": "Edda@alderbay.example", "password": password, **more})


def test_signing_in_leads_to_ones_work_or_to_where_one_was_going(world, edda):
    assert sign_in(world.client())["Location"] == "/work/"
    assert sign_in(world.client(), next="/catalog/pl-101/")["Location"] == "/catalog/pl-101/"
    assert sign_in(world.client(), next="https://elsewhere.example/")["Location"] == "/work/"


def test_a_wrong_password_is_answered_with_a_sentence_and_keeps_the_address(world, edda):
    response = sign_in(world.client(), "not-this-one-either")

    assert response.status_code == 200
    assert 'role="alert"' in page(response) and 'value="Edda@alderbay.example"' in page(response)
    assert "not-this-one-either" not in page(response)


def test_many_wrong_passwords_are_answered_with_a_sentence(world, edda):
    for _try in range(6):
        response = sign_in(world.client(), "not-this-one-either")

    assert "That did not fit several times in a row" in page(response)
    assert "_auth_user_id" not in world.client().session


def test_very_many_sign_ins_are_answered_with_a_page(world, edda):
    for _try in range(121):
        response = sign_in(world.client())

    assert response.status_code == 429
    assert "Wait a few minutes" in page(response)


def test_nobody_signs_up_by_themselves(world):
    shown = page(world.client().get("/accounts/signup/"))
    assert "Accounts are made by the district" in shown and "<form" not in shown.split("<main")[1].split("</main>")[0]

    world.client().post("/accounts/signup/", {"email": "new@x.example", "password1": PASSWORD, "password2": PASSWORD})
    assert not EmailAddress.objects.filter(email="new@x.example").exists()


def test_changing_the_password_ends_every_other_session(world, edda):
    here, there = world.client(), world.client()
    sign_in(here)
    sign_in(there)

    response = here.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}, follow=True
    )

    assert "Everywhere else you are signed out." in page(response)
    assert here.get("/accounts/").status_code == 200
    assert there.get("/accounts/").status_code == 302


def test_a_weak_password_is_refused_with_a_sentence(world, edda):
    client = world.client(edda)

    response = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    )

    assert response.status_code == 200 and "too short" in page(response)


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(world, edda):
    client, elsewhere = world.client(), world.client(edda)
    asked = client.post("/accounts/password/reset/", {"email": "edda@alderbay.example"}, follow=True)
    assert "a link is on its way" in page(asked)
    link = re.search(r"http://localhost:8000(/accounts/password/reset/key/\S+)", mail.outbox[0].body)
    assert link

    form = client.get(link.group(1), follow=True)
    assert "Choose a new password" in page(form)
    done = client.post(form.redirect_chain[-1][0], {"password1": ANOTHER, "password2": ANOTHER}, follow=True)

    assert "Your new password is kept" in page(done)
    assert sign_in(world.client(), ANOTHER)["Location"] == "/work/"
    assert elsewhere.get("/accounts/").status_code == 302
    assert "This link has been used" in page(world.client().get(link.group(1), follow=True))


def test_asking_for_an_unknown_address_tells_nobody_who_has_an_account(world):
    asked = world.client().post("/accounts/password/reset/", {"email": "nobody@x.example"}, follow=True)

    assert "If there is an account with that address" in page(asked)
    assert "There is no account with this address here" in " ".join(mail.outbox[0].body.split())


def test_ones_own_page_shows_name_places_and_addresses(world, edda, django_assert_max_num_queries):
    client = world.client(edda)
    with django_assert_max_num_queries(12):
        shown = page(client.get("/accounts/"))

    assert "Edda Marsh" in shown and "Personalized Learning" in shown and "Mentor" in shown
    assert "edda@alderbay.example" in shown and "verified" in shown


def test_ones_own_page_shows_offices(world):
    assert "Program administrator" in page(world.client(world.thea).get("/accounts/"))


@pytest.mark.parametrize("path", ["/accounts/", "/accounts/email/", "/accounts/password/change/"])
def test_pages_of_an_account_ask_strangers_to_sign_in(world, path):
    response = world.client().get(path)

    assert response.status_code == 302 and response["Location"].startswith("/accounts/login/?next=")


def test_an_address_is_added_and_verified_by_a_link(world, edda):
    client = world.client(edda)
    client.post("/accounts/email/", {"email": "edda@home.example", "action_add": ""})
    assert "Not verified yet" in page(client.get("/accounts/email/"))
    link = re.search(r"http://localhost:8000(/accounts/confirm-email/\S+)", mail.outbox[0].body)
    assert link
    assert "Is this your address?" in page(client.get(link.group(1)))

    client.post(link.group(1))

    assert EmailAddress.objects.get(email="edda@home.example").verified


def test_a_link_that_is_too_old_verifies_nothing(world):
    assert "it is too old" in page(world.client().get("/accounts/confirm-email/nonsense/"))


def test_the_last_address_used_first_cannot_be_removed(world, edda):
    world.client(edda).post("/accounts/email/", {"email": "edda@alderbay.example", "action_remove": ""})

    assert EmailAddress.objects.filter(user=edda).count() == 1


def test_signing_out_asks_first_and_is_a_post(world, edda):
    client = world.client(edda)
    assert "Sign out?" in page(client.get("/accounts/logout/"))
    assert client.get("/accounts/").status_code == 200

    response = client.post("/accounts/logout/", follow=True)

    assert "You are signed out." in page(response)
    assert client.get("/accounts/").status_code == 302


def test_a_closed_account_cannot_sign_in(world, edda):
    Person.objects.filter(pk=edda.pk).update(is_active=False)

    response = world.client().post(
        "/accounts/login/", {"login": "edda@alderbay.example", "password": PASSWORD}, follow=True
    )

    assert "_auth_user_id" not in world.client().session
    assert "This account is closed" in page(response)
