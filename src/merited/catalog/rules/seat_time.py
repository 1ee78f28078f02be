"""Whether a criterion counts time, attendance or points: none may, and the public page says how many do."""

import re

from merited.catalog.document import Document

_COUNTS = re.compile(
    r"\battend(?:s|ed|ing)?\b(?! to\b)|\battendance\b"  # who attends to something was not merely there
    r"|\bseat[ -]time\b|\bclock hours?\b|\bcontact hours?\b"
    r"|\b(?:at least|minimum of|no fewer than|not less than|completes?|completed|logs?|logged|spends?|spent)"
    r"\s+(?:[\w-]+\s+){1,2}(?:hours?|minutes?)\b"
    r"|\bhours? of (?:training|participation|instruction|study|coursework|workshops?|professional)\b"
    r"|\b\d+ points?\b|\bpoints? (?:total|earned|awarded)\b",
    re.IGNORECASE,
)


def counts_time(text: str) -> bool:
    """Whether a text asks for time spent, presence or points, rather than for what work shows.

    >>> counts_time("The teacher attended all six sessions.")
    True
    >>> counts_time("Logs at least 15 hours of professional learning.")
    True
    >>> counts_time("A clip of up to 6 minutes shows every learner answering.")
    False
    """
    return bool(_COUNTS.search(text))


def timed_criteria(document: Document) -> list[str]:
    """Keys of the criteria that are met by time, presence or points: looked for in the words of the levels that meet."""
    return [
        one.id
        for one in document.criteria
        if any(counts_time(words.text) for words in one.descriptors if words.level.meets) or counts_time(one.name)
    ]
