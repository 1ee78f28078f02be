"""Questions about what can be earned."""

import json
from collections.abc import Collection
from uuid import UUID

from django.db.models import Case, QuerySet, TextField, Value, When
from django.utils.text import slugify

from merited.catalog.document import digest_of
from merited.catalog.models import Criterion, FrameworkItem, MicroCredential, Translation, Version
from merited.catalog.rules.overlay import Overlay, read_overlay

PUBLISHED, RETIRED = "published", "retired"


def shelf() -> QuerySet[Version]:
    """Every published version, with its micro-credential and department, in the order of the shelf."""
    return (
        Version.objects.filter(state=PUBLISHED)
        .select_related("microcredential__organization__parent")
        .order_by("microcredential__organization__name", "microcredential__key")
    )


def version_of(key: str, number: str) -> QuerySet[Version]:
    """One version by key and number: published or retired, for its badges refer to it for ever."""
    return Version.objects.filter(microcredential__key=key, number=number).select_related(
        "microcredential__organization__parent"
    )


def current_of(key: str) -> QuerySet[Version]:
    """The published version of a micro-credential, newest first."""
    return shelf().filter(microcredential__key=key).order_by("-published_at")


def current_at(microcredential: UUID) -> QuerySet[Version]:
    """The published version of the micro-credential with this key of a row."""
    return shelf().filter(microcredential=microcredential).order_by("-published_at")


def criteria_of(version: Version) -> dict[str, UUID]:
    """Keys of the criterion rows by the key in the document."""
    return dict(Criterion.objects.filter(version=version).values_list("key", "id"))


def framework_item(framework: str, identifier: str) -> QuerySet[FrameworkItem]:
    """An item by the two slugs of its page."""
    return FrameworkItem.objects.filter(framework_slug=framework, identifier_slug=identifier)


def framework_items(framework: str | None = None) -> QuerySet[FrameworkItem]:
    """Items of one framework (by slug), or of all."""
    found = FrameworkItem.objects.order_by("framework", "identifier")
    return found.filter(framework_slug=framework) if framework else found


def slug_of(text: str) -> str:
    """A text as part of an address; what has no plain letters gets a name made from its digest."""
    return slugify(text.replace(".", "-")) or digest_of(text)[:12]


def framework_path(framework: str, identifier: str) -> str:
    """The path of our own page for an item: /frameworks/…/…"""
    return f"/frameworks/{slug_of(framework)}/{slug_of(identifier)}"


def item_code(framework: str, identifier: str) -> str:
    """An item as a facet of what is aligned with it (see catalog.shelves.aligned_with)."""
    return f"{slug_of(framework)}/{slug_of(identifier)}"[:200]


def microcredentials() -> QuerySet[MicroCredential]:
    """All of them, with their departments."""
    return MicroCredential.objects.select_related("organization__parent").order_by("key")


def translation_of(version: Version, language: str) -> Overlay | None:
    """The translation of a version, read; None where there is none."""
    text = Translation.objects.filter(version=version, language=language).values_list("text", flat=True).first()
    return read_overlay(json.loads(text)) if text else None


def translations_in(language: str, versions: Collection[UUID]) -> tuple[dict[UUID, str], dict[UUID, Overlay]]:
    """Every title in a language, and the whole translations of these versions: one question for a page of both."""
    text = Case(When(version_id__in=versions, then="text"), default=Value(""), output_field=TextField())
    rows = list(Translation.objects.filter(language=language).values_list("version_id", "title", text))
    overlays = {key: read_overlay(json.loads(text)) for key, _title, text in rows if text}
    return {key: title for key, title, _text in rows}, overlays


def titles_in(language: str) -> dict[UUID, str]:
    """Titles of versions in another language, by the version's key: for lists, in one question."""
    return dict(Translation.objects.filter(language=language).values_list("version_id", "title"))
