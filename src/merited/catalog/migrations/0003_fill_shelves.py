"""Put what is already published on the shelves: its card, its words, its facets."""

from django.db import migrations

from merited.catalog.document import read
from merited.catalog.queries import item_code
from merited.catalog.rules.finding import facets_in, hours_in, searchable
from merited.catalog.rules.seat_time import timed_criteria


def fill(apps, schema_editor):
    models = {name: apps.get_model("catalog", name) for name in ("Version", "Listing", "Word", "Facet")}
    published = models["Version"].objects.filter(state="published").select_related("microcredential__organization")
    for version in published.iterator(chunk_size=100):
        if not models["Listing"].objects.filter(version=version).exists():
            _list(models, version, read(version.text))


def _list(models, version, document):
    source = document.source
    organization = district = version.microcredential.organization
    while district.parent_id:
        district = district.parent
    audience = str(source.get("audience", "educator"))
    listing = models["Listing"].objects.create(
        key=version.microcredential.key, number=version.number, kind="microcredential",
        shelf=2 if audience == "student" else 0, organization=organization, district=district, version=version,
        title=version.title, about=str(source.get("short_description", "")).strip(), hours=hours_in(source),
        grades=list(source.get("grade_bands", ())), audience=audience,
        criteria=len(document.criteria), timed=timed_criteria(document), published_at=version.published_at,
    )  # fmt: skip
    words = searchable(source, also=[organization.name])
    models["Word"].objects.bulk_create(
        models["Word"](listing=listing, word=word, place=place) for word, place in words.items()
    )
    facets = facets_in(source, "microcredential", (organization.key, organization.name))
    items = {item_code(one.framework, one.identifier) for one in document.alignments}
    models["Facet"].objects.bulk_create(
        models["Facet"](listing=listing, kind=kind, code=code, name=name)
        for kind, code, name in [*facets, *(("item", one, "") for one in sorted(items))]
    )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_shelves")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
