"""A badge in and out of pictures: round trips, replaced badges, and pictures that are refused."""

from __future__ import annotations

import json
import struct
import zlib

import pytest

import merited_credentials as mc
from cast import BADGE, VERIFIER, achievement, signed

TEXT = json.dumps(BADGE, ensure_ascii=False)
SVG = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- <svg> a > b -->\n'
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" aria-label="a > b">\n'
    b"  <title>Badge &amp; more</title><path d='M0 0h9'/>\n</svg>\n"
)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def picture(*extra: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\1\2\0\3\4"))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + pixels + chunk(b"IEND", b"")


def itxt(text: str, keyword: bytes = b"openbadgecredential", *, compressed: bool = False) -> bytes:
    body = zlib.compress(text.encode()) if compressed else text.encode()
    return chunk(b"iTXt", keyword + (b"\0\1\0\0\0" if compressed else b"\0\0\0\0\0") + body)


PNG = picture(chunk(b"tEXt", b"Author\0Marla"))


def chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    place, found = 8, []
    while place < len(data):
        (length,) = struct.unpack_from(">I", data, place)
        found.append((data[place + 4 : place + 8], data[place + 8 : place + 8 + length]))
        place += 12 + length
    return found


def test_a_png_carries_the_badge_and_keeps_everything_else():
    baked = mc.bake_png(PNG, TEXT)

    assert mc.unbake(baked) == TEXT
    assert [one for one in chunks(baked) if one[0] != b"iTXt"] == chunks(PNG)
    assert [kind for kind, _ in chunks(baked)][:2] == [b"IHDR", b"iTXt"]
    assert chunks(baked)[1][1].startswith(b"openbadgecredential\0\0\0\0\0{")
    assert VERIFIER.verify(baked).verdict == "PASS"


def test_baking_again_replaces_the_badge():
    other = json.dumps({**BADGE, "name": "Other"})
    for bake, image in ((mc.bake_png, PNG), (mc.bake_svg, SVG)):
        again = bake(bake(image, other), TEXT)
        assert again == bake(image, TEXT)
        assert mc.unbake(again) == TEXT


def test_an_svg_carries_the_badge_as_its_first_child_and_keeps_everything_else():
    baked = mc.bake_svg(SVG, TEXT)

    assert mc.unbake(baked) == TEXT
    head = b'<svg xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" xmlns="http://www.w3.org/2000/svg"'
    assert head in baked
    assert b'aria-label="a > b"><openbadges:credential><![CDATA[{' in baked
    assert baked.endswith(SVG.partition(b'aria-label="a > b">')[2])
    assert VERIFIER.verify(baked).verdict == "PASS"


@pytest.mark.parametrize(
    "image",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg'></svg>",
        b'<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:path/></s:svg>',
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x/svg11.dtd"><svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
)
def test_drawings_of_many_hands_can_be_baked(image):
    assert mc.unbake(mc.bake_svg(image, TEXT)) == TEXT


@pytest.mark.parametrize("text", ["]]>", "]]]]>>", "\x7f\x85\u2028\ufffe", "<script>&amp;", "\x00\x0b\r\n"])
def test_a_badge_with_awkward_text_survives_an_svg(text):
    document = {**BADGE, "name": text}
    if "\ufffe" not in text:
        document = signed(name=text, achievement=achievement(name=text))

    found = mc.unbake(mc.bake_svg(SVG, json.dumps(document, ensure_ascii=False)))

    assert json.loads(found) == document
    assert "\ufffe" in text or VERIFIER.verify(mc.bake_svg(SVG, json.dumps(document))).verdict == "PASS"


def test_a_picture_without_a_badge():
    assert mc.unbake(PNG) is None
    assert mc.unbake(SVG) is None
    report = VERIFIER.verify(PNG)
    assert (report.verdict, report.sentence) == ("FAIL", "This is an image only; there is no credential in it.")


def test_a_compressed_badge_is_read():
    assert mc.unbake(picture(itxt(TEXT, compressed=True))) == TEXT


def test_older_badges_are_read_so_that_they_can_be_named():
    for image in (
        picture(itxt("https://x.example/assertion/1", b"openbadges")),
        picture(chunk(b"tEXt", b"openbadges\0https://x.example/assertion/1")),
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="http://openbadges.org">'
        b'<o:assertion verify="https://x.example/assertion/1"/></svg>',
    ):
        assert mc.unbake(image) == "https://x.example/assertion/1"
        report = VERIFIER.verify(image)
        assert (report.verdict, report.kind) == ("UNKNOWN", "ob2")


BROKEN = {
    "cut short": PNG[:-6],
    "no end": PNG[:-12],
    "bad checksum": PNG.replace(b"Marla", b"Marlo"),
    "bad checksum of the badge": mc.bake_png(PNG, TEXT).replace(b"formative", b"formatixe", 1),
    "header only": PNG[:8],
    "no header": b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""),
    "huge length": PNG[:8] + b"\xff\xff\xff\xff" + PNG[12:],
    "unknown compression": picture(chunk(b"iTXt", b"openbadgecredential\0\1\7\0\0" + zlib.compress(b"{}"))),
    "malformed text": picture(chunk(b"iTXt", b"openbadgecredential\0\0")),
    "no UTF-8": picture(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0\xff{")),
    "swelling text": picture(itxt(" " * 5_000_000, compressed=True)),
    "cut compressed text": picture(chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(b"{}" * 99)[:-9])),
    "svg not closed": b'<svg xmlns="http://www.w3.org/2000/svg">',
    "svg of no kind": b"<svg><path/></svg>",
    "svg entities": b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    "svg external": b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b'<svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    "svg too large": b'<svg xmlns="http://www.w3.org/2000/svg">' + b" " * 2_100_000 + b"</svg>",
}


@pytest.mark.parametrize("image", BROKEN.values(), ids=BROKEN)
def test_broken_and_hostile_pictures_are_refused(image):
    with pytest.raises(mc.CredentialError):
        mc.unbake(image)
    assert VERIFIER.verify(image).verdict == "FAIL"


@pytest.mark.parametrize("name", ["cut short", "bad checksum", "svg not closed", "svg entities", "svg of no kind"])
def test_broken_pictures_are_not_baked(name):
    bake = mc.bake_svg if name.startswith("svg") else mc.bake_png

    with pytest.raises(mc.NotBakeable):
        bake(BROKEN[name], TEXT)


TWO_BADGES = {
    "png twice 3.0": picture(itxt(TEXT), itxt(TEXT)),
    "png twice 2.0": picture(itxt(TEXT, b"openbadges"), chunk(b"tEXt", b"openbadges\0https://x.example/1")),
    "png 3.0 and 2.0": picture(itxt("{}", b"openbadges"), itxt(TEXT)),
    "svg twice 3.0": mc.bake_svg(SVG, TEXT).replace(
        b"</svg>", b"<openbadges:credential>{}</openbadges:credential></svg>"
    ),
    "svg 3.0 and 2.0": mc.bake_svg(SVG, TEXT).replace(
        b"</svg>", b'<o:assertion xmlns:o="http://openbadges.org" verify="https://x.example/1"/></svg>'
    ),
}


@pytest.mark.parametrize("image", TWO_BADGES.values(), ids=TWO_BADGES)
def test_two_badges_in_one_picture_are_refused_by_name(image):
    with pytest.raises(mc.TwoBadges, match="more than one badge"):
        mc.unbake(image)
    assert VERIFIER.verify(image).verdict == "FAIL"
    bake = mc.bake_svg if mc.kind_of(image) == "svg" else mc.bake_png
    assert mc.unbake(bake(image, TEXT)) == TEXT  # baking puts one badge in the place of all


@pytest.mark.parametrize("text", ["", "[]", "not json", '{"a":1,"a":2}', "aaa.bbb.ccc", "aaaaaaaaaaa.e30.AAAA"])
def test_only_a_badge_is_baked(text):
    with pytest.raises(mc.NotBakeable):
        mc.bake_png(PNG, text)
    with pytest.raises(mc.NotBakeable):
        mc.bake_svg(SVG, text)


@pytest.mark.parametrize(
    ("data", "kind"),
    [(PNG, "png"), (SVG, "svg"), (b" {}", "json"), (b"eyJhbGciOiJFZERTQSJ9.e30.AAAA", "jws"), (b"", "unknown"),
     (b"\xff\xd8\xff", "unknown"), (b"<html></html>", "unknown"), (b"%PDF-1.7", "unknown")],
)  # fmt: skip
def test_the_kind_of_a_file(data, kind):
    assert mc.kind_of(data) == kind
