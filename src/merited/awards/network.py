"""The library's one door to the network, for one verification: only where the operator opened it, and few at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import BoundedSemaphore
from types import TracebackType

from django.conf import settings
from merited_credentials import Door, DoorRefused

from merited.awards.often import is_too_often
from merited.base.errors import Refused
from merited.base.words import _

A_MINUTE = 20  # verifications that ask other sites, from one address
# A site that dawdles holds one of the four threads of a process: the others go on showing pages.
_PLACES = BoundedSemaphore(2)

CLOSED = _("We do not open other sites’ addresses. Open the page yourself, save the badge’s file, and drop it here.")
TOO_OFTEN = _("That was a lot of addresses of other sites in a minute. Go on in a minute.")
BUSY = _("Other sites are being asked for other visitors right now. Try again in a minute.")


@dataclass(frozen=True, slots=True)
class Question:
    """An address that was to be asked; why it could not be, and the reason's code, or "" for both where it answered."""

    address: str
    code: str = ""
    sentence: str = ""

    def as_dict(self) -> dict[str, object]:
        """Plain values for programs."""
        return {"address": self.address, "answered": not self.code, "code": self.code, "sentence": self.sentence}


class Network:
    """`with Network(who) as network:` gives what a Verifier takes as its door; it opens with the first question.

    `who` is the visitor's IP address. `refusal` says why the door stayed shut, when something was asked of it.
    """

    def __init__(self, who: str) -> None:
        self._who = who
        self._door: Door | None = None
        self.refusal: Refused | None = None

    def __enter__(self) -> "Network":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._door is not None:
            _PLACES.release()

    def document(self, address: str) -> Mapping[str, object] | None:
        """The JSON document at an address or of a DID; None when it cannot be had."""
        try:
            return self._opened().document(address)
        except Refused:
            return None

    def is_gone(self, address: str) -> bool:
        """Whether an address that was asked answered that what was there is gone for good."""
        return self._door is not None and self._door.is_gone(address)

    def fetch(self, address: str) -> bytes:
        """The bytes of a badge. Raises `Refused` (closed, too-often, busy) or the library's DoorRefused."""
        return self._opened().fetch(address)

    @property
    def questions(self) -> tuple[Question, ...]:
        """What was asked, and how it went."""
        asked: dict[str, DoorRefused | None] = self._door.questions if self._door else {}
        return tuple(
            Question(address, no.code, no.sentence) if no else Question(address) for address, no in asked.items()
        )

    def _opened(self) -> Door:
        if self._door is None:
            if self.refusal is None:
                self.refusal = self._refusal()
            if self.refusal is not None:
                raise self.refusal
            self._door = Door(allow_loopback=settings.ALLOW_LOOPBACK)
        return self._door

    def _refusal(self) -> Refused | None:
        if not settings.FETCH:
            return Refused("closed", CLOSED)
        if is_too_often("network", self._who, A_MINUTE):
            return Refused("too-often", TOO_OFTEN)
        return None if _PLACES.acquire(blocking=False) else Refused("busy", BUSY)
