"""Small drawings made to swell: read in memory that is counted, by a reader that keeps only badges.

Every way is tried where a badge is read and where one is baked. The sizes are small, so that a reader that does swell
shows it by the limit and harms no machine.
"""

from __future__ import annotations

import json
import tracemalloc

import pytest

import merited_credentials as mc
from cast import BADGE
from merited_credentials import svg

TEXT = json.dumps(BADGE)
XML = "http://www.w3.org/XML/1998/namespace"
NAMESPACE = "http://www.w3.org/2000/svg"
MEGABYTES = 12  # what reading a large honest drawing takes is under a half of it


def drawing(inside: str = "", *, before: str = "", root: str = "") -> bytes:
    return f'{before}<svg xmlns="{NAMESPACE}"{root}>{inside}</svg>'.encode()


def attributes(count: int, size: int = 0) -> str:
    return "<!ATTLIST g " + " ".join(f"a{number} CDATA '{'x' * size}'" for number in range(count)) + ">"


LONG = "u" * 100_000
DECLARING = {
    "many default attributes": drawing("<g/>" * 2_000, before=f"<!DOCTYPE svg [{attributes(1_000)}]>"),
    "the same behind a comment that names the root": drawing(
        "<g/>" * 2_000, before=f"<!-- <svg > --><!DOCTYPE svg [{attributes(1_000)}]>"
    ),
    "the same far behind": drawing("<g/>" * 2_000, before=f"<!DOCTYPE svg [{' ' * 2_000}{attributes(1_000)}]>"),
    "one long default attribute": drawing("<g/>" * 20_000, before=f"<!DOCTYPE svg [{attributes(1, 15_000)}]>"),
    "a default attribute that binds a prefix": drawing(
        "<g/>" * 9, before="<!DOCTYPE svg [<!ATTLIST g xmlns:p CDATA 'urn:x'>]>"
    ),
    "an entity": drawing("&a;", before="<!DOCTYPE svg [<!ENTITY a 'b'>]>"),
    "an entity of the document type": drawing(before="<!DOCTYPE svg [<!ENTITY % a 'b'> %a;]>"),
    "an entity declared elsewhere": drawing("&a;", before='<!DOCTYPE svg SYSTEM "https://x.example/svg.dtd">'),
    "declarations from elsewhere": drawing(before="<!DOCTYPE svg [%a; <!ENTITY b 'c'>]>"),
}
LONG_NAMES = {
    "a long namespace of many names": drawing(
        "".join(f"<p:a{number}/>" for number in range(1_000)), root=f' xmlns:p="{LONG}"'
    ),
    "a long namespace of many names of attributes": drawing(
        "".join(f"<g p:a{number}=''/>" for number in range(1_000)), root=f' xmlns:p="{LONG}"'
    ),
    "a long namespace of many attributes of one element": drawing(
        root=f' xmlns:p="{LONG}"' + "".join(f" p:a{number}=''" for number in range(1_000))
    ),
    "a long namespace of equal elements": drawing("<p:a/>" * 20_000, root=f' xmlns:p="{LONG}"'),
    "a long namespace of nested elements": drawing("<p:a>" * 5_000 + "</p:a>" * 5_000, root=f' xmlns:p="{LONG}"'),
    "a long namespace without a prefix": drawing(f'<g xmlns="{LONG}">' + "<a/>" * 5_000 + "</g>"),
    "long namespaces in each other": drawing(
        "".join(f'<g xmlns:p{number}="{"u" * 1_000}">' for number in range(500)) + "</g>" * 500
    ),
}


def megabytes_of(deed, *given) -> float:
    tracemalloc.start()
    try:
        deed(*given)
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("data", DECLARING.values(), ids=DECLARING)
def test_a_drawing_with_declarations_is_refused_before_it_swells(data):
    def refused() -> None:
        with pytest.raises(mc.NotReadable, match="declarations of its own"):
            mc.unbake(data)
        with pytest.raises(mc.NotBakeable, match="declarations of its own"):
            mc.bake_svg(data, TEXT)

    assert megabytes_of(refused) < MEGABYTES


@pytest.mark.parametrize("data", LONG_NAMES.values(), ids=LONG_NAMES)
def test_a_name_costs_no_more_than_it_does_in_the_file(data):
    assert megabytes_of(mc.unbake, data) < MEGABYTES
    assert megabytes_of(mc.bake_svg, data, TEXT) < MEGABYTES
    assert mc.unbake(data) is None
    assert mc.unbake(mc.bake_svg(data, TEXT)) == TEXT


def test_a_large_honest_drawing_is_read_without_a_tree_of_it():
    path = "<path d='M0 0h9" + "1.25,3.5 " * 20 + "z' fill='#123456'/>"
    large = drawing(path * 9_000)
    assert 1_900_000 < len(large) < svg.MAX_SVG

    assert megabytes_of(mc.unbake, large) < MEGABYTES
    assert mc.unbake(mc.bake_svg(large, TEXT)) == TEXT


@pytest.mark.parametrize("inside", ["<g/>" * 200_000, "<g a='' b=''/>" * 70_000], ids=["elements", "attributes"])
def test_elements_and_attributes_are_counted(inside):
    for data, is_read in ((drawing(inside), False), (drawing(inside[: len(inside) // 2]), True)):
        if is_read:
            assert mc.unbake(data) is None
        else:
            with pytest.raises(mc.TooMuchWork, match="200,000 elements and attributes"):
                mc.unbake(data)
            with pytest.raises(mc.NotBakeable, match="200,000 elements and attributes"):
                mc.bake_svg(data, TEXT)


def test_the_parser_is_handed_little_at_a_time_and_nothing_after_a_refusal(monkeypatch):
    handed: list[int] = []
    real = svg.expat.ParserCreate

    class Counting:
        def __init__(self) -> None:
            object.__setattr__(self, "inner", real())

        def Parse(self, data: bytes, final: bool) -> int:
            handed.append(len(data))
            return self.inner.Parse(data, final)

        def __getattr__(self, name: str) -> object:
            return getattr(self.inner, name)

        def __setattr__(self, name: str, value: object) -> None:
            setattr(self.inner, name, value)

    monkeypatch.setattr(svg.expat, "ParserCreate", Counting)

    with pytest.raises(mc.NotReadable):
        mc.unbake(drawing("<g/>" * 200_000, before="<!DOCTYPE svg [<!ATTLIST g a CDATA ''>]>"))
    assert sum(handed) <= 65_536
    handed.clear()
    assert mc.unbake(drawing("<g/>" * 60_000)) is None
    assert len(handed) > 3 and max(handed) <= 65_536


# The namespaces are found here and not by the parser: what the standard forbids is refused as it was.


@pytest.mark.parametrize(
    "inside",
    [
        "<p:g/>",
        "<g p:a=''/>",
        "<g xmlns:p='urn:x' xmlns:q='urn:x' p:a='' q:a=''/>",
        "<g xmlns:p=''/>",
        "<g xmlns:='urn:x'/>",
        "<g xmlns:xmlns='urn:x'/>",
        "<xmlns:g/>",
        "<g xmlns:p='http://www.w3.org/2000/xmlns/'/>",
        f"<g xmlns:p='{XML}'/>",
        f"<g xmlns='{XML}'/>",
        "<g xmlns:xml='urn:x'/>",
        "<g xmlns:p='urn:x'><p:/></g>",
        "<:g/>",
        "<g xmlns:p='urn:x'><p:1g/></g>",
        "<g xmlns:p='urn:x' p:-a=''/>",
        "<g xmlns:p='urn:x'><p:g:h/></g>",
        "<g xmlns:p='urn:x'/><p:g/>",
    ],
)
def test_names_without_a_namespace_are_refused(inside):
    with pytest.raises(mc.NotReadable, match="not well-formed"):
        mc.unbake(drawing(inside))


@pytest.mark.parametrize(
    "inside",
    [
        "<g xml:lang='en' xml:space='preserve'/>",
        f"<g xmlns:xml='{XML}'/>",
        "<g xmlns=''/>",
        "<g xmlns:p='urn:x' xmlns:q='urn:y' p:a='' q:a='' a=''/>",
        "<p:g xmlns:p='urn:x'><p:g xmlns:p='urn:y'/><p:g/></p:g>",
    ],
)
def test_names_with_a_namespace_are_read(inside):
    assert mc.unbake(mc.bake_svg(drawing(inside), TEXT)) == TEXT


def test_a_badge_is_found_by_the_prefix_that_holds_where_it_stands():
    badge = "<p:credential verify='https://x.example/1'/>"
    ours = "https://purl.imsglobal.org/ob/v3p0"

    assert mc.unbake(drawing(f"<g xmlns:p='urn:x'>{badge}</g>")) is None
    assert mc.unbake(drawing(f"<g xmlns:p='urn:x'><g xmlns:p='{ours}'>{badge}</g></g>")) == "https://x.example/1"
    assert mc.unbake(drawing(f"<g xmlns:p='{ours}'><g xmlns:p='urn:x'>{badge}</g></g>")) is None
    assert mc.unbake(drawing(f"<g xmlns:p='{ours}'><g xmlns:p='urn:x'/>{badge}</g>")) == "https://x.example/1"
    assert mc.unbake(drawing(f"<g xmlns='{ours}'><credential verify='https://x.example/1'/></g>"))


def test_a_body_larger_than_any_badge_is_not_built_to_look_for_its_address():
    ours = "https://purl.imsglobal.org/ob/v3p0"
    many = f'{{"a":[{"[]," * 500_000}0]}}'
    data = drawing(f"<o:credential xmlns:o='{ours}' verify='https://x.example/1'>{many}</o:credential>")

    def refused() -> None:
        with pytest.raises(mc.TwoBadges):
            mc.unbake(data)

    assert megabytes_of(refused) < MEGABYTES
