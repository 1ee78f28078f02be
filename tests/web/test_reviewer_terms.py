"""A reviewer's own terms: how much, in which languages, what else, and a pause without blame."""

from datetime import timedelta

from merited.base import clock
from merited.review.actions import claim, jot, pause
from merited.review.models import Pause, Reading, Score, Willing
from merited.review.queries import languages_of, queue, terms_of
from merited.review.rules.outcome import Judged
from merited.worker.loop import turn
from tests.world import MONDAY

PATH = "/review/terms/"


def test_terms_are_kept_and_count(world):
    client = world.client(world.petra)
    answer = client.post(PATH, {"deed": "terms", "capacity": "5", "language": ["es"], "offer": ["pl-101"]})
    assert answer.status_code == 302
    stored = terms_of(world.petra)
    assert stored.capacity == 5 and languages_of(stored, world.petra) == {"es"}
    assert Willing.objects.get(person=world.petra).microcredential.key == "pl-101"
    text = client.get(PATH).content.decode()
    assert 'name="offer" value="pl-101" checked' in text and 'value="5"' in text


def test_a_refusal_keeps_what_was_typed(world):
    client = world.client(world.petra)
    before = terms_of(world.petra).capacity
    answer = client.post(PATH, {"deed": "terms", "capacity": "many", "language": ["es"], "offer": ["pl-101"]})
    text = answer.content.decode()
    assert answer.status_code == 400 and "from 0 to 40" in text
    assert 'value="many"' in text and 'value="pl-101" checked' in text and 'value="en" checked' not in text
    answer = client.post(PATH, {"deed": "terms", "capacity": "2"})
    assert answer.status_code == 400 and "at least one language" in answer.content.decode()
    assert terms_of(world.petra).capacity == before and not Willing.objects.filter(person=world.petra).exists()


def test_a_pause_gives_claims_back_and_keeps_what_was_written(world):
    readings = [world.claimed(one, world.petra, world.ml101) for one in (world.lupe, world.cyrus, world.gideon)]
    jot(readings[0], {"a1.c1": Judged("", "Half a sentence")}, keep="", private_note="", by=world.petra)
    client = world.client(world.petra)
    day = MONDAY.date()
    answer = client.post(PATH, {"deed": "pause", "since": str(day), "until": str(day + timedelta(7))}, follow=True)
    text = answer.content.decode()
    assert "3 readings that you held are back in the queue, and what you wrote is kept." in text
    assert not any(word in text for word in ("blame", "overdue", "failed"))
    assert set(Reading.objects.values_list("state", flat=True)) == {"released"}
    assert Score.objects.get(reading=readings[0]).words == "Half a sentence"
    assert "In a pause until" in text
    assert client.post(PATH, {"deed": "back"}).status_code == 302
    assert not Pause.objects.filter(ended_at__isnull=True).exists() and queue(world.petra).count() == 3


def test_a_pause_that_lies_ahead_gives_back_on_its_first_day(world):
    reading = world.claimed(world.lupe, world.petra, world.ml101)
    begins = MONDAY + timedelta(days=2)
    pause(world.petra, begins.date(), begins.date() + timedelta(7), at=world.district)
    reading.refresh_from_db()
    assert reading.state == "claimed"
    with clock.at(begins):
        turn()
    reading.refresh_from_db()
    assert reading.state == "released"


def test_what_somebody_takes_in_their_pause_by_their_own_wish_stays_theirs(world):
    pause(world.petra, MONDAY.date(), MONDAY.date() + timedelta(7), at=world.district)
    reading = claim(world.sent(world.lupe, world.ml101).attempts.get(state="sent"), by=world.petra)
    with clock.at(MONDAY + timedelta(days=1)):
        turn()
    reading.refresh_from_db()
    assert reading.state == "claimed"


def test_a_pause_that_makes_no_sense_is_refused_and_kept_on_the_page(world):
    client = world.client(world.petra)
    for since, until in (("2026-11-20", "2026-11-18"), ("", "2026-12-01"), ("2026-02-30", "2026-12-01")):
        answer = client.post(PATH, {"deed": "pause", "since": since, "until": until})
        assert answer.status_code == 400 and f'value="{until}"' in answer.content.decode()
    assert not Pause.objects.exists()


def test_whoever_only_offered_has_the_page_and_whoever_does_not_read_has_none(world):
    assert world.client(world.philippa).get(PATH).status_code == 404
    Willing.objects.create(person=world.philippa, microcredential=world.pl101.microcredential)
    assert world.client(world.philippa).get(PATH).status_code == 200
