"""Pages in Spanish: what is not translated says that it is English, and what is translated is so everywhere."""

import json
from html.parser import HTMLParser
from urllib.parse import quote, quote_plus

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from merited.catalog.document import Document
from merited.cli.demo.content_files import load
from merited.cli.demo.pages import _said
from merited.people.models import Person
from merited.submissions.models import Showing, Submission
from merited.web.localized import shown
from tests.web.answering import JSON, page

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Read(HTMLParser):
    """The texts of a page, each with the language of the element that it stands in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.within: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.within.append((tag, dict(attrs).get("lang") or (self.within[-1][1] if self.within else "")))

    def handle_endtag(self, tag):
        while self.within and self.within.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self.within and self.within[-1][0] not in ("title", "script", "style", "textarea"):
            self.texts.append((self.within[-1][1], data))


def unmarked(html, version, *also):
    """Texts in the language of the page that hold a passage of the version."""
    passages = {one for one in shown(version).foreign if len(one) > 12} | set(also)
    assert passages
    return [text for code, text in Read(html).texts if code == "es" for one in passages if one in text]


def test_a_passage_that_is_not_marked_is_found(world, es):
    asked = world.pl101.document.competency
    assert unmarked(f'<html lang="es"><p>{asked}</p><p lang="en">{asked}</p></html>', world.pl101) == [asked]


@pytest.fixture
def spanish(world):
    """Gideon reads in Spanish: what he works at is written in English."""
    Person.objects.filter(pk=world.gideon.pk).update(language="es")
    world.gideon.refresh_from_db()
    return world.client(world.gideon)


@pytest.fixture
def es():
    with translation.override("es"):
        yield


def look(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert '<html lang="es"' in answer.content.decode()
    return page(answer)


def test_english_passages_of_a_draft_say_that_they_are_english(world, spanish, es):
    work = world.draft(world.gideon)
    address = f"/work/{work.pk}/"
    for end in ("p1/", "a1/", "send/", "withdraw/", "show/"):
        assert unmarked(look(spanish, address + end), work.version) == [], end
        assert ' lang="en"' in look(spanish, address + end), end
    assert unmarked(look(spanish, "/work/"), work.version) == []


def test_english_passages_of_what_was_sent_say_that_they_are_english(world, spanish, es):
    work = world.sent(world.gideon)
    for end in ("", "attempts/1/"):
        assert unmarked(look(spanish, f"/work/{work.pk}/{end}"), work.version) == [], end


def test_english_passages_of_a_not_yet_say_that_they_are_english(world, spanish, es):
    work = world.not_yet(world.gideon, world.vesna)
    for end in ("", "attempts/1/"):
        assert unmarked(look(spanish, f"/work/{work.pk}/{end}"), work.version) == [], end


def test_english_passages_of_an_attempt_that_is_written_again_say_so(world, spanish, es):
    work = world.revised(world.gideon, world.vesna)
    for end in ("", "p1/", "a1/", "a2/", "send/"):
        answer = spanish.get(f"/work/{work.pk}/{end}", follow=True)
        assert unmarked(page(answer), work.version) == [], end
    assert unmarked(look(spanish, "/work/"), work.version) == []


def test_english_passages_of_what_is_earned_say_so(world, spanish, es):
    award = world.earned(world.gideon, world.vesna)
    work = f"/work/{Submission.objects.get(person=world.gideon).pk}/"
    addresses = (work, f"/awards/{award.pk}", f"/awards/{award.pk}/certificate", f"/work/awards/{award.pk}/share/")
    for address in addresses:
        assert unmarked(look(spanish, address), award.version) == [], address
    profile = world.profile(world.gideon, award)
    assert unmarked(look(spanish, f"/people/{profile.key}/"), award.version) == []


def test_english_passages_of_work_that_is_shown_in_progress_say_so(world, spanish, es):
    work = world.draft(world.gideon)
    spanish.post(f"/work/{work.pk}/show/", {"deed": "show", "answers": "1"})
    showing = Showing.objects.get(submission=work)
    assert unmarked(look(spanish, f"/shown/{showing.token}"), work.version) == []


def test_what_a_script_draws_anew_says_it_too(world, spanish, es):
    work = world.draft(world.gideon)
    found = spanish.get(f"/work/{work.pk}/p1/", headers=JSON).json()["html"]
    for piece in ("parts", "missing"):
        assert unmarked(f'<ul lang="es">{found[piece]}</ul>', work.version) == []


# The words of levels


def test_levels_that_many_share_are_called_in_spanish_and_stored_as_they_are(world, spanish, es):
    work = world.not_yet(world.gideon, world.vesna)
    before = work.version.document
    found = look(spanish, f"/work/{work.pk}/")
    assert "Competente" in found and "Todavía no" in found
    for word in (">Proficient", ">Passing", ">Not yet", "Proficient:", "Developing"):
        assert word not in found, word
    here = shown(work.version)
    assert here.document.digest == before.digest and work.version.document is before
    assert before.criterion("a1.c1").levels[0].label == "Proficient"
    assert [one.id for one in here.document.criterion("a1.c1").levels] == [
        one.id for one in before.criterion("a1.c1").levels
    ]


def test_a_level_with_words_of_its_own_stays_as_written_and_says_so(world, es):
    version = world.pl101
    scales = [
        {**one, "levels": [{**each, "label": f"Fluent {n}"} for n, each in enumerate(one["levels"])]}
        for one in version.document.source["scales"]
    ]
    version.__dict__["_document"] = Document({**version.document.source, "scales": scales}, version.document.digest)
    here = shown(version)
    assert here.document.criterion("a1.c1").levels[-1].label == "Fluent 0" and "Fluent 0" in here.foreign
    drawn = Template('{% load merited %}{% state "met" label %}').render(Context({"spoken": here, "label": "Fluent 0"}))
    assert '<span lang="en">Fluent 0</span>' in drawn


# What is translated


@pytest.fixture
def translated(world):
    """A badge for the one that is there in Spanish."""
    Person.objects.filter(pk=world.marla.pk).update(language="es")
    award = world.earned(world.marla, world.petra, world.ml101)
    return world.client(world.marla), award


TITLE = "Objetivos de lenguaje en las clases de contenido"


def test_the_page_of_a_badge_is_spanish_to_its_last_corner(world, translated):
    client, award = translated
    found = look(client, f"/awards/{award.pk}")
    assert f"<title>{TITLE}, " in found
    assert f'og:title" content="{TITLE}, ' in found and f'og:image:alt" content="Insignia: {TITLE}, ' in found
    assert f'alt="Insignia: {TITLE}, ' in found
    assert award.version.title not in found


def test_a_certificate_in_spanish_names_the_title_that_was_signed(world, translated):
    client, award = translated
    found = look(client, f"/awards/{award.pk}/certificate")
    assert f'alt="Insignia: {TITLE}, ' in found
    assert found.count(award.version.title) == 1
    assert f'<span lang="en">{award.version.title}</span>' in found


def test_a_certificate_in_the_language_of_its_version_names_it_once(world):
    award = world.earned(world.gideon, world.vesna)
    found = page(world.client(world.gideon).get(f"/awards/{award.pk}/certificate"))
    assert "The signed badge names it" not in found


def test_a_qr_code_and_a_profile_name_the_badge_in_spanish(world, translated):
    client, award = translated
    share = look(client, f"/work/awards/{award.pk}/share/")
    assert f"la insignia {TITLE}" in share
    drawing = client.get(f"/awards/{award.pk}/qr.svg").content.decode()
    assert TITLE in drawing and award.version.title not in drawing
    profile = world.profile(world.marla, award)
    assert f'og:image:alt" content="Insignia: {TITLE}, ' in look(client, f"/people/{profile.key}/")


def test_linkedin_and_the_file_keep_the_signed_title(world, translated):
    client, award = translated
    share = look(client, f"/work/awards/{award.pk}/share/")
    assert quote_plus(award.version.title) in share or quote(award.version.title) in share
    assert json.loads(award.credential)["name"] == award.version.title


def test_two_side_by_side_are_named_in_spanish(world, translated):
    client, _award = translated
    found = look(client, "/catalog/compare/?a=ml-101&b=pl-101")
    caption = found[found.index("<caption") : found.index("</caption>")]
    assert TITLE in caption and f'<span lang="en">{world.pl101.title}</span>' in caption


def test_the_verifier_answers_in_the_words_of_the_page(world, translated):
    client, award = translated
    found = look(client, f"/verify/?award={award.pk}")
    assert 'class="verdict verdict--pass"' in found and ">PASS<" not in found and "PASA</p>" in found
    english = page(world.client().get(f"/verify/?award={award.pk}"))
    assert "PASS</p>" in english


def test_two_questions_answer_in_the_words_of_the_page(world, translated):
    client, _award = translated
    address = reverse("public:two_questions")
    found = look(client, address)
    assert "PASA</p>" in found and "PASS</p>" not in found


# The demonstration


def test_the_demonstration_introduces_everybody_in_spanish(world):
    cast = load("cast.yaml")
    for one in cast["groups"]:
        assert one["title_es"] and one["about_es"], one["id"]
    for one in cast["people"]:
        assert one["who_es"] and one["try_es"], one["id"]
    found = page(world.client().get("/demo/", headers={"accept-language": "es"}))
    assert "Escribe en su teléfono por la noche." in found and "Obtener una insignia" in found
    for one in (*cast["groups"], *cast["people"]):
        for name in ("title", "about", "who", "try"):
            assert one.get(name, "none of it") not in found, one["id"]


def test_what_the_cast_does_not_say_in_spanish_is_marked_as_english(world):
    with translation.override("es"):
        found = _said({"who": "Reads & writes.", "try": "Look.", "try_es": "Mire."})
    assert found["who"] == '<span lang="en">Reads &amp; writes.</span>' and found["try"] == "Mire."


def test_pages_in_spanish_stay_cheap(world, translated):
    client, award = translated
    profile = world.profile(world.marla, award)
    for address in (
        f"/awards/{award.pk}",
        f"/awards/{award.pk}/certificate",
        f"/work/awards/{award.pk}/share/",
        f"/people/{profile.key}/",
        "/catalog/compare/?a=ml-101&b=pl-101",
        reverse("public:two_questions"),
        "/work/",
        "/demo/",
    ):
        with CaptureQueriesContext(connection) as asked:
            look(client, address)
        assert len(asked) <= 12, (address, len(asked))
