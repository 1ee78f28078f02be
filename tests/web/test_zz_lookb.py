"""Scratch."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from merited.review.flags import raise_flag
from merited.review.rules.flags import Kind
from tests.world import *  # noqa
from tests.web.test_reviewer_flags import one_of, desk_of, page_of  # noqa


def show(c, a):
    with CaptureQueriesContext(connection) as q:
        r = c.get(a)
    assert r.status_code == 200
    print(a, len(q))
    for one in q:
        print("   ", one["sql"][:60].replace("\n", " "), "...", one["sql"][one["sql"].find("FROM") :][:200])


def test_desk(world):
    from tests.web.test_reviewer import second_try, sent_attempt
    from merited.review.actions import claim

    s = second_try(world)
    r = claim(sent_attempt(s), by=world.vesna)
    raise_flag(
        r, Kind.PRIVACY, exhibit=one_of(r, r.attempt.exhibits.first().artifact), words="It stops.", by=world.vesna
    )
    show(world.client(world.vesna), desk_of(r))


def test_it(world):
    world.written(world.lupe, world.ml101)
    world.earned(world.lupe, world.halvard, world.et103)
    reading = world.claimed(world.lupe, world.keziah)
    raise_flag(reading, Kind.PRIVACY, exhibit=one_of(reading), words="It stops.", by=world.keziah)
    world.lupe.language = "es"
    world.lupe.save()
    show(world.client(world.lupe), "/work/")
