"""Words at hand: the rubric's own and the phrases of the bank, put into a field at a press; and a reviewer's own phrases."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from merited.base.errors import Refused
from merited.catalog.document import Criterion
from merited.review import actions, queries
from merited.review.rules.feedback import PARTS
from merited.review.rules.outcome import Sheet
from merited.review.rules.phrases import Kind, Part, filled, is_at_hand
from merited.web.access import PersonRequest, page, told
from merited.web.reviewer.typed import BLANK

if TYPE_CHECKING:
    from merited.review.models import FeedbackPhrase

PARTS_IN_WORDS = {
    Part.WORDS: _("What you saw, and what the criterion asks"),
    Part.MOVE: _("One next move"),
    Part.STAYS: _("What need not be redone"),
}
KINDS_IN_WORDS = {
    Kind.ANY: _("At every criterion"),
    Kind.WORK: _("Where a piece of work is judged"),
    Kind.ANSWERS: _("Where answers are judged"),
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it is offered at one criterion."""

    key: str
    part: str
    text: str
    own: bool


def at_hand(found: Collection["FeedbackPhrase"], criterion: Criterion) -> list[Phrase]:
    """The phrases that fit a criterion, with its own words filled in."""
    asks = next(one.text for one in criterion.descriptors if one.level == criterion.meeting)
    known = {"criterion": criterion.name, "asks": asks, "place": criterion.artifact or criterion.part}
    return [
        Phrase(str(one.pk), one.part, filled(one.text, **known), own=one.owner_id is not None)
        for one in found
        if is_at_hand(one.kind, of_work=bool(criterion.artifact))
    ]


def with_inserted(
    posted: Mapping[str, str], scope: Collection[Criterion], stored: Sheet, found: Collection["FeedbackPhrase"]
) -> dict[str, str]:
    """What was sent, with the phrase or the descriptor of the button that was pressed put at the end of its field.

    Without a script a button does this; with one the script puts the same words where the cursor is.
    """
    kind, _slash, rest = posted.get("deed", "").partition("/")
    key, _slash, which = rest.partition("/")
    criterion = next((one for one in scope if one.id == key), None)
    texts: dict[str, tuple[str, str]] = {}
    if criterion and kind == "quote":
        texts = {one.level.id: ("words", f"“{one.text}”") for one in criterion.descriptors}
    elif criterion and kind == "phrase":
        texts = {one.key: (one.part, one.text) for one in at_hand(found, criterion)}
    if which not in texts:
        return dict(posted)
    part, text = texts[which]
    before = posted.get(f"{part}-{key}", getattr(stored.get(key, BLANK), part) if part in PARTS else "").rstrip()
    return {**posted, f"{part}-{key}": f"{before} {text}".strip()}


@page
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: PersonRequest) -> HttpResponse:
    """One's own phrases: see them, keep another, take one away."""
    if not queries.qualified_for(request.user) and not queries.readings_by(request.user).exists():
        raise Http404
    context: dict[str, object] = {}
    if request.method == "POST":
        try:
            messages.success(request, _done(request), extra_tags="pine")
        except Refused as no:
            context = {"refusal": told(no), "code": no.code, "typed": request.POST}
        else:
            return redirect("reviewer:phrases")
    context |= {"area": "review", "reviews": True, "parts": PARTS_IN_WORDS.items(), "kinds": KINDS_IN_WORDS.items()}
    context["phrases"] = [(one, PARTS_IN_WORDS[Part(one.part)]) for one in queries.own_phrases(request.user)]
    return render(request, "reviewer/phrases.html", context, status=400 if "refusal" in context else 200)


def _done(request: PersonRequest) -> str:
    drop = request.POST.get("drop", "")
    if drop:
        found = next((one for one in queries.own_phrases(request.user) if str(one.pk) == drop), None)
        if found is None:
            return gettext("It is gone already.")
        actions.drop_phrase(found, by=request.user)
        return gettext("It is taken away. What you wrote with it stays.")
    actions.keep_phrase(
        request.POST.get("text", ""), part=request.POST.get("part", ""), kind=request.POST.get("kind", ""), by=request.user
    )  # fmt: skip
    return gettext("It is kept, and at hand at every desk of yours.")
