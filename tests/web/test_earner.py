"""The earner's pages without JavaScript: my work, starting, sending, not yet, earning, sharing."""

from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from merited.base import clock
from merited.catalog.models import Version
from merited.review.actions import claim, score
from merited.submissions import actions
from merited.submissions.models import Answer, Attempt, ChangeNote, Exhibit, Submission
from merited.submissions.rules.completeness import STATEMENTS
from tests.web.answering import JSON, page, post, step_of


@pytest.fixture
def marla(world):
    return world.client(world.marla)


@pytest.fixture
def draft(world) -> Submission:
    return world.draft(world.marla)


# My work and starting


def test_an_empty_my_work_teaches(world, marla):
    shown = page(marla.get("/work/"))

    assert "Nothing in hand yet" in shown and "Starting sets no clock." in shown
    assert shown.count('class="button"') == 1


def test_starting_opens_the_first_part_and_starting_again_goes_on(world, marla):
    first = marla.post("/work/start/pl-101/", follow=True)
    second = marla.post("/work/start/pl-101/", follow=True)

    assert first.redirect_chain[-1] == second.redirect_chain[-1]
    assert first.redirect_chain[-1][0].endswith("/p1/")
    assert Submission.objects.filter(person=world.marla).count() == 1


def test_a_get_starts_nothing(world, marla):
    assert marla.get("/work/start/pl-101/")["Location"] == "/catalog/pl-101/"
    assert not Submission.objects.filter(person=world.marla).exists()


def test_what_is_earned_is_not_started_again(world, marla):
    world.earned(world.marla, world.vesna)

    response = marla.post("/work/start/pl-101/", follow=True)

    assert response.redirect_chain == [("/catalog/pl-101/", 302)]
    assert "This one is earned. Nothing more is asked of you." in page(response)


def test_work_in_hand_keeps_the_version_it_was_begun_on(world, marla, draft):
    old = world.pl101
    Version.objects.filter(pk=old.pk).update(state="retired")
    Version.objects.create(
        microcredential=old.microcredential, number="9.9", state="published", title=old.title, text=old.text,
        digest=old.digest, mark=old.mark, published_at=clock.now(),
    )  # fmt: skip

    marla.post("/work/start/pl-101/")

    assert [one.version_id for one in Submission.objects.filter(person=world.marla)] == [old.pk]


def test_an_address_that_is_not_in_the_catalog_starts_nothing(world, marla):
    assert marla.post("/work/start/no-999/").status_code == 404


def test_my_work_says_the_state_the_next_thing_and_a_date(world, marla, draft):
    world.sent(world.marla, world.ml101)
    world.earned(world.marla, world.halvard, world.et103)
    post(marla, draft, "p1", **{"answer-p1.q1": "One class."})

    shown = page(marla.get("/work/"))

    assert "The next thing for you: “Part 1. Overview questions”, in Checking for Understanding in Real Time." in shown
    assert ">Go on<" in shown and "Saved " in shown
    assert "You will hear by Thursday, December 3" in shown
    assert "Its page is unlisted: only people with the link see it." in shown
    assert "/catalog/et-103/" in shown and "mark.svg" in shown


def test_somebody_reading_shows_as_being_read_without_a_name(world, marla):
    world.claimed(world.marla, world.vesna)

    shown = page(marla.get("/work/"))

    assert "Being read" in shown and world.vesna.name not in shown


def test_what_was_withdrawn_is_folded_at_the_end_and_can_be_started_again(world, marla, draft):
    actions.withdraw(draft, by=world.marla)

    assert "1 withdrawn" in page(marla.get("/work/"))
    again = marla.post("/work/start/pl-101/")
    assert again["Location"] != f"/work/{draft.pk}/"
    assert Submission.objects.filter(person=world.marla, state="draft").count() == 1


# Strangers


def test_strangers_get_404_on_every_address(world, draft):
    stranger = world.client(world.lupe)
    award = world.earned(world.gideon, world.vesna)
    exhibit = actions.add_file(world.attempt(draft), "a1", ContentFile(b"plan", name="x.txt"), about="", by=world.marla)
    addresses = [
        f"/work/{draft.pk}/{end}" for end in ("", "p1/", "a1/", "send/", "withdraw/", "revise/", "attempts/1/")
    ]
    for address in [*addresses, f"/work/awards/{award.pk}/share/", f"/work/{uuid4()}/"]:
        assert stranger.get(address).status_code == 404, address
        assert (
            stranger.post(address, {"remove": exhibit.pk, "answer-p1.q1": "x", "page": "shared"}).status_code == 404
        ), address
    assert Exhibit.objects.filter(pk=exhibit.pk).exists()
    assert not Answer.objects.filter(attempt__submission=draft).exists()


def test_somebody_elses_exhibit_cannot_be_removed_through_ones_own_page(world, marla, draft):
    other = world.draft(world.lupe)
    exhibit = actions.add_file(world.attempt(other), "a1", ContentFile(b"plan", name="x.txt"), about="", by=world.lupe)

    assert post(marla, draft, "a1", remove=str(exhibit.pk)).status_code == 404
    assert post(marla, draft, "a1", remove="no-key").status_code == 404
    assert Exhibit.objects.filter(pk=exhibit.pk).exists()


def test_signed_out_people_are_asked_to_sign_in(world, draft):
    response = world.client().get(step_of(draft, "p1"))

    assert response.status_code == 302 and response["Location"].startswith("/accounts/login/")


def test_a_step_that_is_not_there_is_404(world, marla, draft):
    assert marla.get(step_of(draft, "p9")).status_code == 404


# Sending, waiting, withdrawing


def test_what_is_missing_is_listed_with_the_way_to_it_and_send_is_never_dead(world, marla, draft):
    response = marla.get(f"/work/{draft.pk}/send/")
    shown = page(response)

    assert (
        f'href="/work/{draft.pk}/p1/#p1.q2"' in shown
        and "An answer to question 2 of “Part 1. Overview questions”" in shown
    )
    assert f'href="/work/{draft.pk}/a1/#a1"' in shown
    assert 'aria-disabled="true"' in shown and " disabled" not in shown
    refused = page(marla.post(f"/work/{draft.pk}/send/", {"statements": list(STATEMENTS)}))
    assert "Something is still missing." in refused and refused.count(" checked") == 3


def test_sending_tells_the_day_and_a_double_click_sends_once(world, marla):
    submission = world.written(world.marla)
    before = page(marla.get(f"/work/{submission.pk}/send/"))
    first = marla.post(f"/work/{submission.pk}/send/", {"statements": list(STATEMENTS)})
    second = marla.post(f"/work/{submission.pk}/send/", {"statements": list(STATEMENTS)})
    after = page(marla.get(f"/work/{submission.pk}/"))

    assert "If you send today, you hear by Thursday, December 3." in before and 'aria-disabled="true"' not in before
    assert first["Location"] == second["Location"] == f"/work/{submission.pk}/"
    assert "You will hear by Thursday, December 3" in after and "What happens now" in after
    assert Attempt.objects.filter(submission=submission).count() == 1


def test_without_the_three_statements_it_is_not_sent(world, marla):
    submission = world.written(world.marla)

    shown = page(marla.post(f"/work/{submission.pk}/send/", {"statements": ["ready", "forged"]}))

    assert "Please read and tick the three statements." in shown and shown.count(" checked") == 1
    submission.refresh_from_db()
    assert submission.state == "draft"


def test_word_ranges_are_advice_and_hold_nothing_back(world, marla):
    submission = world.written(world.marla)

    shown = page(marla.get(f"/work/{submission.pk}/send/"))

    assert "Question 1 of Part 1. Overview questions: 4 words so far. 80 to 200 are asked for." in shown
    assert "This does not hold it back." in shown and "Nothing is missing" in shown


def test_withdrawing_says_what_it_means_and_what_was_written_stays_readable(world, marla):
    submission = world.sent(world.marla)

    assert "Nobody will read it." in page(marla.get(f"/work/{submission.pk}/withdraw/"))
    response = marla.post(f"/work/{submission.pk}/withdraw/", follow=True)

    assert "You withdrew this one." in page(response) and "Start again" in page(response)
    assert "My answer to p1.q1." in page(marla.get(f"/work/{submission.pk}/attempts/1/"))
    assert marla.post(f"/work/{submission.pk}/withdraw/")["Location"] == f"/work/{submission.pk}/"


def test_typing_into_withdrawn_work_is_refused_and_stays_on_the_page(world, marla, draft):
    actions.withdraw(draft, by=world.marla)

    shown = page(post(marla, draft, "p1", **{"answer-p1.q1": "One more."}))

    assert "You withdrew this one." in shown and "One more.</textarea>" in shown


# Not yet, and again


WORDS = "At 04:35 you give the cards. One next move: check again in the same lesson. Your plan is met and stays."


@pytest.fixture
def returned(world) -> Submission:
    return world.not_yet(world.marla, world.vesna, open_ones={"a2.c2": WORDS})


def test_not_yet_starts_with_what_is_met_and_teaches_the_next_move(world, marla, returned):
    shown = page(marla.get(f"/work/{returned.pk}/"))

    places = [
        shown.index(one)
        for one in (
            "What is met",
            "Overview questions",
            "What your reviewer saw",
            "One next move",
            "What need not be redone",
        )
    ]
    assert places == sorted(places)
    assert "6 of 7 are met and stay met. One is open." in shown
    assert "Check again in the same lesson." in shown and "Your plan is met and stays." in shown
    assert "Proficient: meets" in shown and "Developing: where it is now" in shown
    assert world.vesna.name not in shown


def test_answering_opens_only_what_is_open(world, marla, returned):
    response = marla.post(f"/work/{returned.pk}/revise/", follow=True)
    again = marla.post(f"/work/{returned.pk}/revise/")  # a double click
    shown, met = page(response), page(marla.get(step_of(returned, "p1")))

    assert response.redirect_chain[-1][0] == step_of(returned, "a2") and again.status_code == 302
    assert Attempt.objects.filter(submission=returned).count() == 2
    assert "What did you change for “Adjustment in the same lesson”?" in shown and WORDS in shown
    assert 'name="note-a2.c1"' not in shown and 'name="level-a2.c1"' not in shown  # met, in the same piece of work
    assert "Met, and stays met." in met and "<textarea" not in met and "My answer to p1.q1." in met


def test_what_is_met_cannot_be_changed_even_by_a_forged_form(world, marla, returned):
    actions.revise(returned, by=world.marla)

    answer = page(post(marla, returned, "p1", **{"answer-p1.q1": "Forged."}))
    exhibit = Exhibit.objects.get(attempt__submission=returned, attempt__number=2, artifact="a1")
    removal = page(post(marla, returned, "a1", remove=str(exhibit.pk)))

    assert "This answer is met and stays as it is." in answer and "Forged.</textarea>" in answer
    assert Exhibit.objects.filter(pk=exhibit.pk).exists() and "This piece of work is met and stays as it is." in removal


def test_the_note_of_what_changed_is_saved_and_asked_for_before_sending(world, marla, returned):
    actions.revise(returned, by=world.marla)
    assert f'href="/work/{returned.pk}/a2/#note-a2.c2"' in page(marla.get(f"/work/{returned.pk}/send/"))

    post(marla, returned, "a2", **{"note-a2.c2": "A second check at minute ten."})
    told = post(marla, returned, "a2", headers=JSON, **{"note-a2.c2": "A second check at minute eleven."}).json()

    assert ChangeNote.objects.get().text == "A second check at minute eleven."
    assert told["fields"]["note-a2.c2"]["revision"] == 2 and "Nothing is missing" in told["html"]["missing"]


def test_all_attempts_stay_readable_side_by_side(world, marla, returned):
    attempt = actions.revise(returned, by=world.marla)
    actions.explain(attempt, "a2.c2", "A second check.", revision=0, by=world.marla)
    actions.send(returned, set(STATEMENTS), by=world.marla)
    waiting = page(marla.get(f"/work/{returned.pk}/"))
    reading = claim(Attempt.objects.get(submission=returned, number=2), by=world.vesna)
    score(reading, world.sheet(reading), keep="The second check is there.", by=world.vesna)
    earned, first, second = (
        page(marla.get(f"/work/{returned.pk}/{end}")) for end in ("", "attempts/1/", "attempts/2/")
    )

    assert "Stays met" in waiting and "First attempt" in waiting and "Second attempt" in waiting
    assert (
        "Earned!" in earned
        and "Developing" in earned
        and "The second check is there." in earned
        and "/awards/" in earned
    )
    assert WORDS in first and "My answer to p1.q1." in first and "a2-1.txt" in first
    assert "A second check." in second
    assert all(world.vesna.name not in one for one in (waiting, earned, first, second))
    assert marla.get(f"/work/{returned.pk}/attempts/7/").status_code == 404


def test_revising_what_waits_changes_nothing(world, marla):
    submission = world.sent(world.marla)

    shown = page(marla.post(f"/work/{submission.pk}/revise/", follow=True))

    assert "already sent" in shown and Attempt.objects.filter(submission=submission).count() == 1


# Sharing


def test_the_earner_shares_the_page_and_takes_it_back(world, marla):
    award = world.earned(world.marla, world.vesna)
    address = f"/work/awards/{award.pk}/share/"

    assert "Only people who have the link see the page of this badge." in page(marla.get(address))
    assert "Anyone sees the page now" in page(marla.post(address, {"page": "shared"}, follow=True))
    award.refresh_from_db()
    assert award.shared_at
    assert f"http://localhost:8000/awards/{award.pk}" in page(marla.get(address))
    marla.post(address, {"page": "unlisted"})
    award.refresh_from_db()
    assert award.shared_at is None


def test_a_get_shares_nothing(world, marla):
    award = world.earned(world.marla, world.vesna)

    marla.get(f"/work/awards/{award.pk}/share/?page=shared")

    award.refresh_from_db()
    assert award.shared_at is None


# Budgets


def test_every_page_asks_at_most_twelve_questions_and_weighs_little(world, marla, returned):
    world.written(world.marla, world.ml101)
    world.earned(world.marla, world.halvard, world.et103)
    again = world.revised(world.gideon, world.vesna)
    waiting, withdrawn = world.sent(world.lupe), world.draft(world.cyrus)
    actions.withdraw(withdrawn, by=world.cyrus)
    earned = Submission.objects.get(person=world.marla, state="earned")
    full = Submission.objects.get(person=world.marla, state="draft")
    pages = {
        world.marla: ["/work/", f"/work/{returned.pk}/", f"/work/{returned.pk}/attempts/1/", f"/work/{earned.pk}/"]
        + [step_of(full, key) for key in ("p1", "a1", "send", "withdraw")],
        world.gideon: ["/work/", *(step_of(again, key) for key in ("p1", "a3", "send"))],
        world.lupe: [f"/work/{waiting.pk}/"],
        world.cyrus: [f"/work/{withdrawn.pk}/", "/work/"],
    }
    for person, addresses in pages.items():
        client = world.client(person)
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                response = client.get(address)
            assert response.status_code == 200, address
            assert len(asked) <= 12, f"{address}: {len(asked)}\n" + "\n".join(one["sql"][:120] for one in asked)
            assert len(response.content) < 150_000, address
