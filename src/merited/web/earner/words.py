"""Words that several pages of an earner need: kinds of evidence, counts of words, names of attempts."""

from datetime import date

from django.utils.translation import gettext, gettext_lazy, ngettext

from merited.base.text import count_words
from merited.catalog.document import Artifact, Prompt
from merited.people.dates import weekday_of

KINDS = {
    "pdf": gettext_lazy("PDF"),
    "document": gettext_lazy("document"),
    "image": gettext_lazy("picture"),
    "spreadsheet": gettext_lazy("spreadsheet"),
    "slides": gettext_lazy("slides"),
    "video": gettext_lazy("video"),
    "audio": gettext_lazy("sound recording"),
    "link": gettext_lazy("link"),
}


def kind_in_words(kind: str) -> str:
    """A kind of evidence as people call it."""
    return str(KINDS.get(kind, kind))


def any_of(kinds: tuple[str, ...]) -> str:
    """ "PDF, document, picture or link"."""
    words = [kind_in_words(one) for one in kinds]
    if len(words) == 1:
        return words[0]
    return gettext("%(some)s or %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}


def taken_here(artifact: Artifact) -> str:
    """What a piece of work takes: "Up to 3 files. PDF, document, picture or link." """
    files = ngettext("One file.", "Up to %(most)s files.", artifact.most_files) % {"most": artifact.most_files}
    kinds = any_of(artifact.accepts)
    return f"{files} {kinds[:1].upper()}{kinds[1:]}."


def words_of(prompt: Prompt, text: str) -> str:
    """How many words there are, and how many are asked for."""
    words = count_words(text)
    asked = {"words": words, "fewest": prompt.fewest, "most": prompt.most}
    if not words:
        return gettext("%(fewest)s to %(most)s words are asked for.") % asked
    if words < prompt.fewest:
        return (
            ngettext(
                "%(words)s word so far. %(fewest)s to %(most)s are asked for.",
                "%(words)s words so far. %(fewest)s to %(most)s are asked for.",
                words,
            )
            % asked
        )
    return (
        ngettext(
            "%(words)s word. %(fewest)s to %(most)s are asked for.",
            "%(words)s words. %(fewest)s to %(most)s are asked for.",
            words,
        )
        % asked
    )


def attempt_in_words(number: int) -> str:
    """ "First attempt", and so on."""
    names = [gettext("First attempt"), gettext("Second attempt"), gettext("Third attempt"), gettext("Fourth attempt")]
    return names[number - 1] if number <= len(names) else gettext("Attempt %(number)s") % {"number": number}


def promised(day: date | None) -> str:
    """A day that we promise, always with its weekday: "Thursday, December 3"."""
    return weekday_of(day) if day else ""
