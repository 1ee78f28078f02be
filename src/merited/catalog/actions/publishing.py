"""Publishing a version of a micro-credential, which then never changes."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.log import note
from merited.base.words import _
from merited.catalog.document import Document, canonical, read
from merited.catalog.listing import MICROCREDENTIAL, list_version, must_be_free
from merited.catalog.mark import COLORS, MOTIFS, OUTLINES, House, Mark
from merited.catalog.models import Criterion, FrameworkItem, MicroCredential, Version
from merited.catalog.queries import PUBLISHED, RETIRED, slug_of
from merited.catalog.rules.publishing import must_be_judgeable, tidied
from merited.people.models import Organization, Person
from merited.people.queries import district_of, may
from merited.people.rules.places import MAY_PUBLISH


@transaction.atomic
def publish(
    source: Mapping[str, Any], scales: list[Mapping[str, Any]], *, organization: Organization, by: Person | None
) -> Version:
    """Freeze a definition as a version: clean its text, check that it can be judged, store it with its digest.

    `scales` are the district's; those that the parts use are stored with the document, for what the earner reads
    is what the reviewer scores. `by` is None for content that is loaded by a command. Raises `Refused`.
    """
    must_be_ones_to_publish(organization, by)
    used = {part["scale"] for part in source["parts"]}
    text = canonical(tidied({**source, "scales": [one for one in scales if one["id"] in used]}))
    document = read(text)
    must_be_judgeable(document)
    must_be_drawable(document.source.get("badge") or {})
    must_be_free(document.key, MICROCREDENTIAL)
    microcredential, _made = MicroCredential.objects.get_or_create(
        key=document.key, defaults={"organization": organization}
    )
    if microcredential.organization_id != organization.id:
        raise Refused("not-yours-to-publish", _("Another department answers for this one and publishes its versions."))
    if Version.objects.filter(microcredential=microcredential, number=document.number).exists():
        raise Refused(
            "version-exists",
            _("Version {number} is published and never changes. Give the new one a new number."),
            number=document.number,
        )
    version = _frozen(microcredential, document, text, organization)
    note("version.published", version.id, by=by.id if by else None, digest=version.digest)
    return version


def must_be_ones_to_publish(organization: Organization, by: Person | None) -> None:
    """Refuse whoever holds no office here that publishes. Raises `Refused`."""
    if by is not None and not may(by, MAY_PUBLISH, organization):
        raise Refused(
            "not-yours-to-publish", _("Only this department's lead or the program's administrators publish here.")
        )


def must_be_drawable(wishes: Mapping[str, Any]) -> None:
    """Refuse an author's wish for a badge mark (motif, outline, color) that nobody has drawn. Raises `Refused`."""
    for wish, known in (("motif", MOTIFS), ("outline", OUTLINES), ("color", COLORS)):
        name = wishes.get(wish)
        if name and name not in known:
            raise Refused(
                "not-drawn", _("No {wish} is called “{name}”. Choose one that the badge can be drawn with."),
                wish=wish, name=str(name),
            )  # fmt: skip


def _frozen(microcredential: MicroCredential, document: Document, text: str, organization: Organization) -> Version:
    """The version's rows: itself, its criteria, the framework items that it names. The one before it retires."""
    version = Version.objects.create(
        microcredential=microcredential, number=document.number, state=PUBLISHED, title=document.title, text=text,
        digest=document.digest, mark=asdict(_mark(document.source, organization)), published_at=clock.now(),
    )  # fmt: skip
    Version.objects.filter(microcredential=microcredential, state=PUBLISHED).exclude(pk=version.pk).update(
        state=RETIRED
    )
    Criterion.objects.bulk_create(
        Criterion(version=version, key=one.id, position=n) for n, one in enumerate(document.criteria)
    )
    for item in document.alignments:
        FrameworkItem.objects.get_or_create(
            framework_slug=slug_of(item.framework),
            identifier_slug=slug_of(item.identifier),
            defaults={"framework": item.framework, "identifier": item.identifier, "name": item.name},
        )
    list_version(version)
    return version


def _mark(source: Mapping[str, Any], organization: Organization) -> Mark:
    house = House(**organization.house) if organization.house else None
    houses = {source.get("department", ""): house} if house else None
    return Mark.from_definition(source, issuer=district_of(organization).name, houses=houses)
