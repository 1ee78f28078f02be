"""Moments: every form that XML Schema gives a dateTime with a zone, and no other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from merited_credentials.dates import parse_instant
from merited_credentials.errors import NotReadable


@pytest.mark.parametrize(
    ("text", "microseconds"),
    [
        ("2026-05-01T12:00:00Z", 0),
        ("2026-05-01T12:00:00.5Z", 500_000),
        ("2026-05-01T12:00:00.123456789Z", 123_456),
        ("2026-05-01T12:00:00.1234567891Z", 123_456),
        ("2026-05-01T14:00:00.99999999999999999999+02:00", 999_999),
        ("2026-05-01T12:00:00." + "0" * 3_000 + "Z", 0),
    ],
)
def test_a_second_may_have_any_number_of_digits(text, microseconds):
    assert parse_instant(text) == datetime(2026, 5, 1, 12, 0, 0, microseconds, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-05-01T12:00:00.Z", "2026-05-01T12:00:00,5Z", "2026-05-01T12:00:00.٣Z"])
def test_what_is_no_fraction_of_a_second_is_refused(text):
    with pytest.raises(NotReadable):
        parse_instant(text)
