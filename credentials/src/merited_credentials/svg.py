"""SVG drawings: the badge element read with care, put in or taken out; every other byte of the drawing stays as it was.

Scripts, styles and document types are left alone, because nothing here runs or shows a drawing. A document type with
declarations of its own (entities, attributes) is refused: a picture does not need them, and they are how small XML
swells. A drawing is read in one pass, and nothing of it is kept but its badges.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from .errors import CredentialError, NotReadable, TooMuchWork
from .strict_json import Json, parse_object
from .xml_names import Name, Scopes

SVG = "http://www.w3.org/2000/svg"
PREFIX = "openbadges"
MAX_SVG = 2_000_000
MAX_PARTS = 200_000  # elements and attributes; a large map drawn with care has 40,000
# When something is refused, the parser still goes to the end of what it was handed: so it is handed little.
_CHUNK = 65_536
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

    @property
    def declaration(self) -> str:
        """What binds the prefix of the element to its namespace."""
        return f' xmlns:{PREFIX}="{self.namespace}"'

    def written(self, *, ascii_only: bool, declared: bool) -> bytes:
        """The element as XML; in ASCII for drawings that are not in UTF-8. `declared`: its prefix is bound outside."""
        head = "" if declared else self.declaration
        head += f" verify={quoteattr(self.verify)}" if self.verify is not None else ""
        if self.body is None:
            return f"<{PREFIX}:{self.name}{head}/>".encode("ascii" if ascii_only else "utf-8", "xmlcharrefreplace")
        # CDATA ends at the first "]]>", so one inside the JSON is written with an escape that JSON has for ">".
        body = _escaped(self.body, ascii_only).replace("]]>", "]]\\u003e")
        xml = f"<{PREFIX}:{self.name}{head}><![CDATA[{body}]]></{PREFIX}:{self.name}>"
        return xml.encode("ascii" if ascii_only else "utf-8", "xmlcharrefreplace")


def _escaped(text: str, ascii_only: bool) -> str:
    """XML 1.0 cannot hold U+007F to U+009F unharmed everywhere, nor U+FFFE and U+FFFF: JSON can escape them."""
    awkward = "[^\x00-\x7e]" if ascii_only else "[\x7f-\x9f\u2028\u2029\ufffe\uffff]"
    return re.sub(awkward, lambda found: json.dumps(found[0])[1:-1] if found[0] != "\x7f" else "\\u007f", text)


def badges_in(data: bytes, names: tuple[Name, ...]) -> list[tuple[str, str]]:
    """The badges in a drawing, each with the namespace of its element and its text (the body, or else `verify`).

    Only the text of a single element is read: of several, each is named with an empty text, because they may stand in
    each other, and then each would hold the texts of all below it. Beside one, an element of the same name in another
    namespace counts too: some readers go by the name alone. An element holds two where `verify` says more than the
    address of the badge in its body: others read that one.
    `names`: the namespaces and names of badge elements. Raises NotReadable (no SVG, declarations, not well-formed),
    TooMuchWork.
    """
    found = _Drawing(frozenset(names)).read(data)
    if len(found.namespaces) != 1 or found.alike:
        return [
            (namespace, "") for namespace in found.namespaces for _ in range(2 if len(found.namespaces) == 1 else 1)
        ]
    if found.holds_elements:
        raise NotReadable("The badge in this SVG has other elements inside, so it is not clear what it says.")
    (namespace,) = found.namespaces
    text, given = "".join(found.text).strip(), list(dict.fromkeys(one.strip() for one in found.verify if one.strip()))
    if not text:
        return [(namespace, one) for one in given] or [(namespace, "")]
    return [(namespace, text), *((namespace, one) for one in given if one != text and not _is_address_of(text, one))]


def _is_address_of(body: str, verify: str) -> bool:
    """Whether `verify` is the address of the hosted badge in the body (Baking 1.0), so that both are one badge."""
    if not _ADDRESS.fullmatch(verify):
        return False
    try:
        document = parse_object(body)  # strictly, for a drawing has room for more than any badge
    except CredentialError:
        return False
    said: list[Json] = [document.get("id")]
    for name in ("verification", "verify"):  # Open Badges 1 names the address there
        rules = document.get(name)
        said += [rules.get("url")] if isinstance(rules, dict) else []
    addresses = [one for one in said if isinstance(one, str) and _ADDRESS.fullmatch(one)]
    return not addresses or verify in addresses


def with_badge(data: bytes, badge: Element, names: tuple[Name, ...]) -> bytes:
    """The drawing with the badge as the first child of `<svg>` and without any older one.

    `names`: the namespaces and names of elements to be taken out. Raises NotReadable, also for an encoding that no text
    can be put into, and TooMuchWork.
    """
    encoding_found = _DECLARED.match(data)
    encoding = encoding_found[1] if encoding_found else b"utf-8"
    if not _LIKE_ASCII.fullmatch(encoding) or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotReadable("This drawing is not written in UTF-8. Save it as UTF-8 first.")
    drawing = _Drawing(frozenset(names)).read(data)
    start, end = drawing.root
    tag = data[start:end]
    name = re.match(rb"<([^\s/>]+)", tag)
    assert name is not None
    opening = tag
    if not drawing.prefix_is_taken:  # else its own elements would move to the namespace of badges
        opening = name[0] + badge.declaration.encode("ascii") + _without_declaration(tag[name.end() :])
    is_ascii = encoding.lower() not in (b"utf-8", b"utf8")
    written = badge.written(ascii_only=is_ascii, declared=not drawing.prefix_is_taken)
    if tag.endswith(b"/>"):
        return data[:start] + opening[:-2] + b">" + written + b"</" + name[1] + b">" + data[end:]
    rest, kept = end, []
    for begin, finish in drawing.badges:
        kept.append(data[rest:begin])
        rest = finish
    return data[:start] + opening + written + b"".join(kept) + data[rest:]


def _without_declaration(attributes: bytes) -> bytes:
    def kept(found: re.Match[bytes]) -> bytes:
        return b"" if found[1] == b"xmlns:" + PREFIX.encode() else found[0]

    return _ATTRIBUTE.sub(kept, attributes)


@dataclass
class _Drawing:
    """What one pass over a drawing finds, as an XML parser sees it: where its root begins, and its badge elements.

    `root` and `badges` are places in bytes; a badge element inside another has none of its own. `namespaces` are those
    of all badge elements; `text`, `verify` (with whatever prefix) and `holds_elements` are of the first. `alike`: there
    are elements of the same name in another namespace. `prefix_is_taken`: the drawing uses it for something of its own.
    """

    wanted: frozenset[Name]
    root: tuple[int, int] = (0, 0)
    badges: list[tuple[int, int]] = field(default_factory=list)
    namespaces: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    verify: list[str] = field(default_factory=list)
    holds_elements: bool = False
    alike: bool = False
    prefix_is_taken: bool = False
    _scopes: Scopes = field(default_factory=Scopes)
    _parts: int = 0
    _depth: int = 0
    _badge: tuple[int, int] | None = None  # the outermost badge element that is open: its depth and its place

    def read(self, data: bytes) -> _Drawing:
        if len(data) > MAX_SVG:
            raise TooMuchWork(f"This drawing is larger than {MAX_SVG:,} bytes.")
        parser = expat.ParserCreate()
        parser.ordered_attributes = parser.buffer_text = True
        parser.StartDoctypeDeclHandler, parser.SkippedEntityHandler = _look_at_type, _no_declarations
        parser.StartElementHandler = lambda name, given: self._start(name, given, data, parser.CurrentByteIndex)
        parser.EndElementHandler = lambda _name: self._end(data, parser.CurrentByteIndex)
        parser.CharacterDataHandler = self._characters
        try:
            for place in range(0, len(data), _CHUNK):
                parser.Parse(data[place : place + _CHUNK], False)
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError):
            raise NotReadable("This SVG is not well-formed.") from None
        return self

    def _start(self, name: str, given: list[str], data: bytes, place: int) -> None:
        self._parts += 1 + len(given) // 2
        if self._parts > MAX_PARTS:
            raise TooMuchWork(f"This drawing has more than {MAX_PARTS:,} elements and attributes; no badge does.")
        found, prefixed = self._scopes.enter(name, given)
        self._depth += 1
        if self._depth == 1:
            if found != (SVG, "svg"):
                raise NotReadable("This file is XML, but no SVG drawing.")
            self.root = (place, _end_of_tag(data, place))
            self._look_at_prefix(given)
        if found in self.wanted:
            self._begin_badge(found[0], given, prefixed, place)
            return
        self.alike = self.alike or any(found[1] == local for _, local in self.wanted)
        if self._badge:
            self.holds_elements = True
        elif any(one.startswith(PREFIX + ":") for one in (name, *given[::2])):
            self.prefix_is_taken = True

    def _look_at_prefix(self, given: list[str]) -> None:
        namespaces = {namespace for namespace, _ in self.wanted}
        for key, value in zip(given[::2], given[1::2], strict=True):
            if key == "xmlns:" + PREFIX and value not in namespaces:
                self.prefix_is_taken = True

    def _begin_badge(self, namespace: str, given: list[str], prefixed: dict[Name, str], place: int) -> None:
        if not self.namespaces:
            self.verify = [value for key, value in zip(given[::2], given[1::2], strict=True) if key == "verify"]
            self.verify += [value for (_, key), value in prefixed.items() if key == "verify"]
        self.namespaces.append(namespace)
        self._badge = self._badge or (self._depth, place)

    def _end(self, data: bytes, place: int) -> None:
        if self._badge and self._badge[0] == self._depth:
            begin = self._badge[1]
            end = _end_of_tag(data, begin)
            is_empty = data[end - 2 : end] == b"/>"
            self.badges.append((begin, end if is_empty else _end_of_tag(data, place)))
            self._badge = None
        self._depth -= 1
        self._scopes.leave()

    def _characters(self, text: str) -> None:
        if self._badge and len(self.namespaces) == 1:
            self.text.append(text)


def _look_at_type(_name: str, _system: str | None, _public: str | None, declares: int) -> None:
    if declares:
        _no_declarations()


def _no_declarations(*_entity: object) -> NoReturn:
    raise NotReadable(
        "This SVG brings declarations of its own, in which a badge could be hidden, so it is not read. "
        "Ask for the badge as a PNG or as JSON."
    )


def _end_of_tag(data: bytes, place: int) -> int:
    """The place after the tag that begins here; a ">" inside a quoted value does not end it."""
    for found in _quoted_or_end(data, place):
        if found[0] == b">":
            return found.end()
    raise NotReadable("This SVG is not well-formed.")


def _quoted_or_end(data: bytes, place: int) -> Iterator[re.Match[bytes]]:
    return re.compile(rb"\"[^\"]*\"|'[^']*'|>").finditer(data, place)
