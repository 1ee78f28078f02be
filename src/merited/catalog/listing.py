"""The card, the words and the facets of what is published: written in the deed that publishes it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from merited.base.errors import Refused
from merited.base.words import _
from merited.catalog.models import Facet, Listing, Pathway, PracticeArea, Translation, Version, Word
from merited.catalog.pathway import STACK
from merited.catalog.queries import item_code
from merited.catalog.rules.finding import facets_in, hours_in, searchable, skills_in
from merited.catalog.rules.overlay import localized, read_overlay
from merited.catalog.rules.seat_time import timed_criteria
from merited.people.models import Organization
from merited.people.queries import district_of

MICROCREDENTIAL = "microcredential"
EDUCATORS, STACKS, STUDENTS = 0, 1, 2  # the order of the shelves of one district


def list_version(version: Version) -> Listing:
    """Put a version on the shelf, in the place of the one before it."""
    document = version.document
    what = {"version": version, "criteria": len(document.criteria), "timed": timed_criteria(document)}
    return _list(
        document.source, version.number, MICROCREDENTIAL, version.microcredential.organization,
        version.published_at, what,
    )  # fmt: skip


def list_pathway(pathway: Pathway) -> Listing:
    """Put a stack or a requirement list on the shelf, in the place of the one before it."""
    source = pathway.document.source
    return _list(
        source, pathway.number, pathway.kind, pathway.organization, pathway.published_at, {"pathway": pathway}
    )  # fmt: skip


def must_be_free(key: str, kind: str) -> None:
    """Refuse a key that something of another kind has: both would have the same address. Raises `Refused`."""
    if Listing.objects.filter(key=key).exclude(kind=kind).exists():
        raise Refused("key-taken", _("{key} is the key of something else in this catalog. Choose another."), key=key)


def _list(
    source: Mapping[str, Any], number: str, kind: str, organization: Organization, at: datetime, what: Mapping[str, Any]
) -> Listing:
    Listing.objects.filter(key=source["id"]).delete()
    audience = str(source.get("audience", "educator"))
    listing = Listing.objects.create(
        key=source["id"], number=number, kind=kind, shelf=_shelf(kind, audience),
        organization=organization, district=district_of(organization), title=source["title"],
        about=str(source.get("short_description") or source.get("description") or "").strip(),
        hours=hours_in(source), grades=list(source.get("grade_bands", ())), audience=audience, published_at=at, **what,
    )  # fmt: skip
    index(listing, source)
    return listing


def _shelf(kind: str, audience: str) -> int:
    return STACKS if kind == STACK else STUDENTS if audience == "student" else EDUCATORS


def index(listing: Listing, source: Mapping[str, Any], areas: Iterable[PracticeArea] | None = None) -> None:
    """Write a listing's words and facets. `areas`: the district's, where the caller has them at hand."""
    known = PracticeArea.objects.filter(organization=listing.district) if areas is None else areas
    belongs = areas_of(listing.key, skills_in(source), known)
    Word.objects.filter(listing=listing).delete()
    Facet.objects.filter(listing=listing).delete()
    words = searchable(source, also=[listing.organization.name, *(one.name for one in belongs)])
    for translated in _translated(listing):
        words |= {word: min(place, words.get(word, place)) for word, place in searchable(translated).items()}
    Word.objects.bulk_create(Word(listing=listing, word=word, place=place) for word, place in words.items())
    maker = (listing.organization.key, listing.organization.name)
    facets = facets_in(source, listing.kind, maker, [(one.key, one.name) for one in belongs])
    items = {item_code(one["framework"], str(one["identifier"])) for one in source.get("alignments", ())}
    facets += [("item", one, "") for one in sorted(items)]
    Facet.objects.bulk_create(Facet(listing=listing, kind=kind, code=code, name=name) for kind, code, name in facets)


def _translated(listing: Listing) -> Iterator[Mapping[str, Any]]:
    """The definition in its other languages: whoever searches in Spanish finds it too."""
    if listing.version is not None:
        for text in Translation.objects.filter(version=listing.version).values_list("text", flat=True):
            yield localized(listing.version.document, read_overlay(json.loads(text))).document.source


def index_again(version: Version) -> None:
    """Write a version's words and facets again, if it is on the shelves: something that they depend on has changed."""
    for listing in Listing.objects.filter(version=version).select_related("organization", "district"):
        index(listing, version.document.source)


def areas_of(key: str, skills: Iterable[str], areas: Iterable[PracticeArea]) -> list[PracticeArea]:
    """The practice areas of a key: as the district says; where it says nothing, those of the skills."""
    known, named = list(areas), set(skills)
    said = [one for one in known if key in one.members]
    return said or [one for one in known if named & set(one.skills)]
