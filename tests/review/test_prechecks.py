"""The check before anybody reads: what it lets through, what it sends back, and that it never keeps a promise from being kept."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

import merited
from merited.base import clock
from merited.base.errors import Refused
from merited.people.actions import appoint
from merited.people.rules.places import Office
from merited.review.actions import (
    assign,
    claim,
    confirm_check,
    let_lapse_due,
    look_into_next,
    return_incomplete,
    score,
    send_in,
    set_plan,
)
from merited.review.models import CheckedPiece, Precheck
from merited.review.queries import checks_for, queue, returned_now, stages_amiss
from merited.review.rules.prechecks import Ending, Finding
from merited.review.rules.stages import Plan
from merited.submissions.actions import add_file, add_link, remove, revise, send, withdraw, write
from merited.submissions.models import Attempt, Exhibit, Submission
from merited.submissions.queries import exhibits_of
from merited.submissions.rules.completeness import STATEMENTS
from tests.world import MONDAY, World

pytestmark = pytest.mark.django_db
CHECKED = Plan(first_of_version=0, share=0, borderline=False, precheck=True)
WORDS = "The PDF asks for a password."


def refused(code: str, deed: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as no:
        deed()
    assert no.value.code == code


def sent(world: World, *, by: Any = None) -> tuple[Submission, Precheck]:
    """Lupe's PL-101, sent where somebody checks first."""
    set_plan(world.pl101.microcredential, CHECKED, by=None)
    submission = world.written(by or world.lupe)
    send_in(submission, set(STATEMENTS), by=by or world.lupe)
    submission.refresh_from_db()
    return submission, Precheck.objects.get(attempt__submission=submission, state=Ending.OPEN)


def first_exhibit(check: Precheck) -> Exhibit:
    return Exhibit.objects.filter(attempt=check.attempt_id).order_by("artifact", "position")[0]


def test_with_the_check_off_work_goes_straight_to_its_readers(world: World) -> None:
    submission = world.written(world.lupe)
    send_in(submission, set(STATEMENTS), by=world.lupe)

    submission.refresh_from_db()
    assert submission.state == "waiting"
    assert not Precheck.objects.exists()


def test_work_in_its_check_is_read_by_nobody_and_promised_for_the_same_day(world: World) -> None:
    submission, check = sent(world)
    attempt = submission.attempts.get()

    assert submission.state == "precheck"
    assert f"{check.due}" == "2026-11-17"  # the working day after Monday
    plain = world.sent(world.gideon, world.ml101)
    assert attempt.hear_by == plain.attempts.get().hear_by
    assert attempt not in queue(world.vesna)
    assert assign(attempt) is None
    refused("in-check", lambda: claim(attempt, by=world.vesna))
    refused("already-sent", lambda: send_in(submission, set(STATEMENTS), by=world.lupe))
    refused("already-sent", lambda: send(submission, set(STATEMENTS), by=world.lupe))
    refused("already-sent", lambda: revise(submission, by=world.lupe))


def test_whoever_holds_the_office_checks_and_nobody_else(world: World) -> None:
    _submission, check = sent(world)

    assert check in checks_for(world.corwin)  # leads the department
    assert check in checks_for(world.thea)
    for other in (world.lupe, world.vesna, world.ximena, world.gwendolyn, world.teodor):
        assert not checks_for(other).exists(), other.name
        refused("not-yours-to-check", lambda other=other: confirm_check(check, by=other))
    appoint(world.vesna, Office.CHECKER, world.pl101.microcredential.organization, by=None)
    assert check in checks_for(world.vesna)


def test_nobody_checks_for_somebody_of_the_same_school(world: World) -> None:
    appoint(world.tobin, Office.CHECKER, world.pl101.microcredential.organization, by=None)  # Gull Point, like Lupe
    _submission, check = sent(world)

    assert not checks_for(world.tobin).exists()
    refused(
        "not-yours-to-check", lambda: return_incomplete(check, [first_exhibit(check).pk], words="x", by=world.tobin)
    )


def test_once_confirmed_it_waits_and_its_checker_never_reads_it(world: World) -> None:
    appoint(world.vesna, Office.CHECKER, world.pl101.microcredential.organization, by=None)
    submission, check = sent(world)
    promised = submission.attempts.get().hear_by

    confirm_check(check, by=world.vesna)

    attempt = Attempt.objects.get(submission=submission)
    assert Submission.objects.get(pk=submission.pk).state == "waiting"
    assert attempt.hear_by == promised
    assert attempt in queue(world.keziah)
    assert attempt not in queue(world.vesna)
    refused("handled", lambda: claim(attempt, by=world.vesna))
    given = assign(attempt)
    assert given is not None and given.reading is not None
    assert given.reading.reviewer != world.vesna
    assert [str(one) for one in given.choice.bars[world.vesna.pk]] == ["handled"]
    refused("checked", lambda: confirm_check(check, by=world.corwin))


def test_what_comes_back_is_the_same_attempt_with_everything_in_it(world: World) -> None:
    submission, check = sent(world)
    before = Attempt.objects.get(submission=submission)
    answers = dict(before.answers.values_list("prompt", "text"))
    named = first_exhibit(check)

    return_incomplete(check, [named.pk], words=WORDS, by=world.corwin)

    submission.refresh_from_db()
    after = Attempt.objects.get(submission=submission)  # one row still
    assert (submission.state, after.state, after.number, after.pk) == ("draft", "open", 1, before.pk)
    assert (after.sent_at, after.hear_by, after.statements.count()) == (None, None, 0)
    assert dict(after.answers.values_list("prompt", "text")) == answers
    back = returned_now([submission.pk])[submission.pk]
    assert [(one.name, one.check_of.words) for one in back] == [(named.name, WORDS)]
    assert stages_amiss() == dict.fromkeys(stages_amiss(), 0)


def test_sent_again_it_gets_a_new_promise_and_another_check_and_the_words_stay(world: World) -> None:
    submission, check = sent(world)
    named = first_exhibit(check)
    return_incomplete(check, [named.pk], words=WORDS, by=world.corwin)

    with clock.at(MONDAY + timedelta(days=2)):
        attempt = world.attempt(submission)
        remove(exhibits_of(world.lupe).get(pk=named.pk), by=world.lupe)  # the named piece is taken out
        add_file(attempt, named.artifact, ContentFile(b"A plan that opens.", name="plan.txt"), about="", by=world.lupe)
        again = send_in(submission, set(STATEMENTS), by=world.lupe)

    assert again.number == 1
    assert f"{again.hear_by}" == "2026-12-07"  # ten working days after Wednesday, Thanksgiving between
    checks = Precheck.objects.filter(attempt=again).order_by("sent_at")
    assert [one.state for one in checks] == ["returned", "open"]
    assert checks[0].words == WORDS
    assert [(one.name, one.exhibit_id) for one in checks[0].pieces.filter(named=True)] == [(named.name, None)]
    assert not returned_now([submission.pk])


def test_the_attempt_after_a_return_counts_on_from_one(world: World) -> None:
    submission, check = sent(world)
    return_incomplete(check, [first_exhibit(check).pk], words=WORDS, by=world.corwin)
    send_in(submission, set(STATEMENTS), by=world.lupe)
    confirm_check(Precheck.objects.get(state="open"), by=world.corwin)
    reading = claim(Attempt.objects.get(submission=submission), by=world.vesna)
    open_ones = {
        reading.attempt.submission.version.document.criteria[-1].id: "In a1 x is missing. One next move: add the x."
    }
    score(reading, world.sheet(reading, open_ones), keep="", by=world.vesna)

    assert revise(Submission.objects.get(pk=submission.pk), by=world.lupe).number == 2


def test_a_return_names_a_piece_and_says_what_is_wrong(world: World) -> None:
    submission, check = sent(world)
    other = world.sent(world.gideon, world.ml101)
    theirs = Exhibit.objects.filter(attempt__submission=other)[0]

    refused("nothing-named", lambda: return_incomplete(check, [], words=WORDS, by=world.corwin))
    refused("nothing-named", lambda: return_incomplete(check, [theirs.pk], words=WORDS, by=world.corwin))
    refused("no-words", lambda: return_incomplete(check, [first_exhibit(check).pk], words=" \n", by=world.corwin))
    submission.refresh_from_db()
    assert submission.state == "precheck"


def test_after_its_working_day_a_check_keeps_nothing_from_being_read(world: World) -> None:
    submission, check = sent(world)
    places = {world.pl101.microcredential.organization_id}

    with clock.at(MONDAY + timedelta(days=1, hours=12)):  # Tuesday evening: the day is not over
        assert let_lapse_due(places) == 0
    with clock.at(MONDAY + timedelta(days=2)):
        assert let_lapse_due(places) == 1
        assert let_lapse_due(places) == 0

    submission.refresh_from_db()
    check.refresh_from_db()
    assert submission.state == "waiting"
    assert (check.state, check.checker) == ("lapsed", None)
    assert submission.attempts.get() in queue(world.vesna)
    refused("checked", lambda: confirm_check(check, by=world.corwin))


def test_work_taken_back_in_its_check_is_gone_from_the_list(world: World) -> None:
    submission, check = sent(world)

    withdraw(submission, by=world.lupe)

    assert not checks_for(world.corwin).exists()
    refused("withdrawn", lambda: confirm_check(check, by=world.corwin))
    assert stages_amiss() == dict.fromkeys(stages_amiss(), 0)


def test_the_software_says_of_each_piece_what_it_found(world: World) -> None:
    set_plan(world.pl101.microcredential, CHECKED, by=None)
    submission = world.written(world.lupe)
    attempt = world.attempt(submission)
    places = [one.id for one in submission.version.document.artifacts if "link" in one.accepts]
    link = add_link(attempt, places[0], "https://docs.example/plan", about="", by=world.lupe)
    send_in(submission, set(STATEMENTS), by=world.lupe)
    lost = Exhibit.objects.filter(attempt=attempt).exclude(pk=link.pk).order_by("artifact")[0]
    storages["private"].delete(lost.evidence.path)

    assert look_into_next()
    assert not look_into_next()

    found = dict(CheckedPiece.objects.values_list("name", "finding"))
    assert found[link.name] == Finding.NOT_LOOKED  # the door is shut in tests, and that is what is said
    assert found[lost.name] == Finding.GONE
    rest = [one for name, one in found.items() if name not in (link.name, lost.name)]
    assert rest and set(rest) == {Finding.OPENS}


def test_a_piece_that_the_software_found_fine_can_be_named_all_the_same(world: World) -> None:
    _submission, check = sent(world)
    look_into_next()
    named = first_exhibit(check)

    return_incomplete(check, [named.pk], words=WORDS, by=world.corwin)

    pieces = CheckedPiece.objects.filter(check_of=check)
    assert [(one.name, one.finding) for one in pieces if one.named] == [(named.name, "opens")]
    assert pieces.count() == Exhibit.objects.filter(attempt=check.attempt).count()


def test_an_answer_can_be_changed_when_it_is_back(world: World) -> None:
    submission, check = sent(world)
    return_incomplete(check, [first_exhibit(check).pk], words=WORDS, by=world.corwin)
    attempt = world.attempt(submission)
    answer = attempt.answers.order_by("prompt")[0]

    changed = write(attempt, answer.prompt, "Anew.", revision=answer.revision, by=world.lupe)

    assert changed.text == "Anew."


def test_pages_and_commands_send_where_the_check_is_known() -> None:
    """`submissions.actions.send` knows of no check: whoever sends for a person goes through `send_in`."""
    source = Path(merited.__file__).parent
    faces = [one for room in ("web", "api", "cli", "worker") for one in (source / room).rglob("*.py")]
    around = re.compile(
        r"^from merited\.submissions\.actions import [^)]*?\bsend\b(?!_)|\bactions\.send\(", re.MULTILINE
    )
    assert len(faces) > 100
    assert [one.name for one in faces if around.search(one.read_text())] == []
