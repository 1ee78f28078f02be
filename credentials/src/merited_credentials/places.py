"""A random place in a status list for each badge, without looking at the list: a secret order of all its places.

The places of a list must not tell who got a badge when (Bitstring Status List 1.0, 6.2: random, and each once).
`StatusPlaces` is a permutation of the whole list under a secret: count upward, and the next count gives a place that
was not given before. Nothing is searched, nothing is loaded, and a count is all that must be remembered.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable

from .status import MIN_BITS

_ROUNDS = 8


class StatusPlaces:
    """The places of one list in a secret order.

    `secret`: 16 random bytes or more, of its own for each list. `length`: how many places the list has. Where a list
    holds several bits for each badge, this is the number of badges and not of bits.
    """

    __slots__ = ("_half", "_secret", "length")

    def __init__(self, secret: bytes, length: int = MIN_BITS) -> None:
        if len(secret) < 16 or length < 2:
            raise ValueError("a list needs a secret of 16 bytes or more, and two places or more")
        self._secret, self.length = secret, length
        # A Feistel network shuffles numbers of twice this many bits: the smallest that hold the length.
        self._half = ((length - 1).bit_length() + 1) // 2

    def place(self, count: int) -> int:
        """The place of the badge that is number `count` in this list, from 0. Raises IndexError when the list is full.

        A number beyond the list is shuffled on until it falls inside; less than four turns are expected, however long
        the list.
        """
        self._check(count)
        number = self._forward(count)
        while number >= self.length:
            number = self._forward(number)
        return number

    def count(self, place: int) -> int:
        """The count that gave this place: the way back. Raises IndexError outside the list."""
        self._check(place)
        number = self._backward(place)
        while number >= self.length:
            number = self._backward(number)
        return number

    def _check(self, number: int) -> None:
        if not 0 <= number < self.length:
            raise IndexError(f"{number} is outside a status list of {self.length} places")

    def _forward(self, number: int) -> int:
        left, right = number >> self._half, number & self._mask
        for turn in range(_ROUNDS):
            left, right = right, left ^ self._mixed(turn, right)
        return left << self._half | right

    def _backward(self, number: int) -> int:
        left, right = number >> self._half, number & self._mask
        for turn in reversed(range(_ROUNDS)):
            left, right = right ^ self._mixed(turn, left), left
        return left << self._half | right

    @property
    def _mask(self) -> int:
        return (1 << self._half) - 1

    def _mixed(self, turn: int, half: int) -> int:
        told = hmac.digest(self._secret, bytes([turn]) + half.to_bytes(8, "big"), hashlib.sha256)
        return int.from_bytes(told[:8], "big") & self._mask


def free_place(
    is_taken: Callable[[int], bool],
    length: int = MIN_BITS,
    *,
    draw: Callable[[int], int] = secrets.randbelow,
    tries: int = 64,
) -> int | None:
    """A random place that is not taken, where no count is kept: draw, ask, draw again.

    In a list that is at most half full, two tries are expected; None after `tries` (a new list is due then).
    `draw(n)` gives a random number below n; `is_taken` may as well try to write the place down, and answer True when
    another was faster.
    """
    for _ in range(tries):
        place = draw(length)
        if not is_taken(place):
            return place
    return None
