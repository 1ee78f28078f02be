"""What each command does."""

import argparse
import signal
import sys
import threading
from types import FrameType

import django
from django.conf import settings
from django.core import checks
from django.core.management import call_command

from merited.base.errors import Refused


def run(asked: argparse.Namespace) -> int:
    """Start Django, and do what is asked."""
    settings.DATA.mkdir(parents=True, exist_ok=True)
    django.setup()
    try:
        return int(_COMMANDS[asked.command](asked) or 0)
    except Refused as no:
        print(no.sentence, file=sys.stderr)
        return 1


def must_be_sound() -> None:
    """Refuse to start where a start-up check finds an error: a demonstration's secret in production, changed contexts."""
    found = [one for one in checks.run_checks(include_deployment_checks=False) if one.is_serious()]
    if not found:
        return
    print("Merited does not start:", file=sys.stderr)
    for one in found:
        print(f"- {one.msg}{f' {one.hint}' if one.hint else ''}", file=sys.stderr)
    raise SystemExit(1)


def migrate(_asked: argparse.Namespace | None = None) -> int:
    """Bring the database up to date."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    return 0


def settle() -> None:
    """At the first start: store the public address, make the master key. Later: warn when the address is another."""
    from merited.awards.keys import ensure_master_key
    from merited.people.actions import settle as store

    ensure_master_key()
    stored, same = store(settings.PUBLIC_URL, demo=settings.DEMO)
    if not same:
        print(
            f"Note: badges here are signed under {stored}, which was settled at the first start. Serving at "
            f"{settings.PUBLIC_URL} changes no badge; their addresses go on pointing to {stored}.",
            flush=True,
        )


def must_be_the_right_mode() -> None:
    """Refuse to serve a demonstration as production, or a real district as a demonstration."""
    from merited.people.queries import is_demo

    demo = is_demo()
    if demo is True and settings.MODE == "production":
        raise Refused("demo-data", "This database holds the demonstration: invented people with a known password. Production does not start on it. Set DATABASE_URL or MERITED_DATA to a place of its own.")
    if demo is False and settings.DEMO:
        raise Refused("real-data", "This database is not a demonstration, so the demo does not touch it. Set MERITED_DATA to a place of its own.")


def serve(asked: argparse.Namespace) -> int:
    """Serve the pages with gunicorn."""
    from merited.cli.server import serve as start

    must_be_sound()
    migrate()
    must_be_the_right_mode()
    settle()
    call_command("collectstatic", verbosity=0, interactive=False)
    start(asked.bind, asked.port, asked.workers)
    return 0


def work(_asked: argparse.Namespace) -> int:
    """Work until told to stop; what is in hand is finished first."""
    from merited.worker.loop import run as loop

    must_be_sound()
    must_be_the_right_mode()
    stop = threading.Event()

    def finish(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, finish)
    signal.signal(signal.SIGINT, finish)
    loop(stop)
    return 0


def demo(asked: argparse.Namespace) -> int:
    """Load Alder Bay once, then serve it with a worker."""
    from merited.cli.demo.start import start

    must_be_sound()
    return start(asked.port, load_only=asked.load_only)


def doctor(asked: argparse.Namespace) -> int:
    """Look for what operators get wrong."""
    from merited.cli.doctor import examine, tell

    return tell(examine(), as_json=asked.json)


def log(_asked: argparse.Namespace) -> int:
    """Verify the sealed chain."""
    from merited.base.log import check

    report = check()
    if report.broken_at is not None:
        print(f"The log is broken at entry {report.broken_at} of {report.sealed}: it was changed, or something is missing.")
        return 1
    print(f"The log is whole: {report.sealed} entries sealed, {report.unsealed} not sealed yet.")
    return 0


def badges(asked: argparse.Namespace) -> int:
    """Export every signed badge."""
    from merited.cli.export import export

    count, lists = export(asked.folder)
    print(f"{count} badges and {lists} status lists are in {asked.folder}.")
    return 0


_COMMANDS = {"serve": serve, "work": work, "migrate": migrate, "demo": demo, "doctor": doctor, "log": log, "badges": badges}
