"""Running Merited's commands and servers as an operator would: in processes of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

# Saturday evening in Alder Bay, the content's own present: no test depends on the day on which it runs.
LOADED = "2026-11-21T20:00:00-08:00"
NEVER_INHERITED = ("PYTEST_VERSION", "PYTEST_CURRENT_TEST", "DATABASE_URL", "MERITED_SECRET_KEY")


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a demonstration in this folder, on SQLite. Production refuses a clock that is moved."""
    kept = {key: value for key, value in os.environ.items() if key not in NEVER_INHERITED}
    found = kept | {"MERITED_MODE": "demo", "MERITED_DATA": str(data), "MERITED_PUBLIC_URL": "http://localhost:8000"}
    if more.get("MERITED_MODE") != "production":
        found["MERITED_CLOCK"] = LOADED
    return found | more


def merited(*arguments: str, data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "merited", *arguments], env=environment(data, **more),
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """A process whose output is collected, and which is ended with everything that it started."""

    def __init__(self, *arguments: str, data: Path, **more: str) -> None:
        self.lines: list[str] = []
        self.news = threading.Condition()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "merited", *arguments], env=environment(data, **more), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self.news:
                self.lines.append(line.rstrip("\n"))
                self.news.notify_all()
        with self.news:
            self.lines.append("")
            self.news.notify_all()

    @property
    def output(self) -> str:
        """What it said so far."""
        return "\n".join(self.lines)

    def wait_for(self, beginning: str, seconds: float = 180) -> str:
        """The first line with this beginning. Fails with all that was said when the process ends before."""
        with self.news:
            self.news.wait_for(
                lambda: any(one.startswith(beginning) for one in self.lines) or self.process.poll() is not None,
                timeout=seconds,
            )
        found = [one for one in self.lines if one.startswith(beginning)]
        assert found, self.output
        return found[0]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End the whole group."""
        with suppress(ProcessLookupError):  # its children live on when it ended before them
            os.killpg(self.process.pid, number)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self._listener.join(timeout=30)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_what: object) -> None:
        self.stop()
