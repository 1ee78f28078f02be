"""Agreement on pages: who sees what, what is counted, and that the file says the same as the page."""

import csv
import io
import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from merited.base import clock
from merited.base.models import LogEntry
from merited.cli.demo.content_files import calibrations
from merited.cli.demo.samples import load_samples
from merited.cli.main import main
from merited.cli.ratings import export
from merited.insight.agreeing import agreement_of, departments_of
from merited.insight.strictness import own_strictness, strictness_at
from merited.people.actions import appoint
from merited.people.rules.places import Office
from merited.review.actions import claim, file_sample, put_samples, score
from merited.review.agreement import HEADER, Measure
from merited.review.models import Reading
from merited.review.queries import queue
from tests.insight.past import decided, people
from tests.world import MONDAY

SAME = ({}, {})
APART = ({"a1.c1": "basic"}, {})
STRICT = "/district/strictness/"
LOWER = ({"a1.c1": "basic"}, {"a1.c1": "developing"})


@pytest.fixture
def year(world):
    """Twenty-four attempts at PL-101 that two read, four that the first result asked for, three at ML-101."""
    pairs = [(world.keziah, world.vesna), (world.vesna, world.tobin), (world.tobin, world.keziah)]
    for n, person in enumerate(people(24)):
        decided(
            world.pl101, person, pairs[n % 3], APART if n % 6 == 0 else LOWER if n % 6 == 1 else SAME, days_ago=20 + n
        )
    for person in people(4, 100):
        decided(world.pl101, person, pairs[0], APART, because=("borderline",))
    for person in people(3, 200):
        decided(world.ml101, person, (world.petra, world.isolde), SAME)
    return world


def found_for(world, who, key="pl-101"):
    with clock.at(clock.now()):
        return agreement_of(who, key)


def page_of(world, who, path="/district/agreement/"):
    answer = world.client(who).get(path)
    return answer.status_code, answer.content.decode()


def test_only_blind_sheets_that_no_result_asked_for_are_counted(year):
    found = found_for(year, year.thea)
    assert found.program.attempts == 24
    exact = found.program.main.report[Measure.EXACT]
    criteria = len([one for one in year.pl101.document.criteria if one.artifact])
    assert (exact.groups, exact.items) == (24, 24 * criteria)
    assert exact.value == pytest.approx(1 - 8 / (24 * criteria))
    assert [len({row.attempt for row in one.rows}) for one in found.at_the_line] == [4, 4]


def test_the_third_sheet_and_undecided_work_change_nothing(year):
    before = found_for(year, year.thea).program.main.report
    for person in people(5, 300):
        waits = decided(year.pl101, person, (year.keziah, year.tobin), APART)
        waits.state = "sent"
        waits.save()
    for one in Reading.objects.filter(purpose="first", attempt__submission__version=year.pl101)[:8]:
        Reading.objects.create(
            attempt=one.attempt, reviewer=year.isolde, purpose="third", state="filed", expires_at=clock.now()
        )
    assert found_for(year, year.thea).program.main.report == before


def test_by_criterion_in_the_order_of_the_rubric(year):
    found = found_for(year, year.thea)
    assert [one.criterion.id for one in found.criteria] == [one.id for one in year.pl101.document.criteria]
    by_key = {one.criterion.id: one.found for one in found.criteria}
    assert by_key["a1.c1"].report[Measure.EXACT].value == pytest.approx(16 / 24)
    assert by_key["a1.c1"].report[Measure.ADJACENT].value == 1
    assert by_key["a2.c1"].report[Measure.EXACT].value == 1


def test_levels_of_two_scales_are_never_mixed(year):
    found = found_for(year, year.thea)
    assert [one.scale.steps for one in found.program.scales] == [
        ("developing", "basic", "proficient"), ("not_yet", "passing"),
    ]  # fmt: skip
    assert {row.criterion for row in found.program.scales[1].rows} == {"p1", "p3"}


def test_below_twenty_attempts_no_number_is_shown(year):
    status, text = page_of(year, year.thea, "/district/agreement/ml-101/")
    assert status == 200 and "Too few to judge" in text and "100%" not in text.split('id="words"')[0]
    status, text = page_of(year, year.thea, "/district/agreement/pl-101/")
    assert "above the line" in text and "Cohen’s kappa" in text and "95%" not in text.split("<h1>")[0]


def test_departments_and_what_they_offer_stand_by_name(year):
    found = departments_of(year.thea)
    assert [one.place.name for one in found] == sorted(one.place.name for one in found)
    for one in found:
        keys = [program.version.microcredential.key for program in one.programs]
        assert keys == sorted(keys)


def test_who_sees_which_department(year):
    def names(who):
        return [one.place.name for one in departments_of(who)]

    lead = people(1, 900)[0]
    appoint(lead, Office.DEPARTMENT_LEAD, year.ml101.microcredential.organization, by=None)
    assert len(names(year.thea)) == 5 and names(lead) == ["ESL and Multilingual Programs"]
    assert len(names(year.corwin)) == 5, "he sits in the committee too"
    assert names(year.keziah) == names(year.teodor) == names(year.gideon) == []
    assert page_of(year, lead, "/district/agreement/pl-101/")[0] == 404
    assert page_of(year, year.gwendolyn, "/district/agreement/pl-101/")[0] == 404


def test_the_committee_sees_numbers_and_nobodys_name(year):
    appoint(year.lotte, Office.COMMITTEE, year.district, by=None)
    for path in ("/district/", "/district/agreement/", "/district/agreement/pl-101/", "/district/comparability/"):
        status, text = page_of(year, year.lotte, path)
        assert status == 200, path
        assert not [one for one in (year.keziah, year.vesna, year.tobin) if one.name in text], path
        assert "Take the ratings along" not in text and "/district/queue/" not in text, path
    assert "Agreement" in page_of(year, year.lotte, "/district/")[1]
    assert page_of(year, year.lotte, "/district/queue/")[0] == 404


def strict_readings(world, times):
    """Work on which Keziah was one level below the lead reader, in one criterion."""
    for person in people(times, 400):
        decided(world.pl101, person, (world.keziah, world.tobin, world.isolde), ({"a1.c1": "basic"}, {}, {}))


def test_strictness_is_the_leads_by_name_and_everybodys_own(year):
    strict_readings(year, 4)
    criteria = len(year.pl101.document.criteria)
    rows = {one.person: one.found for one in strictness_at(year.corwin)}
    assert set(rows) == {year.keziah, year.tobin}
    assert rows[year.keziah].n == 4 * criteria and rows[year.keziah].mean == pytest.approx(-1 / criteria)
    assert rows[year.keziah].value == pytest.approx(-1 / criteria * 4 * criteria / (4 * criteria + 10))
    assert own_strictness(year.keziah) == rows[year.keziah] and own_strictness(year.vesna).n == 0
    assert strictness_at(year.thea) == strictness_at(year.ximena) == strictness_at(year.keziah) == []
    assert year.keziah.name in page_of(year, year.corwin, STRICT)[1]
    assert page_of(year, year.thea, STRICT)[0] == page_of(year, year.keziah, STRICT)[0] == 404
    assert page_of(year, year.lotte, STRICT)[0] == 404


def test_a_reviewer_sees_their_own_on_the_page_of_their_trend(year):
    load_samples(next(one for one in calibrations() if one["credential"] == "pl-101"))
    strict_readings(year, 4)
    text = page_of(year, year.keziah, "/review/trend/")[1].split('id="strict"')[1]
    assert "Compared in 28 criteria" in text and "−0." in text
    text = page_of(year, year.vesna, "/review/trend/")[1].split('id="strict"')[1]
    assert "Nothing to compare yet." in text and "−0." not in text


def test_strictness_from_few_comparisons_is_too_few_to_judge(year):
    strict_readings(year, 1)
    text = page_of(year, year.corwin, STRICT)[1]
    assert "too few to judge" in text and "−" not in text.split("<table")[1].split("</table>")[0]


def test_more_work_asks_no_more_of_the_database(year):
    def asked(path):
        client = year.client(year.corwin)
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    strict_readings(year, 1)
    paths = (STRICT, "/district/agreement/", "/district/agreement/pl-101/", "/district/comparability/")
    before = {path: asked(path) for path in paths}
    for person in people(12, 500):
        decided(year.pl101, person, (year.keziah, year.tobin, year.isolde), ({"a1.c1": "basic"}, {}, {}))
    assert {path: asked(path) for path in paths} == before and max(before.values()) <= 12


# The file


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_the_file_read_again_gives_the_numbers_of_the_page(year, tmp_path, capsys):
    """Through the command that anybody can run: the same value, interval, n for every measure of both scales."""
    answer = year.client(year.corwin).post("/district/agreement/ratings.csv")
    file = tmp_path / "ratings.csv"
    file.write_bytes(b"".join(answer.streaming_content))
    for scale, levels in zip(found_for(year, year.corwin).program.scales, ("1,2,3", "1,2"), strict=True):
        assert main(["agreement", str(file), "--only", "pl-101@", "--levels", levels, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["groups"] == 24
        for one in scale.report.statistics:
            there = told["statistics"][one.measure.value]
            assert (there["n"], there["groups"], there["pairs"]) == (one.items, one.groups, one.pairs)
            assert there["value"] == pytest.approx(one.value, abs=1e-9), one.measure
            ends = None if one.low is None else pytest.approx([one.low, one.high], abs=1e-9)
            assert there["interval"] == ends, one.measure


def test_the_file_names_nobody_and_is_another_each_time(year):
    first, second = (rows_of(year.client(year.corwin).post("/district/agreement/ratings.csv")) for _time in range(2))
    assert tuple(first[0]) == HEADER
    text = str(first)
    assert not [one for one in (year.keziah, year.vesna, year.tobin) if one.name in text or str(one.pk) in text]
    assert {one["rater"] for one in first}.isdisjoint({one["rater"] for one in second})
    assert Counter(one["purpose"] for one in first) == Counter(one["purpose"] for one in second)
    assert {one["twice"] for one in first} == {"drawn", "line"}
    assert {one["item"].split("@")[0] for one in first} == {"pl-101"}, "the lead's own department alone"


def test_that_it_was_taken_is_in_the_log_and_strangers_leave_no_trace(year):
    taken = LogEntry.objects.filter(deed="ratings.exported")
    for who in (year.keziah, year.gideon, year.teodor):
        assert year.client(who).post("/district/agreement/ratings.csv").status_code == 404
    assert not taken.exists()
    year.client(year.thea).post("/district/agreement/ratings.csv")
    assert [one.actor for one in taken] == [year.thea.pk]


def test_a_kept_key_keeps_pseudonyms_and_a_spoiled_one_is_refused(year, tmp_path, capsys):
    from merited.base.errors import Refused

    def rows(name, **more):
        assert (
            export(str(tmp_path / name), **({"district": "alder-bay", "everything": False, "key_file": None} | more))
            == 0
        )
        return list(csv.DictReader(io.StringIO((tmp_path / name).read_text())))

    key = str(tmp_path / "key")
    one, same, other = rows("1.csv", key_file=key), rows("2.csv", key_file=key), rows("3.csv")
    assert one == same and {row["person"] for row in one}.isdisjoint({row["person"] for row in other})
    assert (tmp_path / "key").stat().st_mode & 0o77 == 0 and not list(tmp_path.glob("*.part"))
    assert {row["item"].split("@")[0] for row in other} == {"pl-101", "ml-101"}
    (tmp_path / "key").write_text("short")
    with pytest.raises(Refused) as no:
        rows("4.csv", key_file=key)
    assert no.value.code == "no-such-key"


def test_samples_stand_in_the_file_as_work_of_nobody_and_apart_on_the_page(world):
    load_samples(next(one for one in calibrations() if one["credential"] == "pl-101"))
    with clock.at(MONDAY + timedelta(days=21)):
        reading = world.claimed(world.dov, world.vesna)
        score(reading, world.sheet(reading), keep="", by=world.vesna)
    with clock.at(MONDAY + timedelta(days=43)):
        put_samples()
        held = claim(queue(world.vesna).get(state="sample"), by=world.vesna)
        seed = file_sample(held, world.sheet(held), keep="", by=world.vesna)
        rows = rows_of(world.client(world.thea).post("/district/agreement/ratings.csv"))
        found = agreement_of(world.thea, "pl-101")
    criteria = len(world.pl101.document.criteria)
    samples = [one for one in rows if one["purpose"] == "seed"]
    assert len(samples) == criteria and {one["twice"] for one in rows} == {""}
    assert {one["rater"] for one in samples} == {one["rater"] for one in rows}, "one reader, one pseudonym"
    assert {one["person"] for one in samples}.isdisjoint({one["person"] for one in rows if one["purpose"] == "first"})
    assert str(seed.sample_id) not in str(rows)
    assert found.samples.n == criteria and found.program.attempts == 0
