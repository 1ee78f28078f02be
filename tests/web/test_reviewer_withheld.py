"""What the program left out stays left out: on every desk, in the next attempt, and under a private link."""

import pytest
from django.core.files.base import ContentFile

from merited.review.actions import claim, score
from merited.review.flags import raise_flag, resolve
from merited.review.queries import exhibits_before, scope_for
from merited.review.rules.flags import Ending, Kind
from merited.submissions.actions import add_file, explain, revise, send, show_work, write
from merited.submissions.models import Answer, Exhibit
from merited.submissions.rules.completeness import STATEMENTS
from tests.web.test_reviewer import desk_of, page_of
from tests.world import TEXT

NAMED = "My answer to p1.q1."
SAYS_SO = "Nobody but you and the program can read it until you write it anew."


@pytest.fixture
def left_out(world):
    """Lupe's PL-101, read by Keziah; the program left its first answer out."""
    reading = world.claimed(world.lupe, world.keziah)
    flag = raise_flag(reading, Kind.PRIVACY, prompt="p1.q1", words="A name.", by=world.keziah)
    resolve(flag, Ending.LEFT_OUT, words="It names a child.", by=world.thea)
    return reading


def decided_not_yet(world, reading):
    document = reading.attempt.submission.version.document
    words = {one.id: "The group is missing. One next move: say who they are." for one in document.criteria}
    score(reading, world.sheet(reading, words), keep="", by=world.keziah)


def next_draft(world, reading):
    """Not yet in everything, and the next attempt begun."""
    decided_not_yet(world, reading)
    submission = reading.attempt.submission
    submission.refresh_from_db()
    return revise(submission, by=world.lupe)


def sent_again(world, attempt):
    for one in scope_for(attempt):
        explain(attempt, one.id, "Every learner is heard now.", revision=0, by=world.lupe)
    send(attempt.submission, set(STATEMENTS), by=world.lupe)
    attempt.refresh_from_db()
    return claim(attempt, by=world.vesna)


def test_an_answer_that_was_left_out_is_not_under_a_private_link(world, left_out):
    token = show_work(left_out.attempt.submission, with_answers=True, by=world.lupe).token

    page = page_of(world.client().get(f"/shown/{token}"))

    assert NAMED not in page and "My answer to p1.q2." in page
    assert NAMED not in page_of(world.client(world.keziah).get(desk_of(left_out)))


def test_it_stays_left_out_of_the_next_attempt_while_its_text_is_the_same(
    world, left_out, django_assert_max_num_queries
):
    attempt = next_draft(world, left_out)
    token = show_work(attempt.submission, with_answers=True, by=world.lupe).token
    assert Answer.objects.get(attempt=attempt, prompt="p1.q1").text == NAMED  # its earner writes on from it
    write(attempt, "p1.q1", f"{NAMED}\n ", revision=0, by=world.lupe)

    reading = sent_again(world, attempt)

    client = world.client(world.vesna)
    with django_assert_max_num_queries(12):
        page = page_of(client.get(desk_of(reading)))
    assert NAMED not in page and "My answer to p1.q2." in page
    assert NAMED not in page_of(world.client().get(f"/shown/{token}"))


def test_it_is_read_again_once_it_says_something_else(world, left_out):
    attempt = next_draft(world, left_out)
    write(attempt, "p1.q1", "A group of five in grade 2.", revision=0, by=world.lupe)

    page = page_of(world.client(world.vesna).get(desk_of(sent_again(world, attempt))))

    assert "A group of five in grade 2." in page and NAMED not in page  # nor beside it, as what was there before


def test_its_earner_is_told_so_before_and_after_the_decision(world, left_out, django_assert_max_num_queries):
    client, address = world.client(world.lupe), f"/work/{left_out.attempt.submission_id}/"
    assert SAYS_SO in page_of(client.get(address))

    decided_not_yet(world, left_out)

    with django_assert_max_num_queries(12):
        page = page_of(client.get(address))
    assert SAYS_SO in page and "It names a child." in page


def test_a_file_that_was_left_out_stays_out_when_the_same_file_is_added_again(world):
    reading = world.claimed(world.lupe, world.keziah)
    attempt = reading.attempt
    named = Exhibit.objects.get(attempt=attempt, artifact="a2")
    flag = raise_flag(reading, Kind.PRIVACY, exhibit=named, words="A name on the board.", by=world.keziah)
    resolve(flag, Ending.LEFT_OUT, words="It names a child.", by=world.thea)
    attempt = next_draft(world, reading)
    same = add_file(attempt, "a2", ContentFile(TEXT, name="plan.txt"), about="Again", by=world.lupe)
    assert same.evidence.digest == named.evidence.digest

    again = sent_again(world, attempt)

    assert not exhibits_before(world.vesna).filter(pk=same.pk).exists()
    page = page_of(world.client(world.vesna).get(desk_of(again)))
    assert "Withheld" in page and f"/evidence/{same.pk}" not in page
