"""What follows elsewhere from another look: work that its readers wait with, a case that is open, a tie known since."""

import pytest

from merited.awards.models import Award
from merited.base import clock
from merited.people.actions import appoint, tie
from merited.people.queries import places_below
from merited.people.rules.places import Office
from merited.review.actions import (
    ask_second,
    claim,
    claim_look,
    file_look,
    qualify,
    score,
    set_plan,
    settle_left,
    speak,
)
from merited.review.actions.noticing import notice, open_case
from merited.review.actions.reading_anew import ask_anew_at
from merited.review.flags import raise_flag, send_back
from merited.review.models import Case, Course, Decision, Look, PanelVoice, Reading
from merited.review.queries import looks_to_read, open_for_a_look, queue, scope_to_score
from merited.review.queries.recount import recount, undecided
from merited.review.rules.flags import Kind as Flagged
from merited.review.rules.integrity import Kind
from merited.review.rules.outcome import Judged
from merited.review.rules.stages import Plan
from merited.submissions.models import Attempt, Exhibit, Submission
from tests.review.test_looks import appeal, code_of, panel, read_by, say
from tests.review.test_looks_beside import SINGLE, sent_again

pytestmark = pytest.mark.django_db
OPEN = "In a2 it is missing. One next move: add it. The rest stays."
TWICE = Plan(share=100, first_of_version=0, borderline=False, pool=True, pool_from=0)


class Apart:
    """Lupe's work, sent again with two criteria open. Its two readers differ on the first alone, and a second review of
    the attempt before is under way."""

    def __init__(self, world, both_leave_open=False):
        set_plan(world.pl101.microcredential, SINGLE, by=None)
        self.open, self.other = [one.id for one in world.pl101.document.criteria if one.artifact][-2:]
        work = world.not_yet(world.lupe, world.keziah, open_ones=dict.fromkeys((self.open, self.other), OPEN))
        self.world, self.look = world, ask_second(work, by=world.lupe)
        set_plan(world.pl101.microcredential, TWICE, by=None)
        self.later = sent_again(work)
        both = {self.other: OPEN} if both_leave_open else {}
        for reader, open_ones in ((world.petra, {self.open: OPEN, **both}), (world.halvard, both)):
            qualify(reader, world.pl101.microcredential, by=None)
            self.read(reader, open_ones)
        assert Course.objects.get(attempt=self.later).due == "third"

    def read(self, reader, open_ones):
        reading = claim(self.later, by=reader)
        return score(reading, self.world.sheet(reading, open_ones), keep="", by=reader)

    def look_finds(self, *met):
        reading, found = self.look_read(*met)
        return file_look(reading, found, keep="", by=self.world.vesna)

    def look_read(self, *met):
        """The claim on it, and a sheet of which these criteria alone are met."""
        reading = claim_look(self.look, by=self.world.vesna)
        return reading, {
            one.id: Judged(one.levels[0].id) if one.id in met else Judged(one.levels[-1].id, OPEN)
            for one in scope_to_score(reading)
        }

    def look_finds_while_on_hold(self, *met):
        """What follows from it has to wait until the hold is over, which it is now."""
        third = claim(self.later, by=self.world.isolde)
        exhibit = Exhibit.objects.filter(attempt=self.later, set_aside_at=None).first()
        raise_flag(third, Flagged.CANNOT_OPEN, exhibit=exhibit, words="It asks me to sign in.", by=self.world.isolde)
        self.look_finds(*met)
        assert self.state == "on_hold" and not settle_left() and undecided() == 0
        send_back(Submission.objects.get(pk=self.later.submission_id), words="It opens now.", by=self.world.lupe)

    @property
    def state(self):
        return Submission.objects.get(pk=self.later.submission_id).state


@pytest.fixture
def apart(world):
    return Apart(world)


def sound():
    return undecided() == 0 and not [one for one in recount() if one.wrong]


def test_what_two_differ_on_is_met_by_a_second_review_and_the_rest_is_decided(world, apart):
    third = claim(apart.later, by=world.isolde)
    apart.look_finds(apart.open)
    assert apart.state == "earned" and Award.objects.filter(person=world.lupe).count() == 1
    assert Decision.objects.get(attempt=apart.later).outcome == "earned"
    third.refresh_from_db()
    assert third.state == "released"  # nobody needs it any more, and no third reader overrules two who agree
    assert code_of(lambda: score(third, world.sheet(third, {}), keep="", by=world.isolde)) == "claim-expired"
    assert sound()


def test_where_the_readers_agree_that_the_rest_is_open_it_is_not_yet(world):
    apart = Apart(world, both_leave_open=True)
    apart.look_finds(apart.open)
    assert apart.state == "not_yet" and not Award.objects.exists()
    assert Decision.objects.get(attempt=apart.later).outcome == "not_yet" and sound()
    work = Submission.objects.get(pk=apart.later.submission_id)
    attempt = Attempt.objects.get(pk=apart.later.pk)
    assert [one.id for one in open_for_a_look(work, attempt)] == [apart.other]  # what was met stays met


def test_a_look_that_finds_nothing_leaves_the_difference_to_the_lead_reader(world, apart):
    apart.look_finds()
    assert apart.state == "waiting" and queue(world.isolde).filter(pk=apart.later.pk).exists()
    assert apart.read(world.isolde, {}) == "earned" and sound()


def test_on_hold_nothing_is_decided_and_it_follows_when_the_hold_is_over(world, apart):
    apart.look_finds_while_on_hold(apart.open)
    assert settle_left() and not settle_left()
    assert apart.state == "earned" and sound()


def test_no_badge_comes_of_a_look_while_a_question_of_integrity_is_open(world):
    set_plan(world.pl101.microcredential, SINGLE, by=None)
    work = world.not_yet(world.lupe, world.keziah)
    appoint(world.petra, Office.INTEGRITY_LEAD, world.district, by=None)
    concern = notice(work.attempts.get(), Kind.FLAG, by=world.keziah, prompt="p1.q1", words="As in an anchor.")
    open_case(concern, {"p1"}, words="Please tell us how it came about.", by=world.petra)
    look = ask_second(work, by=world.lupe)
    assert read_by(look, world.vesna) is None  # its reader hears nothing of a case
    assert not Award.objects.exists() and not settle_left()
    assert look not in looks_to_read(world.isolde)  # it is read already
    Case.objects.update(state="closed", outcome="no_case", closed_at=clock.now())
    assert settle_left() and not settle_left()
    look.refresh_from_db()
    assert (look.state, look.outcome) == ("closed", "more_met") and Award.objects.get().person == world.lupe


def test_the_last_voice_of_a_panel_waits_for_a_case_too(world):
    work = read_appeal(world)
    appoint(world.philippa, Office.INTEGRITY_LEAD, world.district, by=None)
    concern = notice(work.attempts.get(), Kind.FLAG, by=world.keziah, prompt="p1.q1", words="As in an anchor.")
    open_case(concern, {"p1"}, words="Please tell us how it came about.", by=world.philippa)
    look = Look.objects.get()
    assert say(look, "overturn", "overturn", "overturn") is None and not Award.objects.exists()
    Case.objects.update(state="closed", outcome="no_case", closed_at=clock.now())
    assert settle_left()
    look.refresh_from_db()
    assert look.outcome == "overturned" and look.reasons and Award.objects.count() == 1


def read_appeal(world):
    set_plan(world.pl101.microcredential, SINGLE, by=None)
    for one in (world.petra, world.halvard, world.teodor):
        appoint(one, Office.LEAD_READER, world.district, by=None)
    work = world.not_yet(world.cyrus, world.keziah)
    read_by(appeal(work), world.vesna)
    return work


def test_the_fresh_sheet_of_somebody_tied_since_is_set_aside_and_the_panel_hears_another(world):
    read_appeal(world)
    look = Look.objects.get()
    first, *others = panel(look)
    speak(look, "overturn", reasons="It is there.", by=first)
    tie(world.cyrus, world.vesna, "supervisor")  # the roster says so now
    assert len(ask_anew_at(set(places_below(world.district)))) == 1
    assert not ask_anew_at(set(places_below(world.district)))
    look.refresh_from_db()
    assert look.state == "reading" and Reading.objects.get(look=look).state == "set_aside"
    assert not PanelVoice.objects.exclude(voice="").exists()
    assert code_of(lambda: speak(look, "overturn", reasons="It is there.", by=others[0])) == "read-anew"
    assert code_of(lambda: claim_look(look, by=world.vesna)) == "interest"
    qualify(world.magnus, world.pl101.microcredential, by=None)
    read_by(look, world.magnus)
    assert first in panel(look) and say(look, "overturn", "overturn", "overturn")
    assert Award.objects.count() == 1


def test_the_last_voice_finds_the_tie_by_itself(world):
    read_appeal(world)
    look = Look.objects.get()
    *others, last = panel(look)
    for one in others:
        speak(look, "overturn", reasons="It is there.", by=one)
    tie(world.cyrus, world.vesna, "coach")
    assert code_of(lambda: speak(look, "overturn", reasons="It is there.", by=last)) == "read-anew"
    look.refresh_from_db()
    assert look.state == "reading" and not Award.objects.exists()
