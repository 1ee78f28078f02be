"""A Merited of its own: data folder, database, server and worker processes that can be stopped at a point and killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from merited.cli.demo.cast import PASSWORD
from merited.cli.demo.content_files import load
from tests.databases import PATIENCE, Databases, rows
from tests.processes.browser import Browser, Gone, Page
from tests.running import LOADED, NEVER_INHERITED, free_port

ROOT = Path(__file__).parents[2]
BEGAN = time.monotonic()  # for the processes it is then LOADED, and time goes on from one to the next
PUBLIC_URL = "http://localhost:8000"  # settled when Alder Bay is loaded; serving elsewhere changes no badge
PROFANE = ("django_session", "cache", "django_migrations", "sqlite_sequence")  # no work of anybody


def until(true: Callable[[], Any], what: str) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited in vain for: {what}"
        time.sleep(0.02)


@dataclass
class Process:
    """A process with its children. `halted` is the file that appears when it stands at its point."""

    child: subprocess.Popen[bytes]
    halted: Path

    def stands_at(self, point: str) -> None:
        """Wait until it stands there."""
        until(lambda: self.halted.exists() or self.child.poll() is not None, f"a process at {point}")
        assert self.halted.exists(), f"the process ended before {point}"

    def end(self) -> None:
        """SIGTERM: what is in hand is finished first."""
        self.child.terminate()
        self.child.wait(PATIENCE)

    def kill(self) -> None:
        """SIGKILL for all of them at once, as when the power fails."""
        if self.child.poll() is None:
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait(PATIENCE)


@dataclass
class House:
    """One Merited. Made by `Quarter.copy`."""

    folder: Path
    database: str  # an address, empty for SQLite in the folder
    stage: dict[str, Any]
    processes: list[Process] = field(default_factory=list)
    port: int = 0

    def environment(self, halt_at: str = "") -> dict[str, str]:
        """What its processes know."""
        mine = {
            "MERITED_MODE": "demo",
            "MERITED_DATA": str(self.folder),
            "MERITED_PUBLIC_URL": PUBLIC_URL,
            "MERITED_CLOCK": (datetime.fromisoformat(LOADED) + timedelta(seconds=time.monotonic() - BEGAN)).isoformat(),
            "MERITED_LOG": "WARNING",
            "PYTHONPATH": str(ROOT),
        }
        if self.database:
            mine["DATABASE_URL"] = self.database
        if halt_at:
            mine |= {"MERITED_HALT_AT": halt_at, "MERITED_HALT_FILE": str(self.folder / f"halted-{uuid4().hex}")}
        dropped = {*NEVER_INHERITED, "DJANGO_SETTINGS_MODULE"}
        return {key: value for key, value in os.environ.items() if key not in dropped} | mine

    def run(self, *command: str) -> str:
        """Run a command to its end; what it said."""
        done = subprocess.run(
            [sys.executable, *command], env=self.environment(), cwd=ROOT, capture_output=True, text=True, timeout=180
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _begin(self, *command: str, halt_at: str) -> Process:
        environment = self.environment(halt_at)
        log = (self.folder / "processes.log").open("ab")
        child = subprocess.Popen(
            [sys.executable, "-m", "merited", *command],
            env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        log.close()
        self.processes.append(Process(child, Path(environment.get("MERITED_HALT_FILE", "/nowhere"))))
        return self.processes[-1]

    def serve(self, *, halt_at: str = "") -> Process:
        """Start a server and wait until it answers."""
        self.port = free_port()
        process = self._begin("serve", "--port", str(self.port), "--workers", "1", halt_at=halt_at)
        until(lambda: self._answers() or process.child.poll() is not None, "the server")
        assert process.child.poll() is None, self.log()
        return process

    def _answers(self) -> bool:
        try:
            return Browser(self.port).open("/how-we-judge/").status == 200
        except (OSError, Gone):
            return False

    def work(self, *, halt_at: str = "") -> Process:
        """Start a worker."""
        return self._begin("work", halt_at=halt_at)

    def log(self) -> str:
        """What the processes said."""
        log = self.folder / "processes.log"
        return log.read_text() if log.exists() else ""

    def visitor(self, key: str) -> Browser:
        """One of the cast, signed in."""
        address = next(one["email"] for one in load("district.yaml")["people"] if one["id"] == key)
        return Browser(self.port).sign_in(address, PASSWORD)

    def rows(self, question: str, *values: str) -> list[tuple[Any, ...]]:
        """Ask the database itself, past all code of Merited. Placeholders are ?."""
        return rows(self.folder, self.database, question, *values)

    def count(self, table: str, condition: str = "1=1", *values: str) -> int:
        """How many such rows there are."""
        return int(self.rows(f"SELECT count(*) FROM {table} WHERE {condition}", *values)[0][0])

    def snapshot(self) -> dict[str, list[str]]:
        """Every row of everybody's work, in every table."""
        tables = "SELECT name FROM sqlite_master WHERE type='table'"
        if self.database:
            tables = "SELECT tablename FROM pg_tables WHERE schemaname='public'"
        found = {}
        for (table,) in self.rows(tables):
            if table not in PROFANE and not table.startswith(("auth_", "django_")):
                found[table] = sorted(self._row(table, one) for one in self.rows(f"SELECT * FROM {table}"))
        return found

    def _row(self, table: str, row: tuple[Any, ...]) -> str:
        return repr(row[:1] + row[2:] if table == "people_person" else row)  # without the time of the last visit

    def files(self) -> set[str]:
        """Every piece of evidence that is stored."""
        return {path.name for path in (self.folder / "private").rglob("*") if path.is_file()}

    def close(self) -> None:
        """End everything that was started here."""
        for one in self.processes:
            one.kill()
        assert "Traceback" not in self.log(), self.log()  # no page broke, and no worker stumbled


@dataclass
class Quarter:
    """Where houses are copied from: Alder Bay loaded once, and the work of `stage`."""

    folder: Path
    databases: Databases = field(default_factory=Databases)
    stage: dict[str, Any] = field(default_factory=dict)

    def load(self, loaded: Path | None) -> None:
        """Load, or take what is loaded already (on SQLite); then stage. Once a session."""
        model = House(self.folder / "model", self.databases.fresh(), {})
        if loaded:
            shutil.copytree(loaded, model.folder)
        else:
            model.folder.mkdir(parents=True)
            model.run("-m", "merited", "demo", "--load-only")
        self.stage = json.loads(model.run("tests/processes/stage.py").splitlines()[-1])
        self.model = model

    def copy(self) -> House:
        """A house of its own."""
        folder = self.folder / uuid4().hex
        shutil.copytree(self.model.folder, folder)
        return House(folder, self.databases.fresh(self.model.database), dict(self.stage))


@dataclass
class Request:
    """A request under way in a thread, for a server that will stand still or die over it."""

    ask: Callable[[], Any]
    came: Any = None

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.came = self.ask()
        except Exception as trouble:
            self.came = trouble

    def end(self) -> Any:
        """What came of it: a page, or the trouble."""
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive(), "a request hangs"
        return self.came


def together(act: Callable[[Browser], Page], *people: Browser) -> list[Page]:
    """Each opens the page; when all have it, all press at the same moment. What came of each."""
    line = threading.Barrier(len(people))
    for one in people:
        one.before_post = lambda: line.wait(PATIENCE)
    requests = [Request(lambda one=one: act(one)) for one in people]
    pages = [one.end() for one in requests]
    for one in people:
        one.before_post = lambda: None
    for came in pages:
        if isinstance(came, Exception):
            raise came
    return pages
