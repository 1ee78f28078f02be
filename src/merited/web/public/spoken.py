"""The verifier's sentences in the reader's language. The library speaks English; so does what is not understood here.

A sentence is one of WHOLE, or one of COMPOSED with something in its places, or several of them one after the other
("Not checked. The issuer's key is not at hand."), or what is said about a member ("issuer.id: Text must stand here.").
"""

import re
from datetime import datetime
from functools import cache

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from merited_credentials.report import KINDS

from merited.awards.rules.revoking import LABELS
from merited.people.dates import full_day_of
from merited.web.public.composed import COMPOSED, PHRASES
from merited.web.public.sentences import WHOLE

# Of our own record of a revoked badge (awards/verifying.py): the reason is a label that is translated elsewhere.
REVOKED = _("Revoked on %(day)s: %(why)s.")
AND = _("%(one)s and %(other)s")
# A stranger's file may put any text into a sentence: longer ones, and those of more parts, stay as they are.
LONGEST, MOST_PARTS, MOST_READ = 1_500, 12, 60
_KNOWN, _WORDS = frozenset(WHOLE), frozenset((*PHRASES, *KINDS.values(), *LABELS.values()))
_END = re.compile(r"(?<=[.!?:]) ")
_BOTH = re.compile(r"(\w+|one of [\w .]+) and (\w+|one of [\w .]+)")
_ABOUT = re.compile(r"(the badge|the presentation|\S+): (.+)", re.DOTALL)


def spoken(sentence: str) -> str:
    """A sentence of the verifier, translated where we know it."""
    if not sentence or len(sentence) > LONGEST:
        return sentence
    return _read(sentence, {}) or sentence


def _read(text: str, read: dict[str, str | None]) -> str | None:
    """The translation of a text of which every part is understood; None for any other. `read`: what was tried."""
    if text not in read and len(read) < MOST_READ:
        read[text] = None  # a text is no part of itself
        read[text] = _in_parts(text, read) or _one(text, read) or _about(text, read)
    return read.get(text)


def _in_parts(text: str, read: dict[str, str | None]) -> str | None:
    """Several sentences: the shortest beginning after which the rest is understood too."""
    for end in [found.start() for found in _END.finditer(text)][:MOST_PARTS]:
        first = _one(text[:end], read)
        rest = _read(text[end + 1 :], read) if first else None
        if first and rest:
            return f"{first} {rest}"
    return None


def _one(text: str, read: dict[str, str | None]) -> str | None:
    if text in _KNOWN:
        return gettext(text)
    for start, form, template in _forms():
        found = form.fullmatch(text) if text.startswith(start) else None
        if found:
            return gettext(template) % {name: _value(value, read) for name, value in found.groupdict().items()}
    return None


def _about(text: str, read: dict[str, str | None]) -> str | None:
    """What is said of a member, or of the whole."""
    found = _ABOUT.fullmatch(text)
    rest = _read(found[2], read) if found else None
    return f"{_value(found[1], read)}: {rest}" if found and rest else None


def _value(text: str, read: dict[str, str | None]) -> str:
    """What stands in a sentence: a day, a phrase or a sentence of the library; a stranger's word as it is."""
    try:
        return full_day_of(datetime.strptime(text, "%B %d, %Y").date())
    except ValueError:
        pass
    if text in _WORDS:
        return gettext(text)
    both = _BOTH.fullmatch(text)
    if both:
        return gettext(AND) % {"one": _value(both[1], read), "other": _value(both[2], read)}
    return (_read(text, read) or text) if text.endswith(".") else text


@cache
def _forms() -> list[tuple[str, re.Pattern[str], str]]:
    """How each template begins, the form of its sentences, and the template; those that say most by themselves first."""
    found = []
    for template in (*COMPOSED, REVOKED):
        fixed = re.split(r"%\((\w+)\)s", template)
        form = "".join(f"(?P<{one}>.+?)" if odd % 2 else re.escape(one) for odd, one in enumerate(fixed))
        found.append((fixed[0], re.compile(form, re.DOTALL), template))
    return sorted(found, key=lambda one: -len(re.sub(r"%\(\w+\)s", "", one[2])))
