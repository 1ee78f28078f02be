"""The deeds that decide, killed by SIGKILL after each single statement: the database has nothing of them, or all.

`test_killed.py` kills servers at points with names, through the pages. Here a process of its own does one deed and is killed
after its first statement, after its second, and so on, until one comes through; and after each commit.
"""

import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from django.db import connection, connections

from merited.awards.models import Award
from merited.base.errors import Refused
from merited.base.models import LogEntry
from merited.cli.demo.content_files import calibrations
from merited.cli.demo.samples import load_samples
from merited.coaching.actions import Typed, comment, jot
from merited.coaching.models import Comment, Jotting
from merited.people.actions import appoint, tie
from merited.people.models import Role
from merited.people.queries import places_below
from merited.people.rules.places import Office
from merited.review.actions import (
    begin_trial,
    claim,
    confirm_check,
    confirm_grant,
    end_office,
    file_look,
    hand_in,
    invite_to_train,
    pass_back,
    qualify,
    return_incomplete,
    score,
    settle_left,
    speak,
    write_trial,
)
from merited.review.actions.hearing import accept_finding, answer_case, hear
from merited.review.actions.noticing import open_case, raise_concern
from merited.review.actions.reading_anew import ask_anew_at
from merited.review.models import (
    Case,
    CheckedPiece,
    Course,
    Decision,
    Look,
    Qualification,
    Reading,
    Trial,
)
from merited.review.queries import awards_amiss, sets_open_to, stages_amiss, undecided
from merited.review.queries.integrity import seats_in
from merited.submissions.models import Standing, Submission
from tests.coaching.helping import shown
from tests.review import test_grants, test_looks_follow, test_prechecks
from tests.review.test_looks import panel
from tests.review.test_second_reading import BASIC, LAST, read, twice
from tests.rows import Rows
from tests.world import World

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
KILLED, DONE = "killed", "done"


@dataclass
class Deed:
    """What is done, by which entry of the log it shows, and whether all of it is there."""

    act: Callable[[], Any]
    logged: str
    is_done: Callable[[], bool]


def killed_after(number: int, act: Callable[[], Any]) -> str:
    """Do it in a process of its own, which is killed after so many statements and commits."""
    connections.close_all()  # nobody shares a connection
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # of threads in this process: the other one has none of them
        child = os.fork()
    if child == 0:
        _do_and_die(number, act)
    _child, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return KILLED
    assert os.WEXITSTATUS(status) == 0, "the deed went wrong: see above"
    return DONE


def _do_and_die(number: int, act: Callable[[], Any]) -> None:
    left = number

    def step() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def after(execute: Callable[..., Any], *rest: Any) -> Any:
        found = execute(*rest)
        step()
        return found

    commit = connection.commit

    def commit_then() -> None:
        commit()
        step()

    try:
        connection.commit = commit_then
        with connection.execute_wrapper(after):
            act()
        connection.close()
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        os._exit(3)
    os._exit(0)


# Each gives the deed on a stage of its own.


def confirming_a_check(world: World) -> Deed:
    submission, check = test_prechecks.sent(world)

    def is_done() -> bool:
        check.refresh_from_db()
        submission.refresh_from_db()
        return (check.state, check.checker, submission.state) == ("confirmed", world.corwin, "waiting")

    return Deed(lambda: confirm_check(check, by=world.corwin), "check.confirmed", is_done)


def returning_what_does_not_open(world: World) -> Deed:
    submission, check = test_prechecks.sent(world)
    key = test_prechecks.first_exhibit(check).pk

    def is_done() -> bool:
        check.refresh_from_db()
        submission.refresh_from_db()
        named = CheckedPiece.objects.filter(check_of=check, named=True).count()
        return (check.state, submission.state, named) == ("returned", "draft", 1)

    return Deed(
        lambda: return_incomplete(check, [key], words=test_prechecks.WORDS, by=world.corwin), "check.returned", is_done
    )


def confirming_a_grant(world: World) -> Deed:
    submission, _found = test_grants.read(world, world.vesna)
    granting = test_grants.asked(submission)

    def is_done() -> bool:
        submission.refresh_from_db()
        granting.refresh_from_db()
        awards = Award.objects.filter(person=world.lupe, planned__isnull=False).exclude(planned="").count()
        decided = Decision.objects.filter(attempt__submission=submission, outcome="earned", award__isnull=False).count()
        return (submission.state, granting.state, awards, decided) == ("earned", "confirmed", 1, 1)

    return Deed(lambda: confirm_grant(granting, by=world.corwin), "attempt.decided", is_done)


def passing_a_grant_back(world: World) -> Deed:
    submission, _found = test_grants.read(world, world.vesna)
    granting = test_grants.asked(submission)

    def is_done() -> bool:
        granting.refresh_from_db()
        course = Course.objects.get(attempt__submission=submission)
        return (granting.state, bool(granting.words), course.due) == ("passed_back", True, "second")

    return Deed(lambda: pass_back(granting, words=test_grants.WORDS, by=world.corwin), "grant.passed_back", is_done)


def _in_panel(world: World) -> Case:
    """A case over Dov's PL-101, which is earned, before its panel."""
    appoint(world.philippa, Office.INTEGRITY_LEAD, world.district, by=None)
    for one in (world.petra, world.halvard, world.teodor):
        appoint(one, Office.PANELIST, world.district, by=None)
    reading = world.claimed(world.dov, world.vesna)
    concern = raise_concern(reading, exhibit=None, prompt="p3.q1", words="The lines match.", by=world.vesna)
    score(reading, world.sheet(reading), keep="", by=world.vesna)
    case = open_case(concern, ["p3"], words="How did it come about?", by=world.philippa)
    answer_case(case, words="From the handout.", by=world.dov)
    return Case.objects.get()


def the_voice_that_decides_a_case(world: World) -> Deed:
    case = _in_panel(world)
    first, second, third = [one.person for one in seats_in(case)]
    for one in (first, second):
        hear(Case.objects.get(), "not_met", reasons="It is the handout.", by=one)

    def is_done() -> bool:
        case.refresh_from_db()
        spoken = case.voices.filter(voice="not_met").count()
        return (case.state, case.outcome, spoken, bool(case.appeal_until)) == ("found", "not_met", 3, True)

    return Deed(
        lambda: hear(Case.objects.get(), "not_met", reasons="As it stands there.", by=third), "case.decided", is_done
    )


def a_finding_that_takes_effect(world: World) -> Deed:
    case = _in_panel(world)
    for one in seats_in(case):
        hear(Case.objects.get(), "not_met", reasons="It is the handout.", by=one.person)

    def is_done() -> bool:
        case.refresh_from_db()
        award = Award.objects.get(person=world.dov)
        fell = not Standing.objects.filter(submission=case.submission_id, criterion="p3").exists()
        return (case.state, case.final, fell, award.revoked_at is not None) == ("closed", "not_met", True, True)

    return Deed(lambda: accept_finding(Case.objects.get(), by=world.dov), "case.accepted", is_done)


def handing_in_a_try(world: World) -> Deed:
    load_samples({one["credential"]: one for one in calibrations()}["pl-101"])
    invite_to_train(world.petra, world.pl101.microcredential, by=None)
    trial = begin_trial(sets_open_to(world.petra).get(), by=world.petra)
    for sample in trial.of.samples.filter(key__in=trial.order):
        write_trial(trial, sample.key, sample.levels, {}, by=world.petra)

    def is_done() -> bool:
        held = Qualification.objects.get(person=world.petra, microcredential=world.pl101.microcredential)
        return (Trial.objects.get().state, held.state, held.until is not None) == ("passed", "qualified", True)

    return Deed(lambda: hand_in(trial, by=world.petra), "calibration.handed_in", is_done)


def ending_an_office(world: World) -> Deed:
    twice(world, share=100)
    submission = world.sent(world.lupe)
    read(world, submission, world.keziah)
    read(world, submission, world.vesna, {LAST: BASIC})
    third = claim(submission.attempts.get(state="sent"), by=world.isolde)
    qualify(world.halvard, world.pl101.microcredential, by=None)
    appoint(world.halvard, Office.LEAD_READER, world.district, by=None)
    role = Role.objects.select_related("organization__parent", "person").get(person=world.isolde, kind="lead_reader")

    def is_done() -> bool:
        third.refresh_from_db()
        given = Reading.objects.filter(state="claimed", reviewer=world.halvard, purpose="third").count()
        return (Role.objects.filter(pk=role.pk).count(), third.state, given) == (0, "released", 1)

    return Deed(lambda: end_office(role, by=world.thea), "role.ended", is_done)


def leaving_a_comment(world: World) -> Deed:
    guest = shown(world.written(world.lupe), world.gideon)
    jot(guest, {"p1.q1": Typed("Who?", 0), "a1": Typed("Which da", 0)}, by=world.gideon)

    def is_done() -> bool:
        said = list(Comment.objects.values_list("place", "words"))
        rest = dict(Jotting.objects.values_list("place", "words"))
        return said == [("p1.q1", "Who?")] and rest == {"p1.q1": "", "a1": "Which da"}

    return Deed(lambda: comment(guest, {"p1.q1": "Who?"}, by=world.gideon), "draft.commented", is_done)


def a_look_that_decides_what_two_readers_differ_on(world: World) -> Deed:
    apart = test_looks_follow.Apart(world)
    reading, found = apart.look_read(apart.open)

    def is_done() -> bool:
        apart.look.refresh_from_db()
        decided = Decision.objects.filter(attempt=apart.later, outcome="earned", award__isnull=False).count()
        return (apart.look.state, apart.look.outcome, apart.state, decided) == ("closed", "more_met", "earned", 1)

    return Deed(lambda: file_look(reading, found, keep="", by=world.vesna), "look.decided", is_done)


def settling_what_a_hold_kept(world: World) -> Deed:
    apart = test_looks_follow.Apart(world)
    apart.look_finds_while_on_hold(apart.open)

    def is_done() -> bool:
        decided = Decision.objects.filter(attempt=apart.later, outcome="earned", award__isnull=False).count()
        return (apart.state, decided) == ("earned", 1)

    return Deed(settle_left, "attempt.decided", is_done)


def the_voice_that_decides_an_appeal(world: World) -> Deed:
    test_looks_follow.read_appeal(world)
    look = Look.objects.get()
    *others, last = panel(look)
    for one in others:
        speak(look, "overturn", reasons="It is there.", by=one)

    def is_done() -> bool:
        look.refresh_from_db()
        awards = Award.objects.filter(person=world.cyrus).count()
        return (look.state, look.outcome, awards) == ("closed", "overturned", 1)

    return Deed(lambda: speak(look, "overturn", reasons="It is there.", by=last), "look.decided", is_done)


def a_fresh_sheet_that_counts_no_more(world: World) -> Deed:
    test_looks_follow.read_appeal(world)
    look = Look.objects.get()
    speak(look, "overturn", reasons="It is there.", by=panel(look)[0])
    tie(world.cyrus, world.vesna, "supervisor")

    def is_done() -> bool:
        look.refresh_from_db()
        spoken = look.voices.exclude(voice="").count()
        return (look.state, Reading.objects.get(look=look).state, spoken) == ("reading", "set_aside", 0)

    return Deed(lambda: ask_anew_at(set(places_below(world.district))), "reading.set_aside", is_done)


STAGES = (
    confirming_a_check, returning_what_does_not_open, confirming_a_grant, passing_a_grant_back,
    the_voice_that_decides_a_case, a_finding_that_takes_effect, handing_in_a_try, ending_an_office, leaving_a_comment,
    a_look_that_decides_what_two_readers_differ_on, settling_what_a_hold_kept, the_voice_that_decides_an_appeal,
    a_fresh_sheet_that_counts_no_more,
)  # fmt: skip


@pytest.mark.parametrize("stage", STAGES, ids=lambda one: one.__name__)
def test_killed_after_any_statement_nothing_of_it_is_there_or_all(world, stage):
    deed = stage(world)
    before, entries, kills = Rows(), LogEntry.objects.filter(deed=deed.logged).count(), 0
    assert not deed.is_done()

    for number in count(1):
        came = killed_after(number, deed.act)
        if came == DONE or Rows() != before:
            break
        kills += 1

    assert kills >= 3 and deed.is_done(), f"after {number} steps ({came}), {kills} of them without a trace"
    assert LogEntry.objects.filter(deed=deed.logged).count() == entries + 1
    awards = awards_amiss()
    assert (awards["awards twice"], awards["awards missing"]) == (0, 0)  # to sign them is the worker's
    assert not any(stages_amiss().values()) and not undecided()
    after = Rows()
    with suppress(Refused, Case.DoesNotExist):
        deed.act()  # pressed again by somebody who got no answer
    if deed.logged != "draft.commented":  # who says the same twice has said it twice
        assert Rows() == after
    assert Submission.objects.exists()
