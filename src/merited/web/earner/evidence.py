"""Evidence under a piece of work: what came in with a form, and the tiles that show what was received."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext, ngettext

from merited.base.errors import Refused
from merited.portfolio.files import LARGEST, LARGEST_OTHER
from merited.portfolio.queries import measure_of
from merited.submissions import actions
from merited.submissions.queries import exhibits_of
from merited.web.access import PersonRequest, told
from merited.web.earner.draft import Draft
from merited.web.earner.steps import Step
from merited.web.earner.words import any_of, kind_in_words, taken_here
from merited.web.templatetags.merited import size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from merited.portfolio.models import Evidence
    from merited.submissions.models import Attempt, Exhibit
    from merited.web.earner.fields import Field

SHEET = (1200, 1553)  # a page of a PDF as it is drawn
PICTURES = {"image": "picture", "video": "video", "audio": "audio", "link": "link"}


@dataclass
class Received:
    """What came of the files and the link of one form: refusals by the file's own name, and what stays in its fields."""

    refused_files: list[tuple[str, str]] = field(default_factory=list)
    refused_link: str = ""
    url: str = ""
    about: str = ""

    @property
    def is_fine(self) -> bool:
        """Whether nothing was refused."""
        return not self.refused_files and not self.refused_link


def receive(request: PersonRequest, draft: Draft, step: Step) -> Received:
    """Take the files and the link of a form, those that are fine, and tell of the others."""
    found = Received()
    if step.artifact is None:
        return found
    about = request.POST.get("about", "")
    for upload in request.FILES.getlist("files"):
        try:
            actions.add_file(draft.attempt, step.artifact.id, upload, about=about, by=request.user)
        except Refused as no:
            found.refused_files.append((upload.name or "", _told(no, step)))
    url = request.POST.get("url", "").strip()
    if url:
        try:
            actions.add_link(draft.attempt, step.artifact.id, url, about=about, by=request.user)
        except Refused as no:
            found.refused_link, found.url = told(no), url
    nothing_came = not url and not request.FILES
    if nothing_came and "add" in request.POST:
        found.refused_files.append(("", gettext("Nothing was chosen. Choose a file first, then press Add.")))
    elif nothing_came and about.strip() and "remove" not in request.POST:
        lone = gettext("You wrote what it is, and no file or link came with it. Choose it, or empty the field.")
        found.refused_files.append(("", lone))
    if not found.is_fine:
        found.about = about
    return found


def _told(no: Refused, step: Step) -> str:
    """The sentence, with kinds of files as people call them."""
    if no.code == "file-kind" and step.artifact:
        found = {"found": kind_in_words(str(no.facts["kind"])), "accepted": any_of(step.artifact.accepts)}
        return (
            gettext("What we found in it: %(found)s. This piece of work takes: %(accepted)s. Nothing else has changed.")
            % found
        )
    return told(no)


def take_out(request: PersonRequest, draft: Draft, exhibit_id: str) -> str:
    """Remove one exhibit of the open attempt. Returns the sentence of a refusal, or nothing. Raises Http404."""
    try:
        key = UUID(exhibit_id)
    except ValueError:
        key = UUID(int=0)
    exhibit = get_object_or_404(exhibits_of(request.user), pk=key, attempt__submission_id=draft.submission.pk)
    try:
        actions.remove(exhibit, by=request.user)
    except Refused as no:
        return told(no)
    return ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One exhibit as its earner sees it."""

    exhibit: "Exhibit"
    picture: str  # the icon
    facts: str
    cleaned: bool
    preview: str  # file, page or nothing
    width: int  # of the preview, so that the page keeps its place
    height: int
    caption: "Field | None"  # the field for one's words, while they can be changed


def tiles_of(attempt: "Attempt", artifact: str, captions: "Mapping[str, Field] | None" = None) -> list[Tile]:
    """The tiles under a piece of work, in their order."""
    return [_tile(one, (captions or {}).get(str(one.pk))) for one in attempt.exhibits.all() if one.artifact == artifact]


def _tile(exhibit: "Exhibit", caption: "Field | None") -> Tile:
    evidence = exhibit.evidence
    facts = kind_in_words(evidence.kind)
    facts = f"{facts[:1].upper()}{facts[1:]}"
    if evidence.path:
        facts += f", {size(evidence.size)}"
    if evidence.pages:
        facts += ", " + ngettext("%(n)s page", "%(n)s pages", evidence.pages) % {"n": evidence.pages}
    preview = {"image": "file", "pdf": "page"}.get(evidence.kind, "")
    width, height = _measure(evidence) if preview == "file" else SHEET
    return Tile(
        exhibit, PICTURES.get(evidence.kind, "file"), facts, evidence.metadata_removed, preview, width, height, caption
    )


def _measure(evidence: "Evidence") -> tuple[int, int]:
    try:
        return measure_of(evidence)
    except OSError:  # the file is gone: the doctor says so, the page need not fall
        return SHEET


def evidence_part(
    draft: Draft, step: Step, received: Received | None, captions: "Mapping[str, Field]"
) -> dict[str, object]:
    """What the evidence part of a step's page shows."""
    if step.artifact is None:
        return {}
    tiles = tiles_of(draft.attempt, step.artifact.id, captions)
    return {
        "artifact": step.artifact,
        "tiles": tiles,
        "received": received or Received(),
        "taken_here": taken_here(step.artifact),
        "room": step.artifact.most_files - len(tiles),
        "largest": {"other": LARGEST_OTHER, **LARGEST},
        "takes_links": "link" in step.artifact.accepts,
        "takes_files": step.artifact.accepts != ("link",),
    }
