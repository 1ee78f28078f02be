"""What a reviewer sees of the work: answers and evidence, place by place. Never whose it is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext, ngettext

from merited.portfolio.queries import measure_of, text_of
from merited.review.queries import exhibits_for_reader
from merited.review.rules.flags import Ending

if TYPE_CHECKING:
    from datetime import datetime

    from merited.catalog.document import Document
    from merited.review.models import Flag
    from merited.review.rules.changes import Changes
    from merited.review.withheld import Withheld
    from merited.submissions.models import Attempt, Exhibit


@dataclass(frozen=True)
class Answered:
    """One question with its answer."""

    id: str
    prompt: str
    text: str
    withheld: bool = False  # a learner can be recognized in it: the program and its earner alone see it
    changes: "Changes | None" = None  # since the attempt before


@dataclass(frozen=True)
class Shown:
    """One exhibit, opened as far as a page can open it."""

    exhibit: "Exhibit"
    how: str  # picture, pages, text, video, audio, link, download, gone, withheld
    is_new: bool  # added since the last reading
    text: str = ""
    site: str = ""
    width: int = 0
    height: int = 0
    since: str = ""  # from the second attempt on: rules.changes.Since
    was: "Shown | None" = None  # what stood in its place in the attempt before
    changes: "Changes | None" = None  # of its words, where both are texts

    @property
    def pages(self) -> range:
        """The numbers of its pages."""
        return range(1, self.exhibit.evidence.pages + 1)


@dataclass(frozen=True)
class Place:
    """One place in the evidence: the answers of a part, or one piece of work."""

    id: str
    number: int
    tab: str
    title: str
    asked: str
    answers: tuple[Answered, ...] = ()
    exhibits: tuple[Shown, ...] = ()
    gone: tuple[Shown, ...] = ()  # handed in with the attempt before, and not with this one


@dataclass(frozen=True)
class Raised:
    """A flag as the desk tells it."""

    flag: "Flag"
    what: str  # the name of an exhibit, or of a question

    @property
    def is_open(self) -> bool:
        """Whether it still holds the work."""
        return self.flag.resolved_at is None and self.flag.hold is not None and self.flag.hold.ended_at is None

    @property
    def ending(self) -> str:
        """How it ended, in a sentence."""
        endings = {
            Ending.ANSWERED: gettext("Its earner answered, and it is back with you."),
            Ending.SHOWN: gettext("The program looked at it: it may be read as it is."),
            Ending.LEFT_OUT: gettext("The program looked at it: read the rest without it."),
        }
        return endings.get(Ending(self.flag.outcome), "") if self.flag.outcome else ""


def raised(flag: "Flag", document: "Document") -> Raised:
    """A flag with the name of what it is about."""
    return Raised(flag, flag.exhibit.name if flag.exhibit else question_in_words(flag.prompt, document))


def question_in_words(prompt: str, document: "Document") -> str:
    """Which question it is: "Question 2 of Part 1. Overview"."""
    for part in document.parts:
        for n, one in enumerate(part.prompts, start=1):
            if one.id == prompt:
                return gettext("Question %(n)s of %(part)s") % {"n": n, "part": part.title}
    return prompt


def bring_work(*attempts: "Attempt") -> None:
    """Fetch the answers and the evidence of attempts."""
    prefetch_related_objects(list(attempts), "answers", exhibits_for_reader())


def places_of(attempt: "Attempt", document: "Document", since: "datetime | None", withheld: "Withheld") -> list[Place]:
    """Everything that was handed in, in the order of the document. `since`: when the last reading was filed."""
    answers = {one.prompt: one.text for one in attempt.answers.all()}
    found: list[Place] = []
    for part in document.parts:
        if part.prompts:
            said = tuple(
                Answered(one.id, one.text, "", withheld=True)
                if one.id in withheld.prompts
                else Answered(one.id, one.text, answers.get(one.id, ""))
                for one in part.prompts
            )
            tab = part.title.split(". ", 1)[0]
            found.append(Place(part.id, len(found) + 1, tab, part.title, "", answers=said))
        for artifact in part.artifacts:
            shown = tuple(
                Shown(one, "withheld", False) if withheld.has(one) else _shown(one, since)
                for one in attempt.exhibits.all()
                if one.artifact == artifact.id
            )
            title = f"{artifact.id}. {artifact.title}"
            found.append(Place(artifact.id, len(found) + 1, artifact.id, title, artifact.instructions, exhibits=shown))
    return found


def _shown(exhibit: "Exhibit", since: "datetime | None") -> Shown:
    evidence = exhibit.evidence
    is_new = exhibit.hold_id is not None or (since is not None and evidence.created_at > since)
    if evidence.kind == "link":
        return Shown(exhibit, "link", is_new, site=urlsplit(evidence.url).hostname or "")
    try:
        if evidence.is_text:
            return Shown(exhibit, "text", is_new, text=text_of(evidence))
        if evidence.kind == "image":
            width, height = measure_of(evidence)
            return Shown(exhibit, "picture", is_new, width=width, height=height)
    except FileNotFoundError:
        return Shown(exhibit, "gone", is_new)
    how = {"pdf": "pages", "video": "video", "audio": "audio"}.get(evidence.kind, "download")
    return Shown(exhibit, how, is_new)


def kinds_in_words(attempt: "Attempt") -> str:
    """What kinds of evidence wait in an attempt: "2 PDFs, 1 picture"."""
    counts: dict[str, int] = {}
    for one in attempt.exhibits.all():
        kind = "text" if one.evidence.is_text else one.evidence.kind
        counts[kind] = counts.get(kind, 0) + 1
    return ", ".join(_counted(kind, count) for kind, count in counts.items()) or gettext("answers only")


def _counted(kind: str, n: int) -> str:
    words = {
        "pdf": ngettext("%(n)s PDF", "%(n)s PDFs", n),
        "image": ngettext("%(n)s picture", "%(n)s pictures", n),
        "document": ngettext("%(n)s document", "%(n)s documents", n),
        "spreadsheet": ngettext("%(n)s spreadsheet", "%(n)s spreadsheets", n),
        "video": ngettext("%(n)s video", "%(n)s videos", n),
        "audio": ngettext("%(n)s recording", "%(n)s recordings", n),
        "link": ngettext("%(n)s link", "%(n)s links", n),
        "text": ngettext("%(n)s text", "%(n)s texts", n),
    }
    return words[kind] % {"n": n}


def try_in_words(number: int) -> str:
    """Which attempt it is, in words."""
    words = {1: gettext("First attempt"), 2: gettext("Second attempt"), 3: gettext("Third attempt")}
    return words.get(number) or gettext("Attempt %(n)s") % {"n": number}
