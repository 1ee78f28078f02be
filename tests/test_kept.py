"""Questions that Django writes once: the same answers as when it writes them each time, and no answer of another moment."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from merited.base import clock
from merited.kept import kept, stand_in
from merited.people import queries as people
from merited.people.models import Installation, Person
from merited.review.actions import claim
from merited.review.models import Reading
from merited.review.queries import readers, reading
from tests.review.test_assigning import waiting

OF_ONE_PERSON = {
    people._first_place: {},
    reading._qualified: {"left": True},
    reading._readable: {"left": False},
    reading._held_and_filed: {"most": 3},
    reading._marks: {"left": True},
    readers._facts: {"left": True},
}


@pytest.mark.parametrize("question", OF_ONE_PERSON, ids=lambda one: one.__name__)
def test_the_answers_are_those_of_the_question_written_anew(world, question):
    shape = OF_ONE_PERSON[question]
    claim(waiting(world, world.lupe), by=world.vesna)
    answers = {}
    for days in (0, 30):  # claims run out
        with clock.at(clock.now() + timedelta(days=days)):
            for one in Person.objects.all():
                found = question(one.pk, **shape)
                assert sorted(map(str, found)) == sorted(map(str, question.__wrapped__(one.pk, **shape)))
                answers[days, one.pk] = str(found)
    assert len(set(answers.values())) > 1  # they are not all the same


def test_rows_bring_along_what_they_were_asked_with(world, django_assert_num_queries):
    mine = claim(waiting(world, world.lupe), by=world.vesna)
    found = reading.reading_of(world.vesna, mine.pk)
    with django_assert_num_queries(0):
        assert found.attempt.submission.version.microcredential.organization.name
        assert found.has_interest is False
    assert reading.reading_of(world.keziah, mine.pk) is None


def test_it_is_written_once_for_each_shape(world):
    written = []

    @kept()
    def by_name(key: UUID, *, order: str):
        written.append(order)
        return Person.objects.filter(pk=key).order_by(order)

    for _time in range(5):
        for one in (world.vesna, world.lupe):
            assert by_name(one.pk, order="name") == by_name(one.pk, order="language") == [one]
    assert sorted(set(written)) == ["language", "name"] and len(written) == 4  # each twice, to see what changes


def test_a_time_that_is_not_named_is_refused(world):
    @kept()
    def running(key: UUID):
        return Reading.objects.filter(reviewer=key, expires_at__gt=clock.now())

    with pytest.raises(TypeError, match="none of its values"):
        running(world.vesna.pk)


def test_what_is_made_of_a_value_is_refused(world):
    @kept()
    def half(key: UUID):
        return Person.objects.filter(name=str(key)[:8])

    with pytest.raises(TypeError, match="none of its values"):
        half(world.vesna.pk)


def test_a_question_that_asks_another_first_is_refused(world):
    @kept()
    def named(key: UUID):
        return Person.objects.filter(name=stand_in(Person, key).name)

    with pytest.raises(TypeError, match="asks nothing"):
        named(world.vesna.pk)
    assert Installation.objects.exists()  # and everybody else may ask again


def test_keys_are_as_many_as_are_given(world):
    written = []

    @kept()
    def among(keys: frozenset):
        written.append(len(keys))
        return Person.objects.filter(pk__in=keys)

    everybody = list(Person.objects.all()[:9])
    for many in range(10):
        some = everybody[:many]
        assert set(among(frozenset(one.pk for one in some))) == set(some)
    assert set(written) == {0, 1, 2, 4, 8, 16}  # a few forms, however many keys there are


def test_a_word_is_no_value(world):
    @kept()
    def by_word(word: str):
        return Person.objects.filter(name=word)

    with pytest.raises(TypeError, match="no value"):
        by_word("Vesna")


def test_what_can_hold_nothing_holds_nothing(world, django_assert_num_queries):
    @kept()
    def nobody(key: UUID):
        return Person.objects.filter(pk=key, pk__in=[])

    with django_assert_num_queries(0):
        assert nobody(world.vesna.pk) == []


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_inside_a_transaction_alone(world):
    @kept()
    def locked(key: UUID):
        return Person.objects.select_for_update().filter(pk=key)

    with transaction.atomic():
        assert locked(world.vesna.pk) == [world.vesna]
    with pytest.raises(TransactionManagementError):
        locked(world.vesna.pk)
