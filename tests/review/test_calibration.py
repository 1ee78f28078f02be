"""Learning to read, and samples among live work: nothing tells them apart, nothing counts them, nothing is decided by them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from merited.awards.models import Award
from merited.base import clock
from merited.base.errors import Refused
from merited.cli.demo.content_files import calibrations
from merited.cli.demo.samples import load_samples
from merited.insight.queries import desks, waiting_at
from merited.people.models import Membership, Person, Tie
from merited.review import actions, queries
from merited.review.actions import claim, qualify, score, set_plan
from merited.review.models import (
    CalibrationSet,
    Check,
    Decision,
    Flag,
    Qualification,
    Reading,
    Sample,
    SeedReading,
    Trial,
)
from merited.review.queries.courses import place_in_version
from merited.review.rules.calibration import Advice, Standing, Use
from merited.review.rules.flags import Kind
from merited.review.rules.outcome import Judged
from merited.review.rules.stages import Plan
from merited.submissions.models import Attempt, Exhibit, Submission
from merited.worker import calibration as worker
from tests.world import MONDAY

SOURCE = {one["credential"]: one for one in calibrations()}
BASIC = "In a3 one comment is missing. One next move: add what is missing. The rest stays."


def later(**span):
    return clock.at(MONDAY + timedelta(**span))


def code_of(deed):
    with pytest.raises(Refused) as no:
        deed()
    assert no.value.sentence
    return no.value.code


@pytest.fixture
def pl(world):
    with later(hours=-1):
        load_samples(SOURCE["pl-101"])
    return CalibrationSet.objects.get()


def sheet_as(sample, **changed):
    levels = sample.levels | {key.replace("_", "."): level for key, level in changed.items()}
    meets = ("proficient", "passing")
    return {key: Judged(level, "" if level in meets else BASIC) for key, level in levels.items()}


def reads(world, earner, reader, version=None):
    reading = world.claimed(earner, reader, version)
    score(reading, world.sheet(reading), keep="", by=reader)
    return reading


def seeded(world, reader):
    """A sample stands among the reader's work."""
    reads(world, world.lupe, reader)
    with later(days=21):
        assert actions.put_samples() >= 1
    return SeedReading.objects.get(reviewer=reader, filed_at=None)


def file(seed, reader, **changed):
    reading = claim(seed.attempt, by=reader)
    return actions.file_sample(reading, sheet_as(seed.sample, **changed), keep="", by=reader)


# Loading


def test_every_set_of_the_demonstration_is_loaded_for_its_version(world):
    for source in SOURCE.values():
        load_samples(source)
    assert CalibrationSet.objects.count() == 3 and Sample.objects.count() == 24
    for one in Sample.objects.select_related("of__version"):
        assert (one.attempt is None) == (one.use != Use.SEED)
        if one.attempt:
            document = one.of.version.document
            assert {x.prompt for x in one.attempt.answers.all()} == {x.id for x in document.prompts}
            assert all(x.text for x in one.attempt.answers.all()), "no earner can send an empty answer"
            assert {x.artifact for x in one.attempt.exhibits.all()} == {x.id for x in document.artifacts}
            assert " ".join(x.text for x in one.attempt.answers.filter(prompt__startswith="p1")) == one.texts["p1"]


def test_the_same_set_is_loaded_once_and_a_newer_one_takes_its_place(world, pl):
    load_samples(SOURCE["pl-101"])
    assert CalibrationSet.objects.count() == 1
    newer = SOURCE["pl-101"] | {"qualification_rule": {"min_exact_agreement": 0.8}}
    load_samples(newer)
    assert CalibrationSet.objects.get(retired_at=None).rule["min_exact"] == 0.8
    assert CalibrationSet.objects.count() == 2 and Person.objects.filter(name="—").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        CalibrationSet.objects.update(retired_at=None)


def test_a_set_with_a_fault_is_refused_and_nothing_of_it_stays(world):
    whole = SOURCE["pl-101"]
    first, *rest = whole["samples"]
    faults = {
        "no-set": {"schema": "stack/1"},
        "no-such-version": {"version": "9.9"},
        "no-samples": {"purpose": {"anchors": ["s1", "s2", "s3", "s4", "s5", "s6"]}},
        "no-use": {"purpose": {"anchors": ["s1"], "qualification": ["s2"]}},
        "no-text": {"samples": [first | {"texts": first["texts"] | {"a2": ""}}, *rest]},
        "no-such-score": {"samples": [first | {"expert": first["expert"] | {"a1.c1": "passing"}}, *rest]},
        "decision-differs": {"samples": [first | {"decision": "not_yet"}, *rest]},
        "no-answer": {"drift_seeds": [whole["drift_seeds"][0] | {"texts": whole["drift_seeds"][0]["texts"] | {"p1": "One sentence only."}}]},
        "no-such-rule": {"qualification_rule": {"min_exact_agreement": 2}},
    }  # fmt: skip
    for code, change in faults.items():
        assert code_of(lambda change=change: load_samples(whole | change)) == code
    assert not CalibrationSet.objects.exists() and not Submission.objects.exists()


# Learning


def tried(trial, wrong, by):
    for sample in trial.of.samples.filter(key__in=trial.order):
        actions.write_trial(trial, sample.key, sample.levels | wrong.get(sample.key, {}), {}, by=by)
    return actions.hand_in(trial, by=by)


HALO = {
    "s2": {"a1.c2": "proficient", "a2.c1": "proficient", "a2.c2": "proficient", "a3.c1": "proficient", "p3": "passing"},
    "s6": {"p3": "not_yet", "a2.c1": "basic", "a3.c1": "basic"},
}


def test_two_tries_then_a_talk_then_a_third(world, pl):
    actions.invite_to_train(world.petra, pl.microcredential, by=world.corwin)
    assert pl.microcredential_id not in queries.qualified_for(world.petra), "whoever learns reads nothing yet"
    first = actions.begin_trial(pl, by=world.petra)
    assert actions.begin_trial(pl, by=world.petra) == first
    assert code_of(lambda: actions.hand_in(first, by=world.petra)) == "unscored"
    found = tried(first, HALO, world.petra)
    assert (found.exact, found.n, found.passed, found.decided_otherwise) == (13, 21, False, ("s2",))
    assert code_of(lambda: actions.write_trial(first, "s2", {}, {}, by=world.petra)) == "handed-in"
    second = actions.begin_trial(pl, by=world.petra)
    assert second.order != first.order and sorted(second.order) == sorted(first.order)
    tried(second, HALO, world.petra)
    assert code_of(lambda: actions.begin_trial(pl, by=world.petra)) == "coaching"
    assert code_of(lambda: actions.coach(second, words=" ", by=world.corwin)) == "no-words"
    actions.coach(second, words="Look where the criterion looks.", by=world.corwin)
    third = actions.begin_trial(pl, by=world.petra)
    assert tried(third, {"s6": HALO["s6"]}, world.petra).passed
    mine = Qualification.objects.get(person=world.petra, microcredential=pl.microcredential)
    assert (mine.state, mine.until.isoformat()) == ("qualified", "2027-08-31")
    assert code_of(lambda: actions.begin_trial(pl, by=world.petra)) == "not-due"


def test_a_stranger_begins_nothing(world, pl):
    assert not queries.sets_open_to(world.petra).exists()
    with pytest.raises(CalibrationSet.DoesNotExist):
        actions.begin_trial(pl, by=world.petra)
    trial = actions.begin_trial(pl, by=world.keziah)
    with pytest.raises(Trial.DoesNotExist):
        actions.write_trial(trial, "s2", {}, {}, by=world.vesna)
    with pytest.raises(KeyError):
        actions.write_trial(trial, "d1", {}, {}, by=world.keziah)
    assert (
        code_of(lambda: actions.write_trial(trial, "s2", {"a1.c1": "passing"}, {}, by=world.keziah)) == "no-such-level"
    )


def test_it_is_renewed_each_year_and_lapses_without(world, pl):
    qualify(world.keziah, pl.microcredential, until=clock.now().date() + timedelta(days=70), by=None)
    assert code_of(lambda: actions.begin_trial(pl, by=world.keziah)) == "not-due"
    with later(days=20):
        trial = actions.begin_trial(pl, by=world.keziah)
    with later(days=80):
        assert pl.microcredential_id not in queries.qualified_for(world.keziah)
        assert queries.trainings_of(world.keziah)[0].standing is Standing.LAPSED
        assert tried(trial, {}, world.keziah).passed
        assert pl.microcredential_id in queries.qualified_for(world.keziah)


def test_whoever_earned_a_stack_may_be_invited(world, pl):
    for key in ("pl-101", "pl-103"):
        world.granted(world.gideon, world.vesna, world.version(key))
    assert not queries.eligible_at({pl.microcredential.organization_id})
    world.granted(world.gideon, world.vesna, world.version("pl-102"))
    found = queries.eligible_at({pl.microcredential.organization_id})
    assert [(one.person, one.stack, one.microcredential.key) for one in found] == [
        (world.gideon, "Responsive Practice", "pl-101")
    ]
    actions.invite_to_train(world.gideon, pl.microcredential, by=world.corwin)
    assert not queries.eligible_at({pl.microcredential.organization_id})
    assert queries.trainings_of(world.gideon)[0].standing is Standing.LEARNING


# Samples among live work


def test_a_sample_waits_for_one_reviewer_alone_and_nothing_counts_it(world, pl):
    before = desks([pl.microcredential.organization], MONDAY.date(), MONDAY.date())[0].waiting
    seed = seeded(world, world.keziah)
    assert list(queries.queue(world.keziah)) == [seed.attempt]
    assert (
        not queries.queue(world.vesna).exists()
        and not queries.known_to(world.vesna).filter(pk=seed.attempt.pk).exists()
    )
    with pytest.raises(Refused):
        claim(seed.attempt, by=world.vesna)
    places = {pl.microcredential.organization_id}
    assert not waiting_at(places).exists() and not queries.unread(places).exists()
    assert desks([pl.microcredential.organization], MONDAY.date(), MONDAY.date())[0].waiting == before
    master = seed.sample.attempt
    for reader in (world.keziah, world.vesna):
        assert not queries.known_to(reader).filter(pk=master.pk).exists(), "the sample itself is nobody's to claim"


def test_it_looks_as_work_that_was_just_sent(world, pl):
    seed = seeded(world, world.keziah)
    with later(days=21):
        live = world.sent(world.cyrus).attempts.get()
    assert (seed.attempt.sent_at, seed.attempt.hear_by, seed.attempt.number) == (
        live.sent_at,
        live.hear_by,
        live.number,
    )
    milliseconds = [one.int >> 80 for one in (seed.attempt.pk, live.pk)]
    assert milliseconds[0] < milliseconds[1] - 3_000_000, "work is begun before it is sent, and keys tell when"
    assert {len(str(one.pk)) for one in Exhibit.objects.filter(attempt=seed.attempt)} == {36}


def test_it_takes_no_place_among_the_first_of_its_version(world, pl):
    seed = seeded(world, world.keziah)
    with later(days=21):
        live = world.sent(world.cyrus).attempts.get()
    first = Attempt.objects.filter(number=1, submission__version=live.submission.version, sent_at__lte=live.sent_at)
    real = [one for one in first if one.state != "sample"]
    assert seed.attempt in first and place_in_version(live) == len(real) < first.count()


def test_in_another_department_it_was_sent_when_the_pool_opened_for_it(world, pl):
    set_plan(pl.microcredential, Plan(first_of_version=0, share=0, borderline=False, pool=True), by=None)
    qualify(world.petra, pl.microcredential, by=None)
    attempt = world.sent(world.lupe).attempts.get()
    with later(days=10):
        reading = claim(attempt, by=world.petra)
        score(reading, world.sheet(reading), keep="", by=world.petra)
    with later(days=25):
        actions.put_samples()
        found = queries.queue(world.petra).get()
        assert queries.waited_days(found) == 6


def test_filing_it_decides_nothing_and_tells_how_the_panel_scored(world, pl):
    seed = seeded(world, world.keziah)
    decided, awards = Decision.objects.count(), Award.objects.count()
    reading = claim(seed.attempt, by=world.keziah)
    assert reading.purpose == "seed"
    actions.jot(reading, sheet_as(seed.sample), keep="Clear.", by=world.keziah)
    with pytest.raises(AssertionError):
        score(reading, sheet_as(seed.sample), keep="", by=world.keziah)
    done = actions.file_sample(reading, sheet_as(seed.sample), keep="", by=world.keziah)
    assert done.matched and done.levels == seed.sample.levels
    assert (Decision.objects.count(), Award.objects.count()) == (decided, awards)
    assert not queries.filed_by(world.keziah).filter(pk=reading.pk).exists()
    check = Check.objects.get()
    assert check.is_seed and not check.missed and (check.exact, check.n) == (7, 7)
    assert not queries.queue(world.keziah).exists()
    assert code_of(lambda: claim(seed.attempt, by=world.keziah)) == "read-it"


def test_an_incomplete_sheet_is_refused_as_on_live_work(world, pl):
    seed = seeded(world, world.keziah)
    reading = claim(seed.attempt, by=world.keziah)
    sheet = sheet_as(seed.sample) | {"a1.c1": Judged("basic")}
    assert code_of(lambda: actions.file_sample(reading, sheet, keep="", by=world.keziah)) == "no-words"
    assert not Check.objects.exists()


def test_given_back_or_run_out_it_waits_again(world, pl):
    seed = seeded(world, world.keziah)
    reading = claim(seed.attempt, by=world.keziah)
    assert claim(seed.attempt, by=world.keziah) == reading and not queries.queue(world.keziah).exists()
    actions.release(reading, by=world.keziah)
    assert list(queries.queue(world.keziah)) == [seed.attempt]
    claim(seed.attempt, by=world.keziah)
    with later(days=9):
        assert list(queries.queue(world.keziah)) == [seed.attempt]
        assert claim(seed.attempt, by=world.keziah).state == "claimed"


def test_a_word_that_something_is_wrong_ends_it_without_a_trace(world, pl):
    seed = seeded(world, world.keziah)
    reading = claim(seed.attempt, by=world.keziah)
    assert (
        code_of(lambda: actions.end_sample(reading, Kind.PRIVACY, names_something=True, by=world.keziah)) == "no-words"
    )
    actions.end_sample(reading, Kind.CONFLICT, by=world.keziah)
    assert not queries.queue(world.keziah).exists() and not Check.objects.exists()
    assert not Tie.objects.filter(other__name="—").exists() and not Flag.objects.exists()
    with later(days=22):
        assert actions.put_samples() == 0


def test_nobody_sees_a_sample_twice_nor_one_of_the_training(world, pl):
    seen = []
    for n in range(4):
        with later(days=30 * n):
            reads(world, (world.lupe, world.cyrus, world.gideon, world.dov)[n], world.vesna)
        with later(days=30 * n + 21):
            if actions.put_samples():
                seed = SeedReading.objects.get(reviewer=world.vesna, filed_at=None)
                seen.append(seed.sample.key)
                file(seed, world.vesna)
    assert sorted(seen) == ["d1", "d2"], "each once, and then no more"


def test_one_at_a_time_and_none_for_who_reads_nothing(world, pl):
    seeded(world, world.keziah)
    with later(days=21):
        assert actions.put_samples() == 0
    with later(days=60):
        assert actions.put_samples() == 0
    assert not SeedReading.objects.filter(reviewer=world.vesna).exists()


def test_evidence_of_a_sample_opens_for_its_reader_while_they_hold_it(world, pl):
    seed = seeded(world, world.keziah)
    exhibit = seed.attempt.exhibits.first()
    address = f"/evidence/{exhibit.pk}/file"
    assert world.client(world.keziah).get(address).status_code == 404
    reading = claim(seed.attempt, by=world.keziah)
    opened = world.client(world.keziah).get(address)
    assert opened.status_code == 200 and b"".join(opened.streaming_content).startswith(b"%PDF")
    for other in (world.vesna, world.corwin, world.thea, None):
        assert world.client(other).get(address).status_code == 404
    actions.file_sample(reading, sheet_as(seed.sample), keep="", by=world.keziah)
    assert world.client(world.keziah).get(address).status_code == 404


# What checks come to


def differ(world, earner, one, other):
    """Two blind sheets that differ, and a lead reader who sees it as `other` does."""
    set_plan(world.pl101.microcredential, Plan(first_of_version=0, share=100, borderline=False), by=None)
    attempt = world.sent(earner).attempts.get(state="sent")
    for reader, open_ones in ((one, {}), (other, {"a3.c1": BASIC}), (world.isolde, {"a3.c1": BASIC})):
        reading = claim(attempt, by=reader)
        score(reading, world.sheet(reading, open_ones), keep="", by=reader)


def test_a_sheet_that_a_lead_reader_changed_is_a_miss_and_the_other_is_none(world, pl):
    differ(world, world.lupe, world.keziah, world.vesna)
    assert actions.check_adjudicated() == 2 and actions.check_adjudicated() == 0
    missed = {one.reviewer: one.missed for one in Check.objects.all()}
    assert missed == {world.keziah: True, world.vesna: False}
    assert Check.objects.get(reviewer=world.keziah).exact == 6


def test_two_misses_nudge_and_three_pause_with_claims_returned(world, pl):
    for earner in (world.lupe, world.cyrus):
        differ(world, earner, world.keziah, world.vesna)
    actions.check_adjudicated()
    mine = queries.trainings_of(world.keziah)[0]
    assert mine.advice is Advice.NUDGE and mine.standing is Standing.QUALIFIED
    held = world.claimed(world.gideon, world.keziah)
    elsewhere = world.version("pl-103")
    qualify(world.keziah, elsewhere.microcredential, by=None)
    kept = world.claimed(world.gideon, world.keziah, elsewhere)
    seed = seeded_with(world, world.keziah)
    done = file(seed, world.keziah, a1_c1="developing", a3_c1="developing")
    assert done.matched is False
    mine = queries.trainings_of(world.keziah)[0]
    assert mine.standing is Standing.SUSPENDED
    held.refresh_from_db(), kept.refresh_from_db()
    assert held.state == "released" and kept.state == "claimed", "only what they may not read now goes back"
    assert queries.queue(world.vesna).filter(pk=held.attempt_id).exists()
    assert code_of(lambda: claim(held.attempt, by=world.keziah)) == "not-qualified"
    trial = actions.begin_trial(pl, by=world.keziah)
    assert tried(trial, {}, world.keziah).passed
    mine = queries.trainings_of(world.keziah)[0]
    assert mine.standing is Standing.QUALIFIED and mine.advice is Advice.NONE, "the count begins anew"


def seeded_with(world, reader):
    with later(days=21):
        assert actions.put_samples() >= 1
    return SeedReading.objects.get(reviewer=reader, filed_at=None)


def test_without_a_set_nobody_is_paused_for_there_would_be_no_way_back(world):
    for earner in (world.lupe, world.cyrus, world.gideon):
        differ(world, earner, world.keziah, world.vesna)
    actions.check_adjudicated()
    assert Check.objects.filter(reviewer=world.keziah, missed=True).count() == 3
    assert world.pl101.microcredential_id in queries.qualified_for(world.keziah)


def test_the_worker_looks_now_and_then(world, pl, monkeypatch):
    differ(world, world.lupe, world.keziah, world.vesna)
    monkeypatch.setattr(worker, "_next", [0.0])
    assert worker.keep_calibrated() and Check.objects.count() == 2
    assert not worker.keep_calibrated()


def test_a_learner_is_no_candidate_and_a_paused_one_says_so(world, pl):
    actions.invite_to_train(world.petra, pl.microcredential, by=world.corwin)
    Qualification.objects.filter(person=world.vesna, microcredential=pl.microcredential).update(state="suspended")
    attempt = world.sent(world.lupe).attempts.get()
    found = {one.person: one for one in queries.candidates_for(attempt)}
    assert world.petra.pk not in found and found[world.vesna.pk].lapsed
    assert Reading.objects.count() == 0 and not Membership.objects.filter(person__name="—").exists()
