"""What a page sent, laid over what is stored: two open pages of one sheet must not wipe each other out."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace

from merited.base.text import cleaned
from merited.catalog.document import Criterion
from merited.review.rules.feedback import PARTS
from merited.review.rules.outcome import Judged, Sheet

BLANK = Judged("")


def revision_of(text: str) -> str:
    """A short name for a text, so that a page can say which text it was showing."""
    return hashlib.sha256(cleaned(text).encode()).hexdigest()[:12]


class Typed:
    """A sheet as a form or the autosave sent it.

    What was not sent, or what its page showed and nobody changed there, stays as it is stored. What is not in scope
    is not looked for: a criterion that is met cannot be scored by any form. `torn` holds, by field, the stored text
    where another page has changed the same one meanwhile: both texts survive, and the person chooses.
    """

    def __init__(
        self, posted: Mapping[str, str], scope: Collection[Criterion], stored: Sheet, kept: str, private_note: str
    ) -> None:
        self._posted, self._stored, self._kept, self._noted = posted, stored, kept, private_note
        self.torn: dict[str, str] = {}
        self.keep = self._text("keep", kept)
        self.private_note = self._text("private_note", private_note)
        self.sheet: dict[str, Judged] = {}
        for one in scope:
            before = stored.get(one.id, BLANK)
            said = {part: self._text(f"{part}-{one.id}", getattr(before, part)) for part in PARTS}
            judged = Judged(self._level(one.id, before.level), **said)
            if judged != BLANK or one.id in stored:
                self.sheet[one.id] = judged

    def _text(self, name: str, stored: str) -> str:
        if name not in self._posted:
            return stored
        text, shown = cleaned(self._posted[name]), self._posted.get(f"revision-{name}")
        if shown is None or text == stored:
            return text
        if shown == revision_of(text):
            return stored
        if shown != revision_of(stored):
            self.torn[name] = stored
        return text

    def _level(self, key: str, stored: str) -> str:
        level = self._posted.get(f"level-{key}", stored)
        return stored if level == self._posted.get(f"revision-level-{key}") else level

    @property
    def texts(self) -> dict[str, str]:
        """Every text by the name of its field."""
        found = {f"{part}-{key}": getattr(judged, part) for key, judged in self.sheet.items() for part in PARTS}
        return found | {"keep": self.keep, "private_note": self.private_note}

    @property
    def new(self) -> dict[str, Judged]:
        """What is to be stored: what differs, without torn texts."""
        found = {}
        for key, judged in self.sheet.items():
            before = self._stored.get(key, BLANK)
            safe = replace(judged, **{one: getattr(before, one) for one in PARTS if f"{one}-{key}" in self.torn})
            if safe != before:
                found[key] = safe
        return found

    @property
    def new_keep(self) -> str:
        """The words about the whole that are to be stored."""
        return self._kept if "keep" in self.torn else self.keep

    @property
    def new_private_note(self) -> str:
        """The note to oneself that is to be stored."""
        return self._noted if "private_note" in self.torn else self.private_note
