"""The picture beside a link: words as outlines, the same bytes, and the mark alone where the letters are missing."""

from io import BytesIO

import pytest
from PIL import Image

from merited.awards.card import card_png, card_svg
from merited.awards.lettering import Unwritable, broken, outlines, width_of
from merited.awards.pictures import mark_svg


def test_letters_are_outlines_of_the_size_that_is_asked_for():
    assert 50 < width_of("L", 100) < 70
    drawn = outlines("L", 10, 200, 100)
    assert drawn.startswith("M11.2 200") and drawn.endswith("Z")
    assert width_of("Evaluación", 100) > width_of("Evalu", 100) > 0


def test_lines_are_broken_between_words_and_fit_the_room():
    lines = broken("Checking for Understanding in Real Time", 60, 560)
    assert " ".join(lines) == "Checking for Understanding in Real Time"
    assert len(lines) > 1 and all(width_of(one, 60) <= 560 for one in lines)


def test_a_letter_that_the_face_does_not_have_is_said():
    with pytest.raises(Unwritable):
        width_of("أهلاً", 60)


def test_the_card_has_the_size_that_is_promised_and_no_text_that_needs_a_font(world):
    award = world.granted(world.marla, world.vesna)
    first = card_png(award)
    assert Image.open(BytesIO(first)).size == (1200, 630)
    assert card_png(award) == first and len(first) < 300_000
    drawn = card_svg(mark_svg(award.version), award.version.title, award.issuer.organization.name)
    assert "<text" not in drawn and award.person.name not in drawn


def test_a_title_in_another_script_leaves_the_mark_alone_in_the_middle(world):
    mark = mark_svg(world.pl101)
    assert '<svg x="400"' in card_svg(mark, "التحقق من الفهم", "Alder Bay")
    assert '<svg x="90"' in card_svg(mark, "Evaluación en el momento", "Alder Bay")
