"""Before anybody reads: whether everything that was sent can be opened. Pure Python.

It is no judgment. Whoever checks sees no criteria and gives no levels, and reads nothing of that attempt afterward.
"""

from collections.abc import Collection
from enum import StrEnum

from merited.base.errors import Refused
from merited.base.text import count_words
from merited.base.words import _

LONGEST_WORDS = 1_000  # characters
DAYS = 1  # working days that a check may take


class Ending(StrEnum):
    """How a check ends; until then it is open."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    LAPSED = "lapsed"  # nobody had time: a promise to the earner counts for more than a check


class Finding(StrEnum):
    """What the software found of one piece."""

    OPENS = "opens"
    NOT_LOOKED = "not_looked"  # of a kind into which the software cannot look, or nobody asks other sites here
    EMPTY = "empty"  # nothing under a piece of work, no answer to a question
    GONE = "gone"  # the file is not on our side any more
    DAMAGED = "damaged"  # it does not open, or it was cut off on its way
    LOGIN = "login"  # the address leads to a page that asks who one is
    NOTHING_THERE = "nothing_there"  # the site has nothing at this address
    NO_ANSWER = "no_answer"  # the site did not answer: it may tomorrow


TROUBLE = frozenset(
    {Finding.EMPTY, Finding.GONE, Finding.DAMAGED, Finding.LOGIN, Finding.NOTHING_THERE, Finding.NO_ANSWER}
)

# As whoever checks reads it.
FOUND: dict[Finding, str] = {
    Finding.OPENS: _("It opens."),
    Finding.NOT_LOOKED: _("The software cannot look into it. Open it yourself."),
    Finding.EMPTY: _("There is nothing here."),
    Finding.GONE: _("The file cannot be found on our side. Tell the people who run this site."),
    Finding.DAMAGED: _("It does not open: it is damaged, or it was cut off on its way."),
    Finding.LOGIN: _("It seems to ask for a sign-in. Open it in a private window to see what a stranger sees."),
    Finding.NOTHING_THERE: _("The site has nothing at this address."),
    Finding.NO_ANSWER: _("The site did not answer. Try it yourself: it may have been a bad moment."),
}

# What helps, as the earner reads it.
HELPS: dict[Finding, str] = {
    Finding.OPENS: _("Add it once more, or put another file in its place."),
    Finding.NOT_LOOKED: _("Save it as a PDF, a picture or an MP4 and add that: it opens everywhere."),
    Finding.EMPTY: _("Add what belongs here."),
    Finding.GONE: _("This was our doing, and we are sorry. Please add it once more."),
    Finding.DAMAGED: _("Open it on your own device. If it opens there, add it once more; if not, save it anew first."),
    Finding.LOGIN: _("Share it with “anyone with the link”, or save the page as a PDF and add that."),
    Finding.NOTHING_THERE: _("Open the page, copy its whole address, and add that."),
    Finding.NO_ANSWER: _("Open the link on a device where you are not signed in. If nothing comes, save the page as a PDF."),
}  # fmt: skip

# Addresses to which sites send people who are not signed in.
_SIGN_IN_HOSTS = ("accounts.google.com", "login.microsoftonline.com", "login.live.com", "clever.com", "classlink.com")
_SIGN_IN_PATHS = ("/login", "/signin", "/sign-in", "/servicelogin", "/accounts/login", "/oauth", "/sso", "/saml")


def asks_to_sign_in(host: str, path: str) -> bool:
    """Whether an address looks like a page for signing in.

    >>> asks_to_sign_in("accounts.google.com", "/v3"), asks_to_sign_in("site.example", "/Login?next=/plan")
    (True, True)
    >>> asks_to_sign_in("site.example", "/logins-in-history")
    False
    """
    host, path = host.lower(), path.lower().split("?")[0].rstrip("/")
    known = any(host == one or host.endswith(f".{one}") for one in _SIGN_IN_HOSTS)
    return known or any(path == one or path.endswith(one) or f"{one}/" in path for one in _SIGN_IN_PATHS)


def must_say_what(named: Collection[str], words: str) -> None:
    """Refuse to return work without saying which piece and what is the matter. Raises `Refused`."""
    if not named:
        raise Refused(
            "nothing-named", _("Choose the piece that cannot be opened. If all of them open, confirm that they do.")
        )
    if not count_words(words):
        raise Refused(
            "no-words", _("Say in a sentence what you saw when you opened it. Its earner reads this and mends it.")
        )
    if len(words) > LONGEST_WORDS:
        raise Refused("too-long", _("Please say it in up to {longest} characters."), longest=LONGEST_WORDS)
