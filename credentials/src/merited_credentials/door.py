"""The one guarded door to the network. It is closed unless the caller opens it: a Verifier has none of its own.

Through it go GET questions for documents that badges name (keys, status lists, Open Badges 2.0) and for badges by
their address. Every address, those of redirects too, is read strictly (addresses.py), resolved once, and asked at the
very numbers that were checked (wire.py). No cookie, no password, no proxy of the environment; at most so many
questions, bytes and seconds for one verification. Certificates of SSL_CERT_FILE are trusted, as Python does.
"""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from typing import TypeVar

from .addresses import Address, DoorRefused, check_numbers, follow, parse_address
from .did import did_web_address
from .errors import CredentialError
from .strict_json import Json, parse_object
from .wire import Answer, ask

_T = TypeVar("_T")
Resolver = Callable[[str], Sequence[str]]
MOST_REDIRECTS = 3
MOST_NUMBERS = 3  # of one name: a machine that is down has a neighbor
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_JSON = re.compile(r"application/(?:[a-z0-9.-]+\+)?json|text/json|application/v[cp]")
_BADGE = re.compile(
    _JSON.pattern + r"|image/png|image/svg\+xml|application/(?:[a-z0-9.-]+\+)?jwt|application/jose|text/plain"
)
_PAGE = "text/html"
_ACCEPT_JSON = "application/ld+json, application/json, application/*;q=0.8"
_ACCEPT_BADGE = (
    "application/vc, application/vc+ld+json;q=0.9, application/ld+json;q=0.9, application/json;q=0.9, "
    "image/png;q=0.8, image/svg+xml;q=0.8, application/vc+jwt;q=0.7, text/plain;q=0.6, text/html;q=0.1"
)
# Where a page for people names the badge that it shows: <link rel="alternate" type="application/vc" href="...">
_HEAD = 65_536
_LINK = re.compile(r"<link\s[^<>]{1,3000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z]{1,20})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))", re.IGNORECASE)


def system_resolver(host: str) -> list[str]:
    """Every number of a name, as this machine's resolver gives them; empty when there are none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass
class Door:
    """The way to the network for one verification; take `fresh()` for the next, for the limits count what was used.

    `allow_loopback` opens this machine itself (http and any port too): for development and tests only. `most_fetches`
    counts redirects too; `seconds` is for one address, `seconds_in_all` for all of them; `resolver` gives the numbers
    of a name. `asked` holds every address that was connected to, in order; `questions` every address that somebody
    wanted, as it was named, and None for one that was answered, else why it could not be had.
    """

    allow_loopback: bool = False
    most_fetches: int = 12
    most_bytes: int = 2_000_000
    seconds: float = 5.0
    seconds_in_all: float = 10.0
    resolver: Resolver = system_resolver
    asked: list[str] = field(default_factory=list, init=False)
    questions: dict[str, DoorRefused | None] = field(default_factory=dict, init=False)
    _documents: dict[str, dict[str, Json] | None] = field(default_factory=dict, init=False, repr=False)
    _spent: float = field(default=0.0, init=False, repr=False)
    _tls: ssl.SSLContext | None = field(default=None, init=False, repr=False)

    def fresh(self) -> Door:
        """A door with the same limits, of which nothing is used up."""
        limits = (self.most_fetches, self.most_bytes, self.seconds, self.seconds_in_all)
        door = Door(self.allow_loopback, *limits, self.resolver)
        door._tls = self._tls  # reading all the world's certificates takes a while
        return door

    def document(self, address: str) -> dict[str, Json] | None:
        """The JSON document of an https address or of a did:web; None when it cannot be had (see `questions`).

        It is read strictly (RFC 8259, no member twice) and asked for once, however often it is needed. What an address
        shows is its owner's word, so a site that leads on to another site shows nothing (code: elsewhere).
        """
        if address not in self._documents:
            try:
                self._documents[address] = self._noted(address, lambda: self._document(address))
            except DoorRefused:
                self._documents[address] = None
        return self._documents[address]

    def is_gone(self, address: str) -> bool:
        """Whether the site answered that what was here is gone for good (410): so hosted badges are revoked."""
        refusal = self.questions.get(address)
        return refusal is not None and refusal.code == "gone"

    def fetch(self, address: str) -> bytes:
        """The bytes of a badge by its address: JSON, a signed token, PNG or SVG.

        A page for people is answered by the badge that it links to. Redirects may lead to another site, for the bytes
        prove nothing by where they were found. Raises DoorRefused.
        """
        return self._noted(address, lambda: self._badge(address))

    def _document(self, address: str) -> dict[str, Json]:
        try:
            place = did_web_address(address) if address.startswith("did:web:") else address
        except CredentialError as error:
            raise DoorRefused(error.sentence, "did") from None
        if place.startswith("did:"):
            raise DoorRefused("Keys of this kind of identifier cannot be looked up on the web.", "did")
        answer = self._open(self._parsed(place), _ACCEPT_JSON, one_site=True)
        if not _JSON.fullmatch(answer.media_type):
            raise DoorRefused("What stands at this address is not a document for programs (JSON).", "media-type")
        try:
            return parse_object(answer.data.removeprefix(b"\xef\xbb\xbf"))
        except CredentialError as error:
            raise DoorRefused(error.sentence, "json") from None

    def _badge(self, address: str) -> bytes:
        answer = self._open(self._parsed(address), _ACCEPT_BADGE)
        if answer.media_type == _PAGE:
            answer = self._open(self._linked(answer), _ACCEPT_BADGE)
        if not _BADGE.fullmatch(answer.media_type):
            raise DoorRefused("There is no badge at this address, but something else.", "media-type")
        return answer.data

    def _linked(self, page: Answer) -> Address:
        """Where a page says that its badge is, for programs."""
        for tag in _LINK.findall(page.data[:_HEAD].decode("utf-8", "replace")):
            values = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag)}
            wanted = _BADGE.fullmatch(values.get("type", "").strip().lower())
            if wanted and "alternate" in values.get("rel", "").lower().split() and "href" in values:
                return follow(page.address, values["href"].strip(), allow_loopback=self.allow_loopback)
        sentence = "This is a page for people, and it does not say where its badge is. Save the badge's file from it."
        raise DoorRefused(sentence, "page")

    def _noted(self, address: str, opened: Callable[[], _T]) -> _T:
        try:
            found = opened()
        except DoorRefused as no:
            self.questions[address] = no
            raise
        self.questions[address] = None
        return found

    def _parsed(self, text: str) -> Address:
        return parse_address(text, allow_loopback=self.allow_loopback)

    def _open(self, address: Address, accept: str, *, one_site: bool = False) -> Answer:
        """Ask, and follow where the site leads on to, each step checked from the start; or not beyond the site."""
        begun = time.monotonic()
        deadline = begun + min(self.seconds, self.seconds_in_all - self._spent)
        try:
            for _hop in range(MOST_REDIRECTS + 1):
                answer = self._ask(address, accept, deadline)
                if answer.status == 200:
                    return answer
                if answer.status not in _REDIRECTS:
                    raise _unhappy(answer.status)
                following = follow(address, str(answer.header.get("Location", "")), allow_loopback=self.allow_loopback)
                if one_site and following.site != address.site:
                    sentence = "The site led on to another site, and what another site shows is not this one's word."
                    raise DoorRefused(sentence, "elsewhere")
                address = following
        finally:
            self._spent += time.monotonic() - begun
        raise DoorRefused("The site led on and on, from address to address, so it was given up.", "redirects")

    def _ask(self, address: Address, accept: str, deadline: float) -> Answer:
        if len(self.asked) >= self.most_fetches:
            raise DoorRefused("This badge leads to more addresses than one check opens.", "count")
        found = self._numbers(address.host.strip("[]"), deadline)
        numbers = check_numbers(address, found, allow_loopback=self.allow_loopback)[:MOST_NUMBERS]
        self.asked.append(str(address))
        if self._tls is None:
            self._tls = _certificates()
        for number in numbers[:-1]:
            try:
                return ask(address, number, accept=accept, tls=self._tls, most_bytes=self.most_bytes, deadline=deadline)
            except DoorRefused as no:
                if no.code != "unreachable":
                    raise
        return ask(address, numbers[-1], accept=accept, tls=self._tls, most_bytes=self.most_bytes, deadline=deadline)

    def _numbers(self, host: str, deadline: float) -> list[str]:
        """What the name resolves to. Asked once, and beside the deadline: the system's resolver knows none."""
        found: list[str] = []

        def look() -> None:
            with suppress(Exception):  # a resolver of somebody's own: what it raises leaves the name without numbers
                found.extend(list(self.resolver(host)))

        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            raise DoorRefused("The site took too long to answer.", "time")
        return list(found)


def _certificates() -> ssl.SSLContext:
    try:
        return ssl.create_default_context()
    except (OSError, ValueError):  # a setting of this machine, such as SSLKEYLOGFILE, that leads nowhere
        raise DoorRefused("The site could not be reached.", "unreachable") from None


def _unhappy(status: int) -> DoorRefused:
    if status == 410:
        return DoorRefused("The site says that what was at this address is gone for good.", "gone")
    if status == 404:
        return DoorRefused("The site has nothing at this address.", "missing")
    if status in (401, 403, 407):
        return DoorRefused("The site does not show this address to everybody.", "closed")
    return DoorRefused("The site did not answer with a document.", "status")
