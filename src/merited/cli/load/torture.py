"""`merited torture`: kill server and worker by SIGKILL at random moments, and ask the database what was lost.

Meanwhile people send, claim, score and settle differences. Afterwards nothing may be lost, nothing twice, and no attempt
undecided with every sheet in.
"""

import argparse
import os
import random
import threading
import time
from uuid import UUID

from merited.cli.load.ground import (
    Running,
    department,
    offered,
    one_moment,
    own_ground,
    reviewers,
    signed_in,
    two_weeks_ahead,
    until_served,
)
from merited.cli.load.visitors import Told, Visitor

READERS, SENIORS, SENDERS = 5, 2, 3
A_TRY = 12  # pieces of work for each kill, so that there is always something to do
MOST_WORK = 4_000
LONGEST_WAIT = 3.0  # seconds until the next kill
PAUSE = 0.02  # of a person, between two steps
TURNS = 400  # looks of the worker at the end


def torture(asked: argparse.Namespace) -> int:
    """Kill and begin again, so many times. 0 where everything survived, 1 otherwise."""
    with own_ground(os.environ.get("DATABASE_URL", "")) as port:
        people, drafts = _town(min(MOST_WORK, A_TRY * asked.times))
        told, over = Told(), threading.Event()
        server = Running("serve", "--port", str(port), "--workers", "2")
        worker = Running("work")
        until_served(port)
        every = _people(port, people, drafts, told, over)
        try:
            survived = _killed(asked.times, random.Random(asked.seed), server, worker, port)  # noqa: S311  # to be repeated by its seed, no secret
        finally:
            over.set()
            for one in every:
                one.join()
            worker.end()
            server.end()
        return _proven(told, asked.times, survived)


def _town(work: int) -> tuple[list[str], list[list[tuple[str, UUID]]]]:
    """Sessions of the readers, and drafts with the sessions of those who send them."""
    from merited.people.actions import appoint
    from merited.people.rules.places import Office
    from merited.review.rules.stages import Plan
    from merited.submissions.crowd import crowd

    where = department()
    version = offered(where, Plan(first_of_version=0, share=60, borderline=True))
    people = reviewers(READERS + SENIORS, where, version)
    for one in people[:SENIORS]:
        appoint(one, Office.LEAD_READER, where, by=None)
    crowd(version, work, sent_at=None, hear_by=two_weeks_ahead().date())
    from merited.submissions.crowd import crowd_of

    drafts = [(signed_in(person), submission) for person, submission in crowd_of(version)]
    return [signed_in(one) for one in people], [drafts[n::SENDERS] for n in range(SENDERS)]


def _people(
    port: int, cookies: list[str], drafts: list[list[tuple[str, UUID]]], told: Told, over: threading.Event
) -> list[threading.Thread]:
    from merited.submissions.rules.completeness import STATEMENTS

    def read(cookie: str, seed: int) -> None:
        visitor, dice = Visitor(port, cookie, told, PAUSE), random.Random(seed)  # noqa: S311  # to be repeated by its seed, no secret
        while not over.is_set():
            if not visitor.read_one(dice.choice(("passing", "passing", "not_yet"))):
                time.sleep(PAUSE * 5)

    def send(mine: list[tuple[str, UUID]]) -> None:
        for cookie, submission in mine:
            visitor = Visitor(port, cookie, told, PAUSE)
            while not over.is_set() and not visitor.send_one(submission, list(STATEMENTS)):
                time.sleep(PAUSE * 5)  # no answer came: the page is opened again
            if over.is_set():
                return
            time.sleep(PAUSE * 3)

    every = [threading.Thread(target=read, args=[one, n]) for n, one in enumerate(cookies)]
    every += [threading.Thread(target=send, args=[one]) for one in drafts]
    for one in every:
        one.start()
    return every


def _killed(times: int, dice: random.Random, server: Running, worker: Running, port: int) -> int:
    """How many of the kills left everything as it must be, seen before the next one."""
    from merited.review.queries import awards_amiss, claimed_twice, undecided

    survived = 0
    for n in range(times):
        time.sleep(dice.uniform(0.1, LONGEST_WAIT))
        victim = dice.choice((server, worker))
        victim.kill()
        with one_moment():
            amiss = awards_amiss() | {"claimed twice": claimed_twice(), "undecided with every sheet in": undecided()}
        amiss.pop("badges not signed")  # the worker signs a little later; the last look asks for all of them
        survived += not any(amiss.values())
        victim.start()
        until_served(port)
        if (n + 1) % 10 == 0:
            print(f"  killed {n + 1} of {times}", flush=True)
    return survived


def _proven(told: Told, times: int, survived: int) -> int:
    """Let a worker finish, then ask the database."""
    from merited.base.log import check
    from merited.review.queries import (
        awards_amiss,
        claimed_twice,
        lost_of,
        reached,
        recount,
        stages_amiss,
        undecided,
        unsent_of,
    )
    from merited.worker.loop import turn

    for _again in range(TURNS):
        if not turn():
            break
    log = check()
    wrong = {
        "sheets lost": lost_of(told.filed, decided=False),
        "submissions lost": unsent_of(told.sent),
        "claimed twice": claimed_twice(),
        "undecided with every sheet in": undecided(),
        **awards_amiss(),
        **stages_amiss(),
        "decisions that do not follow from their scores": sum(bool(one.wrong) for one in recount()),
        "breaks in the log": int(log.broken_at is not None),
    }
    print(
        f"sent {len(told.sent)}, claimed {len(told.claimed)}, filed {len(told.filed)}; no answer came {told.cut_off} times"
    )
    print(", ".join(f"{what} {many}" for what, many in reached().items()))
    for what, many in wrong.items():
        print(f"{what}: {many}")
    if any(wrong.values()) or not (told.filed and told.sent):
        survived = 0
    print(f"survived {survived} / tried {times}")
    return 0 if survived == times else 1
