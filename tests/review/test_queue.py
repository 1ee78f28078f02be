"""What a reviewer's queue holds: asked in a way that a database answers from the beginning of what waits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from merited.base import clock
from merited.base.ids import uuid7
from merited.insight.queue import queues_of
from merited.insight.reasons import reasons_for
from merited.people.models import Person
from merited.review.actions import claim, qualify, release, set_plan, set_terms
from merited.review.flags import raise_flag, resolve
from merited.review.models import Qualification
from merited.review.queries import candidates_for, case_for, promised_days, queue, waited_days
from merited.review.queries.courses import open_to
from merited.review.queries.reading import may_read
from merited.review.queries.terms import on_terms_of
from merited.review.queries.waiting import _next, can_claim, first_waiting, next_for, turn_of
from merited.review.rules.assignment import Bar, bars
from merited.review.rules.flags import Kind
from merited.review.rules.stages import Plan, Purpose
from merited.submissions.models import Attempt, Exhibit
from tests.review.test_assigning import waiting
from tests.world import MONDAY


def by_the_rules(person):
    """The same question, asked of every piece of work that waits."""
    return set(open_to(person, may_read(person).filter(on_terms_of(person))).values_list("pk", flat=True))


def test_it_holds_what_the_rules_say_for_everybody(world):
    for earner in (world.lupe, world.cyrus):
        waiting(world, earner)
    set_plan(world.pl101.microcredential, Plan(share=100, pool=True, pool_from=0), by=None)
    set_terms(world.keziah, capacity=3, languages=["es"], by=world.keziah)
    claim(queue(world.vesna).first(), by=world.vesna)
    everybody = Person.objects.filter(pk__in=Qualification.objects.values("person"))
    found = {one.name: set(queue(one).values_list("pk", flat=True)) for one in everybody}
    assert found == {one.name: by_the_rules(one) for one in everybody}
    assert found["Keziah Lund"] != found["Tobin Achterberg"] and any(found.values())
    for one in everybody:  # the page, a claim of the next one and a claim of this one ask in forms of their own
        assert {each.pk for each in first_waiting(one, turn_of(one), 100, may_hold_sample=False)} == found[one.name]
        assert {key for key, _promised in next_for(one, 100)} == found[one.name]
        assert {each.pk for each in Attempt.objects.all() if can_claim(one, each.pk)} == found[one.name]


def test_what_the_page_knows_already_changes_nothing(world):
    waiting(world, world.lupe)
    known = turn_of(world.vesna, readable=[world.pl101.microcredential_id])
    page = first_waiting(world.vesna, known, 100)
    assert page == first_waiting(world.vesna, known, 100, may_hold_sample=False) == list(queue(world.vesna)) != []
    assert [one.pk for one in page] == [key for key, _promised in next_for(world.vesna, 100)]
    nothing = turn_of(world.vesna, readable=[])
    assert not queue(world.vesna, nothing) and not first_waiting(world.vesna, nothing, 100, may_hold_sample=False)


def test_a_page_of_the_queue_is_one_question_however_many_are_barred(world, django_assert_num_queries):
    waiting(world, world.cyrus)
    turn = turn_of(world.vesna)
    for many in (0, 1, 3, 5, 40):
        barred = replace(turn.reader, people=frozenset(uuid7() for _one in range(many)))
        with django_assert_num_queries(1):
            assert next_of(replace(turn, reader=barred))
    barred = replace(turn.reader, people=frozenset({uuid7(), world.cyrus.pk, uuid7()}))
    assert not next_of(replace(turn, reader=barred))


def next_of(turn):
    return _next(*turn.values, languages=turn.languages, most=5)


def held(world, earner, reader, days):
    """Work that was on hold from its first day on, for so many days, and waits again for anybody."""
    reading = world.claimed(earner, reader)
    exhibit = Exhibit.objects.filter(attempt=reading.attempt).first()
    flag = raise_flag(reading, Kind.CANNOT_OPEN, exhibit=exhibit, words="It asks me to sign in.", by=reader)
    with clock.at(MONDAY + timedelta(days=days)):
        resolve(flag, "shown", words="It opens here.", by=world.thea)
        reading.refresh_from_db()
        release(reading, by=reader)
    return reading.attempt_id


@pytest.mark.parametrize("pool_from", [0, 3])
@pytest.mark.parametrize("lasted", [0, 2, 5])  # Saturday: four working days
def test_the_days_on_hold_count_for_no_rule_of_the_pool(world, lasted, pool_from):
    set_plan(
        world.pl101.microcredential,
        Plan(share=0, first_of_version=0, borderline=False, pool=True, pool_from=pool_from),
        by=None,
    )
    qualify(world.petra, world.pl101.microcredential, by=None)
    key = held(world, world.lupe, world.keziah, lasted)
    waiting(world, world.cyrus)
    seen = []
    for day in range(lasted, 15):
        with clock.at(MONDAY + timedelta(days=day)):
            one = Attempt.objects.get(pk=key)
            mine = next(found for found in candidates_for(one) if found.person == world.petra.pk)
            may, in_queue = not bars(case_for(one, Purpose.FIRST), mine), key in set(keys(queue(world.petra)))
            page = reasons_for(world.thea, key).choice.bars.get(world.petra.pk, ())
            assert may == in_queue == (Bar.OTHER_DEPARTMENT not in page), day
            assert set(keys(queue(world.petra))) == by_the_rules(world.petra)
            seen.append(waited_days(one))
            assert may is (waited_days(one) >= pool_from)
            piece = next(
                each
                for health in queues_of(world.thea)[0].queues.values()
                for each in health.pieces
                if each.attempt == one
            )
            assert (piece.waited, piece.promised) == (waited_days(one), promised_days(one)) and piece.promised == 10
    assert seen[0] == 0 and seen == sorted(seen) and seen[-1] >= 3, "it waited longer, and no day on hold was counted"


def keys(found):
    return found.values_list("pk", flat=True)
