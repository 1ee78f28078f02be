"""Pictures that show one badge to some readers and another to others are refused, wherever the second one stands."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import pytest

import merited_credentials as mc
from cast import BADGE, NOW, verifier
from test_bake import PNG, SVG, chunk, itxt
from test_bake_forms import ASSERTION, token

OB3, OB2 = "https://purl.imsglobal.org/ob/v3p0", "http://openbadges.org"
TEXT, OTHER = json.dumps(BADGE), json.dumps({**BADGE, "name": "Another"})
TOKEN = token(BADGE)


def refused(picture: bytes) -> bool:
    """Whether nobody gets a badge out of this picture, nor a PASS."""
    assert verifier().verify(picture).verdict == "FAIL"
    with pytest.raises(mc.TwoBadges):
        mc.unbake(picture)
    return True


def drawing(*elements: str, declared: str = "") -> bytes:
    spaces = f'xmlns="http://www.w3.org/2000/svg" xmlns:o="{OB3}" xmlns:p="{OB2}"{declared}'
    return f"<svg {spaces}><g/>{''.join(elements)}</svg>".encode()


def element(body: str = TEXT, name: str = "o:credential", **attributes: str) -> str:
    written = "".join(f" {key.replace('_', ':')}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{written}>{escape(body)}</{name}>"


@pytest.mark.parametrize("other", [TOKEN, OTHER], ids=["token", "JSON"])
@pytest.mark.parametrize("text", [TEXT, json.dumps(ASSERTION)], ids=["3.0", "2.0"])
def test_an_element_with_two_badges_is_refused(text, other):
    baked = mc.bake_svg(SVG, text).decode()
    begin = re.search(r"<openbadges:(?:credential|assertion)", baked)
    bare = baked[: begin.end()] + re.sub(r' verify="[^"]*"', "", baked[begin.end() :], count=1)
    double = bare[: begin.end()] + f" verify={quoteattr(other)}" + bare[begin.end() :]

    with pytest.raises(mc.TwoBadges):
        mc.unbake(double.encode())
    assert mc.Verifier(now=NOW).verify(double.encode()).verdict != "PASS"


BESIDE = {
    "token": TOKEN,
    "token with disclosures": f"{TOKEN}~abc~",
    "token with a space": f"{TOKEN[:20]} {TOKEN[20:]}",
    "token with a line in it": f"{TOKEN[:20]}\n{TOKEN[20:]}",
    "list": "[{}]",
    "JSON": OTHER,
    "JSON in quotes": json.dumps(OTHER),
    "data address": "data:application/vc+jwt,x.y.z",
    "words": "a badge",
    "another address": "https://evil.example/a/1",
    "two addresses": "https://evil.example/a/1 https://evil.example/a/2",
}


@pytest.mark.parametrize("verify", BESIDE.values(), ids=BESIDE)
@pytest.mark.parametrize("attribute", ["verify", "o_verify", "p_verify"])
def test_beside_a_badge_in_the_body_verify_says_nothing_but_its_address(verify, attribute):
    hosted = {**BADGE, "id": "https://badges.alderbay.example/c/1"}

    assert refused(drawing(element(json.dumps(hosted), **{attribute: verify})))
    assert refused(drawing(element(json.dumps(ASSERTION), "p:assertion", **{attribute: verify})))


def test_one_badge_said_twice_is_one_badge():
    for one in (
        element(),
        element(verify=""),
        element(verify=TEXT),
        element(verify=BADGE["id"]),
        element(verify=TEXT, o_verify=f" {TEXT} "),
    ):
        assert mc.unbake(drawing(one)) == TEXT
    unnamed = json.dumps({**BADGE, "id": "urn:uuid:1"})  # and whose id is no address may be hosted anywhere
    assert mc.unbake(drawing(element(unnamed, verify="https://x.example/1"))) == unnamed
    assert mc.unbake(drawing(element("", verify=TOKEN, o_verify=TOKEN))) == TOKEN
    assert mc.unbake(drawing(element(TOKEN, verify=TOKEN))) == TOKEN
    older = json.dumps({"uid": "1", "verify": {"type": "hosted", "url": "https://x.example/1"}})
    for body in (json.dumps(ASSERTION), older):
        address = json.loads(body).get("id", "https://x.example/1")
        assert mc.unbake(drawing(element(body, "p:assertion", verify=address))) == body


def test_two_values_of_verify_are_two_badges():
    assert refused(drawing(element("", verify=TOKEN, o_verify=f"{TOKEN}A")))
    assert refused(drawing(element(TOKEN, verify="https://x.example/1")))


@pytest.mark.parametrize(
    "name", ["o:credential", "o:assertion", "p:credential", "p:assertion", "q:credential", "assertion"]
)
def test_a_second_element_by_any_name_that_readers_look_for_is_another_badge(name):
    second = element("{}", name)

    for both in ((element(), second), (second, element()), (element().replace("</", f"{second}</"),)):
        assert refused(drawing(*both, declared=' xmlns:q="https://x.example/"'))


def test_an_element_of_a_like_name_alone_is_no_badge():
    for name in ("q:credential", "assertion"):
        assert mc.unbake(drawing(element(name=name), declared=' xmlns:q="https://x.example/"')) is None


@pytest.mark.parametrize("name", ["o:assertion", "p:credential"])
def test_mixed_names_are_read_and_replaced(name):
    mixed = drawing(element(name=name))

    assert mc.unbake(mixed) == TEXT
    assert mc.unbake(mc.bake_svg(mixed, OTHER)) == OTHER


@pytest.mark.parametrize("keyword", [b"openbadgecredential", b"openbadges"])
def test_a_badge_behind_the_end_of_a_png_is_another_one(keyword):
    baked, hidden = mc.bake_png(PNG, TEXT), itxt(OTHER, keyword)

    for rest in (hidden, b"\0" * 9 + hidden, chunk(b"IEND", b"") + hidden, chunk(b"zTXt", keyword + b"\0\0x")):
        assert refused(baked + rest)
        assert mc.unbake(mc.bake_png(baked + rest, TEXT)) == TEXT, "baking anew leaves out what is behind the end"


@pytest.mark.parametrize("rest", [b"\n", b"\0" * 100, b"Created with openbadges tools", chunk(b"tEXt", b"Comment\0x")])
def test_what_other_programs_leave_behind_the_end_of_a_png_is_no_badge(rest):
    assert mc.unbake(mc.bake_png(PNG, TEXT) + rest) == TEXT


def test_a_badge_with_elements_inside_it_is_refused_and_can_be_replaced():
    """Some programs read the text of the elements inside as well, and some do not."""
    data = drawing("<o:credential>" + escape(TEXT).replace("Alder", "<g>Alder</g>", 1) + "</o:credential>")

    with pytest.raises(mc.NotReadable, match="other elements inside"):
        mc.unbake(data)
    assert mc.unbake(mc.bake_svg(data, TOKEN)) == TOKEN


@pytest.mark.parametrize("rest", [b"\n", b"TRAILING", chunk(b"tEXt", b"Author\0Marla"), b"\0" * 11])
def test_what_else_stands_behind_the_end_of_a_png_stays_when_it_is_baked(rest):
    assert mc.bake_png(PNG + rest, TOKEN) == mc.bake_png(PNG, TOKEN) + rest


@pytest.mark.parametrize(
    "declared",
    [
        ' xmlns:openbadges="urn:x"><openbadges:x/>',
        ' xmlns:openbadges="urn:x"><g openbadges:x=""/>',
        ' xmlns:openbadges = "urn:x"><g/>',
        ' xmlns:openbadges="http://openbadges.org"><openbadges:x/>',
    ],
)
def test_a_drawing_that_uses_the_prefix_for_something_of_its_own_keeps_it(declared):
    own = f'<svg xmlns="http://www.w3.org/2000/svg"{declared}</svg>'.encode()

    baked = mc.bake_svg(own, TEXT)

    tree, before = ElementTree.fromstring(baked), ElementTree.fromstring(own)
    assert [(one.tag, one.attrib) for one in tree][1:] == [(one.tag, one.attrib) for one in before]
    assert mc.unbake(baked) == TEXT
    assert mc.bake_svg(mc.bake_svg(own, TOKEN), TEXT) == baked
