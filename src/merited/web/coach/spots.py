"""Places of a draft that a guest can comment on, and the texts being written there: as the page shows them, and saved."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse, QueryDict

from merited.base.errors import Refused
from merited.coaching import actions, queries
from merited.web.access import PersonRequest, told
from merited.web.earner.differences import Piece, apart
from merited.web.templatetags.merited import saved

if TYPE_CHECKING:
    from merited.coaching.models import Comment, Guest, Jotting

FIELD = "say-"  # before the key of a place, in the form


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that can be commented on: its key, what it is called, what was said there, what is being written now."""

    key: str
    title: str
    said: "list[Comment]"
    typed: str = ""
    revision: int = 0
    saved: str = ""  # when, in words
    trouble: str = ""  # the sentence of a refusal
    theirs: str | None = None  # the stored text, where another page has changed it meanwhile
    apart: tuple[list[Piece], list[Piece]] = field(default_factory=lambda: ([], []))

    @property
    def name(self) -> str:
        """The name of its field."""
        return FIELD + self.key

    @property
    def is_open(self) -> bool:
        """Whether something is being written there, so that it is not folded away."""
        return bool(self.typed or self.trouble)


def spot_of(
    key: str, title: str, said: "list[Comment]", kept: "Jotting | None", typed: actions.Typed | None, no: Refused | None
) -> Spot:
    """A place with what is stored, or with what was typed where that was not saved."""
    stored, revision = (kept.words, kept.revision) if kept else ("", 0)
    when = saved(kept.saved_at) if kept and kept.words else ""
    if typed is None or (no is None and typed.words == stored):
        return Spot(key, title, said, stored, revision, when)
    theirs = stored if no and no.code == "stale" else None
    pieces = apart(typed.words, stored) if theirs is not None else ([], [])
    return Spot(key, title, said, typed.words, revision, "", told(no) if no else "", theirs, pieces)


def typed_in(form: QueryDict) -> dict[str, actions.Typed]:
    """The texts that a form brought, by place. Of two texts that met, the person may have chosen the other, or both."""
    found = {}
    for name, words in form.items():
        if not name.startswith(FIELD) or form.get("theirs") == name:
            continue
        stated = form.get(f"revision-{name}", "")
        revision = int(stated[:9]) if stated.isascii() and stated.isdigit() else -1  # which never fits
        other = form.get(f"other-{name}", "") if form.get("both") == name else ""
        found[name.removeprefix(FIELD)] = actions.Typed(f"{other}\n\n{words}" if other else str(words), revision)
    return found


def jotted(request: PersonRequest, guest: "Guest", typed: Mapping[str, actions.Typed]) -> HttpResponse:
    """Answer the autosave (its contract stands in static/autosave.js)."""
    try:
        refused = actions.jot(guest, typed, by=request.user)
    except Refused as no:
        return JsonResponse({"refused": no.code, "sentence": told(no)})
    kept = queries.jottings_of(guest)
    return JsonResponse({"fields": {FIELD + one: _told_of(kept.get(one), refused.get(one)) for one in typed}})


def _told_of(kept: "Jotting | None", no: Refused | None) -> dict[str, object]:
    found: dict[str, object] = {"refused": no.code, "sentence": told(no)} if no else {}
    if no and no.code != "stale":
        return found
    now = {"revision": kept.revision, "saved": saved(kept.saved_at)} if kept else {"revision": 0}
    return found | now | ({"theirs": kept.words if kept else ""} if no else {})


def adrift_in(kept: "Mapping[str, Jotting]", typed: Mapping[str, actions.Typed], shown: Collection[str]) -> list[str]:
    """Texts whose place is in the draft no more: to be shown, so that they can be copied."""
    texts = {place: one.words for place, one in kept.items()} | {place: one.words for place, one in typed.items()}
    return [words for place, words in texts.items() if place not in shown and words.strip()]
