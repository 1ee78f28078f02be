"""Questions about the shelves: what is found by words, what it can be narrowed by, and how many there are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable

from merited.base.text import cleaned
from merited.catalog.models import Facet, FrameworkItem, Listing, Pathway, Version, Word
from merited.catalog.queries import PUBLISHED, item_code
from merited.catalog.rules.finding import sought

KINDS = ("kind", "department", "audience", "area", "skill", "effort", "language", "data")


@dataclass(frozen=True)
class Asked:
    """What a visitor asks of the shelves: words, and codes by the kind of facet."""

    words: tuple[str, ...] = ()
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, chosen: Mapping[str, Sequence[str]]) -> "Asked":
        """From what was typed and ticked; kinds that we do not have are ignored."""
        return cls(
            sought(text), {kind: tuple(cleaned(one) for one in chosen[kind]) for kind in KINDS if chosen.get(kind)}
        )

    def without(self, kind: str) -> "Asked":
        """The same, not narrowed by this kind."""
        return replace(self, chosen={one: codes for one, codes in self.chosen.items() if one != kind})


@dataclass(frozen=True, slots=True)
class Tally:
    """One choice of a facet, and how many it would show."""

    kind: str
    code: str
    name: str
    count: int


def found(asked: Asked) -> QuerySet[Listing]:
    """Listings that hold every word (or a word that begins so) and every kind of facet that was chosen."""
    listings = Listing.objects.all()
    for keys in _conditions(asked):
        listings = listings.filter(pk__in=keys)
    return listings


def _conditions(asked: Asked) -> Iterator["QuerySet[Any, UUID]"]:
    """The listings that fulfill each condition, as subqueries."""
    for word in asked.words:
        yield Word.objects.filter(word__begins=word).values_list("listing_id", flat=True)
    for kind, codes in asked.chosen.items():
        yield Facet.objects.filter(kind=kind, code__in=codes).values_list("listing_id", flat=True)


def cards(asked: Asked, *, own: Iterable[UUID] = ()) -> QuerySet[Listing]:
    """The same in order: by words, titles first; else one's own district first, then shelf by shelf."""
    listings = found(asked).select_related("organization", "district")
    ours = Case(When(district__in=list(own), then=Value(0)), default=Value(1), output_field=IntegerField())
    in_order = (ours, "district__name", "district_id", "shelf", "organization__name", "organization_id", "key")
    if not asked.words:
        return listings.order_by(*in_order)
    places = {
        f"place_{n}": Subquery(
            Word.objects.filter(listing=OuterRef("pk"), word__begins=word).order_by("place").values("place")[:1]
        )
        for n, word in enumerate(asked.words)
    }
    nearest: Combinable = F("place_0")
    for one in list(places)[1:]:
        nearest = nearest + F(one)
    return listings.annotate(**places).order_by(nearest, *in_order)


def tallies(asked: Asked) -> list[Tally]:
    """Every choice of every facet with its count. Counts respect the words and the other facets, not one's own."""
    rest = _counted(asked).filter(kind__in=[one for one in KINDS if one not in asked.chosen])
    others = [_counted(asked.without(kind)).filter(kind=kind) for kind in asked.chosen]
    counted = [Tally(*one) for one in (rest.union(*others, all=True) if others else rest)]
    return counted + _without_any(asked, counted)


def _without_any(asked: Asked, counted: Iterable[Tally]) -> list[Tally]:
    """What was chosen and would show nothing: it must stand there all the same, to be taken away again."""
    there = {(one.kind, one.code) for one in counted}
    gone = [(kind, code) for kind, codes in asked.chosen.items() for code in codes if (kind, code) not in there]
    if not gone:
        return []
    facets = Facet.objects.filter(kind__in={kind for kind, _code in gone}, code__in={code for _kind, code in gone})
    names = {(kind, code): name for kind, code, name in facets.values_list("kind", "code", "name").distinct()}
    return [Tally(kind, code, names.get((kind, code), ""), 0) for kind, code in dict.fromkeys(gone)]


def _counted(asked: Asked) -> "QuerySet[Facet, tuple[str, str, str, int]]":
    facets = Facet.objects.all()
    for listings in _conditions(asked):  # on the facet's own column: no detour over the listings
        facets = facets.filter(listing__in=listings)
    return facets.order_by().values_list("kind", "code", "name").annotate(n=Count("listing"))


def nearest_words(words: Iterable[str]) -> list[str]:
    """For words that find nothing, words of the catalog that are spelled almost so; those that find stay as they are.

    Empty when one of them is near nothing.
    """
    answer = []
    for word in words:
        if Word.objects.filter(word__begins=word).exists():
            answer.append(word)
            continue
        # People seldom mistype both of the first two letters: a small part of the vocabulary is looked through.
        begins = reduce(or_, [Q(word__begins=letter) for letter in set(word[:2])])
        known = Word.objects.filter(begins).order_by("word").values_list("word", flat=True).distinct()[:5000]
        close = get_close_matches(word, list(known), n=1, cutoff=0.75)
        if not close:
            return []
        answer.append(close[0])
    return answer


def listed(keys: Iterable[str]) -> dict[str, Listing]:
    """Cards by key, for those of the keys that are on the shelves."""
    cards = Listing.objects.filter(key__in=list(keys)).select_related("organization", "district")
    return {one.key: one for one in cards}


def aligned_with(items: Iterable[FrameworkItem]) -> dict[UUID, list[Listing]]:
    """What is on the shelves and aligned with items of frameworks, by the item's key; in one question."""
    codes = {item_code(one.framework, one.identifier): one.id for one in items}
    facets = Facet.objects.filter(kind="item", code__in=codes).select_related("listing__organization")
    found: dict[UUID, list[Listing]] = {}
    for one in facets.order_by("listing__key"):
        found.setdefault(codes[one.code], []).append(one.listing)
    return found


def count_of_kind(kind: str) -> int:
    """How many of a kind are on the shelves: micro-credentials, stacks, requirement lists."""
    return Listing.objects.filter(kind=kind).count()


def makers_of(asked: Asked) -> int:
    """How many departments answer for what is found."""
    return found(asked).values("organization").distinct().count()


def checked() -> QuerySet[Listing]:
    """Every micro-credential on the shelves, with how many criteria it has and which of them count time."""
    return Listing.objects.filter(criteria__gt=0).select_related("organization", "district").order_by("key")


def tallies_of(*kinds: str) -> list[Tally]:
    """The codes of these kinds on the shelves, with how many listings have each."""
    return [Tally(*one) for one in _counted(Asked()).filter(kind__in=kinds).order_by("kind", "code")]


def pathway_of(key: str, number: str) -> QuerySet[Pathway]:
    """A stack or requirement list by key and number, published or retired."""
    return Pathway.objects.filter(key=key, number=number).select_related("organization__parent")


def current_pathway(key: str) -> QuerySet[Pathway]:
    """The stack or requirement list of that key as it stands today."""
    return Pathway.objects.filter(key=key, state=PUBLISHED).select_related("organization__parent")


def stacks_with(version: Version) -> list[Pathway]:
    """Today's stacks that name this micro-credential as a part."""
    key = version.microcredential.key
    stacks = Pathway.objects.filter(kind="stack", state=PUBLISHED, text__contains=f'"{key}"').order_by("key")
    return [one for one in stacks if key in one.document.parts]  # type: ignore[union-attr]
