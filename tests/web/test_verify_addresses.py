"""Verify: badges by their addresses on other sites, and what badges of other sites name, through the guarded door."""

import ast
import json
from datetime import UTC, datetime
from pathlib import Path

import merited_credentials as mc
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext, override
from merited_credentials.jose.issue import sign_token
from merited_credentials.presentations import unsigned_presentation
from merited_credentials.report import KINDS

from merited.awards import network
from merited.awards.pictures import baked_png
from merited.web.public.sentences import WHOLE
from tests.serving import other_site
from tests.web.test_public import page

API = "/api/v1/verify"
BEGUN = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def site(settings):
    """Another district's site, with its keys and its list; the door is open and may go to this machine."""
    settings.FETCH = settings.ALLOW_LOOPBACK = True
    with other_site() as standing:
        standing.signer = mc.Ed25519Signer(mc.generate_ed25519(), f"{mc.did_web(standing.address)}#key-1")
        did = standing.signer.verification_method.partition("#")[0]
        keys = mc.did_document(did, [mc.PublicKey("key-1", standing.signer.public_multibase)])
        standing.shelf["/.well-known/did.json"] = ("application/did+json", json.dumps(keys).encode())
        keep_list(standing)
        standing.shelf["/badge.json"] = ("application/vc", json.dumps(badge_of(standing)).encode())
        yield standing


def keep_list(site, *revoked: int) -> None:
    bits = mc.StatusBits()
    for index in revoked:
        bits.set(index)
    address, did = f"{site.address}/status/1", mc.did_web(site.address)
    listed = mc.status_list_document(address, did, bits, purpose="revocation", valid_from=BEGUN)
    signed = mc.sign(mc.prepare(listed), site.signer, created=BEGUN)
    site.shelf["/status/1"] = ("application/vc", json.dumps(signed).encode())


def badge_of(site) -> dict:
    home = site.address
    badge = mc.Credential(
        id=f"{home}/badges/1",
        issuer=mc.Issuer(mc.did_web(home), "Cedar Falls Schools", home),
        achievement=mc.Achievement(f"{home}/a/1", "Reading Aloud", "Reads aloud.", criteria_narrative="Two readers."),
        recipient=mc.Recipient.of_email("ann@cedar.example", "salt"),
        valid_from=BEGUN,
        status=mc.StatusEntry(f"{home}/status/1", 7),
    )
    return mc.sign(mc.prepare(badge), site.signer, created=BEGUN)


def shown(world, text: str, **more) -> str:
    return page(world.client().post("/verify/", {"text": text}, **more))


def asked(world, data: bytes | str, **more):
    return world.client().post(API, data, content_type="text/plain", **more)


# Off


def test_without_the_setting_nothing_is_asked(world, site, settings):
    settings.FETCH = False
    text = site.shelf["/badge.json"][1].decode()

    assert "save the badge’s file, and drop it here" in shown(world, f"{site.address}/badge.json")
    assert "We could not check all of it" in shown(world, text)
    assert asked(world, text).json()["verdict"] == "UNKNOWN"
    assert asked(world, f"{site.address}/badge.json").json()["verdict"] != "PASS"
    assert site.heard == []


def test_the_setting_is_off_unless_an_operator_or_the_demonstration_turns_it_on(settings):
    assert settings.FETCH is False and settings.ALLOW_LOOPBACK is False


# On


def test_keys_and_list_of_another_issuer_are_asked_for_and_said(world, site):
    text = site.shelf["/badge.json"][1].decode()

    found = shown(world, text)
    answer = asked(world, text).json()

    assert "Genuine and current</h1>" in found and "What we asked of other sites" in found
    assert f"{site.address}/status/1" in found and mc.did_web(site.address) in found
    assert answer["verdict"] == "PASS"
    assert [(one["address"], one["answered"]) for one in answer["asked"]] == [
        (mc.did_web(site.address), True),
        (f"{site.address}/status/1", True),
    ]
    assert site.heard == ["/.well-known/did.json", "/status/1"] * 2


def test_a_badge_revoked_on_another_site_is_not_valid(world, site):
    keep_list(site, 7)

    assert "No longer valid" in shown(world, site.shelf["/badge.json"][1].decode())


@pytest.mark.parametrize("missing", ["/.well-known/did.json", "/status/1"])
def test_what_another_site_does_not_answer_stays_unknown_with_the_reason(world, site, missing):
    del site.shelf[missing]

    found = shown(world, site.shelf["/badge.json"][1].decode())
    answer = asked(world, site.shelf["/badge.json"][1]).json()

    assert "We could not check all of it" in found and "The site has nothing at this address." in found
    assert answer["verdict"] == "UNKNOWN" and "missing" in [one["code"] for one in answer["asked"]]


@pytest.mark.parametrize("kind", ["json", "png", "svg", "page"])
def test_the_address_of_a_badge_is_opened_whatever_stands_there(world, site, kind):
    text = site.shelf["/badge.json"][1].decode()
    picture = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>'
    site.shelf["/badge.svg"] = ("image/svg+xml", mc.bake_svg(picture, text))
    site.shelf["/badge.page"] = (
        "text/html",
        b'<html><head><link rel="alternate" type="application/vc" href="/badge.json"></head>A badge!</html>',
    )
    plain = baked_png(world.earned(world.marla, world.vesna))
    site.shelf["/badge.png"] = ("image/png", mc.bake_png(plain, text))

    found = shown(world, f"{site.address}/badge.{kind}")

    assert "Genuine and current</h1>" in found and "Reading Aloud" in found and "Cedar Falls Schools" in found
    assert f"{site.address}/badge.{kind}" in found
    assert asked(world, f" {site.address}/badge.{kind}\n").json()["verdict"] == "PASS"


REFUSED = {
    "http://badges.example.org/1": "Only addresses that begin with https:// are opened.",
    "https://169.254.169.254/latest/meta-data/": "names its site by a number",
    "https://2130706433/": "names its site by a number",
    "https://[::ffff:127.0.0.1]/": "names its site by a number",
    "https://localhost:5432/": "inside a private network",
    "https://badges.example.org:22/": "names a port of its own",
    "https://user@badges.example.org/": "carries a user name",
    "https://metadata.google.internal/": "inside a private network",
    "badges.local/1": "inside a private network",
}


@pytest.mark.parametrize(("address", "sentence"), REFUSED.items(), ids=REFUSED.keys())
def test_the_page_refuses_what_leads_elsewhere_with_a_sentence(world, settings, address, sentence):
    settings.FETCH = True  # as in production: this machine stays shut

    found = shown(world, address)

    assert sentence in found and address in found and "drop that here instead" in found
    if "://" in address:
        answer = asked(world, address)
        assert answer.status_code == 200 and answer.json()["verdict"] == "UNKNOWN"
        assert sentence in answer.json()["steps"][0]["sentence"]


def test_a_site_on_this_machine_is_never_asked_unless_a_developer_opens_it(world, site, settings):
    settings.ALLOW_LOOPBACK = False

    found = shown(world, site.shelf["/badge.json"][1].decode())

    assert "We could not check all of it" in found and site.heard == []
    assert "Only addresses that begin with https" in shown(world, f"{site.address}/badge.json") and site.heard == []


def test_what_stands_at_an_address_and_is_no_badge_is_said(world, site):
    site.shelf["/page"] = ("text/html", b"<html>hello</html>")
    site.shelf["/script"] = ("text/javascript", b"{}")

    assert "it does not say where its badge is" in shown(world, f"{site.address}/page")
    assert "There is no badge at this address, but something else." in shown(world, f"{site.address}/script")
    assert "The site has nothing at this address." in shown(world, f"{site.address}/nothing")


def test_refusals_are_read_in_the_readers_language(world, settings):
    settings.FETCH = True

    found = shown(world, "http://badges.example.org/1", HTTP_ACCEPT_LANGUAGE="es")

    assert "Solo se abren direcciones que empiezan por https://." in found


def test_our_own_badges_ask_nobody(world, site):
    award = world.earned(world.marla, world.vesna)

    found = shown(world, award.credential)
    file = SimpleUploadedFile("badge.png", baked_png(award))
    again = page(world.client().post("/verify/", {"file": file}))

    assert "Genuine and current</h1>" in found and "Genuine and current</h1>" in again
    assert "What we asked of other sites" not in found and site.heard == []


def test_a_page_of_ours_that_is_no_badge_is_not_fetched(world, site):
    assert "There is no badge at that address." in shown(world, "http://localhost:8000/catalog/")


# Every kind


def token_of(site) -> str:
    badge = {name: value for name, value in badge_of(site).items() if name != "proof"}
    badge["credentialSubject"]["id"] = "mailto:ann@cedar.example"
    return sign_token(mc.prepare(badge), site.signer)


def hosted(site) -> dict:
    """A hosted badge of Open Badges 2.0: assertion, class and issuer, each at its own address."""
    home, v2 = site.address, "https://w3id.org/openbadges/v2"
    issuer = {
        "@context": v2,
        "type": "Issuer",
        "id": f"{home}/issuer",
        "name": "Cedar Falls Schools",
        "url": home,
        "email": "a@cedar.example",
    }
    badge = {"@context": v2, "type": "BadgeClass", "id": f"{home}/class", "name": "Reading Aloud", "description": "Reads aloud.",
             "image": f"{home}/class.png", "criteria": {"narrative": "Two readers."}, "issuer": issuer["id"]}  # fmt: skip
    assertion = {"@context": v2, "type": "Assertion", "id": f"{home}/assertion", "badge": badge["id"], "issuedOn": "2026-09-01T00:00:00Z",
                 "recipient": {"type": "email", "hashed": False, "identity": "ann@cedar.example"}, "verification": {"type": "HostedBadge"}}  # fmt: skip
    for path, document in (("/issuer", issuer), ("/class", badge), ("/assertion", assertion)):
        site.shelf[path] = ("application/ld+json", json.dumps(document).encode())
    return assertion


def test_a_token_is_judged_and_its_keys_are_asked_for(world, site):
    token = token_of(site)
    site.shelf["/badge.jwt"] = ("text/plain", token.encode())

    for text in (token, f"{site.address}/badge.jwt"):
        found = shown(world, text)
        assert "Genuine and current</h1>" in found and "Reading Aloud" in found, found
    assert "Genuine and current" not in shown(world, token[:-6] + "AAAAAA")


def test_a_hosted_badge_of_open_badges_2_is_judged_by_its_addresses(world, site):
    assertion = hosted(site)

    for text in (json.dumps(assertion), assertion["id"]):
        found = shown(world, text)
        assert "Genuine and current</h1>" in found and "Open Badges 2.0" in found, found
        assert f"{site.address}/issuer" in found
    changed = shown(world, json.dumps(assertion | {"issuedOn": "2026-10-01T00:00:00Z"}))
    assert "Genuine and current" not in changed


def test_a_hosted_badge_that_is_gone_from_its_address_is_revoked(world, site):
    assertion = hosted(site)
    site.shelf["/assertion"] = ("gone", b"")

    assert "Not valid" in (found := shown(world, json.dumps(assertion))) or "No longer valid" in found
    assert "gone for good" in shown(world, assertion["id"])


def test_a_presentation_is_judged_with_the_badges_inside(world, site):
    held = unsigned_presentation([badge_of(site)])

    assert "Genuine and current</h1>" in shown(world, json.dumps(held))
    keep_list(site, 7)
    found = shown(world, json.dumps(held))
    assert "Not valid</h1>" in found and "Are the badges inside it valid?" in found


V2, V1 = "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1"
SAMPLES = {
    "endorsement": {"@context": [V2], "type": ["VerifiableCredential", "EndorsementCredential"]},
    "status-list": {"@context": [V2], "type": ["VerifiableCredential", "BitstringStatusListCredential"]},
    "ob1": {"uid": "1", "recipient": {}, "badge": "https://a.example/b", "verify": {"type": "hosted", "url": "https://a.example/1"}},
    "clr": {"@context": [V2], "type": ["VerifiableCredential", "ClrCredential"]},
    "vcdm1": {"@context": [V1], "type": ["VerifiableCredential"]},
    "vc": {"@context": [V2], "type": ["VerifiableCredential"]},
    "presentation": {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": []},
    "unknown": {"hello": "world"},
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_page_says_of_every_kind_what_it_is_in_two_languages(world, site, kind):
    made = {"ob3": lambda: badge_of(site), "ob2": lambda: hosted(site)}
    text = token_of(site) if kind == "jwt" else json.dumps(made[kind]() if kind in made else SAMPLES[kind])
    if kind == "jwt":  # a token that holds no badge
        text = "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJhIn0.AAAA"

    english = shown(world, text)
    with override("es"):
        words = gettext(KINDS[kind])

    assert KINDS[kind] in english
    assert words in shown(world, text, HTTP_ACCEPT_LANGUAGE="es")
    assert words != KINDS[kind] or kind in ("ob3", "ob2")


# Limits


def test_one_visitor_asks_other_sites_at_most_so_often(world, site, monkeypatch):
    monkeypatch.setattr(network, "A_MINUTE", 2)
    address = f"{site.address}/badge.json"
    assert [asked(world, address).status_code for _one in range(3)] == [200, 200, 429]
    heard = len(site.heard)

    refused = world.client().post("/verify/", {"text": address})
    alone = shown(world, site.shelf["/badge.json"][1].decode())

    assert refused.status_code == 429 and "Go on in a minute." in page(refused)
    assert "We could not check all of it" in alone and "Go on in a minute." in alone
    assert len(site.heard) == heard


def test_few_checks_ask_other_sites_at_the_same_time(world, site):
    address = f"{site.address}/badge.json"
    while network._PLACES.acquire(blocking=False):
        pass
    try:
        busy = world.client().post("/verify/", {"text": address})
        assert busy.status_code == 429 and "for other visitors right now" in page(busy) and site.heard == []
        assert asked(world, address).status_code == 429
    finally:
        network._PLACES.release(2)
    assert [asked(world, address).status_code for _one in range(5)] == [200] * 5


def test_the_page_checks_at_most_sixty_badges_a_minute(world):
    answers = [world.client().post("/verify/", {"text": "{}"}).status_code for _one in range(61)]

    assert answers == [200] * 60 + [429]


# Words


def test_every_refusal_of_the_door_is_translated():
    folder = Path(mc.__file__).parent
    for name in ("addresses.py", "door.py", "wire.py"):
        for node in ast.walk(ast.parse((folder / name).read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) == "DoorRefused"
                and isinstance(node.args[0], ast.Constant)
            ):
                assert node.args[0].value in WHOLE
