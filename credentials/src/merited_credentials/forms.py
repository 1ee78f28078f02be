"""Between frozen dataclasses and documents: one table for each class, one writer, one reader.

Nothing is lost on the way. A member that the table does not list is kept in `extra`. A member that stood there in
another form than the writer's own (a bare value instead of a list, a date with another zone) is kept in `as_read`, and
comes out as it went in until its field is changed.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .dates import instant_text, parse_date, parse_instant
from .model import Part, Path
from .strict_json import Json


@dataclass(frozen=True, slots=True)
class Codec:
    """How one value is written and read."""

    write: Callable[[Any], Json]
    read: Callable[[Any], Any]


PLAIN = Codec(lambda value: value, lambda value: value)
INSTANT = Codec(instant_text, parse_instant)
DAY = Codec(lambda value: value.isoformat(), parse_date)
DIGITS = Codec(str, int)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a document: its place, the field that holds it, how; `many` is a list or a bare value.

    `of` finds the value where it is not simply a field's. A member without a field is made from other fields.
    """

    place: Path
    field: str
    codec: Codec = PLAIN
    many: bool = False
    of: Callable[[Any], Any] | None = None

    def written(self, part: Any) -> Json:
        """The member's value as the document has it; None when there is none."""
        value = self.of(part) if self.of else getattr(part, self.field)
        if value is None:
            return None
        return [self.codec.write(item) for item in value] if self.many else self.codec.write(value)

    def read(self, value: Json) -> Any:
        """The field's value, from a document whose shape has been checked."""
        if not self.many:
            return self.codec.read(value)
        return tuple(self.codec.read(item) for item in (value if isinstance(value, list) else [value]))


@dataclass(frozen=True, slots=True)
class Form:
    """How a class stands in a document: its members, its types, and the objects inside that share its fields."""

    make: Callable[..., Any]
    members: tuple[Member, ...]
    types: Mapping[Path, Json] = field(default_factory=dict)
    inner: frozenset[str] = frozenset()


def write(part: Any, form: Form) -> dict[str, Json]:
    """The document of a part. Raises ValueError for an instant without a time zone."""
    flat = _plain(part, form)
    for place, (was, stood) in part.as_read.items():
        if _at(flat, place) == was:
            flat.pop(place, None)
            if stood:
                flat[place] = stood[0]
    return _nested(copy.deepcopy(flat | _flat(part.extra, form.inner)), form.inner)


def read(document: Mapping[str, Json], form: Form) -> Any:
    """The part that a document describes; its shape has been checked."""
    flat, values, extra = _flat(document, form.inner), dict[str, Any](), dict[Path, Json]()
    members = {member.place: member for member in form.members}
    for place, value in flat.items():
        member = members.get(place)
        if member is not None:
            if member.field:
                values[member.field] = member.read(value)
        elif _names(value) is None or _names(value) != _names(form.types.get(place)):
            extra[place] = value
    part: Part = form.make(**values, extra=_nested(extra, frozenset()))
    plain = _plain(part, form)
    places = [place for place in {**plain, **flat} if place not in extra]
    differing = {place: (_at(plain, place), _at(flat, place)) for place in places}
    return replace(part, as_read={place: pair for place, pair in differing.items() if pair[0] != pair[1]})


def _plain(part: Any, form: Form) -> dict[Path, Json]:
    """What the fields alone say, place by place, without what is not there: a signature covers no empty member."""
    written = [(member.place, member.written(part)) for member in form.members]
    return dict(form.types) | {place: value for place, value in written if value is not None and value != []}


def _at(flat: Mapping[Path, Json], place: Path) -> tuple[Json, ...]:
    return (flat[place],) if place in flat else ()


def _flat(document: Mapping[str, Json], inner: frozenset[str]) -> dict[Path, Json]:
    flat: dict[Path, Json] = {}
    for name, value in document.items():
        if name in inner and isinstance(value, dict):
            flat |= {(name, below): item for below, item in value.items()}
        else:
            flat[name,] = value
    return flat


def _nested(flat: Mapping[Path, Json], inner: frozenset[str]) -> dict[str, Json]:
    nested: dict[str, Json] = {}
    for place, value in flat.items():
        if len(place) == 1:
            nested[place[0]] = value
        else:
            below = nested.setdefault(place[0], {})
            if isinstance(below, dict):
                below[place[1]] = value
    return nested | {name: {} for name in inner if name not in nested}


def _names(value: Json) -> frozenset[str] | None:
    """The types that a `type` names, in whichever form; None for anything else."""
    names = value if isinstance(value, list) else [value]
    texts = frozenset(name for name in names if isinstance(name, str))
    return texts if len(texts) == len(names) and texts else None
