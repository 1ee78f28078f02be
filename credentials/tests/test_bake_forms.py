"""Baking of every form: Open Badges 3.0 and 2.0, JSON and signed tokens, PNG and SVG; and with another library."""

from __future__ import annotations

import json
import re
import warnings
import zlib
from xml.etree import ElementTree

import pytest

import merited_credentials as mc
from cast import BADGE
from merited_credentials.jose.token import encode, write
from test_bake import PNG, SVG, chunk, chunks, itxt, picture

ASSERTION = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://badges.example.org/a/1?x=1&y='2'",
    "recipient": {"type": "email", "hashed": False, "identity": "ana@example.org"},
    "issuedOn": "2025-01-01T00:00:00Z",
    "badge": "https://badges.example.org/b/1",
    "verification": {"type": "hosted"},
    "narrative": "Señalización ]]> 👩🏽‍🏫 \u0085",
}


def token(payload: dict[str, object]) -> str:
    return write({"alg": "RS256"}, payload, lambda _data: b"\x01" * 256)


# Form -> (the text, is it Open Badges 2.0, is it a token)
FORMS = {
    "3.0 JSON": (json.dumps(BADGE, ensure_ascii=False), False, False),
    "3.0 token": (token({**BADGE, "iss": "did:web:x.example"}), False, True),
    "2.0 JSON": (json.dumps(ASSERTION, ensure_ascii=False), True, False),
    "2.0 token": (token({**ASSERTION, "verification": {"type": "signed"}}), True, True),
}
EVERY = pytest.mark.parametrize(("text", "is_ob2", "is_token"), FORMS.values(), ids=FORMS)


@EVERY
def test_a_png_carries_every_form_under_its_keyword(text, is_ob2, is_token):
    baked = mc.bake_png(PNG, text)

    assert mc.unbake(baked) == text
    keyword = b"openbadges" if is_ob2 else b"openbadgecredential"
    assert chunks(baked)[1] == (b"iTXt", keyword + b"\0\0\0\0\0" + text.encode())
    assert [one for one in chunks(baked) if one[0] != b"iTXt"] == chunks(PNG)


@EVERY
def test_an_svg_carries_every_form_in_its_element(text, is_ob2, is_token):
    baked = mc.bake_svg(SVG, text)

    first = next(iter(ElementTree.fromstring(baked)))
    name = "{http://openbadges.org}assertion" if is_ob2 else "{https://purl.imsglobal.org/ob/v3p0}credential"
    assert first.tag == name
    if is_token:
        assert (mc.unbake(baked), first.get("verify"), first.text) == (text, text, None)
    else:
        assert json.loads(mc.unbake(baked)) == json.loads(first.text) == json.loads(text)
        assert first.get("verify") == (ASSERTION["id"] if is_ob2 else None)


@EVERY
def test_the_rest_of_a_drawing_stays_byte_for_byte(text, is_ob2, is_token):
    element = re.compile(rb"<openbadges:(\w+)[^>]*?(/>|>.*?</openbadges:\1>)", re.DOTALL)

    baked = mc.bake_svg(SVG, text)

    without = element.sub(b"", baked, count=1)
    assert re.sub(rb' xmlns:openbadges="[^"]*"', b"", without, count=1) == SVG


@EVERY
@pytest.mark.parametrize("older", FORMS)
def test_a_badge_of_any_form_replaces_one_of_any_other(older, text, is_ob2, is_token):
    for bake, image in ((mc.bake_png, PNG), (mc.bake_svg, SVG)):
        assert bake(bake(image, FORMS[older][0]), text) == bake(image, text)


def test_what_others_have_baked_is_replaced_too():
    for old in (
        picture(chunk(b"tEXt", b"openbadges\0https://x.example/1")),
        picture(chunk(b"zTXt", b"openbadges\0\0" + zlib.compress(b"https://x.example/1"))),
        picture(itxt("{}", b"openbadges", compressed=True)),
    ):
        baked = mc.bake_png(old, FORMS["3.0 JSON"][0])
        assert [kind for kind, _ in chunks(baked)] == [b"IHDR", b"iTXt", b"IDAT", b"IEND"]
    for badge in (
        b'<assertion xmlns="http://openbadges.org" verify="a > b"/>',
        b"<o:credential xmlns:o='https://purl.imsglobal.org/ob/v3p0'\n><!-- </o:credential> --><![CDATA[{}]]>"
        b"</o:credential >",
    ):
        old = SVG.replace(b"<title>", badge + b"<title>")
        assert mc.bake_svg(old, FORMS["3.0 JSON"][0]) == mc.bake_svg(SVG, FORMS["3.0 JSON"][0])


def test_an_animation_keeps_every_frame():
    frames = (chunk(b"acTL", b"\0\0\0\2\0\0\0\0"), chunk(b"fcTL", b"\0" * 26), chunk(b"eXIf", b"II*\0"))
    animated = picture(*frames)[:-12] + chunk(b"fcTL", b"\1" * 26) + chunk(b"fdAT", b"\2" * 40) + chunk(b"IEND", b"")

    baked = mc.bake_png(animated, FORMS["3.0 token"][0])

    assert [one for one in chunks(baked) if one[0] != b"iTXt"] == chunks(animated)


def test_scripts_styles_comments_and_document_types_of_a_drawing_stay():
    drawing = (
        b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">'
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="go(\'>\')"><script>if (1 &lt; 2) go("/>")</script>'
        b"<style><![CDATA[a > b {}]]></style><!-- <openbadges:credential/> --></svg>\n<!-- end -->\n"
    )

    baked = mc.bake_svg(drawing, FORMS["3.0 token"][0])

    assert baked.endswith(drawing.partition(b"onload=\"go('>')\">")[2])
    assert baked.startswith(drawing.partition(b"<svg")[0])
    assert mc.unbake(baked) == FORMS["3.0 token"][0]


def test_a_drawing_in_another_alphabet_carries_the_badge_in_plain_letters():
    drawing = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><svg xmlns="http://www.w3.org/2000/svg"><title>é</title></svg>'
    )
    for name in ("3.0 JSON", "2.0 JSON", "3.0 token"):
        baked = mc.bake_svg(drawing.encode("latin-1"), FORMS[name][0])
        assert baked.endswith("<title>é</title></svg>".encode("latin-1"))
        found = mc.unbake(baked)
        assert found == FORMS[name][0] or json.loads(found) == json.loads(FORMS[name][0])
    for encoding in ("utf-16", "utf-16-le"):
        with pytest.raises(mc.NotBakeable):
            mc.bake_svg(drawing.replace("ISO-8859-1", "UTF-16").encode(encoding), FORMS["3.0 token"][0])


def test_a_value_that_looks_like_a_declaration_stays():
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" aria-label=" xmlns:openbadges=\'x\'"><g/></svg>'

    assert b"aria-label=\" xmlns:openbadges='x'\"" in mc.bake_svg(drawing, FORMS["2.0 JSON"][0])


def test_a_signed_badge_of_2_0_is_not_baked_without_its_signature():
    bare = json.dumps({**ASSERTION, "verification": {"type": "signed"}})
    for bake, image in ((mc.bake_png, PNG), (mc.bake_svg, SVG)):
        with pytest.raises(mc.NotBakeable, match="bake the token"):
            bake(image, bare)


def test_badges_older_than_2_0_go_where_their_readers_look():
    older = {"uid": "1", "badge": "https://x.example/b", "recipient": {}, "verify": {"type": "hosted"}}

    assert chunks(mc.bake_png(PNG, json.dumps(older)))[1][1].startswith(b"openbadges\0")


@pytest.mark.parametrize(
    "bad",
    [
        f"{encode(b'{}')}.e30.AAAA",
        token({}).replace(".", ".."),
        token({})[:-1],
        write({"alg": "none"}, {}, lambda _data: b"\x01"),
    ],
    ids=["no alg", "empty part", "cut", "alg none"],
)
def test_a_token_that_no_reader_takes_is_not_baked(bad):
    with pytest.raises(mc.NotBakeable):
        mc.bake_png(PNG, bad)


def test_a_length_that_reaches_beyond_the_file_costs_nothing(monkeypatch):
    asked: list[int] = []
    monkeypatch.setattr("merited_credentials.png.zlib.crc32", lambda data: asked.append(len(data)) or 0)

    with pytest.raises(mc.NotReadable, match="cut short"):
        mc.unbake(PNG[:8] + b"\x7f\xff\xff\xffIHDR" + PNG[16:])

    assert asked == []


def test_a_text_that_swells_is_cut_off_at_the_limit(monkeypatch):
    sizes: list[int] = []
    real = zlib.decompressobj

    class Counting:
        def __init__(self) -> None:
            self.inner = real()

        def decompress(self, data: bytes, most: int) -> bytes:
            found = self.inner.decompress(data, most)
            sizes.append(len(found))
            return found

        def __getattr__(self, name: str) -> object:
            return getattr(self.inner, name)

    monkeypatch.setattr("merited_credentials.png.zlib.decompressobj", Counting)

    with pytest.raises(mc.TooMuchWork):
        mc.unbake(picture(itxt(" " * 50_000_000, compressed=True)))

    assert sizes == [1_000_001]


@pytest.fixture(scope="module")
def peer():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("openbadgeslib.baking", reason="pip install openbadgeslib")


def as_in(peer, *, is_ob2: bool) -> dict[str, str]:
    if is_ob2:
        return {"element": peer.SVG_ELEMENT, "namespace": peer.SVG_NS}
    return {"element": peer.SVG_ELEMENT_OB3, "namespace": peer.SVG_NS_OB3}


@EVERY
def test_what_the_peer_bakes_comes_out_here(peer, text, is_ob2, is_token):
    keyword = peer.ITXT_KEYWORD if is_ob2 else peer.ITXT_KEYWORD_OB3
    assert mc.unbake(peer.bake_png(PNG, text, "a comment", keyword=keyword)) == text
    plain = text.replace("\\u0085", " ").replace("\x85", " ")
    drawing = peer.bake_svg(SVG, plain, as_text=not is_token, **as_in(peer, is_ob2=is_ob2))
    assert mc.unbake(drawing) == plain
    assert mc.unbake(mc.bake_svg(drawing, FORMS["3.0 token"][0])) == FORMS["3.0 token"][0]


@EVERY
def test_what_is_baked_here_comes_out_at_the_peer(peer, text, is_ob2, is_token):
    keyword = peer.ITXT_KEYWORD if is_ob2 else peer.ITXT_KEYWORD_OB3
    assert peer.extract_png(mc.bake_png(PNG, text), keyword=keyword) == text
    drawing, element = mc.bake_svg(SVG, text), as_in(peer, is_ob2=is_ob2)["element"]
    assert peer.has_svg(drawing, element=element)
    found = peer.extract_svg(drawing, element=element, text_fallback=True)
    if is_token:
        assert found == text
    elif is_ob2:
        assert found == ASSERTION["id"]  # the peer reads `verify` first, which holds the address of a hosted badge
    else:
        assert json.loads(found) == json.loads(text)
