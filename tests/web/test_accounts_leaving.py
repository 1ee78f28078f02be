"""Who has left a district keeps what is theirs, and begins nothing new there; who comes back goes on."""

import pytest

from merited.base.errors import Refused
from merited.people.joining import employ, part
from merited.people.models import Employment
from merited.review.actions import claim, score
from merited.review.queries import doors_of, queue
from merited.submissions.actions import revise, send, start
from merited.submissions.rules.completeness import STATEMENTS
from tests.web.test_public import page


def leave(world, person):
    part(Employment.objects.get(person=person), by=world.thea)


def come_back(world, person):
    employ(person, world.district, Employment.objects.get(person=person).staff_id, by=world.thea)


def refused(deed):
    with pytest.raises(Refused) as no:
        deed()
    assert no.value.code == "left" and "Alder Bay Unified School District" in no.value.sentence


def test_nothing_new_is_started_sent_or_revised(world):
    written, not_yet = world.written(world.lupe), world.not_yet(world.gideon, world.vesna)
    leave(world, world.lupe)
    leave(world, world.gideon)

    refused(lambda: start(world.et103, by=world.lupe))
    refused(lambda: send(written, set(STATEMENTS), by=world.lupe))
    refused(lambda: revise(not_yet, by=world.gideon))

    come_back(world, world.lupe)
    come_back(world, world.gideon)
    send(written, set(STATEMENTS), by=world.lupe)
    revise(not_yet, by=world.gideon)


def test_nothing_is_claimed_or_scored(world):
    waiting = world.sent(world.lupe).attempts.get()
    reading = world.claimed(world.gideon, world.keziah)
    leave(world, world.keziah)

    assert not queue(world.keziah).exists() and doors_of(world.keziah) == (False, False, False, False)
    refused(lambda: claim(waiting, by=world.keziah))
    refused(lambda: score(reading, world.sheet(reading), keep="", by=world.keziah))

    come_back(world, world.keziah)
    claim(waiting, by=world.keziah)
    assert doors_of(world.keziah) == (True, False, False, False)


def test_the_pages_say_it_in_words_and_lose_nothing(world):
    submission = world.written(world.lupe)
    leave(world, world.lupe)
    client = world.client(world.lupe)

    assert client.get("/work/").status_code == 200
    told = client.post(f"/work/{submission.pk}/send/", {"statements": list(STATEMENTS)}, follow=True)
    assert "You no longer work for Alder Bay Unified School District" in page(told)
    assert "You no longer work for Alder Bay" in page(client.post("/work/start/et-103/", follow=True))


def test_work_and_badges_stay_readable(world):
    award = world.earned(world.gideon, world.vesna)
    leave(world, world.gideon)
    client = world.client(world.gideon)

    assert client.get(f"/awards/{award.pk}").status_code == 200
    assert client.get(f"/awards/{award.pk}.png").status_code == 200
    assert "Checking for Understanding" in page(client.get("/work/"))


def test_offices_rest(world):
    leave(world, world.thea)
    client = world.client(world.thea)

    for path in ("/district/people/", "/district/roster/", "/district/awards/"):
        assert client.get(path).status_code == 404, path


def test_leaving_twice_is_one_deed(world):
    from merited.base.models import LogEntry

    leave(world, world.lupe)
    leave(world, world.lupe)

    assert LogEntry.objects.filter(deed="person.left").count() == 1
