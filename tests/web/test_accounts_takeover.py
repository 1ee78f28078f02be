"""Nobody gets into an account that is not theirs: not by a typed address, a copied link, or another district's roster."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from merited.base import clock
from merited.base.errors import Refused
from merited.people.actions import invite, place, tie
from merited.people.joining import ask_for_link, claim_account, close_account, open_invitation_of, token_of, welcome
from merited.people.models import Employment, Invitation, Organization, Person, Tie
from merited.people.queries import holder_of, in_use
from merited.people.rostering import Ticks, apply_roster, plan_of, try_roster
from merited.people.rules.invitations import Kind
from merited.worker.invitations import post_next
from tests.web.test_public import page
from tests.world import MONDAY

PASSWORD = "a-walk-by-the-harbor"
MALLORY = "mallory@evil.example"
HEAD = "staff_id,email,personal_email,first_name,last_name\n"


@pytest.fixture
def fernhollow(world):
    return Organization.objects.exclude(pk=world.district.pk).get(parent=None)


@pytest.fixture
def edda(world) -> Person:
    """Somebody with a password that this test knows, and an address that they only typed."""
    person = invite("Edda Marsh", address="edda@alderbay.example", password=PASSWORD, verified=True)
    place(person, world.district)
    EmailAddress.objects.create(user=person, email=MALLORY, verified=False)
    return person


@pytest.fixture
def nell(world):
    return welcome("Nell Frost", "nell@alderbay.example", world.district, by=world.thea)


def read(district, by, *rows):
    """Apply a roster of a few rows."""
    run = try_roster((HEAD + "\n".join(rows) + "\n").encode(), "staff.csv", district=district, by=by)
    return apply_roster(run, Ticks(), by=by)


def findings(district, by, *rows):
    run = try_roster((HEAD + "\n".join(rows) + "\n").encode(), "staff.csv", district=district, by=by)
    return {one.code: one for one in plan_of(run)[0].findings}


def sign_in(world, address, password=PASSWORD):
    return world.client().post("/accounts/login/", {"login": address, "password": password}).status_code == 302


def reset(world, address):
    """Ask for a new password; the way through the letter, if there is one."""
    mail.outbox.clear()
    world.client().post("/accounts/password/reset/", {"email": address})
    found = re.search(r"http://localhost:8000(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)
    return found.group(1) if found else None


def choose(client, link, password):
    form = client.get(link, follow=True)
    return client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password}, follow=True)


def test_an_address_that_is_only_typed_gets_no_letter_and_signs_nobody_in(world, edda):
    assert reset(world, MALLORY) is None and "There is no account" in " ".join(mail.outbox[-1].body.split())
    assert not sign_in(world, MALLORY)
    assert sign_in(world, "edda@alderbay.example") and reset(world, "edda@alderbay.example")


def test_the_password_is_asked_once_more_whichever_address_is_used_first(world, edda):
    EmailAddress.objects.filter(user=edda).update(primary=False)
    EmailAddress.objects.filter(email=MALLORY).update(primary=True)
    client = world.client(edda)

    def typed(password):
        return client.post("/accounts/reauthenticate/", {"password": password}).status_code

    assert (typed("not-this-one-either"), typed(PASSWORD)) == (200, 302)


def test_a_roster_writes_no_address_onto_an_account_in_use(world, fernhollow):
    mine = set(EmailAddress.objects.filter(user=world.marla).values_list("email", "verified"))
    read(fernhollow, world.gwendolyn, "F900,marla.tenby@alderbay.example,,Marla,Tenby")
    read(fernhollow, world.gwendolyn, f"F900,{MALLORY},,Marla,Tenby")

    assert Employment.objects.get(staff_id="F900").person == world.marla
    assert set(EmailAddress.objects.filter(user=world.marla).values_list("email", "verified")) == mine
    assert holder_of(MALLORY) is None and reset(world, MALLORY) is None


def test_a_roster_corrects_the_address_of_an_account_that_nobody_claimed(world, nell):
    read(world.district, world.thea, "X-1,nell@alderbay.example,,Nell,Frost")
    read(world.district, world.thea, "X-1,nell.frost@alderbay.example,,Nell,Frost")

    assert EmailAddress.objects.get(user=nell.person).email == "nell.frost@alderbay.example"
    with pytest.raises(Refused):
        claim_account(nell)


def test_another_district_does_not_move_the_address_of_an_invited_person(world, nell, fernhollow):
    read(fernhollow, world.gwendolyn, "F900,nell@alderbay.example,,Nell,Frost")
    read(fernhollow, world.gwendolyn, f"F900,{MALLORY},,Nell,Frost")

    assert EmailAddress.objects.get(user=nell.person).email == "nell@alderbay.example"


def test_a_link_back_is_mailed_to_the_owner_and_shown_to_nobody(world):
    close_account(by=world.lupe)
    client = world.client(world.thea)
    told = page(client.post(f"/district/people/{world.lupe.pk}/link/", follow=True))

    assert "A link to come back is on its way" in told and "/accounts/invitation/" not in told
    made = Invitation.objects.get(person=world.lupe)
    assert (made.kind, made.address) == (Kind.RETURN, "lupe.arrigo@alderbay.example")
    assert client.get(f"/district/people/{world.lupe.pk}/invited/").status_code == 404
    assert post_next() and mail.outbox[-1].to == ["lupe.arrigo@alderbay.example"]


def test_where_no_mail_is_set_up_no_way_back_is_promised(world, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    close_account(by=world.lupe)
    told = page(world.client(world.thea).post(f"/district/people/{world.lupe.pk}/link/", follow=True))

    assert "No mail is set up here yet" in told and not Invitation.objects.exists()


def test_a_link_that_the_owner_asked_for_is_not_shown_to_the_coordinator(world):
    close_account(by=world.lupe)
    assert ask_for_link("lupe.arrigo@alderbay.example")

    assert world.client(world.thea).get(f"/district/people/{world.lupe.pk}/invited/").status_code == 404


def test_after_60_days_the_coordinator_sends_no_link_back(world):
    close_account(by=world.lupe)
    with clock.at(MONDAY + timedelta(days=61)):
        told = page(world.client(world.thea).post(f"/district/people/{world.lupe.pk}/link/", follow=True))

    assert "closed too long ago" in told and not Invitation.objects.exists()


def test_another_district_neither_reads_nor_makes_the_link_of_an_invited_person(world, nell, fernhollow):
    read(fernhollow, world.gwendolyn, "F900,nell@alderbay.example,,Nell,Frost")
    theirs, ours = world.client(world.gwendolyn), world.client(world.thea)

    assert theirs.get(f"/district/people/{nell.person_id}/invited/").status_code == 404
    assert theirs.post(f"/district/people/{nell.person_id}/link/").status_code == 404
    assert f"{nell.person_id}/link/" not in page(theirs.get("/district/people/"))
    assert f"{nell.person_id}/link/" in page(ours.get("/district/people/"))
    assert token_of(nell) in page(ours.get(f"/district/people/{nell.person_id}/invited/"))


def test_the_name_of_somebody_who_works_in_two_districts_is_neithers_to_change(world, fernhollow):
    read(fernhollow, world.gwendolyn, "F900,marla.tenby@alderbay.example,,Marla,Tenby")
    counts = read(fernhollow, world.gwendolyn, "F900,marla.tenby@alderbay.example,,Evil,Rename")

    assert counts["same"] == 1 and Person.objects.get(pk=world.marla.pk).name == "Marla Tenby"


def test_a_roster_leaves_the_ties_of_another_district_alone(world, fernhollow):
    tie(world.marla, world.lotte, "supervisor")
    read(fernhollow, world.gwendolyn, "F900,marla.tenby@alderbay.example,,Marla,Tenby")

    assert Tie.objects.filter(person=world.marla, other=world.lotte, kind="supervisor").exists()


def test_an_old_link_opens_no_account_that_is_in_use(world, nell):
    link = f"/accounts/invitation/{token_of(nell)}/"
    choose(world.client(), reset(world, "nell@alderbay.example"), PASSWORD)

    assert EmailAddress.objects.get(user=nell.person).verified and sign_in(world, "nell@alderbay.example")
    thief = world.client()
    assert thief.post(link, {"way": "passkey"}).status_code == 410
    assert "_auth_user_id" not in thief.session
    Invitation.objects.update(ended_at=None)  # even if one was forgotten
    assert thief.post(link, {"way": "passkey"}).status_code == 410
    assert open_invitation_of(nell.person, world.district) is None


@pytest.mark.parametrize("way", ["password", "passkey", "address"])
def test_an_account_is_in_use_by_a_password_a_passkey_or_a_verified_address(world, nell, way):
    from allauth.mfa.models import Authenticator

    assert not in_use(nell.person)
    if way == "password":
        nell.person.set_password(PASSWORD)
        nell.person.save()
    elif way == "passkey":
        Authenticator.objects.create(user=nell.person, type=Authenticator.Type.WEBAUTHN, data={})
    else:
        EmailAddress.objects.filter(user=nell.person).update(verified=True)

    assert in_use(nell.person)
    with pytest.raises(Refused) as no:
        claim_account(nell)
    assert no.value.code == "used"


def test_signing_in_and_a_new_password_end_the_links_that_are_out(world, edda):
    for deed in (
        lambda: sign_in(world, "edda@alderbay.example"),
        lambda: world.client(edda).post(
            "/accounts/password/change/",
            {"oldpassword": PASSWORD, "password1": "two-gulls-on-a-mast", "password2": "two-gulls-on-a-mast"},
        ),
    ):
        made = Invitation.objects.create(person=edda, address="x@x.example", kind=Kind.CLAIM, until=MONDAY)
        deed()
        made.refresh_from_db()
        assert made.ended_at


def test_nobody_ticks_themself_as_left(world):
    run = try_roster((HEAD + "X-1,x@a.example,,Xenia,Ott\n").encode(), "x.csv", district=world.district, by=world.thea)
    mine = Employment.objects.get(person=world.thea)

    with pytest.raises(Refused) as no:
        apply_roster(run, Ticks(left=frozenset([mine.staff_id])), by=world.thea)

    assert no.value.code == "left-oneself"
    mine.refresh_from_db()
    assert mine.until is None and not Person.objects.filter(name="Xenia Ott").exists()


def test_a_personal_address_of_an_account_makes_no_second_person(world):
    found = findings(world.district, world.thea, "Z-1,,marla.tenby@alderbay.example,Fake,Marla")
    assert "account-of-another" in found

    EmailAddress.objects.create(user=world.thea, email="thea@home.example", verified=True)
    Employment.objects.filter(person=world.thea).delete()
    counts = read(world.district, None, "Z-2,,thea@home.example,Thea,Marchetti")
    assert (counts["new"], counts["joins"]) == (0, 1)


def test_staff_ids_that_differ_in_capitals_only_are_not_two_people(world):
    found = findings(world.district, world.thea, "ab-1082,x@a.example,,Xenia,Ott")
    assert found["staff-id-by-case"].facts["near"] == "AB-1082"


def test_marks_that_turn_letters_around_are_no_part_of_a_name(world):
    read(world.district, world.thea, "Z-4,z@a.example,,Na\u202eme,O\u2066tt\u2069")
    made = welcome("Ne\u202ell", "n@a.example", world.district, by=world.thea)

    assert Person.objects.filter(name="Name Ott").exists() and made.person.name == "Nell"


def test_a_private_address_is_neither_shown_nor_found_by_the_district(world):
    EmailAddress.objects.filter(user=world.lupe).update(primary=False)
    EmailAddress.objects.create(user=world.lupe, email="lupe@home.example", verified=True, primary=True)
    client = world.client(world.thea)

    assert "Lupe" not in page(client.get("/district/people/", {"q": "home.example"})).split('role="search"')[1]
    shown = page(client.get("/district/people/", {"q": "arrigo"}))
    assert "lupe.arrigo@alderbay.example" in shown and "lupe@home.example" not in shown
