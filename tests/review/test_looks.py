"""Another look: a question, a second review, an appeal with its panel. Never worse than before, and nobody is named."""

from datetime import timedelta

import pytest

from merited.awards.models import Award
from merited.base import clock
from merited.base.errors import Refused
from merited.base.models import LogEntry
from merited.people.actions import appoint, tie
from merited.people.rules.places import Office
from merited.review.actions import (
    answer_question,
    ask_appeal,
    ask_question,
    ask_second,
    claim,
    claim_look,
    file_look,
    fill_seats,
    jot,
    leave_panel,
    mind_wording,
    score,
    set_terms,
    speak,
)
from merited.review.flags import declare_conflict, raise_flag
from merited.review.models import Decision, Look, LookCriterion, PanelVoice, Reading
from merited.review.queries import (
    award_for,
    bars_of_look,
    exhibits_before,
    exhibits_for_panel,
    filed_sheets,
    looks_to_read,
    may_read,
    notes_for,
    open_for_a_look,
    panels_of,
    questions_to,
    recorded_from,
    scope_for,
    scope_to_score,
    sheet_of,
    wording_to_mind,
)
from merited.review.rules.assignment import Bar
from merited.review.rules.flags import Kind as Flagged
from merited.review.rules.looks import adds, outcome_of
from merited.review.rules.outcome import Judged, outcome
from merited.submissions.actions import revise, send, withdraw
from merited.submissions.models import Attempt, Standing
from merited.submissions.queries import met_of
from merited.submissions.rules.completeness import STATEMENTS

WHY = "At 05:10 the second check is in the video."


def code_of(deed):
    with pytest.raises(Refused) as no:
        deed()
    assert no.value.sentence
    return no.value.code


def opened(submission):
    submission.refresh_from_db()
    return [one.id for one in open_for_a_look(submission, submission.attempts.filter(state="decided").last())]


def appeal(submission, **more):
    facts = {"ground": "evidence", "words": WHY, "place": "a2, 05:10"} | more
    keys = facts.pop("keys", None) or set(opened(submission))
    return ask_appeal(submission, keys, facts.pop("ground"), by=submission.person, **facts)


def sheet_for(reading, met=True):
    """Everything met, or nothing."""
    found = {}
    for one in scope_to_score(reading):
        found[one.id] = (
            Judged(one.levels[0].id) if met else Judged(one.levels[-1].id, "One next move: add what is missing.")
        )
    return found


def read_by(look, reader, met=True):
    reading = claim_look(look, by=reader)
    came = file_look(reading, sheet_for(reading, met), keep="", by=reader)
    look.refresh_from_db()
    return came


def panel(look):
    return [one.person for one in look.voices.filter(left_at__isnull=True).select_related("person").order_by("pk")]


def say(look, *voices):
    came = None
    for person, voice in zip(panel(look), voices, strict=True):
        came = speak(look, voice, reasons=f"Because of {voice}.", advice="Send the clip again.", by=person)
    look.refresh_from_db()
    return came


@pytest.fixture
def work(world):
    """Lupe's PL-101, read by Keziah: one criterion is open."""
    return world.not_yet(world.lupe, world.keziah)


@pytest.fixture
def wide(world):
    """Two criteria are open."""
    document = world.pl101.document
    keys = [one.id for one in document.criteria if one.artifact][-2:]
    return world.not_yet(world.lupe, world.keziah, open_ones=dict.fromkeys(keys, "One next move: add what is missing."))


# A question


def test_a_question_goes_to_the_same_reviewer_and_comes_back_with_its_dates(world, work):
    before = list(Attempt.objects.values_list("hear_by", "state"))
    look = ask_question(work, opened(work)[0], words="Which part of the clip?", by=world.lupe)
    assert [one.pk for one in questions_to(world.keziah)] == [look.pk] and not questions_to(world.vesna).exists()
    with clock.at(clock.now() + timedelta(days=1)):
        answer_question(look, words="The part after the bell.", by=world.keziah)
    look.refresh_from_db()
    assert (look.state, look.outcome, look.answer.words) == ("closed", "answered", "The part after the bell.")
    assert look.answer.answered_at - look.asked_at == timedelta(days=1)
    assert list(Attempt.objects.values_list("hear_by", "state")) == before and look.due is None
    assert code_of(lambda: answer_question(look, words="More.", by=world.keziah)) == "answered"


def test_one_question_for_each_open_criterion(world, wide):
    one, other = opened(wide)
    ask_question(wide, one, words="Why?", by=world.lupe)
    assert code_of(lambda: ask_question(wide, one, words="Why again?", by=world.lupe)) == "asked-already"
    assert ask_question(wide, other, words="And here?", by=world.lupe)
    assert code_of(lambda: ask_question(wide, "p1", words="That one?", by=world.lupe)) == "not-open"
    assert code_of(lambda: ask_question(wide, other, words="  ", by=world.lupe)) == "no-words"


def test_nobody_else_asks_or_answers(world, work):
    look = ask_question(work, opened(work)[0], words="Why?", by=world.lupe)
    for stranger in (world.vesna, world.thea, world.lupe):
        with pytest.raises(Look.DoesNotExist):
            answer_question(look, words="Because.", by=stranger)
    with pytest.raises(type(work).DoesNotExist):
        ask_second(work, by=world.gideon)


# A second review


def test_a_second_review_adds_what_it_finds_and_earns(world, work):
    look = ask_second(work, by=world.lupe)
    assert str(look.due) == "2026-12-03"  # ten working days, three of them off
    with clock.at(clock.now() + timedelta(days=3)):
        assert read_by(look, world.vesna) == "more_met"
        now = clock.now()
    work.refresh_from_db()
    award = Award.objects.get(person=world.lupe)
    assert work.state == "earned" and look.award == award and award.granted_at == look.decided_at == now
    assert award_for(work) == award.pk and set(award.results) == {one.id for one in work.version.document.criteria}
    assert Decision.objects.get(attempt=look.attempt).outcome == "not_yet", "what was decided then stays as it was"


def test_a_second_review_that_finds_nothing_changes_nothing(world, wide):
    before = met_of(wide)
    look = ask_second(wide, by=world.lupe)
    assert read_by(look, world.vesna, met=False) == "unchanged"
    wide.refresh_from_db()
    assert wide.state == "not_yet" and met_of(wide).keys() == before.keys() and not Award.objects.exists()


def test_a_second_review_is_per_criterion(world, wide):
    one, other = opened(wide)
    look = ask_second(wide, by=world.lupe)
    reading = claim_look(look, by=world.vesna)
    sheet = sheet_for(reading, met=False) | {one: sheet_for(reading)[one]}
    assert file_look(reading, sheet, keep="", by=world.vesna) == "more_met"
    wide.refresh_from_db()
    assert wide.state == "not_yet" and opened(wide) == [other]
    assert {mark.criterion.key: bool(mark.level) for mark in look.criteria.all()} == {one: True, other: False}


def test_once_for_an_attempt_and_within_thirty_days(world, work):
    with clock.at(clock.now() + timedelta(days=31)):
        assert code_of(lambda: ask_second(work, by=world.lupe)) == "too-late-to-ask"
        assert code_of(lambda: appeal(work)) == "too-late-to-ask"
    with clock.at(clock.now() + timedelta(days=30)):
        read_by(ask_second(work, by=world.lupe), world.vesna, met=False)
        assert code_of(lambda: ask_second(work, by=world.lupe)) == "asked-already"
        assert appeal(work)


def test_one_look_at_a_time(world, work):
    ask_second(work, by=world.lupe)
    assert code_of(lambda: appeal(work)) == "one-at-a-time"


# Who looks


def test_nobody_who_has_read_any_of_it_looks_again(world, work):
    look = ask_second(work, by=world.lupe)
    assert bars_of_look(look, world.keziah) == (Bar.HAS_READ,) and not looks_to_read(world.keziah).exists()
    assert code_of(lambda: claim_look(look, by=world.keziah)) == "read-it"
    assert [one.pk for one in looks_to_read(world.vesna)] == [look.pk]
    read_by(look, world.vesna, met=False)
    second = appeal(work)
    assert code_of(lambda: claim_look(second, by=world.vesna)) == "read-it", "nor whoever gave the second review"


def test_nobody_with_a_conflict_looks(world, work):
    look = appeal(work)
    assert code_of(lambda: claim_look(look, by=world.tobin)) == "interest"  # the same school
    assert not looks_to_read(world.tobin).exists()
    tie(world.vesna, world.lupe, "coach")
    assert code_of(lambda: claim_look(look, by=world.vesna)) == "interest" and not looks_to_read(world.vesna).exists()
    assert code_of(lambda: claim_look(look, by=world.petra)) == "not-qualified"
    set_terms(world.isolde, capacity=3, languages=["es"], by=world.isolde)
    assert code_of(lambda: claim_look(look, by=world.isolde)) == "language" and not looks_to_read(world.isolde).exists()


def test_one_reader_has_it_and_another_is_told(world, work):
    look = appeal(work)
    reading = claim_look(look, by=world.vesna)
    assert claim_look(look, by=world.vesna) == reading
    assert code_of(lambda: claim_look(look, by=world.isolde)) == "claimed" and not looks_to_read(world.isolde).exists()
    with clock.at(clock.now() + timedelta(days=9)):
        assert claim_look(look, by=world.isolde)
        assert code_of(lambda: file_look(reading, sheet_for(reading), keep="", by=world.vesna)) == "claim-expired"


def test_a_reader_who_may_know_whose_it_is_hands_it_on(world, work):
    look = appeal(work)
    declare_conflict(claim_look(look, by=world.vesna), by=world.vesna)
    assert not looks_to_read(world.vesna).exists() and claim_look(look, by=world.isolde)


def test_a_look_puts_nothing_on_hold(world, work):
    revise(work, by=world.lupe)
    reading = claim_look(appeal(work), by=world.vesna)
    exhibit = reading.attempt.exhibits.first()
    words = {"exhibit": exhibit, "words": "It stops."}
    assert code_of(lambda: raise_flag(reading, Flagged.CANNOT_OPEN, **words, by=world.vesna)) == "another-look"


def test_only_what_was_open_is_scored(world, work):
    reading = claim_look(appeal(work), by=world.vesna)
    assert [one.id for one in scope_to_score(reading)] == opened(work)
    everything = {one.id: Judged(one.levels[0].id) for one in work.version.document.criteria}
    assert code_of(lambda: file_look(reading, everything, keep="", by=world.vesna)) == "not-in-scope"
    with pytest.raises(AssertionError):
        score(reading, sheet_for(reading), keep="", by=world.vesna)


def test_whoever_looks_again_sees_that_attempt_alone_and_reads_no_later_one(world, work):
    look = appeal(work)
    revise(work, by=world.lupe)
    for key in opened(work):
        world.attempt(work).change_notes.create(criterion=key, text="Added.", saved_at=clock.now())
    send(work, set(STATEMENTS), by=world.lupe)
    reading = claim_look(look, by=world.vesna)
    assert {one.attempt_id for one in exhibits_before(world.vesna)} == {look.attempt_id}
    later = work.attempts.get(number=2)
    assert not may_read(world.vesna).filter(pk=later.pk).exists()
    assert code_of(lambda: claim(later, by=world.vesna)) == "looks-again"
    jot(reading, sheet_for(reading), keep="", by=world.vesna)
    file_look(reading, sheet_for(reading), keep="", by=world.vesna)
    assert not exhibits_before(world.vesna).exists()


# Grounds


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"ground": "disagree"}, "second-first"),
        ({"ground": "because"}, "no-ground"),
        ({"words": " "}, "no-words"),
        ({"place": " "}, "no-place"),
        ({"keys": {"p1"}}, "not-open"),
        ({"words": "x" * 9000}, "too-long"),
    ],
)
def test_an_appeal_needs_grounds(world, work, facts, code):
    assert code_of(lambda: appeal(work, **facts)) == code
    assert not Look.objects.exists()


# The panel


def test_an_appeal_is_confirmed_by_a_panel_and_earned_at_that_moment(world, work):
    look = appeal(work)
    assert read_by(look, world.vesna) is None and look.state == "panel"
    assert set(panel(look)) == {world.thea, world.ximena, world.isolde}, "of other departments, and nobody who read it"
    work.refresh_from_db()
    assert work.state == "not_yet"
    with clock.at(clock.now() + timedelta(days=2)):
        assert say(look, "overturn", "uphold", "overturn") == "overturned"
        now = clock.now()
    work.refresh_from_db()
    award = Award.objects.get(person=world.lupe)
    assert work.state == "earned" and award.granted_at == look.decided_at == now and look.award == award
    assert look.reasons == "Because of overturn. Send the clip again."
    assert LogEntry.objects.filter(deed="look.decided", subject=look.pk).count() == 1


def test_upheld_gives_reasons_and_what_to_do_next(world, work):
    look = appeal(work)
    read_by(look, world.vesna)
    before = met_of(work).keys()
    assert say(look, "uphold", "overturn", "uphold") == "upheld"
    work.refresh_from_db()
    assert work.state == "not_yet" and met_of(work).keys() == before and not Award.objects.exists()
    assert "Because of uphold." in look.reasons and "Send the clip again." in look.reasons
    assert not notes_for(world.keziah).exists() and not wording_to_mind(world.corwin).exists()


def test_where_the_fresh_reader_found_nothing_there_is_nothing_to_confirm(world, work):
    look = appeal(work)
    read_by(look, world.vesna, met=False)
    one, *_others = panel(look)
    assert code_of(lambda: speak(look, "overturn", reasons="I saw it.", by=one)) == "nothing-found"
    assert say(look, "uphold", "uphold", "uphold") == "upheld"


@pytest.mark.parametrize(
    ("voice", "reasons", "advice", "code"),
    [("perhaps", "x", "x", "no-voice"), ("overturn", " ", "", "no-reasons"), ("uphold", "x", "", "no-advice")],
)
def test_a_voice_has_its_reasons(world, work, voice, reasons, advice, code):
    look = appeal(work)
    read_by(look, world.vesna)
    assert code_of(lambda: speak(look, voice, reasons=reasons, advice=advice, by=panel(look)[0])) == code


def test_nobody_speaks_twice_or_without_a_seat(world, work):
    look = appeal(work)
    read_by(look, world.vesna)
    one = panel(look)[0]
    assert speak(look, "uphold", reasons="Why.", advice="Next.", by=one) is None
    assert code_of(lambda: speak(look, "uphold", reasons="Why.", advice="Next.", by=one)) == "spoken"
    for stranger in (world.corwin, world.keziah, world.vesna, world.lupe):
        assert not panels_of(stranger).exists()
        with pytest.raises(PanelVoice.DoesNotExist):
            speak(look, "uphold", reasons="Why.", advice="Next.", by=stranger)


def test_whoever_has_come_to_know_the_earner_gives_up_the_seat(world, work):
    look = appeal(work)
    read_by(look, world.vesna)
    tie(world.ximena, world.lupe, "declared")
    assert code_of(lambda: speak(look, "uphold", reasons="Why.", advice="Next.", by=world.ximena)) == "interest"
    assert world.ximena not in panel(look) and not panels_of(world.ximena).exists()
    leave_panel(look, by=world.isolde)
    assert panel(look) == [world.thea], "nobody else may sit, and those who left do not come back"


def test_a_reader_of_any_attempt_never_sits_in_the_panel(world):
    work = world.not_yet(world.lupe, world.isolde)
    look = appeal(work)
    read_by(look, world.vesna)
    assert set(panel(look)) == {world.thea, world.ximena}


def test_the_panel_sees_the_work_while_it_is_open(world, work):
    look = appeal(work)
    read_by(look, world.vesna)
    assert exhibits_for_panel(world.ximena).count() == look.attempt.exhibits.count()
    assert not exhibits_for_panel(world.corwin).exists()
    say(look, "uphold", "uphold", "uphold")
    assert not exhibits_for_panel(world.ximena).exists()


def test_readers_learn_and_the_wording_is_marked(world, work):
    look = appeal(work)
    read_by(look, world.vesna)
    say(look, "overturn", "overturn", "overturn")
    learned = notes_for(world.keziah).get()
    assert (learned.criterion.key, learned.look.place) == (look.criteria.get().criterion.key, "a2, 05:10")
    assert not notes_for(world.vesna).exists(), "whoever looked has nothing to learn from it"
    marked = wording_to_mind(world.corwin).get()
    assert not wording_to_mind(world.ximena).exists(), "another department's"
    assert code_of(lambda: mind_wording(marked, by=world.ximena)) == "not-yours"
    mind_wording(marked, by=world.corwin)
    assert wording_to_mind(world.corwin).get().minded_by == world.corwin


# Meanwhile


def test_the_earner_goes_on_and_what_is_met_is_never_scored_again(world, wide):
    one, other = opened(wide)
    look = appeal(wide, keys={one})
    revise(wide, by=world.lupe)
    read_by(look, world.vesna)
    say(look, "overturn", "overturn", "overturn")
    wide.refresh_from_db()
    assert wide.state == "draft" and [c.id for c in scope_for(world.attempt(wide))] == [other]


def test_all_met_by_an_appeal_ends_the_attempt_that_was_begun(world, work):
    look = appeal(work)
    revise(work, by=world.lupe)
    read_by(look, world.vesna)
    say(look, "overturn", "overturn", "overturn")
    work.refresh_from_db()
    assert work.state == "earned" and work.attempts.get(number=2).state == "withdrawn"
    assert Award.objects.filter(person=world.lupe).count() == 1


def test_an_appeal_that_comes_after_it_is_earned_grants_nothing_twice(world, work):
    look = appeal(work)
    read_by(look, world.vesna)
    revise(work, by=world.lupe)
    for key in opened(work):
        world.attempt(work).change_notes.create(criterion=key, text="Added.", saved_at=clock.now())
    send(work, set(STATEMENTS), by=world.lupe)
    reading = claim(work.attempts.get(number=2), by=world.keziah)
    score(reading, world.sheet(reading), keep="", by=world.keziah)
    say(look, "overturn", "overturn", "overturn")
    assert Award.objects.filter(person=world.lupe).count() == 1 and look.outcome == "overturned" and look.award is None


def test_what_was_taken_back_is_looked_at_no_more(world, work):
    look = appeal(work)
    reading = claim_look(look, by=world.vesna)
    withdraw(work, by=world.lupe)
    assert code_of(lambda: file_look(reading, sheet_for(reading), keep="", by=world.vesna)) == "withdrawn"
    assert not looks_to_read(world.isolde).exists()


def test_nothing_can_be_asked_about_what_is_earned_or_not_read(world):
    earned = world.earned(world.gideon, world.vesna)
    submission = Attempt.objects.get(submission__person=world.gideon).submission
    assert code_of(lambda: ask_second(submission, by=world.gideon)) == "nothing-to-look-at" and earned
    assert code_of(lambda: ask_second(world.sent(world.lupe), by=world.lupe)) == "nothing-to-look-at"


# What is stored is enough


def test_every_outcome_follows_from_what_is_stored(world, wide):
    one, other = opened(wide)
    read_by(ask_second(wide, by=world.lupe), world.vesna, met=False)
    look = appeal(wide, keys={one})
    read_by(look, world.isolde)
    assert len(panel(look)) == 2  # the lead reader has read it: a seat is free until an office is filled
    appoint(world.halvard, Office.LEAD_READER, world.district, by=world.thea)
    assert fill_seats(look, by=world.corwin) == 3 and world.halvard in panel(look)
    say(look, "overturn", "uphold", "overturn")
    for each in Look.objects.exclude(kind="question"):
        reading = Reading.objects.get(look=each, state="filed")
        voices = [voice.voice for voice in each.voices.filter(left_at__isnull=True)]
        added = adds(each.kind, scope_to_score(reading), sheet_of(reading), voices)
        assert outcome_of(each.kind, added) == each.outcome
        stored = LookCriterion.objects.filter(look=each).exclude(level="").values_list("criterion__key", "level")
        assert dict(stored) == added
    for decision in Decision.objects.all():  # and no decision of an attempt follows from a look
        sheets = filed_sheets(decision.attempt)
        assert set(sheets) == {"first"}
        recorded = recorded_from(wide.version.document, sheets)
        assert outcome(scope_for(decision.attempt), recorded) == decision.outcome
    assert Standing.objects.get(criterion=one).attempt == look.attempt and opened(wide) == [other]
