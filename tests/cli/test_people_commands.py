"""`merited roster` and `merited invite`: the same rules as on the pages."""

from pathlib import Path

import pytest

from merited.base.errors import Refused
from merited.cli import people
from merited.cli.main import parser
from merited.people.actions import found_organization
from merited.people.models import Employment, Person
from merited.people.queries import offices_of, verified_address
from merited.people.rules.places import Place

CONTENT = Path(__file__).parents[2] / "src/merited/cli/demo/content"


def run(file, **more):
    said = []
    code = people.roster(str(file), **({"district": "alder-bay", "apply": False, "left": []} | more), say=said.append)
    return code, "\n".join(said)


def test_a_roster_is_only_shown_until_apply_is_said(world):
    before = Person.objects.count()

    code, said = run(CONTENT / "roster-staff-flawed.csv")

    assert code == 1 and "Did you mean harbor-ridge-hs?" in said and "Nothing has changed." in said
    assert Person.objects.count() == before


def test_apply_does_it_and_leavers_are_named_one_by_one(world, tmp_path):
    file = tmp_path / "staff.csv"
    file.write_text("staff_id,email,first_name,last_name\nX-1,x@a.example,Xenia,Ott\n")

    code, said = run(file, apply=True, left=["AB-1117"])

    assert code == 0 and "new: Xenia Ott (X-1)" in said and "It is applied." in said
    assert list(Employment.objects.filter(until__isnull=False).values_list("staff_id", flat=True)) == ["AB-1117"]


def test_with_several_districts_one_must_be_named(world, tmp_path):
    found_organization("elsewhere", "Elsewhere", Place.DISTRICT)
    with pytest.raises(Refused) as no:
        run(CONTENT / "roster-staff.csv", district=None)
    assert no.value.code == "which-district" and "elsewhere" in no.value.sentence


def test_an_invitation_prints_the_link(world):
    said = []
    people.invite("Nell Frost", "nell@x.example", district="alder-bay", say=said.append)

    assert world.client().get(said[0].removeprefix("http://localhost:8000")).status_code == 200


def test_the_first_one_who_runs_a_program_is_given_the_office_on_the_server(world):
    said = []
    people.appoint(
        verified_address(world.vesna), "checker", at="personalized-learning", district="alder-bay", say=said.append
    )
    assert said == [f"{world.vesna.name} holds this office now: checker, Personalized Learning."]
    assert offices_of(world.vesna) == {"checker"}
    for address, office, at, code in (
        ("nobody@x.example", "checker", None, "nobody"),
        (verified_address(world.vesna), "checker", "gull-point-es", "no-place"),
        (verified_address(world.vesna), "department_lead", None, "not-there"),
        (verified_address(world.vesna), "pope", None, "no-such-office"),
    ):
        with pytest.raises(Refused) as no:
            people.appoint(address, office, at=at, district="alder-bay", say=said.append)
        assert no.value.code == code


def test_the_command_line_knows_both():
    assert parser().parse_args(["roster", "staff.csv", "--apply", "--left", "A", "--left", "B"]).left == ["A", "B"]
    assert parser().parse_args(["invite", "Nell", "nell@x.example"]).district is None
