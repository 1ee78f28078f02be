"""From a document to its canonical text: JSON-LD expansion, own strict steps to RDF, and RDFC-1.0 (rdfc.py).

PyLD expands; the quads are built here. What a document may not say is refused, never dropped: the members are counted
before and after, nothing is resolved against an address that nobody wrote, and no number is written in a way of PyLD's.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable
from threading import Lock
from typing import Any

from pyld import jsonld
from pyld.context_resolver import ContextResolver

from .contexts import KNOWN, Vocabularies, context_document
from .errors import CredentialError, NotSignable, TooMuchWork, UnknownContext, UnsafeDocument
from .rdfc import Inner, Quad, canonical_text, escaped
from .strict_json import Json, check_limits
from .vocabulary import is_absolute_iri
from .work import Work

__all__ = ["ContextOf", "Inner", "canonical_double", "canonical_text", "canonicalize", "digest", "quads_of"]

# A Vocabularies object is one; a plain function serves as well, and then nothing is kept between two calls.
ContextOf = Callable[[str], dict[str, Any]]

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
# PyLD resolves what is not absolute against this address, which nobody wrote.
MADE_UP_BASE = "http://example.org/base/"

_expansion = Lock()  # PyLD's caches are plain dictionaries, and web servers run threads


def canonicalize(
    document: dict[str, Json],
    *,
    context_of: ContextOf = context_document,
    inner: Inner = "SHA-256",
    work: Work | None = None,
) -> str:
    """The canonical N-Quads of a document (RDFC-1.0), one sorted line for each statement.

    `inner` is the hash by which RDFC-1.0 tells blank nodes apart: SHA-384 for keys on P-384 (vc-di-ecdsa, 3), else
    SHA-256; `work` is what is left for the whole verification. Raises UnknownContext, UnsafeDocument (a member would be
    dropped, an address is relative), TooMuchWork, WorkUsedUp.
    """
    return canonical_text(quads_of(document, context_of=context_of, work=work), inner=inner, work=work)


def digest(text: str) -> bytes:
    """The SHA-256 of the text in UTF-8: 32 bytes."""
    return hashlib.sha256(text.encode("utf-8")).digest()


def quads_of(
    document: dict[str, Json], *, context_of: ContextOf = context_document, work: Work | None = None
) -> list[Quad]:
    """The statements of a document.

    Raises UnknownContext, UnsafeDocument, NotSignable (a literal in JSON), and TooMuchWork before it is expanded.
    """
    check_limits(document)
    expanded = _expand(document, context_of, work or Work())
    if _holds_json(expanded):
        raise NotSignable("This library cannot read this member yet.")
    if _count_plain(document) != _count_expanded(expanded):
        raise UnsafeDocument("the badge", "A member would be dropped before signing, so nothing would protect it.")
    return _Quads().read(expanded)


def _expand(document: dict[str, Json], context_of: ContextOf, work: Work) -> list[Any]:
    key = ("processor", id(context_of))
    _, processor = work.once(key, lambda: (context_of, _processor()))  # both are kept, so that the id stays its own
    kept = KNOWN if context_of is context_document else context_of
    frozen = isinstance(kept, Vocabularies)

    def load(address: str, _options: object = None) -> dict[str, Any]:
        # The tag lets PyLD keep the resolved context, in a cache that belongs to these very contexts.
        found = {"document": context_of(address), "documentUrl": address, "contextUrl": None}
        return found | ({"tag": "static"} if frozen else {})

    shared = kept.resolved if isinstance(kept, Vocabularies) else {}
    options = {"documentLoader": load, "contextResolver": ContextResolver(shared, load)}
    with _expansion:
        try:
            expanded: list[Any] = processor.expand(document, options)
        except jsonld.JsonLdError as error:
            cause: BaseException | None = error
            while cause is not None:
                if isinstance(cause, UnknownContext):
                    raise cause from None
                cause = getattr(cause, "cause", None) or cause.__cause__
            raise UnsafeDocument("the badge", "The vocabularies cannot be applied to this document.") from None
        except RecursionError:
            raise TooMuchWork("This document is nested too deeply to be a badge.") from None
        except CredentialError:
            raise
        except Exception:  # PyLD has plain errors too, such as ValueError for a vocabulary at a relative address
            raise UnsafeDocument("the badge", "The vocabularies cannot be applied to this document.") from None
    return expanded


def _processor() -> Any:
    """PyLD's processor, which lays each context over the same words once, for all documents of one verification.

    By itself it does so again for each object with a type, because it tells the words in force apart by a number that
    it draws anew (`previousContext`): most of its work on a badge. What is laid over what decides the outcome alone.
    """
    processor = jsonld.JsonLdProcessor()
    process, kept = processor._process_context, {}

    def once(
        active: Any,
        local: Any,
        options: Any,
        override_protected: bool = False,
        propagate: bool = True,
        validate_scoped: bool = True,
        cycles: Any = None,
    ) -> Any:
        if cycles is not None or not validate_scoped:
            return process(active, local, options, override_protected, propagate, validate_scoped, cycles)
        plain = isinstance(local, list) and all(isinstance(one, str) for one in local)
        key = (id(active), tuple(local) if plain else id(local), override_protected, propagate)
        if key not in kept:  # both are kept, so that their ids stay their own
            kept[key] = (process(active, local, options, override_protected, propagate), active, local)
        return kept[key][0]

    processor._process_context = once
    return processor


def _count_plain(value: Json) -> int:
    if isinstance(value, list):
        return sum(_count_plain(item) for item in value)
    if isinstance(value, dict) and "@value" not in value:
        # An address may expand into an object with an id, so ids are not counted; the guard looks at each of them.
        return sum((key != "id") + _count_plain(item) for key, item in value.items() if key != "@context")
    return 0


def _count_expanded(value: Any) -> int:
    if isinstance(value, list):
        return sum(_count_expanded(item) for item in value)
    if isinstance(value, dict) and "@value" not in value:
        unseen = ("@id", "@list", "@set", "@graph")
        return sum((key not in unseen) + _count_expanded(item) for key, item in value.items())
    return 0


def _holds_json(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_holds_json, value))
    return isinstance(value, dict) and (
        value.get("@type") == "@json" if "@value" in value else any(map(_holds_json, value.values()))
    )


class _Quads:
    """Expanded JSON-LD into quads (JSON-LD 1.1 API, 8), for the few forms that the guards let through."""

    def __init__(self) -> None:
        self.quads: list[Quad] = []
        self.blanks = 0

    def read(self, expanded: list[Any]) -> list[Quad]:
        for node in expanded:
            self.node(node, "")
        return self.quads

    def blank(self) -> str:
        self.blanks += 1
        return f"_:b{self.blanks}"

    def node(self, node: dict[str, Any], graph: str) -> str:
        subject = _iri(node["@id"]) if "@id" in node else self.blank()
        for key, values in node.items():
            if key == "@type":
                for name in values:
                    self.quads.append((subject, f"<{RDF}type>", _iri(name), graph))
            elif key == "@graph":
                for inner in values:
                    self.node(inner, subject)
            elif key.startswith("@"):
                if key != "@id":
                    raise UnsafeDocument(key, "The document uses a part of JSON-LD that no badge needs.")
            else:
                for value in values:
                    self.quads.append((subject, _iri(key), self.value(value, graph), graph))
        return subject

    def value(self, value: dict[str, Any], graph: str) -> str:
        if "@value" in value:
            return _literal(value)
        if "@list" in value:
            return self.chain(value["@list"], graph)
        return self.node(value, graph)

    def chain(self, items: list[Any], graph: str) -> str:
        head = f"<{RDF}nil>"
        for item in reversed(items):
            link = self.blank()
            self.quads.append((link, f"<{RDF}first>", self.value(item, graph), graph))
            self.quads.append((link, f"<{RDF}rest>", head, graph))
            head = link
        return head


def _iri(text: Any) -> str:
    if isinstance(text, str) and is_absolute_iri(text) and not text.startswith(MADE_UP_BASE):
        return f"<{text}>"
    raise UnsafeDocument("the badge", f'"{str(text)[:80]}" is not a full address.')


def _literal(item: dict[str, Any]) -> str:
    value, datatype, language = item["@value"], item.get("@type"), item.get("@language")
    # The direction of a text has no place in RDF unless signer and reader agree on one (JSON-LD 1.1 API, 7.9), which
    # the cryptosuites do not: it is left out, as every other program leaves it out, and the guard names each place.
    strange = item.keys() - {"@value", "@type", "@language", "@direction"}
    if strange or datatype == "@json" or (language is not None and not isinstance(value, str)):
        raise UnsafeDocument("the badge", "The document uses a part of JSON-LD that no badge needs.")
    text, default = _lexical(value, datatype)
    if language is not None:
        return f'"{escaped(text)}"@{_language(language)}'
    named = datatype or default
    return f'"{escaped(text)}"' if named in (None, XSD + "string") else f'"{escaped(text)}"^^{_iri(named)}'


def _language(tag: Any) -> str:
    if isinstance(tag, str) and re.fullmatch(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", tag):
        return tag
    raise UnsafeDocument("the badge", "The language of a text must be a tag such as en or es-MX.")


def _lexical(value: Any, datatype: str | None) -> tuple[str, str | None]:
    """The text of a native value and the datatype it has by itself (JSON-LD 1.1 API, 8.2.2)."""
    if isinstance(value, bool):
        return ("true" if value else "false"), XSD + "boolean"
    if isinstance(value, str):
        return value, None
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise UnsafeDocument("the badge", "A value is neither text nor a number.")
    whole = isinstance(value, int) or value.is_integer()
    if whole and abs(value) < 1e21 and datatype != XSD + "double":
        return str(int(value)), XSD + "integer"
    return canonical_double(float(value)), XSD + "double"


def canonical_double(value: float) -> str:
    """The canonical form of xsd:double, as 1.0E-7 (PyLD writes 1.0E-07, which other programs do not)."""
    mantissa, exponent = f"{value:.15E}".split("E")
    mantissa = mantissa.rstrip("0")
    return f"{mantissa}{'0' if mantissa.endswith('.') else ''}E{int(exponent)}"
