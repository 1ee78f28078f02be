"""Two people, or one person twice, or two workers, at the very same moment: nothing is lost, nothing is done twice."""

import json

import pytest
from django.core.files.base import ContentFile

from merited.awards.actions import publish_next, revoke, share, sign_next
from merited.awards.models import Award, Issuer, StatusList
from merited.base.log import check, seal_next
from merited.base.models import LogEntry
from merited.review.actions import assign, claim, jot, release, score, set_plan
from merited.review.models import Decision, Reading, Score
from merited.review.queries import scope_for
from merited.review.rules.outcome import Judged
from merited.review.rules.stages import Plan
from merited.submissions.actions import add_file, remove, revise, send, start, withdraw, write
from merited.submissions.models import Answer, Attempt, Exhibit, Standing, Submission
from merited.submissions.rules.completeness import STATEMENTS, artifacts_in, prompts_in
from merited.worker.loop import turn
from tests.processes.race import Came, at_once
from tests.world import TEXT

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def logged(deed: str, subject: object = None) -> int:
    """How many such entries the log has."""
    entries = LogEntry.objects.filter(deed=deed)
    return entries.filter(subject=subject).count() if subject else entries.count()


def waiting(world, person) -> Attempt:
    return world.sent(person).attempts.get(state="sent")


def file(world, reading):
    return score(reading, world.sheet(reading), keep="", by=reading.reviewer)


def some_prompt(submission) -> str:
    document = submission.version.document
    return sorted(prompts_in(document, document.criteria))[0]


# Two reviewers


def test_two_reviewers_claim_and_one_gets_it(world, overtaken):
    attempt = waiting(world, world.lupe)

    first, second = overtaken(
        "claim.reading-written", lambda: claim(attempt, by=world.keziah), lambda: claim(attempt, by=world.vesna)
    )

    assert first.value.reviewer == world.keziah
    assert second == Came(refused="claimed")
    assert [one.reviewer for one in Reading.objects.filter(attempt=attempt)] == [world.keziah]
    assert logged("reading.claimed") == 1


@pytest.mark.parametrize("_again", range(5))
def test_two_reviewers_press_at_the_same_moment_and_one_gets_it(world, _again):
    attempt = waiting(world, world.lupe)

    came = at_once(lambda: claim(attempt, by=world.keziah), lambda: claim(attempt, by=world.vesna))

    assert sorted(one.refused or "" for one in came) == ["", "claimed"]
    assert Reading.objects.filter(attempt=attempt).count() == 1


def test_one_reviewer_clicks_claim_twice_and_has_one_claim(world, overtaken):
    attempt = waiting(world, world.lupe)

    def act():
        return claim(attempt, by=world.keziah)

    first, second = overtaken("claim.reading-written", act, act)

    assert first.value.pk == second.value.pk
    assert logged("reading.claimed") == 1


def test_a_claim_meets_the_earner_who_takes_it_back(world, overtaken):
    attempt = waiting(world, world.lupe)

    first, second = overtaken(
        "withdraw.attempts-closed",
        lambda: withdraw(attempt.submission, by=world.lupe),
        lambda: claim(attempt, by=world.keziah),
    )

    assert (first.refused, second.refused) == (None, "withdrawn")
    assert not Reading.objects.exists()


# Filing


@pytest.mark.parametrize("point", ["score.reading-filed", "score.attempt-closed", "grant.award-written"])
def test_a_double_click_on_file_files_once_and_grants_once(world, overtaken, point):
    reading = world.claimed(world.lupe, world.keziah)

    first, second = overtaken(point, lambda: file(world, reading), lambda: file(world, reading))

    assert first.refused is None and second == Came(refused="already-filed")
    assert Award.objects.count() == Decision.objects.count() == 1
    assert Standing.objects.count() == len(scope_for(reading.attempt))
    assert logged("attempt.decided") == logged("award.granted") == 1


def test_filing_meets_the_earner_who_takes_it_back_and_filing_wins(world, overtaken):
    reading = world.claimed(world.lupe, world.keziah)
    submission = reading.attempt.submission

    first, second = overtaken(
        "score.reading-filed", lambda: file(world, reading), lambda: withdraw(submission, by=world.lupe)
    )

    assert (first.refused, second.refused) == (None, "earned")
    assert Submission.objects.get().state == "earned" and Attempt.objects.get().state == "decided"
    assert Award.objects.count() == 1 and not logged("submission.withdrawn")


def test_taking_back_meets_the_reviewer_who_files_and_taking_back_wins(world, overtaken):
    reading = world.claimed(world.lupe, world.keziah)
    submission = reading.attempt.submission

    first, second = overtaken(
        "withdraw.attempts-closed", lambda: withdraw(submission, by=world.lupe), lambda: file(world, reading)
    )

    assert (first.refused, second.refused) == (None, "withdrawn")
    assert Submission.objects.get().state == Attempt.objects.get().state == "withdrawn"
    assert not Award.objects.exists() and not Standing.objects.exists() and not Decision.objects.exists()


def test_filing_meets_giving_back_on_another_tab_and_one_of_them_counts(world, overtaken):
    reading = world.claimed(world.lupe, world.keziah)

    first, second = overtaken(
        "score.reading-filed", lambda: file(world, reading), lambda: release(reading, by=world.keziah)
    )

    assert (first.refused, second.refused) == (None, "already-filed")
    assert Reading.objects.get().state == "filed"


def test_a_late_autosave_of_the_sheet_does_not_change_what_is_filed(world, overtaken):
    reading = world.claimed(world.lupe, world.keziah)
    late = {"a1.c1": Judged("developing", "In a1 ...")}

    first, second = overtaken(
        "score.reading-filed", lambda: file(world, reading), lambda: jot(reading, late, keep="", by=world.keziah)
    )

    assert (first.refused, second.refused) == (None, "already-filed")
    assert not Score.objects.filter(words="In a1 ...").exists()


def test_two_reviewers_file_the_first_two_awards_of_a_district(world, overtaken):
    """The issuer, its key and its status list are founded by the first award: once."""
    one, other = world.claimed(world.lupe, world.keziah), world.claimed(world.gideon, world.vesna)
    assert not Issuer.objects.exists()

    first, second = overtaken("grant.award-written", lambda: file(world, one), lambda: file(world, other))

    assert (first.refused, second.refused) == (None, None)
    assert Issuer.objects.count() == StatusList.objects.count() == 1
    assert Award.objects.exclude(planned="").count() == 2
    assert len(set(Award.objects.values_list("status_index", flat=True))) == 2
    assert StatusList.objects.get().taken == 2
    assert logged("issuer.founded") == 1


# The earner, twice


def test_a_double_click_on_start_starts_once(world, overtaken):
    version = world.pl101

    first, second = overtaken(
        "start.submission-written", lambda: start(version, by=world.lupe), lambda: start(version, by=world.lupe)
    )

    assert first.value.pk == second.value.pk
    assert Submission.objects.count() == Attempt.objects.count() == logged("submission.started") == 1


def test_two_devices_save_the_same_answer_and_neither_text_is_lost_silently(world, overtaken):
    submission = world.draft(world.lupe)
    attempt, prompt = world.attempt(submission), some_prompt(submission)

    def save(text):
        return lambda: write(attempt, prompt, text, revision=0, by=world.lupe)

    first, second = overtaken("write.answer-saved", save("From the phone."), save("From the desk."))

    assert first.value.text == "From the phone."
    assert second == Came(refused="stale")  # the page keeps what was typed and shows both
    answer = Answer.objects.get()
    assert (answer.text, answer.revision) == ("From the phone.", 1)
    assert write(attempt, prompt, "Both.", revision=1, by=world.lupe).revision == 2


def test_one_text_saved_twice_is_no_quarrel(world, overtaken):
    submission = world.draft(world.lupe)
    attempt, prompt = world.attempt(submission), some_prompt(submission)

    def act():
        return write(attempt, prompt, "The same.", revision=0, by=world.lupe)

    first, second = overtaken("write.answer-saved", act, act)

    assert first.refused is second.refused is None
    assert Answer.objects.get().revision == 1


def test_a_double_click_on_send_sends_once(world, overtaken):
    submission = world.written(world.lupe)

    def act():
        return send(submission, set(STATEMENTS), by=world.lupe)

    first, second = overtaken("send.attempt-closed", act, act)

    assert first.refused is None and second == Came(refused="already-sent")
    assert Attempt.objects.get().statements.count() == len(STATEMENTS)
    assert logged("submission.sent") == 1


def test_an_autosave_that_comes_before_sending_is_sent_along(world, overtaken):
    submission = world.written(world.lupe)
    attempt, prompt = world.attempt(submission), some_prompt(submission)

    first, second = overtaken(
        "write.answer-saved",
        lambda: write(attempt, prompt, "The last word.", revision=1, by=world.lupe),
        lambda: send(submission, set(STATEMENTS), by=world.lupe),
    )

    assert (first.refused, second.refused) == (None, None)
    assert Attempt.objects.get().state == "sent"
    assert Answer.objects.get(prompt=prompt).text == "The last word."


def test_an_autosave_that_comes_after_sending_is_told_and_changes_nothing(world, overtaken):
    submission = world.written(world.lupe)
    attempt, prompt = world.attempt(submission), some_prompt(submission)
    before = Answer.objects.get(prompt=prompt).text

    first, second = overtaken(
        "send.attempt-closed",
        lambda: send(submission, set(STATEMENTS), by=world.lupe),
        lambda: write(attempt, prompt, "Too late.", revision=1, by=world.lupe),
    )

    assert (first.refused, second.refused) == (None, "already-sent")
    assert Answer.objects.get(prompt=prompt).text == before


def test_the_last_file_is_not_taken_away_while_the_work_is_being_sent(world, overtaken):
    submission = world.written(world.lupe)
    exhibit = Exhibit.objects.first()

    first, second = overtaken(
        "send.attempt-closed",
        lambda: send(submission, set(STATEMENTS), by=world.lupe),
        lambda: remove(exhibit, by=world.lupe),
    )

    assert (first.refused, second.refused) == (None, "already-sent")
    assert Exhibit.objects.filter(pk=exhibit.pk).exists()


def test_two_files_for_the_last_place_and_one_is_taken(world, overtaken):
    submission = world.draft(world.lupe)
    attempt, document = world.attempt(submission), submission.version.document
    artifact = sorted(artifacts_in(document.criteria))[0]

    def add(page):
        upload = ContentFile(TEXT + f"Page {page}".encode(), name="plan.txt")
        return lambda: add_file(attempt, artifact, upload, about="", by=world.lupe)

    for page in range(document.artifact(artifact).most_files - 1):
        add(page)()

    first, second = overtaken("upload.file-kept", add("last"), add("too many"))

    assert first.refused is None and second == Came(refused="enough-files")
    places = list(Exhibit.objects.order_by("position").values_list("position", flat=True))
    assert places == list(range(1, document.artifact(artifact).most_files + 1))


def test_a_double_click_on_add_keeps_one_file(world, overtaken):
    submission = world.draft(world.lupe)
    attempt, document = world.attempt(submission), submission.version.document
    artifact = next(one for one in sorted(artifacts_in(document.criteria)) if document.artifact(one).most_files > 1)

    def add():
        return add_file(attempt, artifact, ContentFile(TEXT, name="plan.txt"), about="", by=world.lupe)

    first, second = overtaken("upload.file-kept", add, add)

    assert first.value.pk == second.value.pk
    assert Exhibit.objects.count() == 1


def test_a_double_click_on_revise_opens_one_attempt(world, overtaken):
    submission = world.not_yet(world.lupe, world.keziah)

    first, second = overtaken(
        "revise.attempt-opened", lambda: revise(submission, by=world.lupe), lambda: revise(submission, by=world.lupe)
    )

    assert first.value.pk == second.value.pk
    assert Attempt.objects.count() == 2 and logged("submission.revised") == 1
    assert Answer.objects.filter(attempt=first.value).exists()


# Two workers


@pytest.mark.parametrize("point", ["sign.award-taken", "sign.credential-written"])
def test_two_workers_sign_and_each_badge_is_signed_once(world, overtaken, point):
    for person, reader in ((world.lupe, world.keziah), (world.gideon, world.vesna)):
        world.granted(person, reader)
    publish_next()

    overtaken(point, sign_next, sign_next)

    turn()
    for award in Award.objects.all():
        assert json.loads(award.credential)["proof"] and logged("award.signed", award.pk) == 1
    assert logged("award.signed") == 2
    assert sign_next() is False


def test_two_workers_and_one_badge(world, overtaken):
    award = world.granted(world.lupe, world.keziah)
    publish_next()

    first, second = overtaken("sign.credential-written", sign_next, sign_next)

    assert (first.value, second.value) == (True, False)  # the other waits for nobody
    assert logged("award.signed", award.pk) == 1


def test_two_workers_run_the_whole_turn(world):
    for person, reader in ((world.lupe, world.keziah), (world.gideon, world.vesna), (world.dov, world.tobin)):
        world.granted(person, reader)

    at_once(turn, turn)

    turn()
    assert Award.objects.filter(signed_at__isnull=False).count() == logged("award.signed") == 3
    assert check().broken_at is None and check().unsealed == 0


def test_a_change_of_status_is_signed_once_by_two_workers(world, overtaken):
    award = world.earned(world.lupe, world.keziah)
    revoke(award, "issued_in_error", words="Filed for the wrong person.", by=world.thea)

    first, second = overtaken("publish.list-written", publish_next, publish_next)

    assert (first.value, second.value) == (True, False)
    assert publish_next() is False


def test_a_badge_revoked_while_the_status_list_is_being_signed_is_in_the_next_list(world, overtaken):
    one, other = world.earned(world.lupe, world.keziah), world.earned(world.gideon, world.vesna)
    revoke(one, "issued_in_error", words="Filed for the wrong person.", by=world.thea)

    overtaken(
        "publish.list-written", publish_next, lambda: revoke(other, "issued_in_error", words="Also.", by=world.thea)
    )

    assert publish_next() is True  # not forgotten, even when the clocks of two machines differ
    found = StatusList.objects.get()
    assert found.revoked == sorted([one.status_index, other.status_index]) and found.changed_at < found.signed_at
    assert publish_next() is False


def test_a_badge_revoked_while_it_is_being_signed_is_revoked(world, overtaken):
    award = world.granted(world.lupe, world.keziah)
    publish_next()

    first, second = overtaken(
        "sign.credential-written", sign_next, lambda: revoke(award, "issued_in_error", words="Mistaken.", by=world.thea)
    )

    assert (first.value, second.refused) == (True, None)
    award.refresh_from_db()
    assert award.credential and award.revoked_at
    assert StatusList.objects.get().revoked == [award.status_index]


def test_two_workers_seal_the_log_and_the_chain_is_whole(world, overtaken):
    seal_next()  # the chain has begun
    before = check().sealed
    world.granted(world.lupe, world.keziah)
    due = LogEntry.objects.filter(number__isnull=True).count()
    assert due

    first, second = overtaken("seal.entries-sealed", seal_next, seal_next)

    assert (first.value, second.value) == (due, 0)
    assert check().broken_at is None and check().sealed == before + due


def test_two_workers_seal_the_very_first_entries(world):
    came = at_once(seal_next, seal_next)

    assert sum(one.value for one in came) == check().sealed > 0
    assert check().broken_at is None


# Whoever answers for the badge


def test_two_people_revoke_and_the_first_reason_stays(world, overtaken):
    award = world.earned(world.lupe, world.keziah)

    first, second = overtaken(
        "revoke.award-written",
        lambda: revoke(award, "issued_in_error", words="By Thea.", by=world.thea),
        lambda: revoke(award, "integrity", words="By Corwin.", by=world.corwin),
    )

    assert first.refused is None and second == Came(refused="already-revoked")
    award.refresh_from_db()
    assert (award.revoked_by, award.revoked_note) == (world.thea, "By Thea.")
    assert logged("award.revoked") == 1 and StatusList.objects.get().revoked == [award.status_index]


def test_two_badges_of_one_list_are_revoked_and_both_are_in_it(world, overtaken):
    one, other = world.earned(world.lupe, world.keziah), world.earned(world.gideon, world.vesna)

    overtaken(
        "revoke.list-changed",
        lambda: revoke(one, "issued_in_error", words="x", by=world.thea),
        lambda: revoke(other, "issued_in_error", words="x", by=world.corwin),
    )

    assert StatusList.objects.get().revoked == sorted([one.status_index, other.status_index])


def test_a_double_click_on_share_shares_once(world, overtaken):
    award = world.earned(world.lupe, world.keziah)

    first, second = overtaken(
        "share.award-written", lambda: share(award, by=world.lupe), lambda: share(award, by=world.lupe)
    )

    assert first.value.shared_at == second.value.shared_at
    assert logged("award.shared") == 1


# Two readers of one attempt


def both(world):
    """One attempt that two read, each with a sheet that only waits to be filed."""
    set_plan(world.pl101.microcredential, Plan(share=100), by=None)
    attempt = waiting(world, world.lupe)
    return attempt, claim(attempt, by=world.keziah), claim(attempt, by=world.vesna)


@pytest.mark.parametrize("_again", range(5))
def test_two_readers_file_at_the_same_moment_and_it_is_decided_once(world, _again):
    attempt, one, two = both(world)

    came = at_once(lambda: file(world, one), lambda: file(world, two))

    assert sorted(str(each.value) for each in came) == ["None", "earned"]
    assert Decision.objects.filter(attempt=attempt).count() == 1 and Award.objects.count() == 1
    assert Attempt.objects.get(pk=attempt.pk).state == "decided"


def test_a_second_sheet_comes_in_while_the_first_is_being_filed(world, overtaken):
    attempt, one, two = both(world)

    first, second = overtaken("score.reading-filed", lambda: file(world, one), lambda: file(world, two))

    assert first.value is None and second.value == "earned"
    assert Decision.objects.filter(attempt=attempt).count() == 1
    assert logged("attempt.decided") == 1 and logged("reading.filed") == 1


def test_two_claim_the_second_reading_and_one_gets_it(world):
    set_plan(world.pl101.microcredential, Plan(share=100), by=None)
    attempt = waiting(world, world.lupe)
    claim(attempt, by=world.keziah)

    came = at_once(lambda: claim(attempt, by=world.vesna), lambda: claim(attempt, by=world.isolde))

    assert sorted(one.refused or "" for one in came) == ["", "claimed"]
    assert sorted(Reading.objects.filter(attempt=attempt).values_list("purpose", flat=True)) == ["first", "second"]


def test_the_worker_gives_it_to_somebody_while_another_claims_it(world, overtaken):
    attempt = waiting(world, world.lupe)

    first, second = overtaken("assign.reading-written", lambda: assign(attempt), lambda: claim(attempt, by=world.tobin))

    assert first.value.reading and second.refused in ("claimed", "interest")
    assert Reading.objects.filter(attempt=attempt, state="claimed").count() == 1
