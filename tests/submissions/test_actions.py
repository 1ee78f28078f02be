"""Deeds of an earner: nothing lost, nothing twice, nothing by a stranger."""

import pytest
from django.core.files.base import ContentFile

from merited.base.errors import Refused
from merited.base.models import LogEntry
from merited.submissions.actions import (
    add_file,
    add_link,
    assess_self,
    explain,
    remove,
    revise,
    send,
    start,
    withdraw,
    write,
)  # fmt: skip
from merited.submissions.models import Answer, Attempt, Exhibit, Submission
from merited.submissions.queries import met_of, missing_of
from merited.submissions.rules.completeness import STATEMENTS


def refused(code, deed):
    with pytest.raises(Refused) as no:
        deed()
    assert no.value.code == code
    assert no.value.sentence[0].isupper() and no.value.sentence.endswith((".", "//", "now"))


def test_starting_twice_goes_on_with_the_same_work(world):
    assert world.draft(world.lupe).pk == world.draft(world.lupe).pk


def test_a_sent_piece_of_work_says_the_day_by_the_calendar_of_the_district(world):
    submission = world.sent(world.lupe)
    assert submission.attempts.get().hear_by.isoformat() == "2026-12-03"


def test_pasted_control_characters_are_cleaned_where_they_are_typed(world):
    attempt = world.attempt(world.draft(world.lupe))
    assert write(attempt, "p1.q1", "one\x0btwo\r\nthree\x07", revision=0, by=world.lupe).text == "one\ntwo\nthree"


def test_a_stale_page_never_overwrites_what_was_saved_elsewhere(world):
    attempt = world.attempt(world.draft(world.lupe))
    write(attempt, "p1.q1", "from the phone", revision=0, by=world.lupe)
    refused("stale", lambda: write(attempt, "p1.q1", "from the laptop", revision=0, by=world.lupe))
    assert Answer.objects.get(attempt=attempt, prompt="p1.q1").text == "from the phone"


def test_saving_the_same_words_again_is_no_conflict(world):
    attempt = world.attempt(world.draft(world.lupe))
    write(attempt, "p1.q1", "the same", revision=0, by=world.lupe)
    assert write(attempt, "p1.q1", "the same", revision=0, by=world.lupe).revision == 1


def test_an_endless_answer_is_refused(world):
    attempt = world.attempt(world.draft(world.lupe))
    refused("too-long", lambda: write(attempt, "p1.q1", "x" * 20_001, revision=0, by=world.lupe))


def test_a_stranger_cannot_write(world):
    attempt = world.attempt(world.draft(world.lupe))
    with pytest.raises(Attempt.DoesNotExist):
        write(attempt, "p1.q1", "mine now", revision=0, by=world.gideon)


def test_an_unfinished_piece_of_work_cannot_be_sent(world):
    submission = world.draft(world.lupe)
    refused("incomplete", lambda: send(submission, set(STATEMENTS), by=world.lupe))
    assert {one.anchor for one in missing_of(world.attempt(submission))} == {
        "p1.q1",
        "p1.q2",
        "a1",
        "a2",
        "a3",
        "p3.q1",
    }


def test_all_three_statements_are_asked_for(world):
    submission = world.written(world.lupe)
    refused("statements", lambda: send(submission, {"ready", "release"}, by=world.lupe))


def test_sending_twice_sends_once(world):
    submission = world.sent(world.lupe)
    refused("already-sent", lambda: send(submission, set(STATEMENTS), by=world.lupe))
    assert LogEntry.objects.filter(deed="submission.sent", subject=submission.pk).count() == 1


def test_what_is_sent_cannot_be_changed(world):
    submission = world.written(world.lupe)
    attempt = world.attempt(submission)
    exhibit = Exhibit.objects.filter(attempt=attempt).first()
    send(submission, set(STATEMENTS), by=world.lupe)
    refused("already-sent", lambda: write(attempt, "p1.q1", "late", revision=1, by=world.lupe))
    refused("already-sent", lambda: remove(exhibit, by=world.lupe))
    refused("already-sent", lambda: assess_self(attempt, {"p1": "passing"}, by=world.lupe))


def test_a_withdrawn_piece_of_work_can_be_started_again(world):
    submission = world.sent(world.lupe)
    withdraw(submission, by=world.lupe)
    refused("withdrawn", lambda: withdraw(submission, by=world.lupe))
    again = world.draft(world.lupe)
    assert again.pk != submission.pk and again.state == "draft"


def test_an_earned_one_is_not_started_again(world):
    world.granted(world.lupe, world.keziah)
    refused("earned", lambda: start(world.pl101, by=world.lupe))


def test_an_earned_one_cannot_be_withdrawn(world):
    world.granted(world.lupe, world.keziah)
    refused("earned", lambda: withdraw(Submission.objects.get(person=world.lupe), by=world.lupe))


def test_the_second_attempt_carries_everything_over_and_opens_only_what_is_open(world):
    submission = world.revised(world.lupe, world.keziah)  # a3.c1 is open
    attempt = world.attempt(submission)
    assert attempt.number == 2 and attempt.answers.count() == 3 and attempt.exhibits.count() == 3
    refused("not-in-scope", lambda: write(attempt, "p1.q1", "new", revision=0, by=world.lupe))
    refused("not-in-scope", lambda: add_file(attempt, "a1", ContentFile(b"x", "x.txt"), about="", by=world.lupe))
    refused("not-in-scope", lambda: explain(attempt, "a1.c1", "new", revision=0, by=world.lupe))
    assert [one.anchor for one in missing_of(attempt)] == ["note-a3.c1"]


def test_removing_an_exhibit_from_the_second_attempt_leaves_the_first_whole(world):
    submission = world.revised(world.lupe, world.keziah)
    remove(world.attempt(submission).exhibits.get(artifact="a3"), by=world.lupe)
    assert submission.attempts.get(number=1).exhibits.filter(artifact="a3").count() == 1


def test_revising_twice_opens_one_attempt(world):
    submission = world.revised(world.lupe, world.keziah)
    revise(submission, by=world.lupe)
    assert submission.attempts.count() == 2


def test_met_stays_met_through_attempts(world):
    submission = world.revised(world.lupe, world.keziah)
    assert set(met_of(submission)) == {"p1", "a1.c1", "a1.c2", "a2.c1", "a2.c2", "p3"}


@pytest.mark.parametrize(
    ("url", "code"),
    [("lesson plan", "not-a-link"), ("javascript:alert(1)", "not-a-link"), ("https://a:b@example.org/x", "link-with-password"),
     ("file:///etc/passwd", "not-a-link"), ("https://", "not-a-link")],
)  # fmt: skip
def test_a_link_is_a_whole_address(world, url, code):
    attempt = world.attempt(world.draft(world.lupe))
    refused(code, lambda: add_link(attempt, "a1", url, about="", by=world.lupe))


def test_a_link_is_taken_only_where_links_are_taken(world):
    attempt = world.attempt(world.draft(world.lupe))
    refused("no-links", lambda: add_link(attempt, "a3", "https://example.org/", about="", by=world.lupe))


def test_no_more_files_than_the_definition_says(world):
    attempt = world.attempt(world.draft(world.lupe))
    for n in range(3):
        add_file(attempt, "a1", ContentFile(b"words %d" % n, "a.txt"), about="", by=world.lupe)
    refused("enough-files", lambda: add_file(attempt, "a1", ContentFile(b"words", "a.txt"), about="", by=world.lupe))


@pytest.mark.parametrize("level", ["excellent", "", "passing"])
def test_self_assessment_uses_the_levels_of_the_rubric(world, level):
    attempt = world.attempt(world.draft(world.lupe))
    refused("no-such-level", lambda: assess_self(attempt, {"a1.c1": level}, by=world.lupe))


def test_the_promise_counts_from_the_day_on_the_districts_calendar(world):
    """At five in the afternoon in Alder Bay it is the next day in UTC."""
    from datetime import datetime

    from merited.base import clock

    with clock.at(datetime.fromisoformat("2026-11-16T17:00:00-08:00")):
        submission = world.sent(world.lupe)
    assert submission.attempts.get().hear_by.isoformat() == "2026-12-03"


def test_a_change_note_of_nothing_is_no_note(world):
    submission = world.revised(world.lupe, world.keziah)
    explain(world.attempt(submission), "a3.c1", "\u200b \u2060", revision=0, by=world.lupe)
    refused("incomplete", lambda: send(submission, set(STATEMENTS), by=world.lupe))
