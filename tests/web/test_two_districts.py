"""Two districts in one installation: nobody sees the other's private things; everybody reads the public catalog."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from merited.awards.actions import share
from merited.awards.queries import revocable_by
from merited.base import clock
from merited.base.errors import Refused
from merited.people.joining import part
from merited.people.models import Employment, Membership
from merited.people.queries import belongs_to, home_of, root_organization
from merited.people.rostering import try_roster
from merited.review.actions import claim
from merited.review.flags import raise_flag
from merited.review.queries import known_to, queue
from merited.review.rules.flags import Kind
from merited.submissions.actions import start
from merited.submissions.models import Exhibit, Submission

NEIGHBORS = ("magnus", "rowan", "gwendolyn")
OURS = ("lupe", "keziah", "petra", "thea", "corwin", "teodor")


def private_pages(submission, exhibit, award, reading):
    """Everything of one piece of work that only its own people may open."""
    return [
        f"/work/{submission.pk}/",
        f"/work/{submission.pk}/p1/",
        f"/work/{submission.pk}/send/",
        f"/work/{submission.pk}/withdraw/",
        f"/work/{submission.pk}/revise/",
        f"/work/{submission.pk}/attempts/1/",
        f"/work/{submission.pk}/show/",
        f"/work/{submission.pk}/on-hold/",
        f"/work/awards/{award.pk}/share/",
        f"/evidence/{exhibit.pk}/file",
        f"/review/{reading.pk}/",
        f"/review/{reading.pk}/flag/privacy/",
        f"/district/awards/{award.pk}/revoke/",
        f"/district/people/{submission.person_id}/link/",
        f"/district/people/{submission.person_id}/invited/",
    ]


@pytest.fixture
def at_home(world):
    """In Alder Bay: Gideon's badge, Cyrus's not yet, Marla's work that waits, Lupe's that Keziah reads."""
    award = world.earned(world.gideon, world.vesna)
    world.not_yet(world.cyrus, world.vesna)
    world.sent(world.marla)
    reading = world.claimed(world.lupe, world.keziah)
    return award, reading


@pytest.fixture
def next_door(world):
    """In Fernhollow: Gwendolyn's badge, Magnus's work that Rowan reads."""
    award = world.earned(world.gwendolyn, world.rowan, world.fh101)
    reading = world.claimed(world.magnus, world.rowan, world.fh101)
    return award, reading


def every_private_page(award, reading):
    submission = reading.attempt.submission
    return private_pages(submission, Exhibit.objects.filter(attempt=reading.attempt).first(), award, reading)


@pytest.mark.parametrize("who", NEIGHBORS)
def test_nothing_of_alder_bays_people_opens_next_door(world, at_home, who):
    client = world.client(world.people[who])
    for address in every_private_page(*at_home):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"reason": "integrity", "words": "x"}).status_code in (404, 405), address
    for submission in Submission.objects.exclude(person__name="Magnus Pell"):
        assert client.get(f"/work/{submission.pk}/").status_code == 404


@pytest.mark.parametrize("who", OURS)
def test_nothing_of_fernhollows_people_opens_here(world, next_door, who):
    client = world.client(world.people[who])
    for address in every_private_page(*next_door):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"reason": "integrity", "words": "x"}).status_code in (404, 405), address


def test_a_list_holds_ones_own_districts_only(world, at_home, next_door):
    ours, theirs = at_home[0], next_door[0]
    assert list(revocable_by(world.gwendolyn)) == [theirs]
    assert list(revocable_by(world.thea)) == [ours]
    shown = world.client(world.gwendolyn).get("/district/awards/").content.decode()
    assert "Gwendolyn" in shown and "Gideon" not in shown
    shown = world.client(world.thea).get("/district/awards/").content.decode()
    assert "Gideon" in shown and "Gwendolyn" not in shown


@pytest.mark.parametrize(
    "address",
    [
        "/district/",
        "/district/waiting/",
        "/district/waiting.csv",
        "/district/reviewers/",
        "/district/people/",
        "/district/people/invite/",
        "/district/roster/",
        "/district/flags/",
    ],
)
def test_numbers_count_ones_own_district_only(world, at_home, next_door, address):
    strangers = ("Gideon", "Cyrus", "Marla", "Keziah", "Vesna", "Alder Bay", "PL-101", "pl-101", "Personalized")
    answer = world.client(world.gwendolyn).get(address)
    assert answer.status_code == 200
    shown = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert [name for name in strangers if name.encode() in shown] == []
    neighbors = ("Magnus", "Gwendolyn", "Rowan", "Fernhollow", "FH-101", "fh-101")
    answer = world.client(world.thea).get(address)
    shown = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert [name for name in neighbors if name.encode() in shown] == []


@pytest.mark.parametrize("who", ["magnus", "rowan"])
def test_who_answers_for_nothing_next_door_finds_no_district_page(world, at_home, who):
    for address in (
        "/district/",
        "/district/awards/",
        "/district/waiting/",
        "/district/reviewers/",
        "/district/doctor/",
        "/district/people/",
        "/district/roster/",
        "/district/flags/",
    ):
        assert world.client(world.people[who]).get(address).status_code == 404, address


def test_a_flag_is_resolved_by_its_own_districts_people_alone(world, at_home):
    reading = at_home[1]
    exhibit = Exhibit.objects.filter(attempt=reading.attempt).first()
    flag = raise_flag(reading, Kind.PRIVACY, exhibit=exhibit, words="A name stands there.", by=world.keziah)
    address = f"/district/flags/{flag.pk}/"
    assert world.client(world.thea).get(address).status_code == 200
    for who in NEIGHBORS:
        assert world.client(world.people[who]).get(address).status_code == 404
        assert world.client(world.people[who]).post(address, {"ending": "shown", "words": "x"}).status_code == 404
    flag.refresh_from_db()
    assert flag.resolved_at is None


def test_a_roster_that_one_district_read_is_not_the_others(world):
    sheet = "staff_id,email,first_name,last_name\nAB-9001,edda.marsh@alderbay.example,Edda,Marsh\n"
    run = try_roster(sheet.encode(), "staff.csv", district=world.district, by=world.thea)
    assert world.client(world.thea).get(f"/district/roster/{run.pk}/").status_code == 200
    assert world.client(world.gwendolyn).get(f"/district/roster/{run.pk}/").status_code == 404


def test_a_queue_holds_only_what_its_reader_is_qualified_for(world, at_home, next_door):
    world.sent(world.gwendolyn, world.pl101) if belongs_to(world.gwendolyn, world.district) else None
    assert list(queue(world.rowan)) == []  # Magnus's is in Rowan's own hands
    assert {one.submission.person for one in known_to(world.rowan)} == {world.magnus, world.gwendolyn}
    assert world.magnus not in {one.submission.person for one in known_to(world.keziah)}
    waiting = Submission.objects.get(person=world.marla).attempts.get()
    with pytest.raises(Refused) as no:
        claim(waiting, by=world.rowan)
    assert no.value.code == "not-qualified"
    assert world.client(world.rowan).post(f"/review/claim/{waiting.pk}/").status_code == 404


def test_nobody_next_door_sees_that_somebody_has_a_not_yet(world, at_home):
    for who in NEIGHBORS:
        client = world.client(world.people[who])
        for address in ("/", "/catalog/", "/catalog/pl-101/", "/work/", "/how-we-judge/"):
            assert "Cyrus" not in client.get(address).content.decode(), (who, address)


@pytest.mark.parametrize("who", [None, *NEIGHBORS, "lupe", "thea"])
def test_everyone_reads_the_whole_catalog_with_its_rubrics(world, who):
    client = world.client(world.people[who] if who else None)
    shown = client.get("/catalog/").content.decode()
    assert world.pl101.title in shown and world.fh101.title in shown
    assert "Only volunteers respond." in client.get("/catalog/fh-101/").content.decode()
    assert client.get("/catalog/pl-101/").status_code == 200
    assert client.get("/catalog/fh-101/1.0").status_code == 200


def test_a_badge_of_either_district_verifies_and_shows_its_own_issuer(world, at_home, next_door):
    for award, name in ((at_home[0], "Alder Bay"), (next_door[0], "Fernhollow")):
        share(award, by=award.person)
        shown = world.client().get(f"/awards/{award.pk}").content.decode()
        assert name in shown
        verdict = world.client().get(f"/verify/?award={award.pk}").content.decode()
        assert "verdict--fail" not in verdict and name in verdict
    assert at_home[0].issuer.did != next_door[0].issuer.did
    assert at_home[0].status_list_id != next_door[0].status_list_id


def test_starting_what_another_district_offers_is_refused_with_a_sentence(world):
    for person, version, name in (
        (world.magnus, world.pl101, "Alder Bay Unified School District"),
        (world.gwendolyn, world.pl101, "Alder Bay Unified School District"),
        (world.lupe, world.fh101, "Fernhollow School District"),
    ):
        with pytest.raises(Refused) as no:
            start(version, by=person)
        assert no.value.code == "other-district" and name in no.value.sentence
    assert not Submission.objects.exists()


def test_the_page_says_who_can_earn_it_in_the_place_of_the_button(world):
    client = world.client(world.magnus)
    shown = client.get("/catalog/pl-101/").content.decode()
    assert "people who work in Alder Bay Unified School District" in shown and "/work/start/" not in shown
    answer = client.post("/work/start/pl-101/", follow=True)
    assert "This one is for people who work in" in answer.content.decode()
    assert "/work/start/fh-101/" in client.get("/catalog/fh-101/").content.decode()
    assert "Sign in to start" in world.client().get("/catalog/fh-101/").content.decode()


def test_whoever_works_in_both_districts_may_start_in_both(world):
    from merited.people.actions import place
    from merited.people.models import Organization

    place(world.magnus, Organization.objects.get(key="gull-point-es"), job="Substitute teacher")
    assert start(world.pl101, by=world.magnus).pk and start(world.fh101, by=world.magnus).pk


def test_what_was_started_before_a_move_can_be_gone_on_with(world):
    submission = world.draft(world.lupe)
    part(Employment.objects.get(person=world.lupe), by=world.thea)
    Membership.objects.filter(person=world.lupe).delete()
    assert home_of(world.lupe) is None
    assert start(world.pl101, by=world.lupe) == submission


def test_each_person_has_one_home_and_it_is_one_question(world):
    for person, key in ((world.magnus, "fernhollow"), (world.gwendolyn, "fernhollow"), (world.lupe, "alder-bay"),
                        (world.thea, "alder-bay"), (world.vesna, "alder-bay"), (world.corwin, "alder-bay")):  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            assert home_of(person).key == key, person
        assert len(asked) == 1
    assert root_organization().key == "alder-bay"


def test_a_person_who_is_placed_nowhere_starts_only_where_one_district_lives(world):
    from merited.people.actions import invite

    nobody = invite("Somebody New", address=None)
    assert home_of(nobody) is None and not belongs_to(nobody, world.district)


def test_the_promise_is_the_districts_own(world):
    with clock.at(datetime.fromisoformat("2026-11-16T09:00:00-08:00")):
        ours = world.sent(world.lupe).attempts.get()
        theirs = world.sent(world.magnus, world.fh101).attempts.get()
    assert str(ours.hear_by) == "2026-12-03"  # ten working days, Thanksgiving in between
    assert str(theirs.hear_by) == "2026-12-07"  # fifteen, and Fernhollow's calendar has no days off


def test_pages_say_the_time_of_ones_own_district(world):
    with clock.at(datetime.fromisoformat("2026-11-16T21:34:00-08:00")):
        for person, version, hour in ((world.lupe, world.pl101, "9:34"), (world.magnus, world.fh101, "10:34")):
            submission = world.written(person, version)
            shown = world.client(person).get(f"/work/{submission.pk}/p1/").content.decode()
            assert f"Saved {hour}" in shown, person


def test_a_badge_says_the_day_in_its_own_district_whoever_looks(world):
    with clock.at(datetime.fromisoformat("2026-11-16T23:30:00-08:00")):  # Tuesday already in Fernhollow
        ours = world.earned(world.gideon, world.vesna)
        theirs = world.earned(world.magnus, world.rowan, world.fh101)
    for award in (ours, theirs):
        share(award, by=award.person)
    for who in (None, world.magnus, world.lupe):
        assert "November 16, 2026" in world.client(who).get(f"/awards/{ours.pk}").content.decode()
        assert "November 17, 2026" in world.client(who).get(f"/awards/{theirs.pk}").content.decode()


def test_the_foot_of_a_page_names_the_district_that_answers_for_what_it_shows(world, next_door):
    def foot(address, who=None):
        return world.client(who).get(address).content.decode().rpartition("<footer")[2]

    share(next_door[0], by=next_door[0].person)
    assert "Alder Bay" in foot("/") and "Alder Bay" in foot("/catalog/pl-101/")
    assert "Fernhollow" in foot("/catalog/fh-101/") and "Fernhollow" in foot(f"/awards/{next_door[0].pk}")
    assert "Fernhollow" in foot("/", world.magnus) and "Alder Bay" in foot("/catalog/pl-101/", world.magnus)
    assert "Fernhollow" in foot("/issuers/fernhollow") and "Fernhollow" in foot("/work/", world.magnus)


def test_how_this_program_judges_says_every_districts_promise(world):
    shown = world.client().get("/how-we-judge/").content.decode()
    assert "10 working days" in shown and "15 working days" in shown
    assert "Fernhollow School District" in shown and "Alder Bay Unified School District" in shown
