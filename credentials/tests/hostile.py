"""A hostile server on loopback, for tests of the door: each path is one way to be bad, told in raw bytes."""

from __future__ import annotations

import gzip
import json
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

GOOD = {"id": "https://badges.example.org/keys", "name": "a document"}
Deed = Callable[[socket.socket], None]


def reply(body: bytes = b"{}", *header: str, status: str = "200 OK", kind: str = "application/json") -> bytes:
    """A whole HTTP answer; the length is right unless the header says another."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}" if kind else "X-Kind: none", *header]
    if not any(one.lower().startswith(("content-length", "transfer-encoding")) for one in header):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def led_to(location: str, status: str = "302 Found") -> bytes:
    """A redirect."""
    return reply(b"", f"Location: {location}", status=status)


def _says(answer: bytes) -> Deed:
    return lambda connection: connection.sendall(answer)


def _on_and_on(start: bytes, piece: bytes, pause: float = 0.0) -> Deed:
    """Sends without end, until the other side has had enough."""

    def send(connection: socket.socket) -> None:
        connection.sendall(start)
        for _number in range(100_000):
            connection.sendall(piece)
            if pause:
                time.sleep(pause)

    return send


def _resets(connection: socket.socket) -> None:
    """Ends the connection with a reset and not with an end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    connection.close()


def _silent(connection: socket.socket) -> None:
    connection.settimeout(20)
    connection.recv(1)


START = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = START + b"Transfer-Encoding: chunked\r\n\r\n"
_BOMB = gzip.compress(b"0" * 30_000_000)

DEEDS: dict[str, Deed] = {
    "/good": _says(reply(json.dumps(GOOD).encode())),
    "/chunked": _says(CHUNKED + b'4\r\n{"a"\r\n4\r\n: 1}\r\n0\r\n\r\n'),
    "/until-the-end": _says(START + b"\r\n{}"),
    "/led-once": _says(led_to("/good", "301 Moved Permanently")),
    "/slow-header": _on_and_on(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x", 0.03),
    "/slow-body": _on_and_on(START + b"Content-Length: 5000\r\n\r\n", b" ", 0.03),
    "/slow-chunks": _on_and_on(CHUNKED, b"1\r\n \r\n", 0.03),
    "/silent": _silent,
    "/endless-body": _on_and_on(START + b"\r\n", b" " * 65_536),
    "/endless-chunks": _on_and_on(CHUNKED, b"4000\r\n" + b" " * 0x4000 + b"\r\n"),
    "/endless-chunk-size": _on_and_on(CHUNKED, b"0" * 65_536),
    "/endless-header": _on_and_on(b"HTTP/1.1 200 OK\r\nX-Long: ", b"x" * 65_536),
    "/endless-headers": _on_and_on(b"HTTP/1.1 200 OK\r\n", b"X-Many: 1\r\n" * 1000),
    "/endless-hello": _on_and_on(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "/endless-status": _on_and_on(b"HTTP/1.1 200 ", b"O" * 65_536),
    "/endless-trailers": _on_and_on(CHUNKED + b"2\r\n{}\r\n0\r\n", b"X-Late: 1\r\n" * 1000),
    "/too-large": _says(reply(b"", "Content-Length: 999999999999")),
    "/gzip-bomb": _says(reply(_BOMB, "Content-Encoding: gzip")),
    "/gzip": _says(reply(gzip.compress(b"{}"), "Content-Encoding: gzip")),
    "/gzip-transfer": _says(reply(gzip.compress(b"{}"), "Transfer-Encoding: gzip, chunked")),
    "/brotli": _says(reply(b"\x0b\x00\x80{}\x03", "Content-Encoding: br")),
    "/cut-short": _says(reply(b"{}", "Content-Length: 500")),
    "/cut-chunk": _says(CHUNKED + b"500\r\n{}"),
    "/two-lengths": _says(reply(b"{}", "Content-Length: 2", "Content-Length: 40")),
    "/length-and-chunks": _says(reply(b"2\r\n{}\r\n0\r\n\r\n", "Content-Length: 2", "Transfer-Encoding: chunked")),
    "/negative-length": _says(reply(b"{}", "Content-Length: -1")),
    "/odd-length": _says(reply(b"{}", "Content-Length: 0x2")),
    "/odd-chunk": _says(CHUNKED + b"-5\r\n{}\r\n0\r\n\r\n"),
    "/http-0.9": _says(b'{"id": "no header at all"}'),
    "/nonsense": _says(b"\x00\xff\x13\x37" * 50 + b"\r\n\r\n"),
    "/nothing": lambda connection: None,
    "/reset": _resets,
    "/204": _says(reply(b"", status="204 No Content")),
    "/206": _says(reply(b"{}", status="206 Partial Content")),
    "/304": _says(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    "/401": _says(reply(b"{}", 'WWW-Authenticate: Basic realm="give"', status="401 Unauthorized")),
    "/404": _says(reply(b"{}", status="404 Not Found")),
    "/410": _says(reply(b"{}", status="410 Gone")),
    "/500": _says(reply(b"{}", status="500 Internal Server Error")),
    "/101": _says(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"),
    "/html": _says(reply(b"<html>{}</html>", kind="text/html")),
    "/no-kind": _says(reply(b"{}", kind="")),
    "/two-kinds": _says(reply(b"{}", "Content-Type: text/html")),
    "/script": _says(reply(b"{}", kind="text/javascript")),
    "/twice": _says(reply(b'{"id": "a", "id": "b"}')),
    "/no-object": _says(reply(b"[1]")),
    "/no-utf8": _says(reply(b'{"id": "\xff"}')),
    "/deep": _says(reply(b'{"a":' * 20_000 + b"1" + b"}" * 20_000)),
    "/huge-number": _says(reply(b'{"a": 1e999}')),
    "/loop": _says(led_to("/loop")),
    "/loop-a": _says(led_to("/loop-b")),
    "/loop-b": _says(led_to("/loop-a", "307 Temporary Redirect")),
    "/led-nowhere": _says(reply(b"", status="302 Found")),
}


class Hostile(socketserver.ThreadingTCPServer):
    """Listens on 127.0.0.1; `heard` holds every request as it came."""

    allow_reuse_address = daemon_threads = True
    block_on_close = False

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.heard: list[bytes] = []
        self.deeds = dict(DEEDS)
        self.tls = tls
        super().__init__(("127.0.0.1", 0), _Talk)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """The door hangs up on a hostile server: nothing to tell."""


class _Talk(socketserver.BaseRequestHandler):
    server: Hostile

    def handle(self) -> None:
        connection = self.request
        if self.server.tls is not None:
            connection = self.server.tls.wrap_socket(connection, server_side=True)
        with connection:
            connection.settimeout(20)
            asked = b""
            while b"\r\n\r\n" not in asked:
                part = connection.recv(4096)
                if not part:
                    return
                asked += part
            self.server.heard.append(asked)
            self.server.deeds[asked.split(b" ")[1].decode()](connection)
            try:
                # Linger until the other side has read all: a close with unread bytes would be a reset.
                connection.shutdown(socket.SHUT_WR)
                connection.recv(1)
            except OSError:
                pass


@contextmanager
def listening(tls: ssl.SSLContext | None = None) -> Iterator[Hostile]:
    """A hostile server that runs for a while."""
    with Hostile(tls) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(5)


class Authority:
    """A certificate authority of our own; `file` is what SSL_CERT_FILE names."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority for tests")])
        self.certificate = self._made(self.name, self.key, [], ends=30, is_authority=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def context(self, *names: str, ends: int = 30) -> ssl.SSLContext:
        """What a server shows: a certificate for these names that ends in so many days."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        made = self._made(subject, key, list(names), ends=ends, is_authority=False)
        path = self.folder / f"{names[0]}-{ends}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + made.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _made(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, names: list[str], *, ends: int, is_authority: bool
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder(self.name, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=60))
            .not_valid_after(now + timedelta(days=ends))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        if is_authority:
            usage = dict.fromkeys(("digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
                                   "key_agreement", "encipher_only", "decipher_only"), False)  # fmt: skip
            builder = builder.add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True)
        else:
            shown = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
            builder = builder.add_extension(shown, critical=False)
        return builder.sign(self.key, hashes.SHA256())
