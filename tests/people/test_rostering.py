"""A roster tried and applied in a district; coming and going."""

from pathlib import Path

import pytest
from allauth.account.models import EmailAddress

from merited.base.errors import Refused
from merited.base.models import LogEntry
from merited.people.models import Employment, Invitation, Membership, Person, RosterRun, Tie
from merited.people.queries import managed_by, offices_of, places_under
from merited.people.rostering import Ticks, apply_roster, known_in, plan_of, try_roster
from merited.people.rules.places import MAY_REVOKE
from merited.review.queries import may_read
from tests.web.test_public import page

CONTENT = Path(__file__).parents[2] / "src/merited/cli/demo/content"


@pytest.fixture
def rows(world):
    """The staff of the small world as a file has them: line by staff id, with the head under ''."""
    here = set(known_in(world.district).staff)
    lines = (CONTENT / "roster-staff.csv").read_text().splitlines()
    return {"": lines[0]} | {line.split(",")[0]: line for line in lines[1:] if line.split(",")[0] in here}


def tried(world, rows, by=None):
    return try_roster("\n".join(rows.values()).encode(), "staff.csv", district=world.district, by=by or world.thea)


def test_the_file_of_the_district_changes_nothing_but_unknown_supervisors(world, rows):
    plan, _known, same = plan_of(tried(world, rows))

    assert same and plan.counts()["same"] == len(rows) - 1 and plan.left_out == ()
    assert {one.code for one in plan.findings} <= {"no-such-supervisor"}  # who is not in the small world of the tests


def test_a_new_person_is_made_placed_bound_and_invited_when_ticked(world, rows):
    rows["new"] = "AB-2001,nell.frost@alderbay.example,,Nell,Frost,tidewater-ms,,Grade 6 teacher,,,AB-1453"
    run = tried(world, rows)
    assert not Person.objects.filter(name="Nell Frost").exists()

    counts = apply_roster(run, Ticks(invite=True), by=world.thea)

    nell = Person.objects.get(name="Nell Frost")
    assert counts["new"] == counts["invited"] == 1
    assert not EmailAddress.objects.get(user=nell).verified and not nell.has_usable_password()
    assert Membership.objects.get(person=nell).organization.key == "tidewater-ms"
    assert Tie.objects.get(person=nell, kind="supervisor").other == world.lotte
    assert Invitation.objects.get(person=nell).address == "nell.frost@alderbay.example"


def test_new_people_are_not_invited_unless_it_is_ticked(world, rows):
    rows["new"] = "AB-2001,nell.frost@alderbay.example,,Nell,Frost,,,,,,"
    apply_roster(tried(world, rows), Ticks(), by=world.thea)

    assert Invitation.objects.count() == 0
    assert Membership.objects.get(person__name="Nell Frost").organization == world.district


def test_applying_twice_changes_nothing(world, rows):
    rows["new"] = "AB-2001,nell.frost@alderbay.example,,Nell,Frost,,,,,,"
    run = tried(world, rows)
    apply_roster(run, Ticks(), by=world.thea)

    with pytest.raises(Refused) as no:
        apply_roster(run, Ticks(), by=world.thea)

    assert no.value.code == "applied"
    assert tried(world, rows).counts["new"] == 0
    assert Person.objects.filter(name="Nell Frost").count() == 1


def test_what_was_shown_is_worked_out_anew_when_somebody_changed_something(world, rows):
    del rows["AB-1117"]
    run = tried(world, rows)
    Employment.objects.filter(staff_id="AB-1082").update(job="Grade 1 teacher")

    with pytest.raises(Refused) as no:
        apply_roster(run, Ticks(left=frozenset(["AB-1117"])), by=world.thea)

    assert no.value.code == "changed-since"
    assert Employment.objects.get(staff_id="AB-1117").until is None
    apply_roster(run, Ticks(left=frozenset(["AB-1117"])), by=world.thea)
    assert Employment.objects.get(staff_id="AB-1117").until
    assert Employment.objects.get(staff_id="AB-1082").job == "Kindergarten teacher"


def test_nobody_is_deleted_and_whoever_is_not_in_the_file_stays_unless_ticked(world, rows):
    before = Person.objects.count()
    del rows["AB-1117"], rows["AB-1082"]

    apply_roster(tried(world, rows), Ticks(left=frozenset(["AB-1117", "AB-1453"])), by=world.thea)

    assert Person.objects.count() == before
    ended = set(Employment.objects.filter(until__isnull=False).values_list("staff_id", flat=True))
    assert ended == {"AB-1117"}  # AB-1453 is in the file: a tick that was never offered does nothing


def test_one_entry_for_the_roster_and_one_for_each_person_that_changes(world, rows):
    before = LogEntry.objects.count()
    rows["AB-1082"] = rows["AB-1082"].replace("Kindergarten", "Grade 1")

    run = tried(world, rows)
    apply_roster(run, Ticks(), by=world.thea)

    deeds = list(LogEntry.objects.order_by("id").values_list("deed", flat=True))[before:]
    assert deeds == ["roster.tried", "person.employment_changed", "roster.applied"]


def test_a_move_to_another_school_takes_effect_on_who_may_judge(world, rows):
    attempt = world.sent(world.lupe).attempts.get()
    assert may_read(world.keziah).filter(pk=attempt.pk).exists()
    rows["AB-1082"] = rows["AB-1082"].replace("gull-point-es", "harbor-ridge-hs")

    apply_roster(tried(world, rows), Ticks(), by=world.thea)

    assert not may_read(world.keziah).filter(pk=attempt.pk).exists()
    assert may_read(world.tobin).filter(pk=attempt.pk).exists()


def test_a_new_supervisor_takes_effect_on_who_may_judge(world, rows):
    attempt = world.sent(world.lupe).attempts.get()
    rows["AB-1082"] = rows["AB-1082"].replace("AB-1453", "AB-1271")  # Vesna

    apply_roster(tried(world, rows), Ticks(), by=world.thea)

    assert not may_read(world.vesna).filter(pk=attempt.pk).exists()


def test_a_changed_name_is_written_and_a_changed_address_only_offered_to_its_owner(world, rows):
    rows["AB-1082"] = rows["AB-1082"].replace("Arrigo", "Arrigo-Sand").replace("lupe.arrigo@", "lupe.sand@")

    apply_roster(tried(world, rows), Ticks(), by=world.thea)

    world.lupe.refresh_from_db()
    assert world.lupe.name == "Lupe Arrigo-Sand"
    assert EmailAddress.objects.get(user=world.lupe).email == "lupe.arrigo@alderbay.example"
    assert Employment.objects.get(person=world.lupe).email == "lupe.sand@alderbay.example"
    shown = page(world.client(world.lupe).get("/accounts/"))
    assert "another address at work for you: lupe.sand@alderbay.example" in shown


def test_somebody_who_was_invited_by_hand_joins_the_roster_with_the_same_account(world, rows):
    from merited.people.joining import welcome

    welcome("Nell Frost", "nell.frost@alderbay.example", world.district, by=world.thea)
    rows["new"] = "AB-2001,nell.frost@alderbay.example,,Nell,Frost,,,,,,"

    counts = apply_roster(tried(world, rows), Ticks(), by=world.thea)

    assert counts["joins"] == 1 and Person.objects.filter(name="Nell Frost").count() == 1


def test_only_those_who_answer_for_the_program_read_a_roster(world, rows):
    for who in (world.corwin, world.lupe):
        with pytest.raises(Refused) as no:
            tried(world, rows, by=who)
        assert no.value.code == "no-office"
    run = tried(world, rows)
    with pytest.raises(Refused):
        apply_roster(run, Ticks(), by=world.corwin)


def test_the_rows_of_a_file_are_forgotten_when_it_is_applied_or_replaced(world, rows):
    first = tried(world, rows)
    second = tried(world, rows)
    assert not RosterRun.objects.filter(pk=first.pk).exists()

    apply_roster(second, Ticks(), by=world.thea)

    assert RosterRun.objects.get(pk=second.pk).sheet == {"columns": [], "rows": []}


def test_who_has_left_holds_no_office_until_they_are_back(world, rows):
    thea = rows.pop("AB-1418")
    corwin_runs = tried(world, rows, by=None)
    apply_roster(corwin_runs, Ticks(left=frozenset(["AB-1418"])), by=None)
    assert offices_of(world.thea) == set() and places_under(world.thea, MAY_REVOKE) == set()
    assert managed_by(world.thea) is None

    rows["AB-1418"] = thea
    again = try_roster("\n".join(rows.values()).encode(), "staff.csv", district=world.district, by=None)
    counts = apply_roster(again, Ticks(), by=None)

    assert counts["back"] == 1 and managed_by(world.thea) == world.district


def test_who_moved_to_another_district_is_at_home_there(world):
    from merited.people.actions import found_organization, place
    from merited.people.joining import employ, part
    from merited.people.queries import home_of
    from merited.people.rules.places import Place

    other = found_organization("elsewhere", "Elsewhere", Place.DISTRICT)
    place(world.gideon, other)
    employ(world.gideon, other, "E-1", by=None)
    assert home_of(world.gideon) == world.district

    part(Employment.objects.get(person=world.gideon, district=world.district), by=world.thea)

    assert home_of(world.gideon) == other


def test_somebody_who_left_and_is_placed_nowhere_else_keeps_the_old_home(world):
    from merited.people.joining import part
    from merited.people.queries import home_of

    part(Employment.objects.get(person=world.gideon), by=world.thea)

    assert home_of(world.gideon) == world.district


def test_a_new_staff_id_keeps_the_person(world, rows):
    rows["AB-1082"] = rows["AB-1082"].replace("AB-1082", "AB-9082")

    counts = apply_roster(tried(world, rows), Ticks(), by=world.thea)

    assert (counts["changed"], counts["new"], counts["left_out"]) == (1, 0, 0)
    assert Employment.objects.get(staff_id="AB-9082").person == world.lupe
    assert not Employment.objects.filter(staff_id="AB-1082").exists()
