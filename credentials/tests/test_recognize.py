"""Whatever is handed in is named: badges of every version in every wrapping, other credentials, other files."""

from __future__ import annotations

import base64
import copy
import json
import random
import struct
import zlib
from typing import Any

import pytest

import merited_credentials as mc
from cast import BADGE, status_list
from merited_credentials.contexts import VC1, VC2
from merited_credentials.lint import lint
from merited_credentials.png import SIGNATURE
from merited_credentials.recognize import read
from merited_credentials.strict_json import canonical
from merited_credentials.structure import examine_structure

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A picture of one gray point, with more chunks."""
    header, pixels = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\0\x80")
    every = [(b"IHDR", header), *chunks, (b"IDAT", pixels), (b"IEND", b"")]
    framed = [struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
              for kind, body in every]  # fmt: skip
    return SIGNATURE + b"".join(framed)


def png_with(text: str, keyword: bytes = b"openbadgecredential") -> bytes:
    return png((b"iTXt", keyword + b"\0\0\0\0\0" + text.encode()))


PNG = png()
OLDER = {
    name: value for name, value in BADGE.items() if name not in ("proof", "validFrom", "validUntil")
} | {
    "@context": [VC1, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"], "issuanceDate": BADGE["validFrom"],
}  # fmt: skip
CREDENTIAL = {
    "@context": [VC2], "type": ["VerifiableCredential"], "issuer": "did:example:issuer",
    "credentialSubject": {"id": "did:example:subject"},
}  # fmt: skip
ASSERTION = {
    "@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://x.example/assertions/1",
    "recipient": {"type": "email", "hashed": False, "identity": "marla@x.example"}, "issuedOn": "2020-01-01T00:00:00Z",
    "badge": "https://x.example/badges/1", "verification": {"type": "HostedBadge"},
}  # fmt: skip
OLDEST = {
    "uid": "1", "badge": "https://x.example/b", "recipient": {"type": "email", "identity": "m@x.example"},
    "verify": {"type": "hosted", "url": "https://x.example/a"}, "issuedOn": 1_400_000_000,
}  # fmt: skip
PRESENTATION = {"@context": [VC2], "type": ["VerifiablePresentation"], "verifiableCredential": [BADGE]}
DOCUMENTS = {
    "a badge": (BADGE, "ob3", "OpenBadgeCredential"),
    "a badge under its other name": (
        {**BADGE, "type": ["VerifiableCredential", "AchievementCredential"]}, "ob3", "OpenBadgeCredential"),
    "a badge of data model 1.1": (OLDER, "ob3", "OpenBadgeCredential"),
    "an endorsement": (
        {**CREDENTIAL, "type": ["VerifiableCredential", "EndorsementCredential"]}, "endorsement",
        "EndorsementCredential"),
    "a status list": (status_list(), "status-list", "BitstringStatusListCredential"),
    "a status list of 2021": (
        {**CREDENTIAL, "@context": [VC1], "type": ["VerifiableCredential", "StatusList2021Credential"]},
        "status-list", "StatusList2021Credential"),
    "another credential": (CREDENTIAL, "vc", "VerifiableCredential"),
    "another credential of data model 1.1": ({**CREDENTIAL, "@context": [VC1]}, "vcdm1", "VerifiableCredential"),
    "a presentation": (PRESENTATION, "presentation", "VerifiablePresentation"),
    "a hosted badge of Open Badges 2.0": (ASSERTION, "ob2", ""),
    "its class": (
        {"@context": "https://w3id.org/openbadges/v2", "type": "BadgeClass", "id": "urn:x:1", "name": "x",
         "criteria": "https://x.example/c"}, "ob2", ""),
}  # fmt: skip


def token(payload: Any, **header: Any) -> str:
    """A token with some 64 bytes in place of its signature: reading one checks no signature."""
    parts = [json.dumps(part).encode() for part in ({"alg": "EdDSA", **header}, payload)]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (*parts, bytes(64)))


def claims(document: dict[str, Any]) -> dict[str, Any]:
    """The document as the payload of a token in the form of Open Badges 3.0."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    bare["credentialSubject"] = {"id": "did:example:marla", **bare["credentialSubject"]}
    return {**bare, "iss": bare["issuer"]["id"], "jti": bare["id"], "sub": "did:example:marla", "nbf": 1768469400}


@pytest.mark.parametrize(("document", "kind", "shape"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_is_named_however_it_is_handed_in(document, kind, shape):
    text = json.dumps(document)
    for data in (document, text, text.encode(), b"\xef\xbb\xbf " + text.encode() + b"\n", png_with(text)):
        reading = read(data)
        assert (reading.kind, reading.shape, reading.result, reading.document) == (kind, shape, "PASS", document)
        assert reading.text == "" and reading.token is None


def test_a_badge_baked_into_a_picture_is_the_badge():
    text = json.dumps(BADGE)
    for picture in (mc.bake_png(PNG, text), mc.bake_svg(SVG, text)):
        assert read(picture).document == BADGE


def test_a_token_is_of_the_kind_of_what_it_carries():
    text = token(claims(BADGE))
    for data in (text, text.encode() + b"\n", png_with(text)):
        reading = read(data)
        assert (reading.kind, reading.shape, reading.text) == ("ob3", "OpenBadgeCredential", text)
        assert reading.document is not None and "iss" not in reading.document
        assert reading.token is not None and reading.token.form == "ob3"

    older = {"vc": OLDER, "iss": OLDER["issuer"]["id"], "jti": OLDER["id"], "nbf": 1768469400}
    assert (read(token(older)).kind, read(token(older)).document) == ("ob3", OLDER)
    assert read(token(CREDENTIAL, typ="vc+jwt")).kind == "vc"
    assert read(token(PRESENTATION, typ="vp+jwt")).kind == "presentation"
    signed = read(token({**ASSERTION, "verification": {"type": "SignedBadge", "creator": "https://x.example/key"}}))
    assert (signed.kind, signed.result) == ("ob2", "PASS")


def test_an_envelope_is_opened():
    text = token(CREDENTIAL, typ="vc+jwt")
    envelope = {"@context": [VC2], "type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{text}"}

    reading = read(envelope)

    assert (reading.kind, reading.text, reading.document) == ("vc", text, CREDENTIAL)
    assert read({**envelope, "id": "data:application/vc+sd-jwt,e30~"}).result == "UNKNOWN"
    assert read({**envelope, "id": "https://x.example/"}).result == "FAIL"


def test_a_token_in_an_envelope_in_a_token_does_not_borrow_its_signature():
    """Else whoever signs the outer token could put any badge of any issuer into it."""
    inner = token(claims(BADGE))
    envelope = {
        **CREDENTIAL, "type": ["VerifiableCredential", "EnvelopedVerifiableCredential"],
        "id": f"data:application/vc+jwt,{inner}",
    }  # fmt: skip

    for typ in ("vc+jwt", "JWT"):
        outer = token({**envelope, "iss": CREDENTIAL["issuer"], "jti": envelope["id"], "nbf": 1}, typ=typ)
        assert (read(outer).result, read(outer).document) == ("FAIL", None)
    assert read(envelope).document == read(inner).document, "an envelope that nobody signs says nothing itself"


@pytest.mark.parametrize(
    "bad",
    [token({"hello": "world"}), token({}), token(claims(BADGE), alg="none"), token(claims(BADGE), alg="HS256"),
     token({**claims(BADGE), "iss": "did:example:other"}), token({"vc": CREDENTIAL}), token([1])],
)  # fmt: skip
def test_a_token_without_a_credential_or_at_odds_with_it_fails(bad):
    reading = read(bad)

    assert reading.result == "FAIL" and reading.sentence
    assert reading.kind in ("jwt", "ob3")


def test_a_picture_with_an_address_is_a_hosted_badge_and_an_address_alone_is_none():
    address = "https://x.example/assertions/1"
    reading = read(png_with(address, keyword=b"openbadges"))

    assert (reading.kind, reading.result, reading.text) == ("ob2", "PASS", address)
    alone = read(address)
    assert (alone.kind, alone.result) == ("unknown", "UNKNOWN") and "address" in alone.sentence


def test_an_image_without_a_badge_is_an_image_only():
    for picture in (PNG, SVG):
        assert read(picture) == read(picture)
        assert (read(picture).result, read(picture).sentence) == (
            "FAIL", "This is an image only; there is no credential in it.",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "word"),
    [(b"\xff\xd8\xff\xe0" + bytes(20), "JPEG"), (b"GIF89a" + bytes(20), "GIF"), (b"%PDF-1.7\n", "PDF"),
     (b"PK\x03\x04" + bytes(20), "ZIP"), (b"RIFF\x00\x00\x00\x00WEBP", "WebP")],
)  # fmt: skip
def test_a_file_that_people_take_for_a_badge_is_named_and_the_right_one_asked_for(data, word):
    reading = read(data)

    assert reading.result == "FAIL"
    assert word in reading.sentence and "PNG or SVG" in reading.sentence


@pytest.mark.parametrize(
    "head", ["<!DOCTYPE html>\n<html>", " <html lang='en'>", '<?xml version="1.0"?><!doctype HTML>']
)
def test_a_saved_web_page_is_named_even_with_a_drawing_in_it(head):
    reading = read(f"{head}<body><svg xmlns='http://www.w3.org/2000/svg'></svg>{json.dumps(BADGE)}</body>".encode())

    assert (reading.kind, reading.result) == ("unknown", "FAIL")
    assert "web page" in reading.sentence and "hand that in" in reading.sentence


def test_what_is_older_or_larger_than_a_badge_is_named_with_what_to_do():
    record = {
        "@context": [VC2], "type": ["VerifiableCredential", "ClrCredential"],
        "credentialSubject": {"type": ["ClrSubject"], "verifiableCredential": [BADGE, BADGE]},
    }  # fmt: skip
    for document, kind, advice in (
        (OLDEST, "ob1", "Ask its issuer"), (record, "clr", "one by one. 2 of them stand inside it."),
    ):  # fmt: skip
        reading = read(document)
        assert (reading.kind, reading.result, reading.document) == (kind, "UNKNOWN", None)
        assert advice in reading.sentence
    assert (read(token(record)).kind, read(token(record)).result) == ("clr", "UNKNOWN")


def test_a_presentation_of_data_model_1_1_is_one_to_be_checked():
    older = {**PRESENTATION, "@context": [VC1]}

    for data in (older, token({"vp": older})):
        assert (read(data).kind, read(data).result, read(data).shape) == (
            "presentation",
            "PASS",
            "VerifiablePresentation",
        )


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00", SIGNATURE, b"<svg", b"{", b"[]", b"null", "hello", 7, None, {"a": {1}}, {"@context": [VC2]},
     {"@context": "https://schema.org", "type": "Person"}, {"type": ["VerifiableCredential"]}, "a.b.c", "\ud800"],
)  # fmt: skip
def test_what_is_no_badge_fails_with_a_sentence(data):
    reading = read(data)

    assert (reading.kind, reading.result, reading.document) == ("unknown", "FAIL", None)
    assert reading.sentence.endswith(".")


VALUES: list[Any] = [
    None, True, 1, 1.5, "", [], {}, "x", "https://x.example/", ["x"], {"id": 1}, {"@value": 1}, [[]], [None], VC1, VC2,
    {"type": []}, "2026-01-01T00:00:00Z", {"@context": None}, [VC2], [VC1], ["VerifiableCredential"],
    ["VerifiablePresentation"], "EnvelopedVerifiableCredential", "data:application/vc+jwt,a.b.c", -1, "\u0000",
]  # fmt: skip


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in items for found in _places(item, (*path, key)))]


def damaged(document: Any, chance: random.Random) -> Any:
    """A copy in which one or two values are other values, or gone."""
    document = copy.deepcopy(document)
    for _ in range(chance.randrange(1, 3)):
        *way, last = chance.choice(_places(document)[1:] or [("type",)])
        target = document
        for key in way:
            target = target[key]
        if chance.random() < 0.2 and last in target:
            del target[last]
        else:
            target[last] = copy.deepcopy(chance.choice(VALUES))
    return document


def test_damaged_documents_are_read_linted_and_taken_apart_without_a_surprise():
    """Whatever stands wherever: a reading, findings, an error of this library's own, and nothing else."""
    chance, came_back = random.Random(20), 0
    sound = [document for document, _, _ in DOCUMENTS.values()]
    for _ in range(1_500):
        document = damaged(chance.choice(sound), chance)
        text = json.dumps(document)
        reading = read(chance.choice([document, text, png_with(text), token(document), token({"vc": document})]))
        assert reading.sentence or reading.result == "PASS"
        if reading.token is not None and reading.document is not None:
            assert reading.document is reading.token.document, "what is shown is what the token signs"
        if reading.document is None or not reading.shape:
            continue
        lint(reading.document)
        if examine_structure(reading.document, reading.shape):
            with pytest.raises(mc.NotReadable):
                mc.from_document(reading.document)
        elif reading.kind in ("ob3", "endorsement"):
            assert canonical(mc.to_document(mc.from_document(reading.document))) == canonical(reading.document)
            came_back += 1
    assert came_back > 20
