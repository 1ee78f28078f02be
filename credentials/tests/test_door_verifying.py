"""A verifier with a door: keys and lists from other sites; and addresses of any form that never confuse it."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

import merited_credentials as mc
from hostile import DEEDS, Hostile, led_to, listening, reply
from merited_credentials.addresses import DoorRefused, parse_address
from test_door import NAME, at, authority, door, no_network, server  # noqa: F401

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 5, 1, tzinfo=UTC)
KEYS, LIST = "/issuers/one/did.json", "/status/1"


def put(site: Hostile, path: str, document: object) -> None:
    answer = reply(json.dumps(document).encode(), kind="application/vc")
    site.deeds[path] = lambda connection: connection.sendall(answer)


@pytest.fixture
def badge(server: Hostile) -> dict:  # noqa: F811
    """A badge whose keys and list stand on the site."""
    home = at(server, "").rstrip("/")
    did = f"did:web:{NAME}%3A{server.port}:issuers:one"
    signer = mc.Ed25519Signer(mc.generate_ed25519(), f"{did}#key-1")
    put(server, KEYS, mc.did_document(did, [mc.PublicKey("key-1", signer.public_multibase)]))
    listed = mc.status_list_document(f"{home}{LIST}", did, mc.StatusBits(), valid_from=BEGUN)
    put(server, LIST, mc.sign(mc.prepare(listed), signer, created=BEGUN))
    made = mc.Credential(
        id=f"{home}/badges/1",
        issuer=mc.Issuer(did, "A site", home),
        achievement=mc.Achievement(f"{home}/a", "Reading Aloud", "Reads aloud.", criteria_narrative="Two readers."),
        recipient=mc.Recipient.of_email("ann@example.org", "salt"),
        valid_from=BEGUN,
        status=mc.StatusEntry(f"{home}{LIST}", 7),
    )
    return mc.sign(mc.prepare(made), signer, created=BEGUN)


def test_keys_and_list_are_asked_for_once_each(badge, server):  # noqa: F811
    opened = door()

    report = mc.Verifier(now=NOW, door=opened).verify(badge)

    assert report.verdict == "PASS", report.sentence
    assert opened.asked == [at(server, KEYS), at(server, LIST)]


def test_without_a_door_nothing_is_asked(badge, server):  # noqa: F811
    assert mc.Verifier(now=NOW).verify(badge).verdict == "UNKNOWN" and server.heard == []


def test_what_is_at_hand_is_not_asked_for(badge, server):  # noqa: F811
    known = door().document(badge["issuer"]["id"])
    server.heard.clear()

    opened = door()
    report = mc.Verifier(now=NOW, documents={badge["issuer"]["id"]: known}, door=opened).verify(badge)

    assert report.verdict == "PASS" and opened.asked == [at(server, LIST)]


@pytest.mark.long
@pytest.mark.parametrize("path", [KEYS, LIST])
@pytest.mark.parametrize("deed", sorted(set(DEEDS) - {"/led-once", "/loop-a"}))
def test_whatever_a_hostile_site_answers_the_badge_never_passes(badge, server, path, deed):  # noqa: F811
    server.deeds[path] = server.deeds[deed]
    opened = door(seconds=0.4, most_bytes=200_000)

    report = mc.Verifier(now=NOW, door=opened).verify(badge)

    assert report.verdict in ("UNKNOWN", "FAIL")
    assert len(server.heard) <= 8


# A site that leads on to another one, which a careless sign-in page is enough for


@pytest.fixture
def stranger(server, authority):  # noqa: F811
    """Another site, whose certificate is in order too."""
    with listening(authority.context("stranger.example.com")) as other:
        yield other


def beyond(stranger: Hostile, path: str) -> str:
    return f"https://stranger.example.com:{stranger.port}{path}"


def lead(site: Hostile, path: str, location: str) -> None:
    site.deeds[path] = lambda connection: connection.sendall(led_to(location))


def test_what_another_site_shows_is_no_document_of_this_one(server, stranger):  # noqa: F811
    lead(server, "/login", beyond(stranger, "/good"))
    opened = door()

    assert opened.document(at(server, "/login")) is None
    refused = opened.questions[at(server, "/login")]
    assert refused.code == "elsewhere" and "another site" in refused.sentence
    assert stranger.heard == []


def test_another_port_is_another_site_and_another_path_is_not(server, stranger):  # noqa: F811
    lead(server, "/port", f"https://{NAME}:{stranger.port}/good")
    lead(server, "/path", f"https://{NAME.upper()}:{server.port}/good")
    opened = door()

    assert opened.document(at(server, "/port")) is None and stranger.heard == []
    assert opened.document(at(server, "/path")) is not None


def test_a_person_may_be_led_to_a_badge_on_another_site(badge, server, stranger):  # noqa: F811
    put(stranger, "/badge", badge)
    lead(server, "/badge", beyond(stranger, "/badge"))
    opened = door()

    assert json.loads(opened.fetch(at(server, "/badge"))) == badge


@pytest.mark.parametrize("path", [KEYS, LIST])
def test_keys_and_lists_of_another_site_are_not_the_issuers(badge, server, stranger, path):  # noqa: F811
    stranger.deeds[path] = server.deeds[path]
    lead(server, path, beyond(stranger, path))

    assert mc.Verifier(now=NOW, door=door()).verify(badge).verdict == "UNKNOWN"
    assert stranger.heard == []


@pytest.mark.parametrize("led", ["badge", "class", "issuer"])
def test_a_hosted_badge_cannot_be_forged_by_a_site_that_leads_anywhere(server, stranger, led):  # noqa: F811
    pages = {name: at(server, f"/{name}") for name in ("badge", "class", "issuer")}
    pages[led] = at(server, f"/login?next={beyond(stranger, '/forged')}")
    head = {"@context": "https://w3id.org/openbadges/v2"}
    documents = {
        "issuer": {**head, "type": "Issuer", "id": pages["issuer"], "name": "A site", "url": at(server, "/"),
                   "email": "office@example.org"},
        "class": {**head, "type": "BadgeClass", "id": pages["class"], "name": "Reading", "description": "Reads.",
                  "image": at(server, "/i.png"), "criteria": {"narrative": "Reads."}, "issuer": pages["issuer"]},
        "badge": {**head, "type": "Assertion", "id": pages["badge"], "badge": pages["class"],
                  "recipient": {"type": "email", "hashed": False, "identity": "mallory@example.com"},
                  "issuedOn": "2026-01-01T00:00:00Z", "verification": {"type": "hosted"}},
    }  # fmt: skip
    for name, document in documents.items():
        put(server, f"/{name}", document)
    honest = mc.Verifier(now=NOW, door=door(), documents={pages[led]: documents[led]})
    assert honest.verify(documents["badge"]).verdict == "PASS"  # were it there, all else would be in order

    put(stranger, "/forged", documents[led])
    lead(server, f"/login?next={beyond(stranger, '/forged')}", beyond(stranger, "/forged"))
    report = mc.Verifier(now=NOW, door=door()).verify(documents["badge"])

    assert report.verdict == "UNKNOWN" and stranger.heard == []


SEEDS = (
    "https://badges.example.org/a/b?c=d#e",
    "https://badges.example.org:443/x",
    "https://user:word@badges.example.org/",
    "https://127.0.0.1/",
    "https://[::1]:443/",
    "https://xn--bdges-hra.example.org/é",
    "http://localhost:8000/x",
)
PIECES = (*"@:\\[].#?\t\n\0。１ ", "//", "%00", "%2e", "..", "localhost", "127.0.0.1", "0x7f", "::")


def test_an_address_of_any_form_is_refused_or_read_as_others_read_it():
    chance, read = random.Random(7), 0
    for _number in range(20_000):
        text = chance.choice(SEEDS)
        for _change in range(chance.randint(1, 3)):
            place = chance.randint(0, len(text))
            text = text[:place] + chance.choice((*PIECES, "")) + text[place + chance.randint(0, 2) :]
        try:
            address = parse_address(text)
        except DoorRefused as no:
            assert no.code and no.sentence
            continue
        read += 1
        others = urlsplit(text)
        assert (address.scheme, address.host, address.port) == ("https", others.hostname, others.port or 443), text
        assert address.host.isascii() and "." in address.host and not address.host.rpartition(".")[2].isdigit()
        assert address.target.startswith("/") and address.target.isascii() and address.target.isprintable()
        assert " " not in address.target and "#" not in address.target and not address.loopback_only
        assert parse_address(str(address)) == address
    assert 1_000 < read < 19_000
