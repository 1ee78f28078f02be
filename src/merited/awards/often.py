"""How often one visitor may ask, counted by the minute."""

from django.core.cache import cache

from merited.base import clock


def is_too_often(what: str, who: str, most: int) -> bool:
    """Count one more; whether that is more than so many in this minute, in the cache that all processes share.

    Two at once may count as one: the limit guards, it does not bill.
    """
    key = f"{what}:{who}:{int(clock.now().timestamp()) // 60}"
    if cache.add(key, 1, timeout=120):
        return most < 1
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out in this very moment
        return False
