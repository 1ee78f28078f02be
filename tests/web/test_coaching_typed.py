"""What a guest is typing beside a draft: saved as it is typed, without a script too, for nobody else, until it is left as a comment."""

import pytest
from django.urls import reverse

from merited.base.models import LogEntry
from merited.coaching.actions import Typed, comment, end_guest, jot
from merited.coaching.models import Comment, Jotting
from merited.submissions.actions import remove
from tests.coaching.helping import shown
from tests.web.answering import page

SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def draft(world):
    return world.written(world.lupe)


@pytest.fixture
def guest(world, draft):
    return shown(draft, world.philippa, kind="coach")


@pytest.fixture
def client(world):
    return world.client(world.philippa)


def at(guest):
    return reverse("coach:draft", args=[guest.pk])


def types(client, guest, words, *, revision=0, place="p1.q1"):
    """What autosave.js sends, and what it is told."""
    told = client.post(at(guest), {f"say-{place}": words, f"revision-say-{place}": revision}, **SCRIPT)
    assert told.status_code == 200
    return told.json()["fields"][f"say-{place}"]


def test_it_is_saved_as_it_is_typed_and_is_there_when_the_page_is_opened_again(world, draft, guest, client):
    told = types(client, guest, "Who are the ")
    assert (told["revision"], told["saved"][:5]) == (1, "Saved")
    assert types(client, guest, "Who are the five?", revision=1)["revision"] == 2

    html = page(client.get(at(guest)))
    assert "Who are the five?</textarea>" in html and 'name="revision-say-p1.q1" value="2"' in html
    assert 'data-autosave="' + at(guest) in html
    assert not Comment.objects.exists() and not LogEntry.objects.filter(deed="draft.commented").exists()


def test_nobody_else_sees_it(world, draft, guest, client):
    types(client, guest, "Qwertzuiop.")
    other = shown(draft, world.gideon)
    for who, path in (
        (world.lupe, f"/work/{draft.pk}/p1/"),
        (world.lupe, f"/work/{draft.pk}/comments/"),
        (world.gideon, at(other)),
    ):
        assert "Qwertzuiop" not in page(world.client(who).get(path))
    for who in (world.gideon, world.lupe, world.thea):
        assert world.client(who).post(at(guest), {"say-p1.q1": "Mine."}, **SCRIPT).status_code == 404
    assert Jotting.objects.get().words == "Qwertzuiop."


def test_leaving_one_comment_keeps_what_is_half_written_elsewhere(world, guest, client):
    html = page(
        client.post(
            at(guest),
            {"deed": "comment/p1.q1", "say-p1.q1": "Who?", "revision-say-p1.q1": 0, "say-a1": "I wonder whe", "revision-say-a1": 0},
            follow=True,
        )
    )  # fmt: skip
    assert [(one.place, one.words) for one in Comment.objects.all()] == [("p1.q1", "Who?")]
    assert "I wonder whe</textarea>" in html and "Who?</textarea>" not in html and 'data-left="say-p1.q1">Who?' in html


def test_a_late_save_of_what_was_just_left_does_not_bring_it_back(world, guest, client):
    types(client, guest, "Who?")
    comment(guest, {"p1.q1": "Who?"}, by=world.philippa)
    types(client, guest, "Who?", revision=1)  # sent on leaving the page, and overtaken by the button
    assert "Who?</textarea>" not in page(client.get(at(guest)))
    types(client, guest, "And where?", revision=2)
    assert "And where?</textarea>" in page(client.get(at(guest)))


def test_two_pages_meet_and_both_texts_are_there(world, guest, client):
    types(client, guest, "From the phone.")
    told = types(client, guest, "From the laptop.", revision=0)
    assert (told["refused"], told["theirs"], told["revision"]) == ("stale", "From the phone.", 1)
    assert Jotting.objects.get().words == "From the phone."


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ({"then": "stay"}, "From the laptop."),
        ({"theirs": "say-p1.q1"}, "From the phone."),
        ({"both": "say-p1.q1", "other-say-p1.q1": "From the phone."}, "From the phone.\n\nFrom the laptop."),
    ],
)
def test_so_it_is_without_a_script_and_the_person_chooses(world, guest, client, button, expected):
    types(client, guest, "From the phone.")
    facts = {"say-p1.q1": "From the laptop.", "revision-say-p1.q1": 0}
    html = page(client.post(at(guest), facts | {"deed": "keep"}))
    assert "Both texts are here" in html and "From the laptop.</textarea>" in html and "Keep the other" in html
    assert 'name="other-say-p1.q1" value="From the phone."' in html

    client.post(at(guest), facts | button | {"revision-say-p1.q1": 1})
    assert Jotting.objects.get().words == expected


def test_without_a_script_it_is_kept_by_a_button(world, guest, client):
    html = page(
        client.post(at(guest), {"deed": "keep", "say-p1.q1": "Half a sen", "revision-say-p1.q1": 0}, follow=True)
    )
    assert "What you wrote is kept. Nobody sees it until you leave it as a comment." in html
    assert "Half a sen</textarea>" in html


def test_a_text_that_is_too_long_holds_back_no_other(world, guest, client):
    told = client.post(at(guest), {"say-p1.q1": "x" * 4001, "say-a1": "Which day?"}, **SCRIPT).json()["fields"]
    assert told["say-p1.q1"]["refused"] == "too-long" and told["say-a1"]["revision"] == 1


def test_words_about_something_that_is_gone_can_be_copied(world, draft, guest, client):
    exhibit = draft.attempts.get().exhibits.first()
    types(client, guest, "Name the students.", place=str(exhibit.pk))
    remove(exhibit, by=world.lupe)
    html = page(client.get(at(guest)))
    assert "Words without a place" in html and "Name the students." in html


def test_nothing_is_saved_once_the_invitation_has_ended(world, guest, client):
    end_guest(guest, by=world.lupe)
    assert client.post(at(guest), {"say-p1.q1": "More."}, **SCRIPT).status_code == 404
    guest.refresh_from_db()
    with pytest.raises(Exception, match="no-draft"):
        jot(guest, {"p1.q1": Typed("More.", 0)}, by=world.philippa)
    assert not Jotting.objects.exists()


def test_whoever_was_signed_out_gets_the_words_back(world, guest):
    answer = world.client().post(at(guest), {"deed": "keep", "say-p1.q1": "Half a sentence of mine"})
    assert answer.status_code == 401 and "Half a sentence of mine" in page(answer)
