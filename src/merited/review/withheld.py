"""What is withheld after a flag: an answer or a file in which a learner can be recognized, for as long as it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, QuerySet, Subquery

from merited.review.models import Flag
from merited.review.rules.flags import Ending, Kind
from merited.submissions.models import Answer, Attempt, Exhibit, Submission

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Withheld:
    """What nobody but the earner and the program may read: questions of one attempt, and evidence wherever it stands."""

    prompts: frozenset[str]
    evidence: "frozenset[UUID]"
    copies: frozenset[tuple[str, str]]  # artifact and digest

    def has(self, exhibit: Exhibit) -> bool:
        """Whether this is withheld: the thing itself, or the same file added to the same place once more."""
        return exhibit.evidence_id in self.evidence or (exhibit.artifact, exhibit.evidence.digest) in self.copies


def privacy_flags() -> QuerySet[Flag]:
    """Flags that withhold what they name: all about a learner, unless the program lets it be read as it is."""
    return Flag.objects.filter(kind=Kind.PRIVACY).exclude(outcome=Ending.SHOWN)


def with_named_text(flags: QuerySet[Flag]) -> QuerySet[Flag]:
    """The same, each with `named_text`: the answer that it names, as it stands in the attempt of the flag."""
    answers = Answer.objects.filter(attempt=OuterRef("attempt"), prompt=OuterRef("prompt"))
    return flags.annotate(named_text=Subquery(answers.values("text")[:1])).select_related("hold")


def withheld_in(attempt: Attempt, flags: Iterable[Flag]) -> Withheld:
    """What these flags, of any attempt of the same work and `with_named_text`, withhold in this one.

    An answer is withheld while its flag is open. One that the program left out stays so in the attempts after it,
    until its text is another. A file stays withheld unless the program says that it may be read.
    """
    private = [one for one in flags if one.kind == Kind.PRIVACY and one.outcome != Ending.SHOWN]
    standing = [one for one in private if one.prompt and one.outcome != Ending.ANSWERED]
    texts = {one.prompt: _plain(one.text) for one in attempt.answers.all()} if standing else {}
    named = [one.exhibit for one in private if one.exhibit]
    return Withheld(
        frozenset(
            one.prompt for one in standing if one.attempt_id == attempt.pk or texts.get(one.prompt) in _named_by(one)
        ),
        frozenset(one.evidence_id for one in named),
        frozenset((one.artifact, one.evidence.digest) for one in named if one.evidence.digest),
    )


def _named_by(flag: Flag) -> set[str]:
    """The texts that a flag is about: as the answer was sent, and as its earner wrote it anew while it was on hold."""
    before = flag.hold.before if flag.hold else ""
    return {_plain(one) for one in (before, getattr(flag, "named_text", "")) if one}


def _plain(text: str) -> str:
    """A text without its spaces and line ends: another space is not another text."""
    return "".join(text.split())


def withheld_answers(submission: Submission, attempt: Attempt) -> frozenset[str]:
    """The questions of an attempt whose answers nobody but the earner and the program may read now."""
    flags = privacy_flags().filter(attempt__submission=submission).exclude(prompt="")
    return withheld_in(attempt, with_named_text(flags)).prompts


def withheld_at(attempts: Iterable[Attempt]) -> "dict[UUID, Withheld]":
    """What is withheld in each of these attempts, of whatever work, in one question."""
    every = list(attempts)
    flags = list(
        with_named_text(
            privacy_flags()
            .filter(attempt__submission__in={one.submission_id for one in every})
            .select_related("attempt", "exhibit__evidence")
        )
    )
    return {
        one.pk: withheld_in(one, [flag for flag in flags if flag.attempt.submission_id == one.submission_id])
        for one in every
    }


def withheld_from_guests(submission: Submission, attempt: Attempt) -> Withheld:
    """Everything of an attempt that is withheld: answers and files, also what a flag named in an earlier attempt."""
    flags = privacy_flags().filter(attempt__submission=submission).select_related("exhibit__evidence")
    return withheld_in(attempt, with_named_text(flags))
