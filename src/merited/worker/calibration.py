"""Keeping readers calibrated: samples among live work, and what lead readers changed."""

import time

from merited.review.actions import check_adjudicated, put_samples

EVERY = 5.0  # seconds: nobody waits for it
_next = [0.0]


def keep_calibrated() -> bool:
    """Look, now and then, for whom a sample is due and what was settled since. Whether there was anything."""
    if time.monotonic() < _next[0]:
        return False
    _next[0] = time.monotonic() + EVERY
    return check_adjudicated() + put_samples() > 0
