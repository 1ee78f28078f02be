"""Pieces of the catalog's pages: grades in words, and facts for search engines."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from merited.people.dates import full_day_of
from merited.web.words import step

register = template.Library()
BANDS = ("K-2", "3-5", "6-8", "9-12")


@register.filter
def grades(bands: Sequence[str]) -> str:
    """Grade bands as people say them: "Grades K-12", "Grades 3-8"."""
    places = [BANDS.index(one) for one in bands if one in BANDS]
    together = len(places) == len(bands) and places == list(range(min(places, default=0), max(places, default=0) + 1))
    if not together or not places:
        return gettext("Grades %(bands)s") % {"bands": ", ".join(bands)}
    first, last = BANDS[places[0]].split("-")[0], BANDS[places[-1]].split("-")[1]
    return gettext("Grades %(bands)s") % {"bands": f"{first}-{last}"}


@register.simple_tag
def structured(facts: dict[str, Any] | None) -> SafeString:
    """Facts as JSON-LD. It is data that no browser runs; what could end the element early is written as escapes."""
    if not facts:
        return SafeString("")
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04X}")
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 (escaped above)


@register.filter
def iso_day(value: str) -> str:
    """A day that a document holds as text (2026-01-01), in words."""
    return full_day_of(date.fromisoformat(str(value)))


@register.filter
def step_word(kind: str) -> str:
    """What a step of a playlist asks, in a word."""
    return step(kind)
