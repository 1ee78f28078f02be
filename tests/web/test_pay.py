"""Pay: who filed how many readings in a month, and what they come to; never whose work it was."""

import csv
import io
from datetime import timedelta

from merited.base import clock
from merited.review.actions import claim, score, set_pay, set_plan
from merited.review.models import Reading
from merited.review.rules.pay import Paid, kind_paid
from merited.review.rules.stages import Plan
from tests.world import MONDAY

HEAD = ["month", "reviewer", "kind", "count", "rate", "total"]


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def read_three_times(world, person):
    """Two readers differ, and the lead reader settles it."""
    set_plan(world.pl101.microcredential, Plan(first_of_version=0, share=100), by=None)
    attempt = world.sent(person).attempts.get(state="sent")
    for reader, words in (
        (world.keziah, {}),
        (world.vesna, {"a1.c1": "Missing. One next move: add what is missing."}),
        (world.isolde, {}),
    ):
        reading = claim(attempt, by=reader)
        score(reading, world.sheet(reading, words), keep="", by=reader)


def test_each_reviewer_is_paid_by_kind(world):
    read_three_times(world, world.lupe)
    world.granted(world.gideon, world.petra, world.ml101)
    found = rows_of(world.client(world.thea).get("/district/pay.csv"))
    assert found[0] == HEAD
    assert sorted(found[1:]) == sorted([
        ["2026-11", world.isolde.name, "adjudication", "1", "35", "35"],
        ["2026-11", world.keziah.name, "reading", "1", "20", "20"],
        ["2026-11", world.petra.name, "reading", "1", "20", "20"],
        ["2026-11", world.vesna.name, "reading", "1", "20", "20"],
    ])  # fmt: skip


def test_no_earner_no_micro_credential_and_nothing_of_the_work_is_in_it(world):
    read_three_times(world, world.lupe)
    client = world.client(world.thea)
    whole = client.get("/district/pay/").content.decode() + client.get("/district/pay.csv").content.decode("utf-8-sig")
    assert world.keziah.name in whole
    assert world.lupe.name not in whole and "pl-101" not in whole.lower() and world.pl101.title not in whole


def test_the_rates_are_the_districts_own(world):
    world.granted(world.gideon, world.vesna)
    client = world.client(world.thea)
    assert client.post("/district/pay/", {"reading": "25", "adjudication": "40"}).status_code == 302
    assert rows_of(client.get("/district/pay.csv"))[1][-2:] == ["25", "25"]
    answer = client.post("/district/pay/", {"reading": "a lot", "adjudication": "40"})
    assert answer.status_code == 400 and 'value="a lot"' in answer.content.decode()
    assert rows_of(client.get("/district/pay.csv"))[1][-2:] == ["25", "25"]
    set_pay(world.fh101.microcredential.organization.parent or world.district, reading=1, adjudication=1, by=world.thea)
    assert "25" in client.get("/district/pay.csv").content.decode()


def test_a_month_is_that_of_the_districts_wall_and_only_what_is_filed_counts(world):
    last = MONDAY.replace(day=30, hour=23)  # still November in Alder Bay, December in Greenwich
    with clock.at(last):
        world.granted(world.gideon, world.vesna)
    with clock.at(last + timedelta(hours=2)):
        world.granted(world.lupe, world.vesna)
        claim(world.sent(world.cyrus).attempts.get(state="sent"), by=world.keziah)
        client = world.client(world.thea)
        for month in ("2026-11", "2026-12"):
            assert [row[:4] for row in rows_of(client.get(f"/district/pay.csv?month={month}"))[1:]] == [
                [month, world.vesna.name, "reading", "1"]
            ]
        assert "All together" in client.get("/district/pay/?month=nonsense").content.decode()


def test_whoever_is_paid_for_another_district_is_not_in_it(world):
    reading = world.claimed(world.magnus, world.rowan, world.fh101)
    score(reading, world.sheet(reading), keep="", by=world.rowan)
    assert Reading.objects.filter(state="filed").count() == 1
    assert rows_of(world.client(world.thea).get("/district/pay.csv")) == [HEAD]
    assert "Nobody has filed a reading yet" in world.client(world.thea).get("/district/pay/").content.decode()
    assert rows_of(world.client(world.gwendolyn).get("/district/pay.csv"))[1][1] == world.rowan.name
    assert kind_paid("first") is Paid.READING
