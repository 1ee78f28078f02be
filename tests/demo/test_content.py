"""The stories of the content: each can be grown by the rules, and together they show every state."""

import copy
from collections import Counter

import pytest

from merited.cli.demo.content_files import definitions, load, present, stories, story_files
from tests.demo.stories import content, faults, marks_of, state_of

EVERY = list(stories())
BY_ID = {one["id"]: one for one in EVERY}
STATES = {
    "nothing written yet", "draft", "draft, second attempt", "waiting", "waiting, second attempt", "being read", "on hold",
    "not yet", "to be opened", "came back", "to be confirmed", "earned", "earned, second attempt", "withdrawn",
}  # fmt: skip
MARKS = {"late", "shared", "hidden", "revoked", "expired", "in Spanish"}


@pytest.mark.parametrize("story", EVERY, ids=lambda one: one["id"])
def test_a_story_can_be_grown(story):
    assert faults(story) == []


def test_no_two_stories_have_one_id_and_every_file_speaks_of_the_same_day():
    assert [key for key, times in Counter(one["id"] for one in EVERY).items() if times > 1] == []
    for name in story_files():
        assert str(load(name)["as_of"]) == str(present()), name


def test_nobody_works_at_one_thing_twice_at_once():
    at_it = Counter(
        (one["earner"], one["credential"]) for one in EVERY if "withdrawn" not in one and not marks_of(one) & {"expired", "revoked"}
    )  # fmt: skip
    assert [pair for pair, times in at_it.items() if times > 1] == []


def test_every_state_can_be_seen():
    states, marks = Counter(map(state_of, EVERY)), Counter(mark for one in EVERY for mark in marks_of(one))
    assert set(states) >= STATES, states
    assert set(marks) >= MARKS, marks


def test_there_are_about_eighty_over_every_micro_credential_of_both_districts():
    assert 75 <= len(EVERY) <= 100
    offered = {one["credential"] for one in EVERY}
    assert offered == set(content().documents)
    assert len(definitions()) == 13


def test_every_reviewer_has_read_something_or_has_something_to_read():
    idle = [
        key
        for key, one in content().people.items()
        if one["role"] == "reviewer"
        and one.get("qualified_for")
        and not any(
            state_of(story).startswith("waiting")
            and content().reads(key, story["credential"])
            and not content().interest(key, story["earner"])
            for story in EVERY
        )
        and not any(
            attempt.get("reading", {}).get("by") == key for story in EVERY for attempt in story.get("attempts", ())
        )
    ]
    assert idle == []


def _without_words(story):
    story["attempts"][0]["reading"]["scores"]["a1.c1"]["words"] = " "


def _a_colleague(story):
    story["attempts"][0]["reading"]["by"] = "p-reviewer-pl-4"  # teaches where the earner teaches


def _own(story):
    story["attempts"][0]["reading"]["by"] = story["earner"]


def _at_once(story):
    story["attempts"][0]["sent"] = story["started"]


def _claim_run_out(story):
    story["attempts"][0]["reading"]["filed"] = "2026-10-28T15:55"


@pytest.mark.parametrize(
    ("who", "what", "said"),
    [
        ("demo-10", lambda story: story.update(earner="p-nobody"), "nobody with an account"),
        ("demo-10", lambda story: story.update(credential="zz-101"), "no micro-credential"),
        ("demo-10", lambda story: story.update(version="9.9"), "not the one that is offered"),
        ("demo-10", lambda story: story.update(credential="fh-101"), "does not work in the district"),
        ("demo-10", lambda story: story.update(startd="2026-01-01"), "no key 'startd'"),
        ("demo-10", lambda story: story["attempts"][0]["answers"].update({"p9.q9": "x"}), "p9.q9 is no open question"),
        ("demo-10", lambda story: story["attempts"][0]["answers"].pop("p1.q1"), "something is missing"),
        ("demo-10", lambda story: story["attempts"][0]["self_assessment"].update({"a9.c9": "basic"}), "a9.c9"),
        ("demo-10", lambda story: story["attempts"][0]["self_assessment"].update({"a1.c1": "superb"}), "no level of a1.c1"),
        ("demo-10", lambda story: story["attempts"][0]["reading"].update(by="p-reviewer-ct-1"), "is not qualified"),
        ("demo-10", _a_colleague, "they share tidewater-ms"),
        ("demo-10", _own, "it is their own work"),
        ("demo-10", _at_once, "too soon after started"),
        ("demo-10", lambda story: story["attempts"][0]["reading"]["scores"].pop("a1.c1"), "a1.c1 has no score"),
        ("fern-02", _without_words, "a1.c1 is open and has no words"),
        ("fern-02", _claim_run_out, "the claim ran out"),
        ("fern-02", lambda story: story["attempts"][1]["change_notes"].pop("a1.c1"), "What you changed for"),
        ("demo-07", lambda story: story["attempts"][0]["reading"]["flag"].update(about="a9"), "was not handed in"),
        ("demo-07", lambda story: story["attempts"][0]["reading"]["flag"].update(words=" "), "a flag has words"),
        ("demo-10", lambda story: story.update(shared=True), "was never earned"),
        ("demo-01", lambda story: story.update(started="2026-11-21T08:00"), "not before the content's present"),
    ],
)  # fmt: skip
def test_a_fault_is_said_so_that_a_writer_finds_it(who, what, said):
    story = copy.deepcopy(BY_ID[who])
    what(story)
    assert any(said in one for one in faults(story)), faults(story)
