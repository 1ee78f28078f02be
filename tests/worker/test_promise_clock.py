"""The promise clock: each working morning work finds a reader, moves on in time, and who can help is told, once."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from merited.base import clock
from merited.people.models import Letter, Organization
from merited.review.actions import assign, claim, hand_over, open_reading, score, set_terms
from merited.review.flags import raise_flag
from merited.review.models import Reading
from merited.review.queries import waited_days
from merited.review.rules.flags import Kind as Flagged
from merited.submissions.models import Exhibit
from merited.worker.loop import turn


def morning(day):
    """A quarter past seven in Alder Bay."""
    return clock.at(datetime.fromisoformat(f"{day}T07:15:00-08:00"))


def mornings(first, last):
    """The worker's mornings, one after the other."""
    day = datetime.fromisoformat(f"{first}T07:15:00-08:00")
    while day.date().isoformat() <= last:
        with clock.at(day):
            turn()
        for minutes in (1, 30):  # what was done is told, and what was gathered goes out
            with clock.at(day + timedelta(minutes=minutes)):
                turn()
        day += timedelta(days=1)


def letters(kind):
    return list(Letter.objects.filter(kind=kind).order_by("created_at"))


@pytest.fixture(autouse=True)
def nothing_before(world):
    turn()
    mail.outbox.clear()


@pytest.fixture
def only_petra(world):
    """The lead reader takes nothing, so that work for ML-101 is Petra's."""
    set_terms(world.isolde, capacity=0, by=world.isolde)
    return world


def test_what_nobody_took_is_given_the_next_working_morning_with_a_letter(only_petra):
    world = only_petra
    world.sent(world.lupe, world.ml101)
    mornings("2026-11-17", "2026-11-17")
    reading = Reading.objects.get()
    assert reading.reviewer == world.petra and reading.because
    [letter] = letters("assigned")
    assert (letter.person, letter.subject) == (world.petra, reading.pk)
    [sent] = [one for one in mail.outbox if "A reading for you" in one.subject]
    assert "It is yours until Friday, November 20." in sent.body
    assert "Its earner was told to expect an answer by Thursday, December 3." in sent.body
    assert "Why you: You read for the department that offers it." in sent.body
    assert "give it back without a reason" in sent.body
    assert world.lupe.name not in sent.body and f"/review/{reading.pk}/" in sent.body


def test_whoever_takes_work_gets_no_letter_about_it(only_petra):
    world = only_petra
    claim(world.sent(world.lupe, world.ml101).attempts.get(state="sent"), by=world.petra)
    mornings("2026-11-17", "2026-11-18")
    assert letters("assigned") == []


def test_a_weekend_and_a_day_off_give_nothing_to_anybody(only_petra):
    world = only_petra
    with clock.at(datetime.fromisoformat("2026-11-24T16:00:00-08:00")):
        world.sent(world.lupe, world.ml101)
    mornings("2026-11-25", "2026-11-29")  # three days off and a weekend
    assert not Reading.objects.exists()
    mornings("2026-11-30", "2026-11-30")
    assert Reading.objects.count() == 1


def test_a_reader_is_nudged_at_sixty_percent_once_and_nobody_for_what_is_unread(only_petra):
    world = only_petra
    nobody = world.sent(world.cyrus, world.ml101).attempts.get(state="sent")
    attempt = world.sent(world.lupe, world.ml101).attempts.get(state="sent")
    set_terms(world.petra, capacity=0, by=world.petra)  # so that nothing is given
    with clock.at(datetime.fromisoformat("2026-11-23T16:00:00-08:00")):  # working day 5
        reading = claim(attempt, by=world.petra)
    mornings("2026-11-24", "2026-11-24")
    [letter] = letters("nudge")
    assert (letter.person, letter.subject) == (world.petra, reading.pk)
    mornings("2026-11-25", "2026-11-30")
    assert len(letters("nudge")) == 1
    assert waited_days(nobody) == 0  # the clock of the test stands on Monday again


def test_those_who_answer_see_it_at_eighty_percent_once_with_a_way_to_queue_health(only_petra):
    world = only_petra
    set_terms(world.petra, capacity=0, by=world.petra)
    attempt = world.sent(world.lupe, world.ml101).attempts.get(state="sent")
    mornings("2026-11-17", "2026-11-30")
    assert letters("running_out") == [], "seven working days"
    mornings("2026-12-01", "2026-12-03")
    told = letters("running_out")
    assert {one.person for one in told} == {world.thea, world.ximena} and {one.subject for one in told} == {attempt.pk}
    assert len(told) == 2
    body = next(one.body for one in mail.outbox if "Little time is left" in one.subject)
    assert "/district/queue/" in body and world.lupe.name not in body
    mornings("2026-12-04", "2026-12-07")
    assert len(letters("running_out")) == 2 and letters("overdue")


def test_whoever_answers_for_the_place_hears_nothing_of_their_own_work(only_petra):
    world = only_petra
    set_terms(world.petra, capacity=0, by=world.petra)
    world.sent(world.ximena, world.ml101)
    mornings("2026-11-17", "2026-12-03")
    assert {one.person for one in letters("running_out")} == {world.thea}


def test_days_on_hold_do_not_count(only_petra):
    world = only_petra
    reading = world.claimed(world.lupe, world.petra, world.ml101)
    raise_flag(
        reading, Flagged.CANNOT_OPEN, exhibit=Exhibit.objects.filter(attempt=reading.attempt).first(),
        words="It asks for a password.", by=world.petra,
    )  # fmt: skip
    mornings("2026-11-17", "2026-12-04")
    assert letters("nudge") == [] and letters("running_out") == [] and letters("late") == []


def test_what_nobody_opened_moves_on_before_the_promise_breaks_and_both_know(only_petra):
    world = only_petra
    attempt = world.sent(world.lupe, world.ml101).attempts.get(state="sent")
    with clock.at(datetime.fromisoformat("2026-12-01T16:00:00-08:00")):  # working day 8
        before = assign(attempt).reading
    set_terms(world.isolde, capacity=3, by=world.isolde)
    mornings("2026-12-02", "2026-12-02")
    now = Reading.objects.get(state="claimed")
    assert now.reviewer == world.isolde and Reading.objects.get(pk=before.pk).state == "released"
    [letter] = [one for one in letters("assigned") if one.person == world.isolde]
    assert before.reviewer == world.petra and letter.subject == now.pk
    open_reading(now, by=world.isolde)
    assert hand_over(now) is None


def test_a_reading_that_ended_meanwhile_is_no_news(only_petra):
    world = only_petra
    attempt = world.sent(world.lupe, world.ml101).attempts.get(state="sent")
    with morning("2026-11-17"):
        given = assign(attempt)
        score(given.reading, world.sheet(given.reading), keep="", by=world.petra)
        turn()
    with clock.at(datetime.fromisoformat("2026-11-17T09:00:00-08:00")):
        turn()
    assert letters("assigned") == [] and not any("A reading for you" in one.subject for one in mail.outbox)


def test_every_district_goes_by_its_own_calendar(only_petra):
    world = only_petra
    Organization.objects.filter(key="fernhollow").update(days_off=["2026-11-17"])
    world.sent(world.magnus, world.fh101)
    world.sent(world.lupe, world.ml101)
    with morning("2026-11-17"):
        turn()
    read = Reading.objects.values_list("attempt__submission__version__microcredential__key", flat=True)
    assert list(read) == ["ml-101"]
