"""Another site on this machine, for tests that fetch: a few addresses, and what stands there."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Site(ThreadingHTTPServer):
    """Answers from `shelf`: path -> (media type, or "gone", and bytes). `heard` holds every path that was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        self.shelf: dict[str, tuple[str, bytes]] = {}
        self.heard: list[str] = []
        super().__init__(("127.0.0.1", 0), _Answer)

    @property
    def address(self) -> str:
        """Where it stands, without a slash at the end."""
        return f"http://localhost:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        """One answer."""
        self.server.heard.append(self.path)
        kind, body = self.server.shelf.get(self.path, ("", b""))
        self.send_response({"": 404, "gone": 410}.get(kind, 200))
        self.send_header("Content-Type", kind or "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_what: Any) -> None:
        """Tests are quiet."""


@contextmanager
def other_site() -> Iterator[Site]:
    """The site, for a while."""
    with Site() as site:
        thread = Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            site.shutdown()
            thread.join(5)
