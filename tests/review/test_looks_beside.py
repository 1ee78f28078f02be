"""Another look beside the work that goes on: who looks reads nothing later, and what was decided stays as it was recorded."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from merited.base import clock
from merited.people.actions import appoint
from merited.people.queries import places_below
from merited.people.rules.places import Office
from merited.review.actions import ask_question, claim, claim_look, jot, qualify, score, set_plan
from merited.review.actions.assigning import assign, assign_due, hand_over
from merited.review.actions.ending import end_looks
from merited.review.models import Qualification, Reading
from merited.review.queries import open_for_a_look, queue, seats_of
from merited.review.queries.recount import recount, stages_amiss
from merited.review.queries.sheets import judged_in, scope_for
from merited.review.rules.assignment import Bar
from merited.review.rules.stages import Plan
from merited.submissions.actions import explain, revise, send, withdraw
from merited.submissions.models import Standing
from merited.submissions.rules.completeness import STATEMENTS
from tests.review.test_looks import appeal, code_of, panel, read_by, say
from tests.world import MONDAY

SINGLE = Plan(first_of_version=0, share=0, borderline=False)


@pytest.fixture
def work(world):
    """Cyrus' PL-101, read by Keziah: one criterion is open. Four lead readers can sit in a panel."""
    set_plan(world.pl101.microcredential, SINGLE, by=None)
    for one in (world.petra, world.halvard, world.teodor):
        appoint(one, Office.LEAD_READER, world.district, by=None)
    return world.not_yet(world.cyrus, world.keziah)


def sent_again(work):
    """The next attempt, with a note on each criterion that is open."""
    work.refresh_from_db()
    attempt = work.attempts.get(state="open") if work.state == "draft" else revise(work, by=work.person)
    for one in scope_for(attempt):
        explain(attempt, one.id, "I changed it.", revision=0, by=work.person)
    work.refresh_from_db()
    send(work, set(STATEMENTS), by=work.person)
    work.refresh_from_db()
    return work.attempts.get(state="sent")


def only(world, *readers):
    others = Qualification.objects.filter(microcredential=world.pl101.microcredential).exclude(person__in=readers)
    others.update(state="suspended")


def test_the_worker_gives_no_later_attempt_to_whoever_looks_again(world, work):
    claim_look(appeal(work), by=world.vesna)
    later = sent_again(work)
    only(world, world.vesna)
    with clock.at(MONDAY + timedelta(days=2)):
        assert assign_due(set(places_below(world.district))) == 0
    assert assign(later).choice.bars[world.vesna.pk] == (Bar.LOOKS_AGAIN,)
    assert not Reading.objects.filter(attempt=later).exists()


def test_a_claim_that_nobody_opened_is_not_handed_to_whoever_looks_again(world, work):
    claim_look(appeal(work), by=world.vesna)
    later = sent_again(work)
    held = claim(later, by=world.keziah)
    Reading.objects.filter(pk=held.pk).update(opened_at=None)
    only(world, world.vesna, world.keziah)
    assert hand_over(held).reading is None


def test_who_sits_in_the_panel_reads_no_later_attempt_while_it_is_open(world, work):
    look = appeal(work)
    read_by(look, world.vesna)
    member = panel(look)[0]
    qualify(member, world.pl101.microcredential, by=None)
    set_plan(world.pl101.microcredential, Plan(first_of_version=0, share=0, pool=True, pool_from=0), by=None)
    later = sent_again(work)
    assert code_of(lambda: claim(later, by=member)) == "looks-again"
    assert not queue(member).filter(pk=later.pk).exists()
    only(world, member)
    assert Bar.LOOKS_AGAIN in assign(later).choice.bars[member.pk]


def the_books():
    return [wrong for one in recount() for wrong in one.wrong]


def test_the_books_add_up_after_an_appeal_that_adds(world, work):
    look = appeal(work)
    read_by(look, world.vesna)
    say(look, "overturn", "overturn", "overturn")
    work.refresh_from_db()
    assert work.state == "earned" and the_books() == []
    Standing.objects.filter(submission=work, criterion=look.criteria.get().criterion.key).delete()
    assert the_books() == ["the standing is not what the sheets come to"]


def test_they_add_up_where_a_later_attempt_met_it_first(world, work):
    look = appeal(work)
    read_by(look, world.vesna)
    reading = claim(sent_again(work), by=world.keziah)
    assert score(reading, world.sheet(reading), keep="", by=world.keziah) == "earned"
    say(look, "overturn", "overturn", "overturn")
    assert the_books() == []


def test_they_add_up_where_an_appeal_is_won_while_an_office_is_asked_to_confirm(world, work):
    set_plan(world.pl101.microcredential, replace(SINGLE, grant=True), by=None)
    reading = claim(sent_again(work), by=world.keziah)
    assert score(reading, world.sheet(reading), keep="", by=world.keziah) is None
    look = appeal(work)
    read_by(look, world.vesna)
    say(look, "overturn", "overturn", "overturn")
    work.refresh_from_db()
    assert work.state == "earned" and the_books() == [] and not any(stages_amiss().values())


def test_what_was_only_jotted_about_what_a_look_met_since_is_no_part_of_the_record(world):
    set_plan(world.pl101.microcredential, SINGLE, by=None)
    one, other = [each.id for each in world.pl101.document.criteria if each.artifact][-2:]
    work = world.not_yet(
        world.cyrus, world.keziah, open_ones=dict.fromkeys((one, other), "One next move: add what is missing.")
    )
    look = appeal(work, keys={one})
    reading = claim(sent_again(work), by=world.keziah)
    jot(reading, world.sheet(reading, {one: "Jotted. One next move: redo all of it."}), keep="", by=world.keziah)
    read_by(look, world.vesna)
    say(look, "overturn", "overturn", "overturn")
    reading.refresh_from_db()
    score(
        reading,
        world.sheet(reading, {other: "Still open. One next move: add what is missing."}),
        keep="",
        by=world.keziah,
    )
    assert set(judged_in(work)[reading.attempt_id]) == {other} and the_books() == []


def next_mornings(world):
    """The worker, a day later: how many looks it ends, and that it ends none twice."""
    with clock.at(MONDAY + timedelta(days=1)):
        ended = end_looks(places_below(world.district))
        assert end_looks(places_below(world.district)) == 0
    return ended


def test_an_appeal_that_nobody_has_read_ends_when_the_work_is_earned(world, work):
    look = appeal(work)
    held = claim_look(look, by=world.vesna)
    assert next_mornings(world) == 0
    reading = claim(sent_again(work), by=world.keziah)
    score(reading, world.sheet(reading), keep="", by=world.keziah)
    assert next_mornings(world) == 1
    look.refresh_from_db()
    held.refresh_from_db()
    assert (look.state, look.outcome, held.state) == ("closed", "over", "released")
    page = world.client(world.cyrus).get(reverse("earner:another_look", args=[work.pk])).content.decode()
    assert "Ended before anybody could answer" in page


def test_a_panel_ends_when_the_work_is_taken_back(world, work):
    look = appeal(work)
    read_by(look, world.vesna)
    member = panel(look)[0]
    work.refresh_from_db()
    withdraw(work, by=world.cyrus)
    assert seats_of(member) == 1 and next_mornings(world) == 1 and seats_of(member) == 0
    look.refresh_from_db()
    assert look.state == "closed" and not panel(look)


def test_a_question_ends_when_its_reviewer_is_gone(world, work):
    key = open_for_a_look(work, work.attempts.get())[0].id
    look = ask_question(work, key, words="Why?", by=world.cyrus)
    assert next_mornings(world) == 0
    world.keziah.is_active = False
    world.keziah.save()
    assert next_mornings(world) == 1
    look.refresh_from_db()
    assert (look.state, look.outcome) == ("closed", "over")
