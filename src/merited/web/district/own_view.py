"""How earners see a criterion beside their readers, as the page of a micro-credential's judging shows it: counts and a picture."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext

from merited.review.queries import own_views
from merited.web.localized import spoken

if TYPE_CHECKING:
    from merited.catalog.document import Criterion
    from merited.catalog.models import Version
    from merited.review.rules.own_view import Views

WIDTH = 200  # of the picture, in pixels


@dataclass(frozen=True, slots=True)
class Band:
    """A piece of the picture: where it begins, how wide it is, what it stands for."""

    start: float
    width: float
    kind: str  # lower, alike, higher


@dataclass(frozen=True, slots=True)
class Seen:
    """A criterion with what is told of it."""

    criterion: "Criterion"
    views: "Views"
    words: str
    bands: tuple[Band, ...]


def seen_by_earners(version: "Version") -> list[Seen]:
    """Every criterion of a version in its order; nothing of those that fewer than five earners marked."""
    found = own_views(version)
    return [_seen(one, found[one.id]) for one in spoken(version).criteria]


def _seen(criterion: "Criterion", found: "Views") -> Seen:
    if not found.is_told:
        return Seen(criterion, found, gettext("Fewer than five earners marked it, so nothing is told."), ())
    figures = {"n": found.n, "alike": found.alike}
    words = ngettext(
        "%(alike)s of %(n)s earner saw it as their reader did.", "%(alike)s of %(n)s earners saw it as their reader did.", found.n
    ) % figures  # fmt: skip
    if found.asks_for_words:
        words += " " + gettext(
            "Most saw it otherwise: the words of this criterion may not say what its readers look for."
        )
    bands, start = [], 0.0
    for kind, count in (("lower", found.lower), ("alike", found.alike), ("higher", found.higher)):
        width = round(WIDTH * count / found.n, 1)
        bands += [Band(start, width, kind)] if count else []
        start = round(start + width, 1)
    return Seen(criterion, found, words, tuple(bands))
