"""What is alike is found through edits, and what everybody was given, or wrote alone, is not."""

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merited.cli.demo.content_files import definitions, stories
from merited.review.queries.likeness import texts_in
from merited.review.rules import likeness
from merited.review.rules.likeness import (
    BITS,
    SHARED,
    are_one_picture,
    bands_of,
    marks_of,
    passages,
    words_of,
)


def works():
    """Every answer of the demonstration that is long enough: (what for, whose, the text)."""
    for story in stories():
        for attempt in story.get("attempts", ())[:1]:
            for text in attempt.get("answers", {}).values():
                if len(words_of(text)) >= likeness.SHORTEST:
                    yield story["credential"], story["id"], text


@pytest.fixture(scope="module")
def given_rows():
    return {one["id"]: likeness.given(texts_in(one)) for one in definitions()}


EVERY = list(works())
VOCABULARY = sorted({word for _of, _whose, text in EVERY for word in text.split()})


def edited(text, share, seed):
    """The same with its sentences in another order, and with so many of its words changed."""
    lot = Random(seed)
    sentences = re.split(r"(?<=[.!?])\s+", text)
    lot.shuffle(sentences)
    return " ".join(lot.choice(VOCABULARY) if lot.random() < share else one for one in " ".join(sentences).split())


def is_found(text, copy, known):
    """Found as the worker finds it: enough marks in common, then passages."""
    return len(marks_of(text, known) & marks_of(copy, known)) >= SHARED and bool(passages(copy, text, known))


@pytest.mark.parametrize(("share", "least"), [(0.0, 1.0), (0.1, 0.97), (0.2, 0.93), (0.3, 0.8)])
def test_edited_copies_are_found(given_rows, share, least):
    found = [
        is_found(text, edited(text, share, n), given_rows.get(of, frozenset()))
        for n, (of, _w, text) in enumerate(EVERY)
    ]
    assert len(found) > 100 and found.count(True) >= least * len(found)


def test_of_all_work_for_the_same_prompts_only_the_two_planted_pairs_are_alike(given_rows):
    found = {
        (whose, other)
        for n, (of, whose, text) in enumerate(EVERY)
        for other_of, other, there in EVERY[n + 1 :]
        if of == other_of and whose != other and passages(text, there, given_rows.get(of, frozenset()))
    }
    assert found == {("pl-04", "pl-05"), ("pl-14", "pl-16")}  # see demo-integrity.yaml


def test_what_everybody_was_given_does_not_count():
    handout = (
        "Write one sentence for each learner. Say what you saw, when you saw it, and what you changed the next morning. "
        * 3
    )
    known = likeness.given([handout])
    mine, theirs = f"{handout} Ana drew nine boxes.", f"{handout} Ben sang to the plants."
    assert passages(mine, theirs, known) == [] and passages(mine, theirs) != []
    assert marks_of(handout, known) == set()


def test_short_texts_are_not_compared():
    assert marks_of("The same twelve words stand here and in the work of another.") == set()


def test_a_long_quotation_in_a_long_text_is_found():
    quoted = "I did not expect nine. In my plan the likely error was adding, not size."
    mine = quoted + " " + EVERY[0][2]
    theirs = EVERY[40][2] + " I now write what I think the wrong answer means before I write the question. " + quoted
    again = mine + " I now write what I think the wrong answer means before I write the question."
    (start, end, there, _until), *_rest = passages(again, theirs)
    assert again[start:end].startswith("I did not expect nine") and theirs[there:].startswith("I did not expect nine")


def test_figures_in_a_row_are_no_passage():
    table = " ".join(f"{n % 9} of {n % 8} B P" for n in range(60))
    assert passages(table, table) == [] and marks_of(table) == set()


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(VOCABULARY[:60]), max_size=160), st.lists(st.sampled_from(VOCABULARY[:60]), max_size=160)
)
def test_passages_are_the_same_words_in_both_and_never_overlap(mine, theirs):
    here, there = " ".join(mine), " ".join(theirs)
    taken = set()
    for start, end, begin, until in passages(here, there):
        assert [one.text for one in words_of(here[start:end])] == [one.text for one in words_of(there[begin:until])]
        assert taken.isdisjoint(range(start, end))
        taken |= set(range(start, end))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(VOCABULARY[:40]), max_size=120), st.lists(st.sampled_from(VOCABULARY[:40]), max_size=120)
)
def test_whether_a_person_looks_is_the_same_from_either_side(mine, theirs):
    here, there = " ".join(mine), " ".join(theirs)
    assert bool(passages(here, there)) == bool(passages(there, here))


@settings(deadline=None)
@given(st.integers(0, 2**BITS - 1), st.sets(st.integers(0, BITS - 1), max_size=15))
def test_prints_that_differ_a_little_share_a_band_or_are_nearly_empty(print_, flipped):
    other = print_
    for bit in flipped:
        other ^= 1 << bit
    one, two = f"{print_:064x}", f"{other:064x}"
    assert are_one_picture(one, two)
    skipped = likeness.BANDS - len(bands_of(one))
    assert set(bands_of(one).values()) & set(bands_of(two).values()) or skipped or len(bands_of(two)) < likeness.BANDS
