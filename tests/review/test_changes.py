"""What changed between two attempts: words and files."""

import random
from difflib import SequenceMatcher

from hypothesis import given
from hypothesis import strategies as st

from merited.review.rules import changes as rule
from merited.review.rules.changes import MOST_PAIRS, Since, Thing, changes, matched

TEXT = st.text(alphabet="ab .\n!¿", max_size=40)


def only(stretches):
    return "".join(one.text for one in stretches if one.changed)


@given(TEXT, TEXT)
def test_joined_the_stretches_are_the_texts_to_the_last_character(before, now):
    found = changes(before, now)

    assert "".join(one.text for one in found.before) == before
    assert "".join(one.text for one in found.now) == now
    assert "".join(one.text for one in found.before if not one.changed) == "".join(
        one.text for one in found.now if not one.changed
    )


@given(TEXT)
def test_the_same_text_has_no_change(text):
    assert not changes(text, text).any


def test_only_what_came_and_went_is_marked():
    found = changes("I checked once with cards. It helped everybody.", "I checked twice with cards. It helped. Truly.")

    assert only(found.now).split() == ["twice", "helped.", "Truly."]
    assert only(found.before).split() == ["once", "helped", "everybody."]
    assert (found.added, found.removed) == (3, 3)


def test_a_text_that_came_or_went_is_marked_whole():
    assert only(changes("", "All new.").now) == "All new." and changes("", "All new.").before == ()
    assert only(changes("Gone now.", "").before) == "Gone now."


def test_a_text_written_anew_is_no_confetti():
    found = changes("The one and the other were the same to me.", "A card and a poll the morning of it were not so.")

    assert len(found.now) <= 2


def test_big_texts_are_compared_by_the_sentence_and_bigger_ones_marked_whole(monkeypatch):
    compared = []

    class Counted(SequenceMatcher):
        def __init__(self, junk, a, b, autojunk):
            compared.append(rule._pairs(a, b))
            super().__init__(junk, a, b, autojunk)

    monkeypatch.setattr(rule, "SequenceMatcher", Counted)
    draw = random.Random(7)
    said = ["the", "plan", "asks", "cards", "check", "it", "of", "and", "learners"]

    def line():
        return " ".join(draw.choices(said, k=14)) + "."

    before = [line() for _n in range(1000)]
    now = [*before[:400], line(), *before[450:700], line(), line(), *before[700:]]
    now[0] = line()  # so that not everything is the same at the beginning
    now[-1] = line()

    found = changes(" ".join(before), " ".join(now))
    assert 0 < found.added < 100 and 600 < found.removed < 800  # sentences, not everything
    assert changes("a b " * 40_000 + "c", "b a " * 40_000 + "d").added == 80_001
    assert compared and max(compared) <= MOST_PAIRS


def test_files_are_laid_beside_those_of_before():
    plan, photo, clip = Thing("1", "pdf"), Thing("2", "image"), Thing("3", "video")
    new_photo, note = Thing("4", "image"), Thing("5", "text")

    found = [(one.since, one.before, one.now) for one in matched([plan, photo, clip], [note, new_photo, plan])]

    assert found == [
        (Since.NEW, None, 0),
        (Since.REPLACED, 1, 1),
        (Since.SAME, 0, 2),
        (Since.GONE, 2, None),
    ]


THINGS = st.lists(st.builds(Thing, st.sampled_from("12345"), st.sampled_from(["pdf", "image"])), max_size=6)


@given(THINGS, THINGS)
def test_nothing_is_left_out_and_nothing_shown_twice(before, now):
    found = matched(before, now)

    assert sorted(one.before for one in found if one.before is not None) == list(range(len(before)))
    assert [one.now for one in found if one.now is not None] == list(range(len(now)))
    assert all(before[one.before].key == now[one.now].key for one in found if one.since is Since.SAME)
