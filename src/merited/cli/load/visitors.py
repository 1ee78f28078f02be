"""People at their browsers: a connection that is kept, cookies, forms; what they were told is written down."""

import http.client
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

TIMEOUT = 60  # seconds
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
READING = re.compile(r"^/review/([0-9a-f-]{36})/$")
OPEN = "In p1 it is not said. One next move: say what you did. Nothing else need be redone."


@dataclass
class Told:
    """What everybody saw: how long each answer took (seconds), what they were told is claimed, filed and sent, what was odd."""

    took: dict[str, list[float]] = field(default_factory=dict)
    claimed: list[UUID] = field(default_factory=list)
    filed: list[UUID] = field(default_factory=list)
    sent: list[UUID] = field(default_factory=list)
    refused: int = 0
    cut_off: int = 0  # no answer came: nobody was told that it is done
    odd: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Visitor:
    """One browser."""

    def __init__(self, port: int, cookie: str, told: Told, pause: float) -> None:
        self.port, self.cookies, self.told, self.pause = port, {"session": cookie}, told, pause
        self.connection = http.client.HTTPConnection("localhost", port, timeout=TIMEOUT)

    def form(self, page: str) -> dict[str, str]:
        """The hidden fields of the page, as a browser sends them back."""
        return dict(HIDDEN.findall(page))

    def ask(
        self, what: str, method: str, path: str, form: "dict[str, str | list[str]] | None" = None
    ) -> tuple[int, str, str]:
        """Status, where it leads, the page; (0, "", "") when no answer came. How long it took is written down."""
        headers = {"Cookie": "; ".join(self.cookies.values()), "Accept": "text/html"}
        body = None
        if form is not None:
            body, headers["Content-Type"] = urlencode(form, doseq=True), "application/x-www-form-urlencoded"
            headers["Referer"] = f"http://localhost:{self.port}{path}"
        begun = time.perf_counter()
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            page = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            with self.told.lock:
                self.told.cut_off += 1
            return 0, "", ""
        took = time.perf_counter() - begun
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            pair = cookie.split(";", 1)[0]
            self.cookies[pair.split("=", 1)[0]] = pair
        with self.told.lock:
            self.told.took.setdefault(what, []).append(took)
            if answer.status not in (200, 302):
                self.told.odd[f"{what}: {answer.status}"] += 1
        return answer.status, answer.headers.get("Location", ""), page

    def read_one(self, level: str = "passing") -> bool:
        """Claim the next one, open the desk, file a sheet. Whether there was one to claim."""
        _status, _where, page = self.ask("queue", "GET", "/review/")
        time.sleep(self.pause)
        status, where, _page = self.ask("claim", "POST", "/review/claim/next/", {**self.form(page)})
        found = READING.match(where)
        if status != 302 or not found:
            with self.told.lock:
                self.told.refused += status != 0
            return False
        reading = UUID(found[1])
        with self.told.lock:
            self.told.claimed.append(reading)
        _status, _where, page = self.ask("desk", "GET", where)
        time.sleep(self.pause)
        words = OPEN if level == "not_yet" else ""
        form: dict[str, str | list[str]] = {
            **self.form(page), "deed": "file", "level-p1": level, "words-p1": words, "keep": "It is clear.",
        }  # fmt: skip
        status, after, _page = self.ask("file", "POST", where, form)
        with self.told.lock:
            if status == 302 and after == "/review/":
                self.told.filed.append(reading)
            elif status:
                self.told.odd["file: it was not filed"] += 1
        time.sleep(self.pause)
        return True

    def send_one(self, submission: UUID, statements: list[str]) -> bool:
        """Send a draft. Whether an answer came that said so."""
        path = f"/work/{submission}/send/"
        _status, _where, page = self.ask("look over", "GET", path)
        status, where, _page = self.ask("send", "POST", path, {**self.form(page), "statements": statements})
        done = status == 302 and where == f"/work/{submission}/"
        if done:
            with self.told.lock:
                self.told.sent.append(submission)
        return done
