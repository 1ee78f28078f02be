"""JSON read without leniency: what two programs could read differently is refused."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from typing import NoReturn, TypeAlias

from .errors import NotReadable, TooMuchWork

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_VALUES = 30_000  # a record of 300 results, each with its rubric, holds 22,000
# Beyond 2**53 a JavaScript reader sees another number than a Python reader.
MAX_INTEGER = 2**53 - 1


def parse(text: str | bytes, *, max_bytes: int = MAX_BYTES) -> Json:
    """Read JSON text (RFC 8259) strictly.

    Raises NotReadable for invalid UTF-8, a byte order mark, a member given twice, NaN or Infinity, numbers that
    programs read differently, and lone surrogates; TooMuchWork beyond 1 MB, 40 levels or 30,000 values.
    """
    if _size(text) > max_bytes:
        raise TooMuchWork(f"This file is larger than {max_bytes:,} bytes; no badge is that large.")
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        value: Json = json.loads(
            text,
            object_pairs_hook=_members,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_small_integer,
        )
    except UnicodeDecodeError:
        raise NotReadable("This file is not text in UTF-8.") from None
    except RecursionError:
        raise TooMuchWork("This file is nested too deeply to be a badge.") from None
    except json.JSONDecodeError as error:
        raise NotReadable(f"This is not valid JSON (line {error.lineno}, column {error.colno}).") from None
    check_limits(value)
    return value


def parse_object(text: str | bytes, *, max_bytes: int = MAX_BYTES) -> dict[str, Json]:
    """Read JSON text that must be one object; raises as `parse` does."""
    value = parse(text, max_bytes=max_bytes)
    if not isinstance(value, dict):
        raise NotReadable("This JSON is not an object with members, so it is not a badge.")
    return value


def canonical(value: object) -> str:
    """One text for one value: sorted members, no spaces, characters unescaped. Raises NotReadable if not JSON."""
    try:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotReadable("The text holds half a character (a lone surrogate), which no file can carry.") from None
    except (TypeError, ValueError) as error:
        raise NotReadable(f"This cannot be written as JSON ({error}).") from None
    except RecursionError:
        raise TooMuchWork("This document is nested too deeply to be a badge.") from None
    return text


def _size(text: str | bytes) -> int:
    """In bytes, as a file has it: a text must not pass that would be refused as a file."""
    return len(text) if isinstance(text, bytes) or text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def check_limits(value: Json, *, most: int = MAX_VALUES) -> None:
    """Count levels and values, and look at every text; raises TooMuchWork or NotReadable."""
    for count, (item, depth) in enumerate(_walk(value), start=1):
        if depth > MAX_DEPTH:
            raise TooMuchWork(f"This file is nested more than {MAX_DEPTH} levels deep; no badge is.")
        if count > most:
            raise TooMuchWork(f"This file holds more than {most:,} values; no badge does.")
        if isinstance(item, str) and not item.isascii():
            try:
                item.encode("utf-8")
            except UnicodeEncodeError:
                raise NotReadable("A text holds half a character (a lone surrogate).") from None


def count_values(value: Json) -> int:
    """How many values there are in a value, itself included: the measure of the work of walking or hashing it."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(count_values(item) for item in inner)


def _walk(value: Json) -> Iterator[tuple[Json, int]]:
    stack: list[tuple[Json, int]] = [(value, 0)]
    while stack:
        item, depth = stack.pop()
        yield item, depth
        if isinstance(item, dict):
            for key, member in item.items():
                stack.append((key, depth + 1))
                stack.append((member, depth + 1))
        elif isinstance(item, list):
            stack.extend((member, depth + 1) for member in item)


def _members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counted.items() if count > 1)
        raise NotReadable(f'The member "{twice[:40]}" is given twice in one object.')
    return members


def _no_constant(name: str) -> NoReturn:
    raise NotReadable(f"{name} is not a number that JSON allows.")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise NotReadable("A number is too large to be read alike by all programs.")
    return number


def _small_integer(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
        raise NotReadable("A number is too large to be read alike by all programs.")
    return int(text)
