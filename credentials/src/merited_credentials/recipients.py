"""Step 7: is the badge about the person who was named? By id, e-mail address or another identity, plain or hashed.

Two answers are strict. PASS: what was named is written in the badge, in the spelling of its kind. FAIL ("somebody
else"): the badge names its recipient by the same kind of name as was asked for, and by another one. Whatever lies
between, such as a number in a register where an e-mail address was asked for, cannot be compared and is UNKNOWN; so
are two addresses of the web on two sites, for people have pages on many.

E-mail addresses are the same in capitals and in small letters. A hash is of one spelling, and which one the issuer had
cannot be seen: those that people and programs write are tried (as asked for, small, capital, Words Beginning With
Capitals, AlderBay.example). Were every other one to count as possible, no hashed address could ever be said to be
somebody else's.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .model import hash_identity
from .report import Verdict
from .strict_json import Json

_MAILTO = re.compile(r"mailto:", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):\S", re.IGNORECASE)
_MAIL_KIND = "emailAddress"
_PAGES = ("https", "http")
MAX_NAMES = 50  # of one recipient; each is hashed in every spelling
_LONGEST_LABEL = 63  # RFC 1035, 2.3.4
_LETTERS = re.compile(r"[^\W\d_]+")
_NOBODY = "No recipient was named to compare with."
_MATCH = "This badge was issued to this person."
_UNLIKE = "This badge names its recipient in a way that cannot be compared."


def named_text(value: object) -> str | None:
    """What a caller named, as text to compare: None for nothing asked; empty for what is no text and so names nobody.

    Half a character (a lone surrogate) stands in no badge, and cannot be hashed.
    """
    if value is None:
        return None
    if not isinstance(value, str):
        return ""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return ""
    return without_mailto(value)


def without_mailto(value: str) -> str:
    """A name without white space around it and without mailto: in any case (RFC 6068, 2; RFC 3986, 3.1)."""
    text = value.strip()
    found = _MAILTO.match(text)
    return text[found.end() :].strip() if found else text


def spellings(address: str) -> set[str]:
    """The ways in which an issuer may have written an e-mail address before hashing it; empty for what is none."""
    if not _EMAIL.fullmatch(address):
        return set()
    name, _, site = address.rpartition("@")
    return {f"{one}@{other}" for one in _in_letters(name) for other in _in_letters(site) | _as_names(site)}


def may_be_one_person(asked: str, named: str) -> bool:
    """Whether two addresses of the web, each somebody's, lie on two sites, so that both can be the same person's."""
    try:
        sites = [urlsplit(one).hostname for one in (asked, named)]
    except ValueError:
        return True
    return sites[0] is None or sites[0] != sites[1]


def recipient(document: dict[str, Json], named: object) -> tuple[Verdict, str]:
    """The answer of step 7 (Open Badges 3.0, 8.4): `named` is an id, an e-mail address or another name, as text."""
    subject, text = document.get("credentialSubject"), named_text(named)
    if not text or not isinstance(subject, dict):
        return "UNKNOWN", _NOBODY
    asked = _kind_of(text)
    wanted = spellings(text) if asked == _MAIL_KIND else {text}
    identifier = _text(subject.get("id")).strip()
    if _plain(identifier) in {_plain(one) for one in wanted}:
        return "PASS", _MATCH
    listed = subject.get("identifier")
    everyone = [one for one in (listed if isinstance(listed, list) else [listed]) if isinstance(one, dict)]
    identities = everyone[:MAX_NAMES]
    if any(_is_one_of(identity, wanted) for identity in identities):
        return "PASS", _MATCH
    # Whoever is named by another kind of name may still be this person; and so may whoever is named unreadably.
    like = [one for one in identities if asked == _MAIL_KIND == one.get("identityType")]
    known = bool(like) or (asked is not None and _kind_of(without_mailto(identifier)) == asked)
    if asked in _PAGES and may_be_one_person(text, identifier):
        known = False
    if not known or len(everyone) > MAX_NAMES or not all(_comparable(one) for one in like):
        return "UNKNOWN", _UNLIKE
    return "FAIL", "This badge was issued to somebody else."


def _kind_of(text: str) -> str | None:
    """emailAddress; the scheme of a full address (did, https); None for text that may be a name of any kind."""
    if _EMAIL.fullmatch(text) and not _SCHEME.match(text):
        return _MAIL_KIND
    found = _SCHEME.match(text)
    return found[1].lower() if found else None


def _plain(text: str) -> str:
    """A spelling to compare: e-mail addresses in small letters and without mailto:, anything else as it stands."""
    bare = without_mailto(text)
    return bare.lower() if _kind_of(bare) == _MAIL_KIND else bare


def _in_letters(text: str) -> set[str]:
    return {text, text.lower(), text.upper(), _LETTERS.sub(lambda found: found[0].capitalize(), text)}


def _as_names(site: str) -> set[str]:
    """A site as the name of whoever it belongs to: Alderbay.example, AlderBay.example."""
    small = site.lower()
    found = _LETTERS.match(small)
    if found is None or len(found[0]) > _LONGEST_LABEL:
        return set()
    word, rest = found[0], small[found.end() :]
    places = range(1, len(word))
    return {word.capitalize() + rest} | {word[:at].capitalize() + word[at:].capitalize() + rest for at in places}


def _text(value: object) -> str:
    """What is no text names nobody: null is not the name None."""
    return value if isinstance(value, str) else ""


def _is_one_of(identity: dict[str, Json], wanted: set[str]) -> bool:
    claimed, salt = _text(identity.get("identityHash")), _text(identity.get("salt"))
    if identity.get("hashed") is not True:
        return _plain(claimed) in {_plain(one) for one in wanted}
    return claimed.lower() in {hash_identity(one, salt) for one in wanted}


def _comparable(identity: dict[str, Json]) -> bool:
    claimed, salt = identity.get("identityHash"), identity.get("salt")
    if not isinstance(claimed, str) or not (salt is None or isinstance(salt, str)):
        return False
    return identity.get("hashed") is not True or claimed.lower().startswith("sha256$")
