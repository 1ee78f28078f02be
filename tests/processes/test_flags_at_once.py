"""Flags and holds, two at the very same moment: one of them counts, and the other is told."""

import pytest
from django.core.files.base import ContentFile

from merited.base.models import LogEntry
from merited.people.models import Tie
from merited.review.actions import claim, jot, release, score
from merited.review.flags import declare_conflict, raise_flag, resolve, send_back
from merited.review.models import Decision, Flag, Reading, Score
from merited.review.rules.flags import Kind
from merited.review.rules.outcome import Judged
from merited.submissions import holds
from merited.submissions.actions import withdraw
from merited.submissions.models import Attempt, Exhibit, Hold, Submission
from tests.processes.race import Came
from tests.world import TEXT

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def logged(deed):
    return LogEntry.objects.filter(deed=deed).count()


def file(world, reading):
    return lambda: score(reading, world.sheet(reading), keep="", by=reading.reviewer)


def flag(reading, kind=Kind.CANNOT_OPEN, artifact="a1"):
    exhibit = Exhibit.objects.select_related("hold").get(attempt=reading.attempt, artifact=artifact)
    return lambda: raise_flag(reading, kind, exhibit=exhibit, words="It stops on page 1.", by=reading.reviewer)


def back(reading):
    return lambda: send_back(reading.attempt.submission, words="Open now.", by=reading.attempt.submission.person)


@pytest.fixture
def reading(world):
    """Lupe's PL-101, read by Keziah."""
    return world.claimed(world.lupe, world.keziah)


def test_filing_meets_a_flag_in_another_tab_and_filing_wins(world, reading, overtaken):
    first, second = overtaken("score.reading-filed", file(world, reading), flag(reading))

    assert first.refused is None and second == Came(refused="already-filed")
    assert Submission.objects.get().state == "earned" and not Hold.objects.exists() and not Flag.objects.exists()


def test_a_flag_meets_filing_in_another_tab_and_the_flag_wins(world, reading, overtaken):
    first, second = overtaken("flag.hold-written", flag(reading), file(world, reading))

    assert first.refused is None and second == Came(refused="on-hold")
    assert Submission.objects.get().state == "on_hold" and Attempt.objects.get().state == "sent"
    assert not Decision.objects.exists() and Reading.objects.get().state == "claimed"


def test_a_double_click_on_a_flag_is_one_hold(world, reading, overtaken):
    overtaken("flag.hold-written", flag(reading), flag(reading))

    assert Hold.objects.count() == 1 and Submission.objects.get().state == "on_hold"


def test_the_earner_sends_back_while_the_program_resolves_and_the_earner_wins(world, reading, overtaken):
    raised = flag(reading)()

    first, second = overtaken(
        "flag.answered", back(reading), lambda: resolve(raised, "left_out", words="Gone for good.", by=world.thea)
    )

    assert first.refused is None and second == Came(refused="already-resolved")
    raised.refresh_from_db()
    assert (raised.outcome, raised.resolved_by) == ("answered", world.lupe)
    assert Submission.objects.get().state == "waiting" and not Exhibit.objects.exclude(set_aside_at=None).exists()
    assert (logged("flag.answered"), logged("flag.resolved")) == (1, 0)


def test_the_program_resolves_while_the_earner_sends_back_and_the_program_wins(world, reading, overtaken):
    raised = flag(reading)()

    first, second = overtaken(
        "flag.resolved", lambda: resolve(raised, "shown", words="It opens here.", by=world.thea), back(reading)
    )

    assert first.value is True and second == Came(refused="not-held")
    raised.refresh_from_db()
    assert (raised.outcome, raised.answer) == ("shown", "") and Hold.objects.filter(ended_at=None).count() == 0
    assert (logged("flag.answered"), logged("flag.resolved")) == (0, 1)


def test_two_of_the_program_resolve_and_the_first_words_stay(world, reading, overtaken):
    raised = flag(reading)()

    first, second = overtaken(
        "flag.resolved",
        lambda: resolve(raised, "shown", words="By Thea.", by=world.thea),
        lambda: resolve(raised, "left_out", words="By Corwin.", by=world.corwin),
    )

    assert first.refused is None and second == Came(refused="already-resolved")
    raised.refresh_from_db()
    assert (raised.outcome, raised.because) == ("shown", "By Thea.")
    assert not Exhibit.objects.exclude(set_aside_at=None).exists()


def test_a_double_click_on_sending_back_moves_the_promise_once(world, reading, overtaken):
    flag(reading)()

    first, second = overtaken("flag.answered", back(reading), back(reading))

    assert first.refused is None and second == Came(refused="not-held")
    assert logged("flag.answered") == 1


def test_a_late_file_does_not_come_into_work_that_is_back(world, reading, overtaken):
    raised = flag(reading)()

    first, second = overtaken(
        "flag.answered",
        back(reading),
        lambda: holds.add_file(
            raised.hold, ContentFile(TEXT + b"Late.", name="l.txt"), about="", instead=True, by=world.lupe
        ),
    )

    assert first.refused is None and second == Came(refused="not-held")
    assert Exhibit.objects.filter(artifact="a1", set_aside_at=None).count() == 1
    assert not Exhibit.objects.exclude(hold=None).exists()


def test_a_file_that_comes_before_sending_back_goes_along(world, reading, overtaken):
    raised = flag(reading)()

    first, second = overtaken(
        "hold.exhibit-added",
        lambda: holds.add_file(
            raised.hold, ContentFile(TEXT + b"New.", name="n.txt"), about="", instead=True, by=world.lupe
        ),
        back(reading),
    )

    assert (first.refused, second.refused) == (None, None)
    assert list(Exhibit.objects.filter(artifact="a1", set_aside_at=None)) == [first.value]


def test_taking_back_meets_sending_back_and_taking_back_wins(world, reading, overtaken):
    flag(reading)()
    submission = reading.attempt.submission

    first, second = overtaken("withdraw.attempts-closed", lambda: withdraw(submission, by=world.lupe), back(reading))

    assert (first.refused, second.refused) == (None, "withdrawn")
    assert Submission.objects.get().state == Attempt.objects.get().state == "withdrawn"


def test_a_conflict_declared_while_a_late_autosave_comes_leaves_nothing_written(world, reading, overtaken):
    first, second = overtaken(
        "flag.reading-ended",
        lambda: declare_conflict(reading, by=world.keziah),
        lambda: jot(reading, {"p1": Judged("passing", "Good.")}, keep="Late.", by=world.keziah),
    )

    assert first.refused is None and second == Came(refused="handed-on")
    assert not Score.objects.exists() and Reading.objects.get().keep == ""
    assert Tie.objects.filter(kind="declared").count() == 1


def test_a_conflict_declared_twice_is_one(world, reading, overtaken):
    def act():
        return declare_conflict(reading, by=world.keziah)

    first, second = overtaken("flag.reading-ended", act, act)

    assert first.refused is None and second == Came(refused="handed-on")
    assert Flag.objects.count() == Tie.objects.filter(kind="declared").count() == logged("flag.raised") == 1


def test_filing_meets_a_declared_conflict_in_another_tab_and_filing_wins(world, reading, overtaken):
    first, second = overtaken(
        "score.reading-filed", file(world, reading), lambda: declare_conflict(reading, by=world.keziah)
    )

    assert first.refused is None and second == Came(refused="already-filed")
    assert not Tie.objects.filter(kind="declared").exists()


def test_giving_back_meets_a_flag_in_another_tab(world, reading, overtaken):
    first, second = overtaken("flag.hold-written", flag(reading), lambda: release(reading, by=world.keziah))

    assert (first.refused, second.refused) == (None, None)
    assert Submission.objects.get().state == "on_hold" and Reading.objects.get().state == "released"


def test_a_claim_meets_the_declared_conflict_that_frees_the_work(world, reading, overtaken):
    first, second = overtaken(
        "flag.reading-ended",
        lambda: declare_conflict(reading, by=world.keziah),
        lambda: claim(reading.attempt, by=world.vesna),
    )

    assert (first.refused, second.refused) == (None, None)
    assert list(Reading.objects.filter(state="claimed").values_list("reviewer", flat=True)) == [world.vesna.pk]
