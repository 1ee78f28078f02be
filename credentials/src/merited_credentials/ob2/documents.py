"""Where the documents of a badge come from: one function that gives what is at an address, asked a few times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..errors import CredentialError, NotReadable
from ..strict_json import Json, canonical, parse_object

MAX_ASKED = 12
# An address -> what is there: a parsed document, or the bytes of one; None when it cannot be had. Gone for a 410.
# A hosted badge is proven by its address alone, so a redirect to another site must be answered with None.
Fetch = Callable[[str], "Mapping[str, object] | bytes | None"]


class Gone(CredentialError):
    """To be raised by a Fetch: the address answers 410 Gone, which is how a hosted badge is revoked (OB 2.0, 4.4.1).

    `document` is what the answer held, if it held any.
    """

    def __init__(self, document: Mapping[str, object] | bytes | None = None) -> None:
        super().__init__("What was at this address is gone.")
        self.document = document


@dataclass(frozen=True, slots=True)
class Found:
    """What is at an address: the document, or in words why there is none."""

    document: dict[str, Json] | None
    problem: str = ""
    is_gone: bool = False


@dataclass
class Documents:
    """Asks `fetch`, each address once. Nothing is raised: a fetch that breaks has no answer."""

    fetch: Fetch
    asked: dict[str, Found] = field(default_factory=dict)

    def at(self, address: str) -> Found:
        """What is at this address; what is named by a fragment is looked for in the whole document."""
        if address not in self.asked:
            self.asked[address] = self._ask(address)
        found = self.asked[address]
        whole, mark, _ = address.partition("#")
        if found.document is None and mark and not found.is_gone and whole:
            part = _part(self.at(whole).document, address)
            return Found(part) if part else found
        return found

    def of(self, address: str, *, needs_id: bool = True) -> Found:
        """The document whose id is this address. One that names another address as its own is asked for there."""
        found = self.at(address)
        own = found.document.get("id") if found.document else None
        if found.document is None or own == address:
            return found
        if own is None and not needs_id:
            return found
        if not isinstance(own, str):
            return Found(None, f"What {address[:100]} shows does not say what its own address is.")
        there = self.at(own)
        if there.document is not None and there.document.get("id") == own:
            return there
        return Found(None, f"What {address[:100]} shows calls itself {own[:100]}, which cannot be had there.")

    def _ask(self, address: str) -> Found:
        if len(self.asked) >= MAX_ASKED:
            return Found(None, "This badge leads to more addresses than any badge needs.")
        try:
            return Found(*_read(self.fetch(address), address))
        except Gone as gone:
            try:
                return Found(_read(gone.document, address)[0], "This page is gone.", is_gone=True)
            except CredentialError:
                return Found(None, "This page is gone.", is_gone=True)
        except NotReadable as error:
            return Found(None, f"What {address[:100]} shows cannot be read. {error.sentence}")
        except Exception:
            return Found(None, f"{address[:100]} could not be asked.")


def _read(given: object, address: str) -> tuple[dict[str, Json] | None, str]:
    if given is None:
        return None, f"{address[:100]} could not be asked."
    if isinstance(given, bytes | bytearray | memoryview):
        return parse_object(bytes(given).removeprefix(b"\xef\xbb\xbf")), ""
    if isinstance(given, Mapping):
        return parse_object(canonical(dict(given))), ""
    raise NotReadable("It is no document.")


def _part(whole: dict[str, Json] | None, address: str) -> dict[str, Json] | None:
    """The key that a profile holds under this address."""
    keys = (whole or {}).get("publicKey")
    for one in keys if isinstance(keys, list) else [keys]:
        if isinstance(one, dict) and one.get("id") == address:
            return one
    return None
