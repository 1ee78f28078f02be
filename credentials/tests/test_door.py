"""The door to the network: what it fetches, and the addresses and servers that it refuses.

The hostile server listens on loopback, where the door goes only when a test opens loopback; nothing else is reached.
"""

from __future__ import annotations

import socket
import ssl
import threading

import pytest

import hostile
from hostile import GOOD, Authority, Hostile, led_to, listening, reply
from merited_credentials.addresses import is_special, parse_address
from merited_credentials.door import Door, DoorRefused

NAME = "badges.example.org"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this file connections to 127.0.0.1 alone are possible, and no name is looked up."""
    really = socket.socket.connect

    def connect(self: socket.socket, address: tuple[str, int]) -> None:
        assert address[0] == "127.0.0.1", "the door tried to leave this machine"
        really(self, address)

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the door looked up a name")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def plain():
    with listening() as server:
        yield server


@pytest.fixture
def server(authority: Authority, monkeypatch: pytest.MonkeyPatch):
    """Over TLS, as badges.example.org, with a certificate of an authority that SSL_CERT_FILE names."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with listening(authority.context(NAME)) as listening_server:
        yield listening_server


def door(*, seconds: float = 10.0, **more) -> Door:
    """A door that may go to this machine, where all names lead."""
    return Door(allow_loopback=True, seconds=seconds, resolver=lambda host: ["127.0.0.1"], **more)


def at(server: Hostile, path: str = "/good") -> str:
    return f"https://{NAME}:{server.port}{path}"


def refusal(opened: Door, address: str) -> DoorRefused:
    """Why a document is refused: it is None, and the reason is kept."""
    assert opened.document(address) is None
    no = opened.questions[address]
    assert no is not None
    return no


# What it fetches


@pytest.mark.parametrize("path", ["/good", "/led-once"])
def test_a_document_is_fetched_over_https_from_a_site_whose_authority_ssl_cert_file_names(server, path):
    assert door().document(at(server, path)) == GOOD


def test_chunks_and_an_answer_without_length_are_read(server):
    assert door().document(at(server, "/chunked")) == {"a": 1}
    assert door().document(at(server, "/until-the-end")) == {}


def test_plain_http_is_for_loopback_in_development(plain):
    assert door().document(f"http://127.0.0.1:{plain.port}/good") == GOOD
    assert Door().document(f"http://127.0.0.1:{plain.port}/good") is None
    assert len(plain.heard) == 1


def test_the_document_of_a_did_web_is_found_where_the_did_says(server):
    server.deeds["/issuers/one/did.json"] = lambda connection: connection.sendall(reply(b'{"id": "x"}'))

    assert door().document(f"did:web:{NAME}%3A{server.port}:issuers:one") == {"id": "x"}


@pytest.mark.parametrize("kind", ["application/vc", "application/did+json", "application/ld+json; profile=x"])
def test_media_types_of_json_are_read(server, kind):
    server.deeds["/x"] = lambda connection: connection.sendall(reply(b"{}", kind=kind))

    assert door().document(at(server, "/x")) == {}


@pytest.mark.parametrize(
    "kind", ["image/png", "image/svg+xml", "application/vc+jwt", "text/plain", "application/json", "application/vc"]
)
def test_a_badge_is_fetched_in_every_kind_of_file(server, kind):
    server.deeds["/badge"] = lambda connection: connection.sendall(reply(b"the badge", kind=kind))

    assert door().fetch(at(server, "/badge")) == b"the badge"


def test_a_page_for_people_leads_to_its_badge(server):
    page = (
        b'<html><head><link rel=stylesheet href=x><LINK href="/good?a=1&amp;b=2" type="application/vc" rel="alternate">'
    )
    server.deeds["/page"] = lambda connection: connection.sendall(reply(page, kind="text/html; charset=utf-8"))
    server.deeds["/good?a=1&b=2"] = server.deeds["/good"]

    assert b"a document" in door().fetch(at(server, "/page"))


def test_a_page_that_names_no_badge_says_what_to_do(server):
    with pytest.raises(DoorRefused) as no:
        door().fetch(at(server, "/html"))

    assert no.value.code == "page" and "Save the badge's file" in no.value.sentence


def test_nothing_of_ours_goes_along(server, monkeypatch):
    for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")  # nobody listens there
    assert door().document(at(server, "/led-once")) == GOOD

    heard = b"".join(server.heard).lower()
    names = {line.partition(b":")[0] for line in heard.split(b"\r\n") if b": " in line}
    assert names == {b"host", b"user-agent", b"accept", b"accept-encoding", b"connection"}
    assert f"host: {NAME}:{server.port}".encode() in heard and b"accept-encoding: identity" in heard


def test_a_document_is_asked_for_once_however_often_it_is_needed(server):
    opened = door()
    assert opened.document(at(server)) == opened.document(at(server)) == GOOD
    assert opened.document(at(server, "/404")) is opened.document(at(server, "/404")) is None

    assert opened.asked == [at(server), at(server, "/404")] and len(server.heard) == 2
    assert [no and no.code for no in opened.questions.values()] == [None, "missing"]


def test_a_neighbor_is_asked_when_the_first_machine_of_a_name_is_down(server, monkeypatch):
    really = socket.socket.connect

    def connect(self, address):
        if address[0] == "127.0.0.9":
            raise ConnectionRefusedError
        really(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    opened = Door(allow_loopback=True, resolver=lambda host: ["127.0.0.9", "127.0.0.1"])
    assert opened.document(at(server)) == GOOD


# Addresses that are refused before anything is looked up

BAD_ADDRESSES = {
    "http": ("http://badges.example.org/x", "scheme"),
    "file": ("file:///etc/passwd", "scheme"),
    "ftp": ("ftp://badges.example.org/x", "scheme"),
    "gopher": ("gopher://badges.example.org/x", "scheme"),
    "data": ("data:application/json,{}", "malformed"),
    "javascript": ("javascript:alert(1)", "malformed"),
    "unix socket": ("https+unix://%2Fvar%2Frun%2Fdocker.sock/x", "scheme"),
    "no scheme": ("//badges.example.org/x", "malformed"),
    "one slash": ("https:/badges.example.org/x", "malformed"),
    "empty": ("", "malformed"),
    "no host": ("https:///x", "name"),
    "too long": ("https://badges.example.org/" + "x" * 2_000, "malformed"),
    "user name": ("https://badges.example.org@127.0.0.1/", "user"),
    "user and password": ("https://a:b@badges.example.org/", "user"),
    "port": ("https://badges.example.org:8443/", "port"),
    "port of mail": ("https://badges.example.org:25/", "port"),
    "port 0": ("https://badges.example.org:0/", "name"),
    "port beyond": ("https://badges.example.org:70000/", "name"),
    "port in other digits": ("https://badges.example.org:٤٤٣/", "name"),
    "loopback": ("https://127.0.0.1/", "number"),
    "loopback elsewhere": ("https://127.8.8.8/", "number"),
    "loopback short": ("https://127.1/", "number"),
    "loopback decimal": ("https://2130706433/", "number"),
    "loopback hexadecimal": ("https://0x7f000001/", "number"),
    "loopback octal": ("https://0177.0.0.1/", "number"),
    "loopback mixed": ("https://0x7f.1/", "number"),
    "loopback with a dot": ("https://127.0.0.1./", "name"),
    "zero": ("https://0/", "number"),
    "private": ("https://10.0.0.1/", "number"),
    "metadata": ("https://169.254.169.254/latest/meta-data/", "number"),
    "metadata decimal": ("https://2852039166/", "number"),
    "an ordinary number": ("https://93.184.216.34/", "number"),
    "overflowing number": ("https://4294967297/", "number"),
    "six loopback": ("https://[::1]/", "number"),
    "six mapped": ("https://[::ffff:127.0.0.1]/", "number"),
    "six with a zone": ("https://[fe80::1%25eth0]/", "number"),
    "six unclosed": ("https://[::1/", "name"),
    "full-width digits": ("https://１２７.0.0.1/", "name"),
    "circled digits": ("https://①②⑦.0.0.1/", "name"),
    "ideographic dots": ("https://127。0。0。1/", "name"),
    "Kelvin sign": ("https://\u212aind.example.org/", "name"),
    "letters of another script": ("https://bаdges.example.org/", "name"),
    "percent in the name": ("https://%31%32%37.0.0.1/", "number"),
    "percent in letters": ("https://loc%61lhost.example.org/", "name"),
    "backslash": ("https://badges.example.org\\@127.0.0.1/", "malformed"),
    "backslash for a slash": ("https:\\\\badges.example.org/", "malformed"),
    "space": ("https://badges.example.org /x", "malformed"),
    "tab": ("https://badges.exam\tple.org/x", "malformed"),
    "new line": ("https://badges.example.org/\r\nX-More: 1", "malformed"),
    "null": ("https://badges.example.org/\0", "malformed"),
    "no-break space": ("https://badges.example.org/\u00a0x", "malformed"),
    "text direction": ("https://badges.example.org/\u202ex", "malformed"),
    "localhost": ("https://localhost/", "local-name"),
    "LocalHost": ("https://LocalHost/", "local-name"),
    "under localhost": ("https://a.localhost/", "local-name"),
    "local": ("https://printer.local/", "local-name"),
    "internal": ("https://metadata.google.internal/", "local-name"),
    "home.arpa": ("https://router.home.arpa/", "local-name"),
    "reverse": ("https://1.0.0.127.in-addr.arpa/", "local-name"),
    "one word": ("https://intranet/", "local-name"),
    "trailing dot": ("https://badges.example.org./", "name"),
    "trailing dot of localhost": ("https://localhost./", "name"),
    "empty label": ("https://badges..example.org/", "name"),
    "leading dot": ("https://.example.org/", "name"),
    "hyphen first": ("https://-badges.example.org/", "name"),
    "underscore": ("https://badges_.example.org/", "name"),
    "long label": (f"https://{'a' * 64}.example.org/", "name"),
    "long name": (f"https://{'a.' * 130}example.org/", "name"),
}


@pytest.mark.parametrize(("address", "code"), BAD_ADDRESSES.values(), ids=BAD_ADDRESSES.keys())
def test_an_address_is_refused_before_anything_is_looked_up(address, code):
    looked_up: list[str] = []
    opened = Door(resolver=lambda host: looked_up.append(host) or ["127.0.0.1"])

    found = refusal(opened, address)

    assert found.code == code and found.sentence.endswith(".")
    assert looked_up == opened.asked == []


@pytest.mark.parametrize(
    "address", [value for value, _code in BAD_ADDRESSES.values() if "localhost" not in value.lower()]
)
def test_opening_loopback_opens_no_other_way_of_writing(address, plain):
    opened = Door(allow_loopback=True, seconds=1, resolver=lambda host: ["10.0.0.1"])
    with pytest.raises(DoorRefused):
        opened.fetch(
            address.replace("https://127.0.0.1/", "https://10.0.0.1/").replace("https://[::1]/", "https://[::2]/")
        )
    assert opened.asked == [] and plain.heard == []


@pytest.mark.parametrize(
    "did", ["did:web:127.0.0.1", "did:web:localhost%3A22", "did:web:a%3A22", "did:web:x:..:y", "did:plc:x", "did:web:"]
)
def test_a_did_that_leads_elsewhere_is_refused(did):
    refusal(Door(resolver=lambda host: ["127.0.0.1"]), did)


# Names that lead to special numbers

SPECIAL = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "192.88.99.1", "168.63.129.16", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:93.184.216.34", "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::", "2001:db8::1",
    "3ffe::1", "3ffe:ffff::1",
    "2001:10::1", "2001:20::1", "3fff::1", "100::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0",
    "fec0::1", "ff02::1", "2606:4700::5efe:7f00:1", "2606:4700::1%1", "not a number", "",
]  # fmt: skip


@pytest.mark.parametrize("number", SPECIAL)
def test_a_name_that_leads_to_a_special_number_is_refused(number):
    opened = Door(resolver=lambda host: [number])

    assert refusal(opened, "https://badges.example.org/x").code == "special" and opened.asked == []


@pytest.mark.parametrize("number", SPECIAL)
def test_one_special_number_among_good_ones_refuses_all(number):
    opened = Door(resolver=lambda host: ["93.184.216.34", number])
    assert refusal(opened, "https://badges.example.org/x").code == "special"


def test_a_resolver_that_raises_finds_no_number_and_says_nothing(capsys):
    def broken(_host):
        yield "127.0.0.1"
        raise RuntimeError("x")

    assert refusal(Door(allow_loopback=True, resolver=broken), "https://badges.example.org/x").code == "unresolved"
    assert capsys.readouterr().err == ""


def test_a_machine_that_cannot_make_ready_reaches_no_site(monkeypatch):
    monkeypatch.setenv("SSLKEYLOGFILE", "/nonexistent/x")

    assert refusal(door(), "https://badges.example.org/x").code == "unreachable"


@pytest.mark.parametrize("number", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "2a00:1450:4001::200e"])
def test_ordinary_numbers_are_ordinary(number):
    assert not is_special(number)


@pytest.mark.parametrize("number", ["10.0.0.1", "::ffff:127.0.0.1", "93.184.216.34"])
def test_loopback_alone_is_what_allow_loopback_opens(number):
    opened = Door(allow_loopback=True, resolver=lambda host: [number])
    assert refusal(opened, "http://badges.example.org:8000/x").code == "special" and opened.asked == []


def test_a_name_that_answers_differently_the_second_time_is_not_asked_twice(server, monkeypatch):
    answers, connected = [["127.0.0.1"], ["10.0.0.1"]], []
    really = socket.socket.connect

    def connect(self, address):
        connected.append(address[0])
        really(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    opened = Door(allow_loopback=True, resolver=lambda host: answers.pop(0))

    assert opened.document(at(server)) == GOOD
    assert connected == ["127.0.0.1"] and answers == [["10.0.0.1"]]


def test_a_name_that_nobody_has_is_said():
    assert refusal(Door(resolver=lambda host: []), "https://badges.example.org/x").code == "unresolved"


def test_a_name_server_that_does_not_answer_is_not_waited_for():
    waiting = threading.Event()
    opened = Door(seconds=0.1, resolver=lambda host: [str(waiting.wait(10))])
    assert refusal(opened, "https://badges.example.org/x").code == "time"
    waiting.set()


def test_a_target_is_sent_as_ascii_and_the_fragment_stays_at_home():
    assert parse_address("https://Badges.Example.org/é?q=ñ#key-1").target == "/%C3%A9?q=%C3%B1"
    assert str(parse_address("https://Badges.Example.org?x=%20")) == "https://badges.example.org/?x=%20"
    assert str(parse_address("https://badges.example.org:443")) == "https://badges.example.org/"


# Servers

BAD_SERVERS = {
    "/slow-header": "time",
    "/slow-body": "time",
    "/slow-chunks": "time",
    "/silent": "time",
    "/endless-body": "too-large",
    "/endless-chunks": "too-large",
    "/endless-chunk-size": "bad-answer",
    "/endless-header": "headers",
    "/endless-headers": "bad-answer",
    "/endless-hello": "headers",
    "/endless-status": "headers",
    "/endless-trailers": "too-large",
    "/too-large": "too-large",
    "/gzip-bomb": "encoded",
    "/gzip": "encoded",
    "/gzip-transfer": "bad-answer",
    "/brotli": "encoded",
    "/cut-short": "cut-short",
    "/cut-chunk": "bad-answer",
    "/two-lengths": "bad-answer",
    "/length-and-chunks": "bad-answer",
    "/negative-length": "bad-answer",
    "/odd-length": "bad-answer",
    "/odd-chunk": "bad-answer",
    "/http-0.9": "bad-answer",
    "/nonsense": "bad-answer",
    "/nothing": "unreachable",
    "/reset": "unreachable",
    "/204": "status",
    "/206": "status",
    "/304": "status",
    "/401": "closed",
    "/404": "missing",
    "/410": "gone",
    "/500": "status",
    "/101": "status",
    "/html": "media-type",
    "/no-kind": "media-type",
    "/two-kinds": "media-type",
    "/script": "media-type",
    "/twice": "json",
    "/no-object": "json",
    "/no-utf8": "json",
    "/deep": "json",
    "/huge-number": "json",
    "/loop": "redirects",
    "/loop-a": "redirects",
    "/led-nowhere": "malformed",
}


@pytest.mark.parametrize(("path", "code"), BAD_SERVERS.items(), ids=BAD_SERVERS.keys())
def test_a_hostile_server_is_refused(server, path, code):
    opened = door(seconds=1.5 if code == "time" else 10, most_bytes=200_000)

    found = refusal(opened, at(server, path))

    assert found.code == code and found.sentence.endswith(".")
    assert len(server.heard) == len(opened.asked) == (4 if code == "redirects" else 1)


def test_every_deed_of_the_hostile_server_is_tried():
    assert set(hostile.DEEDS) == set(BAD_SERVERS) | {"/good", "/chunked", "/until-the-end", "/led-once", "/loop-b"}


LED = {
    "file": ("file:///etc/passwd", "scheme"),
    "ftp": ("ftp://badges.example.org/", "scheme"),
    "http": ("http://badges.example.org/good", "downgrade"),
    "metadata": ("https://169.254.169.254/latest/meta-data/", "number"),
    "metadata without a scheme": ("//169.254.169.254/", "number"),
    "private name": ("https://inside.example.org/", "special"),
    "local name": ("https://router.local/", "local-name"),
    "user": ("https://a@badges.example.org/", "user"),
    "backslashes": ("\\\\169.254.169.254/", "malformed"),
    "six": ("https://[::ffff:169.254.169.254]/", "number"),
    "a port of a real site": ("https://inside.example.org:22/", "special"),
    "letters beyond": ("https://b\u00e4dges.example.org/", "malformed"),
    "new line": ("/good\tx", "malformed"),
    "unclosed bracket": ("https://[/", "malformed"),
}


@pytest.mark.parametrize(("location", "code"), LED.values(), ids=LED.keys())
def test_a_redirect_is_checked_from_the_start(server, location, code):
    server.deeds["/led"] = lambda connection: connection.sendall(led_to(location))
    opened = door()
    opened.resolver = lambda host: ["10.0.0.1"] if host.startswith("inside") else ["127.0.0.1"]

    with pytest.raises(DoorRefused) as no:
        opened.fetch(at(server, "/led"))
    assert no.value.code == code
    assert refusal(opened, at(server, "/led")).code == (code if code != "special" else "elsewhere")
    assert len(server.heard) == len(opened.asked) == 2


def test_the_badge_that_a_page_names_is_checked_from_the_start(server):
    page = b'<link rel="alternate" type="application/json" href="http://169.254.169.254/">'
    server.deeds["/page"] = lambda connection: connection.sendall(reply(page, kind="text/html"))
    with pytest.raises(DoorRefused):
        door().fetch(at(server, "/page"))
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    ("names", "ends"), [(["other.example.org"], 30), ([NAME], -1), (["*.org"], 30), (["127.0.0.1"], 30)]
)
def test_a_certificate_that_does_not_hold_is_refused(authority, monkeypatch, names, ends):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with listening(authority.context(*names, ends=ends)) as server:
        assert refusal(door(), at(server)).code == "certificate"
        assert server.heard == []


def test_a_certificate_of_an_unknown_authority_is_refused(authority, monkeypatch, tmp_path):
    monkeypatch.setenv("SSL_CERT_FILE", str(Authority(tmp_path).file))
    with listening(authority.context(NAME)) as server:
        assert refusal(door(), at(server)).code == "certificate"


def test_old_tls_is_refused(authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    context = authority.context(NAME)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AES128-SHA:@SECLEVEL=0")  # no forward secrecy
    with listening(context) as server:
        assert refusal(door(), at(server)).code == "tls"


def test_plain_http_where_tls_is_expected_is_refused(plain):
    def shout(connection):
        connection.sendall(reply())

    plain.deeds["/x"] = shout
    assert refusal(door(seconds=0.5), at(plain, "/x")).code in ("tls", "time")
    assert plain.heard == []


def test_nobody_listening_is_said():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        found = refusal(door(), f"https://{NAME}:{taken.getsockname()[1]}/")
    assert found.code == "unreachable"


# Limits for one verification


def test_so_many_addresses_and_no_more(server):
    opened = door(most_fetches=3)
    for number in range(5):
        server.deeds[f"/{number}"] = server.deeds["/good"]
    found = [opened.document(at(server, f"/{number}")) for number in range(5)]

    assert found == [GOOD, GOOD, GOOD, None, None] and len(server.heard) == 3
    assert opened.questions[at(server, "/4")].code == "count"
    assert opened.fresh().document(at(server)) == GOOD


def test_redirects_count_too(server):
    opened = door(most_fetches=1)
    assert refusal(opened, at(server, "/led-once")).code == "count" and len(server.heard) == 1


def test_all_addresses_together_have_so_much_time(server):
    opened = door(seconds=1.5, seconds_in_all=1.5)
    assert refusal(opened, at(server, "/silent")).code == "time"
    assert refusal(opened, at(server)).code == "time" and len(server.heard) == 1
