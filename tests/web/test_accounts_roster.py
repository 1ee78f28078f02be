"""The coordinator's pages: people, invitations, and a roster shown before it is applied."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from merited.base import clock
from merited.people.actions import invite, place
from merited.people.joining import part, welcome
from merited.people.models import Employment, Invitation, Person, RosterRun
from tests.web.test_public import page
from tests.world import MONDAY

CONTENT = Path(__file__).parents[2] / "src/merited/cli/demo/content"


def upload(client, content, name="staff.csv"):
    return client.post("/district/roster/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def plain(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page(answer)))


def test_a_roster_is_shown_first_and_changes_nothing(world):
    answer = upload(world.client(world.thea), (CONTENT / "roster-staff-flawed.csv").read_bytes())

    shown = plain(answer)
    assert "Nothing has changed yet" in shown and "Apply what is shown" in shown
    assert "Uriel Banks line 26" in shown and "Until then the whole row is set aside." in shown
    assert "Did you mean harbor-ridge-hs?" in shown
    assert not Person.objects.filter(name="Quentin Mabry").exists()
    assert len(answer.content) < 150_000


def test_applying_does_what_was_shown_and_says_so(world):
    client = world.client(world.thea)
    text = "staff_id,email,first_name,last_name,school\nAB-1082,lupe.arrigo@alderbay.example,Lupe,Arrigo,cedar-landing-es\n"
    answer = upload(client, text.encode())
    assert "School: Cedar Landing Elementary , until now Gull Point Elementary" in plain(answer)
    assert "Gideon Ashgrove has left" in plain(answer)

    done = client.post(answer.redirect_chain[-1][0], {"left": ["AB-1117"]}, follow=True)

    assert "The roster is applied" in plain(done) and "Changed 1" in plain(done) and "Have left 1" in plain(done)
    assert list(Employment.objects.filter(until__isnull=False).values_list("staff_id", flat=True)) == ["AB-1117"]
    assert "staff.csv" in plain(client.get("/district/roster/"))


def test_pressing_apply_twice_is_answered_in_words(world):
    client = world.client(world.thea)
    answer = upload(client, b"staff_id,email,first_name,last_name\nX-1,x@a.example,Xenia,Ott\n")
    where = answer.redirect_chain[-1][0]
    client.post(where, {})

    assert "The roster is applied" in plain(client.post(where, {}, follow=True))
    assert Person.objects.filter(name="Xenia Ott").count() == 1


def test_what_changed_meanwhile_is_shown_again(world):
    client = world.client(world.thea)
    answer = upload(client, b"staff_id,email,first_name,last_name\nX-1,x@a.example,Xenia,Ott\n")
    Employment.objects.filter(staff_id="AB-1082").update(job="Grade 1 teacher")

    again = client.post(answer.redirect_chain[-1][0], {}, follow=True)

    assert "worked out anew" in plain(again) and "Apply what is shown" in plain(again)
    assert not Person.objects.filter(name="Xenia Ott").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "There is nothing in this file"),
        (b"PK\x03\x04", "This is a workbook"),
        (b"a,b\n1,2\n", "are missing: staff_id"),
    ],
)
def test_what_is_no_roster_is_answered_with_a_sentence(world, content, words):
    assert words in plain(upload(world.client(world.thea), content))
    assert RosterRun.objects.count() == 0


def test_choosing_no_file_is_answered_with_a_sentence(world):
    assert "Choose a file first" in plain(world.client(world.thea).post("/district/roster/", {}))


def test_two_files_of_the_demonstration_can_be_tried(world, settings):
    client = world.client(world.thea)
    assert "roster-staff-flawed.csv" in page(client.get("/district/roster/"))
    assert client.get("/district/roster/sample/roster-staff.csv").content.startswith(b"staff_id,")
    assert client.get("/district/roster/sample/district.yaml").status_code == 404

    settings.DEMO = False

    assert "Try these" not in page(client.get("/district/roster/"))
    assert client.get("/district/roster/sample/roster-staff.csv").status_code == 404


def test_another_districts_roster_and_people_are_not_found(world):
    from merited.people.actions import appoint, found_organization
    from merited.people.rules.places import Office, Place

    client = world.client(world.thea)
    where = upload(client, b"staff_id,email,first_name,last_name\nX-1,x@a.example,Xenia,Ott\n").redirect_chain[-1][0]
    other = found_organization("elsewhere", "Elsewhere", Place.DISTRICT)
    stranger = invite("Someone", address="someone@elsewhere.example", verified=True)
    appoint(stranger, Office.PROGRAM_ADMIN, other, by=None)
    theirs = world.client(stranger)

    assert theirs.get(where).status_code == theirs.post(where, {}).status_code == 404
    assert theirs.get(f"/district/people/{world.lupe.pk}/link/").status_code == 404
    assert "Lupe" not in page(theirs.get("/district/people/"))


def test_people_are_found_by_name_address_and_staff_id(world):
    client = world.client(world.thea)
    for asked in ("arrigo", "lupe.arrigo@", "ab-1082", "lupe arri"):
        shown = plain(client.get("/district/people/", {"q": asked}))
        assert "Lupe Arrigo" in shown and "Gideon" not in shown, asked
    assert "Nobody here fits" in plain(client.get("/district/people/", {"q": "nobody at all"}))


def test_the_list_says_who_has_an_account_is_invited_or_has_left(world):
    client = world.client(world.thea)
    welcome("Nell Frost", "nell@x.example", world.district, by=world.thea)
    place(invite("Odo Wills", address="odo@x.example"), world.district)
    part(Employment.objects.get(person=world.gideon), by=world.thea)
    world.client(world.cyrus).post("/accounts/close/")

    for state, name, word in [
        ("account", "Lupe Arrigo", "Has an account"),
        ("invited", "Nell Frost", "Invited, until Monday, November 30"),
        ("none", "Odo Wills", "Not invited yet"),
        ("left", "Gideon Ashgrove", "Left on November 16, 2026"),
        ("closed", "Cyrus Pennock", "Closed the account"),
    ]:
        shown = plain(client.get("/district/people/", {"state": state}))
        assert name in shown and word in shown, state
    with clock.at(MONDAY + timedelta(days=20)):
        assert "Invitation ran out" in plain(client.get("/district/people/", {"state": "ran_out"}))


def test_a_long_list_is_paged_within_its_budget(world, django_assert_max_num_queries):
    for n in range(60):
        place(invite(f"Zed {n:02}", address=f"zed{n}@x.example"), world.district)
    client = world.client(world.thea)

    with django_assert_max_num_queries(12):
        first = client.get("/district/people/", {"q": "zed"})

    assert "Page 1 of 2" in plain(first) and len(first.content) < 150_000
    assert "Zed 59" in plain(client.get("/district/people/", {"q": "zed", "page": 2}))


def test_inviting_one_person_shows_the_link_to_copy(world):
    client = world.client(world.thea)
    school = world.lupe  # at Gull Point
    where = Employment.objects.get(person=school).district
    answer = client.post(
        "/district/people/invite/",
        {"name": "Nell Frost", "email": "Nell@X.example", "place": str(where.pk), "job": "Mentor"},
        follow=True,
    )

    link = re.search(r'value="(http://localhost:8000/accounts/invitation/[^"]+)"', page(answer))
    assert link and "on its way to nell@x.example" in plain(answer)
    assert world.client().get(link.group(1)).status_code == 200


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": " "}, "Write the name of the person"),
        ({"email": "nell"}, "Write an e-mail address"),
        ({"email": "lupe.arrigo@alderbay.example"}, "There is an account with this address"),
        ({"job": "x" * 121}, "The job has room for 120"),
    ],
)
def test_a_refused_invitation_keeps_what_was_typed(world, typed, words):
    answer = world.client(world.thea).post(
        "/district/people/invite/", {"name": "Nell Frost", "email": "nell@x.example", "job": "Mentor"} | typed
    )

    assert words in plain(answer)
    assert 'value="Nell Frost"' in page(answer) or typed.get("name")
    assert Invitation.objects.count() == 0


def test_only_those_who_answer_for_a_place_invite_to_it(world):
    from merited.base.errors import Refused

    with pytest.raises(Refused) as no:
        welcome("Nell Frost", "nell@x.example", world.district, by=world.corwin)
    assert no.value.code == "no-office"


def test_a_fresh_link_is_sent_by_the_coordinator(world):
    made = welcome("Nell Frost", "nell@x.example", world.district, by=world.thea)
    client = world.client(world.thea)
    assert "no longer works then" in plain(client.get(f"/district/people/{made.person_id}/link/"))

    client.post(f"/district/people/{made.person_id}/link/")

    assert Invitation.objects.filter(ended_at__isnull=True).count() == 1
    assert client.get(f"/district/people/{world.lupe.pk}/link/").status_code == 404  # has an account


def test_a_file_that_leaves_out_many_is_asked_about(world):
    shown = plain(upload(world.client(world.thea), b"staff_id,email,first_name,last_name\nX-1,x@a.example,Xenia,Ott\n"))

    assert "These are many. Is this the whole roster?" in shown


def test_a_large_roster_stays_a_small_page(world, django_assert_max_num_queries):
    rows = "\n".join(f"N-{n},n{n}@x.example,Nell,Frost {n},atlantis" for n in range(1500))
    client = world.client(world.thea)
    answer = upload(client, f"staff_id,email,first_name,last_name,school\n{rows}\n".encode())

    with django_assert_max_num_queries(12):
        answer = client.get(answer.redirect_chain[-1][0])

    assert len(answer.content) < 150_000 and "And 1350 more" in plain(answer)


def test_where_no_mail_is_set_up_the_page_asks_to_send_the_link(world, settings, mailoutbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    from merited.worker.invitations import post_next

    answer = world.client(world.thea).post(
        "/district/people/invite/", {"name": "Nell Frost", "email": "nell@x.example"}, follow=True
    )

    assert "No mail is set up here yet, so send the link yourself" in plain(answer)
    assert not post_next() and Invitation.objects.get().mailed_at is None
