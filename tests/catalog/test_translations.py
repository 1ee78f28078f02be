"""A version in another language: what is translated, what stands in English, and what never changes."""

import json
from pathlib import Path

import pytest
import yaml

import merited
from merited.base.errors import Refused
from merited.base.models import LogEntry
from merited.catalog.actions import translate
from merited.catalog.models import Translation
from merited.catalog.queries import titles_in, translation_of
from merited.catalog.rules.overlay import localized, passages, read_overlay
from merited.people.models import Person

OVERLAY = yaml.safe_load(
    (Path(merited.__file__).parent / "cli/demo/content/translations/ml-101.es.yaml").read_text(encoding="utf-8")
)


@pytest.fixture
def spanish(world):
    Translation.objects.all().delete()
    return translate(world.ml101, OVERLAY, by=world.ximena)


def test_every_key_of_the_content_is_a_passage_of_the_version(world):
    assert set(OVERLAY["text"]) <= set(passages(world.ml101.document))


def test_a_document_speaks_spanish_and_stays_the_same_version(world):
    original = world.ml101.document
    found = localized(original, read_overlay(OVERLAY)).document

    assert found.title == "Objetivos de lenguaje en las clases de contenido"
    assert found.criterion("a1.c1").name == "El objetivo nombra una función del lenguaje que la tarea necesita"
    assert [one.label for one in found.criterion("a1.c1").levels] == ["Competente", "Básico", "En desarrollo"]
    assert found.criterion("p1").descriptors[0].text.startswith("La respuesta identifica")
    assert found.digest == original.digest
    assert [one.id for one in found.criteria] == [one.id for one in original.criteria]
    assert [one.id for one in found.criterion("a1.c1").levels] == [one.id for one in original.criterion("a1.c1").levels]


def test_the_original_is_not_touched(world):
    original = world.ml101.document
    before = json.dumps(original.source, sort_keys=True)
    localized(original, read_overlay(OVERLAY))
    assert json.dumps(original.source, sort_keys=True) == before


def test_missing_passages_fall_back_to_english_and_are_named(world):
    less = {**OVERLAY, "text": {key: text for key, text in OVERLAY["text"].items() if key != "a2.c1.basic"}}
    every, fewer = (localized(world.ml101.document, read_overlay(one)) for one in (OVERLAY, less))

    assert fewer.untranslated.keys() - every.untranslated.keys() == {"a2.c1.basic"}
    assert fewer.untranslated["a2.c1.basic"].startswith("Comments are accurate")
    assert fewer.document.criterion("a2.c1").descriptors[1].text == fewer.untranslated["a2.c1.basic"]


def test_without_a_translation_everything_stands_in_english(world):
    found = localized(world.pl101.document, None)
    assert found.untranslated == passages(world.pl101.document)
    assert found.document.title == world.pl101.document.title


def test_a_translation_is_stored_with_its_title_and_noted_once(world, spanish):
    assert titles_in("es") == {world.ml101.pk: "Objetivos de lenguaje en las clases de contenido"}
    assert translation_of(world.ml101, "es").status == "draft_for_review"
    assert translation_of(world.ml101, "fr") is None
    assert LogEntry.objects.filter(deed="version.translated", actor=world.ximena.pk).count() == 1


def test_a_better_translation_takes_the_place_of_the_one_before(world, spanish):
    better = {**OVERLAY, "status": "reviewed", "text": {**OVERLAY["text"], "title": "Objetivos de lenguaje"}}
    translate(world.ml101, better, by=world.ximena)
    assert Translation.objects.get(version=world.ml101).title == "Objetivos de lenguaje"


def refused(version, source, by):
    with pytest.raises(Refused) as no:
        translate(version, source, by=by)
    return no.value.code


def test_only_those_who_publish_translate(world):
    assert refused(world.ml101, OVERLAY, world.lupe) == "not-yours-to-publish"


def test_a_translation_of_another_version_is_refused(world):
    assert refused(world.pl101, OVERLAY, world.corwin) == "other-version"
    assert refused(world.ml101, {**OVERLAY, "of": {"id": "ml-101", "version": "1.0"}}, world.ximena) == "other-version"


def test_a_key_that_the_version_does_not_have_is_refused(world):
    wrong = {**OVERLAY, "text": {**OVERLAY["text"], "a9.c1.name": "Nada"}}
    assert refused(world.ml101, wrong, world.ximena) == "no-such-passage"


def test_the_language_in_which_it_is_written_is_no_translation(world):
    assert refused(world.ml101, {**OVERLAY, "language": "en"}, world.ximena) == "same-language"


def reads_spanish(world, person):
    Person.objects.filter(pk=person.pk).update(language="es")
    return world.client(person)


def test_the_page_speaks_spanish_and_marks_what_is_english(world, spanish):
    page = reads_spanish(world, world.marla).get("/catalog/ml-101/").content.decode()
    assert "<h1>Objetivos de lenguaje en las clases de contenido</h1>" in page
    assert '<p lang="en"><strong>Analyze the task.</strong>' in page
    assert "Competente" in page and "/catalog/ml-101/2.0?original" in page


def test_the_original_is_one_link_away(world, spanish):
    page = reads_spanish(world, world.marla).get("/catalog/ml-101/2.0?original").content.decode()
    assert '<h1 lang="en">Language Objectives for Content Lessons</h1>' in page


def test_a_page_without_a_translation_is_marked_as_english(world, spanish):
    page = reads_spanish(world, world.marla).get("/catalog/pl-101/").content.decode()
    assert f'<h1 lang="en">{world.pl101.title}</h1>' in page


def test_answering_speaks_spanish_and_scores_by_the_same_identifiers(world, spanish):
    client = reads_spanish(world, world.marla)
    submission = world.draft(world.marla, world.ml101)
    page = client.get(f"/work/{submission.pk}/a1/").content.decode()
    assert "Dos planes de clase con objetivos de lenguaje" in page
    assert 'value="proficient"' in page and "Competente" in page


def test_my_work_names_it_in_spanish(world, spanish):
    client = reads_spanish(world, world.marla)
    world.draft(world.marla, world.ml101)
    assert "Objetivos de lenguaje en las clases de contenido" in client.get("/work/").content.decode()


def test_an_award_page_is_read_in_the_reader_s_language(world, spanish):
    award = world.earned(world.gideon, world.petra, world.ml101)
    page = world.client(None).get(f"/awards/{award.pk}", HTTP_ACCEPT_LANGUAGE="es", HTTP_ACCEPT="text/html")
    assert "Objetivos de lenguaje en las clases de contenido" in page.content.decode()


def test_a_page_in_spanish_asks_no_more_than_twelve_questions(world, spanish, django_assert_max_num_queries):
    client = reads_spanish(world, world.marla)
    submission = world.written(world.marla, world.ml101)
    world.draft(world.marla, world.pl101)
    world.earned(world.marla, world.halvard, world.et103)
    for page in (
        "/work/",
        "/catalog/",
        "/catalog/ml-101/",
        f"/work/{submission.pk}/a1/",
        f"/work/{submission.pk}/send/",
    ):
        with django_assert_max_num_queries(12):
            assert client.get(page).status_code == 200, page
