"""Whoever was shown a draft, or coaches its earner's group, reads none of that person's work: on no path by which work is given."""

from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merited.base.errors import Refused
from merited.coaching.actions import decline, end_guest, leave
from merited.coaching.models import Guest, Member
from merited.people.actions import appoint
from merited.people.rules.places import Office
from merited.review.actions import (
    answer_question,
    ask_appeal,
    ask_question,
    ask_second,
    assign,
    claim,
    claim_look,
    claim_next,
    file_look,
    hand_over,
    jot,
    qualify,
    score,
    set_plan,
    set_terms,
    speak,
)
from merited.review.models import Course, PanelVoice, Reading
from merited.review.queries import (
    barred_for,
    candidates_for,
    exhibits_before,
    looks_to_read,
    may_read,
    open_for_a_look,
    panels_of,
    questions_to,
    queue,
)
from merited.review.queries.candidates import case_for
from merited.review.queries.looks import members_for
from merited.review.rules.assignment import Bar, bars
from merited.review.rules.looks import panel_bars
from merited.review.rules.outcome import Judged
from merited.review.rules.stages import Plan, Purpose
from merited.submissions.actions import revise, send
from merited.submissions.rules.completeness import STATEMENTS
from tests.coaching.helping import asked, group_of, shown


def code_of(deed):
    with pytest.raises(Refused) as no:
        deed()
    return no.value.code


def sent(draft):
    """Everything is there already: it goes out."""
    send(draft, set(STATEMENTS), by=draft.person)
    return draft.attempts.get(state="sent")


@pytest.fixture
def helped(world):
    """Lupe's PL-101, written; Keziah, who may read it, has opened the draft. Vesna and Isolde may read it too."""
    draft = world.written(world.lupe)
    return draft, shown(draft, world.keziah)


def test_an_invitation_alone_bars_nobody_and_neither_does_declining_it(world):
    draft = world.written(world.lupe)
    asked(draft, world.vesna)
    decline(asked(draft, world.keziah), by=world.keziah)

    attempt = sent(draft)

    assert {queue(one).filter(pk=attempt.pk).exists() for one in (world.keziah, world.vesna)} == {True}


def test_whoever_was_shown_the_draft_finds_it_in_no_queue_and_cannot_claim_it_by_hand(world, helped):
    attempt = sent(helped[0])

    assert not queue(world.keziah).filter(pk=attempt.pk).exists()
    assert code_of(lambda: claim(attempt, by=world.keziah)) == "interest"
    assert code_of(lambda: claim_next(by=world.keziah)) == "nothing-waits"
    assert queue(world.vesna).filter(pk=attempt.pk).exists(), "the others still find it"


def test_it_holds_after_the_invitation_ended_and_for_later_attempts(world, helped):
    draft, guest = helped
    end_guest(guest, by=world.lupe)
    attempt = sent(draft)
    reading = claim(attempt, by=world.vesna)
    last = [one for one in draft.version.document.criteria if one.artifact][-1].id
    words = {last: f"In {last} something is missing. One next move: add what is missing. The rest stays."}
    score(reading, world.sheet(reading, words), keep="", by=world.vesna)
    draft.refresh_from_db()
    again = revise(draft, by=world.lupe)
    from merited.submissions.actions import explain

    explain(again, last, "I added it.", revision=0, by=world.lupe)
    send(draft, set(STATEMENTS), by=world.lupe)
    again.refresh_from_db()

    assert code_of(lambda: claim(again, by=world.keziah)) == "interest"
    assert Bar.COMMENTED in next(one for one in candidates_for(again) if one.person == world.keziah.pk).conflicts


def test_nobody_is_given_it_by_the_rule_not_first_not_second_not_third(world, helped):
    attempt = sent(helped[0])
    appoint(world.keziah, Office.LEAD_READER, world.district, by=None)
    for one in (Purpose.FIRST, Purpose.SECOND, Purpose.THIRD):
        me = next(found for found in candidates_for(attempt) if found.person == world.keziah.pk)
        assert Bar.COMMENTED in bars(case_for(attempt, one), me)
    set_plan(attempt.submission.version.microcredential, Plan(first_of_version=0, share=100), by=None)
    for one in (world.vesna, world.isolde, world.tobin):
        set_terms(one, capacity=0, by=None)

    given = assign(attempt)

    assert given.reading is None and Bar.COMMENTED in given.choice.bars[world.keziah.pk]
    reading = claim(attempt, by=world.vesna)
    score(reading, world.sheet(reading), keep="", by=world.vesna)
    assert Course.objects.get(attempt=attempt).due == "second"
    assert code_of(lambda: claim(attempt, by=world.keziah)) == "interest"
    assert assign(attempt).reading is None


def test_a_claim_that_nobody_opened_is_handed_over_to_somebody_else_or_to_nobody(world, helped):
    attempt = sent(helped[0])
    set_terms(world.isolde, capacity=0, by=None)
    given = assign(attempt)
    assert given.reading.reviewer == world.vesna

    assert hand_over(given.reading).reading is None


def test_another_look_and_its_panel_are_closed_to_them(world, helped):
    draft, _guest = helped
    reading = claim(sent(draft), by=world.vesna)
    last = [one for one in draft.version.document.criteria if one.artifact][-1].id
    words = {last: f"In {last} something is missing. One next move: add what is missing. The rest stays."}
    score(reading, world.sheet(reading, words), keep="", by=world.vesna)
    draft.refresh_from_db()
    second = ask_second(draft, by=world.lupe)

    assert not looks_to_read(world.keziah).exists() and looks_to_read(world.isolde).exists()
    assert code_of(lambda: claim_look(second, by=world.keziah)) == "interest"

    fresh = claim_look(second, by=world.isolde)
    file_look(
        fresh, {last: Judged(reading.scores.get(criterion__key=last).level, words[last])}, keep="", by=world.isolde
    )
    appeal = ask_appeal(draft, {last}, "evidence", words="It is there.", place="a2, 05:10", by=world.lupe)
    qualify(world.petra, draft.version.microcredential, by=None)
    appoint(world.keziah, Office.PROGRAM_ADMIN, world.district, by=None)
    assert code_of(lambda: claim_look(appeal, by=world.keziah)) == "interest"
    file_look(claim_look(appeal, by=world.petra), {last: Judged("proficient")}, keep="", by=world.petra)
    me = next(one for one in members_for(appeal) if one.person == world.keziah.pk)
    assert me.conflicts and panel_bars(me)
    assert not PanelVoice.objects.filter(look=appeal, person=world.keziah).exists()


def test_a_member_of_a_panel_who_is_shown_a_later_draft_gives_up_the_seat(world):
    work = world.not_yet(world.lupe, world.keziah)
    key = open_for_a_look(work, work.attempts.get())[0].id
    look = ask_appeal(work, {key}, "evidence", words="It is there.", place="a2, 05:10", by=world.lupe)
    file_look(claim_look(look, by=world.vesna), {key: Judged("proficient")}, keep="", by=world.vesna)
    member = look.voices.order_by("pk").first().person
    revise(work, by=world.lupe)
    work.refresh_from_db()
    shown(work, member)

    assert not panels_of(member).exists()
    assert code_of(lambda: speak(look, "overturn", reasons="Why.", advice="Next.", by=member)) == "interest"
    assert look.voices.get(person=member).left_at


def test_a_reading_that_is_held_already_ends_without_blame(world):
    reading = world.claimed(world.lupe, world.keziah)
    jot(reading, {}, keep="Strong.", by=world.keziah)
    shown(world.draft(world.lupe, world.ml101), world.keziah)

    assert not exhibits_before(world.keziah).exists()
    assert code_of(lambda: jot(reading, {}, keep="More.", by=world.keziah)) == "interest"
    assert Reading.objects.get(pk=reading.pk).state == "released"
    assert claim(reading.attempt, by=world.vesna)


def test_a_question_about_their_words_is_answered_by_nobody_who_was_shown_a_draft_since(world):
    work = world.not_yet(world.lupe, world.keziah)
    key = open_for_a_look(work, work.attempts.get())[0].id
    look = ask_question(work, key, words="Which part?", by=world.lupe)
    revise(work, by=world.lupe)
    work.refresh_from_db()
    shown(work, world.keziah)

    assert not questions_to(world.keziah).exists()
    assert code_of(lambda: answer_question(look, words="Here.", by=world.keziah)) == "interest"


def test_the_lead_of_a_group_reads_nothing_of_its_members_also_after_they_left(world):
    group_of(world.keziah, world.lupe)
    attempt = world.sent(world.lupe).attempts.get(state="sent")

    assert code_of(lambda: claim(attempt, by=world.keziah)) == "interest"
    assert Bar.COACH in next(one for one in candidates_for(attempt) if one.person == world.keziah.pk).conflicts

    leave(Member.objects.get(person=world.lupe), by=world.lupe)

    assert code_of(lambda: claim(attempt, by=world.keziah)) == "interest"


def test_it_holds_in_one_direction(world, helped):
    """Whose draft was read may read the helper's own work, without knowing whose it is."""
    attempt = world.sent(world.cyrus).attempts.get(state="sent")
    qualify(world.lupe, attempt.submission.version.microcredential, by=None)
    shown(world.draft(world.lupe, world.ml101), world.cyrus)

    assert world.cyrus.pk not in set(barred_for(world.lupe)) and world.lupe.pk in set(barred_for(world.cyrus))
    assert may_read(world.lupe).filter(pk=attempt.pk).exists()


READERS = ("keziah", "vesna", "isolde")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(READERS), st.sampled_from(("shown", "asked", "ended", "led"))), max_size=4),
    st.lists(st.tuples(st.sampled_from(READERS), st.sampled_from(("claim", "next", "assign"))), min_size=1, max_size=6),
)
def test_whatever_the_order_no_helper_ever_holds_a_reading(world, helps, deeds):
    with transaction.atomic():
        _no_helper_reads(world, helps, deeds)
        transaction.set_rollback(True)


def _no_helper_reads(world, helps, deeds):
    draft = world.written(world.lupe)
    barred = set()
    for name, how in helps:
        person = world.people[name]
        with suppress(Refused):
            if how == "led":
                group_of(person, world.lupe)
            else:
                guest = asked(draft, person) if how == "asked" else shown(draft, person)
                if how == "ended":
                    end_guest(guest, by=world.lupe)
            barred |= {person} if how != "asked" else set()
    barred |= {one.person for one in Guest.objects.filter(opened_at__isnull=False)}
    set_plan(draft.version.microcredential, Plan(first_of_version=0, share=100), by=None)
    attempt = sent(draft)
    for name, how in deeds:
        person = world.people[name]
        with suppress(Refused):
            if how == "assign":
                assign(attempt)
            else:
                reading = claim(attempt, by=person) if how == "claim" else claim_next(by=person)
                score(reading, world.sheet(reading), keep="", by=person)
        if attempt.__class__.objects.get(pk=attempt.pk).state != "sent":
            break
    readers = {one.reviewer for one in Reading.objects.filter(attempt=attempt)}
    assert not readers & barred
