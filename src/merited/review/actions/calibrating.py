"""Learning to read: load the samples of a panel, try the blind ones, hand in, be coached, be invited.

Locks: the person first, then the try.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.log import note
from merited.base.text import cleaned, count_words
from merited.base.words import _
from merited.catalog.models import MicroCredential, Version
from merited.catalog.queries import version_of
from merited.people.models import Person
from merited.people.queries import district_of
from merited.review.actions.claiming import qualify
from merited.review.actions.writing import LONGEST_WORDS
from merited.review.models import CalibrationSet, Qualification, Sample, Trial, TrialSheet
from merited.review.queries.calibration import result_of, sets_open_to, standing_of, states_of
from merited.review.rules.calibration import (
    LEAST,
    Result,
    Standing,
    Use,
    as_stored,
    must_be_a_rule,
    needs_coaching,
    order_of,
    qualified_until,
    rule_from,
)
from merited.review.rules.calibration_file import Source, answers_of, read_set
from merited.submissions.samples import keep_sample

Drawer = Callable[[str, str, str], tuple[bytes, str]]  # a text, its title, a seed: the bytes and the extension


@transaction.atomic
def load_set(source: Mapping[str, Any], *, draw: Drawer, by: Person | None) -> CalibrationSet:
    """Load a panel's samples for a micro-credential; they take the place of those before. The same ones twice are loaded once.

    `draw` makes the file that a seed's text is handed in as. Raises `Refused`: no such version, something missing.
    """
    asked = (str(source.get("credential", "")), str(source.get("version", "")))
    version = version_of(*asked).filter(state="published").first()
    if version is None:
        raise Refused(
            "no-such-version",
            _("{key} {number} is not published here, so nobody can be calibrated for it."),
            key=asked[0] or "?",
            number=asked[1] or "?",
        )
    read = read_set(source, version.document)
    must_be_a_rule(read.rule)
    live = CalibrationSet.objects.select_for_update().filter(
        microcredential=version.microcredential, retired_at__isnull=True
    )
    before = live.first()
    if before and before.digest == read.digest:
        return before
    live.update(retired_at=clock.now())
    nobody = before.nobody if before else Person.objects.create(name="—", is_active=False)
    found = CalibrationSet.objects.create(
        microcredential=version.microcredential, version=version, digest=read.digest, rule=as_stored(read.rule), nobody=nobody
    )  # fmt: skip
    for one in read.samples:
        _keep(found, version, one, draw)
    note("calibration.loaded", found.id, by=by.id if by else None, microcredential=str(version.microcredential_id))
    return found


def _keep(found: CalibrationSet, version: Version, one: Source, draw: Drawer) -> None:
    attempt = None
    if one.use is Use.SEED:
        files = {}
        for artifact in version.document.artifacts:
            content, extension = draw(one.texts[artifact.id], artifact.title, f"{found.pk}-{one.key}-{artifact.id}")
            about = one.texts[artifact.id].split(". ")[0][:120]
            files[artifact.id] = (ContentFile(content, name=f"{artifact.id}.{extension}"), about)
        attempt = keep_sample(version, answers_of(one, version.document), files, of=found.nobody)
    Sample.objects.create(
        of=found, key=one.key, use=one.use, position=one.position, label=one.label, texts=dict(one.texts),
        levels=dict(one.levels), decision=one.decision, rationale=dict(one.rationale), errors=list(one.errors),
        watch_for=one.watch_for, model_feedback=one.model_feedback, attempt=attempt,
    )  # fmt: skip


@transaction.atomic
def invite_to_train(person: Person, microcredential: MicroCredential, *, by: Person | None) -> None:
    """Let somebody learn to read a micro-credential. Twice is as good as once."""
    _found, made = Qualification.objects.get_or_create(
        person=person, microcredential=microcredential, defaults={"state": Standing.LEARNING}
    )
    if made:
        note("reviewer.invited", person.id, by=by.id if by else None, microcredential=str(microcredential.id))


@transaction.atomic
def begin_trial(found: CalibrationSet, *, by: Person) -> Trial:
    """Begin a try at the blind samples, or go on with the open one. Raises `Refused`: not due, or a talk comes first."""
    Person.objects.select_for_update().get(pk=by.pk)
    found = sets_open_to(by).get(pk=found.pk)
    going = Trial.objects.filter(person=by, of=found, state="open").first()
    if going:
        return going
    qualification = Qualification.objects.get(person=by, microcredential=found.microcredential_id)
    today = clock.today(district_of(found.microcredential.organization).timezone or "UTC")
    until = qualification.until
    if standing_of(qualification) is Standing.QUALIFIED and until is not None and until - today >= LEAST:
        raise Refused("not-due", _("You are qualified, and it is not time to renew it yet. Nothing is asked of you."))
    states = states_of(by, found)
    if needs_coaching(rule_from(found.rule), states):
        raise Refused(
            "coaching",
            _("Talk it over with the lead of the program first; they open the next try. Your results stay here for both of you."),
        )  # fmt: skip
    number = len(states) + 1
    keys = [one.key for one in found.samples.filter(use=Use.QUALIFICATION).order_by("position")]
    trial = Trial.objects.create(
        person=by, of=found, number=number, order=list(order_of(by.pk, found.pk, number, keys))
    )
    note("calibration.begun", trial.id, by=by.id, number=number)
    return trial


def _open(trial: Trial, by: Person) -> Trial:
    Person.objects.select_for_update().get(pk=by.pk)
    trial = (
        Trial.objects.select_for_update(of=("self",))
        .select_related("of__version", "of__microcredential__organization")
        .get(pk=trial.pk, person=by)
    )
    if trial.state != "open":
        raise Refused("handed-in", _("This try is handed in already, and its result is here."))
    return trial


@transaction.atomic
def write_trial(
    trial: Trial, key: str, levels: Mapping[str, str], words: Mapping[str, str], *, by: Person
) -> TrialSheet:
    """Keep what is scored on one sample so far. Raises `Refused`, KeyError for a sample that is not in the try."""
    trial = _open(trial, by)
    if key not in trial.order:
        raise KeyError(key)
    scope = {one.id: one for one in trial.of.version.document.criteria}
    for criterion, level in levels.items():
        if criterion not in scope or level not in {one.id for one in scope[criterion].levels}:
            raise Refused("no-such-level", _("Choose one of the levels on the page."))
    if any(len(one) > LONGEST_WORDS for one in words.values()):
        raise Refused(
            "too-long",
            _("This is longer than we can keep here ({longest} characters). Nothing of it is lost on this page."),
            longest=LONGEST_WORDS,
        )
    kept = {criterion: cleaned(one) for criterion, one in words.items() if criterion in scope and count_words(one)}
    sheet, _made = TrialSheet.objects.update_or_create(
        trial=trial, sample=trial.of.samples.get(key=key),
        defaults={"levels": dict(levels), "words": kept, "saved_at": clock.now()},
    )  # fmt: skip
    return sheet


@transaction.atomic
def hand_in(trial: Trial, *, by: Person) -> Result:
    """Hand in a try; with it passed, the person is qualified to the end of the school year. Raises `Refused`: unscored."""
    trial = _open(trial, by)
    criteria = trial.of.version.document.criteria
    scored = [one for one in trial.sheets.all() if set(one.levels) == {one.id for one in criteria}]
    if len(scored) < len(trial.order):
        raise Refused(
            "unscored", _("Every criterion of every sample needs a score first. What you have scored so far is kept.")
        )
    found = result_of(trial)
    trial.state, trial.finished_at = "passed" if found.passed else "not_yet", clock.now()
    trial.save()
    note("calibration.handed_in", trial.id, by=by.id, passed=found.passed, exact=found.exact, n=found.n)
    if found.passed:
        place = trial.of.microcredential
        today = clock.today(district_of(place.organization).timezone or "UTC")
        qualify(by, place, until=qualified_until(today), by=None)
    return found


@transaction.atomic
def coach(trial: Trial, *, words: str, by: Person) -> None:
    """The lead has talked a try over with the person, and opens the next one. Raises `Refused`: no words, nothing to talk over."""
    trial = Trial.objects.select_for_update().get(pk=trial.pk)
    if not count_words(words):
        raise Refused("no-words", _("Write a sentence that helps with the next try. The person reads it there."))
    if trial.state != "not_yet":
        raise Refused("handed-in", _("This try is handed in already, and its result is here."))
    trial.state, trial.coached_at, trial.coaching = "coached", clock.now(), cleaned(words)[:LONGEST_WORDS]
    trial.save()
    note("calibration.coached", trial.id, by=by.id)
