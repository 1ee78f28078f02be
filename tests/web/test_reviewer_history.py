"""The reviewer's own: the history of readings, notes to oneself, hints beside the words, what is due in words."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from merited.base import clock
from merited.people.actions import place
from merited.people.queries import memberships_of
from merited.review.actions import claim, jot, qualify, score
from merited.review.flags import raise_flag, send_back
from merited.review.models import Reading
from merited.review.rules.flags import Kind
from merited.review.rules.outcome import Judged
from merited.submissions.actions import explain, revise, send, withdraw
from merited.submissions.models import Exhibit
from merited.submissions.rules.completeness import STATEMENTS
from tests.web.test_reviewer import QUEUE, WORDS, desk_of, page_of, second_try, sent_attempt
from tests.world import MONDAY

HISTORY = "/review/history/"
NOTE = "Ask at the next calibration about photographs."


def filed(world, person, open_ones=None, version=None) -> Reading:
    """Read by Vesna two working days after it was sent."""
    submission = world.sent(person, version)
    with clock.at(MONDAY + timedelta(days=2)):
        reading = claim(sent_attempt(submission), by=world.vesna)
        score(reading, world.sheet(reading, open_ones), keep="The plan is clear.", by=world.vesna)
    return reading


def test_the_history_tells_what_was_read_when_and_what_followed(world):
    filed(world, world.lupe)
    filed(world, world.marla, {"a2.c1": WORDS})

    page = page_of(world.client(world.vesna).get(HISTORY))

    assert "You have filed 2 readings." in page
    assert page.count("Filed after 2 working days") == 2 and page.count("Filed Wednesday, November 18") == 2
    assert "Earned</span>" in page and "Not yet</span>" in page
    assert WORDS in page and "The plan is clear." in page


def test_the_history_never_says_whose_work_it_was(world):
    filed(world, world.marla, {"a2.c1": WORDS})

    page = page_of(world.client(world.vesna).get(HISTORY)).lower()

    hidden = [world.marla.name, str(world.marla.pk), memberships_of(world.marla).get().organization.name]
    hidden += EmailAddress.objects.filter(user=world.marla).values_list("email", flat=True)
    assert [one for one in hidden if one.lower() in page] == []


def test_days_on_hold_do_not_count(world):
    reading = world.claimed(world.lupe, world.vesna)
    exhibit = Exhibit.objects.filter(attempt=reading.attempt).first()
    raise_flag(reading, Kind.CANNOT_OPEN, exhibit=exhibit, words="It stops.", by=world.vesna)
    with clock.at(MONDAY + timedelta(days=2)):
        send_back(reading.attempt.submission, words="Open now.", by=world.lupe)
    with clock.at(MONDAY + timedelta(days=3)):
        score(reading, world.sheet(reading), keep="", by=world.vesna)

    assert "Filed after 1 working day<" in page_of(world.client(world.vesna).get(HISTORY))


def test_what_the_earner_did_afterward_is_told(world):
    def afterward() -> str:
        return page_of(world.client(world.vesna).get(HISTORY))

    submission = second_try(world)
    assert "Sent again; it waits for a reading" in afterward()
    second = claim(sent_attempt(submission), by=world.keziah)
    score(second, world.sheet(second, {"a3.c1": WORDS}), keep="", by=world.keziah)
    assert "Sent again; something is still open" in afterward()
    third = revise(submission, by=world.marla)
    explain(third, "a3.c1", "Anew.", revision=0, by=world.marla)
    send(submission, set(STATEMENTS), by=world.marla)
    reading = claim(sent_attempt(submission), by=world.keziah)
    score(reading, world.sheet(reading), keep="", by=world.keziah)
    assert "Earned on the third attempt" in afterward()


def test_work_taken_back_after_it_was_sent_again_is_told(world):
    submission = second_try(world)
    withdraw(submission, by=world.marla)

    assert "Sent again, and taken back" in page_of(world.client(world.vesna).get(HISTORY))


def test_the_history_is_filtered_by_micro_credential(world):
    qualify(world.vesna, world.et103.microcredential, by=None)
    place(world.vesna, world.et103.microcredential.organization)
    filed(world, world.lupe)
    filed(world, world.gideon, version=world.et103)
    client = world.client(world.vesna)

    page = page_of(client.get(HISTORY + "?of=et-103"))

    assert world.et103.title + "</a></h3>" in page and world.pl101.title + "</a></h3>" not in page
    assert "ET-103: 1" in page and "PL-101: 1" in page
    assert world.pl101.title + "</a></h3>" in page_of(client.get(HISTORY + "?of=nonsense"))


def test_the_history_is_paged_and_asks_no_more_for_more_rows(world, monkeypatch, django_assert_max_num_queries):
    for person in (world.lupe, world.marla, world.gideon):
        filed(world, person, {"a2.c1": WORDS})
    client = world.client(world.vesna)
    with django_assert_max_num_queries(12):
        page_of(client.get(HISTORY))

    monkeypatch.setattr("merited.web.reviewer.history.A_PAGE", 2)
    page = page_of(client.get(HISTORY))
    assert "Page 1 of 2" in page and "Earlier ones" in page
    assert "Page 2 of 2" in page_of(client.get(HISTORY + "?page=2"))


def test_an_empty_history_teaches_and_strangers_find_none(world):
    assert "Each reading that you file stands here" in page_of(world.client(world.vesna).get(HISTORY))
    for person in (world.marla, world.thea):
        assert world.client(person).get(HISTORY).status_code == 404
    assert HISTORY in page_of(world.client(world.vesna).get(QUEUE))


# A note to oneself


def test_a_note_to_oneself_is_saved_with_the_sheet_and_stands_in_the_history(world):
    reading = world.claimed(world.marla, world.vesna)
    client = world.client(world.vesna)

    answer = client.post(desk_of(reading), {"private_note": NOTE}, headers={"Accept": "application/json"})
    assert "private_note" in json.loads(answer.content)["fields"]
    assert NOTE in page_of(client.get(desk_of(reading)))
    score(reading, world.sheet(reading, {"a2.c1": WORDS}), keep="", by=world.vesna)
    assert NOTE in page_of(client.get(HISTORY))
    client.post(desk_of(reading), {"deed": "note", "private_note": NOTE + " And maps."})
    assert NOTE + " And maps." in page_of(client.get(desk_of(reading)))


def test_nobody_else_ever_sees_it(world):
    reading = world.claimed(world.marla, world.vesna)
    jot(reading, {}, keep="", private_note=NOTE, by=world.vesna)
    score(reading, world.sheet(reading, {"a3.c1": WORDS}), keep="Clear.", by=world.vesna)
    submission = reading.attempt.submission
    pages = [page_of(world.client(world.marla).get(f"/work/{submission.pk}/", follow=True))]
    pages.append(page_of(world.client(world.marla).get(f"/work/{submission.pk}/attempts/1/")))
    attempt = revise(submission, by=world.marla)
    explain(attempt, "a3.c1", "Anew.", revision=0, by=world.marla)
    send(submission, set(STATEMENTS), by=world.marla)
    second = claim(sent_attempt(submission), by=world.keziah)
    pages.append(page_of(world.client(world.keziah).get(desk_of(second))))

    assert [one for one in pages if NOTE in one] == []
    assert world.client(world.keziah).post(desk_of(reading), {"deed": "note", "private_note": "x"}).status_code == 404


def test_a_note_that_is_too_long_is_refused_and_still_on_the_page(world):
    reading = filed(world, world.marla)
    long = "word " * 2000

    page = page_of(world.client(world.vesna).post(desk_of(reading), {"deed": "note", "private_note": long}))

    assert "This is longer than we can keep here" in page and long.strip() in page


# Hints


def test_advice_stands_beside_an_open_criterion_and_holds_nothing_back(world):
    reading = world.claimed(world.marla, world.vesna)
    jot(reading, {"a2.c1": Judged("basic", "In a2 something.")}, keep="", by=world.vesna)
    client = world.client(world.vesna)

    page = page_of(client.get(desk_of(reading)))
    assert page.count("Still to write, or it is not filed: one next move") == 1
    answer = client.post(
        desk_of(reading),
        {"words-a2.c1": "In a2 one learner. One next move: show all 26. The rest stays."},
        headers={"Accept": "application/json"},
    )
    hints = json.loads(answer.content)["html"]["hints-a2.c1"]
    assert "Gives one next move" in hints and "Says what need not be redone" in hints
    typed = {f"level-{one.id}": one.levels[0].id for one in world.pl101.document.criteria}
    client.post(
        desk_of(reading),
        typed | {"level-a2.c1": "basic", "words-a2.c1": "Hm.", "move-a2.c1": "Show all 26.", "deed": "file"},
    )
    reading.refresh_from_db()
    assert reading.state == "filed"


# What is due


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (0, "In 10 working days"),
        (16, "The next working day"),
        (17, "Today"),
        (18, "1 working day ago"),
        (21, "2 working days ago"),
    ],
)
def test_the_queue_says_how_near_the_promise_is(world, days, says):
    world.sent(world.marla)

    with clock.at(MONDAY + timedelta(days=days)):
        page = page_of(world.client(world.vesna).get(QUEUE))

    assert f"<strong>{says}</strong>" in page
    assert ("they will be glad of whoever takes it" in page) == ("ago" in says)


def test_the_queue_says_why_it_is_as_it_is(world):
    page = page_of(world.client(world.vesna).get(QUEUE))

    assert "You are qualified for " in page and "PL-101" in page


def test_one_button_is_filled_although_the_first_on_the_desk_was_taken_back(world):
    first = world.claimed(world.marla, world.vesna)
    world.claimed(world.lupe, world.vesna)
    world.sent(world.gideon)
    withdraw(first.attempt.submission, by=world.marla)

    page = page_of(world.client(world.vesna).get(QUEUE))

    assert page.count('class="button"') == 1 and 'class="button" href' in page


def test_with_nothing_to_go_on_with_the_first_that_waits_has_the_filled_button(world):
    first = world.claimed(world.marla, world.vesna)
    world.sent(world.gideon)
    withdraw(first.attempt.submission, by=world.marla)

    assert page_of(world.client(world.vesna).get(QUEUE)).count('<button class="button">Claim') == 1
