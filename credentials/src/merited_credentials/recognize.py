"""What was handed in: an Open Badge in JSON or in a picture, something known that cannot be read yet, or no badge."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from .bake import kind_of, unbake
from .contexts import VC2
from .errors import CredentialError
from .lint import shape_of
from .report import KINDS, Verdict
from .strict_json import Json, canonical, parse_object

VC1 = "https://www.w3.org/2018/credentials/v1"
_KIND_OF_SHAPE = {
    "OpenBadgeCredential": "ob3",
    "EndorsementCredential": "endorsement",
    "BitstringStatusListCredential": "status-list",
}
_OB2_TYPES = {"Assertion", "BadgeClass", "Issuer", "Endorsement"}
_TOKEN = re.compile(r"([A-Za-z0-9_-]{8,})\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*(~[A-Za-z0-9_.~-]*)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """What it is (see KINDS), the document if it is one that this library reads, and the answer of step 1 so far."""

    kind: str
    result: Verdict
    sentence: str
    document: dict[str, Json] | None = None
    shape: str = ""


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
    kind = kind_of(data)
    if kind in ("png", "svg"):
        text = unbake(data)
        if text is None:
            return _none("This is an image only; there is no credential in it.")
        return _text(text.strip())
    if kind == "json":
        return _document(parse_object(data))
    try:
        text = data.decode("utf-8").strip()
        if re.fullmatch(r"https?://\S{1,2000}", text, re.IGNORECASE):
            return Reading(
                "unknown", "UNKNOWN", "This is an address and not a badge. Save the badge's file, and hand that in."
            )
        return _text(text)
    except UnicodeDecodeError:
        return _none("This file is neither a badge in JSON nor an image that carries one.")


def _text(text: str) -> Reading:
    if text.startswith("{"):
        return _document(parse_object(text))
    if _is_token(text):
        return _unread("jwt")
    # Older pictures carry only the address where the badge is hosted.
    if re.fullmatch(r"https?://\S{1,2000}", text):
        return _unread("ob2")
    return _none("This file is neither a badge in JSON nor an image that carries one.")


def _is_token(text: str) -> bool:
    found = _TOKEN.fullmatch(text)
    if not found:
        return False
    try:
        head = parse_object(base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4)))
    except (CredentialError, ValueError):
        return False
    return "alg" in head


def _document(document: dict[str, Json]) -> Reading:
    contexts = document.get("@context")
    listed = contexts if isinstance(contexts, list) else [contexts]
    types = document.get("type")
    names = [name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)]
    if VC1 in listed:
        return _unread("vcdm1")
    if "ClrCredential" in names:
        return _unread("clr")
    is_v2 = any(isinstance(one, str) and "openbadges/v2" in one for one in listed)
    if (is_v2 and _OB2_TYPES & set(names)) or ("BadgeClass" in names and "criteria" in document):
        return _unread("ob2")
    if ("badge" in document and "recipient" in document) or {"uid", "verify"} <= document.keys():
        return _unread("ob1")
    if VC2 not in listed:
        return _none("This JSON is not a badge: it names none of the vocabularies that badges are written in.")
    shape = shape_of(document)
    if shape is not None:
        return Reading(_KIND_OF_SHAPE[shape], "PASS", "", document, shape)
    if "VerifiablePresentation" in names:
        return _unread("presentation")
    if "VerifiableCredential" in names or "EnvelopedVerifiableCredential" in names:
        return _unread("vc")
    return _none("This JSON does not say that it is a badge.")


def _unread(kind: str) -> Reading:
    return Reading(kind, "UNKNOWN", f"This library cannot read this kind of badge yet: {KINDS[kind]}.")


def _none(sentence: str) -> Reading:
    return Reading("unknown", "FAIL", sentence)
