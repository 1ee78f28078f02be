"""Reading a reviewer's words: what was seen, the one next move, what need not be redone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_MOVE = re.compile(r"\bone next move:\s*|\bun siguiente paso:\s*", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
_BLANK_LINES = re.compile(r"\n\s*\n")
MARKS = {"en": "One next move:", "es": "Un siguiente paso:"}
PARTS = ("words", "move", "stays")  # the fields of an open criterion at the desk


@dataclass(frozen=True, slots=True)
class Words:
    """A reviewer's words in the three parts that the page shows. A part may be empty; nothing is ever left out."""

    seen: str
    move: str
    keep: str


def parts_of(words: str) -> Words:
    """Split at "One next move:". What follows its first sentence is what need not be redone.

    Where the desk put the words together (see `together`), the move is a paragraph and may have several sentences.

    >>> parts_of("In a2 you re-teach. One next move: check again. Your plan is met and stays.")
    Words(seen='In a2 you re-teach.', move='Check again.', keep='Your plan is met and stays.')
    """
    found = _MOVE.search(words)
    return _split_at(words, found) if found else Words(words.strip(), "", "")


def _split_at(words: str, found: re.Match[str]) -> Words:
    before, after = words[: found.start()], words[found.end() :]
    if "\n\n" in after and (not before or before.endswith("\n\n")):
        move, keep = after.split("\n\n", 1)
    else:
        move, *rest = _SENTENCE.split(after.strip(), maxsplit=1)
        keep = rest[0] if rest else ""
    move = move.strip()
    return Words(before.strip(), move[:1].upper() + move[1:], keep.strip())


def together(words: str, move: str, stays: str, language: str = "en") -> str:
    """Put what was typed in the three fields of a criterion into one text, as it is stored when it is filed.

    The move is a paragraph of its own, and a blank line ends it, also where nothing follows: so it is found again.

    >>> together("In a2 you re-teach.", "Check again. Then say who was lost.", "Your plan stays.")
    'In a2 you re-teach.\\n\\nOne next move: Check again. Then say who was lost.\\n\\nYour plan stays.'
    >>> parts_of(together("", "Enséñela otra vez. Fílmela.", "", "es")).move
    'Enséñela otra vez. Fílmela.'
    """
    if not (move.strip() or stays.strip()):
        return words
    if not move.strip():
        return "\n\n".join(one for one in (words.strip(), stays.strip()) if one)
    step = _BLANK_LINES.sub("\n", move.strip())
    said = [words.strip()] if words.strip() else []
    return "\n\n".join([*said, f"{MARKS.get(language, MARKS['en'])} {step}", stays.strip()])


# A gap of a phrase that is still to be filled: two words or more in square brackets, "[what you saw]", over two lines too.
# What a link is called is none.
_LINK = r"(?!\((?:https?:|mailto:|/|#))"
WIDE_GAP = re.compile(r"\[[^\[\]\s]+(?:\s+[^\[\]\s]+)+\]" + _LINK)
# One word, "[time]", is a gap as well. Others write one there for a reason: a capital for a name that is masked, part of
# a word ("learner[s]"), a number ("[2]"), a word put into a quotation, and what editors and transcripts say.
_ONE_WORD = re.compile(r"(?<![\w\]])\[([^\W\d_]{3,}(?:[-'’][^\W\d_]+)*)\](?![\w\[])" + _LINK)
_SAID = """
sic redacted masked omitted emphasis inaudible illegible unclear laughs laughter pause silence music applause
tachado oculto omitido inaudible ilegible risas pausa silencio música aplausos
"""
SAID = frozenset(_SAID.split())


def gaps_in(text: str) -> list[str]:
    """The gaps that are still to be filled, in their order.

    >>> gaps_in("In [where in the work] at [time] you write “no [sic]”.")
    ['[where in the work]', '[time]']
    """
    plain = _QUOTED.sub(
        lambda quoted: quoted[0] if _ONE_WORD.fullmatch(quoted[0][1:-1]) else " " * len(quoted[0]), text
    )
    single = [one for one in _ONE_WORD.finditer(plain) if one[1][0].islower() and one[1] not in SAID]
    return [one[0] for one in sorted([*WIDE_GAP.finditer(text), *single], key=lambda one: one.start())]


# Where in the work: a piece (a2, p1, a2-1.jpg), a time (05:10), a page or a question, or the earner's own words.
_PLACE = re.compile(
    r"\b[ap]\d+\b|\b\d{1,2}:\d{2}\b"
    r"|\b(?:page|slide|question|line|plan|minute|p[aá]gina|pregunta|l[ií]nea|minuto)s?\s+\d+"
    r"|[“\"«][^”\"»]{8,}[”\"»]",
    re.IGNORECASE,
)
_STAYS = re.compile(
    r"\b(?:keeps?|stays?|need(?:s)? not|need no|nothing else|as (?:it|they) (?:is|are)|(?:is|are) met"
    r"|conserva|se quedan?|no hace falta|como est[aá]n?)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{5,}")
ENOUGH_SHARED = 3  # longer words in common with the descriptors: fewer is chance


@dataclass(frozen=True, slots=True)
class Hints:
    """What words that teach have in them. All but the next move are advice, and hold nothing back."""

    place: bool  # names a piece of the work, a time or the earner's words
    descriptor: bool  # says what the criterion asks
    move: bool  # a next move
    keeps: bool  # what need not be redone
    moves: int = 0  # how many next moves: more than one is too many for two weeks
    other: str = ""  # the language that the words seem to be in, where it is not that of the work


def hints_of(words: str, descriptors: Iterable[str], language: str = "") -> Hints:
    """Look at words for one criterion, by its name and descriptors. `language`: that of the work, where it is known.

    >>> asks = ["For each learner the educator cites words or structures and names a next step in language."]
    >>> hints_of("In a2 your comments quote words; for C the next step in language is missing, the learner is not cited. "
    ...          "One next move: add her words. The rest stays.", asks)
    Hints(place=True, descriptor=True, move=True, keeps=True, moves=1, other='')
    >>> hints_of("Nice work!", asks)
    Hints(place=False, descriptor=False, move=False, keeps=False, moves=0, other='')
    """
    asked = {_stem(one) for text in descriptors for one in _WORD.findall(text)}
    said = {_stem(one) for one in _WORD.findall(words)}
    parts = parts_of(words)
    return Hints(
        place=bool(_PLACE.search(words)),
        descriptor=len(asked & said) >= ENOUGH_SHARED,
        move=has_move(words),
        keeps=bool(_STAYS.search(words)),
        moves=len(_MOVE.findall(words)) + len(_FURTHER.findall(parts.move)),
        other=_other_language(words, language),
    )


# Words that say that there is none. What holds nothing but these and what goes with them is no move.
_NAY = """
none no nothing nil na n/a nope applicable needed necessary required
ninguno ninguna ningún nada tampoco sin
"""
NAY = frozenset(_NAY.split())
_FILLER = """
a add all are at be can change do else for further have here i is it longer more move moves need next not now of one say step
steps that the there think this time to was what yet redo redone improve improved fix you your my me
ahora aplica aquí añadir cambiar caso de decir el en es este esto falta hace haga hay la más me momento necesaria necesario
necesita ocurre otra otro paso pasos por que se ser siguiente un una va rehacer hacer mejorar tengo para usted su todavía aún
"""
FILLER = frozenset(_FILLER.split())
# Praise, and the small words that go with it: welcome elsewhere, and alone nothing to do.
_PRAISE = """
great good nice excellent well done job work bravo thanks thank you your for the this that it is was so very really a all i
excelente muy bien hecho buen trabajo gracias por su el la lo es usted
"""
PRAISE = frozenset(_PRAISE.split())
_LETTER = re.compile(r"[^\W\d_]")
_WORDS = re.compile(r"[^\W_]+(?:['’/-][^\W_]+)*")
LEAST = 2  # words of a move
TELLING = 2  # letters, of one of them at least


def is_move(text: str) -> bool:
    """Whether this says something to do: two words or more, not only that there is nothing, and not praise alone.

    >>> [is_move(one) for one in ("Add one exit ticket.", "Film it.", "None at all is needed.", "x x x", "Again.")]
    [True, True, False, False, False]
    >>> [is_move(one) for one in ("No next step yet.", "Nothing to redo.", "Great job!", "Redo the plan.", "Nada que rehacer")]
    [False, False, False, True, False]
    """
    words = _WORDS.findall(text.lower())
    telling = any(len(_LETTER.findall(one)) >= TELLING for one in words)
    says_none = not NAY.isdisjoint(words) and set(words) <= NAY | FILLER
    return len(set(words)) >= LEAST and telling and not (says_none or set(words) <= PRAISE)


def has_move(words: str) -> bool:
    """Whether there is a next move that says something to do."""
    return any(is_move(_split_at(words, found).move) for found in _MOVE.finditer(words))


# A second move that hides in the first: "Also film it", "2. film it".
_FURTHER = re.compile(
    r"(?:(?<=[.!?;])\s+(?:also|second(?:ly)?|in addition|then also|tambi[eé]n|adem[aá]s|en segundo lugar)\b)"
    r"|(?:^|\s)[2-9][.)]\s+(?=\w)",
    re.IGNORECASE,
)
# Small words that only one of the two languages has, and hardly any sentence does without.
_SMALL = {
    "en": frozenset(("the", "and", "of", "to", "is", "you", "your", "that", "in", "for", "with", "are", "it", "this")),
    "es": frozenset(
        ("el", "la", "los", "las", "de", "que", "y", "en", "su", "sus", "con", "para", "una", "del", "es", "por")
    ),
}
ENOUGH_SMALL = 5  # of another language: fewer may be a quotation


def _other_language(words: str, language: str) -> str:
    """The language of the words where it is plainly not that of the work. What is quoted does not count."""
    if language not in _SMALL:
        return ""
    said = [one.lower() for one in _ANY_WORD.findall(_QUOTED.sub(" ", words))]
    counts = {code: len([one for one in said if one in small]) for code, small in _SMALL.items()}
    found = max(counts, key=lambda code: counts[code])
    return found if counts[found] >= max(ENOUGH_SMALL, 3 * counts[language]) else ""


_ANY_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"[“\"«][^”\"»]*[”\"»]")


def _stem(word: str) -> str:
    """The first five letters: "learner" and "learners" are one word here."""
    return word.lower()[:5]
