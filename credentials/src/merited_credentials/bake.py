"""Baking: a badge in and out of a picture (Open Badges 3.0, 5.3; Open Badges Baking 1.0 for 2.0; PNG and SVG).

Which form is baked follows from the badge. Open Badges 3.0: PNG keyword `openbadgecredential`, SVG element
`<openbadges:credential>`; 2.0: `openbadges` and `<openbadges:assertion>`. JSON or compact JWS in both.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Literal

from . import png, svg
from .errors import CredentialError, NotBakeable, NotReadable, TwoBadges
from .jose.token import parse
from .ob2.model import Assertion
from .ob2.older import version_of
from .ob2.read import class_of
from .strict_json import MAX_BYTES, Json, parse_object

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
NAMESPACE_OB2 = "http://openbadges.org"
# First what is written here for 3.0 and 2.0; then what others mix up, and what their readers may take for a badge.
_ELEMENTS = (
    *((NAMESPACE, "credential"), (NAMESPACE_OB2, "assertion")),
    *((NAMESPACE, "assertion"), (NAMESPACE_OB2, "credential")),
)
_VERSIONS = {NAMESPACE: "3.0", NAMESPACE_OB2: "2.0", png.KEYWORD: "3.0", png.KEYWORD_OB2: "2.0"}
Kind = Literal["png", "svg", "json", "jws", "unknown"]

_JWS = re.compile(rb"[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*")
_SVG_HEAD = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?svg[\s>/]")


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


def bake_png(image: bytes, badge: str) -> bytes:
    """The picture with the badge (JSON or compact JWS) in one uncompressed iTXt chunk after its header.

    Every other chunk stays as it was, pixels and animations included, and so does what stands behind the end; older
    badges are replaced. Raises NotBakeable (no PNG, damaged, no badge).
    """
    cargo = _cargo(badge)
    try:
        baked = png.with_text(image, cargo.text, png.KEYWORD_OB2 if cargo.is_ob2 else png.KEYWORD)
        if _baked_png(baked) == cargo.text:
            return baked
    except CredentialError as error:
        raise NotBakeable(error.sentence) from None
    raise NotBakeable("The badge would not come out of this picture as it went in.")


def bake_svg(image: bytes, badge: str) -> bytes:
    """The drawing with the badge as the first child of `<svg>`: JSON in the body, a compact JWS in `verify`.

    Every other byte stays as it was, scripts included; older badges are replaced. Raises NotBakeable (no SVG,
    declarations of entities or attributes, not UTF-8, no badge).
    """
    cargo = _cargo(badge)
    try:
        baked = svg.with_badge(image, cargo.element, _ELEMENTS)
        found = _baked_svg(baked)
    except CredentialError as error:
        raise NotBakeable(f"This drawing cannot carry a badge. {error.sentence}") from None
    if found is None or (found != cargo.text if cargo.is_token else json.loads(found) != json.loads(cargo.text)):
        raise NotBakeable("The badge would not come out of this drawing as it went in.")
    return baked


def unbake(data: bytes) -> str | None:
    """The text of the badge inside a picture; None for a picture without one.

    JSON or compact JWS, of Open Badges 3.0 or 2.0; from old pictures the address of a hosted badge. Raises NotReadable
    (no picture, damaged), TwoBadges, TooMuchWork.
    """
    kind = kind_of(data)
    if kind == "png":
        return _baked_png(data)
    if kind == "svg":
        return _baked_svg(data)
    raise NotReadable("This is neither a PNG nor an SVG image.")


@dataclass(frozen=True, slots=True)
class _Cargo:
    """What is to be baked, and in which form."""

    text: str
    is_ob2: bool
    is_token: bool
    document: dict[str, Json]

    @property
    def element(self) -> svg.Element:
        """As an SVG carries it. A hosted badge of 2.0 has its address beside the JSON (Baking 1.0, SVG)."""
        namespace, name = _ELEMENTS[self.is_ob2]
        if self.is_token:
            return svg.Element(namespace, name, self.text, None)
        return svg.Element(namespace, name, str(self.document.get("id", "")) if self.is_ob2 else None, self.text)


def _cargo(badge: str) -> _Cargo:
    text = badge.strip()
    is_token = kind_of(text.encode("utf-8", "surrogatepass")) == "jws"
    try:
        document = parse(text).payload if is_token else parse_object(badge, max_bytes=MAX_BYTES)
    except CredentialError as error:
        raise NotBakeable(f"Only a badge in JSON, or a signed token, can be baked. {error.sentence}") from None
    is_ob2 = class_of(document) is Assertion or version_of(document) is not None
    verification = document.get("verification", document.get("verify"))
    if (
        is_ob2
        and not is_token
        and isinstance(verification, dict)
        and verification.get("type") in ("signed", "SignedBadge")
    ):
        raise NotBakeable("This badge is a signed one, and without its signature it is worth nothing: bake the token.")
    return _Cargo(text if is_token else badge, is_ob2, is_token, document)


def _baked_png(data: bytes) -> str | None:
    found = [chunk for chunk in png.chunks(data) if png.keyword_of(chunk) in (png.KEYWORD, png.KEYWORD_OB2)]
    versions = [_VERSIONS[png.keyword_of(chunk) or b""] for chunk in found]
    # Readers that search the file for a keyword find one behind the picture's end, too.
    _check_one(versions + [_VERSIONS[keyword] for keyword in png.keywords_behind(data)] if found else [])
    return png.text_of(found[0]) if found else None


def _baked_svg(data: bytes) -> str | None:
    found = svg.badges_in(data, _ELEMENTS)
    _check_one([_VERSIONS[namespace] for namespace, _ in found])
    return found[0][1] if found else None


def _check_one(versions: list[str]) -> None:
    """A picture with two badges is refused: another program would show the other one."""
    if len(versions) > 1:
        named = " and ".join(f"one of Open Badges {version}" for version in versions[:3])
        raise TwoBadges(f"This image carries more than one badge ({named}), so it is not clear which one is meant.")
