"""The names of XML: which namespace each belongs to (Namespaces in XML 1.0), found without writing its address out.

A parser that does this by itself joins the address and the name anew for every element and attribute, so that an
address of a megabyte and a thousand short names make a gigabyte. Here a name costs what it costs in the file.
"""

from __future__ import annotations

import re

from .errors import NotReadable

XML = "http://www.w3.org/XML/1998/namespace"
_XMLNS = "http://www.w3.org/2000/xmlns/"
Name = tuple[str, str]
# What a name may hold and not begin with: a parser that knows no prefixes lets it stand behind one.
_INSIDE = re.compile("[-.0-9\u00b7\u0300-\u036f\u203f\u2040]")


class Scopes:
    """The prefixes that hold where a parser stands; `enter` and `leave` for each element."""

    def __init__(self) -> None:
        self._bound: dict[str, list[str]] = {"": [""], "xml": [XML]}
        self._open: list[tuple[str, ...]] = []

    def enter(self, name: str, attributes: list[str]) -> tuple[Name, dict[Name, str]]:
        """The name of an element that begins and of its attributes with a prefix, each as (namespace, local name).

        `attributes`: name, value, name, value. Raises NotReadable for a prefix that stands for nothing, a name given
        twice, and declarations that Namespaces in XML forbids.
        """
        declared, prefixed = [], []
        for key, value in zip(attributes[::2], attributes[1::2], strict=True):
            if key == "xmlns" or key.startswith("xmlns:"):
                declared.append(self._declare(key[6:], value, is_default=key == "xmlns"))
            elif ":" in key:
                prefixed.append((key, value))
        self._open.append(tuple(declared))
        found = {self._resolved(key): value for key, value in prefixed}
        if len(found) != len(prefixed):
            raise NotReadable("This SVG is not well-formed.")
        return self._resolved(name), found

    def leave(self) -> None:
        """The element that was entered last has ended, and what it declared holds no longer."""
        for prefix in self._open.pop():
            self._bound[prefix].pop()
            if not self._bound[prefix]:
                del self._bound[prefix]

    def _declare(self, prefix: str, address: str, *, is_default: bool) -> str:
        is_odd = prefix == "xmlns" or ":" in prefix or address == _XMLNS or (prefix == "xml") != (address == XML)
        if is_odd or (not is_default and not (prefix and address)):
            raise NotReadable("This SVG is not well-formed.")
        self._bound.setdefault(prefix, []).append(address)
        return prefix

    def _resolved(self, name: str) -> Name:
        prefix, colon, local = name.rpartition(":")
        if prefix not in self._bound or (colon and not (prefix and local)) or _INSIDE.match(local):
            raise NotReadable("This SVG is not well-formed.")
        return self._bound[prefix][-1], local
