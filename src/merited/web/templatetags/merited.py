"""Pieces that every page uses: icons, dates in words, states in words."""

from datetime import date, datetime
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from merited.base import clock
from merited.people.dates import day_of, full_day_of, hour_of
from merited.web.localized import in_its_language, reading, titles

register = template.Library()


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """An icon of our own set; always beside a word, so hidden from screen readers."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        f" {extra}" if extra else "", staticfiles_storage.url("icons.svg"), name,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def state(context: Any, kind: str, words: str, picture: str = "") -> SafeString:
    """A standing: an icon and a word in the ink of its meaning. kind: met, not-yet, waiting, draft, refused."""
    pictures = {"met": "met", "not-yet": "not-yet", "waiting": "waiting", "draft": "file", "refused": "flag"}
    drawn = icon(picture or pictures[kind])
    return format_html('<p class="state state--{}">{}<span{}>{}</span></p>', kind, drawn, lang(context, words), words)


@register.filter
def day(value: date | datetime | None) -> str:
    """A date in words; with its weekday when it is two weeks past or five ahead, with its year when it is another one."""
    return "" if value is None else day_of(value)


@register.filter
def full_day(value: date | datetime | None) -> str:
    """A date with its year, as on a badge."""
    return "" if value is None else full_day_of(value)


@register.filter
def hour(value: datetime | None) -> str:
    """The time of day, as on a kitchen clock: 9:34 PM."""
    return "" if value is None else hour_of(value)


@register.filter
def saved(value: datetime | None) -> str:
    """When something was saved, in words: "Saved 9:34 PM", with the day when it was another one."""
    if value is None:
        return ""
    if timezone.localtime(value).date() == timezone.localtime(clock.now()).date():
        return gettext("Saved %(hour)s") % {"hour": hour(value)}
    return gettext("Saved %(day)s, %(hour)s") % {"day": day(value), "hour": hour(value)}


@register.filter
def size(value: int) -> str:
    """A file's size, as people read it."""
    if value >= 1_000_000:
        return f"{value / 1_000_000:.1f} MB"
    return f"{max(1, round(value / 1000))} kB"


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """A value of a mapping by a key that is itself a variable."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.simple_tag(takes_context=True)
def lang(context: Any, text: str) -> SafeString:
    """Inside a tag: ` lang="en"` for a passage that is not in the language of the page. The page passes `spoken`."""
    found = context.get("spoken")
    foreign = found is not None and str(text).strip() in found.foreign
    return format_html(' lang="{}"', found.original) if foreign else SafeString("")


@register.simple_tag(takes_context=True)
def marked(context: Any, text: str, written: str = "") -> str:
    """A passage inside a sentence: in a span that names its language, where that is not the language of the page."""
    return in_its_language(context.get("spoken"), text, written)


@register.simple_tag
def title_of(one: Any) -> str:
    """The title of a version, or of what lists one, in the reader's language; marked where it stands in English."""
    if reading() == "en":
        return str(one.title)
    found = titles().get(getattr(one, "version_id", None) or one.pk)
    return found or format_html('<span lang="en">{}</span>', one.title)


@register.simple_tag
def in_english() -> SafeString:
    """Inside a tag: ` lang="en"` around content that nobody has translated, on a page in another language."""
    return SafeString("" if reading() == "en" else ' lang="en"')
