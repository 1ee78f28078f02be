"""Questions about what can be earned."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.text import slugify

from merited.catalog.document import digest_of
from merited.catalog.models import Criterion, FrameworkItem, MicroCredential, Version

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


def aligned() -> dict[tuple[str, str], list[Version]]:
    """Published versions by each framework item (framework, identifier) that they are aligned with."""
    found: dict[tuple[str, str], list[Version]] = {}
    for version in shelf():
        for one in version.document.alignments:
            found.setdefault((one.framework, one.identifier), []).append(version)
    return found


def aligned_with(item: FrameworkItem) -> list[Version]:
    """Published versions that are aligned with an item."""
    return aligned().get((item.framework, item.identifier), [])


def slug_of(text: str) -> str:
    """A text as part of an address; what has no plain letters gets a name made from its digest."""
    return slugify(text.replace(".", "-")) or digest_of(text)[:12]


def framework_path(framework: str, identifier: str) -> str:
    """The path of our own page for an item: /frameworks/…/…"""
    return f"/frameworks/{slug_of(framework)}/{slug_of(identifier)}"


def microcredentials() -> QuerySet[MicroCredential]:
    """All of them, with their departments."""
    return MicroCredential.objects.select_related("organization__parent").order_by("key")
