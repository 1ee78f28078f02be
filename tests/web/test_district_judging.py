"""How work is judged: a lead reads the plan in words and changes it; strangers and other departments find nothing."""

import pytest

from merited.review.actions import set_plan
from merited.review.models import Procedure
from merited.review.queries import plan_for
from merited.review.rules.stages import SINGLE, Plan

WHOLE = {"first_of_version": "5", "share": "20", "borderline": "on"}


def plan_of(version):
    return plan_for(version.microcredential)


def test_the_plan_is_said_in_words(world):
    set_plan(world.pl101.microcredential, Plan(), by=None)
    page = world.client(world.corwin).get("/district/judging/").content.decode()
    assert "the first 5 submissions of a new version" in page and "20 in 100 of the rest" in page
    assert "exactly one criterion is open" in page and "ML-101" not in page


def test_one_reader_is_said_too(world):
    set_plan(world.pl101.microcredential, SINGLE, by=None)
    assert (
        "One person reads, and it is decided." in world.client(world.corwin).get("/district/judging/").content.decode()
    )


def test_a_lead_changes_it_and_the_pool_stays_as_it_was(world):
    set_plan(world.pl101.microcredential, Plan(share=0, pool=True, pool_from=3), by=None)
    client = world.client(world.corwin)
    answer = client.post("/district/judging/pl-101/", WHOLE | {"share": " 50 "}, follow=True)
    assert "What somebody has begun to read goes on as it was" in answer.content.decode()
    assert plan_of(world.pl101) == Plan(share=50, pool=True, pool_from=3)
    client.post("/district/judging/pl-101/", {"first_of_version": "0", "share": "0", "stakes": "on"})
    assert plan_of(world.pl101) == Plan(0, 0, borderline=False, stakes=True, pool=True, pool_from=3)


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("share", "lots", "from 0 to 100"), ("share", "101", "from 0 to 100"), ("share", "", "from 0 to 100"),
        ("first_of_version", "-1", "from 0 to 500"), ("first_of_version", "five", "from 0 to 500"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_and_stays_on_the_page(world, name, typed, sentence):
    before = plan_of(world.pl101)
    page = world.client(world.corwin).post("/district/judging/pl-101/", WHOLE | {name: typed}).content.decode()
    assert sentence in page and f'name="{name}" value="{typed}"' in page and "Nothing has changed" in page
    assert plan_of(world.pl101) == before


def test_nobody_changes_what_another_department_answers_for(world):
    before = list(Procedure.objects.order_by("pk").values("pk", "plan"))
    for who in (world.ximena, world.keziah, world.lupe, world.gwendolyn, world.teodor):
        client = world.client(who)
        assert client.get("/district/judging/pl-101/").status_code == 404
        assert client.post("/district/judging/pl-101/", WHOLE).status_code == 404
    assert world.client(world.thea).get("/district/judging/fh-101/").status_code == 404
    assert list(Procedure.objects.order_by("pk").values("pk", "plan")) == before
