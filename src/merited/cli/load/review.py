"""`merited load review`: many reviewers at once over HTTP, against a server of its own on a database of its own.

Each claims the next one, opens the desk and files a sheet, and pauses a second between any two steps. Afterward the
database is asked whether anybody's work was read by two, and whether every sheet that was answered for is there.
"""

import argparse
import os
import sys
import threading
import time
from math import ceil

from merited.cli.load.ground import (
    SERVERS,
    Running,
    department,
    offered,
    own_ground,
    reviewers,
    signed_in,
    two_weeks_ahead,
    until_served,
)
from merited.cli.load.visitors import Told, Visitor

PAUSE = 1.0  # seconds between two steps of one reviewer
AIM = 200  # milliseconds, the 95th percentile


def review(asked: argparse.Namespace) -> int:
    """Load a server with reviewers. 0 where nothing was claimed twice and no sheet is lost, 1 otherwise, 2 without PostgreSQL."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith(SERVERS):
        print(
            "Set DATABASE_URL to a PostgreSQL server: a database of its own is made there, and dropped.",
            file=sys.stderr,
        )
        return 2
    with own_ground(url) as port:
        print(f"{asked.waiting} pieces of work wait; {asked.reviewers} reviewers come.", flush=True)
        cookies = _town(asked.waiting, asked.reviewers)
        server = Running("serve", "--port", str(port), "--workers", str(asked.workers))
        try:
            until_served(port)
            told = _crowd(port, cookies, asked.seconds)
        finally:
            server.end()
        return _proven(told, asked)


def _town(waiting: int, many: int) -> list[str]:
    """What waits, and sessions of those who come to read it."""
    from merited.base import clock
    from merited.review.rules.stages import SINGLE
    from merited.submissions.crowd import crowd

    where = department()
    version = offered(where, SINGLE)
    people = reviewers(many, where, version)
    crowd(version, waiting, sent_at=clock.now(), hear_by=two_weeks_ahead().date())
    return [signed_in(one) for one in people]


def _crowd(port: int, cookies: list[str], seconds: int) -> Told:
    told, end = Told(), time.monotonic() + seconds

    def live(cookie: str) -> None:
        visitor = Visitor(port, cookie, told, PAUSE)
        while time.monotonic() < end:  # what is begun is finished, so that it can be proven
            visitor.read_one()

    every = [threading.Thread(target=live, args=[one]) for one in cookies]
    for one in every:
        one.start()
        time.sleep(PAUSE / len(every))  # they do not all knock in the same moment
    for one in every:
        one.join()
    return told


def _proven(told: Told, asked: argparse.Namespace) -> int:
    """Ask the database, print everything, and say whether it holds."""
    from merited.review.queries import claimed_twice, lost_of

    twice, lost = claimed_twice(), lost_of(told.filed)
    every = [one for times in told.took.values() for one in times]
    for what, times in (*told.took.items(), ("all", every)):
        print(
            f"{what:6} {len(times):6} answers   p50 {_percentile(times, 50):7.1f} ms   p95 {_percentile(times, 95):7.1f} ms"
        )
    print(f"claimed {len(told.claimed)}, of them twice {twice}; filed {len(told.filed)}, of them lost {lost}")
    print(f"refused kindly {told.refused}; without an answer {told.cut_off}; odd answers {dict(told.odd) or 'none'}")
    print(
        f"p95 of all answers is {'under' if _percentile(every, 95) < AIM else 'over'} the {AIM} ms that are aimed for"
    )
    once = len(set(told.claimed)) == len(told.claimed)
    sound = bool(told.filed) and once and not (twice or lost or told.odd or told.cut_off)
    print(f"{asked.reviewers} at once for {asked.seconds} s: {'nothing twice, nothing lost' if sound else 'NOT SOUND'}")
    return 0 if sound else 1


def _percentile(times: list[float], percent: int) -> float:
    """In milliseconds; the nearest rank."""
    ordered = sorted(times)
    return 1000 * ordered[ceil(percent / 100 * len(ordered)) - 1] if ordered else 0.0
