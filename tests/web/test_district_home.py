"""The district's home: true numbers, each of which leads to what it counts, and the doctor's page."""

import csv
import io
import re
from datetime import timedelta

import pytest

from merited.base import clock
from merited.people.actions import appoint
from merited.people.rules.places import Office
from merited.review.models import Reading
from tests.web.test_public import page
from tests.world import MONDAY

LATER = MONDAY + timedelta(days=30)


@pytest.fixture
def queue(world):
    """Four pieces of work: two of Personalized Learning, one of them being read; two of Multilingual Programs."""
    world.sent(world.marla)
    world.claimed(world.gideon, world.vesna)
    world.sent(world.dov, world.ml101)
    world.sent(world.lupe, world.ml101)


def figure(shown: str, department: str, column: str) -> int:
    row = re.search(rf"<th[^>]*>{re.escape(department)}</th>(.*?)</tr>", shown, re.DOTALL)[1]
    cell = re.search(rf'cell-label">{re.escape(column)}</span>(.*?)</td>', row, re.DOTALL)[1]
    return int(re.search(r"\d+", re.sub(r"<a [^>]*>|<[^>]*>", "", cell))[0])


def link(shown: str, department: str, column: str) -> str:
    row = re.search(rf"<th[^>]*>{re.escape(department)}</th>(.*?)</tr>", shown, re.DOTALL)[1]
    cell = re.search(rf'cell-label">{re.escape(column)}</span>(.*?)</td>', row, re.DOTALL)[1]
    return re.search(r'href="([^"]+)"', cell)[1].replace("&amp;", "&")


@pytest.mark.parametrize("column", ["Waiting", "Late", "Being read"])
def test_each_number_leads_to_exactly_what_it_counts(world, queue, column):
    with clock.at(LATER):
        Reading.objects.update(expires_at=LATER + timedelta(days=1))
        client = world.client(world.thea)
        home = page(client.get("/district/"))
        for department in ("Personalized Learning", "ESL and Multilingual Programs"):
            number = figure(home, department, column)
            if column == "Being read" and department != "Personalized Learning":
                assert number == 0
                continue
            listed = page(client.get("/district/waiting/" + link(home, department, column).partition("/waiting/")[2]))
            assert listed.count('scope="row"') == number == (1 if column == "Being read" else 2)


def test_what_is_late_is_said_first_with_its_day(world, queue):
    with clock.at(LATER):
        shown = page(world.client(world.thea).get("/district/"))

    assert "4 pieces of work are late. The oldest promise was" in shown
    assert shown.index("Late, the oldest promise first") < shown.index("What waits, by department")


def test_before_the_promise_nothing_is_late_and_the_next_day_is_named(world, queue):
    shown = page(world.client(world.thea).get("/district/"))

    assert "No piece of work is late. 4 wait; the next promise is Thursday, December 3." in shown
    assert "Late, the oldest promise first" not in shown


def test_the_last_day_of_the_promise_is_not_late_and_the_day_after_it_is(world):
    submission = world.sent(world.marla)
    promised = submission.attempts.get().hear_by
    client = world.client(world.thea)
    for days, late in ((0, 0), (1, 1)):
        day = MONDAY.replace(hour=23) + timedelta(days=(promised - MONDAY.date()).days + days)
        with clock.at(day):  # late in the evening there is the next day in London
            assert figure(page(client.get("/district/")), "Personalized Learning", "Late") == late


def test_working_days_late_do_not_count_weekends_and_days_off(world):
    world.sent(world.marla)  # promised by Thursday, December 3
    with clock.at(MONDAY + timedelta(days=21)):  # Monday, December 7
        assert "2 working days late" in page(world.client(world.thea).get("/district/waiting/"))


def test_no_page_says_whose_work_waits(world, queue):
    client = world.client(world.thea)
    for address in ("/district/", "/district/waiting/", "/district/waiting.csv"):
        shown = client.get(address).content.decode()
        assert not [one.name for one in (world.marla, world.gideon, world.dov, world.lupe) if one.name in shown]


def test_a_lead_sees_the_own_department_only(world, queue):
    client = world.client(world.corwin)

    home, listed = page(client.get("/district/")), page(client.get("/district/waiting/"))

    assert "ESL and Multilingual" not in home
    assert listed.count('scope="row"') == 2
    assert page(client.get("/district/waiting/?department=multilingual")).count('scope="row"') == 0
    assert "Halvard" not in page(client.get("/district/reviewers/?department=educational-technology"))


def test_who_earned_this_week_stands_with_name_and_leads_to_the_badges_since(world):
    world.earned(world.marla, world.vesna)
    with clock.at(MONDAY + timedelta(days=3)):
        client = world.client(world.thea)
        home = page(client.get("/district/"))
        assert world.marla.name in home
        assert page(client.get(link(home, "Personalized Learning", "Earned in seven days"))).count('scope="row"') == 1
    with clock.at(MONDAY + timedelta(days=9)):
        assert "Nobody earned a badge in the last seven days" in page(client.get("/district/"))
        assert page(client.get("/district/awards/?since=2026-11-20")).count('scope="row"') == 0
        assert page(client.get("/district/awards/?since=2026-02-30")).count('scope="row"') == 1


def test_what_a_department_earned_leads_to_its_own_badges_alone(world):
    world.earned(world.marla, world.vesna)
    world.earned(world.dov, world.petra, world.ml101)
    client = world.client(world.thea)
    home = page(client.get("/district/"))

    for department in ("Personalized Learning", "ESL and Multilingual Programs"):
        listed = page(client.get(link(home, department, "Earned in seven days")))
        assert listed.count('scope="row"') == figure(home, department, "Earned in seven days") == 1
        assert "All: 1" in listed and "Current: 1" in listed
        assert "department=" in re.search(r'href="([^"]*state=current[^"]*)"', listed)[1]


def test_what_a_department_has_on_hold_leads_to_its_own_flags_alone(world):
    from merited.review.flags import raise_flag
    from merited.review.rules.flags import Kind
    from merited.submissions.models import Exhibit

    for person, reader, version in ((world.marla, world.vesna, world.pl101), (world.dov, world.petra, world.ml101)):
        reading = world.claimed(person, reader, version)
        exhibit = Exhibit.objects.filter(attempt=reading.attempt).first()
        raise_flag(reading, Kind.CANNOT_OPEN, exhibit=exhibit, words="It stays blank.", by=reader)
    client = world.client(world.thea)
    home = page(client.get("/district/"))

    for department in ("Personalized Learning", "ESL and Multilingual Programs"):
        listed = page(client.get(link(home, department, "On hold")))
        assert listed.count('scope="row"') == figure(home, department, "On hold") == 1


def test_the_file_for_a_spreadsheet_holds_the_same_list(world, queue):
    answer = world.client(world.thea).get("/district/waiting.csv?department=multilingual&order=sent")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["micro-credential"] for row in rows] == ["ML-101", "ML-101"]
    assert {row["promised"] for row in rows} == {"2026-12-03"}
    assert answer["Content-Disposition"].startswith("attachment")


def test_odd_addresses_show_everything(world, queue):
    client = world.client(world.thea)
    assert page(client.get("/district/waiting/?state=odd&order=odd&page=77")).count('scope="row"') == 4


def test_an_empty_district_says_what_will_stand_there(world):
    client = world.client(world.thea)

    assert "Nothing waits, and nothing is late." in page(client.get("/district/"))
    assert "What a teacher sends for review stands here" in page(client.get("/district/waiting/"))
    assert "Nothing waits like this today." in page(client.get("/district/waiting/?state=late"))


def test_the_home_asks_the_same_however_much_waits(world, django_assert_max_num_queries):
    client = world.client(world.thea)
    client.get("/district/")
    world.sent(world.marla)
    world.sent(world.dov, world.ml101)
    for address in ("/district/", "/district/waiting/", "/district/reviewers/"):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


def test_a_micro_credential_that_nobody_may_read_is_named_first(world):
    from merited.review.models import Qualification

    Qualification.objects.filter(microcredential__key="ml-101").delete()
    shown = page(world.client(world.ximena).get("/district/reviewers/"))

    assert shown.index("Nobody may read this one yet") < shown.index("Petra")


def test_the_operator_asks_the_doctor_and_the_findings_stay(world):
    client = world.client(world.teodor)
    assert "Nobody has asked the doctor yet" in page(client.get("/district/doctor/"))

    assert client.post("/district/doctor/").status_code == 302

    shown = page(client.get("/district/doctor/"))
    assert "Look again" in shown and "As it should be" in shown
    assert "Last look:" in page(client.get("/district/"))
    assert "None was ever made here" in shown


def test_the_doctor_speaks_to_operators_alone(world):
    for person in (world.thea, world.corwin, world.marla):
        assert world.client(person).get("/district/doctor/").status_code == 404
        assert world.client(person).post("/district/doctor/").status_code == 404


def test_whoever_holds_both_offices_sees_both_halves(world):
    appoint(world.thea, Office.OPERATOR, world.district, by=None)

    shown = page(world.client(world.thea).get("/district/"))

    assert "What waits, by department" in shown and "The installation" in shown


def test_who_earns_does_not_read_here_who_reads_the_own_work(world):
    world.claimed(world.thea, world.vesna)
    with clock.at(LATER):
        Reading.objects.update(expires_at=LATER + timedelta(days=1))
        own, other = world.client(world.thea), world.client(world.corwin)
        for address in ("/district/", "/district/waiting/", "/district/waiting.csv"):
            mine, theirs = own.get(address).content.decode(), other.get(address).content.decode()
            assert world.vesna.name not in mine and "None" not in mine
            assert world.vesna.name in theirs
        assert "Somebody is reading it." in page(own.get("/district/"))


def test_the_file_for_a_spreadsheet_has_days_of_the_district_and_nothing_where_nobody_reads(world):
    with clock.at(MONDAY.replace(hour=22)):  # Tuesday in London
        world.sent(world.marla)

    answer = world.client(world.thea).get("/district/waiting.csv")

    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["sent"], row["read by"]) == ("2026-11-16", "")
