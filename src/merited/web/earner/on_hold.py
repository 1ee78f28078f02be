"""On hold: what the reviewer could not open or should not see, what to do about it, and back to the reviewer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from merited.base.errors import Refused
from merited.base.words import _
from merited.catalog.document import Artifact, Document
from merited.review import flags as deeds
from merited.review.queries import flags_of
from merited.review.queries.integrity import open_case_of
from merited.review.rules.flags import Kind
from merited.submissions import holds, queries
from merited.submissions.rules.states import State
from merited.web.access import PersonRequest, page, told
from merited.web.earner.draft import frame
from merited.web.earner.evidence import Tile, tiles_of
from merited.web.earner.words import any_of, kind_in_words, taken_here

if TYPE_CHECKING:
    from merited.review.models import Flag
    from merited.submissions.models import Answer, Attempt, Hold, Submission


@dataclass
class Item:
    """One thing that holds the work: an exhibit with what stands beside it, or an answer."""

    hold: "Hold"
    flags: list["Flag"]
    name: str  # of the exhibit, or which question
    prompt: str = ""  # the question's words
    answer: "Answer | None" = None
    artifact: Artifact | None = None
    named: Tile | None = None  # while it stands
    others: list[tuple[Tile, bool]] = field(default_factory=list)  # what stands beside it; whether it came in just now
    refusal: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    theirs: str | None = None  # the saved answer, where another page has changed it meanwhile

    @property
    def is_private(self) -> bool:
        """Whether a learner is said to be recognizable in it."""
        return any(one.kind == Kind.PRIVACY for one in self.flags)

    @property
    def is_mended(self) -> bool:
        """Whether something else stands there now."""
        return bool(self.hold.before) if self.answer else self.named is None

    @property
    def asked(self) -> "Flag | None":
        """The flag on which the earner has asked the program to look."""
        return next((one for one in self.flags if one.asked_at), None)

    @property
    def text(self) -> str:
        """The answer as typed, else as it stands."""
        return self.typed.get("text", self.answer.text if self.answer else "")

    @property
    def room(self) -> int:
        """How many more are taken here."""
        return self.artifact.most_files - len(self.others) if self.artifact else 0

    @property
    def taken_here(self) -> str:
        """What is taken here, in words."""
        return taken_here(self.artifact) if self.artifact else ""

    @property
    def takes_links(self) -> bool:
        """Whether a link will do."""
        return bool(self.artifact and "link" in self.artifact.accepts)

    @property
    def takes_files(self) -> bool:
        """Whether a file will do."""
        return bool(self.artifact and self.artifact.accepts != ("link",))


@page
def on_hold(request: PersonRequest, submission_id: UUID) -> HttpResponse:
    """What to do; POST does one step of it, or sends it back."""
    submission = get_object_or_404(queries.submissions_of(request.user), pk=submission_id)
    if submission.state != State.ON_HOLD:
        return redirect("earner:submission", submission_id)
    flags = list(flags_of(request.user).filter(attempt__submission=submission))
    if not flags and open_case_of(
        request.user, submission_id
    ):  # a question of integrity holds it, and nothing can be mended
        return redirect("earner:integrity", submission_id)
    if request.method != "POST":
        return _page(request, submission, flags)
    try:
        if request.POST.get("deed") == "back":
            return _sent_back(request, submission)
        _mend(request, flags)
    except Refused as no:
        refusal = _told(no)
        submission.refresh_from_db(fields=["state"])
        if submission.state != State.ON_HOLD:  # another tab or the program was quicker
            messages.info(request, refusal)
            return redirect("earner:submission", submission_id)
        flags = list(flags_of(request.user).filter(attempt__submission=submission))
        return _page(request, submission, flags, refusal=refusal, torn=no.code == "stale")
    return redirect(reverse("earner:on_hold", args=[submission_id]) + f"#hold-{request.POST.get('hold', '')}")


def _page(
    request: PersonRequest, submission: "Submission", flags: list["Flag"], *, refusal: str = "", torn: bool = False
) -> HttpResponse:
    attempt = queries.attempts_of(submission).order_by("-number")[0]
    context = frame(submission)
    items = _items(attempt, flags, context["document"])  # type: ignore[arg-type]
    at = request.POST.get("hold", "") if request.method == "POST" else ""
    for one in items:
        if str(one.hold.pk) == at:
            one.refusal, one.typed = refusal, request.POST.dict()
            one.theirs = one.answer.text if torn and one.answer else None
    context |= {
        "attempt": attempt,
        "items": items,
        "refusal": refusal if not at else "",
        "words": request.POST.get("words", "") if not at else "",
        "mended": sum(one.is_mended for one in items),
        "since": min((one.hold.since for one in items), default=None),
    }
    return render(request, "earner/on_hold.html", context)


def _items(attempt: "Attempt", flags: list["Flag"], document: Document) -> list[Item]:
    """What holds the work, thing by thing."""
    found: dict[UUID, Item] = {}
    open_now = {one.hold_id for one in flags if one.hold_id}
    for one in flags:
        if one.hold is None:
            continue
        if one.hold.pk not in found:
            found[one.hold.pk] = _item(one, one.hold, attempt, document, open_now)
        found[one.hold.pk].flags.append(one)
    return list(found.values())


def _item(flag: "Flag", hold: "Hold", attempt: "Attempt", document: Document, open_now: set[UUID]) -> Item:
    if flag.exhibit is None:
        answer = next(one for one in attempt.answers.all() if one.prompt == flag.prompt)
        prompt = next(one for one in document.prompts if one.id == flag.prompt)
        title = next(one.title for one in document.parts if one.id == prompt.part)
        return Item(hold, [], title, prompt=prompt.text, answer=answer)
    tiles = tiles_of(attempt, flag.exhibit.artifact)
    return Item(
        hold,
        [],
        flag.exhibit.name,
        artifact=document.artifact(flag.exhibit.artifact),
        named=next((one for one in tiles if one.exhibit.pk == flag.exhibit.pk), None),
        others=[(one, one.exhibit.hold_id in open_now) for one in tiles if one.exhibit.pk != flag.exhibit.pk],
    )


def _mend(request: PersonRequest, flags: list["Flag"]) -> None:
    """One step: add, take out, write anew, or ask the program to look. Raises `Refused`, Http404."""
    flag = next((one for one in flags if str(one.hold_id) == request.POST.get("hold")), None)
    if flag is None or flag.hold is None:
        raise Http404
    hold, by, about, deed = flag.hold, request.user, request.POST.get("about", ""), request.POST.get("deed", "")
    instead, url = "instead" in request.POST, request.POST.get("url", "").strip()
    if deed == "add":
        upload = request.FILES.get("file")
        if upload:
            holds.add_file(hold, upload, about=about, instead=instead, by=by)
        elif url:
            holds.add_link(hold, url, about=about, instead=instead, by=by)
        else:
            raise Refused("nothing-chosen", _("Nothing was chosen. Choose a file first, then press Add."))
    elif deed == "write":
        revision = request.POST.get("revision", "")
        holds.rewrite(hold, request.POST.get("text", ""), revision=int(revision) if revision.isdecimal() else 0, by=by)
    elif deed == "ask":
        private = next((one for one in flags if one.hold_id == hold.pk and one.kind == Kind.PRIVACY), flag)
        deeds.ask_the_program(private, words=request.POST.get("why", ""), by=by)
    elif deed.startswith("take-out/"):
        exhibits = queries.exhibits_of(by).filter(attempt__submission_id=flag.attempt.submission_id)
        found = next((one for one in exhibits if str(one.pk) == deed.removeprefix("take-out/")), None)
        if found is None:
            raise Http404
        holds.take_out(hold, found, by=by)


def _sent_back(request: PersonRequest, submission: "Submission") -> HttpResponse:
    days = deeds.send_back(submission, words=request.POST.get("words", ""), by=request.user)
    if days:
        told_so = ngettext(
            "It is back with the reviewer. The day by which you hear moved by %(n)s working day.",
            "It is back with the reviewer. The day by which you hear moved by %(n)s working days.",
            days,
        ) % {"n": days}  # fmt: skip
    else:
        told_so = gettext("It is back with the reviewer. You will hear by the same day as before.")
    messages.success(request, told_so)
    return redirect("earner:submission", submission.pk)


def _told(no: Refused) -> str:
    """The sentence, with kinds of files as people call them."""
    if no.code == "file-kind":
        accepted = tuple(str(no.facts["accepted"]).split(", "))
        found = {"found": kind_in_words(str(no.facts["kind"])), "accepted": any_of(accepted)}
        return (
            gettext("What we found in it: %(found)s. This piece of work takes: %(accepted)s. Nothing else has changed.")
            % found
        )
    return told(no)
