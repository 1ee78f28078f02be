"""Claiming an invited account, asking for a fresh link, closing and coming back, addresses, passkeys without a browser."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from merited.base import clock
from merited.people.actions import invite
from merited.people.joining import employ, part, token_of, welcome
from merited.people.models import Employment, Invitation, Person
from merited.worker.invitations import post_next
from tests.web.test_public import page
from tests.world import MONDAY

PASSWORD = "a-walk-by-the-harbor"


@pytest.fixture
def invitation(world):
    return welcome("Nell Frost", "nell@alderbay.example", world.district, job="Mentor", by=world.thea)


def at(invitation):
    return f"/accounts/invitation/{token_of(invitation)}/"


def claim(client, invitation, password=PASSWORD, again=None):
    fields = {"way": "password", "password1": password, "password2": password if again is None else again}
    return client.post(at(invitation), fields, follow=True)


def test_the_letter_brings_the_link_and_goes_out_once(world, invitation):
    assert post_next() and not post_next()

    (letter,) = mail.outbox
    assert (
        letter.to == ["nell@alderbay.example"] and letter.subject == "Your account at Alder Bay Unified School District"
    )
    assert f"http://localhost:8000{at(invitation)}" in letter.body
    assert at(invitation) in letter.alternatives[0][0]


def test_a_letter_that_could_not_be_sent_stays_due(world, invitation, monkeypatch):
    def refuse(*_letter, **_more):
        raise ConnectionRefusedError

    monkeypatch.setattr("merited.worker.invitations.send_mail", refuse)
    with pytest.raises(ConnectionRefusedError):
        post_next()
    assert Invitation.objects.get().mailed_at is None


def test_opening_the_link_changes_nothing(world, invitation):
    shown = page(world.client().get(at(invitation)))

    assert "Welcome, Nell Frost" in shown and "Choose how you sign in" in shown and "nell@alderbay.example" in shown
    assert not EmailAddress.objects.get(user=invitation.person).verified


def test_claiming_verifies_the_address_and_signs_in(world, invitation):
    client = world.client()
    claim(client, invitation)

    assert EmailAddress.objects.get(user=invitation.person).verified
    assert "Nell Frost" in page(client.get("/accounts/"))
    again = world.client().post("/accounts/login/", {"login": "nell@alderbay.example", "password": PASSWORD})
    assert again["Location"] == "/work/"


def test_a_weak_or_mistyped_password_is_said_and_the_link_stays_good(world, invitation):
    assert "too short" in page(claim(world.client(), invitation, "short"))
    assert "The two are not the same" in page(claim(world.client(), invitation, again="another-walk-by-the-sea"))
    assert Invitation.objects.get().used_at is None


def test_claiming_for_a_passkey_signs_in_and_leads_to_adding_one(world, invitation):
    client = world.client()
    answer = client.post(at(invitation), {"way": "passkey"})

    assert answer["Location"] == "/accounts/passkeys/add/"
    shown = page(client.get("/accounts/passkeys/add/"))
    assert "Add a passkey" in shown and 'id="passkey-options"' in shown and "need JavaScript" in shown


def test_a_link_works_once(world, invitation):
    claim(world.client(), invitation)

    for answer in (world.client().get(at(invitation)), claim(world.client(), invitation, "two-gulls-on-a-mast")):
        assert answer.status_code == 410 and "This link has done its work" in page(answer)
    assert Person.objects.get(name="Nell Frost").check_password(PASSWORD)


def test_a_link_runs_out_after_14_days(world, invitation):
    with clock.at(MONDAY + timedelta(days=14, seconds=1)):
        answer = world.client().get(at(invitation))

    assert answer.status_code == 410 and "This link has run out" in page(answer)
    assert "Ask for a fresh link" in page(answer)


def test_a_link_that_was_changed_opens_nothing(world, invitation):
    answer = world.client().get(at(invitation)[:-2] + "/")

    assert answer.status_code == 410 and "This link is not whole" in page(answer)


def test_somebody_else_who_is_signed_in_is_told_whose_link_it_is(world, invitation):
    answer = world.client(world.lupe).get(at(invitation))

    assert answer.status_code == 409 and "This link is for somebody else" in page(answer)
    assert not EmailAddress.objects.get(user=invitation.person).verified


def test_an_address_that_was_verified_elsewhere_meanwhile_is_not_taken(world, invitation):
    EmailAddress.objects.create(user=world.lupe, email="nell@alderbay.example", verified=True)

    assert "This address belongs to an account already" in page(claim(world.client(), invitation))


def test_a_fresh_link_takes_the_place_of_the_old_one(world, invitation):
    answer = world.client().post("/accounts/invitation/", {"email": "Nell@alderbay.example "})

    assert "a fresh link is on its way" in page(answer)
    assert "A newer link took the place" in page(world.client().get(at(invitation)))
    assert Invitation.objects.get(ended_at__isnull=True).person == invitation.person


def test_asking_for_a_fresh_link_says_the_same_to_everybody(world, invitation):
    def said(address):
        return (
            page(world.client().post("/accounts/invitation/", {"email": address}))
            .split("<main")[1]
            .split("</main>")[0]
            .replace(address, "")
        )

    assert said("nell@alderbay.example") == said("nobody@x.example") == said("lupe.arrigo@alderbay.example")
    assert Invitation.objects.count() == 2  # for Nell alone


def test_an_address_that_a_stranger_typed_into_their_account_opens_nothing(world):
    EmailAddress.objects.create(user=world.lupe, email="nell@alderbay.example", verified=False)

    made = welcome("Nell Frost", "nell@alderbay.example", world.district, by=world.thea)

    assert made.person != world.lupe


def test_an_empty_form_is_answered_with_a_sentence(world):
    assert "Write an address first" in page(world.client().post("/accounts/invitation/", {"email": " "}))


@pytest.fixture
def edda(world):
    person = invite("Edda Marsh", address="edda@alderbay.example", password=PASSWORD, verified=True)
    employ(
        person, world.district, "AB-3001", email="edda@alderbay.example", personal_email="edda@home.example", by=None
    )
    return person


def test_closing_ends_signing_in_and_a_link_opens_it_again(world, edda):
    client = world.client(edda)
    assert "Nothing is erased" in page(client.get("/accounts/close/"))
    told = client.post("/accounts/close/", follow=True)

    assert "This account is closed" in page(told)
    assert client.get("/accounts/").status_code == 302
    world.client().post("/accounts/invitation/", {"email": "edda@alderbay.example"})
    post_next()
    link = re.search(r"http://localhost:8000(\S+)", mail.outbox[-1].body).group(1)
    back = world.client()
    assert "Welcome back, Edda Marsh" in page(back.get(link))
    back.post(link, {"way": "back"})
    edda.refresh_from_db()
    assert edda.is_active and edda.check_password(PASSWORD)
    assert "Edda Marsh" in page(back.get("/accounts/"))


def test_after_60_days_a_link_is_no_longer_sent(world, edda):
    world.client(edda).post("/accounts/close/")

    with clock.at(MONDAY + timedelta(days=61)):
        world.client().post("/accounts/invitation/", {"email": "edda@alderbay.example"})

    assert Invitation.objects.count() == 0


def test_closing_turns_the_profile_off_and_leaves_the_badge(world):
    from merited.awards.actions import Portrait, present
    from merited.awards.models import Profile

    award = world.earned(world.gideon, world.vesna)
    present(Portrait("Gideon", "", {award.pk}, public=True, indexed=True), by=world.gideon)

    world.client(world.gideon).post("/accounts/close/")

    assert Profile.objects.get().public_since is None
    assert world.client().get(f"/awards/{award.pk}").status_code == 200


def test_a_personal_address_is_asked_for_gently_until_there_is_one(world, edda):
    client = world.client(edda)
    shown = page(client.get("/accounts/"))
    assert "If you leave the district, this is how you keep your badges" in shown and "edda@home.example" in shown

    EmailAddress.objects.create(user=edda, email="edda@home.example", verified=True)

    assert "Add a personal address" not in page(client.get("/accounts/"))


def test_the_last_verified_address_cannot_be_removed(world, edda):
    other = EmailAddress.objects.create(user=edda, email="edda@home.example", verified=False)
    EmailAddress.objects.filter(user=edda).update(primary=False)
    EmailAddress.objects.filter(pk=other.pk).update(primary=True)

    told = world.client(edda).post(
        "/accounts/email/", {"email": "edda@alderbay.example", "action_remove": ""}, follow=True
    )

    assert "the last verified one" in page(told)
    assert EmailAddress.objects.filter(user=edda, verified=True).count() == 1


def test_another_verified_address_can_be_used_first_and_then_the_old_one_removed(world, edda):
    EmailAddress.objects.create(user=edda, email="edda@home.example", verified=True)
    client = world.client(edda)

    told = client.post("/accounts/email/", {"email": "edda@home.example", "action_primary": ""}, follow=True)
    assert "Those that you have stay as they are" in page(told)
    client.post("/accounts/email/", {"email": "edda@alderbay.example", "action_remove": ""})

    assert [one.email for one in EmailAddress.objects.filter(user=edda)] == ["edda@home.example"]


def test_adding_an_address_of_somebody_else_tells_nothing_and_gives_nothing(world, edda):
    client = world.client(edda)
    taken = page(
        client.post("/accounts/email/", {"email": "lupe.arrigo@alderbay.example", "action_add": ""}, follow=True)
    )
    free = page(client.post("/accounts/email/", {"email": "free@x.example", "action_add": ""}, follow=True))

    assert "A link is on its way to lupe.arrigo@alderbay.example" in taken and "A link is on its way to free@" in free
    link = next(
        re.search(r"http://localhost:8000(\S+)", one.body).group(1)
        for one in mail.outbox
        if one.to == ["lupe.arrigo@alderbay.example"]
    )
    client.post(link)
    assert not EmailAddress.objects.filter(user=edda, email="lupe.arrigo@alderbay.example", verified=True).exists()
    assert EmailAddress.objects.get(user=world.lupe).verified


def test_the_last_way_in_after_leaving_is_a_personal_address(world, edda):
    EmailAddress.objects.create(user=edda, email="edda@home.example", verified=True)
    part(Employment.objects.get(person=edda), by=world.thea)

    client = world.client()
    client.post("/accounts/login/", {"login": "edda@home.example", "password": PASSWORD})

    assert "You no longer work for Alder Bay" in page(client.get("/accounts/"))


def test_passkeys_are_listed_and_their_pages_say_what_they_need(world, edda):
    client = world.client(edda)

    assert "You have none yet" in page(client.get("/accounts/passkeys/"))
    assert "Passkeys need JavaScript" in page(world.client().get("/accounts/login/"))


def test_where_browsers_offer_no_passkeys_the_page_says_why(world, edda, settings):
    settings.ALLOWED_HOSTS = ["merited.example"]
    shown = page(world.client(edda).get("/accounts/passkeys/", HTTP_HOST="merited.example"))

    assert "only over https" in shown and "/accounts/passkeys/add/" not in shown


def test_adding_a_passkey_asks_for_the_password_once_more(world, edda):
    answer = world.client(edda).get("/accounts/passkeys/add/")

    assert answer["Location"].startswith("/accounts/reauthenticate/")


def test_letters_about_ones_account_are_in_our_words(world, edda):
    EmailAddress.objects.create(user=edda, email="edda@home.example", verified=True)
    client = world.client(edda)
    client.post("/accounts/email/", {"email": "edda@home.example", "action_primary": ""})
    client.post("/accounts/email/", {"email": "edda@alderbay.example", "action_remove": ""})

    subjects = [one.subject for one in mail.outbox]
    assert subjects == ["Another address is used first", "An address was removed from your account"]
    assert all("choose a new password" in " ".join(one.body.split()) for one in mail.outbox)
