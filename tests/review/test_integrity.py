"""Integrity as a procedure: each step has its day, a panel finds, and only a finding takes anything away."""

from datetime import date, timedelta

import pytest

from merited.base import clock
from merited.base.errors import Refused
from merited.people.actions import appoint
from merited.people.rules.places import Office
from merited.review.actions import claim, score
from merited.review.actions.hearing import (
    accept_finding,
    answer_case,
    appeal_case,
    end_unappealed,
    extend_answer,
    fill_case_seats,
    hear,
    hear_unanswered,
    leave_case,
)
from merited.review.actions.noticing import hold_what_was_sent, open_case, raise_concern, set_concern_aside
from merited.review.models import Case, CaseVoice, Concern, Reading
from merited.review.queries.integrity import cases_heard_by, cases_led_by, cases_of, concerns_for, members_of
from merited.review.queries.recount import awards_amiss, recount
from merited.review.rules.looks import panel_bars
from merited.submissions.actions import revise, send, withdraw
from merited.submissions.models import Standing, Submission
from merited.submissions.rules.completeness import STATEMENTS
from tests.world import MONDAY

pytestmark = pytest.mark.django_db


def code_of(deed):
    with pytest.raises(Refused) as no:
        deed()
    return no.value.code


@pytest.fixture
def house(world):
    """Philippa leads integrity; besides Isolde and Ximena, four more may sit in panels."""
    appoint(world.philippa, Office.INTEGRITY_LEAD, world.district, by=None)
    for one in (world.petra, world.halvard, world.teodor, world.magnus, world.tobin):
        appoint(one, Office.PANELIST, world.district, by=None)
    return world


@pytest.fixture
def reading(house):
    """Dov's PL-101, with Vesna, who reads it."""
    return house.claimed(house.dov, house.vesna)


def flagged(world, reading, words="The first lines are those of an anchor."):
    return raise_concern(reading, exhibit=None, prompt="p3.q1", words=words, by=reading.reviewer)


@pytest.fixture
def concern(house, reading):
    return flagged(house, reading)


@pytest.fixture
def case(house, concern):
    return opened(house, concern)


def opened(world, concern, criteria=("p3",)):
    return open_case(concern, criteria, words="Please tell us how this answer came about.", by=world.philippa)


def fresh(case):
    return Case.objects.get(pk=case.pk)


def panel(case):
    return [
        one.person for one in fresh(case).voices.filter(left_at=None, voice="").select_related("person").order_by("pk")
    ]


def heard(case, *voices):
    """Every seat speaks, in turn."""
    came = [
        hear(fresh(case), voice, reasons=f"I find {voice}.", by=one)
        for voice, one in zip(voices, panel(case), strict=True)
    ]
    return came[-1]


def answered(case, by):
    answer_case(case, words="I wrote it from the handout of our training.", by=by)


def standing(work):
    return set(Standing.objects.filter(submission=work).values_list("criterion", flat=True))


def test_a_flag_leads_to_triage_within_five_working_days_and_the_reading_goes_on(house, reading, concern):
    assert concern.due == date(2026, 11, 23) and concern.state == "waiting"
    assert list(concerns_for(house.philippa)) == [concern]
    assert reading.attempt.submission.state == "waiting" and type(reading).objects.get(pk=reading.pk).state == "claimed"


def test_a_flag_names_a_place_and_says_what_was_seen(house, reading):
    assert (
        code_of(lambda: raise_concern(reading, exhibit=None, prompt="", words="x y", by=house.vesna)) == "names-nothing"
    )
    assert code_of(lambda: flagged(house, reading, words=" ")) == "no-words"


def test_a_double_click_on_a_flag_is_one_concern(house, reading):
    assert flagged(house, reading) == flagged(house, reading)


def test_the_lead_finds_nothing_of_their_own_school_their_coachees_or_their_own_flags(house):
    mine = flagged(house, house.claimed(house.gideon, house.vesna))  # whom Philippa coaches
    assert mine not in concerns_for(house.philippa)
    assert not concerns_for(house.thea).exists() and not concerns_for(house.corwin).exists()


def test_the_lead_finds_nothing_that_they_read(house):
    appoint(house.keziah, Office.INTEGRITY_LEAD, house.district, by=None)
    found = Concern.objects.create(
        attempt=house.claimed(house.cyrus, house.keziah).attempt, kind="likeness", raised_at=clock.now()
    )
    assert found in concerns_for(house.philippa) and found not in concerns_for(house.keziah)


def test_set_aside_needs_a_reason_and_happens_once(house, concern):
    assert code_of(lambda: set_concern_aside(concern, words=" ", by=house.philippa)) == "no-words"
    set_concern_aside(concern, words="A phrase of the handout.", by=house.philippa)
    assert code_of(lambda: set_concern_aside(concern, words="x y", by=house.philippa)) == "settled"
    assert code_of(lambda: opened(house, concern)) == "settled"
    with pytest.raises(Concern.DoesNotExist):
        set_concern_aside(concern, words="x y", by=house.thea)


def test_a_case_stops_the_clock_and_gives_ten_working_days(house, case):
    assert case.answer_due == date(2026, 12, 3)  # Thanksgiving is no working day
    assert Submission.objects.get(pk=case.submission_id).state == "on_hold"
    assert list(cases_led_by(house.philippa)) == [case] and list(cases_of(house.dov)) == [case]
    for other in (house.thea, house.corwin, house.vesna, house.lupe, house.gwendolyn):
        assert not cases_led_by(other).exists() and not cases_heard_by(other).exists() and not cases_of(other).exists()


def test_a_notice_says_what_it_is_about(house, concern):
    assert code_of(lambda: opened(house, concern, ())) == "no-criteria"
    assert code_of(lambda: opened(house, concern, ("zz",))) == "no-criteria"
    assert code_of(lambda: open_case(concern, ["p3"], words=" ", by=house.philippa)) == "no-notice"


def test_one_case_at_a_time_over_one_piece_of_work(house, case):
    other = Concern.objects.create(attempt=case.attempt, kind="likeness", raised_at=clock.now())
    assert code_of(lambda: opened(house, other)) == "one-case"


def test_more_time_is_given_once(house, case):
    extend_answer(case, by=house.dov)
    assert fresh(case).answer_due == date(2026, 12, 3)
    assert code_of(lambda: extend_answer(case, by=house.dov)) == "extended"


def test_no_step_can_be_skipped(house, case):
    assert code_of(lambda: appeal_case(case, words="x y", by=house.dov)) == "case-moved-on"
    assert code_of(lambda: accept_finding(case, by=house.dov)) == "case-moved-on"
    assert not hear_unanswered(case) and not end_unappealed(case)
    answered(case, house.dov)
    assert code_of(lambda: answered(case, house.dov)) == "case-moved-on"
    assert code_of(lambda: extend_answer(case, by=house.dov)) == "case-moved-on"


def test_strangers_do_nothing(house, case):
    for deed in (answer_case, appeal_case):
        with pytest.raises(Case.DoesNotExist):
            deed(case, words="x y", by=house.lupe)
    for deed in (extend_answer, accept_finding):
        with pytest.raises(Case.DoesNotExist):
            deed(case, by=house.lupe)
    answered(case, house.dov)
    with pytest.raises(CaseVoice.DoesNotExist):
        hear(case, "no_case", reasons="x", by=house.thea)


def test_without_an_answer_the_panel_goes_by_what_is_there_once_the_day_is_over(house, case):
    with clock.at(MONDAY + timedelta(days=17)):  # the last day
        assert not hear_unanswered(case)
    with clock.at(MONDAY + timedelta(days=18)):
        assert hear_unanswered(case)
    assert fresh(case).state == "panel" and fresh(case).answered_at is None and len(panel(case)) == 3


def test_nobody_with_a_conflict_sits(house, case):
    answered(case, house.dov)
    bars = {one.person: panel_bars(one) for one in members_of(fresh(case))}
    assert bars[house.corwin.pk] and bars[house.tobin.pk]  # of the department whose badge it is
    assert {one.pk for one in panel(case)} <= {key for key, found in bars.items() if not found}
    assert house.vesna not in panel(case) and house.philippa not in panel(case) and house.thea not in panel(case)


def test_whoever_runs_the_program_sits_in_no_panel_whatever_else_they_hold(house, case):
    appoint(house.thea, Office.PANELIST, house.district, by=None)
    answered(case, house.dov)
    bars = {one.person: panel_bars(one) for one in members_of(fresh(case))}
    assert bars[house.thea.pk] and house.thea not in panel(case)


def test_no_case_lets_the_clock_go_on_and_leaves_no_trace(house, case):
    work = case.submission
    with clock.at(MONDAY + timedelta(days=2)):
        answered(case, house.dov)
        assert heard(case, "no_case", "teach", "no_case") == "no_case"
    work.refresh_from_db()
    assert work.state == "waiting" and fresh(case).state == "closed"
    attempt = work.attempts.get()
    assert attempt.state == "sent" and attempt.hear_by == date(2026, 12, 7)  # two working days later than promised


def test_teach_gives_it_back_unread_and_nothing_falls(house, case):
    answered(case, house.dov)
    assert heard(case, "teach", "teach", "no_case") == "teach"
    work = Submission.objects.get(pk=case.submission_id)
    assert work.state == "draft" and [one.state for one in work.attempts.order_by("number")] == ["withdrawn", "open"]
    assert work.attempts.get(number=2).answers.count() == work.attempts.get(number=1).answers.count()
    assert fresh(case).state == "found" and fresh(case).appeal_until == date(2026, 12, 16)


def sound():
    """Every decision is what its sheets come to, and no badge is there twice or missing."""
    amiss = awards_amiss()
    return not [one for one in recount() if one.wrong] and not amiss["awards twice"] + amiss["awards missing"]


def earned_case(world, criteria=("p3",)):
    """A case over work that is earned already: the flag came while it was read."""
    reading = world.claimed(world.dov, world.vesna)
    concern = flagged(world, reading)
    score(reading, world.sheet(reading), keep="", by=world.vesna)
    case = opened(world, concern, criteria)
    answered(case, world.dov)
    return case


def test_what_takes_something_away_waits_for_the_appeal(house):
    case = earned_case(house)
    before = standing(case.submission)
    assert heard(case, "not_met", "not_met", "revoke") == "not_met"
    assert standing(case.submission) == before and Submission.objects.get(pk=case.submission_id).state == "earned"
    with clock.at(MONDAY + timedelta(days=30)):
        assert not end_unappealed(case)
    with clock.at(MONDAY + timedelta(days=31)):
        assert end_unappealed(case)
    assert before - standing(case.submission) == {"p3"}
    assert Submission.objects.get(pk=case.submission_id).state == "not_yet"
    award = fresh(case).award
    assert award.revoked_for == "integrity" and award.revoked_by is None and award.revoked_note == ""
    assert sound()


def test_what_fell_can_be_met_again(house):
    case = earned_case(house)
    heard(case, "not_met", "not_met", "not_met")
    accept_finding(case, by=house.dov)
    work = Submission.objects.get(pk=case.submission_id)
    revise(work, by=house.dov)
    house.attempt(work).change_notes.create(criterion="p3", text="Written anew.", saved_at=clock.now())
    send(work, set(STATEMENTS), by=house.dov)
    reading = claim(work.attempts.get(number=2), by=house.vesna)
    assert str(score(reading, house.sheet(reading), keep="", by=house.vesna)) == "earned"
    assert sound()


def test_revoke_takes_the_badge_and_no_standing(house):
    case = earned_case(house)
    before = standing(case.submission)
    assert heard(case, "revoke", "revoke", "not_met") == "revoke"
    accept_finding(case, by=house.dov)
    assert fresh(case).award.revoked_for == "integrity" and standing(case.submission) == before


def test_nothing_is_revoked_where_there_is_no_badge(house, case):
    answered(case, house.dov)
    assert code_of(lambda: hear(fresh(case), "revoke", reasons="x", by=panel(case)[0])) == "no-outcome"
    assert code_of(lambda: hear(fresh(case), "teach", reasons=" ", by=panel(case)[0])) == "no-reasons"


def test_an_appeal_goes_to_other_persons_and_is_never_worse(house):
    case = earned_case(house)
    first = set(panel(case))
    heard(case, "not_met", "not_met", "no_case")
    appeal_case(case, words="The handout is the district's own.", by=house.dov)
    assert len(panel(case)) == 3 and not first & set(panel(case))
    assert heard(case, "revoke", "revoke", "revoke") == "not_met"


def test_a_won_appeal_takes_nothing_away(house):
    case = earned_case(house)
    before = standing(case.submission)
    heard(case, "revoke", "revoke", "revoke")
    appeal_case(case, words="The handout is the district's own.", by=house.dov)
    assert heard(case, "no_case", "no_case", "teach") == "no_case"
    assert standing(case.submission) == before and fresh(case).award is None


def test_an_appeal_is_in_time_or_not(house):
    case = earned_case(house)
    heard(case, "not_met", "not_met", "no_case")
    with clock.at(MONDAY + timedelta(days=31)):
        assert code_of(lambda: appeal_case(case, words="x y", by=house.dov)) == "too-late-to-appeal"


def test_what_is_sent_again_while_a_case_is_open_is_on_hold_too(house):
    work = house.not_yet(house.dov, house.vesna)
    done = Reading.objects.get(attempt__submission=work)
    concern = Concern.objects.create(attempt=done.attempt, kind="likeness", raised_at=clock.now())
    case = opened(house, concern)
    assert case.hold is None
    revise(work, by=house.dov)
    for key in {"p1", "p3", *(one.id for one in work.version.document.criteria)} - standing(work):
        house.attempt(work).change_notes.create(criterion=key, text="Added.", saved_at=clock.now())
    send(work, set(STATEMENTS), by=house.dov)
    assert hold_what_was_sent(case) and Submission.objects.get(pk=work.pk).state == "on_hold"
    assert not hold_what_was_sent(fresh(case))


def test_who_takes_the_work_back_ends_no_case(house, case):
    withdraw(case.submission, by=house.dov)
    answered(case, house.dov)
    assert heard(case, "teach", "teach", "teach") == "teach"
    assert Submission.objects.get(pk=case.submission_id).state == "withdrawn"


def test_a_seat_is_given_up_and_filled(house, case):
    answered(case, house.dov)
    one = panel(case)[0]
    leave_case(case, by=one)
    assert one not in panel(case)
    assert fill_case_seats(case, by=house.philippa) == len(panel(case))
