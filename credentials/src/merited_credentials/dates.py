"""Instants: xsd:dateTime with a zone and a real date, and nothing looser."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from .errors import NotReadable

_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?P<fraction>\.[0-9]+)?(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_instant(text: str) -> datetime:
    """An aware datetime from text such as 2026-05-01T12:00:00Z (RFC 3339; XML Schema dateTime with a zone).

    Raises NotReadable for a date without a zone, for 30 February, and for any other form.
    """
    found = _INSTANT.fullmatch(text)
    if not found:
        raise NotReadable(f'"{text[:40]}" is not a date and time with a time zone, such as 2026-05-01T12:00:00Z.')
    fraction = found["fraction"] or ""
    # Python 3.11 reads three or six digits of a second; the comparison needs no more than six.
    plain = text.replace(fraction, "." + fraction[1:7].ljust(6, "0"), 1) if fraction else text
    try:
        return datetime.fromisoformat(plain).astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotReadable(f'"{text[:40]}" names a day or an hour that does not exist.') from None


def parse_date(text: str) -> date:
    """A date such as 2026-05-01. Raises NotReadable."""
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise NotReadable(f'"{text[:40]}" is not a date such as 2026-05-01.')


def instant_text(instant: datetime) -> str:
    """The text of an aware datetime in UTC with whole seconds; raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def day_in_words(instant: datetime) -> str:
    """The day as a person says it: May 1, 2026 (in UTC)."""
    return f"{instant.astimezone(UTC):%B} {instant.astimezone(UTC).day}, {instant.astimezone(UTC).year}"
