"""What two pieces of work have in common: the same file, nearly the same picture, the same passages. Never how much, never what it means.

Pure Python. A text leaves marks (numbers made of four words in a row, every second one by its own value), so that a new
text is compared with those few that share some, and never with all. What both were asked or given does not count.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b


class Kind(StrEnum):
    """What can be alike."""

    TEXT = "text"
    FILE = "file"  # byte for byte
    PICTURE = "picture"  # saved again, smaller, in another format


ROW = 4  # words in a row that make one mark
LETTERS = 9  # in a row, at least
SHORTEST = 40  # words; shorter texts are not compared
LONGEST = 6_000  # words that are looked at
ONE_IN = 2  # of the marks, by their value: the same ones are kept in both texts
MOST_MARKS = 1_500  # of one text
ORDINARY = 25  # a mark that so many people left in a district says nothing of any of them
SHARED = 3  # marks two texts share before they are compared
MOST_SHOWN = 5  # works that one is shown beside, those with most in common
MOST_COMPARED = 20  # texts that one is compared with, those that share most first
ENOUGH = 24  # words in common rows, at least
PART = 5  # and a fifth of the shorter answer...
PART_OF_A_FORM = (2, 5)  # of a document two fifths, for documents are often forms that many fill in
RUN = 14  # ...or so many in one row
OFTEN = 8  # places of one row that are looked at: words said over and over are no passages
BITS, BANDS = 256, 16  # of a picture's print
APART = 20  # bits by which two prints of one picture may differ

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared, and where it stands in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Run:
    """The same words in a row: from which word in the one text, from which in the other, how many."""

    here: int
    there: int
    length: int


def words_of(text: str) -> list[Word]:
    """The words of a text: without case, accents and marks, so that another comma is not another text.

    >>> [one.text for one in words_of("The Niños’ cards, again.")]
    ['the', 'ninos', 'cards', 'again']
    """
    found = []
    for match in _WORD.finditer(text):
        plain = unicodedata.normalize("NFKD", match[0].casefold())
        plain = "".join(one for one in plain if one.isalnum())
        found.append(Word(plain, match.start(), match.end()))
        if len(found) == LONGEST:
            break
    return found


def row_at(words: Sequence[Word], n: int) -> tuple[str, ...]:
    """The four words that begin at a place."""
    return tuple(one.text for one in words[n : n + ROW])


def says_something(row: Iterable[str]) -> bool:
    """Whether a row is more than figures, codes and little words.

    >>> says_something(("8", "of", "8", "b")), says_something(("i", "did", "not", "expect"))
    (False, True)
    """
    return sum(len(one) for one in row) >= LETTERS


def rows_of(words: Sequence[Word]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every four words in a row that say something, with the place at which they begin."""
    for n in range(len(words) - ROW + 1):
        row = row_at(words, n)
        if says_something(row):
            yield n, row


def mark_of(row: Iterable[str]) -> int:
    """The number of a row: 63 bits, the same on every machine."""
    return int.from_bytes(blake2b(" ".join(row).encode(), digest_size=8).digest()) >> 1


def given(texts: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """The rows that everybody was given: prompts, descriptors, resources. They count for nothing."""
    return frozenset(row for text in texts for _n, row in rows_of(words_of(text)))


def marks_of(text: str, known: Collection[tuple[str, ...]] = ()) -> set[int]:
    """The marks that a text leaves; none of a short one. `known`: rows that everybody was given."""
    words = words_of(text)
    if len(words) < SHORTEST:
        return set()
    every = sorted({mark_of(row) for _n, row in rows_of(words) if row not in known})
    return set([one for one in every if one % ONE_IN == 0][:MOST_MARKS])


def runs_in(here: Sequence[Word], there: Sequence[Word], known: Collection[tuple[str, ...]] = ()) -> list[Run]:
    """The same words in a row in both, wherever they stand; of those that overlap the longest. In the order of `here`."""
    at: dict[tuple[str, ...], list[int]] = {}
    for n, row in rows_of(there):
        if row not in known:
            at.setdefault(row, []).append(n)
    found: list[Run] = []
    for n, row in rows_of(here):
        for m in at.get(row, ())[:OFTEN]:
            if n and m and row_at(here, n - 1) == row_at(there, m - 1) and _counts(row_at(here, n - 1), known):
                continue  # it is inside a run that began before
            length = ROW
            while _goes_on(here, there, n + length, m + length) and row_at(here, n + length - ROW + 1) not in known:
                length += 1
            found.append(Run(n, m, length))
    return _apart(found)


def _counts(row: tuple[str, ...], known: Collection[tuple[str, ...]]) -> bool:
    return says_something(row) and row not in known


def _apart(found: Iterable[Run]) -> list[Run]:
    """Runs that share no word, the longest first; what is left of one beside a longer one counts while it is a row."""
    taken_here: set[int] = set()
    taken_there: set[int] = set()
    kept = []
    for one in sorted(found, key=lambda run: (-run.length, run.here, run.there)):
        free = 0
        for n in range(one.length + 1):
            ends = n == one.length or one.here + n in taken_here or one.there + n in taken_there
            if not ends:
                free += 1
                continue
            if free >= ROW:
                kept.append(Run(one.here + n - free, one.there + n - free, free))
            free = 0
        taken_here.update(range(one.here, one.here + one.length))
        taken_there.update(range(one.there, one.there + one.length))
    return sorted(kept, key=lambda run: run.here)


def _goes_on(here: Sequence[Word], there: Sequence[Word], n: int, m: int) -> bool:
    return n < len(here) and m < len(there) and here[n].text == there[m].text


def are_alike(here: Sequence[Word], there: Sequence[Word], runs: Collection[Run], *, form: bool = False) -> bool:
    """Whether a person should see two texts beside each other: enough words in common rows, or one long row."""
    shorter, common = min(len(here), len(there)), sum(one.length for one in runs)
    if shorter < SHORTEST or common < ENOUGH:
        return False
    if form:
        part, whole = PART_OF_A_FORM
        return common * whole >= shorter * part
    return common * PART >= shorter or any(one.length >= RUN for one in runs)


def passages(
    here: str, there: str, known: Collection[tuple[str, ...]] = (), *, form: bool = False
) -> list[tuple[int, int, int, int]]:
    """The passages that two texts share, as places in each: (from, to, from, to). Empty: nobody need look.

    `form`: both are documents, which are often forms.

    >>> passages("a short text", "a short text")
    []
    """
    ours, theirs = words_of(here), words_of(there)
    runs = runs_in(ours, theirs, known)
    if not are_alike(ours, theirs, runs, form=form):
        return []
    return [
        (
            ours[one.here].start, ours[one.here + one.length - 1].end,
            theirs[one.there].start, theirs[one.there + one.length - 1].end,
        )
        for one in runs
    ]  # fmt: skip


def bands_of(whole: str) -> dict[int, int]:
    """The sixteen bands of a picture's print (64 hexadecimal digits), each with its place in the number; empty ones say nothing.

    Two prints that differ in at most fifteen bits share a band.
    """
    step = len(whole) // BANDS
    pieces = [(n, int(whole[n * step : (n + 1) * step], 16)) for n in range(BANDS)]
    return {n: (n << 16) | piece for n, piece in pieces if piece not in (0, 0xFFFF)}


def are_one_picture(one: str, other: str) -> bool:
    """Whether two prints are of one picture, as far as a print can tell: a person looks at both.

    >>> are_one_picture("0" * 64, "0" * 63 + "7"), are_one_picture("0" * 64, "f" * 64)
    (True, False)
    """
    return (int(one, 16) ^ int(other, 16)).bit_count() <= APART


def is_silent(*, first_declares: bool) -> bool:
    """Whether two who made it together need nobody to look: the one whose work came first says that they did.

    Where only the later one says so, the lead is shown it with that: nobody makes another a co-author alone.
    """
    return first_declares


def shares_most(shared: Mapping[str, int]) -> list[str]:
    """Which of those that share marks are compared, those that share most first."""
    ranked = sorted((key for key, n in shared.items() if n >= SHARED), key=lambda key: (-shared[key], key))
    return ranked[:MOST_COMPARED]
