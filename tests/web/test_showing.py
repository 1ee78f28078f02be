"""Work in progress under a private link: made, copied, looked at, ended; never an award, never evidence."""

from datetime import timedelta

import pytest

from merited.base import clock
from merited.base.errors import Refused
from merited.base.models import LogEntry
from merited.submissions import actions
from merited.submissions.models import Showing
from tests.web.answering import page, post
from tests.world import MONDAY


@pytest.fixture
def marla(world):
    return world.client(world.marla)


@pytest.fixture
def draft(world):
    return world.draft(world.marla)


def made(marla, submission, **ticked):
    marla.post(f"/work/{submission.pk}/show/", {"deed": "show"} | ticked)
    return Showing.objects.get(submission=submission, ended_at__isnull=True)


def test_the_earner_makes_a_link_and_anybody_who_has_it_sees_how_far_the_work_is(world, marla, draft):
    post(marla, draft, "p1", **{"answer-p1.q1": "Grade 4, fifteen kids."})
    showing = made(marla, draft)

    mine, seen = page(marla.get(f"/work/{draft.pk}/show/")), world.client().get(f"/shown/{showing.token}")

    assert (
        f"http://localhost:8000/shown/{showing.token}" in mine and "It ends by itself on Wednesday, December 16" in mine
    )
    assert "Work in progress, not a badge" in page(seen) and "it proves nothing" in page(seen)
    assert world.marla.name in page(seen) and "1 of 2 answers are written" in page(seen)
    assert "Nothing yet" in page(seen) and "Not written yet" in page(seen)
    assert "fifteen kids" not in page(seen)
    assert seen["X-Robots-Tag"] == "noindex, nofollow" and "no-store" in seen["Cache-Control"]
    assert 'name="robots" content="noindex' in page(seen) and len(showing.token) >= 22


def test_answers_are_shown_only_where_the_earner_ticked_so(world, marla, draft):
    post(marla, draft, "p1", **{"answer-p1.q1": "Grade 4, <b>fifteen</b> kids."})
    showing = made(marla, draft, answers="1")

    seen = world.client().get(f"/shown/{showing.token}")

    assert "Grade 4, <b>fifteen</b> kids." in page(seen) and "<b>fifteen" not in seen.content.decode()


def test_what_is_met_is_said_and_reviewers_words_and_evidence_are_not(world, marla):
    words = "At 04:35 you give the cards. One next move: check again soon. The rest is met."
    submission = world.not_yet(world.marla, world.vesna, open_ones={"a2.c2": words})
    showing = made(marla, submission, answers="1")

    seen = page(world.client().get(f"/shown/{showing.token}"))

    assert "6 of 7 criteria are met, and they stay met." in seen
    assert "My answer to p1.q1." in seen
    assert "04:35" not in seen and "My plan" not in seen and "/evidence/" not in seen and "a2-1" not in seen


def test_an_ended_link_says_kindly_that_it_is_no_longer_shown(world, marla, draft):
    showing = made(marla, draft)
    told = marla.post(f"/work/{draft.pk}/show/", {"deed": "stop"}, follow=True)

    seen = world.client().get(f"/shown/{showing.token}")

    assert "The link is ended." in page(told)
    assert seen.status_code == 410 and "This work is no longer shown." in page(seen)
    assert world.marla.name not in page(seen) and "Checking for Understanding" not in page(seen)


def test_a_new_link_ends_the_one_before_it(world, marla, draft):
    first, second = made(marla, draft), made(marla, draft)

    assert world.client().get(f"/shown/{first.token}").status_code == 410
    assert world.client().get(f"/shown/{second.token}").status_code == 200


def test_a_link_ends_by_itself_after_thirty_days(world, marla, draft):
    showing = made(marla, draft)

    with clock.at(MONDAY + timedelta(days=29)):
        assert world.client().get(f"/shown/{showing.token}").status_code == 200
    with clock.at(MONDAY + timedelta(days=30)):
        assert world.client().get(f"/shown/{showing.token}").status_code == 410


def test_withdrawn_and_earned_work_is_no_longer_shown(world, marla, draft):
    showing = made(marla, draft)
    actions.withdraw(draft, by=world.marla)

    assert world.client().get(f"/shown/{showing.token}").status_code == 410


def test_a_token_that_nobody_made_is_not_found(world):
    assert world.client().get("/shown/AAAAAAAAAAAAAAAAAAAAAA").status_code == 404


def test_earned_work_is_shown_by_its_badge_instead(world, marla):
    award = world.earned(world.marla, world.vesna)
    submission = actions.Submission.objects.get(person=world.marla, version=award.version)

    with pytest.raises(Refused) as no:
        actions.show_work(submission, with_answers=False, by=world.marla)

    assert no.value.code == "earned"
    assert marla.get(f"/work/{submission.pk}/show/")["Location"] == f"/work/{submission.pk}/"
    told = page(marla.post(f"/work/{submission.pk}/show/", {"deed": "show"}, follow=True))
    assert "Show the page of its badge instead." in told


def test_withdrawn_work_is_not_shown(world, marla, draft):
    actions.withdraw(draft, by=world.marla)

    with pytest.raises(Refused) as no:
        actions.show_work(draft, with_answers=False, by=world.marla)

    assert no.value.code == "withdrawn"


def test_making_and_ending_write_one_entry_each_without_the_token(world, draft):
    showing = actions.show_work(draft, with_answers=True, by=world.marla)
    actions.stop_showing(draft, by=world.marla)
    actions.stop_showing(draft, by=world.marla)

    entries = LogEntry.objects.filter(deed__in=("submission.shown", "submission.hidden"))
    assert sorted(one.deed for one in entries) == ["submission.hidden", "submission.shown"]
    assert showing.token not in str(list(entries.values()))


def test_my_work_says_what_is_shown_by_a_link(world, marla, draft):
    made(marla, draft)

    assert "Shown by a private link" in page(marla.get("/work/"))
