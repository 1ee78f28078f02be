"""What each command does."""

import argparse
import os
import signal
import sys
import threading
from importlib import import_module
from types import FrameType, ModuleType

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError

from merited.base.errors import Refused


def run(asked: argparse.Namespace) -> int:
    """Start Django, and do what is asked."""
    os.umask(0o077)  # drafts, sessions, notes: what is written here is for the user who runs this alone
    settings.DATA.mkdir(parents=True, exist_ok=True)
    django.setup()
    try:
        return int(_COMMANDS[asked.command](asked) or 0)
    except Refused as no:
        print(no.sentence, file=sys.stderr)
    except DatabaseError as trouble:
        print(
            f"The database is not ready: {str(trouble).splitlines()[0]}. Run: merited migrate; merited doctor says more.",
            file=sys.stderr,
        )
    except OSError as trouble:
        print(f"That did not work: {trouble}", file=sys.stderr)
    return 1


def _startup() -> ModuleType:
    """Rooms are imported after Django is set up."""
    return import_module("merited.cli.startup")


def migrate(_asked: argparse.Namespace) -> int:
    """Bring the database up to date."""
    _startup().migrate()
    return 0


def serve(asked: argparse.Namespace) -> int:
    """Serve the pages with gunicorn."""
    if settings.DEMO and asked.bind not in ("127.0.0.1", "localhost", "::1"):
        raise Refused(
            "demo-in-public",
            "The demonstration has a password that everyone knows, so it is served on this machine only.",
        )
    startup = _startup()
    startup.must_be_sound()
    startup.migrate()
    startup.must_be_the_right_mode()
    startup.settle()
    call_command("collectstatic", verbosity=0, interactive=False)
    from merited.cli.server import serve as start  # after collectstatic: the application looks at the folder once

    start(asked.bind, asked.port, asked.workers)
    return 0


def work(_asked: argparse.Namespace) -> int:
    """Work until told to stop; what is in hand is finished first."""
    from merited.worker.loop import run as loop

    startup = _startup()
    startup.must_be_sound()
    startup.must_be_the_right_mode()
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

    startup = _startup()
    startup.must_be_sound()
    return start(asked.port, load_only=asked.load_only, reset=asked.reset)


def doctor(asked: argparse.Namespace) -> int:
    """Look for what operators get wrong."""
    from merited.cli.doctor import tell
    from merited.insight.doctor import examine

    return tell(examine(), as_json=asked.json)


def letters(asked: argparse.Namespace) -> int:
    """Say which letters wait, or send one to try the settings."""
    from merited.cli.letters import report, send_test

    return send_test(asked.send_test) if asked.send_test else report()


def log(_asked: argparse.Namespace) -> int:
    """Verify the sealed chain."""
    from merited.base.log import check

    report = check()
    if report.broken_at is not None:
        print(
            f"The log is broken at entry {report.broken_at} of {report.sealed}: it was changed, or something is missing."
        )
        return 1
    print(f"The log is whole: {report.sealed} entries sealed, {report.unsealed} not sealed yet.")
    return 0


def likeness(asked: argparse.Namespace) -> int:
    """Compare what was sent."""
    from merited.cli.likeness import check

    return check(anew=asked.what == "rebuild")


def decisions(_asked: argparse.Namespace) -> int:
    """Compute every decision again from the stored scores."""
    from merited.review.queries import recount

    found = list(recount())
    wrong = [one for one in found if one.wrong]
    for one in wrong:
        print(f"Attempt {one.attempt}: {'; '.join(one.wrong)}.")
    print(f"{len(found) - len(wrong)} of {len(found)} decisions follow from their stored scores.")
    return 1 if wrong else 0


def badges(asked: argparse.Namespace) -> int:
    """Export every signed badge."""
    from merited.cli.export import export

    count, lists = export(asked.folder)
    print(f"{count} badges and {lists} status lists are in {asked.folder}.")
    return 0


def backup(asked: argparse.Namespace) -> int:
    """Write everything into one archive."""
    from merited.cli.backup.deeds import PIPE
    from merited.cli.backup.deeds import backup as write

    # An archive that goes into a pipe has standard output for itself.
    out = sys.stderr if asked.file == PIPE else sys.stdout
    return write(asked.file, lambda line: print(line, file=out), with_key=not asked.without_key)


def restore(asked: argparse.Namespace) -> int:
    """Put a backup back where nothing is."""
    from merited.cli.backup.deeds import restore as read

    read(asked.file, print, check_only=asked.check)
    return 0


def calibrate(asked: argparse.Namespace) -> int:
    """Load a calibration set."""
    from merited.cli.calibrate import calibrate as read

    return read(asked.file, say=print)


def invite(asked: argparse.Namespace) -> int:
    """Invite one person."""
    from merited.cli import people

    return people.invite(asked.name, asked.address, district=asked.district, say=print)


def appoint(asked: argparse.Namespace) -> int:
    """Give an office."""
    from merited.cli import people

    return people.appoint(asked.address, asked.office, at=asked.at, district=asked.district, say=print)


def roster(asked: argparse.Namespace) -> int:
    """Show what a roster would change, and do it when asked."""
    from merited.cli import people

    return people.roster(asked.file, district=asked.district, apply=asked.apply, left=asked.left, say=print)


def ratings(asked: argparse.Namespace) -> int:
    """Write every rating with pseudonyms."""
    from merited.cli.ratings import export

    return export(asked.out, district=asked.district, everything=asked.all, key_file=asked.key)


def simulate(asked: argparse.Namespace) -> int:
    """Try a year with and without a pool of reviewers."""
    from merited.cli.simulate import pool

    startup = _startup()
    startup.migrate()
    startup.settle()
    print(pool(seed=asked.seed, share=asked.share / 100, as_json=asked.json))
    return 0


_COMMANDS = {
    "ratings": ratings,
    "simulate": simulate,
    "invite": invite,
    "appoint": appoint,
    "roster": roster,
    "serve": serve,
    "work": work,
    "migrate": migrate,
    "demo": demo,
    "doctor": doctor,
    "letters": letters,
    "log": log,
    "likeness": likeness,
    "decisions": decisions,
    "badges": badges,
    "backup": backup,
    "calibrate": calibrate,
    "restore": restore,
}
