"""Starting the demonstration: load once, then serve with a worker beside."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import IO
from urllib.request import urlopen

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.cli.demo.calibration import load_calibration
from merited.cli.demo.cast import PASSWORD, load_cast
from merited.cli.demo.content_files import ZONE, Shift, introduced
from merited.cli.demo.phrases import load_phrases
from merited.cli.demo.submissions import grow
from merited.cli.startup import migrate, must_be_the_right_mode, settle
from merited.people.queries import root_organization
from merited.worker.loop import turn
from merited.worker.telling import be_silent


def say(line: str) -> None:
    """Tell how far it is; a silent minute looks like a broken one."""
    print(line, flush=True)


def load_districts() -> None:
    """Load the two districts where nothing is loaded yet. All or nothing: a load that was cut off leaves no half district."""
    if root_organization() is not None:
        return
    say("Loading Alder Bay, a fictitious district, and its neighbor:")
    shift = Shift.to(clock.now().astimezone(ZONE).date())
    with transaction.atomic():
        cast = load_cast(shift, say=say)
        be_silent()
        count = grow(cast, shift, say=say)
        load_calibration(cast)
        load_phrases(cast)
    say(f"  {count} submissions; sealing the log")
    turn()


def start(port: int, *, load_only: bool = False, reset: bool = False) -> int:
    """Load if need be, then serve until told to stop."""
    if not settings.PUBLIC_URL.startswith(("http://localhost:", "http://localhost/")):
        raise Refused(
            "demo-in-public",
            "The demonstration has a password that everyone knows, so it runs on this machine only: http://localhost.",
        )
    _must_be_free(port, load_only)
    if reset:
        _throw_away()
    lock = _hold(fcntl.LOCK_SH)
    say("Preparing the database")
    migrate()
    must_be_the_right_mode()
    settle()
    load_districts()
    if load_only:
        lock.close()
        return 0
    return _serve(port)


def _hold(how: int) -> IO[str]:
    """Lock the data folder: any number of demonstrations may run on it, and none while it is thrown away."""
    settings.DATA.mkdir(parents=True, exist_ok=True)
    lock = (settings.DATA / "running.lock").open("w")
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except OSError as held:
        lock.close()
        raise Refused(
            "demo-runs", "A demonstration runs on this data. Stop it first (Ctrl+C where it runs), then try again."
        ) from held
    return lock


def _throw_away() -> None:
    """Begin anew: remove the demonstration's own database, files and keys. Never anything else, never under a running one."""
    if connection.vendor != "sqlite":
        raise Refused(
            "reset-sqlite-only", "Only the demonstration's own SQLite is thrown away. Empty that database yourself."
        )
    with _hold(fcntl.LOCK_EX):
        try:
            must_be_the_right_mode()
        except DatabaseError:  # nothing is stored yet
            say("There was nothing to throw away.")
        connection.close()
        for name in ("merited.sqlite3", "merited.sqlite3-wal", "merited.sqlite3-shm"):
            (settings.DATA / name).unlink(missing_ok=True)
        for name in ("files", "private", "static", "keys"):
            shutil.rmtree(settings.DATA / name, ignore_errors=True)


def _must_be_free(port: int, load_only: bool) -> None:
    if load_only:
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as taken:
            raise Refused(
                "port-taken",
                "Port {port} is in use, perhaps by a demo that is still running. Try: make demo PORT={other}",
                port=port,
                other=port + 123,
            ) from taken


def _serve(port: int) -> int:
    """The web server and the worker as two processes; when one ends, so does the other."""
    command = [sys.executable, "-m", "merited"]
    environment = {**os.environ, "MERITED_MODE": "demo", "MERITED_PUBLIC_URL": settings.PUBLIC_URL}
    children = [
        subprocess.Popen([*command, "serve", "--port", str(port)], env=environment),
        subprocess.Popen([*command, "work"], env=environment),
    ]

    def stop(_number: int, _frame: FrameType | None) -> None:
        for child in children:
            if child.poll() is None:
                child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        if _answers(port, children):
            _welcome(port)
        while all(child.poll() is None for child in children):
            time.sleep(0.3)
    finally:  # whatever happens here, no server is left behind
        stop(0, None)
    codes = [child.wait() for child in children]
    return max(0, *(code for code in codes if code > 0), 0)


def _answers(port: int, children: list[subprocess.Popen[bytes]]) -> bool:
    for _try in range(300):
        if any(child.poll() is not None for child in children):
            return False
        try:
            with urlopen(f"http://localhost:{port}/catalog/", timeout=5):
                return True
        except OSError:
            time.sleep(0.2)
    return False


def _welcome(port: int) -> None:
    say(f"Ready: http://localhost:{port}/")
    say(f"\nBecome anyone with one click: http://localhost:{port}/demo/")
    say(f"Or sign in by hand, with the password  {PASSWORD}")
    for one in introduced():
        say(f"  {one['email']:<40} {one['name']}, {one['job'][0].lower()}{one['job'][1:]}")
    say("\nStop with Ctrl+C; `make demo` goes on where you were, `make demo-reset` starts over.")
