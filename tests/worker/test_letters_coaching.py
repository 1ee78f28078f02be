"""Letters about support while earning, and of the clock of another look: who gets which, once, and what they never say."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from merited.base import clock
from merited.coaching.actions import ask_into, comment, end_guest, lead_group
from merited.people.models import Letter
from merited.people.queries import verified_address
from merited.review.actions import ask_appeal, ask_second, claim_look, file_look
from merited.review.queries import open_for_a_look
from merited.review.rules.outcome import Judged
from merited.submissions.actions import revise
from merited.worker.loop import turn
from tests.coaching.helping import asked, shown
from tests.world import MONDAY


@pytest.fixture(autouse=True)
def nothing_before(world):
    turn()
    mail.outbox.clear()


def later(**time):
    """What the worker sends by then, and a little after."""
    before = len(mail.outbox)
    for minutes in (0, 1, 15):
        with clock.at(MONDAY + timedelta(**time) + timedelta(minutes=minutes)):
            turn()
    return mail.outbox[before:]


def morning(day):
    """The mails of a morning in Alder Bay."""
    before = len(mail.outbox)
    for minutes in (0, 1, 15):
        with clock.at(datetime.fromisoformat(f"{day}T07:15:00-08:00") + timedelta(minutes=minutes)):
            turn()
    return mail.outbox[before:]


def to(person, mails):
    return [one for one in mails if one.to == [verified_address(person)]]


def kinds(mails):
    return [one.subject.split(":")[0] for one in mails]


def test_a_guest_gets_a_letter_without_the_earners_name_or_words(world):
    guest = asked(world.written(world.lupe), world.gideon, words="My rule is odd.")
    [sent] = later(minutes=5)
    assert sent.to == [verified_address(world.gideon)]
    assert sent.subject == "A colleague asks for your comments: Checking for Understanding in Real Time"
    assert f"/coach/drafts/{guest.pk}/" in sent.body
    assert "Lupe" not in sent.body and "odd" not in sent.body and "My answer" not in sent.body


def test_an_address_that_nobody_has_gets_none(world):
    asked(world.written(world.lupe), world.gideon, address="nobody@alderbay.example")
    assert later(minutes=5) == [] and not Letter.objects.filter(kind="invited").exists()


def test_what_is_ended_before_it_goes_out_is_not_sent(world):
    guest = asked(world.written(world.lupe), world.gideon)
    turn()
    end_guest(guest, by=world.lupe)
    assert later(minutes=15) == []


def test_comments_are_told_once_a_day_however_many_there_are(world):
    guest = shown(world.written(world.lupe), world.philippa)
    mails = []
    for n, hours in enumerate((0, 1, 5, 24)):
        with clock.at(MONDAY + timedelta(hours=hours)):
            comment(guest, {"p1.q1": f"Secret {n}."}, by=world.philippa)
        mails += to(world.lupe, later(hours=hours, minutes=15))
    assert kinds(mails) == ["Comments on your draft"] * 2
    assert not any("Secret" in one.body or "Philippa" in one.body for one in mails)


def test_whoever_is_asked_into_a_group_hears_it(world):
    group = lead_group("Wednesdays", by=world.philippa)
    ask_into(group, verified_address(world.lupe), by=world.philippa)
    ask_into(group, "nobody@alderbay.example", by=world.philippa)
    [sent] = later(minutes=15)
    assert sent.to == [verified_address(world.lupe)] and sent.subject == "You are asked into a group"
    assert "/work/groups/" in sent.body and "Philippa" not in sent.body


# The clock of another look.


@pytest.fixture
def work(world):
    """Lupe's PL-101, decided on Monday, November 16: she can ask until Wednesday, December 16."""
    found = world.not_yet(world.lupe, world.keziah)
    later(minutes=20)
    return found


def test_the_last_days_to_ask_are_told_once(world, work):
    assert to(world.lupe, morning("2026-12-11")) == []
    mails = [
        one for day in ("2026-12-14", "2026-12-15", "2026-12-16", "2026-12-17") for one in to(world.lupe, morning(day))
    ]
    assert [one.subject for one in mails] == [
        "Until Wednesday, December 16: another look at Checking for Understanding in Real Time"
    ]
    assert f"/work/{work.pk}/another-look/" in mails[0].body


@pytest.mark.parametrize("how", ["asked", "revised"])
def test_they_are_not_told_to_whoever_asked_or_goes_on(world, work, how):
    if how == "asked":
        ask_second(work, by=world.lupe)
    else:
        revise(work, by=world.lupe)
    assert not [one for one in to(world.lupe, morning("2026-12-14")) if one.subject.startswith("Until")]


def test_a_look_that_is_promised_by_tomorrow_is_told_to_whoever_can_help(world, work):
    look = ask_second(work, by=world.lupe)  # promised for Thursday, December 3
    assert "Promised soon" not in kinds(morning("2026-12-01"))
    sent = morning("2026-12-02")
    assert [one.to[0] for one in sent if one.subject.startswith("Promised soon")] != []
    assert {one.person for one in Letter.objects.filter(kind="look_due")} == {world.thea, world.corwin}
    assert not any("Lupe" in one.body for one in sent)
    with clock.at(datetime.fromisoformat("2026-12-02T10:00:00-08:00")):
        claim_look(look, by=world.vesna)
    again = morning("2026-12-03")
    assert [one.to[0] for one in again if one.subject.startswith("Promised soon")] == [verified_address(world.vesna)]
    assert "You hold another look" in next(one for one in again if one.subject.startswith("Promised soon")).body


def test_a_panel_is_reminded_of_its_promise(world, work):
    key = open_for_a_look(work, work.attempts.get())[0].id
    look = ask_appeal(work, {key}, "evidence", words="It is there.", place="a2, 05:10", by=world.lupe)
    file_look(claim_look(look, by=world.vesna), {key: Judged("proficient")}, keep="", by=world.vesna)
    morning("2026-11-17")
    seats = {verified_address(one.person) for one in look.voices.all()}
    told = {one.to[0] for one in morning("2026-12-02") if one.subject.startswith("Promised soon")}
    assert told == seats and len(seats) == 3
