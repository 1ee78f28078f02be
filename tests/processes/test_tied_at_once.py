"""A tie is said in the very moment in which the last sheet is filed: what does not count decides nothing, and nothing hangs."""

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from merited.people.actions import tie
from merited.review.actions import claim, score, set_plan
from merited.review.actions.declaring import declare
from merited.review.models import Decision, Reading
from merited.review.queries import queue
from merited.review.queries.recount import undecided
from merited.review.rules.stages import Plan
from tests.processes.race import at_once

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def attempt(world):
    """Lupe's PL-101: Keziah has filed, and Lupe has named her."""
    set_plan(world.pl101.microcredential, Plan(100, 0, borderline=False), by=None)
    attempt = world.sent(world.lupe).attempts.get()
    reading = claim(attempt, by=world.keziah)
    score(reading, world.sheet(reading), keep="", by=world.keziah)
    names(attempt.submission, world.keziah)
    return attempt


def names(submission, person):
    declare(
        submission, reused="", addresses=[EmailAddress.objects.get(user=person).email], by=submission.person
    )  # fmt: skip


@pytest.fixture
def deeds(world, attempt):
    """Keziah says so too; Vesna files the sheet with which it would be decided."""
    own, second = world.draft(world.keziah, world.version("pl-102")), claim(attempt, by=world.vesna)
    sheet = world.sheet(second)
    return lambda: names(own, world.lupe), lambda: score(second, sheet, keep="", by=world.vesna)


def read_anew(world, attempt):
    assert Reading.objects.get(reviewer=world.keziah).state == "set_aside"
    assert Reading.objects.get(reviewer=world.vesna).state == "filed"
    assert not Decision.objects.exists() and undecided() == 0 and attempt in queue(world.isolde)


def test_filing_is_overtaken_by_what_her_co_author_says(world, attempt, deeds, overtaken):
    declares, files = deeds
    first, second = overtaken("score.reading-filed", files, declares)
    assert first.refused is None and second.refused is None
    if connection.vendor == "postgresql":
        read_anew(world, attempt)
    else:  # one writes after the other: it was decided before
        assert first.value == "earned" and Reading.objects.filter(state="filed").count() == 2


def test_setting_aside_is_overtaken_by_filing(world, attempt, deeds, overtaken):
    declares, files = deeds
    first, second = overtaken("aside.sheets-gone", declares, files)
    assert (first.refused, second.refused, second.value) == (None, None, None)
    read_anew(world, attempt)


def test_what_was_decided_a_moment_before_stays(world, attempt, deeds, overtaken):
    declares, files = deeds
    first, second = overtaken("score.attempt-closed", files, declares)
    assert first.value == "earned" and second.refused is None
    assert Reading.objects.filter(state="filed").count() == 2 and Decision.objects.count() == 1


def test_all_at_once_neither_hangs_nor_decides_by_what_does_not_count(world, attempt, deeds):
    declares, files = deeds
    came = at_once(declares, files, lambda: tie(world.keziah, world.lupe, "supervisor"))
    assert [one.refused for one in came] == [None] * 3
    kept = Reading.objects.get(reviewer=world.keziah).state
    assert Decision.objects.exists() is (kept == "filed")
