"""Badge marks: the same definition and version, the same bytes, for ever."""

import json
from dataclasses import asdict, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from merited.awards.pictures import GROUNDS, SIZES, mark_of, mark_png, mark_svg
from merited.catalog.mark import COLORS, MOTIFS, OUTLINES, Mark, describe, render
from merited.catalog.models import Pathway, Version

# Published marks never change: a digest for each ground, and for the pixels of two pictures. A new drawing gets a new
# name and a new line here; a line that changes is a badge in somebody's wallet that no longer looks like its page.
PUBLISHED = json.loads((Path(__file__).parent / "marks.json").read_text())


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]


def name_of(one: Version | Pathway) -> str:
    return f"{one.microcredential.key if isinstance(one, Version) else one.key} {one.number}"


@pytest.fixture
def published(world):
    return {name_of(one): one for one in [*Version.objects.select_related("microcredential"), *Pathway.objects.all()]}


def test_every_published_version_has_the_same_bytes_for_ever(published):
    drawn = {
        name: {ground: digest(mark_svg(one, ground).encode()) for ground in GROUNDS} for name, one in published.items()
    }

    assert drawn == {name: {ground: them[ground] for ground in GROUNDS} for name, them in PUBLISHED.items()}


def test_every_published_version_has_the_same_pixels_for_ever(published):
    for name, one in published.items():
        for ground in ("any", "stamp"):
            picture = Image.open(BytesIO(mark_png(one, 64, ground))).convert("RGBA")
            assert digest(picture.tobytes()) == PUBLISHED[name][f"png {ground}"], name


def test_the_marks_are_those_of_the_design(published, shared):
    endings = {"any": ".svg", "dark": ".dark.svg", "stamp": ".stamp.svg", "line": ".line.svg"}
    compared = 0
    for name, one in published.items():
        for ground, ending in endings.items():
            example = shared / "design/marks/examples" / f"{name.split()[0]}{ending}"
            if example.exists():
                assert mark_svg(one, ground) == example.read_text(), (name, ground)
                compared += 1
    assert compared >= 60


MARKS = st.builds(
    Mark,
    title=st.text(max_size=40), issuer=st.text(max_size=40), version=st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,2}){0,2}", fullmatch=True),
    outline=st.sampled_from(sorted(OUTLINES)), color=st.sampled_from(sorted(COLORS)),
    motifs=st.lists(st.sampled_from(sorted(MOTIFS)), min_size=1, max_size=1).map(tuple),
    border=st.sampled_from(["line", "beads", "double"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(mark=MARKS, ground=st.sampled_from(GROUNDS))
def test_equal_marks_have_equal_bytes_however_they_were_stored(mark, ground):
    stored = json.loads(json.dumps(asdict(mark)))
    again = Mark(
        **{**stored, "motifs": tuple(stored["motifs"]), "choices": tuple(tuple(one) for one in stored["choices"])}
    )

    assert again == mark and render(again, ground) == render(mark, ground)


def test_a_stacks_mark_is_composed_of_its_parts(published):
    stack = mark_of(published["st-welcoming-ml 1.0"])

    assert stack.motifs == tuple(mark_of(published[one]).motifs[0] for one in ("ml-101 2.0", "ml-103 1.0"))
    assert stack.stack and stack.choices == ((1, 2), (1, 3))
    assert "Two plates" in describe(stack)


@pytest.mark.parametrize("outline", OUTLINES)
def test_every_outline_draws_on_every_ground_and_escapes_its_title(published, outline):
    drawn = replace(mark_of(published["pl-101 1.1"]), outline=outline, title='</title><script>alert("1")</script>')
    for ground in GROUNDS:
        text = render(drawn, ground)
        assert "<script" not in text and text.startswith("<svg ") and 'role="img"' in text


def test_there_are_enough_outlines_colors_and_motifs():
    assert len(OUTLINES) >= 6 and len(COLORS) >= 6 and len(MOTIFS) >= 40


def test_another_version_is_another_drawing(published):
    mark = mark_of(published["pl-101 1.1"])
    assert render(mark) != render(replace(mark, version="1.2"))


def test_pictures_have_the_size_that_is_asked_for(world):
    for size in SIZES:
        picture = mark_png(world.pl101, size)
        assert picture[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(picture[16:20]) == size
    with pytest.raises(ValueError, match="4000"):
        mark_png(world.pl101, 4000)


def test_a_picture_in_one_color_has_one_color(world):
    for ground in ("stamp", "line"):
        picture = Image.open(BytesIO(mark_png(world.pl101, 160, ground))).convert("RGBA")
        inks = {pixel[:3] for _count, pixel in picture.getcolors(160 * 160) or [] if pixel[3] == 255}
        assert inks == {(0x1C, 0x24, 0x30)}
