"""The grant at the end: it can be confirmed or read once more, and it never decides against the sheets."""

from collections.abc import Callable
from typing import Any

import pytest

from merited.awards.models import Award
from merited.base.errors import Refused
from merited.people.actions import appoint
from merited.people.rules.places import Office
from merited.review.actions import assign, claim, confirm_grant, pass_back, qualify, score, set_plan
from merited.review.models import Course, Decision, Granting, Reading
from merited.review.queries import (
    awards_amiss,
    exhibits_by_office,
    grants_at,
    grants_for,
    queue,
    recount,
    stages_amiss,
    undecided,
)
from merited.review.rules.outcome import Outcome
from merited.review.rules.stages import Plan
from merited.submissions.actions import withdraw
from merited.submissions.holds import lift, put_on_hold
from merited.submissions.models import Attempt, Submission
from tests.world import World

pytestmark = pytest.mark.django_db
GRANTED = Plan(first_of_version=0, share=0, borderline=False, grant=True)
WORDS = "The second plan seems to be the first one again. Please look."
OPEN = "In a1 the target is missing. One next move: write it down."


def refused(code: str, deed: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as no:
        deed()
    assert no.value.code == code


def read(world: World, reader: Any, *, open_ones: dict[str, str] | None = None) -> tuple[Submission, Outcome | None]:
    """Lupe's PL-101, read once, where an office confirms."""
    set_plan(world.pl101.microcredential, GRANTED, by=None)
    reading = world.claimed(world.lupe, reader)
    found = score(reading, world.sheet(reading, open_ones), keep="", by=reader)
    return Submission.objects.get(pk=reading.attempt.submission_id), found


def asked(submission: Submission) -> Granting:
    return Granting.objects.get(attempt__submission=submission, state="open")


def read_again(world: World, submission: Submission, reader: Any, open_ones: dict[str, str] | None = None) -> Reading:
    reading = claim(Attempt.objects.get(submission=submission), by=reader)
    score(reading, world.sheet(reading, open_ones), keep="", by=reader)
    return reading


def nothing_amiss() -> None:
    assert undecided() == 0
    assert stages_amiss() == dict.fromkeys(stages_amiss(), 0)
    assert {**awards_amiss(), "badges not signed": 0} == dict.fromkeys(awards_amiss(), 0)
    assert not [one for one in recount() if one.wrong]


def last_criterion(world: World) -> str:
    return str(world.pl101.document.criteria[-1].id)


def test_with_the_grant_off_the_award_follows_at_once(world: World) -> None:
    award = world.granted(world.lupe, world.vesna)

    assert award.person == world.lupe
    assert not Granting.objects.exists()


def test_what_is_earned_waits_to_be_confirmed_and_its_earner_keeps_the_promised_day(world: World) -> None:
    submission, found = read(world, world.vesna)

    attempt = submission.attempts.get()
    assert found is None
    assert (submission.state, attempt.state) == ("waiting", "sent")
    assert f"{attempt.hear_by}" == "2026-12-03"
    assert not Award.objects.exists()
    assert attempt not in queue(world.keziah)  # nothing is left to read
    assert assign(attempt) is None
    nothing_amiss()


def test_confirmed_it_is_earned_from_that_moment(world: World) -> None:
    submission, _found = read(world, world.vesna)

    assert confirm_grant(asked(submission), by=world.corwin) is Outcome.EARNED

    submission.refresh_from_db()
    assert submission.state == "earned"
    assert Decision.objects.get(attempt__submission=submission).award is not None
    nothing_amiss()
    refused("granted", lambda: confirm_grant(Granting.objects.get(), by=world.thea))
    refused("granted", lambda: pass_back(Granting.objects.get(), words=WORDS, by=world.thea))


def test_not_yet_never_waits_for_a_grant(world: World) -> None:
    submission, found = read(world, world.vesna, open_ones={last_criterion(world): OPEN})

    assert found is Outcome.NOT_YET
    assert submission.state == "not_yet"
    assert not Granting.objects.exists()
    nothing_amiss()


def test_whoever_has_read_it_or_is_close_to_its_earner_does_not_confirm_it(world: World) -> None:
    appoint(world.vesna, Office.DEPARTMENT_LEAD, world.pl101.microcredential.organization, by=None)
    appoint(world.tobin, Office.DEPARTMENT_LEAD, world.pl101.microcredential.organization, by=None)
    submission, _found = read(world, world.vesna)
    granting = asked(submission)

    for person in (world.vesna, world.tobin, world.ximena, world.gwendolyn, world.lupe, world.keziah):
        assert granting not in grants_for(person), person.name
        assert not exhibits_by_office(person).exists()
        refused("not-yours-to-grant", lambda person=person: confirm_grant(granting, by=person))
        refused("not-yours-to-grant", lambda person=person: pass_back(granting, words=WORDS, by=person))
    assert granting in grants_for(world.corwin)
    assert granting in grants_at(world.vesna)  # it is seen to wait, for somebody else
    assert not grants_at(world.lupe).exists()


def test_passed_back_a_second_person_reads_it_blind_and_no_level_has_moved(world: World) -> None:
    submission, _found = read(world, world.vesna)
    sheet = list(Reading.objects.get().scores.order_by("pk").values_list("criterion", "level", "words"))

    pass_back(asked(submission), words=WORDS, by=world.corwin)

    attempt = submission.attempts.get()
    assert Course.objects.get(attempt=attempt).because == ["passed_back"]
    assert list(Reading.objects.get().scores.order_by("pk").values_list("criterion", "level", "words")) == sheet
    assert (attempt.state, Submission.objects.get(pk=submission.pk).state) == ("sent", "waiting")
    assert attempt in queue(world.keziah)
    assert not Decision.objects.exists()
    nothing_amiss()

    second = read_again(world, submission, world.keziah)
    assert second.purpose == "second"
    again = asked(submission)
    assert confirm_grant(again, by=world.corwin) is Outcome.EARNED
    nothing_amiss()


def test_after_a_second_doubt_a_lead_reader_reads_and_that_sheet_stands(world: World) -> None:
    qualify(world.isolde, world.pl101.microcredential, by=None)
    submission, _found = read(world, world.vesna)
    pass_back(asked(submission), words=WORDS, by=world.corwin)
    read_again(world, submission, world.keziah)
    pass_back(asked(submission), words=WORDS, by=world.thea)

    assert submission.attempts.get() not in queue(world.vesna)
    third = read_again(world, submission, world.isolde)

    assert third.purpose == "third"
    refused("read-out", lambda: pass_back(asked(submission), words=WORDS, by=world.corwin))
    nothing_amiss()
    confirm_grant(asked(submission), by=world.corwin)
    nothing_amiss()


def test_not_yet_follows_from_the_sheets_alone_and_is_told_at_once(world: World) -> None:
    qualify(world.isolde, world.pl101.microcredential, by=None)
    submission, _found = read(world, world.vesna)
    pass_back(asked(submission), words=WORDS, by=world.corwin)
    low = {last_criterion(world): OPEN}
    read_again(world, submission, world.keziah, low)  # the two differ
    assert not Granting.objects.filter(state="open").exists()
    read_again(world, submission, world.isolde, low)

    submission.refresh_from_db()
    assert submission.state == "not_yet"
    assert not Granting.objects.filter(state="open").exists()
    nothing_amiss()


def test_whoever_passed_it_back_reads_nothing_of_it(world: World) -> None:
    qualify(world.corwin, world.pl101.microcredential, by=None)
    submission, _found = read(world, world.vesna)
    pass_back(asked(submission), words=WORDS, by=world.corwin)

    attempt = submission.attempts.get()
    assert attempt not in queue(world.corwin)
    refused("handled", lambda: claim(attempt, by=world.corwin))


def test_passing_back_asks_for_words(world: World) -> None:
    submission, _found = read(world, world.vesna)

    refused("no-words", lambda: pass_back(asked(submission), words=" ", by=world.corwin))
    refused("too-long", lambda: pass_back(asked(submission), words="x" * 1001, by=world.corwin))
    assert asked(submission).state == "open"


def test_its_earner_may_still_take_it_back(world: World) -> None:
    submission, _found = read(world, world.vesna)
    granting = asked(submission)

    withdraw(submission, by=world.lupe)

    assert not grants_for(world.corwin).exists()
    refused("withdrawn", lambda: confirm_grant(granting, by=world.corwin))
    nothing_amiss()


def test_what_somebody_has_begun_to_read_keeps_its_stages(world: World) -> None:
    reading = world.claimed(world.lupe, world.vesna)
    set_plan(world.pl101.microcredential, GRANTED, by=None)

    assert score(reading, world.sheet(reading), keep="", by=world.vesna) is Outcome.EARNED
    nothing_amiss()


def test_an_award_without_its_grant_is_noticed(world: World) -> None:
    submission, _found = read(world, world.vesna)
    confirm_grant(asked(submission), by=world.corwin)
    Granting.objects.all().delete()

    assert [one.wrong for one in recount()] == [("earned without the grant that was asked for",)]
    assert stages_amiss()["earned and never confirmed"] == 1


def test_while_it_is_on_hold_nobody_is_told_that_it_was_taken_back(world: World) -> None:
    submission, _found = read(world, world.vesna)
    granting, attempt = asked(submission), submission.attempts.get()
    hold = put_on_hold(submission, attempt, exhibit=None, prompt="", must_change=False)

    refused("on-hold", lambda: confirm_grant(granting, by=world.corwin))
    refused("on-hold", lambda: pass_back(granting, words=WORDS, by=world.corwin))

    lift(submission, attempt, [hold.pk])
    assert confirm_grant(granting, by=world.corwin) is Outcome.EARNED
    nothing_amiss()
