"""Questions about likeness: what of an attempt is compared, who left the same marks, what an earner declared."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from merited.people.models import Person
from merited.portfolio.prints import print_of, words_in
from merited.review.models import CoAuthor, Compared, Declaration, Likeness, Mark, Sample
from merited.review.queries.integrity import KEY
from merited.review.rules.likeness import Kind, given
from merited.submissions.models import Answer, Attempt, Exhibit, Submission
from merited.submissions.rules.states import AttemptState

AT_ONCE = 500  # numbers in one question


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing of an attempt that is compared: the words at a place, a file's digest, a picture's print."""

    kind: Kind
    place: str
    content: str


def pieces_of(attempt: Attempt) -> Iterator[Piece]:
    """What of an attempt is compared: only what is new in it. What was carried over was compared when it was new."""
    before = Attempt.objects.filter(submission=attempt.submission_id, number__lt=attempt.number)
    said = set(Answer.objects.filter(attempt__in=before).values_list("prompt", "text"))
    for one in Answer.objects.filter(attempt=attempt).order_by("prompt"):
        if (one.prompt, one.text) not in said:
            yield Piece(Kind.TEXT, one.prompt, one.text)
    carried = Exhibit.objects.filter(attempt__in=before).values("evidence_id")
    standing = Exhibit.objects.filter(attempt=attempt, set_aside_at__isnull=True).exclude(evidence__in=carried)
    for exhibit in standing.select_related("evidence").order_by("artifact", "position"):
        evidence, place = exhibit.evidence, str(exhibit.pk)
        for kind, content in (
            (Kind.FILE, evidence.digest), (Kind.PICTURE, print_of(evidence)), (Kind.TEXT, words_in(evidence)),
        ):  # fmt: skip
            if content:
                yield Piece(kind, place, content)


def text_at(attempt: Attempt, place: str) -> str:
    """The words at a place of an attempt, as they are compared: an answer, or the text of a document."""
    if len(place) == KEY:
        exhibit = Exhibit.objects.filter(pk=place, attempt=attempt).select_related("evidence").first()
        return words_in(exhibit.evidence) if exhibit else ""
    return Answer.objects.filter(attempt=attempt, prompt=place).values_list("text", flat=True).first() or ""


def given_to_all(submissions: Collection[Submission]) -> frozenset[tuple[str, ...]]:
    """The words that everybody is given with these versions: prompts, rubric, resources."""
    sources = {one.version_id: one.version.document.source for one in submissions}
    return given(text for source in sources.values() for text in texts_in(source))


def texts_in(source: Any) -> Iterator[str]:
    """Every text in a definition, however deep it stands."""
    if isinstance(source, str):
        yield source
    elif isinstance(source, Mapping):
        for one in source.values():
            yield from texts_in(one)
    elif isinstance(source, list | tuple):
        for one in source:
            yield from texts_in(one)


def marks_left_by(attempt: Attempt) -> dict[tuple[Kind, str], dict[int, Mark]]:
    """The marks of one attempt, by the place and the value."""
    found: dict[tuple[Kind, str], dict[int, Mark]] = {}
    for one in Mark.objects.filter(attempt=attempt).only("kind", "place", "value"):
        found.setdefault((Kind(one.kind), one.place), {})[one.value] = one
    return found


def marks_like(district: UUID, kind: Kind, values: Collection[int]) -> dict[int, list[Mark]]:
    """Who left these marks in a district, by mark. It touches no other rows, however many there are."""
    every, found = sorted(values), dict[int, list[Mark]]()
    for start in range(0, len(every), AT_ONCE):
        rows = Mark.objects.filter(district=district, kind=kind, value__in=every[start : start + AT_ONCE])
        for one in rows.only("value", "person_id", "submission_id", "attempt_id", "place", "whole"):
            found.setdefault(one.value, []).append(one)
    return found


def not_compared() -> QuerySet[Attempt]:
    """What was sent and has not been compared since, the oldest first: for the command, not for a question asked each second."""
    sent = Attempt.objects.filter(sent_at__isnull=False).exclude(state=AttemptState.SAMPLE)
    return sent.exclude(
        Exists(Compared.objects.filter(attempt=OuterRef("pk"), created_at__gte=OuterRef("sent_at")))
    ).order_by("sent_at", "id")


def samples_to_mark() -> QuerySet[Sample]:
    """Samples, of retired sets too, that have left no marks yet: whoever learned from them may have kept them."""
    left = Compared.objects.filter(attempt=OuterRef("attempt"))
    return Sample.objects.filter(~Exists(left)).order_by("pk")


def to_compare(submission: UUID, number: int) -> Attempt | None:
    """A sent attempt with its work, for the worker."""
    found = Attempt.objects.filter(submission=submission, number=number, sent_at__isnull=False)
    return found.select_related("submission__version__microcredential__organization__parent").first()


def declaration_of(submission: Submission) -> Declaration | None:
    """What its earner has declared."""
    return Declaration.objects.filter(submission=submission).prefetch_related("with_whom__person").first()


def reused_in(submission: Submission) -> str:
    """What its earner says was used before: for its reader too."""
    return Declaration.objects.filter(submission=submission).values_list("reused", flat=True).first() or ""


def with_declared(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """The same, each with `declared_reuse`, the earner's words, and `has_co_authors`."""
    mine = Declaration.objects.filter(submission=OuterRef("pk"))
    named = CoAuthor.objects.filter(declaration__submission=OuterRef("pk"))
    return submissions.annotate(declared_reuse=Subquery(mine.values("reused")[:1]), has_co_authors=Exists(named))


def own_reuse_of(person: Person, submission: Submission) -> QuerySet[Likeness]:
    """Where one's own work stands in another of one's own works, and no declaration says so."""
    return Likeness.objects.filter(attempt__submission=submission, other__submission__person=person).select_related(
        "other__submission__version"
    )


def declared_pair(later: Submission, first: Submission) -> tuple[bool, bool]:
    """Whether the one whose work came first names the other as co-author, and whether the later one names the first."""
    names = Declaration.objects.filter
    first_says = names(submission=first, with_whom__person=later.person_id).exists()
    later_says = names(submission=later, with_whom__person=first.person_id).exists()
    return first_says, later_says
