"""Text as people paste it, made fit to keep: line ends, control characters, composed letters."""

import re
import unicodedata

# Word processors put a vertical tab where a line was broken by hand, and a form feed where a page was.
_BREAKS = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NEVER_MEANT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


def cleaned(text: str) -> str:
    """Return `text` without what was never meant: control characters go, odd line breaks become plain ones.

    Tabs and line feeds stay, and so does every letter; letters are composed (NFC).

    >>> cleaned("one\\x0btwo\\r\\nthree\\x07\\tfour")
    'one\\ntwo\\nthree\\tfour'
    """
    return unicodedata.normalize("NFC", _NEVER_MEANT.sub("", _BREAKS.sub("\n", text)))


def one_line(text: str) -> str:
    """A name or another short line: cleaned, with single spaces, and without the marks that turn letters around.

    >>> one_line(" Na\\u202eme  Ott ")
    'Name Ott'
    """
    return " ".join(_TURNS.sub("", cleaned(text)).split())


def count_words(text: str) -> int:
    """The number of words, as a teacher would count them.

    >>> count_words("Grade 4, math -- fifteen kids")
    5
    """
    return sum(1 for word in text.split() if any(letter.isalnum() for letter in word))
