"""Finding what is alike: each sent attempt is compared once with what others left marks of; a person is shown what was found.

The cost of one attempt follows its own length and its own matches, not how much others have sent.
"""

from collections import defaultdict
from uuid import UUID

from django.db import transaction

from merited.base import clock
from merited.base.halt import halt
from merited.base.log import note
from merited.people.models import Person
from merited.people.queries import district_of
from merited.review.actions.noticing import notice
from merited.review.models import Compared, Likeness, Mark, Sample
from merited.review.models import Concern as ConcernRow
from merited.review.queries.integrity import KEY
from merited.review.queries.likeness import (
    Piece,
    declared_pair,
    given_to_all,
    marks_left_by,
    marks_like,
    not_compared,
    pieces_of,
    reused_in,
    samples_to_mark,
    text_at,
)
from merited.review.rules.integrity import Kind as Concern
from merited.review.rules.likeness import (
    MOST_SHOWN,
    ORDINARY,
    Kind,
    are_one_picture,
    bands_of,
    is_silent,
    marks_of,
    passages,
    shares_most,
)
from merited.submissions.models import Attempt, Submission
from merited.submissions.rules.states import AttemptState
from merited.submissions.samples import keep_texts

Pair = dict[str, str | list[list[int]]]
ORDER = (Kind.FILE, Kind.PICTURE, Kind.TEXT)  # the clearest first


def compare(attempt: Attempt) -> int:
    """Compare a sent attempt, once, and leave its marks. Returns how many concerns came of it. A second time does nothing.

    What came back to its earner and was sent anew is compared again, and only what is new in it.
    """
    with transaction.atomic():
        if attempt.state == AttemptState.SAMPLE or attempt.sent_at is None:
            return 0
        # As every deed: before anything that hangs on it.
        Submission.objects.select_for_update().get(pk=attempt.submission_id)
        row, new = Compared.objects.select_for_update().get_or_create(attempt=attempt)
        if not new and row.created_at >= attempt.sent_at:
            return 0
        row.created_at = clock.now()
        row.save()
        return _compared(attempt)


def mark_samples(most: int) -> int:
    """Let samples that people learn from leave their marks, so that what copies one is shown to a person. How many did.

    They are laid out as work of nobody for that, and are compared with nothing themselves.
    """
    found = list(samples_to_mark()[:most])
    for one in found:
        _mark(one)
    return len(found)


@transaction.atomic
def _mark(sample: Sample) -> None:
    sample = (
        Sample.objects.select_for_update(of=("self",))
        .select_related("of__nobody", "of__version__microcredential__organization__parent", "attempt__submission")
        .get(pk=sample.pk)
    )
    version = sample.of.version
    if sample.attempt is None:
        sample.attempt = keep_texts(version, sample.texts, of=sample.of.nobody)
        sample.save(update_fields=["attempt"])
    attempt = sample.attempt
    if not Compared.objects.get_or_create(attempt=attempt)[1]:
        return  # another worker did
    attempt.submission.version = version
    known, district = given_to_all([attempt.submission]), district_of(version.microcredential.organization).pk
    pieces = [(one, value) for one in pieces_of(attempt) for value in sorted(_marks(one, known))]
    Mark.objects.bulk_create(_row(attempt, district, one, value) for one, value in pieces)
    halt("likeness.sample-marked")


def compare_again(attempt: Attempt, *, by: Person) -> None:
    """Something in a sent attempt was put in another's place: the worker compares it again. Inside a transaction."""
    Compared.objects.filter(attempt=attempt).delete()
    note("submission.mended", attempt.submission_id, by=by.id, attempt=attempt.number)


def compare_all(*, anew: bool = False) -> tuple[int, int]:
    """Compare everything that was sent and is not compared, the oldest first: (how many, how many concerns).

    `anew`: all marks are made again. What was found before stays found, and nothing is found twice.
    """
    if anew:
        with transaction.atomic():
            Mark.objects.all().delete()
            Compared.objects.all().delete()
    while mark_samples(100):
        pass
    many = found = 0
    for one in (
        not_compared().select_related("submission__version__microcredential__organization__parent").iterator(100)
    ):
        found += compare(one)
        many += 1
    return many, found


def _compared(attempt: Attempt) -> int:
    submission = attempt.submission
    district = district_of(submission.version.microcredential.organization).pk
    known = given_to_all([submission])
    pairs: dict[UUID, list[Pair]] = defaultdict(list)
    rows: list[Mark] = []
    left = marks_left_by(attempt)  # where it was compared before
    for piece in pieces_of(attempt):
        before = left.get((piece.kind, piece.place), {})
        every = _marks(piece, known)
        values = every - before.keys()  # what stays needs no second look
        for value in every & before.keys():
            del before[value]
        like = marks_like(district, piece.kind, values)
        ordinary = {value for value, marks in like.items() if len(marks) >= ORDINARY}
        candidates = [one for value, marks in like.items() if value not in ordinary for one in marks]
        for other, pair in _matches(piece, [one for one in candidates if one.submission_id != submission.pk], known):
            pairs[other].append(pair)
        rows += [_row(attempt, district, piece, value) for value in values - ordinary]
    Mark.objects.filter(pk__in=[one.pk for marks in left.values() for one in marks.values()]).delete()
    Mark.objects.bulk_create(rows, 1_000)
    halt("likeness.marks-written")
    return _told(attempt, pairs)


def _row(attempt: Attempt, district: UUID, piece: Piece, value: int) -> Mark:
    whole = piece.content if piece.kind is Kind.PICTURE else ""
    return Mark(
        district_id=district, person_id=attempt.submission.person_id, submission=attempt.submission, attempt=attempt,
        kind=piece.kind, place=piece.place, value=value, whole=whole,
    )  # fmt: skip


def _marks(piece: Piece, known: frozenset[tuple[str, ...]]) -> set[int]:
    if piece.kind is Kind.TEXT:
        return marks_of(piece.content, known)
    if piece.kind is Kind.FILE:
        return {int(piece.content[:15], 16)}
    return set(bands_of(piece.content).values())


def _matches(piece: Piece, marks: list[Mark], known: frozenset[tuple[str, ...]]) -> list[tuple[UUID, Pair]]:
    """With which attempts a piece is alike, and where."""
    if piece.kind is Kind.FILE:
        return [(one.attempt_id, {"kind": Kind.FILE, "here": piece.place, "there": one.place}) for one in marks]
    if piece.kind is Kind.PICTURE:
        alike = {(one.attempt_id, one.place) for one in marks if are_one_picture(piece.content, one.whole)}
        return [(key, {"kind": Kind.PICTURE, "here": piece.place, "there": place}) for key, place in sorted(alike)]
    return _texts(piece, marks, known)


def _texts(piece: Piece, marks: list[Mark], known: frozenset[tuple[str, ...]]) -> list[tuple[UUID, Pair]]:
    shared: dict[str, set[int]] = defaultdict(set)
    for one in marks:
        shared[f"{one.attempt_id}/{one.place}"].add(one.value)
    found: list[tuple[UUID, Pair]] = []
    for key in shares_most({key: len(values) for key, values in shared.items()}):
        attempt_id, _slash, place = key.partition("/")
        other = Attempt.objects.select_related("submission__version").get(pk=attempt_id)
        every = known | given_to_all([other.submission])
        form = len(piece.place) == len(place) == KEY
        parts = passages(piece.content, text_at(other, place), every, form=form)
        if parts:
            pair: Pair = {"kind": Kind.TEXT, "here": piece.place, "there": place, "parts": [list(one) for one in parts]}
            found.append((other.pk, pair))
    return found


def _told(attempt: Attempt, pairs: dict[UUID, list[Pair]]) -> int:
    """Write down what was found, and let a person look. Silent where it is declared, or one's own work taken up again."""
    told = 0
    for other in sorted(pairs, key=lambda key: (-_much(pairs[key]), key))[:MOST_SHOWN]:
        there = Attempt.objects.select_related("submission__version").get(pk=other)
        kind = _kind_of(attempt, there)
        if kind is None or Likeness.objects.filter(attempt__in=(attempt, there), other__in=(attempt, there)).exists():
            continue
        found = sorted(pairs[other], key=lambda pair: ORDER.index(Kind(str(pair["kind"]))))
        likeness = Likeness.objects.create(attempt=attempt, other=there, found=found)
        concern = notice(attempt, kind, by=None)
        ConcernRow.objects.filter(pk=concern.pk).update(likeness=likeness)
        told += 1
    return told


def _much(pairs: list[Pair]) -> int:
    """Files and pictures before texts, longer passages before shorter ones: only for the order."""
    lengths = [sum(part[1] - part[0] for part in pair.get("parts", ()) if isinstance(part, list)) for pair in pairs]
    return sum(length or 1_000_000 for length in lengths)


def _kind_of(attempt: Attempt, there: Attempt) -> Concern | None:
    here, first = attempt.submission, there.submission
    if there.state == AttemptState.SAMPLE:
        return Concern.LIKENESS
    if here.person_id == first.person_id:
        again = here.version.microcredential_id == first.version.microcredential_id
        return None if again or reused_in(here) else Concern.OWN
    first_says, _later_says = declared_pair(here, first)
    return None if is_silent(first_declares=first_says) else Concern.LIKENESS
