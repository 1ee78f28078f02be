"""Identifiers sort in the order of time, and nobody guesses one from another."""

import time

from merited.base.ids import uuid7


def test_what_is_made_a_microsecond_later_sorts_later(monkeypatch):
    moments = [1_795_000_000_123_000_000 + n * 1_000 for n in range(2_000)]
    given = iter(moments)
    monkeypatch.setattr(time, "time_ns", lambda: next(given))

    made = [uuid7() for _ in moments]

    assert made == sorted(made)
    assert made[0].int >> 80 == moments[0] // 1_000_000  # RFC 9562, 5.7: milliseconds first
    assert all((one.version, one.variant) == (7, "specified in RFC 4122") for one in made)


def test_two_of_the_same_moment_differ_in_62_bits(monkeypatch):
    monkeypatch.setattr(time, "time_ns", lambda: 1_795_000_000_123_000_000)

    made = {uuid7() for _ in range(1_000)}

    assert len(made) == 1_000
    assert len({one.int >> 62 for one in made}) == 1
