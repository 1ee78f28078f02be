"""The answers about a token: is it well-formed, does the signature hold, whose key is it, is it in force?

Taking a token apart (`read_token`, no key) and checking it (`check_token`, with a key) are kept apart on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ..controllers import ASSERTION, KeyFinding, Resolve
from ..dates import day_in_words
from ..strict_json import Json
from .credential import PRESENTATIONS, Answer, Form, TokenReading, holder_of, issuer_of, read_token
from .lookup import find_token_key
from .token import UNCHECKED, Token

_UNASKED: Answer = ("UNKNOWN", "Not checked, because there is no signature here that can be checked.")


@dataclass(frozen=True, slots=True)
class TokenFinding:
    """The credential in a token (without the token's own claims) and the answers about it.

    `format`: is it a token of a form that badges have, whose claims agree with its content? `proof`: does the signature
    hold? `issuer`: is the key the issuer's (the holder's, for a presentation)? `dates`: is the token itself in force?
    """

    form: Form
    document: dict[str, Json] | None
    format: Answer
    proof: Answer = _UNASKED
    issuer: Answer = _UNASKED
    dates: Answer = _UNASKED

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All four, in the order of the steps of a report."""
        return self.format, self.proof, self.issuer, self.dates


def check_token(source: str | TokenReading, *, now: datetime, resolve: Resolve) -> TokenFinding:
    """Check a compact token, or one that `read_token` has read. Never raises for what is in it.

    `resolve` gives the document of a DID, of an https controller or of a key, or None. `now` has a time zone.
    """
    reading = read_token(source) if isinstance(source, str) else source
    token, document = reading.token, reading.document
    finding = TokenFinding(reading.form, document, reading.format)
    if token is None or document is None or reading.format[0] == "FAIL":
        return finding
    dates = in_force(reading.window, now)
    # A credential is asserted by its issuer; a presentation shows that its holder is there (Data Model 2.0, 4.13).
    shown = reading.form in PRESENTATIONS
    whose = presenter(token, document) if shown else issuer_of(document)
    key = find_token_key(token, whose, resolve, now, "authentication" if shown else ASSERTION)
    return TokenFinding(
        reading.form, document, reading.format, signature_answer(token, key), (key.result, key.sentence), dates
    )


def presenter(token: Token, document: Mapping[str, Json]) -> str:
    """Who presents: the holder; where none is named `iss`, else whoever has the key that the token names."""
    claimed = holder_of(document) or token.payload.get("iss", token.header.get("iss"))
    return claimed if isinstance(claimed, str) else str(token.header.get("kid", "")).partition("#")[0]


def signature_answer(token: Token, key: KeyFinding) -> Answer:
    """The answer of step 3 for a token and the key that was found for it."""
    unchecked = f"This library cannot check signatures of this kind yet ({token.algorithm})."
    if key.key is None:
        return "UNKNOWN", unchecked if token.algorithm in UNCHECKED else f"Not checked. {key.sentence}"
    if UNCHECKED.get(token.algorithm) == key.key.kind:
        return "UNKNOWN", unchecked
    if not token.fits(key.key):
        return "FAIL", f"The token says that it is signed by {token.algorithm}, for which its key is not made."
    if token.holds(key.key):
        return "PASS", "The badge is unchanged since it was signed."
    return "FAIL", "The badge was changed after it was signed, or another key signed it."


def in_force(window: tuple[float | None, float | None], now: datetime) -> Answer:
    """Whether a token has begun and not ended (RFC 7519, 4.1.4 and 4.1.5), with no allowance for clocks."""
    begin, end = window
    if begin is not None and now.timestamp() < begin:
        return "FAIL", f"This token is not valid before {day_in_words(datetime.fromtimestamp(begin, UTC))}."
    if end is not None and now.timestamp() >= end:
        return "FAIL", f"This token expired on {day_in_words(datetime.fromtimestamp(end, UTC))}."
    return "PASS", "This token is in force."
