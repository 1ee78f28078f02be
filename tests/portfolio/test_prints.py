"""What is read off a file to compare it: words and prints, and nothing at all off one that cannot be read."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from merited.portfolio.actions import keep_file
from merited.portfolio.files import opened
from merited.portfolio.models import Evidence
from merited.portfolio.prints import print_from, print_of, words_in
from merited.review.rules.likeness import are_one_picture
from tests.review.test_likeness import picture

pytestmark = pytest.mark.django_db
ANY = ("pdf", "image", "document")


def kept(world, content, name):
    return keep_file(ContentFile(content, name=name), accepts=ANY, about="", by=world.dov)


def word(body):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", f"<w:document><w:body>{body}</w:body></w:document>")
    return out.getvalue()


def test_the_words_of_a_word_document_are_read(world):
    body = (
        '<w:p><w:r><w:t>Cards &amp; </w:t><w:t xml:space="preserve">strips</w:t></w:r></w:p><w:p><w:t>Next</w:t></w:p>'
    )
    assert words_in(kept(world, word(body), "a.docx")).split() == ["Cards", "&", "strips", "Next"]


def test_the_words_of_a_plain_text_are_read(world):
    assert words_in(kept(world, "Años después.".encode(), "a.txt")) == "Años después."


def test_a_file_that_is_gone_or_damaged_says_nothing(world):
    found = kept(world, word("<w:p/>"), "a.docx")
    found.path = "evidence/00/nothing.docx"
    assert words_in(found) == "" and print_of(Evidence(kind="image", path="evidence/00/nothing.jpg")) == ""


def test_a_packed_bomb_is_read_no_further_than_it_may_be(world):
    found = kept(world, word("<w:p><w:t>" + "a " * 12_000_000 + "</w:t></w:p>"), "a.docx")
    assert len(words_in(found)) <= 60_000


@pytest.mark.parametrize(
    ("size", "quality"), [((800, 600), 40), ((400, 300), 75), ((200, 150), 60), ((1600, 1200), 90)]
)
def test_a_picture_saved_again_has_nearly_the_same_print(world, size, quality):
    first, again = kept(world, picture(3).read(), "a.jpg"), kept(world, picture(3, size, quality).read(), "b.jpg")
    assert first.digest != again.digest and are_one_picture(print_of(first), print_of(again))


def test_other_pictures_have_other_prints(world):
    prints = [print_of(kept(world, picture(n).read(), "a.jpg")) for n in range(8)]
    assert not any(are_one_picture(one, other) for n, one in enumerate(prints) for other in prints[n + 1 :])


def test_a_blank_page_has_no_print():
    assert print_from(Image.new("RGB", (800, 600), "white")) == ""


def test_a_print_is_of_the_stored_picture(world):
    found = kept(world, picture(5).read(), "a.jpg")
    with opened(found.path) as file, Image.open(file) as image:
        assert are_one_picture(print_from(image), print_of(found))
