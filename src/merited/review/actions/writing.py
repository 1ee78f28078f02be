"""Write on a sheet, without deciding anything."""

from collections.abc import Collection

from django.db import transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.text import cleaned
from merited.base.words import _
from merited.catalog.document import Criterion
from merited.catalog.queries import criteria_of
from merited.people.models import Person
from merited.review.actions.holding import held_reading, stand_aside, unless_interested
from merited.review.models import Reading, Score
from merited.review.queries.sheets import scope_to_score
from merited.review.rules.feedback import PARTS
from merited.review.rules.outcome import Judged, Sheet, must_be_complete, must_have_no_gaps, put_together

LONGEST_WORDS = 8_000  # characters


@unless_interested
def jot(reading: Reading, sheet: Sheet, *, keep: str, private_note: str | None = None, by: Person) -> Reading:
    """Save what is on the sheet so far, without deciding anything. The private note is the reviewer's own.

    What was written is kept even when the claim has run out or the earner took the work back; then it raises `Refused`.
    """
    with transaction.atomic():
        try:
            _submission, _attempt, reading = held_reading(reading.pk, by)
        except Refused as no:
            if no.code not in ("claim-expired", "withdrawn"):
                raise
            refused: Refused | None = no
            reading = Reading.objects.select_for_update().get(pk=reading.pk, reviewer=by)
        else:
            refused = None
        if private_note is not None:
            reading.private_note = _own(private_note)
        _write_sheet(reading, scope_to_score(reading), sheet, keep)
        halt("jot.sheet-written")
    if refused:
        raise refused
    return reading


def _too_long() -> Refused:
    return Refused(
        "too-long",
        _("This is longer than we can keep here ({longest} characters). Nothing of it is lost on this page."),
        longest=LONGEST_WORDS,
    )


def _own(private_note: str) -> str:
    text = cleaned(private_note)
    if len(text) > LONGEST_WORDS:
        raise _too_long()
    return text


def note_to_self(reading: Reading, text: str, *, by: Person) -> None:
    """Keep a reviewer's private note on a reading of theirs, also after it is filed. It decides nothing."""
    stand_aside(reading.pk, by)
    _note(reading, text, by)


@transaction.atomic
def _note(reading: Reading, text: str, by: Person) -> None:
    reading = Reading.objects.select_for_update().get(pk=reading.pk, reviewer=by)
    if reading.state == "withdrawn":
        raise Refused(
            "handed-on", _("You handed this one on, so somebody else reads it. There is nothing to do; thank you.")
        )
    reading.private_note = _own(text)
    reading.save()


def write_to_file(reading: Reading, scope: Collection[Criterion], sheet: Sheet, keep: str) -> dict[str, Judged]:
    """For every deed that files a sheet: refuse what is not complete, and write what is, each criterion's words as one text.

    Raises `Refused`: a criterion without a score, an open one without words or without a next move, a gap of a phrase.
    """
    whole = put_together(sheet, reading.attempt.submission.language)
    must_be_complete(scope, whole)
    must_have_no_gaps(keep)
    # Jotted before another look met it: nobody judged it here, so it is no part of the record.
    Score.objects.filter(reading=reading).exclude(criterion__key__in=[one.id for one in scope]).delete()
    _write_sheet(reading, scope, whole, keep)
    return whole


def _write_sheet(reading: Reading, scope: Collection[Criterion], sheet: Sheet, keep: str) -> None:
    """Write what is on the sheet so far. The reading is locked."""
    keep = cleaned(keep)
    if len(keep) > LONGEST_WORDS:
        raise _too_long()
    levels = {one.id: {level.id for level in one.levels} for one in scope}
    for key, judged in sheet.items():
        if key not in levels or (judged.level and judged.level not in levels[key]):
            raise Refused("no-such-level", _("Choose one of the levels on the page."))
        if len(judged.whole()) > LONGEST_WORDS:
            raise _too_long()
    if sheet:
        _write_scores(reading, sheet)
    reading.keep, reading.saved_at = keep, clock.now()
    reading.revision += 1
    reading.save()


def _write_scores(reading: Reading, sheet: Sheet) -> None:
    """All of them in one go, however many criteria there are: over what is written of them already."""
    keys = criteria_of(reading.attempt.submission.version)
    Score.objects.bulk_create(
        (
            Score(
                reading=reading,
                criterion_id=keys[key],
                level=judged.level,
                **{name: cleaned(getattr(judged, name)) for name in PARTS},
            )
            for key, judged in sheet.items()
        ),
        update_conflicts=True,
        unique_fields=["reading", "criterion"],
        update_fields=["level", *PARTS],
    )
