"""Another look, two at the very same moment: one of them counts, and the other is told."""

import pytest

from merited.awards.models import Award
from merited.base import clock
from merited.base.models import LogEntry
from merited.review.actions import (
    answer_question,
    ask_appeal,
    ask_question,
    ask_second,
    claim,
    claim_look,
    file_look,
    score,
    speak,
)
from merited.review.models import Look, LookAnswer, Reading
from merited.review.queries import open_for_a_look, scope_to_score
from merited.review.rules.outcome import Judged
from merited.submissions.actions import revise, send, withdraw
from merited.submissions.models import Standing, Submission
from merited.submissions.rules.completeness import STATEMENTS
from tests.processes.race import Came, at_once

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def opened(work):
    return [one.id for one in open_for_a_look(work, work.attempts.filter(state="decided").last())]


def sheet(reading):
    return {one.id: Judged(one.levels[0].id) for one in scope_to_score(reading)}


def appealed(work):
    return ask_appeal(work, set(opened(work)), "evidence", words="It is there.", place="a2, 05:10", by=work.person)


@pytest.fixture
def work(world):
    """Lupe's PL-101, read by Keziah: one criterion is open."""
    return world.not_yet(world.lupe, world.keziah)


@pytest.fixture
def in_panel(world, work):
    """Her appeal, read afresh, with two of three voices given."""
    look = appealed(work)
    reading = claim_look(look, by=world.vesna)
    file_look(reading, sheet(reading), keep="", by=world.vesna)
    return Look.objects.get(pk=look.pk)


def seats(look):
    return [one.person for one in look.voices.select_related("person").order_by("pk")]


def voice(look, person, said="overturn"):
    return lambda: speak(look, said, reasons="Why.", advice="Next.", by=person)


@pytest.mark.parametrize("ask", [ask_second, None], ids=["second review", "question"])
def test_a_double_click_asks_once(world, work, overtaken, ask):
    key = opened(work)[0]

    def deed():
        return ask(work, by=world.lupe) if ask else ask_question(work, key, words="Why?", by=world.lupe)

    first, second = overtaken("ask.look-written", deed, deed)

    assert first.refused is None and second == Came(refused="asked-already")
    assert Look.objects.count() == 1


def test_two_readers_claim_one_look_and_one_gets_it(world, work, overtaken):
    look = ask_second(work, by=world.lupe)

    first, second = overtaken(
        "claim.reading-written", lambda: claim_look(look, by=world.vesna), lambda: claim_look(look, by=world.isolde)
    )

    assert first.value.reviewer == world.vesna and second == Came(refused="claimed")
    assert Reading.objects.filter(look=look).count() == 1


def test_a_double_click_on_filing_decides_once(world, work, overtaken):
    reading = claim_look(ask_second(work, by=world.lupe), by=world.vesna)

    def file():
        return file_look(reading, sheet(reading), keep="", by=world.vesna)

    first, second = overtaken("look.reading-filed", file, file)

    assert first.value == "more_met" and second == Came(refused="already-filed")
    assert Award.objects.count() == 1


def test_a_double_click_on_an_answer_answers_once(world, work, overtaken):
    look = ask_question(work, opened(work)[0], words="Why?", by=world.lupe)

    def answer():
        return answer_question(look, words="Because.", by=world.keziah)

    first, second = overtaken("answer.answer-written", answer, answer)

    assert first.refused is None and second == Came(refused="answered") and LookAnswer.objects.count() == 1


def test_three_voices_at_once_decide_once(world, in_panel):
    came = at_once(*(voice(in_panel, one) for one in seats(in_panel)))

    assert [one.refused for one in came] == [None] * 3
    assert sorted(str(one.value) for one in came) == ["None", "None", "overturned"]
    assert Award.objects.count() == 1 and LogEntry.objects.filter(deed="look.decided").count() == 1


def test_the_last_two_voices_meet_and_one_of_them_decides(world, in_panel, overtaken):
    one, other, third = seats(in_panel)
    voice(in_panel, one)()

    first, second = overtaken("look.voice-written", voice(in_panel, other), voice(in_panel, third, "uphold"))

    assert (first.value, second.value) == (None, "overturned")
    assert Submission.objects.get(pk=in_panel.submission_id).state == "earned"


def test_a_double_click_on_a_voice_counts_once(world, in_panel, overtaken):
    one = seats(in_panel)[0]

    first, second = overtaken("look.voice-written", voice(in_panel, one), voice(in_panel, one, "uphold"))

    assert first.refused is None and second == Came(refused="spoken")
    assert [seat.voice for seat in in_panel.voices.exclude(voice="")] == ["overturn"]


def test_the_panel_meets_the_earner_who_takes_it_back(world, in_panel, overtaken):
    one, other, third = seats(in_panel)
    voice(in_panel, one)()
    voice(in_panel, other)()

    first, second = overtaken(
        "meet-more.standing-written", voice(in_panel, third), lambda: withdraw(in_panel.submission, by=world.lupe)
    )

    assert first.value == "overturned" and second == Came(refused="earned")


def test_the_panel_meets_the_reader_of_the_next_attempt_and_one_award_comes_of_it(world, work, in_panel, overtaken):
    revise(work, by=world.lupe)
    for key in opened(work):
        world.attempt(work).change_notes.create(criterion=key, text="Added.", saved_at=clock.now())
    send(work, set(STATEMENTS), by=world.lupe)
    reading = claim(work.attempts.get(number=2), by=world.keziah)
    one, other, third = seats(in_panel)
    voice(in_panel, one)()
    voice(in_panel, other)()

    first, second = overtaken(
        "look.standing-written", voice(in_panel, third),
        lambda: score(reading, world.sheet(reading), keep="", by=world.keziah),
    )  # fmt: skip

    assert first.value == "overturned" and second.refused == "withdrawn"
    assert Award.objects.count() == 1
    assert Standing.objects.filter(submission=work, attempt=in_panel.attempt).count() == work.standings.count()
