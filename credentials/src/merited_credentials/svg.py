"""SVG drawings: the badge element read with care, put in or taken out; every other byte of the drawing stays as it was.

Scripts, styles and document types are left alone, because nothing here runs or shows a drawing. Entities are refused:
a picture does not need them, and they are how small XML swells.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from .errors import NotReadable, TooMuchWork

SVG = "http://www.w3.org/2000/svg"
MAX_SVG = 2_000_000
_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
# In these, ASCII is ASCII, so that a badge in ASCII can be put between the other bytes.
_LIKE_ASCII = re.compile(rb"utf-?8|us-ascii|iso-8859-\d{1,2}|windows-125\d|cp125\d", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S{1,2000}", re.IGNORECASE)
# It begins with the first of several spaces and gives none of them back, so that a long row is read once.
_ATTRIBUTE = re.compile(rb"(?<!\s)\s++([^\s=/>]++)\s*+=\s*+(?:\"[^\"]*\"|'[^']*')")


@dataclass(frozen=True, slots=True)
class Element:
    """How a badge stands in a drawing: namespace and name, the text in `verify`, and the JSON in the body."""

    namespace: str
    name: str
    verify: str | None
    body: str | None

    def written(self, *, ascii_only: bool) -> bytes:
        """The element as XML, with the prefix openbadges; in ASCII for drawings that are not in UTF-8."""
        verify = f" verify={quoteattr(self.verify)}" if self.verify is not None else ""
        if self.body is None:
            return f"<openbadges:{self.name}{verify}/>".encode("ascii" if ascii_only else "utf-8", "xmlcharrefreplace")
        # CDATA ends at the first "]]>", so one inside the JSON is written with an escape that JSON has for ">".
        body = _escaped(self.body, ascii_only).replace("]]>", "]]\\u003e")
        xml = f"<openbadges:{self.name}{verify}><![CDATA[{body}]]></openbadges:{self.name}>"
        return xml.encode("ascii" if ascii_only else "utf-8", "xmlcharrefreplace")


def _escaped(text: str, ascii_only: bool) -> str:
    """XML 1.0 cannot hold U+007F to U+009F unharmed everywhere, nor U+FFFE and U+FFFF: JSON can escape them."""
    awkward = "[^\x00-\x7e]" if ascii_only else "[\x7f-\x9f\u2028\u2029\ufffe\uffff]"
    return re.sub(awkward, lambda found: json.dumps(found[0])[1:-1] if found[0] != "\x7f" else "\\u007f", text)


def badges_in(data: bytes, names: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """The badges in a drawing, each with the namespace of its element and its text (the body, or else `verify`).

    Only the text of a single element is read: of several, each is named with an empty text, because they may stand in
    each other, and then each would hold the texts of all below it. Beside one, an element of the same name in another
    namespace counts too: some readers go by the name alone. An element holds two where `verify` says more than the
    address of the badge in its body: others read that one.
    `names`: the namespaces and names of badge elements. Raises NotReadable (no SVG, entities, not well-formed),
    TooMuchWork.
    """
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
    elements = [(space, one) for space, name in names for one in root.iter(f"{{{space}}}{name}")]
    if not elements:
        return []
    namespace, element = elements[0]
    alike = {name for _, name in names}
    if sum(str(one.tag).rpartition("}")[2] in alike for one in root.iter()) > 1:
        return [(space, "") for space, _ in elements] if len(elements) > 1 else [(namespace, "")] * 2
    text, given = "".join(element.itertext()).strip(), _verify_of(element.attrib)
    if not text:
        return [(namespace, one) for one in given] or [(namespace, "")]
    return [(namespace, text), *((namespace, one) for one in given if one != text and not _is_address_of(text, one))]


def _verify_of(attributes: Mapping[str, str]) -> list[str]:
    """What stands in `verify`, each once; the attribute may carry the prefix of the element, as some readers ask."""
    found = [value.strip() for name, value in attributes.items() if name.rpartition("}")[2] == "verify"]
    return list(dict.fromkeys(value for value in found if value))


def _is_address_of(body: str, verify: str) -> bool:
    """Whether `verify` is the address of the hosted badge in the body (Baking 1.0), so that both are one badge."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if not _ADDRESS.fullmatch(verify) or not isinstance(document, dict):
        return False
    said = [document.get("id")]
    for name in ("verification", "verify"):  # Open Badges 1 names the address there
        rules = document.get(name)
        said += [rules.get("url")] if isinstance(rules, dict) else []
    said = [one for one in said if isinstance(one, str) and _ADDRESS.fullmatch(one)]
    return not said or verify in said


def with_badge(data: bytes, badge: Element, names: tuple[tuple[str, str], ...]) -> bytes:
    """The drawing with the badge as the first child of `<svg>` and without any older one.

    `names`: the namespaces and names of elements to be taken out. `data` has been read by `badges_in`. Raises
    NotReadable for an encoding that no text can be put into.
    """
    declared = _DECLARED.match(data)
    encoding = declared[1] if declared else b"utf-8"
    if not _LIKE_ASCII.fullmatch(encoding) or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotReadable("This drawing is not written in UTF-8. Save it as UTF-8 first.")
    places = _Places(frozenset(f"{namespace} {name}" for namespace, name in names)).read(data)
    start, end = places.root
    tag = data[start:end]
    closed = tag.endswith(b"/>")
    name = re.match(rb"<([^\s/>]+)", tag)
    assert name is not None
    declaration = f' xmlns:openbadges="{badge.namespace}"'.encode("ascii")
    opening = b"<" + name[1] + declaration + _without_declaration(tag[name.end() :])
    written = badge.written(ascii_only=encoding.lower() not in (b"utf-8", b"utf8"))
    if closed:
        return data[:start] + opening[:-2] + b">" + written + b"</" + name[1] + b">" + data[end:]
    rest, kept = end, []
    for begin, finish in places.badges:
        if begin >= rest:
            kept.append(data[rest:begin])
            rest = finish
    return data[:start] + opening + written + b"".join(kept) + data[rest:]


def _without_declaration(attributes: bytes) -> bytes:
    def kept(found: re.Match[bytes]) -> bytes:
        return b"" if found[1] == b"xmlns:openbadges" else found[0]

    return _ATTRIBUTE.sub(kept, attributes)


@dataclass
class _Places:
    """Where the start tag of the root and the badge elements stand, in bytes, as an XML parser sees them."""

    wanted: frozenset[str]
    root: tuple[int, int] = (0, 0)
    badges: list[tuple[int, int]] = field(default_factory=list)
    _open: list[int | None] = field(default_factory=list)

    def read(self, data: bytes) -> _Places:
        parser = expat.ParserCreate(namespace_separator=" ")

        def start(name: str, _attributes: object) -> None:
            place = parser.CurrentByteIndex
            if not self._open:
                self.root = (place, _end_of_tag(data, place))
            self._open.append(place if name in self.wanted else None)

        def finish(_name: str) -> None:
            begin = self._open.pop()
            if begin is not None:
                end = _end_of_tag(data, begin)
                empty = data[end - 2 : end] == b"/>"
                self.badges.append((begin, end if empty else _end_of_tag(data, parser.CurrentByteIndex)))

        parser.StartElementHandler, parser.EndElementHandler = start, finish
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, ValueError, LookupError):
            raise NotReadable("This SVG is not well-formed.") from None
        self.badges.sort()
        return self


def _end_of_tag(data: bytes, place: int) -> int:
    """The place after the tag that begins here; a ">" inside a quoted value does not end it."""
    for found in _quoted_or_end(data, place):
        if found[0] == b">":
            return found.end()
    raise NotReadable("This SVG is not well-formed.")


def _quoted_or_end(data: bytes, place: int) -> Iterator[re.Match[bytes]]:
    return re.compile(rb"\"[^\"]*\"|'[^']*'|>").finditer(data, place)
