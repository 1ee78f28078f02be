"""Flags: a conflict leads out, what cannot be opened or may not be seen leads to a hold, and back."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from merited.base import clock
from merited.base.errors import Refused
from merited.base.models import LogEntry
from merited.people.models import Tie
from merited.review.actions import claim, jot, note_to_self, release, score
from merited.review.flags import ask_the_program, declare_conflict, raise_flag, resolve, send_back
from merited.review.models import Flag, Reading
from merited.review.queries import (
    exhibits_before,
    flags_of,
    flags_overseen_by,
    queue,
    readings_of,
    sheet_of,
    still_open,
    withheld_shown_to,
)
from merited.review.rules.feedback import hints_of
from merited.review.rules.flags import Kind
from merited.review.rules.outcome import Judged
from merited.submissions import holds
from merited.submissions.actions import remove, revise, send, start, withdraw, write
from merited.submissions.models import Answer, Attempt, Exhibit, Hold, Submission
from merited.submissions.queries import exhibits_of
from merited.submissions.rules.completeness import STATEMENTS
from tests.world import MONDAY, TEXT


def code_of(deed):
    with pytest.raises(Refused) as no:
        deed()
    assert no.value.sentence
    return no.value.code


def one_of(reading, artifact="a1"):
    return Exhibit.objects.select_related("evidence", "hold").get(
        attempt=reading.attempt, artifact=artifact, set_aside_at=None
    )


def cannot_open(reading, artifact="a1", words="It asks me to sign in."):
    return raise_flag(reading, Kind.CANNOT_OPEN, exhibit=one_of(reading, artifact), words=words, by=reading.reviewer)


def recognizable(reading, artifact="a2"):
    return raise_flag(
        reading,
        Kind.PRIVACY,
        exhibit=one_of(reading, artifact),
        words="A first name on the board.",
        by=reading.reviewer,
    )


def state_of(reading):
    return Submission.objects.get(pk=reading.attempt.submission_id).state


def other(text=b"Another file."):
    return ContentFile(TEXT + text, name="other.txt")


def logged(deed):
    return list(LogEntry.objects.filter(deed=deed).values_list("facts", flat=True))


@pytest.fixture
def reading(world):
    """Lupe's PL-101, read by Keziah."""
    return world.claimed(world.lupe, world.keziah)


# A conflict


def test_a_conflict_ends_the_reading_discards_what_was_jotted_and_never_comes_again(world, reading):
    jot(reading, {"p1": Judged("passing", "Good.")}, keep="Strong.", private_note="I know her.", by=world.keziah)
    place = list(queue(world.vesna))
    hear_by = reading.attempt.hear_by

    flag = declare_conflict(reading, by=world.keziah)

    reading.refresh_from_db()
    assert (reading.state, reading.keep, reading.private_note, sheet_of(reading)) == ("withdrawn", "", "", {})
    assert (flag.outcome, flag.resolved_by) == ("handed_on", world.keziah)
    assert Tie.objects.filter(person=world.keziah, other=world.lupe, kind="declared").count() == 1
    assert place == [] and [one.hear_by for one in queue(world.vesna)] == [hear_by]
    assert not queue(world.keziah).exists() and not exhibits_before(world.keziah).exists()
    assert code_of(lambda: claim(reading.attempt, by=world.keziah)) == "interest"
    assert code_of(lambda: jot(reading, {}, keep="", by=world.keziah)) == "handed-on"
    assert code_of(lambda: note_to_self(reading, "x", by=world.keziah)) == "handed-on"
    assert claim(reading.attempt, by=world.vesna).state == "claimed"
    assert logged("flag.raised") == [{"kind": "conflict", "reading": str(reading.pk)}]


def test_the_next_work_of_the_same_person_is_not_in_the_queue_either(world, reading):
    declare_conflict(reading, by=world.keziah)
    withdraw(reading.attempt.submission, by=world.lupe)

    world.sent(world.lupe)

    assert not queue(world.keziah).exists() and queue(world.vesna).count() == 1


# On hold


def test_what_cannot_be_opened_puts_the_work_on_hold_and_asks_its_earner(world, reading):
    flag = cannot_open(reading)

    assert state_of(reading) == "on_hold" and Attempt.objects.get(pk=reading.attempt_id).state == "sent"
    assert [one.words for one in flags_of(world.lupe)] == ["It asks me to sign in."]
    assert not flags_of(world.gideon).exists()
    assert [one.pk for one in readings_of(world.keziah)] == [reading.pk] and not queue(world.vesna).exists()
    assert logged("flag.raised") == [{"kind": "cannot_open", "reading": str(reading.pk), "hold": str(flag.hold_id)}]
    assert "sign in" not in str(list(LogEntry.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize("kind", [Kind.CANNOT_OPEN, Kind.PRIVACY])
def test_a_flag_says_what_it_is_about_and_what_happened(world, reading, kind):
    def flag(exhibit, words):
        return lambda: raise_flag(reading, kind, exhibit=exhibit, words=words, by=world.keziah)

    assert code_of(flag(None, "It does not open.")) == "names-nothing"
    assert code_of(flag(one_of(reading), "  ")) == "no-words"
    assert code_of(flag(one_of(reading), "word " * 2000)) == "too-long"
    assert state_of(reading) == "waiting" and not Flag.objects.exists()


def test_an_exhibit_of_other_work_cannot_be_named(world, reading):
    elsewhere = Exhibit.objects.filter(attempt=world.claimed(world.gideon, world.vesna).attempt).first()

    assert (
        code_of(lambda: raise_flag(reading, Kind.PRIVACY, exhibit=elsewhere, words="A name.", by=world.keziah))
        == "names-nothing"
    )


def test_nobody_flags_what_they_do_not_hold(world, reading):
    with pytest.raises(Reading.DoesNotExist):
        raise_flag(reading, Kind.CANNOT_OPEN, exhibit=one_of(reading), words="No.", by=world.vesna)
    with clock.at(MONDAY + timedelta(days=9)):
        assert code_of(lambda: cannot_open(reading)) == "claim-expired"


def test_while_on_hold_it_can_be_read_and_jotted_and_not_filed_or_claimed(world, reading):
    cannot_open(reading)

    with clock.at(MONDAY + timedelta(days=9)):  # past the end of the claim: it does not run out meanwhile
        jot(reading, {"p1": Judged("passing", "Good.")}, keep="", by=world.keziah)
        assert exhibits_before(world.keziah).count() == 3
        assert code_of(lambda: score(reading, world.sheet(reading), keep="", by=world.keziah)) == "on-hold"
        assert claim(reading.attempt, by=world.keziah).pk == reading.pk
        assert code_of(lambda: claim(reading.attempt, by=world.vesna)) == "on-hold"


def test_nothing_but_what_is_named_opens(world, reading):
    cannot_open(reading)
    submission = reading.attempt.submission
    hold = Hold.objects.get()

    assert code_of(lambda: write(reading.attempt, "p1.q1", "New.", revision=1, by=world.lupe)) == "already-sent"
    assert code_of(lambda: remove(one_of(reading, "a2"), by=world.lupe)) == "already-sent"
    assert code_of(lambda: send(submission, set(STATEMENTS), by=world.lupe)) == "on-hold"
    assert code_of(lambda: revise(submission, by=world.lupe)) == "on-hold"
    assert code_of(lambda: holds.take_out(hold, one_of(reading, "a2"), by=world.lupe)) == "not-in-scope"
    assert code_of(lambda: holds.rewrite(hold, "New.", revision=1, by=world.lupe)) == "not-in-scope"
    assert start(world.pl101, by=world.lupe).pk == submission.pk  # it is still in hand
    with pytest.raises(Hold.DoesNotExist):
        holds.add_file(hold, other(), about="", instead=True, by=world.gideon)


def test_a_replaced_file_stands_for_the_old_one_and_both_are_kept(world, reading):
    flag, old = cannot_open(reading), one_of(reading)

    new = holds.add_file(flag.hold, other(), about="A whole one", instead=True, by=world.lupe)

    old.refresh_from_db()
    assert old.set_aside_at and new.position == old.position + 1 and Exhibit.objects.filter(artifact="a1").count() == 2
    assert exhibits_of(world.lupe).filter(pk=old.pk).exists()
    readable = set(exhibits_before(world.keziah).values_list("pk", flat=True))
    assert old.pk not in readable and new.pk not in readable  # not before it is sent back
    send_back(reading.attempt.submission, words="", by=world.lupe)
    assert new.pk in set(exhibits_before(world.keziah).values_list("pk", flat=True))
    assert logged("hold.mended") == [{"added": str(new.pk), "set_aside": str(old.pk)}]


def test_what_was_added_meanwhile_can_be_removed_again(world, reading):
    flag = cannot_open(reading)
    new = holds.add_file(flag.hold, other(), about="", instead=True, by=world.lupe)

    holds.take_out(flag.hold, new, by=world.lupe)

    assert code_of(lambda: send_back(reading.attempt.submission, words="There.", by=world.lupe)) == "incomplete"


def test_the_same_file_again_mends_nothing_and_a_full_place_takes_no_more(world, reading):
    flag = cannot_open(reading)
    most = world.pl101.document.artifact("a1").most_files

    assert (
        code_of(
            lambda: holds.add_file(flag.hold, ContentFile(TEXT, name="p.txt"), about="", instead=True, by=world.lupe)
        )
        == "same-again"
    )
    for n in [0, *range(most - 1)]:  # a double click on the first
        holds.add_file(flag.hold, other(str(n).encode()), about="", instead=False, by=world.lupe)
    assert (
        code_of(lambda: holds.add_file(flag.hold, other(b"9"), about="", instead=False, by=world.lupe))
        == "enough-files"
    )


def test_a_link_is_taken_only_where_links_are_taken(world, reading):
    flag = cannot_open(reading, "a1")
    takes = "link" in world.pl101.document.artifact("a1").accepts

    def add():
        return holds.add_link(flag.hold, "https://example.org/plan", about="", instead=True, by=world.lupe)

    if takes:
        assert add().evidence.url == "https://example.org/plan"
    else:
        assert code_of(add) == "no-links"


# Back


def test_words_are_enough_when_a_link_was_opened_up_and_nothing_at_all_is_not(world, reading):
    cannot_open(reading)
    submission = reading.attempt.submission

    assert code_of(lambda: send_back(submission, words=" ", by=world.lupe)) == "nothing-changed"
    assert send_back(submission, words="It is open to everyone now.", by=world.lupe) == 0

    flag = Flag.objects.get()
    assert (flag.answer, flag.outcome, flag.resolved_by) == ("It is open to everyone now.", "answered", world.lupe)
    assert state_of(reading) == "waiting" and not Hold.objects.filter(ended_at=None).exists()
    assert code_of(lambda: send_back(submission, words="Again.", by=world.lupe)) == "not-held"
    assert score(reading, world.sheet(reading), keep="", by=world.keziah) == "earned"


def test_the_promise_and_the_claim_move_by_the_working_days_that_were_held(world, reading):
    promised, ends = reading.attempt.hear_by, reading.expires_at
    with clock.at(MONDAY + timedelta(days=1)):  # Tuesday
        cannot_open(reading)
    with clock.at(MONDAY + timedelta(days=9)):  # Wednesday of the week after: five working days, Thanksgiving begins
        assert send_back(reading.attempt.submission, words="Open now.", by=world.lupe) == 5

    attempt = Attempt.objects.get(pk=reading.attempt_id)
    reading.refresh_from_db()
    assert (promised.isoformat(), attempt.hear_by.isoformat()) == ("2026-12-03", "2026-12-10")
    assert reading.expires_at > ends and reading.expires_at.astimezone(MONDAY.tzinfo).date().isoformat() == "2026-12-01"
    assert reading.state == "claimed" and reading.reviewer == world.keziah
    assert logged("flag.answered")[0]["days"] == 5


def test_a_claim_given_back_while_on_hold_returns_to_the_queue_with_the_work(world, reading):
    cannot_open(reading)
    release(reading, by=world.keziah)
    assert not queue(world.vesna).exists()

    send_back(reading.attempt.submission, words="Open now.", by=world.lupe)

    assert queue(world.vesna).count() == 1


def test_two_flags_are_answered_together_and_the_clock_stops_once(world, reading):
    cannot_open(reading)
    with clock.at(MONDAY + timedelta(days=1)):
        cannot_open(reading, "a3")
    assert len(set(Hold.objects.values_list("since", flat=True))) == 1

    with clock.at(MONDAY + timedelta(days=2)):
        assert send_back(reading.attempt.submission, words="Both are open now.", by=world.lupe) == 2
    assert not Flag.objects.filter(resolved_at=None).exists()


def test_a_stranger_sends_nothing_back(world, reading):
    cannot_open(reading)

    with pytest.raises(Submission.DoesNotExist):
        send_back(reading.attempt.submission, words="Open.", by=world.gideon)


def test_work_taken_back_from_a_hold_is_withdrawn_and_the_flag_holds_nothing(world, reading):
    flag = cannot_open(reading)
    withdraw(reading.attempt.submission, by=world.lupe)

    assert state_of(reading) == "withdrawn" and not still_open(flags_overseen_by(world.thea)).exists()
    assert code_of(lambda: send_back(reading.attempt.submission, words="x", by=world.lupe)) == "withdrawn"
    assert code_of(lambda: resolve(flag, "shown", words="x", by=world.thea)) == "withdrawn"
    assert code_of(lambda: holds.add_file(flag.hold, other(), about="", instead=True, by=world.lupe)) == "withdrawn"


def test_the_next_attempt_carries_over_what_stands_and_not_what_was_set_aside(world, reading):
    flag = cannot_open(reading)
    new = holds.add_file(flag.hold, other(), about="", instead=True, by=world.lupe)
    send_back(reading.attempt.submission, words="", by=world.lupe)
    score(
        reading, world.sheet(reading, {"a1.c1": "In a1. One next move: add what is missing."}), keep="", by=world.keziah
    )

    attempt = revise(reading.attempt.submission, by=world.lupe)

    assert [one.evidence_id for one in attempt.exhibits.filter(artifact="a1")] == [new.evidence_id]


# A learner can be recognized


def test_it_is_withheld_at_once_from_all_but_its_earner_and_the_program_admin(world, reading):
    exhibit = recognizable(reading).exhibit

    assert not exhibits_before(world.keziah).filter(pk=exhibit.pk).exists()
    assert exhibits_before(world.keziah).count() == 2
    assert exhibits_of(world.lupe).filter(pk=exhibit.pk).exists()
    assert withheld_shown_to(world.thea).filter(pk=exhibit.pk).exists()
    assert not withheld_shown_to(world.corwin).exists() and not withheld_shown_to(world.teodor).exists()
    assert flags_overseen_by(world.thea).exists() and flags_overseen_by(world.corwin).exists()
    assert not flags_overseen_by(world.ximena).exists()


def test_it_is_withheld_in_earlier_attempts_as_well(world):
    submission = world.revised(world.lupe, world.keziah)
    for one in submission.version.document.criteria:
        if one.id == "a3.c1":
            from merited.submissions.actions import explain

            explain(world.attempt(submission), one.id, "Anew.", revision=0, by=world.lupe)
    send(submission, set(STATEMENTS), by=world.lupe)
    second = claim(submission.attempts.get(number=2), by=world.vesna)
    assert exhibits_before(world.vesna).filter(artifact="a2").count() == 2

    recognizable(second)

    assert not exhibits_before(world.vesna).filter(artifact="a2").exists()


def test_it_cannot_go_back_as_it_is(world, reading):
    flag = recognizable(reading)
    submission = reading.attempt.submission

    assert code_of(lambda: send_back(submission, words="Nobody minds.", by=world.lupe)) == "not-masked"
    holds.add_file(flag.hold, other(), about="", instead=False, by=world.lupe)
    assert code_of(lambda: send_back(submission, words="Look.", by=world.lupe)) == "not-masked"
    holds.take_out(flag.hold, flag.exhibit, by=world.lupe)
    send_back(submission, words="", by=world.lupe)

    assert not exhibits_before(world.keziah).filter(pk=flag.exhibit.pk).exists()  # not ever
    assert exhibits_before(world.keziah).filter(artifact="a2").count() == 1


def test_an_answer_is_written_anew_and_the_words_that_were_sent_are_kept(world, reading):
    flag = raise_flag(reading, Kind.PRIVACY, prompt="p1.q1", words="A learner's name.", by=world.keziah)
    submission = reading.attempt.submission

    assert code_of(lambda: holds.rewrite(flag.hold, "", revision=1, by=world.lupe)) == "incomplete"
    assert code_of(lambda: holds.rewrite(flag.hold, "w" * 20_001, revision=1, by=world.lupe)) == "too-long"
    assert code_of(lambda: holds.rewrite(flag.hold, "Anew.", revision=0, by=world.lupe)) == "stale"
    assert code_of(lambda: holds.add_file(flag.hold, other(), about="", instead=True, by=world.lupe)) == "not-in-scope"
    assert code_of(lambda: send_back(submission, words="So?", by=world.lupe)) == "not-masked"
    holds.rewrite(flag.hold, "One learner was stuck.", revision=1, by=world.lupe)
    send_back(submission, words="", by=world.lupe)

    assert Answer.objects.get(attempt=reading.attempt, prompt="p1.q1").text == "One learner was stuck."
    assert Hold.objects.get().before == "My answer to p1.q1."


# The program decides


def test_the_program_lets_it_be_read_as_it_is(world, reading):
    flag = recognizable(reading)
    assert code_of(lambda: ask_the_program(flag, words="", by=world.lupe)) == "no-words"
    ask_the_program(flag, words="A release is on file for all.", by=world.lupe)
    with pytest.raises(Attempt.DoesNotExist):
        ask_the_program(flag, words="Mine.", by=world.gideon)

    with clock.at(MONDAY + timedelta(days=2)):
        assert resolve(flag, "shown", words="The releases are there.", by=world.thea)

    assert exhibits_before(world.keziah).filter(pk=flag.exhibit.pk).exists()
    assert (
        state_of(reading) == "waiting"
        and Attempt.objects.get(pk=reading.attempt_id).hear_by.isoformat() == "2026-12-07"
    )
    assert logged("flag.resolved") == [{"outcome": "shown", "days": 2}]
    assert code_of(lambda: resolve(flag, "shown", words="x", by=world.thea)) == "already-resolved"
    assert code_of(lambda: ask_the_program(flag, words="x", by=world.lupe)) == "not-held"


def test_the_rest_is_read_without_it(world, reading):
    flag = recognizable(reading)

    resolve(flag, "left_out", words="No release.", by=world.corwin)

    flag.exhibit.refresh_from_db()
    assert flag.exhibit.set_aside_at and not exhibits_before(world.keziah).filter(artifact="a2").exists()
    assert score(reading, world.sheet(reading), keep="", by=world.keziah) == "earned"


def test_who_does_not_answer_for_the_program_decides_nothing(world, reading):
    flag = recognizable(reading)

    for person in (world.ximena, world.keziah, world.lupe):
        assert code_of(lambda person=person: resolve(flag, "shown", words="x", by=person)) == "not-yours"
    assert code_of(lambda: resolve(flag, "deleted", words="x", by=world.thea)) == "no-ending"
    assert code_of(lambda: resolve(flag, "shown", words="", by=world.thea)) == "no-words"
    assert state_of(reading) == "on_hold"


def test_nobody_decides_about_their_own_work(world):
    reading = world.claimed(world.corwin, world.keziah)
    flag = recognizable(reading)

    assert code_of(lambda: resolve(flag, "shown", words="It is fine.", by=world.corwin)) == "own-work"


def test_another_flag_still_holds_the_work(world, reading):
    first, second = recognizable(reading), cannot_open(reading)

    assert not resolve(first, "shown", words="Releases are there.", by=world.thea)
    assert state_of(reading) == "on_hold"
    assert resolve(second, "left_out", words="It is gone for good.", by=world.thea)
    assert state_of(reading) == "waiting"


def test_two_flags_on_one_file_are_one_hold_and_the_stricter_one_counts(world, reading):
    cannot_open(reading, "a2")
    private = recognizable(reading)
    assert Hold.objects.count() == 1
    assert code_of(lambda: send_back(reading.attempt.submission, words="Open now.", by=world.lupe)) == "not-masked"

    assert not resolve(private, "shown", words="Released.", by=world.thea)
    assert send_back(reading.attempt.submission, words="Open now.", by=world.lupe) == 0


# A note to oneself


def test_a_note_to_oneself_is_kept_and_stands_in_no_log(world, reading):
    jot(reading, {}, keep="", private_note="Ask about anchors.", by=world.keziah)
    score(reading, world.sheet(reading), keep="", by=world.keziah)
    note_to_self(reading, "Ask about anchors in May.", by=world.keziah)

    reading.refresh_from_db()
    assert reading.private_note == "Ask about anchors in May."
    assert "anchors" not in str(list(LogEntry.objects.values_list("facts", flat=True)))
    assert code_of(lambda: note_to_self(reading, "w" * 8001, by=world.keziah)) == "too-long"
    with pytest.raises(Reading.DoesNotExist):
        note_to_self(reading, "Mine.", by=world.vesna)


def test_a_note_to_oneself_comes_back_with_the_next_claim(world, reading):
    jot(reading, {}, keep="", private_note="Ask about anchors.", by=world.keziah)
    release(reading, by=world.keziah)

    assert claim(reading.attempt, by=world.keziah).private_note == "Ask about anchors."


# Hints


@pytest.mark.parametrize(
    ("words", "has"),
    [
        ("At 05:10 you regroup.", "place"),
        ("In a2-1.jpg the tally is missing.", "place"),
        ("You write “first the rabbit goes down”.", "place"),
        ("One next move: send the two minutes after it.", "move"),
        ("Your plan need not be redone.", "keeps"),
        ("Lo demás se queda.", "keeps"),
        ("The learner is not heard in the recording of the lesson.", "descriptor"),
    ],
)
def test_a_hint_is_ticked_by_what_the_words_have_in_them(words, has):
    found = hints_of(words, ["Every learner is heard in the recording of the whole lesson."])
    assert getattr(found, has)


@pytest.mark.parametrize("words", ["", "Good work.", "Keeping at it a while.", "I like 5 of them."])
def test_praise_alone_ticks_no_hint(words):
    found = hints_of(words, ["Every learner is heard in the recording of the whole lesson."])
    assert not (found.place or found.descriptor or found.move or found.keeps)
