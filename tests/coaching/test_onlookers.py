"""Whoever looked at work under its private link while signed in, and knew what follows, reads none of that person's work."""

import pytest

from merited.base.errors import Refused
from merited.base.models import LogEntry
from merited.coaching.actions import look_on
from merited.coaching.models import Onlooker
from merited.people.models import Membership, Person, Tie
from merited.review.actions import assign, claim, claim_next, jot
from merited.review.models import Qualification, Reading
from merited.review.queries import candidates_for, case_for, facts_of, may_read, queue
from merited.review.queries.bench import bench_of
from merited.review.queries.looks import members_for
from merited.review.rules.assignment import Bar, bars
from merited.review.rules.looks import panel_bars
from merited.review.rules.stages import Purpose
from merited.submissions.actions import send, show_work, stop_showing
from merited.submissions.rules.completeness import STATEMENTS
from tests.review import test_looks as looked
from tests.review.test_queue import by_the_rules
from tests.web.answering import page


def code_of(deed):
    with pytest.raises(Refused) as no:
        deed()
    return no.value.code


@pytest.fixture
def draft(world):
    return world.written(world.lupe)


@pytest.fixture
def showing(world, draft):
    return show_work(draft, with_answers=True, by=world.lupe)


def address(showing):
    return f"/shown/{showing.token}"


def sent(draft):
    send(draft, set(STATEMENTS), by=draft.person)
    return draft.attempts.get(state="sent")


def test_a_reviewer_is_told_first_and_sees_neither_name_nor_work(world, draft, showing):
    html = page(world.client(world.keziah).get(address(showing)))
    assert "If you look, you will not be asked to judge this work," in html
    assert world.lupe.name not in html and "Checking for Understanding" not in html and "My answer" not in html
    assert not Onlooker.objects.exists()
    assert queue(world.keziah).filter(pk=sent(draft).pk).exists(), "who turns back may still be asked"


def test_who_looks_sees_it_and_finds_it_in_no_queue(world, draft, showing):
    html = page(world.client(world.keziah).post(address(showing), follow=True))
    assert world.lupe.name in html and "My answer to p1.q1." in html
    attempt = sent(draft)

    assert not queue(world.keziah).filter(pk=attempt.pk).exists()
    assert not may_read(world.keziah).filter(pk=attempt.pk).exists()
    assert code_of(lambda: claim(attempt, by=world.keziah)) == "interest"
    assert code_of(lambda: claim_next(by=world.keziah)) == "nothing-waits"
    me = next(one for one in candidates_for(attempt) if one.person == world.keziah.pk)
    assert bars(case_for(attempt, Purpose.FIRST), me) == (Bar.LOOKED_ON,)
    given = assign(attempt)
    assert given.reading.reviewer != world.keziah and given.choice.bars[world.keziah.pk] == (Bar.LOOKED_ON,)


def test_queue_and_rules_and_bench_say_the_same_of_everybody(world, draft, showing):
    look_on(showing, by=world.keziah)
    attempt = sent(draft)
    everybody = Person.objects.filter(pk__in=Qualification.objects.values("person"))
    found = {one.name: set(queue(one).values_list("pk", flat=True)) for one in everybody}
    assert found == {one.name: by_the_rules(one) for one in everybody}
    assert found[world.keziah.name] == set() and found[world.vesna.name] == {attempt.pk}
    offered = world.pl101.microcredential
    bench = bench_of(world.district, [offered.pk], [world.lupe.pk])
    seen = {one.person: one.conflicts for one in bench.qualified(offered.pk, offered.organization, world.lupe.pk)}
    assert seen == {one.person: one.conflicts for one in candidates_for(attempt)}
    assert seen[world.keziah.pk] == {Bar.LOOKED_ON}


def test_the_page_of_why_not_says_so_and_not_whose_work(world, draft, showing):
    look_on(showing, by=world.keziah)
    attempt = sent(draft)
    claim(attempt, by=world.vesna)
    html = page(world.client(world.thea).get(f"/district/queue/waiting/{attempt.pk}/"))
    assert "Has looked at work of the same person under a private link" in html and world.lupe.name not in html


def test_it_lasts_when_the_link_has_ended_and_is_noted_once(world, draft, showing):
    for _again in range(2):
        look_on(showing, by=world.keziah)
    stop_showing(draft, by=world.lupe)
    assert code_of(lambda: claim(sent(draft), by=world.keziah)) == "interest"
    assert LogEntry.objects.filter(deed="submission.looked_on", actor=world.keziah.pk).count() == 1
    assert code_of(lambda: look_on(showing, by=world.vesna)) == "shown-no-more"
    assert not Onlooker.objects.filter(person=world.vesna).exists()


def test_a_claim_that_is_held_ends_without_blame(world, draft, showing):
    reading = claim(sent(draft), by=world.keziah)
    look_on(showing, by=world.keziah)
    assert world.lupe.pk in facts_of(world.keziah).people
    assert code_of(lambda: jot(reading, {}, keep="I know her.", by=world.keziah)) == "interest"
    reading = Reading.objects.get(pk=reading.pk)
    assert (reading.state, reading.keep) == ("released", "")
    assert queue(world.vesna).filter(pk=reading.attempt_id).exists()


def test_nor_do_they_sit_in_the_panel_of_an_appeal(world):
    work = world.not_yet(world.lupe, world.keziah)
    showing = show_work(work, with_answers=True, by=world.lupe)
    look_on(showing, by=world.isolde)
    look = looked.appeal(work)
    assert panel_bars(next(one for one in members_for(look) if one.person == world.isolde.pk))


def test_who_could_not_judge_it_anyway_is_not_asked(world, draft, showing):
    for one in (
        world.lupe,
        world.marla,
        None,
    ):  # the earner, a colleague of the same school, somebody who is not signed in
        html = page(world.client(one).get(address(showing)))
        assert world.lupe.name in html
        assert ("it is noted that you looked" in html) == (one == world.marla)
    assert [one.person for one in Onlooker.objects.all()] == [world.marla]


def keeps_away(world, draft, showing, end):
    """Keziah looks while something else keeps her from it, which ends afterward: is she kept from it still?"""
    client = world.client(world.keziah)
    for _again in range(2):
        assert world.lupe.name in page(client.get(address(showing))), "nothing is asked: she could not judge it anyway"
    end()
    attempt = sent(draft)
    assert not queue(world.keziah).filter(pk=attempt.pk).exists()
    assert code_of(lambda: claim(attempt, by=world.keziah)) == "interest"
    assert LogEntry.objects.filter(deed="submission.looked_on", actor=world.keziah.pk).count() == 1


def test_a_colleague_who_looked_and_moves_to_another_school_is_kept_from_it(world, draft, showing):
    school = Membership.objects.get(person=world.lupe, organization__kind="school").organization
    there = Membership.objects.create(person=world.keziah, organization=school)
    keeps_away(world, draft, showing, there.delete)


@pytest.mark.parametrize("kind", ["supervisor", "declared", "co_author"])
def test_so_is_whoever_was_tied_to_them(world, draft, showing, kind):
    tied = Tie.objects.create(person=world.lupe, other=world.keziah, kind=kind)
    keeps_away(world, draft, showing, tied.delete)


def test_a_link_that_ended_notes_nobody(world, draft, showing):
    stop_showing(draft, by=world.lupe)
    assert world.client(world.marla).get(address(showing)).status_code == 410
    assert not Onlooker.objects.exists()


def test_a_stranger_and_the_earner_note_nothing_by_a_deed(world, showing):
    for one in (None, world.lupe):
        assert world.client(one).post(address(showing)).status_code == 302
    assert not Onlooker.objects.exists()


def test_the_earner_is_told_whom_not_to_give_it(world, draft, showing):
    html = page(world.client(world.lupe).get(f"/work/{draft.pk}/show/"))
    assert "give the link to no one who reviews" in html
