"""What was handed in: a badge of any version in JSON, in a token or in a picture, something else known, or none.

Nothing is checked here but what is needed to tell one from another.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace

from .bake import kind_of, unbake
from .contexts import VC1, VC2
from .errors import CredentialError
from .jose.credential import TokenReading, read_token
from .jose.presentation import opened
from .ob2.older import sentence_about
from .report import Verdict
from .strict_json import Json, canonical, parse_object
from .structure import ENVELOPES, TWO_THINGS, is_older, is_two_things, shape_of

_KIND_OF_SHAPE = {
    "OpenBadgeCredential": "ob3",
    "EndorsementCredential": "endorsement",
    "BitstringStatusListCredential": "status-list",
    "StatusList2021Credential": "status-list",
    "VerifiablePresentation": "presentation",
    "VerifiableCredential": "vc",
}
_OB2_TYPES = {"Assertion", "BadgeClass", "Issuer", "Profile", "Endorsement", "RevocationList", "CryptographicKey"}
_OB2_CONTEXT = re.compile(r"https?://(w3id\.org/openbadges/v2|openbadgespec\.org/v2/context\.json)")
_TOKEN = re.compile(r"([A-Za-z0-9_-]{8,})\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*(~[A-Za-z0-9_.~-]*)?")
_ADDRESS = re.compile(r"https?://\S{1,2000}", re.IGNORECASE)
# The first bytes of files that people take for badges, and what such a file is.
_OTHER_FILES = (
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WebP picture or a sound"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
)
_LARGEST_TEXT = 2_000_000  # of what is neither JSON nor a picture: a token with a payload of 1 MB has 1,400,000
_WEB_PAGE = re.compile(rb"\s*(<\?xml[^>]*>\s*)?<(!doctype\s+html|html)", re.IGNORECASE)
_NO_BADGE = "This file is neither a badge in JSON nor an image that carries one."


@dataclass(frozen=True, slots=True)
class Reading:
    """What it is (see KINDS), the document if it is one that this library reads, and the answer of step 1 so far.

    `shape` is the class for `examine_structure`; empty for Open Badges 2.0, which `ob2.check` judges. `text` is the
    compact token or, from a picture, the address of a hosted badge; empty for a document in JSON. `token` is the token
    taken apart; its `document` is the one here.
    """

    kind: str
    result: Verdict
    sentence: str
    document: dict[str, Json] | None = None
    shape: str = ""
    text: str = ""
    token: TokenReading | None = None


def read(data: object) -> Reading:
    """Recognize bytes, text or an already parsed document. Never raises for what is in it."""
    try:
        if isinstance(data, dict):
            return _document(parse_object(canonical(data)))
        if isinstance(data, str):
            data = data.encode("utf-8")
        if not isinstance(data, bytes | bytearray | memoryview):
            return _none("This is neither a file, nor text, nor a document.")
        return _bytes(bytes(data))
    except UnicodeEncodeError:
        return _none("The text holds half a character (a lone surrogate), which no badge can carry.")
    except CredentialError as error:
        return _none(error.sentence)


def _bytes(data: bytes) -> Reading:
    data = data.removeprefix(b"\xef\xbb\xbf")  # an editor's byte-order mark (RFC 8259, 8.1)
    if _WEB_PAGE.match(data[:500]):
        return _none("This is a web page and not a badge. Save the badge's own file from it, and hand that in.")
    kind = kind_of(data)
    if kind in ("png", "svg"):
        text = unbake(data)
        if text is None:
            return _none("This is an image only; there is no credential in it.")
        return _text(text.strip(), in_picture=True)
    if kind == "json":
        return _document(parse_object(data))
    for beginning, words in _OTHER_FILES:
        if data.startswith(beginning):
            return _none(
                f"This is {words}, and no badge is in it. A badge comes as JSON, PNG or SVG: ask for that file."
            )
    if len(data) > _LARGEST_TEXT:
        return _none(f"This file is larger than {_LARGEST_TEXT:,} bytes; no badge is.")
    try:
        return _text(data.decode("utf-8").strip(), in_picture=False)
    except UnicodeDecodeError:
        return _none(_NO_BADGE)


def _text(text: str, *, in_picture: bool) -> Reading:
    if text.startswith("{"):
        return _document(parse_object(text))
    if _is_token(text):
        return _token(text)
    if not _ADDRESS.fullmatch(text):
        return _none(_NO_BADGE)
    if in_picture:  # older pictures carry only the address where the badge is hosted
        return Reading("ob2", "PASS", "", text=text)
    sentence = "This is an address and not a badge. Save the badge's file, and hand that in."
    return Reading("unknown", "UNKNOWN", sentence)


def _is_token(text: str) -> bool:
    found = _TOKEN.fullmatch(text)
    if not found:
        return False
    try:
        head = parse_object(base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4)))
    except (CredentialError, ValueError):
        return False
    return "alg" in head


def _token(text: str) -> Reading:
    """A token is of the kind of what it carries; its own answers go before those about the document."""
    token = read_token(text)
    if token.document is None:
        return Reading("jwt", *token.format, text=text, token=token)
    inside = _document(token.document)
    if inside.token is not None:  # else one token's signature would be taken for that of the other
        return Reading("jwt", "FAIL", "There is another token inside this token, which no badge has.", text=text)
    if token.form == "other" and inside.kind in ("ob1", "ob2"):  # signed badges of Open Badges 2.0 have no other form
        return replace(inside, text=text, token=token)
    kind = "jwt" if inside.kind == "unknown" else inside.kind
    if token.format[0] == "FAIL" or inside.document is not None:
        return Reading(kind, *token.format, inside.document, inside.shape, text, token)
    return Reading(kind, inside.result, inside.sentence, text=text, token=token)


def _document(document: dict[str, Json]) -> Reading:
    contexts, types = document.get("@context"), document.get("type")
    listed = contexts if isinstance(contexts, list) else [contexts]
    names = [name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)]
    if is_two_things(document):
        return _none(TWO_THINGS)
    if "ClrCredential" in names:
        return _learner_record(document)
    is_v2 = any(isinstance(one, str) and _OB2_CONTEXT.match(one) for one in listed)
    if (is_v2 and _OB2_TYPES & set(names)) or ("BadgeClass" in names and "criteria" in document):
        return Reading("ob2", "PASS", "", document)
    older = sentence_about(document)
    if older is not None:
        return Reading("ob1", "UNKNOWN", older)
    if VC2 not in listed and VC1 not in listed:
        return _none("This JSON is not a badge: it names none of the vocabularies that badges are written in.")
    if ENVELOPES & set(names):
        return _envelope(document)
    shape = shape_of(document)
    if shape is None:
        return _none("This JSON does not say that it is a badge.")
    kind = _KIND_OF_SHAPE[shape]
    if not is_older(document):
        return Reading(kind, "PASS", "", document, shape)
    return Reading("vcdm1" if kind == "vc" else kind, "PASS", "", document, shape)


def _envelope(document: dict[str, Json]) -> Reading:
    token = opened(document)
    if token is None:
        return Reading("jwt", "UNKNOWN", "This library cannot open this kind of envelope. Ask for the badge as JSON.")
    return _token(token)


def _learner_record(document: dict[str, Json]) -> Reading:
    subject = document.get("credentialSubject")
    held = subject.get("verifiableCredential") if isinstance(subject, dict) else None
    count = len(held) if isinstance(held, list) else 0
    inside = f" {count} of them stand inside it." if count > 1 else ""
    sentence = (
        "This is a Comprehensive Learner Record: many achievements in one signed document. This library names it but "
        f"does not check it. Hand in the badges from it one by one.{inside}"
    )
    return Reading("clr", "UNKNOWN", sentence)


def _none(sentence: str) -> Reading:
    return Reading("unknown", "FAIL", sentence)
