"""Bitstring Status List: limits, order of bits, one text for the same bits."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

import merited_credentials as mc
from merited_credentials.multibase import base64url_encode
from merited_credentials.status import MIN_BITS

ZEROS = bytes(MIN_BITS // 8)


def packed(data: bytes) -> str:
    return base64url_encode(gzip.compress(data, mtime=0))


def test_bits_come_back_as_they_were_set():
    bits = mc.StatusBits()
    for index in (0, 7, 8, 94_567, MIN_BITS - 1):
        bits.set(index)

    again = mc.StatusBits.decode(bits.encode())

    assert [index for index in range(len(again)) if again.get(index)] == [0, 7, 8, 94_567, MIN_BITS - 1]
    again.set(7, False)
    assert not again.get(7)
    assert again.get(8)


def test_the_first_index_is_the_leftmost_bit():
    assert mc.StatusBits.decode(packed(b"\x80" + ZEROS[1:])).get(0)
    assert mc.StatusBits.decode(packed(b"\x01" + ZEROS[1:])).get(7)


def test_the_same_bits_give_the_same_text_and_it_is_multibase():
    assert mc.StatusBits().encode() == mc.StatusBits().encode()
    assert mc.StatusBits().encode().startswith("uH4sI")
    assert "=" not in mc.StatusBits().encode()


@pytest.mark.parametrize("index", [-1, MIN_BITS])
def test_outside_the_list_is_an_error(index):
    with pytest.raises(IndexError):
        mc.StatusBits().get(index)
    with pytest.raises(IndexError):
        mc.StatusBits().set(index)


@pytest.mark.parametrize("length", [0, 64, MIN_BITS - 8, MIN_BITS + 1, 10**9])
def test_a_list_has_enough_places_and_not_too_many(length):
    with pytest.raises(ValueError, match="status list"):
        mc.StatusBits(length)


GOOD = mc.StatusBits().encode()
LOOSE = {
    "no prefix": GOOD[1:], "padding": GOOD + "=", "space": GOOD + " ", "newline": GOOD + "\n", "empty": "",
    "only u": "u",
    "base64": GOOD.replace("-", "+").replace("_", "/") + "+", "base58": "z" + GOOD[1:], "cut": GOOD[:-8],
    "64 bits": packed(bytes(8)), "one byte short": packed(ZEROS[1:]), "not gzip": base64url_encode(ZEROS[:99]),
    "something follows": base64url_encode(gzip.compress(ZEROS) + b"x"),
    "two members": base64url_encode(gzip.compress(ZEROS) * 2),
}  # fmt: skip


@pytest.mark.parametrize("text", LOOSE.values(), ids=LOOSE)
def test_a_loose_list_is_refused(text):
    with pytest.raises(mc.NotReadable):
        mc.StatusBits.decode(text)


def test_a_list_that_swells_is_refused_before_it_is_large():
    bomb = packed(bytes(100_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(mc.TooMuchWork):
            mc.StatusBits.decode(bomb)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000  # of a hundred million bytes
    finally:
        tracemalloc.stop()
