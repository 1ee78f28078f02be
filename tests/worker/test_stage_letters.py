"""Letters of the check and of the grant, and the mornings on which a check is nudged and let go."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from merited.base import clock
from merited.people.models import Letter
from merited.review.actions import confirm_check, confirm_grant, return_incomplete, score, send_in, set_plan
from merited.review.models import Granting, Precheck
from merited.review.rules.stages import Plan
from merited.submissions.models import Exhibit, Submission
from merited.submissions.rules.completeness import STATEMENTS
from merited.worker.loop import turn


@pytest.fixture(autouse=True)
def nothing_before(world):
    turn()
    mail.outbox.clear()


def work_at(text):
    """What the worker does at a time of Alder Bay and in the hour after; the mails that it sent then."""
    before, moment = len(mail.outbox), datetime.fromisoformat(f"{text}-08:00")
    for minutes in (0, 1, 30):
        with clock.at(moment + timedelta(minutes=minutes)):
            turn()
    return mail.outbox[before:]


def sent_on_monday(world, plan):
    set_plan(world.pl101.microcredential, plan, by=None)
    with clock.at(datetime.fromisoformat("2026-11-16T15:00:00-08:00")):
        send_in(world.written(world.lupe), set(STATEMENTS), by=world.lupe)
    return Submission.objects.get()


@pytest.fixture
def submission(world):
    return sent_on_monday(world, Plan(0, 0, borderline=False, precheck=True))


def who(kind):
    return {one.person.name for one in Letter.objects.filter(kind=kind).select_related("person")}


def to(person, mails):
    return [one for one in mails if one.to == [f"{person.name.lower().replace(' ', '.')}@alderbay.example"]]


def test_whoever_checks_is_told_and_its_earner_hears_that_it_came(world, submission):
    mails = work_at("2026-11-16T15:01:00")

    assert who("check") == {world.corwin.name, world.thea.name}  # and no other department
    [letter] = to(world.corwin, mails)
    assert letter.subject.startswith("Does everything open?")
    assert "until the end of Tuesday, November 17" in letter.body and world.lupe.name not in letter.body
    assert f"/district/checks/{Precheck.objects.get().pk}/" in letter.body
    [came] = to(world.lupe, mails)
    assert came.subject.startswith("It is here") and "Thursday, December 3" in came.body


def test_on_the_last_morning_it_is_said_once_more_and_on_the_next_it_goes_on(world, submission):
    work_at("2026-11-16T15:01:00")
    [again] = to(world.corwin, work_at("2026-11-17T07:15:00"))
    assert again.subject.startswith("Does everything open?")
    submission.refresh_from_db()
    assert submission.state == "precheck"

    assert not to(world.corwin, work_at("2026-11-18T07:15:00"))

    submission.refresh_from_db()
    assert submission.state == "waiting"
    assert Precheck.objects.get().state == "lapsed"


def test_a_weekend_is_no_working_day_of_a_check(world):
    set_plan(world.pl101.microcredential, Plan(0, 0, borderline=False, precheck=True), by=None)
    with clock.at(datetime.fromisoformat("2026-11-20T16:00:00-08:00")):  # a Friday
        send_in(world.written(world.lupe), set(STATEMENTS), by=world.lupe)

    for day in ("21", "22", "23"):
        work_at(f"2026-11-{day}T07:15:00")
        assert Submission.objects.get().state == "precheck", day
    work_at("2026-11-24T07:15:00")
    assert Submission.objects.get().state == "waiting"


def test_what_came_back_is_a_letter_that_names_the_piece(world, submission):
    check = Precheck.objects.get()
    named = Exhibit.objects.filter(attempt=check.attempt_id).order_by("artifact")[0]
    with clock.at(datetime.fromisoformat("2026-11-16T16:00:00-08:00")):
        return_incomplete(check, [named.pk], words="It asks for a password.", by=world.corwin)

    mails = to(world.lupe, work_at("2026-11-16T16:01:00"))

    [letter] = [one for one in mails if one.subject.startswith("Something does not open")]
    assert named.name in letter.body and "it is the same attempt" in letter.body
    assert "password" not in letter.body and world.corwin.name not in letter.body
    assert not [one for one in mails if one.subject.startswith("It is here")]  # that is news no more


def test_a_check_that_is_done_is_news_no_more(world, submission):
    confirm_check(Precheck.objects.get(), by=world.thea)

    assert not [one for one in work_at("2026-11-16T16:01:00") if "Does everything open" in one.subject]


def test_whoever_grants_is_told_and_the_earner_when_it_is_confirmed(world):
    set_plan(world.pl101.microcredential, Plan(0, 0, borderline=False, grant=True), by=None)
    reading = world.claimed(world.lupe, world.vesna)
    score(reading, world.sheet(reading), keep="", by=world.vesna)

    mails = work_at("2026-11-16T12:00:00")

    assert who("grant") == {world.corwin.name, world.thea.name}
    [letter] = to(world.corwin, mails)
    assert letter.subject.startswith("To confirm:") and world.lupe.name not in letter.body
    assert "Thursday, December 3" in letter.body
    assert not [one for one in to(world.lupe, mails) if "Earned" in one.subject]

    confirm_grant(Granting.objects.get(), by=world.corwin)
    assert [one for one in to(world.lupe, work_at("2026-11-16T13:00:00")) if one.subject.startswith("Earned")]


def test_work_that_waits_for_a_grant_is_late_like_all_else(world):
    set_plan(world.pl101.microcredential, Plan(0, 0, borderline=False, grant=True), by=None)
    reading = world.claimed(world.lupe, world.vesna)
    score(reading, world.sheet(reading), keep="", by=world.vesna)

    work_at("2026-12-04T07:15:00")

    assert who("late") == {world.lupe.name}
    assert world.corwin.name in who("overdue")
