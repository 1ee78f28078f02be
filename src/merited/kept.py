"""Questions that are asked for every page: Django writes their SQL once, afterward only the values in it change.

To put a question of some length together takes Django ten times as long as PostgreSQL needs to answer it.
"""

from collections.abc import Callable, Collection, Hashable, Iterable
from contextlib import ExitStack
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import update_wrapper
from typing import Any, Generic, NoReturn, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, QuerySet
from django.db.transaction import TransactionManagementError

from merited.base import clock

P = ParamSpec("P")
Row = TypeVar("Row")
M = TypeVar("M", bound=Model)
Value = UUID | datetime | date
Kinds = tuple[type | int, ...]  # of each value its type, of a list of keys how many they are
MOST = 500  # forms of one question that are kept; then it begins anew
_FIRST, _SECOND = datetime(2001, 2, 3, 4, 5, 6, 789, UTC), datetime(2011, 12, 13, 14, 15, 16, 171819, UTC)


@dataclass(frozen=True, slots=True)
class _Written:
    """One question as Django wrote it. `places`: where in `params` which value stands."""

    questions: QuerySet[Any, Any]
    compiler: Any
    sql: str
    params: tuple[object, ...]
    places: tuple[tuple[int, int], ...] = ()


class Kept(Generic[P, Row]):
    """A question that is written once for each `shape`.

    Built by a function from values (positional: keys, frozen sets of keys, times) and a shape (by keyword: whatever else
    decides how the question reads); it asks nothing itself. Of the clock it may use what `moments` name. Called with the
    same it returns the rows. Raises `TypeError` where something else than the values would have to change from one time to
    the next.
    """

    def __init__(self, build: Callable[P, QuerySet[Any, Row]], moments: tuple[Callable[[], Value], ...]) -> None:
        self._build, self._moments, self.name = build, moments, build.__name__
        self._written: dict[Hashable, _Written | None] = {}
        update_wrapper(self, build)

    def __call__(self, *values: P.args, **shape: P.kwargs) -> list[Row]:
        """The rows, of models or plain."""
        every: list[Any] = [_padded(one) if isinstance(one, frozenset) else one for one in values]
        kinds = tuple(len(one) if isinstance(one, list) else type(one) for one in every)
        key = (kinds, *sorted(shape.items()))
        if key not in self._written:
            if len(self._written) >= MOST:
                self._written.clear()
            self._written[key] = self._write(kinds, shape)
        written = self._written[key]
        if written is None:
            return []
        now = _flat([*every, *(moment() for moment in self._moments)])
        questions = written.questions.all()
        connection = connections[questions.db]
        if questions.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("rows are locked inside a transaction alone")
        params = list(written.params)
        for place, which in written.places:
            params[place] = _stored(now[which], connection)
        compiler = copy(written.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_more: (written.sql, params)
        questions.query.get_compiler = lambda *_args, **_more: compiler  # type: ignore[method-assign]
        return list(questions)

    def _write(self, kinds: Kinds, shape: dict[str, Any]) -> _Written | None:
        """Put the question together twice, with values that occur nowhere else: where both differ, a value stands."""
        try:
            one, first = self._once(kinds, shape, _FIRST)
            other, second = self._once(kinds, shape, _SECOND)
        except EmptyResultSet:
            return None
        if one.sql != other.sql:
            raise TypeError(f"{self.name} reads otherwise with other values")
        places = []
        for place, (was, became) in enumerate(zip(one.params, other.params, strict=True)):
            if was != became:
                which = [n for n, pair in enumerate(zip(first, second, strict=True)) if pair == (was, became)]
                if len(which) != 1:
                    raise TypeError(f"{self.name} holds what is none of its values")
                places.append((place, which[0]))
        return _Written(one.questions, one.compiler, one.sql, one.params, tuple(places))

    def _once(self, kinds: Kinds, shape: dict[str, Any], moment: datetime) -> tuple[_Written, list[object]]:
        invented = [_invented(kind, moment, n) for n, kind in enumerate(kinds)]
        with ExitStack() as within:
            within.enter_context(clock.at(moment))
            for one in connections.all():
                within.enter_context(one.execute_wrapper(_asks_nothing))
            questions = self._build(*invented, **shape)  # type: ignore[arg-type]
            now = _flat([*invented, *(each() for each in self._moments)])
        connection = connections[questions.db]
        compiler = questions.query.get_compiler(questions.db)
        sql, params = compiler.as_sql()
        return _Written(questions, compiler, sql, tuple(params)), [_stored(each, connection) for each in now]


def kept(*moments: Callable[[], Value]) -> Callable[[Callable[P, QuerySet[Any, Row]]], Kept[P, Row]]:
    """The decorator of such a question. `moments`: what of the clock it uses."""
    return lambda build: Kept(build, moments)


def stand_in(model: type[M], key: UUID, **known: object) -> M:
    """A row of which only the key is known, for a function that takes a row to build a question. `known`: marks on it."""
    found = model.from_db(None, [model._meta.pk.attname], [key])
    for name, value in known.items():
        setattr(found, name, value)
    return found


def _padded(keys: Collection[UUID]) -> list[UUID]:
    """As many as a power of two, the last one more than once: so that a question has few forms."""
    found = list(keys)
    return found + found[-1:] * ((1 << (len(found) - 1).bit_length()) - len(found)) if found else []


def _flat(values: "Iterable[Value | list[UUID]]") -> list[Value]:
    return [each for one in values for each in (one if isinstance(one, list) else [one])]


def _invented(kind: type | int, moment: datetime, n: int) -> Value | list[UUID]:
    """A value that occurs nowhere else, for the place `n`; so many keys where `kind` is a number."""
    first = moment.year << 100 | (n + 1) << 32
    if isinstance(kind, int):
        return [UUID(int=first + one) for one in range(kind)]
    if issubclass(kind, UUID):
        return UUID(int=first)
    day = moment + timedelta(days=40 * (n + 1))
    if issubclass(kind, datetime):
        return day
    if issubclass(kind, date):
        return day.date()
    raise TypeError(f"{kind.__name__} is no value of a kept question")


def _stored(value: Value, connection: Any) -> object:
    """The value as the fields of this database hand it over."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value)


def _asks_nothing(*_what: object) -> NoReturn:
    raise TypeError("a kept question asks nothing while it is put together")
