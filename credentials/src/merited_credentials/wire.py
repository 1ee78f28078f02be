"""One question over one connection: GET, and an answer that is held to its size and its time while it arrives.

The connection goes to a number that was checked before, never to a name: http.client.HTTPSConnection and httpx resolve
the name themselves, and a name can answer differently the second time (DNS rebinding). So the socket is opened here,
TLS is laid over it with the name (for SNI and the certificate), and only the reading of HTTP is http.client's.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse
from ipaddress import ip_address
from typing import Any, cast

from .addresses import Address, DoorRefused

USER_AGENT = "merited-credentials (badge verifier)"
MOST_HEADER_BYTES = 32_768
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answered: the address that answered, the HTTP status, the header, and the body (empty unless 200)."""

    address: Address
    status: int
    header: HTTPMessage
    data: bytes

    @property
    def media_type(self) -> str:
        """The media type in lower case without its parameters; empty when there is none, or more than one."""
        given = self.header.get_all("Content-Type", [])
        return str(given[0]).partition(";")[0].strip().lower() if len(given) == 1 else ""


def ask(address: Address, number: str, *, accept: str, tls: ssl.SSLContext, most_bytes: int, deadline: float) -> Answer:
    """GET the address from the machine at this IP number, before `deadline` (of time.monotonic).

    Raises DoorRefused: time, unreachable, certificate, tls, headers, too-large, encoded, cut-short, bad-answer.
    """
    try:
        with _connected(address, number, tls, deadline) as connection:
            connection.settimeout(_left(deadline))
            connection.sendall(_question(address, accept))
            return _answer(address, _Line(connection, deadline), most_bytes)
    except TimeoutError:
        raise _too_slow() from None
    except ssl.SSLCertVerificationError:
        sentence = "The site could not show that it is the one of this name (its certificate does not hold)."
        raise DoorRefused(sentence, "certificate") from None
    except ssl.SSLError:
        raise DoorRefused("No protected connection to the site could be made.", "tls") from None
    except OSError:
        raise DoorRefused("The site could not be reached.", "unreachable") from None
    except (HTTPException, ValueError):  # ValueError: a header that is no header
        raise DoorRefused("The site's answer was not well-formed.", "bad-answer") from None


def _connected(address: Address, number: str, tls: ssl.SSLContext, deadline: float) -> socket.socket:
    plain = socket.socket(socket.AF_INET6 if ":" in number else socket.AF_INET, socket.SOCK_STREAM)
    try:
        plain.settimeout(_left(deadline))
        plain.connect((number, address.port))
        if ip_address(plain.getpeername()[0]) != ip_address(number):
            raise OSError("the connection leads elsewhere")
        if address.scheme != "https":  # loopback only: see addresses.check_numbers
            return plain
        plain.settimeout(_left(deadline))
        return tls.wrap_socket(plain, server_hostname=address.host.strip("[]"))
    except BaseException:
        plain.close()
        raise


def _question(address: Address, accept: str) -> bytes:
    """No cookie, no password, no referring page; nothing that was compressed is wanted."""
    lines = [
        f"GET {address.target} HTTP/1.1",
        f"Host: {address.place}",
        f"User-Agent: {USER_AGENT}",
        f"Accept: {accept}",
        "Accept-Encoding: identity",
        "Connection: close",
    ]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii")


class _Line(io.RawIOBase):
    """The socket as a file that ends in DoorRefused when too much, or nothing in time, comes out of it."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection, self._deadline = connection, deadline
        self.allowed, self.code = MOST_HEADER_BYTES, "headers"

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if self.allowed <= 0:
            raise DoorRefused("The site sent far more than a badge needs, so reading was stopped.", self.code)
        self._connection.settimeout(_left(self._deadline))
        with memoryview(buffer) as view:
            read = self._connection.recv_into(view[: self.allowed])
        self.allowed -= read
        return read

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What http.client asks a socket for."""
        return io.BufferedReader(self)


def _answer(address: Address, line: _Line, most_bytes: int) -> Answer:
    response = HTTPResponse(cast(socket.socket, line), method="GET")
    try:
        response.begin()
        if response.status != 200:
            return Answer(address, response.status, response.headers, b"")
        length = _announced(response.headers)
        if length is not None and length > most_bytes:
            raise DoorRefused("What stands at this address is far larger than a badge.", "too-large")
        line.allowed, line.code = 2 * most_bytes + _CHUNK, "too-large"  # chunks bring lines of their own
        data = bytearray()
        while part := response.read(_CHUNK):
            data += part
            if len(data) > most_bytes:
                raise DoorRefused("What stands at this address is far larger than a badge.", "too-large")
    finally:
        response.close()
    if length is not None and len(data) < length:
        raise DoorRefused("The site's answer broke off before its end.", "cut-short")
    return Answer(address, response.status, response.headers, bytes(data))


def _announced(header: HTTPMessage) -> int | None:
    """The length that the site announces; raises DoorRefused where two programs could see two different ends."""
    lengths, codings = header.get_all("Content-Length", []), header.get_all("Transfer-Encoding", [])
    if any(value.strip().lower() not in ("", "identity") for value in header.get_all("Content-Encoding", [])):
        raise DoorRefused("The site sent a packed answer, though a plain one was asked for.", "encoded")
    if codings and ([value.strip().lower() for value in codings] != ["chunked"] or lengths):
        raise DoorRefused("The site's answer was not well-formed.", "bad-answer")
    if not lengths:
        return None
    text = lengths[0].strip()
    if len(lengths) > 1 or not (text.isascii() and text.isdigit() and len(text) < 20):
        raise DoorRefused("The site's answer was not well-formed.", "bad-answer")
    return int(text)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise _too_slow()
    return left


def _too_slow() -> DoorRefused:
    return DoorRefused("The site took too long to answer.", "time")
