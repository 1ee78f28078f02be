"""A browser without JavaScript, made of the standard library: it knows nothing of Django."""

import http.client
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

PATIENCE = 30.0  # seconds; an answer that takes longer never comes


class Gone(Exception):  # noqa: N818 (the server was killed: no error of ours)
    """The connection ended without an answer."""


@dataclass
class Page:
    """An answer."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def to(self) -> str:
        """Where it leads."""
        return urlsplit(self.headers.get("location", "")).path


@dataclass
class Browser:
    """One person's cookies. It follows no redirect by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    before_post: Callable[[], object] = lambda: None  # where two wait for each other

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Page:
        """Send one request. Raises `Gone` when the server dies over it."""
        if method == "POST":
            self.before_post()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, self.headers(kind))
            answer = connection.getresponse()
            data = answer.read()
        except (ConnectionError, http.client.HTTPException) as gone:
            raise Gone(path) from gone
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0].strip('"')
        headers = {key.lower(): value for key, value in answer.headers.items()}
        return Page(answer.status, headers, data.decode("utf-8", "replace"))

    def headers(self, kind: str) -> dict[str, str]:
        """What a browser sends along."""
        found = {"Host": f"localhost:{self.port}", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        return found | ({"Content-Type": kind} if kind else {})

    def open(self, path: str) -> Page:
        """GET a page."""
        return self.ask("GET", path)

    def form(self, path: str) -> dict[str, str | list[str]]:
        """The fields of a page's forms as they stand."""
        page = self.open(path)
        fields = Fields()
        fields.feed(page.text)
        assert "csrfmiddlewaretoken" in fields.found, f"{path} ({page.status}) has no form"
        return fields.found

    def press(self, form: str, fields: dict[str, str | list[str]], *, action: str = "") -> Page:
        """Change some fields of the form on a page, and press its button."""
        return self.post(action or form, {**self.form(form), **fields})

    def post(self, path: str, fields: dict[str, str | list[str]]) -> Page:
        """POST fields as they are."""
        return self.ask("POST", path, urlencode(fields, doseq=True).encode(), "application/x-www-form-urlencoded")

    def upload(self, path: str, fields: dict[str, str | list[str]], content: bytes) -> Page:
        """POST a form with one file."""
        kind, body = multipart({**self.form(path), **fields}, content)
        return self.ask("POST", path, body, kind)

    def lose_line(self, path: str, kind: str, body: bytes, sent: int) -> bytes:
        """Send so many bytes of a form, and no more. What the server says to it.

        It listens on, as a lost line would not, so that the test knows when the server has done whatever it does.
        """
        lines = [f"POST {path} HTTP/1.1", f"Content-Length: {len(body)}"]
        lines += [f"{key}: {value}" for key, value in self.headers(kind).items()]
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as line:
            line.sendall("\r\n".join([*lines, "", ""]).encode() + body[:sent])
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(65536), b""))

    def sign_in(self, address: str, password: str) -> "Browser":
        """Sign in."""
        page = self.press("/accounts/login/", {"login": address, "password": password})
        assert page.status == 302, f"{address} cannot sign in"
        return self


class Fields(HTMLParser):
    """What the forms of a page would send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str | list[str]] = {}
        self.posts, self.area = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A field begins."""
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.posts = given.get("method", "").lower() == "post"
        if not self.posts or "name" not in given or "disabled" in given:
            return
        if tag == "input" and given.get("type") != "file":
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.found[given["name"]] = given.get("value", "")
        elif tag == "textarea":
            self.area = given["name"]
            self.found[self.area] = ""

    def handle_endtag(self, tag: str) -> None:
        """A field ends."""
        if tag == "textarea" and self.area:
            self.found[self.area] = str(self.found[self.area]).removeprefix("\n")  # HTML drops the first line feed
            self.area = ""

    def handle_data(self, data: str) -> None:
        """The text of a field."""
        if self.area:
            self.found[self.area] = str(self.found[self.area]) + data


def multipart(fields: dict[str, str | list[str]], content: bytes) -> tuple[str, bytes]:
    """A form with a file under "files": its content type, and its body (RFC 7578)."""
    edge = uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()
    ]
    parts.append(
        f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="plan.txt"\r\nContent-Type: text/plain\r\n\r\n'
    )
    return f"multipart/form-data; boundary={edge}", "".join(parts).encode() + content + f"\r\n--{edge}--\r\n".encode()


def words(page: Page) -> str:
    """The words of a page, entities resolved."""
    return unescape(page.text)
