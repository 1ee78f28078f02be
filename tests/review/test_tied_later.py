"""A filed sheet of somebody who turns out to be tied to the earner: set aside while nothing is decided, and read anew."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from merited.base.errors import Refused
from merited.people.actions import tie
from merited.people.queries import places_below
from merited.review.actions import claim, confirm_grant, jot, score, set_plan
from merited.review.actions.declaring import declare
from merited.review.actions.reading_anew import ask_anew_at
from merited.review.flags import declare_conflict
from merited.review.models import Course, Decision, Granting, Reading
from merited.review.queries import judged_in, queue
from merited.review.queries.offers import filed_in
from merited.review.queries.recount import recount, undecided
from merited.review.rules.stages import Plan
from merited.submissions.models import Submission
from tests.world import MONDAY

pytestmark = pytest.mark.django_db
TWICE = Plan(share=100, first_of_version=0, borderline=False)
HERS = "Her words."


def names(submission, *people):
    addresses = [EmailAddress.objects.get(user=one).email for one in people]
    declare(submission, reused="", addresses=addresses, by=submission.person)


def both_say_so(world, submission, reader):
    names(submission, reader)
    names(world.draft(reader, world.version("pl-102")), submission.person)


def filed(world, attempt, reader, **open_ones):
    reading = claim(attempt, by=reader)
    outcome = score(reading, world.sheet(reading, open_ones), keep=HERS, by=reader)
    return Reading.objects.get(pk=reading.pk), outcome


def fresh(reading):
    return Reading.objects.get(pk=reading.pk)


@pytest.fixture
def attempt(world):
    """Lupe's PL-101, read by two."""
    set_plan(world.pl101.microcredential, TWICE, by=None)
    return world.sent(world.lupe).attempts.get()


@pytest.fixture
def hers(world, attempt):
    """Keziah has filed the first of the two sheets."""
    return filed(world, attempt, world.keziah)[0]


def test_that_an_earner_names_somebody_throws_out_no_sheet(world, attempt, hers):
    names(attempt.submission, world.keziah)
    assert fresh(hers).state == "filed"
    _second, outcome = filed(world, attempt, world.vesna)
    assert outcome == "earned"
    assert set(Reading.objects.filter(state="filed").values_list("reviewer", flat=True)) == {
        world.keziah.pk, world.vesna.pk,
    }  # fmt: skip


def test_where_both_say_so_it_is_set_aside_with_the_reason_and_a_fresh_reader_is_asked(world, attempt, hers):
    both_say_so(world, attempt.submission, world.keziah)

    aside = fresh(hers)
    assert (aside.state, aside.set_aside_because, aside.keep) == ("set_aside", "co_author", HERS)
    assert aside.set_aside_at and aside.filed_at and aside.scores.count() == len(world.pl101.document.criteria)
    assert attempt in queue(world.vesna) and attempt not in queue(world.keziah)
    assert (
        filed(world, attempt, world.vesna)[1] is None and Reading.objects.get(reviewer=world.vesna).purpose == "first"
    )
    assert filed(world, attempt, world.isolde)[1] == "earned" and undecided() == 0
    assert not any(one.wrong for one in recount())


def test_its_earner_is_never_shown_it(world, attempt, hers):
    both_say_so(world, attempt.submission, world.keziah)
    for reader in (world.vesna, world.isolde):
        reading = claim(attempt, by=reader)
        score(reading, world.sheet(reading), keep="", by=reader)
    page = world.client(world.lupe).get(f"/work/{attempt.submission_id}/").content.decode()
    assert HERS not in page and all(not one.words for one in judged_in(attempt.submission)[attempt.pk].values())


def test_a_reader_who_names_the_earner_first_sets_their_own_sheet_aside(world, attempt, hers):
    names(world.draft(world.keziah, world.version("pl-102")), world.lupe)
    assert fresh(hers).state == "set_aside"


def test_what_is_decided_stays_as_it_is(world):
    set_plan(world.pl101.microcredential, Plan(0, 0, borderline=False), by=None)
    submission = world.not_yet(world.lupe, world.keziah)
    before = Decision.objects.values_list().get()

    both_say_so(world, submission, world.keziah)
    tie(world.keziah, world.lupe, "supervisor")
    ask_anew_at(places_below(world.district))

    assert Reading.objects.get().state == "filed" and Decision.objects.values_list().get() == before
    assert Submission.objects.get(person=world.lupe).state == "not_yet"


@pytest.mark.parametrize("kind", ["supervisor", "coach", "declared"])
def test_a_tie_from_the_roster_is_heeded_each_morning_and_when_it_would_be_decided(world, attempt, hers, kind):
    tie(world.keziah, world.lupe, kind)
    assert filed(world, attempt, world.vesna)[1] is None, (
        "the last sheet decides nothing beside one that does not count"
    )
    assert fresh(hers).state == "set_aside" and fresh(hers).set_aside_because == kind
    assert filed(world, attempt, world.isolde)[1] == "earned"

    other = world.sent(world.gideon).attempts.get()
    first = filed(world, other, world.vesna)[0]
    tie(world.vesna, world.gideon, kind)
    assert ask_anew_at(places_below(world.district)) == [other.pk] and fresh(first).state == "set_aside"
    assert not ask_anew_at(places_below(world.district))


def test_whoever_says_at_the_desk_that_they_know_the_person_has_filed_nothing_for_them(world, attempt, hers):
    other = claim(world.sent(world.lupe, world.version("pl-102")).attempts.get(), by=world.keziah)
    declare_conflict(other, by=world.keziah)
    assert fresh(hers).set_aside_because == "declared"


def test_a_second_sheet_is_asked_for_anew_also_where_a_lead_reader_settles_it_now(world, attempt, hers):
    second, _none = filed(world, attempt, world.vesna, p1="Missing. One next move: add what is missing.")
    assert Course.objects.get(attempt=attempt).due == "third"
    settling = claim(attempt, by=world.isolde)

    both_say_so(world, attempt.submission, world.vesna)

    assert fresh(second).state == "set_aside" and Course.objects.get(attempt=attempt).due == "second"
    assert score(settling, world.sheet(settling), keep="", by=world.isolde) is None
    assert undecided() == 0 and not Decision.objects.exists()


def test_what_an_office_would_confirm_is_read_anew_first(world):
    set_plan(world.pl101.microcredential, Plan(0, 0, borderline=False, grant=True), by=None)
    submission = world.sent(world.lupe)
    hers = filed(world, submission.attempts.get(), world.keziah)[0]
    granting = Granting.objects.get()

    tie(world.keziah, world.lupe, "supervisor")
    with pytest.raises(Refused) as no:
        confirm_grant(granting, by=world.corwin)

    assert no.value.code == "read-anew" and Granting.objects.get().state == "read_anew"
    assert fresh(hers).state == "set_aside" and not Decision.objects.exists()
    filed(world, submission.attempts.get(), world.vesna)
    confirm_grant(Granting.objects.get(state="open"), by=world.corwin)
    assert Decision.objects.get().outcome == "earned"


def test_its_reader_is_told_why_and_is_paid(world, attempt, hers):
    both_say_so(world, attempt.submission, world.keziah)
    client = world.client(world.keziah)

    page = client.get(reverse("reviewer:desk", args=[hers.pk])).content.decode()
    assert "was set aside on" in page and HERS in page and world.lupe.name not in page.partition("<main")[2]
    assert "Set aside: a fresh reader reads it" in client.get(reverse("reviewer:history")).content.decode()
    assert [one.count for one in filed_in(world.district, MONDAY.date().replace(day=1))] == [1]
    with pytest.raises(Refused):
        jot(fresh(hers), {}, keep="Mine.", by=world.keziah)
    assert fresh(hers).keep == HERS
