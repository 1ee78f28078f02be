"""Work that is taken back while a question about it waits, and begun anew: the question goes with it, and tells nobody."""

import pytest

from merited.people.actions import appoint
from merited.people.rules.places import Office
from merited.review.actions import claim, score
from merited.review.actions.noticing import take_back
from merited.review.models import Case
from merited.submissions.actions import send, write
from merited.submissions.models import Answer, Hold, Standing, Submission
from merited.submissions.rules.completeness import STATEMENTS
from merited.worker.integrity import keep_holding
from tests.review import test_integrity as steps

pytestmark = pytest.mark.django_db
house, reading, concern = steps.house, steps.reading, steps.concern
SAME = "We sorted the cards on Monday and again on Friday, and I wrote down each time who had waited."


def answer(work, by, text):
    """Every question answered with this, so that nothing else tells the two apart."""
    for one in Answer.objects.filter(attempt=work.attempts.get(state="open")):
        write(one.attempt, one.prompt, text, revision=one.revision, by=by)


@pytest.fixture
def before(house):
    """Dov's PL-101, sent; Vesna flags it and he takes it back, as nobody keeps him from doing."""
    work = house.written(house.dov)
    answer(work, house.dov, SAME)
    send(work, set(STATEMENTS), by=house.dov)
    reading = claim(work.attempts.get(), by=house.vesna)
    found = steps.flagged(house, reading)
    take_back(work, by=house.dov)
    assert Submission.objects.get(pk=work.pk).state == "withdrawn"
    return found


def anew(house, text=SAME):
    """He begins it anew."""
    work = house.written(house.dov)
    answer(work, house.dov, text)
    return work


def sent_anew(house, text=SAME):
    work = anew(house, text)
    send(work, set(STATEMENTS), by=house.dov)
    return Submission.objects.get(pk=work.pk)


def stands(work):
    return Submission.objects.get(pk=work.pk).state


def judged(house, work):
    reading = claim(work.attempts.get(state="sent"), by=house.tobin)
    score(reading, house.sheet(reading), keep="", by=house.tobin)
    assert stands(work) == "earned"


def test_a_case_over_what_was_taken_back_stops_what_was_sent_anew(house, before):
    work = sent_anew(house)
    case = steps.opened(house, before)

    assert case.submission == work and case.attempt == before.attempt and stands(work) == "on_hold"
    assert steps.code_of(lambda: take_back(work, by=house.dov)) == "under-a-case"
    assert steps.code_of(lambda: claim(work.attempts.get(), by=house.tobin)) == "on-hold"
    for address in (f"/work/{work.pk}/integrity/", f"/work/{before.attempt.submission_id}/integrity/"):
        assert "Please tell us how this answer came about." in house.client(house.dov).get(address).content.decode()
    steps.answered(case, house.dov)
    steps.heard(case, "not_met", "not_met", "not_met")
    house.client(house.dov).post(f"/work/{work.pk}/integrity/", {"deed": "accept"})
    assert Case.objects.get().state == "closed" and stands(work) == "draft"
    assert not Hold.objects.filter(ended_at=None).exists()


def test_what_is_begun_after_the_case_was_opened_goes_with_it_too(house, before):
    case = steps.opened(house, before)
    assert case.submission_id == before.attempt.submission_id
    draft = anew(house)
    assert steps.code_of(lambda: take_back(draft, by=house.dov)) == "under-a-case"

    send(draft, set(STATEMENTS), by=house.dov)
    assert keep_holding() and not keep_holding()

    assert Case.objects.get().submission_id == draft.pk and stands(draft) == "on_hold"
    steps.answered(Case.objects.get(), house.dov)
    steps.heard(case, "no_case", "no_case", "no_case")
    assert stands(draft) == "waiting"


def test_what_was_earned_with_the_same_words_falls_by_the_finding(house, before):
    work = sent_anew(house)
    judged(house, work)
    case = steps.opened(house, before)
    assert case.submission == work
    steps.answered(case, house.dov)
    steps.heard(case, "not_met", "not_met", "not_met")
    house.client(house.dov).post(f"/work/{work.pk}/integrity/", {"deed": "accept"})

    assert not Standing.objects.filter(submission=work, criterion="p3").exists()
    assert Case.objects.get().award.revoked_at and stands(work) == "not_yet"


def test_what_was_judged_on_its_own_is_left_alone(house, before, monkeypatch):
    other = house.draft(house.dov)
    monkeypatch.setattr("tests.world.TEXT", b"Another plan, written in March.\n")
    assert house.written(house.dov) == other
    answer(other, house.dov, "Something else that I tried out in spring with another class, and how it went there.")
    send(other, set(STATEMENTS), by=house.dov)
    judged(house, other)

    case = steps.opened(house, before)
    assert case.submission_id == before.attempt.submission_id and not keep_holding()
    assert stands(other) == "earned"


def test_a_second_question_waits_until_the_first_has_come_to_its_end(house, before):
    sent_anew(house)
    steps.opened(house, before)
    again = type(before).objects.create(attempt=before.attempt, kind="likeness", raised_at=before.raised_at)
    assert steps.code_of(lambda: steps.opened(house, again)) == "one-case"


def test_neither_who_read_it_before_nor_who_reads_it_now_sits_in_the_panel(house, before):
    appoint(house.vesna, Office.PANELIST, house.district, by=None)
    work = sent_anew(house)
    claim(work.attempts.get(), by=house.tobin)
    case = steps.opened(house, before)
    read = {one.person for one in steps.members_of(case) if one.has_read}
    assert {house.tobin.pk, house.vesna.pk} <= read
