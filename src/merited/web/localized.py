"""A version in the reader's language: its document, and which passages stand in the original."""

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from merited.catalog.document import Document
from merited.catalog.queries import translation_of, translations_in
from merited.catalog.rules.overlay import Localized, Overlay, localized, relabeled
from merited.web.words import LEVELS, level

if TYPE_CHECKING:
    from merited.catalog.models import Version

_titles: ContextVar[dict[UUID, str] | None] = ContextVar("titles", default=None)


@dataclass(frozen=True)
class Shown:
    """A document as this reader sees it. What is stored, scored and signed is the version itself."""

    version: "Version"
    language: str  # in which it is shown
    original: str  # in which it is written
    translated: Localized | None  # None: it is shown as it is written
    is_chosen: bool = False  # the original was asked for, although there is a translation

    @cached_property
    def document(self) -> Document:
        """The document to show: with the original's identifiers and digest."""
        found = self.translated.document if self.translated else self.version.document
        return found if self.is_chosen or self.original == reading() else relabeled(found, level)

    @property
    def left(self) -> int:
        """How many passages are not translated."""
        return len(self.translated.untranslated) if self.translated else 0

    @property
    def language_name(self) -> str:
        """What the reader calls the language in which it is shown."""
        return name_of(self.language)

    @property
    def original_name(self) -> str:
        """What the reader calls the language in which it is written."""
        return name_of(self.original)

    @cached_property
    def foreign(self) -> frozenset[str]:
        """Texts of the page that are not in the language of the page."""
        if self.translated:
            texts = self.translated.untranslated.values()
        elif self.original != reading():
            texts = localized(self.version.document, None).untranslated.values()
        else:
            return frozenset()
        # A part's title, "Part 1. Overview questions", is shown in two pieces.
        return frozenset(
            piece for text in (*texts, *self._levels_left()) for piece in (text.strip(), *text.strip().split(". ", 1))
        )

    def _levels_left(self) -> set[str]:
        """Labels of levels that stand in the original: those that are no words of ours and that nobody translated."""
        written = {one["id"]: one["levels"] for one in self.version.document.source["scales"]}
        left = {
            one["label"]
            for scale in self.document.source["scales"]
            for one, was in zip(scale["levels"], written[scale["id"]], strict=True)
            if one["label"] == was["label"]
        }
        return left if self.is_chosen else left - set(LEVELS)


def reading() -> str:
    """The language in which this page speaks, such as "es"."""
    return (get_language() or "en").partition("-")[0]


def name_of(code: str) -> str:
    """A language as it is called inside a sentence: English writes it with a capital, Spanish does not."""
    name = str(get_language_info(code)["name_translated"])
    return name if reading() == "en" else name.lower()


def shown(version: "Version", *, original: bool = False) -> Shown:
    """The version in the reader's language where there is a translation; as it is written where not, or where asked."""
    known: dict[tuple[str, bool], Shown] = version.__dict__.setdefault("_shown", {})  # one question for each row object
    wanted = reading()
    if (wanted, original) not in known:
        is_foreign = wanted != _written(version)
        known[wanted, original] = _shown(version, translation_of(version, wanted) if is_foreign else None, original)
    return known[wanted, original]


def in_its_language(here: "Shown | None", text: str, written: str = "") -> str:
    """A passage inside a sentence: in a span that names its language, where that is not the page's. `written`: how."""
    if here is None or text.strip() not in here.foreign:
        return written or text
    return format_html('<span lang="{}">{}</span>', here.original, written or text)


def filled(here: Shown, words: str, passages: Mapping[str, object]) -> SafeString:
    """A sentence with passages at its %(places)s, each of them marked where it is not in the language of the page."""
    marked = {key: conditional_escape(in_its_language(here, str(one))) for key, one in passages.items()}
    return SafeString(escape(words) % marked)


def sentence_with(here: Shown, words: str, **passages: object) -> SafeString:
    """A sentence with passages at its {places}, each of them marked where it is not in the language of the page."""
    return format_html(words, **{key: in_its_language(here, str(one)) for key, one in passages.items()})


def spoken(version: "Version") -> Document:
    """The document in the reader's language: for whoever only reads names out of it."""
    return shown(version).document


def show_all(versions: Iterable["Version"]) -> None:
    """Ask for the translations of a list in one question, all titles with it; `shown` and `titles` answer from it."""
    wanted = reading()
    foreign = [one for one in versions if _written(one) != wanted]
    if foreign:
        found, overlays = translations_in(wanted, {one.pk for one in foreign})
        _titles.set(found)
        for one in foreign:
            one.__dict__.setdefault("_shown", {})[wanted, False] = _shown(one, overlays.get(one.pk), False)


def _written(version: "Version") -> str:
    return str(version.document.source.get("language", "en"))


def _shown(version: "Version", overlay: Overlay | None, original: bool) -> Shown:
    if original or overlay is None:
        return Shown(version, _written(version), _written(version), None, is_chosen=original and overlay is not None)
    return Shown(version, overlay.language, _written(version), localized(version.document, overlay))


def titles() -> Mapping[UUID, str]:
    """Titles of versions in the reader's language, asked once for a page."""
    found = _titles.get()
    if found is None:
        found, _overlays = translations_in(reading(), ())
        _titles.set(found)
    return found


def forget() -> None:
    """A new request begins: what the last one asked for is not known any more."""
    _titles.set(None)
