"""Baking: a credential in and out of a picture (Open Badges 3.0, section 5.3; PNG and SVG)."""

from __future__ import annotations

import json
import re
from typing import Literal

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from . import png
from .errors import CredentialError, NotBakeable, NotReadable, TooMuchWork
from .strict_json import MAX_BYTES, parse_object

SVG = "http://www.w3.org/2000/svg"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
NAMESPACE_OB2 = "http://openbadges.org"
Kind = Literal["png", "svg", "json", "jws", "unknown"]

_JWS = re.compile(rb"[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*")
_SVG_HEAD = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?svg[\s>/]")
# The start tag of the root, attribute by attribute, so that a ">" inside a value does not end it.
_QUOTED = r"(?:\"[^\"]*\"|'[^']*')"
_ROOT = re.compile(
    r"<(?P<name>(?:[A-Za-z_][\w.-]*:)?svg)(?P<attributes>(?:\s+[^\s=/>]+\s*=\s*" + _QUOTED + r")*)\s*(?P<end>/?)>"
)
_OLD_BADGE = re.compile(
    r"<(?P<tag>[A-Za-z_][\w.-]*:(?:credential|assertion))(?:\s+[^\s=/>]+\s*=\s*" + _QUOTED + r")*\s*"
    r"(?:/>|>(?:<!\[CDATA\[.*?\]\]>|[^<])*</(?P=tag)\s*>)",
    re.DOTALL,
)
MAX_SVG = 2_000_000
_BEFORE_ROOT = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*>)*", re.DOTALL)


def kind_of(data: bytes) -> Kind:
    """What a file is, by its content; nothing is checked yet."""
    if data.startswith(png.SIGNATURE):
        return "png"
    text = data.removeprefix(b"\xef\xbb\xbf").strip()
    if text.startswith((b"{", b"[")):
        return "json"
    if text.startswith(b"<") and _SVG_HEAD.search(text[:20_000]):
        return "svg"
    return "jws" if _JWS.fullmatch(text) else "unknown"


def bake_png(image: bytes, credential_json: str) -> bytes:
    """The picture with the credential in an uncompressed iTXt chunk `openbadgecredential`; its pixels are untouched.

    An older badge in it is replaced. Raises NotBakeable (no PNG, damaged, no JSON).
    """
    _check(credential_json)
    try:
        return png.with_text(image, credential_json)
    except CredentialError as error:
        raise NotBakeable(error.sentence) from None


def bake_svg(image: bytes, credential_json: str) -> bytes:
    """The drawing with `<openbadges:credential>` as the first child of `<svg>`, the JSON in CDATA.

    An older badge in it is replaced. Raises NotBakeable (no SVG, no UTF-8, declares entities, no JSON).
    """
    _check(credential_json)
    try:
        if _baked_svg(image, drop_two=True) is not None:
            image = _without_badge(image)
        text = image.decode("utf-8-sig")
    except (CredentialError, UnicodeDecodeError) as error:
        raise NotBakeable(f"This drawing cannot carry a badge. {error}") from None
    before = _BEFORE_ROOT.match(text)
    root = _ROOT.match(text, before.end() if before else 0)
    if root is None:
        raise NotBakeable("The beginning of this SVG drawing cannot be read.")
    # CDATA ends at the first "]]>", so one inside the JSON is written with an escape that JSON has for ">".
    # A CDATA section cannot hold control characters; JSON escapes them, so none is left.
    body = _as_xml_characters(credential_json).replace("]]>", "]]\\u003e")
    attributes = re.sub(r"\s+xmlns:openbadges\s*=\s*" + _QUOTED, "", root["attributes"])
    opening = f'<{root["name"]} xmlns:openbadges="{NAMESPACE}"{attributes}>'
    badge = f"<openbadges:credential><![CDATA[{body}]]></openbadges:credential>"
    rest = text[root.end() :] if not root["end"] else f"</{root['name']}>" + text[root.end() :]
    baked = (text[: root.start()] + opening + badge + rest).encode("utf-8")
    found = _baked_svg(baked)
    if found is None or json.loads(found) != json.loads(credential_json):
        raise NotBakeable("The badge would not come out of this drawing as it went in.")
    return baked


def unbake(data: bytes) -> str | None:
    """The text of the badge inside a picture (JSON or compact JWS); None for a picture without one.

    Badges of Open Badges 2.0 are found too. Raises NotReadable (no picture, damaged, two badges in one picture),
    TooMuchWork.
    """
    kind = kind_of(data)
    if kind == "png":
        return _baked_png(data)
    if kind == "svg":
        return _baked_svg(data)
    raise NotReadable("This is neither a PNG nor an SVG image.")


def _baked_png(data: bytes) -> str | None:
    all_chunks = list(png.chunks(data))
    for keyword in (png.KEYWORD, png.KEYWORD_OB2):
        found = [chunk for chunk in all_chunks if png.keyword_of(chunk) == keyword]
        if len(found) > 1:
            raise NotReadable("This image carries more than one badge, so it is not clear which one is meant.")
        if found:
            return png.text_of(found[0])
    return None


def _baked_svg(data: bytes, *, drop_two: bool = False) -> str | None:
    if len(data) > MAX_SVG:
        raise TooMuchWork(f"This drawing is larger than {MAX_SVG:,} bytes.")
    try:
        root = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise NotReadable("This SVG declares entities, which a picture does not need.") from None
    except (ParseError, ValueError, LookupError, RecursionError):
        raise NotReadable("This SVG is not well-formed.") from None
    if root.tag != f"{{{SVG}}}svg":
        raise NotReadable("This file is XML, but no SVG drawing.")
    for name in (f"{{{NAMESPACE}}}credential", f"{{{NAMESPACE_OB2}}}assertion"):
        found = list(root.iter(name))
        if len(found) > 1 and not drop_two:
            raise NotReadable("This image carries more than one badge, so it is not clear which one is meant.")
        if found:
            text = "".join(found[0].itertext()).strip()
            return text or str(found[0].get("verify", ""))
    return None


def _without_badge(data: bytes) -> bytes:
    """The drawing without the badge elements in it, the rest byte for byte as it was."""
    text = data.decode("utf-8-sig")
    bare = _OLD_BADGE.sub("", text).encode("utf-8")
    if _baked_svg(bare) is not None:
        raise NotReadable("The older badge in this drawing cannot be taken out.")
    return bare


def _as_xml_characters(text: str) -> str:
    """XML 1.0 cannot hold U+007F to U+009F unharmed everywhere, nor U+FFFE and U+FFFF: JSON can escape them."""
    return re.sub("[\x7f-\x9f\u2028\u2029\ufffe\uffff]", lambda found: f"\\u{ord(found[0]):04x}", text)


def _check(credential_json: str) -> None:
    try:
        parse_object(credential_json, max_bytes=MAX_BYTES)
    except CredentialError as error:
        raise NotBakeable(f"Only a badge in JSON can be baked. {error.sentence}") from None
