"""Two blind readers: when a second one is due, what is recorded, who settles a difference, and that order never matters."""

from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merited.base.errors import Refused
from merited.catalog.document import Criterion, Descriptor, Level
from merited.review.actions import claim, release, score, set_plan
from merited.review.models import Course, Decision, Reading
from merited.review.queries import filed_sheets, judged_in, queue, recorded_from, sheets_up_to
from merited.review.rules.outcome import Judged, Outcome, needs_a_third, outcome, settled
from merited.review.rules.stages import SINGLE, Plan, Purpose, Why, drawn, due, known_before
from merited.submissions.models import Standing, Submission

SCALE = (Level("proficient", "P", 3, True), Level("basic", "B", 2, False), Level("developing", "D", 1, False))
RICH = (Level("four", "4", 4, True), Level("three", "3", 3, True), *SCALE[1:])
LAST = "a3.c1"
BASIC = "In a3 one comment is missing. One next move: add what is missing. The rest stays."


def criterion(key, scale=SCALE):
    return Criterion(key, key, "p2", "a1", tuple(Descriptor(level, "...") for level in scale))


SCOPE = tuple(criterion(key) for key in ("c1", "c2", "c3"))
ALL = {one.id: Judged("proficient") for one in SCOPE}


def sheet(**levels):
    return ALL | {key: Judged(level, "words") for key, level in levels.items()}


def code_of(deed):
    with pytest.raises(Refused) as no:
        deed()
    assert no.value.sentence
    return no.value.code


# The rule


@pytest.mark.parametrize(
    ("plan", "number", "place", "expected"),
    [
        (Plan(share=0), 1, 1, (Why.NEW_VERSION,)),
        (Plan(share=0), 1, 5, (Why.NEW_VERSION,)),
        (Plan(share=0), 1, 6, ()),
        (Plan(share=0), 2, 0, ()),  # a second attempt at a new version is no first submission
        (Plan(share=0, stakes=True), 2, 0, (Why.STAKES,)),
        (Plan(share=100), 3, 0, (Why.DRAW,)),
        (SINGLE, 1, 1, ()),
    ],
)
def test_why_an_attempt_is_read_twice(plan, number, place, expected):
    assert known_before(plan, UUID(int=7), number=number, place_in_version=place) == expected


def test_the_draw_takes_one_in_five_and_gives_everybody_the_same_answer():
    taken = [n for n in range(20_000) if drawn(UUID(int=n), 20)]
    assert 3_800 < len(taken) < 4_200
    assert taken == [n for n in range(20_000) if drawn(UUID(int=n), 20)]
    assert all(drawn(UUID(int=n), 50) for n in taken), "a larger share takes those of a smaller one"


@pytest.mark.parametrize(
    ("open_ones", "number", "expected"),
    [
        ({}, 1, ()),
        ({"c1": "basic"}, 1, (Purpose.SECOND,)),
        ({"c1": "developing"}, 1, (Purpose.SECOND,)),
        ({"c1": "basic", "c2": "basic"}, 1, ()),
        ({"c1": "basic"}, 2, ()),  # borderline is about a first attempt
    ],
)
def test_exactly_one_unmet_criterion_on_a_first_attempt_is_read_again(open_ones, number, expected):
    filed = {Purpose.FIRST: sheet(**open_ones)}
    assert due(Plan(first_of_version=0, share=0), (), SCOPE, filed, number=number) == expected


@pytest.mark.parametrize(
    ("one", "other", "third"),
    [
        ({}, {}, False),
        ({"c1": "basic"}, {"c1": "basic"}, False),
        ({"c1": "basic"}, {"c1": "developing"}, False),  # both agree on what is met: the lower one is recorded
        ({"c1": "basic"}, {}, True),  # one finds it met
        ({"c1": "basic", "c2": "developing"}, {"c1": "basic", "c2": "developing"}, False),
        ({"c1": "basic"}, {"c2": "basic"}, True),  # the decision is the same, and what is met differs
    ],
)
def test_readers_who_differ_on_what_is_met_need_a_third(one, other, third):
    assert needs_a_third(SCOPE, sheet(**one), sheet(**other)) is third
    assert needs_a_third(SCOPE, sheet(**other), sheet(**one)) is third


def test_two_levels_apart_need_a_third_even_where_both_meet():
    wide = (*RICH[:2], Level("two", "2", 2, True), Level("one", "1", 1, False))
    scope = (criterion("c1", wide),)
    apart, near = ({"c1": Judged("four")}, {"c1": Judged("two")}), ({"c1": Judged("four")}, {"c1": Judged("three")})
    assert needs_a_third(scope, *apart) and not needs_a_third(scope, *near)
    assert settled(scope, near)["c1"].level == "three", "the lower of the two, never a mean"


def test_the_words_of_whoever_chose_the_recorded_level_reach_the_earner():
    low, high = {"c1": Judged("developing", "low words")}, {"c1": Judged("basic", "high words")}
    assert settled(SCOPE[:1], [high, low])["c1"] == Judged("developing", "low words")
    alike = [{"c1": Judged("basic", "short")}, {"c1": Judged("basic", "some more words")}]
    assert settled(SCOPE[:1], alike)["c1"] == Judged("basic", "some more words", "short")


levels = st.sampled_from(["proficient", "basic", "developing"])
sheets = st.fixed_dictionaries({one.id: st.builds(Judged, levels, st.sampled_from(["", "a b", "c"])) for one in SCOPE})


@settings(max_examples=300, deadline=None)
@given(one=sheets, other=sheets, third=sheets)
def test_the_order_of_the_readers_never_matters(one, other, third):
    for first, second in permutations((one, other)):
        assert needs_a_third(SCOPE, first, second) == needs_a_third(SCOPE, one, other)
        assert settled(SCOPE, [first, second]) == settled(SCOPE, [one, other])
        assert settled(SCOPE, [first, second], third) == dict(third)


@settings(max_examples=300, deadline=None)
@given(one=sheets, other=sheets)
def test_two_readers_never_record_what_neither_found(one, other):
    recorded = settled(SCOPE, [one, other])
    for key, judged in recorded.items():
        assert judged.level in (one[key].level, other[key].level)
    if not needs_a_third(SCOPE, one, other):
        assert outcome(SCOPE, recorded) == outcome(SCOPE, one) == outcome(SCOPE, other)


@settings(max_examples=200, deadline=None)
@given(
    plan=st.builds(Plan, st.integers(0, 5), st.just(0), st.booleans(), st.booleans()),
    because=st.sets(st.sampled_from([Why.DRAW, Why.STAKES])),
    given_sheets=st.tuples(sheets, sheets, sheets),
    number=st.integers(1, 3),
)
def test_a_course_always_comes_to_an_end_after_three_sheets_at_most(plan, because, given_sheets, number):
    filed = {}
    for n, one in enumerate(given_sheets):
        left = due(plan, tuple(because), SCOPE, filed, number=number)
        if not left:
            assert n > 0
            return
        filed[left[0]] = one
    assert due(plan, tuple(because), SCOPE, filed, number=number) == ()


# The deeds


def twice(world, **plan):
    set_plan(world.pl101.microcredential, Plan(**({"first_of_version": 0, "share": 0} | plan)), by=world.thea)


def read(world, submission, reader, open_ones=None):
    reading = claim(submission.attempts.get(state="sent"), by=reader)
    return score(reading, world.sheet(reading, open_ones), keep=f"Kept by {reader.name}.", by=reader)


def test_the_first_five_of_a_version_are_read_by_two_and_decided_with_the_second(world):
    twice(world, first_of_version=5)
    submission = world.sent(world.lupe)
    assert read(world, submission, world.keziah) is None
    submission.refresh_from_db()
    assert submission.state == "waiting" and not Decision.objects.exists() and not Standing.objects.exists()
    assert read(world, submission, world.vesna) is Outcome.EARNED
    assert Course.objects.get().because == ["new_version"]


def test_both_may_read_at_the_same_time_and_neither_sees_the_other_sheet(world):
    twice(world, share=100)
    submission = world.sent(world.lupe)
    attempt = submission.attempts.get(state="sent")
    one, two = claim(attempt, by=world.keziah), claim(attempt, by=world.vesna)
    assert (one.purpose, two.purpose) == ("first", "second")
    score(one, world.sheet(one, {LAST: BASIC}), keep="", by=world.keziah)
    assert sheets_up_to(two) == ({}, []) and judged_in(submission) == {}


def test_nobody_reads_the_same_attempt_twice(world):
    twice(world, share=100)
    submission = world.sent(world.lupe)
    read(world, submission, world.keziah)
    attempt = submission.attempts.get(state="sent")
    assert code_of(lambda: claim(attempt, by=world.keziah)) == "read-it"
    assert not queue(world.keziah).exists() and queue(world.vesna).exists()


def test_a_borderline_first_attempt_goes_back_to_the_queue_for_another_reader(world):
    twice(world)
    submission = world.sent(world.lupe)
    assert read(world, submission, world.keziah, {LAST: BASIC}) is None
    assert Course.objects.get().because == ["borderline"]
    assert list(queue(world.vesna)) == [submission.attempts.get(state="sent")]
    assert read(world, submission, world.vesna, {LAST: BASIC}) is Outcome.NOT_YET


def test_a_claim_that_was_given_back_is_open_again_in_its_own_place(world):
    twice(world, share=100)
    submission = world.sent(world.lupe)
    attempt = submission.attempts.get(state="sent")
    read(world, submission, world.keziah)
    release(claim(attempt, by=world.vesna), by=world.vesna)
    assert claim(attempt, by=world.isolde).purpose == "second"


def test_a_difference_goes_to_a_lead_reader_alone_and_that_sheet_stands(world):
    twice(world, share=100)
    submission = world.sent(world.lupe)
    read(world, submission, world.keziah)
    assert read(world, submission, world.vesna, {LAST: BASIC}) is None
    attempt = submission.attempts.get(state="sent")
    assert list(queue(world.isolde)) == [attempt]
    third = claim(attempt, by=world.isolde)
    assert third.purpose == "third" and sheets_up_to(third) == ({}, [])
    words = {LAST: "In a3 the words are general. One next move: quote her words. The rest stays."}
    assert score(third, world.sheet(third, words), keep="", by=world.isolde) is Outcome.NOT_YET
    recorded = judged_in(submission)[attempt.pk]
    assert recorded[LAST].words == words[LAST] and recorded[LAST].also == ""


def test_a_third_reading_is_not_open_to_whoever_is_no_lead_reader(world):
    twice(world, share=100)
    submission = world.sent(world.lupe)
    read(world, submission, world.isolde)  # a lead reader may be one of the first two as well
    read(world, submission, world.vesna, {LAST: BASIC})
    attempt = submission.attempts.get(state="sent")
    assert code_of(lambda: claim(attempt, by=world.keziah)) == "senior"
    assert not queue(world.keziah).exists() and not queue(world.isolde).exists()


def test_a_plan_that_changes_moves_nothing_that_somebody_has_begun_to_read(world):
    submission = world.sent(world.lupe)
    reading = claim(submission.attempts.get(state="sent"), by=world.keziah)
    twice(world, share=100, stakes=True)
    assert score(reading, world.sheet(reading), keep="", by=world.keziah) is Outcome.EARNED


def test_every_decision_follows_from_the_stored_sheets(world):
    twice(world, share=100)
    for person, open_ones in ((world.lupe, {}), (world.cyrus, {LAST: BASIC})):
        submission = world.sent(person)
        read(world, submission, world.keziah, open_ones)
        read(world, submission, world.vesna, open_ones)
    for one in Decision.objects.select_related("attempt__submission__version"):
        document = one.attempt.submission.version.document
        assert outcome(document.criteria, recorded_from(document, filed_sheets(one.attempt))) == one.outcome


def test_the_earner_reads_the_words_of_both(world):
    twice(world, share=100)
    submission = world.sent(world.lupe)
    read(world, submission, world.keziah, {LAST: BASIC})
    read(world, submission, world.vesna, {LAST: "In a3 the second learner is missing. One next move: add her work."})
    page = world.client(world.lupe).get(f"/work/{submission.pk}/").content.decode()
    assert "the second learner is missing" in page and "one comment is missing" in page
    assert "Kept by Keziah" in page and "Kept by Vesna" in page


@pytest.mark.parametrize(
    "plan", [Plan(share=101), Plan(share=-1), Plan(first_of_version=-1), Plan(first_of_version=501)]
)
def test_a_plan_that_is_none_is_refused(world, plan):
    with pytest.raises(Refused):
        set_plan(world.pl101.microcredential, plan, by=world.thea)


def test_all_is_kept_when_the_second_of_two_readers_files_first(world):
    twice(world, share=100)
    submission = world.sent(world.lupe)
    attempt = submission.attempts.get(state="sent")
    one, two = claim(attempt, by=world.keziah), claim(attempt, by=world.vesna)
    assert score(two, world.sheet(two), keep="", by=world.vesna) is None
    assert score(one, world.sheet(one), keep="", by=world.keziah) is Outcome.EARNED
    assert Reading.objects.filter(state="filed").count() == 2
    assert Submission.objects.get(pk=submission.pk).state == "earned"
