"""Integrity, two at the very same moment: one of them counts, and the other is told."""

import pytest

from merited.base.models import LogEntry
from merited.people.actions import appoint
from merited.people.rules.places import Office
from merited.review.actions import score
from merited.review.actions.hearing import accept_finding, answer_case, appeal_case, hear
from merited.review.actions.likeness import compare
from merited.review.actions.noticing import open_case, raise_concern, set_concern_aside
from merited.review.models import Case, Concern, Likeness, Mark
from merited.review.queries.integrity import seats_in
from merited.submissions.actions import withdraw
from merited.submissions.models import Standing, Submission
from tests.processes.race import Came, at_once
from tests.review.test_likeness import MINE, work

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house(world):
    appoint(world.halvard, Office.INTEGRITY_LEAD, world.district, by=None)
    for one in (world.petra, world.teodor, world.philippa):
        appoint(one, Office.PANELIST, world.district, by=None)
    return world


@pytest.fixture
def reading(house):
    return house.claimed(house.dov, house.vesna)


@pytest.fixture
def concern(house, reading):
    return raise_concern(reading, exhibit=None, prompt="p3.q1", words="The lines match.", by=house.vesna)


def opened(world, concern):
    return open_case(concern, ["p3"], words="How did it come about?", by=world.halvard)


@pytest.fixture
def in_panel(house, reading, concern):
    """A case over work that is earned, before its panel."""
    score(reading, house.sheet(reading), keep="", by=house.vesna)
    case = opened(house, concern)
    answer_case(case, words="So.", by=house.dov)
    return Case.objects.get()


def seats(case):
    return [one.person for one in seats_in(Case.objects.get(pk=case.pk)) if not one.voice]


def voice(case, person, said="not_met"):
    return lambda: hear(case, said, reasons="Why.", by=person)


def test_a_double_click_opens_one_case(house, concern, overtaken):
    first, second = overtaken("case.written", lambda: opened(house, concern), lambda: opened(house, concern))

    assert first.refused is None and second.refused in ("settled", "one-case") and Case.objects.count() == 1


def test_opening_meets_setting_aside(house, concern, overtaken):
    first, second = overtaken(
        "case.written",
        lambda: opened(house, concern),
        lambda: set_concern_aside(concern, words="A handout.", by=house.halvard),
    )

    assert first.refused is None and second == Came(refused="settled")
    assert Concern.objects.get().state == "case"


def test_opening_meets_the_reader_who_files(house, reading, concern, overtaken):
    first, second = overtaken(
        "case.written", lambda: opened(house, concern),
        lambda: score(reading, house.sheet(reading), keep="", by=house.vesna),
    )  # fmt: skip

    assert first.refused is None and second == Came(refused="on-hold")
    assert Submission.objects.get().state == "on_hold"


def test_opening_meets_the_earner_who_takes_it_back(house, concern, overtaken):
    first, second = overtaken(
        "case.written", lambda: opened(house, concern), lambda: withdraw(concern.attempt.submission, by=house.dov)
    )

    assert first.refused is None and second.refused is None and Submission.objects.get().state == "withdrawn"


def test_a_double_click_answers_once_and_seats_one_panel(house, concern, overtaken):
    case = opened(house, concern)

    def answer():
        return answer_case(case, words="So.", by=house.dov)

    first, second = overtaken("case.panel-begun", answer, answer)

    assert first.refused is None and second == Came(refused="case-moved-on") and case.voices.count() == 3


def test_three_voices_at_once_decide_once(house, in_panel):
    came = at_once(*(voice(in_panel, one) for one in seats(in_panel)))

    assert [one.refused for one in came] == [None] * 3
    assert sorted(str(one.value) for one in came) == ["None", "None", "not_met"]
    assert LogEntry.objects.filter(deed="case.decided").count() == 1 and Case.objects.get().state == "found"


def test_a_double_click_on_a_voice_counts_once(house, in_panel, overtaken):
    one = seats(in_panel)[0]

    first, second = overtaken("case.voice-written", voice(in_panel, one), voice(in_panel, one, "revoke"))

    assert first.refused is None and second == Came(refused="spoken")


def test_an_appeal_meets_the_acceptance_and_one_of_them_counts(house, in_panel, overtaken):
    for one in seats(in_panel):
        voice(in_panel, one)()

    first, second = overtaken(
        "case.appealed", lambda: appeal_case(in_panel, words="Look again.", by=house.dov),
        lambda: accept_finding(in_panel, by=house.dov),
    )  # fmt: skip

    assert first.refused is None and second == Came(refused="case-moved-on")
    assert Standing.objects.filter(criterion="p3").exists()  # nothing is taken away meanwhile


def test_two_acceptances_let_it_fall_once(house, in_panel, overtaken):
    for one in seats(in_panel):
        voice(in_panel, one)()

    first, second = overtaken(
        "fall.standing-gone",
        lambda: accept_finding(in_panel, by=house.dov),
        lambda: accept_finding(in_panel, by=house.dov),
    )

    assert first.refused is None and second == Came(refused="case-moved-on")
    assert LogEntry.objects.filter(deed="award.revoked").count() == 1


def test_two_workers_compare_one_attempt_once(house, overtaken):
    compare(work(house, house.gideon, MINE))
    attempt = work(house, house.dov, MINE)

    first, second = overtaken("likeness.marks-written", lambda: compare(attempt), lambda: compare(attempt))

    assert {first.value, second.value} == {1, 0} and Likeness.objects.count() == 1
    assert (
        Mark.objects.filter(attempt=attempt).count()
        == Mark.objects.filter(attempt=attempt).values("kind", "place", "value").distinct().count()
    )
