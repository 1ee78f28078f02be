"""What somebody typed into a form that we could not take: handed back to be copied, so that nothing is lost."""

from django.http import HttpRequest
from django.utils.translation import gettext

HIDDEN = frozenset({"attempt", "page", "reading", "next", "hold", "revision"})
BUTTONS_AND_CHOICES = frozenset(
    {"add", "both", "deed", "reason", "remember", "remove", "statements", "theirs", "then", "ending", "instead"}
)
NOT_TEXT = ("csrf", "revision-", "level-")


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """Each text that the form brought, with a label. Never a password: nothing of an account's forms is shown."""
    if request.path.startswith("/accounts/"):
        return []
    found = [
        (name, text)
        for name, texts in request.POST.lists()
        for text in map(str, texts)
        if text.strip() and _is_text(name)
    ]
    return [(_label(name, place), text) for place, (name, text) in enumerate(found, start=1)]


def _is_text(name: str) -> bool:
    if "password" in name.lower() or name in HIDDEN | BUTTONS_AND_CHOICES:
        return False
    return not name.startswith(NOT_TEXT)


def _label(name: str, place: int) -> str:
    """The field as its page calls it, as far as its name tells; else its place among the texts."""
    known = {
        "about": gettext("In your words: what is it?"),
        "url": gettext("A link"),
        "keep": gettext("What is strong and should stay"),
        "text": gettext("Your answer"),
        "why": gettext("Why it may stay as it is"),
        "private_note": gettext("A note to yourself"),
        "words": gettext("In your words, for the record"),
    }
    kind, _dash, key = name.partition("-")
    of_many = {
        "answer": gettext("Your answer to %(key)s"),
        "note": gettext("What you changed for %(key)s"),
        "words": gettext("Your words on %(key)s"),
    }
    if key and kind in of_many:
        return of_many[kind] % {"key": key}
    return known.get(kind) or gettext("Text %(n)s") % {"n": place}
