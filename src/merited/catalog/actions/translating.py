"""Giving a published version a second language. The version itself never changes."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.log import note
from merited.base.words import _
from merited.catalog.actions.publishing import must_be_ones_to_publish
from merited.catalog.document import canonical, digest_of
from merited.catalog.listing import index_again
from merited.catalog.models import Translation, Version
from merited.catalog.rules.overlay import must_fit, read_overlay
from merited.catalog.rules.publishing import tidied
from merited.people.models import Person


@transaction.atomic
def translate(version: Version, source: Mapping[str, Any], *, by: Person | None) -> Translation:
    """Store a translation of a version, or put a better one in the place of what is there. Raises `Refused`.

    `source` is an overlay (translation/1): what it does not hold is shown in the original. What is scored, signed and
    counted stays the version. `by` is None for content that is loaded by a command.
    """
    must_be_ones_to_publish(version.microcredential.organization, by)
    source = tidied(source)
    overlay = read_overlay(source)
    must_fit(version.document, overlay, source.get("of", {}))
    if overlay.language == version.document.source.get("language", "en"):
        raise Refused("same-language", _("That is the language in which it is written already."))
    text = canonical(source)
    found, _made = Translation.objects.update_or_create(
        version=version,
        language=overlay.language,
        defaults={
            "title": overlay.text.get("title", version.title),
            "text": text,
            "status": overlay.status,
            "changed_at": clock.now(),
        },
    )
    index_again(version)
    note("version.translated", version.id, by=by.id if by else None, language=overlay.language, digest=digest_of(text))
    return found
