"""Words that teach: put together, read again, advised on; and what filing insists on."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import merited
from merited.base.errors import Refused
from merited.base.text import count_words
from merited.catalog.document import Criterion, Descriptor, Level
from merited.review.rules.feedback import (
    FILLER,
    MARKS,
    NAY,
    PRAISE,
    SAID,
    gaps_in,
    has_move,
    hints_of,
    parts_of,
    together,
)
from merited.review.rules.outcome import Judged, must_be_complete, must_have_no_gaps, put_together
from merited.review.rules.phrases import LONGEST, filled, must_be_a_phrase

MET, OPEN = Level("proficient", "Proficient", 3, True), Level("basic", "Basic", 2, False)
SCOPE = (Criterion("a2.c1", "Cards", "p2", "a2", (Descriptor(MET, "Two sorts."), Descriptor(OPEN, "One sort."))),)
PLAIN = st.text(alphabet="abc .\n!?", max_size=60).filter(lambda text: "next" not in text)


def sheet(words="", move="", stays="", level="basic"):
    return {"a2.c1": Judged(level, words, "", move, stays)}


# Three fields, one text


@given(PLAIN, PLAIN.filter(count_words), PLAIN, st.sampled_from(sorted(MARKS)))
def test_what_was_typed_in_three_fields_is_read_again_from_one_text(words, move, stays, language):
    found = parts_of(together(words, move, stays, language))

    assert found.seen == words.strip()
    assert found.keep == stays.strip()
    plain = " ".join(move.split())
    assert " ".join(found.move.split()) == plain[:1].upper() + plain[1:]


@given(PLAIN)
def test_words_alone_stay_as_they_are(words):
    assert together(words, "", " \n") == words


def test_words_of_earlier_years_are_read_as_they_were():
    old = "In a2 you re-teach.\n\nOne next move: check again. Your plan stays."
    assert parts_of(old).move == "Check again." and parts_of(old).keep == "Your plan stays."


def test_the_words_are_put_together_in_the_language_of_the_work():
    filed = put_together(sheet("En a2 falta algo.", "Añádalo. Márquelo.", "Lo demás se queda."), "es")["a2.c1"]

    assert filed.words == "En a2 falta algo.\n\nUn siguiente paso: Añádalo. Márquelo.\n\nLo demás se queda."
    assert (filed.move, filed.stays) == ("", "")
    assert parts_of(filed.words).move == "Añádalo. Márquelo."


# What filing insists on


@pytest.mark.parametrize(
    "judged",
    [
        sheet("In a2 the second sort is missing."),
        sheet("In a2 it is missing. One next move:"),
        sheet("In a2 it is missing. Next: show it."),
        sheet("In a2 it is missing. One next move: ... "),
        sheet("", "", "Your plan stays."),
        sheet("En a2 falta algo. Un siguiente paso: "),
    ],
)
def test_an_open_criterion_without_a_next_move_is_not_filed(judged):
    with pytest.raises(Refused) as no:
        must_be_complete(SCOPE, judged)

    assert no.value.code == "no-move" and no.value.facts["criterion"] == "a2.c1"


@pytest.mark.parametrize(
    "judged",
    [
        sheet("In a2 it is missing.", "Show it again."),
        sheet("", "Show it again."),
        sheet("In a2 it is missing. One next move: show it again."),
        sheet("En a2 falta algo. Un siguiente paso: enséñelo otra vez."),
        sheet("Good.", level="proficient"),
        sheet(level="proficient"),
    ],
)
def test_with_one_it_is_and_what_is_met_needs_none(judged):
    must_be_complete(SCOPE, judged)


NO_MOVES = [
    "1", "x", "ok", "none", "None.", "n/a", "N/A", "nothing", "ninguno", "Ninguna.", "nada", "Again.",
    "[time]", "1 2 3", "x x x", "ok ok ok", "— none —", "None at all.", "None is needed.", "Nothing to add here.",
    "No next move needed.", "Not applicable to this.", "There is nothing more to do.", "No further steps now.",
    "Nada que cambiar.", "Ningún paso más.", "No hace falta nada.", "No aplica en este caso.",
    "No next step yet.", "Nothing to redo.", "There is nothing to improve.", "I have none for you.", "Great job!", "Well done.",
    "No hace falta rehacer nada.", "Sin siguiente paso.", "Muy buen trabajo.",
]  # fmt: skip
MOVES = [
    "Add it.", "Add one exit ticket.", "Show all 26.", "Film it again.", "Enséñelo otra vez.", "Añada un vídeo.", "Say who spoke first.",
    "None of the boards shows it: film one.", "Nothing new is needed but the second clip.", "Change this step, not that one.",
    "No aplica la escala: úsela en a2.", "Redo the plan.", "Change your work.", "Good work on a1: film it once more.", "Use Ana’s words [sic] as they are.", "1. Show it. 2. Film it.",
]  # fmt: skip


@pytest.mark.parametrize("move", NO_MOVES)
def test_what_says_nothing_to_do_is_no_next_move(move):
    for judged in (sheet("In a2 one sort is missing.", move, "The plan."), sheet(f"In a2. One next move: {move}")):
        with pytest.raises(Refused) as no:
            must_be_complete(SCOPE, judged)
        assert no.value.code == "no-move"
    assert not has_move(f"En a2. Un siguiente paso: {move}")


def test_the_page_has_the_same_words_for_nothing_to_do():
    static = Path(merited.__file__).parent / "web" / "static"
    script = (static / "desk.js").read_text() + (static / "desk-words.js").read_text()
    listed = dict(re.findall(r'const ([A-Z]+) = "([^"]*)"\.split', script))
    assert {name: set(words.split()) for name, words in listed.items()} == {
        "NAY": NAY,
        "FILLER": FILLER,
        "PRAISE": PRAISE,
        "SAID": SAID,
    }


@pytest.mark.parametrize("move", MOVES)
def test_a_short_honest_one_is(move):
    must_be_complete(SCOPE, sheet("In a2 one sort is missing.", move))
    must_be_complete(SCOPE, sheet("In a2 it is there. One next move: none.", move))


GAPS = {
    "At [time] you stop.": ["[time]"],
    "[where\nin the work] you stop.": ["[where\nin the work]"],
    "[where \n\n in the work] you stop.": ["[where \n\n in the work]"],
    "In [place]: a count, [what you saw].": ["[place]", "[what you saw]"],
    "En [página] falta algo.": ["[página]"],
    "You write “[quote]”.": ["[quote]"],
    "Open it at [half-time].": ["[half-time]"],
}
NO_GAPS = [
    "They write “we was [sic]”, and so do you [sic].",
    "You say “then [they] count again”.",  # put into a quotation
    'You say "then [they] count again".',
    "Ask [Name] first.",  # masked
    "The voice is [inaudible] here, and [redacted] there.",
    "The learner[s] and the [re]teaching.",
    "As in [2] and [a2] at [05:10], [x] done, [ ] open, […].",
    "See [handout](https://x.example/a) and [the second page](https://x.example/b).",
]


@pytest.mark.parametrize("text", GAPS)
def test_gaps_of_one_word_and_over_lines_are_found(text):
    assert gaps_in(text) == GAPS[text]
    with pytest.raises(Refused):
        must_have_no_gaps(text)


@pytest.mark.parametrize("text", NO_GAPS)
def test_other_brackets_are_no_gaps(text):
    assert gaps_in(text) == []


@pytest.mark.parametrize("level", ["basic", "proficient"])
@pytest.mark.parametrize("part", ["words", "move", "stays"])
def test_a_gap_of_a_phrase_is_not_filed(part, level):
    typed = {"words": "In a2 you show it.", "move": "Show it again.", "stays": "The rest."} | {
        part: "Send [what is missing]."
    }

    with pytest.raises(Refused) as no:
        must_be_complete(SCOPE, sheet(level=level, **typed))

    assert (no.value.code, no.value.facts["gap"]) == ("gap-left", "[what is missing]")


def test_nor_in_the_words_about_the_whole():
    with pytest.raises(Refused):
        must_have_no_gaps("Keep [what they do].")
    must_have_no_gaps("You write “they was [sic]”, and [2] is fine.")


# Advice


@pytest.mark.parametrize(
    ("words", "moves"),
    [
        ("In a2 it is missing.", 0),
        ("In a2. One next move: show it again.", 1),
        ("In a2. One next move: show it again. One next move: film it again.", 2),
        (together("In a2.", "Show it. Also film it.", ""), 2),
        (together("In a2.", "1. Show it. 2. Film it.", ""), 2),
        (together("En a2.", "Enséñelo. Además fílmelo.", "", "es"), 2),
        (together("In a2. One next move: none.", "Teach it once more.", ""), 2),
        (together("In a2.", "Teach it again, and show the second check.", "Also your plan stays."), 1),
    ],
)
def test_more_than_one_next_move_is_counted(words, moves):
    assert hints_of(words, []).moves == moves
    assert has_move(words) == bool(moves)


ENGLISH = "In the plan you name the words that your learners need for the task, and this is what is asked for."
SPANISH = "En el plan usted nombra las palabras que los aprendices necesitan para la tarea, y eso es lo que se pide."


@pytest.mark.parametrize(
    ("words", "language", "other"),
    [
        (ENGLISH, "en", ""),
        (ENGLISH, "es", "en"),
        (SPANISH, "es", ""),
        (SPANISH, "en", "es"),
        (f"In a2 you write “{SPANISH}” and the reason is missing.", "en", ""),  # what is quoted does not count
        ("Bien.", "en", ""),
        (SPANISH, "", ""),
        (SPANISH, "fr", ""),
    ],
)
def test_words_in_another_language_than_the_work_are_noticed(words, language, other):
    assert hints_of(words, [], language).other == other


# Phrases


@pytest.mark.parametrize(
    ("text", "part", "kind", "code"),
    [
        ("", "words", "any", "no-phrase"),
        ("[...]", "words", "any", "no-phrase"),
        ("a " * LONGEST, "words", "any", "phrase-too-long"),
        ("In [place] you show it.", "words", "any", "one-word-gap"),
        ("Good.", "level", "any", "no-such-place"),
        ("Good.", "words", "", "no-such-place"),
    ],
)
def test_a_phrase_that_helps_nobody_is_refused(text, part, kind, code):
    with pytest.raises(Refused) as no:
        must_be_a_phrase(text, part, kind)
    assert no.value.code == code


def test_what_is_known_is_filled_in_and_the_rest_stays_a_gap():
    text = filled("{place}: {asks} {other} {criterion} [what you saw]", criterion="Cards", asks="{place}", place="a2")

    assert text == "a2: {place} {other} Cards [what you saw]"
    assert gaps_in(text) == ["[what you saw]"]
