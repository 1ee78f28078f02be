"""What the words of a document mean at one place of it: JSON-LD contexts, as far as credentials use them.

The guard reads contexts by these lines, and PyLD by its own; a test holds the two against each other, term by term.
Whatever of JSON-LD 1.1 is not here (@import, @reverse, @nest, maps by language, and so on) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from .errors import UnsafeDocument

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_KEYWORDS = frozenset({"@id", "@type", "@json", "@none", "@vocab", "@list", "@set", "@graph"})
_OF_CONTEXT = frozenset({"@version", "@protected", "@vocab"})
_OF_TERM = frozenset({"@id", "@type", "@container", "@context", "@protected"})
MAX_KEPT = 400  # scopes that are kept to be used again, by all that grew out of one
_CONTAINERS = frozenset({"@set", "@list", "@graph"})


def is_absolute_iri(text: str) -> bool:
    """Whether the text is an address in full, with its scheme (RFC 3987); a path or a bare word is not."""
    return bool(_IRI.fullmatch(text))


@dataclass(frozen=True, slots=True)
class Term:
    """What a context says of one word: its IRI, how its values are read, how they are kept, and its own context.

    `scoped` is that context as it was written; `cleared`: it is null, so that inside no word is known.
    `prefix`: the word may stand before a colon, for its IRI.
    """

    iri: str
    reads: str | None = None
    container: tuple[str, ...] = ()
    scoped: Mapping[str, Any] | None = None
    prefix: bool = False
    protected: bool = False
    cleared: bool = False

    def same_as(self, other: Term) -> bool:
        """Whether both say the same; that one of them is protected is not part of what they say (API, 4.2.2)."""
        mine = (self.iri, self.reads, self.container, self.scoped, self.cleared)
        return mine == (other.iri, other.reads, other.container, other.scoped, other.cleared)


# By the ids of a scope and of a context: the two, and the scope that they make together.
_Grown: TypeAlias = "dict[tuple[int, int, bool], tuple[Scope, object, Scope]]"


class Scope:
    """The words in force at one place of a document (the active context of the JSON-LD 1.1 API). Never changed."""

    __slots__ = ("_empty", "_grown", "_iris", "terms", "vocab")

    def __init__(
        self, terms: Mapping[str, Term] | None = None, vocab: str | None = None, grown: _Grown | None = None
    ) -> None:
        self.terms: Mapping[str, Term] = terms or {}
        self.vocab = vocab
        self._iris: frozenset[str] | None = None
        # Contexts are frozen, so each is laid over a scope once. Both are kept, so that their ids stay their own; and
        # all that grew out of one scope keep what they learn together, so that no document can fill the memory.
        self._grown: _Grown = {} if grown is None else grown
        self._empty: Scope | None = None

    def extended(self, context: Mapping[str, Any], *, override: bool = False) -> Scope:
        """This scope with a context laid over it (API, 4.1.2).

        `override`: as the context of a member, which alone may change a protected word. Raises UnsafeDocument where
        the context changes a protected word, or uses a part of JSON-LD that no credential needs.
        """
        key = (id(self), id(context), override)
        found = self._grown.get(key)
        if found is None:
            if len(self._grown) >= MAX_KEPT:
                self._grown.clear()
            found = self._grown[key] = (self, context, _Reading(self, context, override).scope())
        return found[2]

    @property
    def iris(self) -> frozenset[str]:
        """What all the words stand for."""
        if self._iris is None:
            self._iris = frozenset(term.iri for term in self.terms.values())
        return self._iris

    def inside(self, term: Term) -> Scope:
        """The words in force inside the value of a member (API, 5.1.2, step 8)."""
        if term.cleared:
            self._empty = self._empty or Scope(grown=self._grown)
            return self._empty
        return self if term.scoped is None else self.extended(term.scoped, override=True)

    def prefixed(self, text: str) -> bool:
        """Whether a text that looks like an address is short for another, because its scheme is a word here."""
        before, colon, after = text.partition(":")
        term = self.terms.get(before)
        return bool(colon) and not after.startswith("//") and term is not None and term.prefix


class _Reading:
    """One context being read over a scope."""

    def __init__(self, around: Scope, context: Mapping[str, Any], override: bool) -> None:
        self.context, self.override = context, override
        self.terms = dict(around.terms)
        self.vocab = around.vocab
        self.before, self.grown = around.terms, around._grown
        self.done: set[str] = set()

    def scope(self) -> Scope:
        strange = {name for name in self.context if name.startswith("@")} - _OF_CONTEXT
        if strange:
            raise _unneeded(min(strange))
        if "@vocab" in self.context:
            self.vocab = self._vocab(self.context["@vocab"])
        for name in self.context:
            if not name.startswith("@"):
                self.define(name)
        return Scope(self.terms, self.vocab, self.grown)

    def _vocab(self, value: object) -> str | None:
        if value is not None and not (isinstance(value, str) and ":" in value):
            raise _unneeded("@vocab")
        return value

    def define(self, name: str) -> None:
        if name in self.done:
            return
        self.done.add(name)
        written = self.context[name]
        if isinstance(written, str):
            written = {"@id": written}
            simple = True
        elif isinstance(written, Mapping) and not written.keys() - _OF_TERM:
            simple = False
        else:
            raise _unneeded(name)
        term = self._term(name, written, simple)
        old = self.before.get(name)
        if old is not None and old.protected and not self.override:
            if not old.same_as(term):
                raise UnsafeDocument(name, f'One vocabulary changes what "{name[:40]}" means in another.')
            term = old
        self.terms[name] = term

    def _term(self, name: str, written: Mapping[str, Any], simple: bool) -> Term:
        iri = self.expanded(written.get("@id", name), own=name)
        if iri is None:
            raise _unneeded(name)
        reads, kept, scoped = written.get("@type"), written.get("@container", ()), written.get("@context")
        container = tuple(sorted([kept] if isinstance(kept, str) else kept))
        if set(container) - _CONTAINERS or not (scoped is None or isinstance(scoped, Mapping)):
            raise _unneeded(name)
        return Term(
            iri,
            None if reads is None else self.expanded(reads, own=""),
            container,
            scoped,
            prefix=simple and iri[-1:] in set(":/?#[]@"),
            protected=bool(written.get("@protected", self.context.get("@protected", False))),
            cleared="@context" in written and scoped is None,
        )

    def expanded(self, text: object, own: str) -> str | None:
        """A name or a short form written out (API, 5.2), with the words that this very context defines."""
        if not isinstance(text, str) or text.startswith("@"):
            return text if text in _KEYWORDS else None
        if text != own:
            if text in self.context:
                self.define(text)
            if text in self.terms:
                return self.terms[text].iri
        before, colon, after = text.partition(":")
        if colon:
            if not after.startswith("//"):
                if before in self.context and before != own:
                    self.define(before)
                found = self.terms.get(before)
                if found is not None and found.prefix:
                    return found.iri + after
            return text
        return None if self.vocab is None else self.vocab + text


def _unneeded(name: str) -> UnsafeDocument:
    return UnsafeDocument(name, f'A vocabulary uses a part of JSON-LD that no credential needs ("{name[:40]}").')
