"""How the promise was kept, in public: half within so many working days, so many late, and nothing from too few."""

from datetime import timedelta

from merited.base import clock
from merited.insight.kept import kept_by
from merited.review.actions import claim, score
from merited.review.flags import raise_flag
from merited.review.rules.flags import Kind
from merited.submissions.actions import withdraw
from merited.submissions.models import Exhibit
from tests.world import MONDAY


def decided(world, person, *, after):
    """Sent on Monday, November 16, decided so many days later."""
    attempt = world.sent(person).attempts.get(state="sent")
    with clock.at(MONDAY + timedelta(days=after)):
        reading = claim(attempt, by=world.vesna)
        score(reading, world.sheet(reading), keep="", by=world.vesna)


def five(world):
    for person, days in ((world.lupe, 1), (world.gideon, 2), (world.cyrus, 3), (world.marla, 7), (world.dov, 21)):
        decided(world, person, after=days)


def test_it_is_said_from_five_decisions_on_in_working_days(world):
    def page():
        return world.client().get("/catalog/pl-101/").content.decode()

    for person in (world.lupe, world.gideon, world.cyrus, world.marla):
        decided(world, person, after=3)
    with clock.at(MONDAY + timedelta(days=30)):
        assert kept_by(world.district) is None and "too few decisions to say yet" in page()
    decided(world, world.dov, after=21)  # twelve working days: three were days off
    with clock.at(MONDAY + timedelta(days=30)):
        text = page()
        assert "Half of the submissions of the last year were answered within 3 working days." in text
        assert "1 of 5 was late." in text
        assert "too few decisions to say yet" in world.client().get("/catalog/ml-101/").content.decode()
        assert "within 3 working days" in world.client().get("/how-we-judge/").content.decode()
        assert not any(one.name in text for one in (world.lupe, world.vesna))


def test_what_is_not_answered_though_its_day_is_over_is_counted_too(world):
    def told():
        return [world.client().get(path).content.decode() for path in ("/catalog/pl-101/", "/how-we-judge/")]

    waits = [world.sent(one) for one in (world.petra, world.halvard, world.philippa)]
    assert all("past the promised day" not in page for page in told())
    with clock.at(MONDAY + timedelta(days=30)):
        for page in told():
            assert "too few decisions to say yet" in page
            assert "3 submissions still wait past the promised day." in page
    five(world)
    withdraw(waits[0], by=world.petra)
    reading = claim(waits[1].attempts.get(), by=world.vesna)
    exhibit = Exhibit.objects.filter(attempt=reading.attempt).first()
    raise_flag(reading, Kind.CANNOT_OPEN, exhibit=exhibit, words="It asks for a password.", by=world.vesna)
    with clock.at(MONDAY + timedelta(days=60)):
        for page in told():
            assert "1 of 5 was late. 1 submission still waits past the promised day." in page
    assert "past the promised day" not in world.client().get("/catalog/ml-101/").content.decode()


def test_a_year_later_it_is_forgotten(world):
    five(world)
    with clock.at(MONDAY + timedelta(days=360)):
        assert kept_by(world.district).decided == 5
    with clock.at(MONDAY + timedelta(days=369)):
        assert kept_by(world.district) is None


def test_days_on_hold_do_not_count(world):
    from merited.review.flags import resolve

    reading = world.claimed(world.lupe, world.vesna)
    exhibit = Exhibit.objects.filter(attempt=reading.attempt).first()
    flag = raise_flag(reading, Kind.CANNOT_OPEN, exhibit=exhibit, words="It asks for a password.", by=world.vesna)
    with clock.at(MONDAY + timedelta(days=4)):  # Friday: four working days on hold
        resolve(flag, "shown", words="It opens here.", by=world.thea)
        reading.refresh_from_db()
        score(reading, world.sheet(reading), keep="", by=world.vesna)
    for person in (world.gideon, world.cyrus, world.marla, world.dov):
        decided(world, person, after=0)
    with clock.at(MONDAY + timedelta(days=5)):
        kept = kept_by(world.district)
    assert (kept.decided, kept.half_within, kept.late) == (5, 0, 0)


def test_students_badges_promise_nothing(world):
    page = world.client().get("/catalog/sm-101/")
    assert page.status_code == 200 and "last year" not in page.content.decode()
