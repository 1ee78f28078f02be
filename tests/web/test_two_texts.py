"""Two pages open at once, without JavaScript and as a script is told: nothing is overwritten in silence, both texts survive."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merited.submissions import actions
from merited.submissions.models import Answer, Exhibit, SelfScore
from merited.web.earner.differences import apart
from tests.web.answering import JSON, page, picture, post, step_of


@pytest.fixture
def marla(world):
    return world.client(world.marla)


@pytest.fixture
def draft(world):
    return world.draft(world.marla)


def two_pages(marla, world, draft, **fields):
    """The phone saved first; then the laptop presses a button on a page that was opened before."""
    post(marla, draft, "p1", **{"answer-p1.q1": "We check twice, at minute ten."})
    shown = {"attempt": world.attempt(draft).pk, "revision-answer-p1.q1": "0"}
    return marla.post(step_of(draft, "p1"), shown | {"answer-p1.q1": "We check at minute ten, by phone."} | fields)


def kept(draft):
    return Answer.objects.get(attempt__submission=draft, prompt="p1.q1").text


def test_both_texts_stand_side_by_side_with_what_differs_marked(world, marla, draft):
    shown = page(two_pages(marla, world, draft))

    assert "We check <mark>twice, </mark>at minute <mark>ten.</mark>" in shown
    assert "We check at minute <mark>ten, by phone.</mark>" in shown
    for button in ("Keep this one", "Keep the other", "Keep both, one after the other"):
        assert button in shown
    assert kept(draft) == "We check twice, at minute ten."


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"then": "stay"}, "We check at minute ten, by phone."),
        ({"theirs": "answer-p1.q1"}, "We check twice, at minute ten."),
        ({"both": "answer-p1.q1"}, "We check twice, at minute ten.\n\nWe check at minute ten, by phone."),
    ],
)
def test_the_person_keeps_either_or_both(world, marla, draft, choice, expected):
    two_pages(marla, world, draft)

    post(marla, draft, "p1", **{"answer-p1.q1": "We check at minute ten, by phone."} | choice)

    assert kept(draft) == expected


def test_a_third_save_meanwhile_asks_again_and_hands_back_what_was_typed(world, marla, draft):
    shown = page(two_pages(marla, world, draft, both="answer-p1.q1"))

    assert "We check at minute ten, by phone.</textarea>" in shown and kept(draft) == "We check twice, at minute ten."


def test_a_level_that_another_page_chose_is_not_overwritten_in_silence(world, marla, draft):
    post(marla, draft, "a1", **{"level-a1.c1": "basic"})

    shown = page(post(marla, draft, "a1", **{"level-a1.c1": "proficient", "revision-level-a1.c1": ""}))

    assert "You chose another level on another page or device." in shown
    assert "Here it is Proficient; there it is Basic." in shown
    assert re.search(r'value="proficient" data-keep checked', shown)
    assert SelfScore.objects.get(attempt__submission=draft).level == "basic"
    post(marla, draft, "a1", **{"level-a1.c1": "proficient", "revision-level-a1.c1": "basic"})
    assert SelfScore.objects.get(attempt__submission=draft).level == "proficient"


def test_a_level_that_was_not_touched_here_leaves_the_newer_one_alone(world, marla, draft):
    post(marla, draft, "a1", **{"level-a1.c1": "basic"})

    response = post(marla, draft, "a1", **{"level-a1.c1": "developing", "revision-level-a1.c1": "developing"})

    assert response.status_code == 302 and SelfScore.objects.get(attempt__submission=draft).level == "basic"


def test_a_script_is_told_of_the_other_level_and_when_its_own_is_saved(world, marla, draft):
    told = post(marla, draft, "a1", headers=JSON, **{"level-a1.c1": "basic"}).json()["fields"]["level-a1.c1"]
    assert told["revision"] == "basic" and told["saved"].startswith("Saved ")

    stale = {"level-a1.c1": "proficient", "revision-level-a1.c1": ""}
    told = post(marla, draft, "a1", headers=JSON, **stale).json()["fields"]["level-a1.c1"]
    assert (told["refused"], told["theirs"]) == ("stale", "basic")


def test_a_page_that_comes_to_the_front_is_told_what_is_saved_now(world, marla, draft):
    post(marla, draft, "a1", files=picture(), about="Boards", add="1", **{"level-a1.c1": "basic"})
    exhibit = Exhibit.objects.get()

    told = marla.get(step_of(draft, "a1"), headers=JSON).json()

    assert told["exhibits"] == [str(exhibit.pk)]
    assert told["fields"][f"about-{exhibit.pk}"]["text"] == "Boards"
    assert told["fields"]["level-a1.c1"]["text"] == "basic"


# Words on evidence


def test_words_on_evidence_can_be_changed_and_say_when_they_were_saved(world, marla, draft):
    post(marla, draft, "a1", files=picture(), about="Bords", add="1")
    exhibit = Exhibit.objects.get()

    told = post(
        marla, draft, "a1", headers=JSON, **{f"about-{exhibit.pk}": "Boards", f"revision-about-{exhibit.pk}": "0"}
    )

    assert told.json()["fields"][f"about-{exhibit.pk}"]["saved"].startswith("Saved ")
    assert "Boards</textarea>" in page(marla.get(step_of(draft, "a1")))


def test_words_on_evidence_that_met_on_two_pages_both_survive(world, marla, draft):
    post(marla, draft, "a1", files=picture(), about="Boards", add="1")
    name = f"about-{Exhibit.objects.get().pk}"
    post(marla, draft, "a1", **{name: "From the phone", f"revision-{name}": "0"})

    shown = page(post(marla, draft, "a1", **{name: "From the laptop", f"revision-{name}": "0"}))

    assert "<mark>laptop</mark>" in shown and "<mark>phone</mark>" in shown
    assert Exhibit.objects.get().words == "From the phone"


def test_words_for_evidence_that_was_removed_elsewhere_are_handed_back(world, marla, draft):
    post(marla, draft, "a1", files=picture(), about="Boards", add="1")
    exhibit = Exhibit.objects.get()
    actions.remove(exhibit, by=world.marla)
    typed = {f"about-{exhibit.pk}": "An hour of words", f"revision-about-{exhibit.pk}": "0"}

    shown = page(post(marla, draft, "a1", **typed))
    told = post(marla, draft, "a1", headers=JSON, **typed).json()["fields"][f"about-{exhibit.pk}"]

    assert "was removed on another page or device." in shown and "An hour of words" in shown
    assert told["refused"] == "evidence-gone"


def test_words_without_a_file_are_not_dropped_on_the_way_to_the_next_part(world, marla, draft):
    shown = page(post(marla, draft, "a1", about="My plan, annotated", then="next"))

    assert "no file or link came with it" in shown and 'value="My plan, annotated"' in shown


def test_an_earlier_attempt_keeps_the_words_that_were_sent_with_it(world, marla):
    submission = world.revised(world.marla, world.vesna)
    new = Exhibit.objects.filter(attempt__submission=submission, attempt__number=2).order_by("artifact").last()
    actions.describe(world.attempt(submission), new.pk, "New words", revision=0, by=world.marla)

    old = Exhibit.objects.get(attempt__submission=submission, attempt__number=1, evidence=new.evidence)

    assert Exhibit.objects.get(pk=new.pk).words == "New words" and old.words == "My plan"


# How two texts differ


words = st.text(alphabet="ab \n", max_size=30)


@given(words, words)
def test_no_character_is_lost_between_two_texts_and_what_is_alike_is_alike(one, other):
    left, right = apart(one, other)

    assert "".join(piece.text for piece in left) == one and "".join(piece.text for piece in right) == other
    alike = ["".join(piece.text for piece in side if not piece.only_here) for side in (left, right)]
    assert alike[0] == alike[1]


def test_very_long_texts_are_marked_as_a_whole_and_nobody_waits():
    one, other = "same " + "a b " * 3000 + "end", "same " + "c d " * 3000 + "end"

    left, right = apart(one, other)

    assert [piece.only_here for piece in left] == [False, True, False] == [piece.only_here for piece in right]
