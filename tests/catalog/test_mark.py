"""Badge marks: the same definition and version, the same bytes, for ever."""

from dataclasses import replace
from hashlib import sha256

import pytest

from merited.awards.pictures import SIZES, mark_png
from merited.catalog.mark import Mark, render
from merited.catalog.mark.choice import COLORS
from merited.catalog.mark.motifs import MOTIFS
from merited.catalog.mark.outlines import OUTLINES
from merited.cli.demo.cast import HOUSES
from merited.cli.demo.content_files import definitions

# Published marks never change. A new drawing gets a new name; these digests stay.
PUBLISHED = {
    ("et-103", "any"): "431a90d1109b0947",
    ("et-103", "dark"): "8aad7ee9560b16a7",
    ("et-103", "stamp"): "4db4ae12d0c0fffe",
    ("et-103", "line"): "917f3f2e10b08103",
    ("ml-101", "any"): "2e215df63e78d1c3",
    ("ml-101", "dark"): "bb1e7ff7617c787f",
    ("ml-101", "stamp"): "e9a2081bb053ce2e",
    ("ml-101", "line"): "606e507e9d0a344e",
    ("ml-104", "any"): "41389499e6939bdb",
    ("ml-104", "dark"): "b562ab45c470fd0d",
    ("ml-104", "stamp"): "0d21557c3379118b",
    ("ml-104", "line"): "0c2f873bb64915a8",
    ("pl-101", "any"): "887fa445ddb9a800",
    ("pl-101", "dark"): "2fff86fa25c70be6",
    ("pl-101", "stamp"): "91b114f131805414",
    ("pl-101", "line"): "cd4b14b9d5aa9f6f",
}


def mark(key):
    from merited.catalog.mark import House

    source = next(one for one in definitions() if one["id"] == key)
    houses = {name: House(**house) for name, house in HOUSES.items()}
    return Mark.from_definition(source, issuer="Alder Bay Unified School District", houses=houses)


@pytest.mark.parametrize("ground", ["any", "dark", "stamp", "line"])
@pytest.mark.parametrize("key", ["pl-101", "ml-101", "et-103", "ml-104"])
def test_the_same_version_has_the_same_bytes_for_ever(key, ground):
    assert sha256(render(mark(key), ground).encode()).hexdigest()[:16] == PUBLISHED[key, ground]


def test_the_marks_are_those_of_the_design(shared):
    for key in ("pl-101", "ml-101", "et-103"):
        assert render(mark(key)) == (shared / "design/marks/examples" / f"{key}.svg").read_text()


@pytest.mark.parametrize("outline", OUTLINES)
def test_every_outline_draws_on_every_ground_and_escapes_its_title(outline):
    drawn = replace(mark("pl-101"), outline=outline, title='</title><script>alert("1")</script>')
    for ground in ("any", "dark", "stamp", "line"):
        text = render(drawn, ground)
        assert "<script" not in text and text.startswith("<svg ") and 'role="img"' in text


def test_there_are_enough_outlines_colors_and_motifs():
    assert len(OUTLINES) >= 6 and len(COLORS) >= 6 and len(MOTIFS) >= 40


def test_another_version_is_another_drawing():
    assert render(mark("pl-101")) != render(replace(mark("pl-101"), version="1.2"))


def test_pictures_have_the_size_that_is_asked_for(world):
    for size in SIZES:
        picture = mark_png(world.pl101, size)
        assert picture[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(picture[16:20]) == size
    with pytest.raises(ValueError, match="4000"):
        mark_png(world.pl101, 4000)
