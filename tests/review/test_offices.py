"""What was begun in an office goes to others in the moment in which the office ends."""

from datetime import timedelta

import pytest

from merited.base import clock
from merited.base.errors import Refused
from merited.base.models import LogEntry
from merited.people.actions import appoint
from merited.people.models import Organization, Role
from merited.people.rules.places import Office
from merited.review.actions import claim, jot, qualify, score
from merited.review.actions.hearing import hear
from merited.review.actions.offices import end_office
from merited.review.flags import raise_flag, send_back
from merited.review.models import Reading
from merited.review.queries import queue
from merited.review.queries.offices import settles_by
from merited.review.rules.flags import Kind
from merited.submissions.models import Exhibit, Submission
from tests.review import test_integrity as steps
from tests.review import test_looks as looked
from tests.review.test_second_reading import BASIC, LAST, read, twice
from tests.world import MONDAY

pytestmark = pytest.mark.django_db
house, reading, concern, case = steps.house, steps.reading, steps.concern, steps.case


def ended(world, person, office, by=None):
    held = Role.objects.select_related("organization__parent", "person").get(person=person, kind=office)
    return end_office(held, by=by or world.thea)


@pytest.fixture
def settling(world):
    """Two have read Lupe's PL-101 and differ; Isolde, the lead reader, has begun to settle it."""
    twice(world, share=100)
    submission = world.sent(world.lupe)
    read(world, submission, world.keziah)
    read(world, submission, world.vesna, {LAST: BASIC})
    third = claim(submission.attempts.get(state="sent"), by=world.isolde)
    assert third.purpose == "third"
    jot(third, {}, keep="I have begun.", by=world.isolde)
    return third


def test_a_difference_goes_to_another_lead_reader_at_once_and_what_was_written_stays(world, settling):
    qualify(world.halvard, world.pl101.microcredential, by=None)
    appoint(world.halvard, Office.LEAD_READER, world.district, by=None)
    held = Role.objects.get(person=world.isolde, kind="lead_reader")
    assert settles_by(held) == 1

    assert ended(world, world.isolde, "lead_reader")

    settling.refresh_from_db()
    assert (settling.state, settling.keep) == ("released", "I have begun.")
    new = Reading.objects.get(state="claimed")
    assert (new.purpose, new.reviewer) == ("third", world.halvard)
    deeds = ["role.ended", "reading.released", "reading.assigned"]
    assert set(deeds) <= set(LogEntry.objects.values_list("deed", flat=True))


def held_up(world, third):
    exhibit = Exhibit.objects.filter(attempt=third.attempt, set_aside_at=None).first()
    raise_flag(third, Kind.CANNOT_OPEN, exhibit=exhibit, words="It asks me to sign in.", by=world.isolde)


def test_a_difference_that_is_on_hold_goes_on_to_others_too_however_long_the_hold(world, settling):
    held_up(world, settling)
    with clock.at(MONDAY + timedelta(days=8)):  # its claim would have run out
        assert settles_by(Role.objects.get(person=world.isolde, kind="lead_reader")) == 1
        ended(world, world.isolde, "lead_reader")
        send_back(Submission.objects.get(pk=settling.attempt.submission_id), words="It opens now.", by=world.lupe)
    settling.refresh_from_db()
    assert settling.state == "released"


def test_whoever_holds_the_office_no_more_settles_nothing_however_it_ended(world, settling):
    Role.objects.filter(person=world.isolde, kind="lead_reader").delete()  # in the moment of the claim
    with pytest.raises(Refused) as no:
        score(settling, world.sheet(settling), keep="", by=world.isolde)
    assert no.value.code == "senior"
    settling.refresh_from_db()
    assert (settling.state, settling.keep) == ("released", "I have begun.")
    assert Submission.objects.get(pk=settling.attempt.submission_id).state == "waiting"


def test_where_nobody_else_can_settle_it_waits_for_whoever_is_given_the_office(world, settling):
    ended(world, world.isolde, "lead_reader")
    assert not Reading.objects.filter(state="claimed").exists() and not queue(world.isolde).exists()

    qualify(world.halvard, world.pl101.microcredential, by=None)
    appoint(world.halvard, Office.LEAD_READER, world.district, by=None)
    assert list(queue(world.halvard)) == [settling.attempt]


def test_whoever_holds_another_office_that_settles_keeps_what_they_began(world, settling):
    appoint(world.isolde, Office.DEPARTMENT_LEAD, Organization.objects.get(key="personalized-learning"), by=None)
    held = Role.objects.get(person=world.isolde, kind="lead_reader")
    assert settles_by(held) == 0

    ended(world, world.isolde, "lead_reader")
    settling.refresh_from_db()
    assert settling.state == "claimed"


def test_work_that_is_read_by_qualification_stays_with_its_reader(world):
    reading = world.claimed(world.lupe, world.isolde)
    assert reading.purpose == "first"
    ended(world, world.isolde, "lead_reader")
    reading.refresh_from_db()
    assert reading.state == "claimed"


def test_a_seat_in_a_panel_is_filled_in_the_same_moment(house, case):
    steps.answered(case, house.dov)
    gone = next(one for one in steps.panel(case) if Role.objects.filter(person=one, kind="panelist").exists())
    ended(house, gone, "panelist")
    sitting = steps.panel(case)
    assert gone not in sitting and len(sitting) == 3
    assert LogEntry.objects.filter(deed="case.seats", subject=case.pk).exists()  # which tells whoever sits there now


def test_what_was_said_in_a_panel_stays_said(house, case):
    steps.answered(case, house.dov)
    spoken = next(one for one in steps.panel(case) if Role.objects.filter(person=one, kind="panelist").exists())
    hear(steps.fresh(case), "no_case", reasons="I find nothing.", by=spoken)
    ended(house, spoken, "panelist")
    assert case.voices.get(person=spoken).left_at is None
    assert len(steps.panel(case)) == 2  # who have not spoken


def test_so_is_a_seat_in_the_panel_of_an_appeal(world):
    for one in (world.petra, world.halvard, world.teodor):
        appoint(one, Office.LEAD_READER, world.district, by=None)
    look = looked.appeal(world.not_yet(world.lupe, world.keziah))
    looked.read_by(look, world.vesna)
    gone = next(one for one in looked.panel(look) if Role.objects.filter(person=one, kind="lead_reader").exists())
    ended(world, gone, "lead_reader")
    assert gone not in looked.panel(look) and len(looked.panel(look)) == 3
