"""One thing to tell in a letter, and the title it speaks of."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation

from merited.catalog.queries import titles_in

if TYPE_CHECKING:
    from merited.catalog.models import Version


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to tell: what stands in the subject line, the sentences, and where the link leads."""

    subject: str
    sentences: tuple[str, ...]
    link: str
    path: str


def title_of(version: "Version") -> str:
    """The title in the language of the letter."""
    language = translation.get_language() or "en"
    return titles_in(language).get(version.pk, version.title) if language != "en" else version.title
