"""Words in other languages: every sentence of the code is in the catalogs, and no translation breaks a page."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
messages = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(messages)

NEVER = {
    "en": r"\b(denied|rejected|failed|failure|assertion)\b",
    "es": r"\b(denegad|rechazad|reprobad|suspendid|fracasad|fallid)\w*",
}


@pytest.fixture(scope="module")
def template():
    return messages.collected()


@pytest.fixture(params=messages.LANGUAGES)
def language(request):
    return request.param


def folder_of(language):
    return messages.LOCALES / language / "LC_MESSAGES"


@pytest.fixture
def catalog(language):
    return messages.catalog_at(folder_of(language) / "django.po", language)


def key(one):
    return one.context, one.id


def is_translated(one):
    return bool(one.string) and (isinstance(one.string, str) or all(one.string))


def test_every_sentence_of_the_code_is_in_the_catalog_and_no_other(template, catalog):
    asked, there = {key(one) for one in template if one.id}, {key(one) for one in catalog if one.id}
    assert asked - there == set(), "run: make messages"
    assert there - asked == set(), "run: make messages"


def test_the_compiled_catalog_is_that_of_the_translations(language, catalog):
    assert messages.mo_of(catalog) == (folder_of(language) / "django.mo").read_bytes(), "run: make messages"


def test_django_reads_the_compiled_catalog_as_it_was_written(language, catalog):
    import gettext

    with (folder_of(language) / "django.mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    for one in catalog:
        if one.id and is_translated(one) and isinstance(one.id, str):
            assert (read.pgettext(one.context, one.id) if one.context else read.gettext(one.id)) == one.string
        elif one.id and is_translated(one):
            assert [read.ngettext(*one.id, n) for n in (1, 2)] == list(one.string)


def test_translations_keep_placeholders_tags_and_plural_forms(catalog):
    assert list(messages.faults_of(catalog)) == []


@pytest.mark.parametrize(
    ("source", "translated"),
    [
        ("Saved %(hour)s", "Guardado"),
        ("{criterion} is met.", "{criterio} se cumple."),
        ("<b>Bold</b>", "Negrita"),
        (("%(n)s file", "%(n)s files"), ("%(n)s archivo", "")),
    ],
)
def test_a_translation_that_would_break_a_page_is_found(source, translated):
    catalog = messages.Catalog(locale="es")
    catalog.add(source, translated)
    assert len(list(messages.faults_of(catalog))) == 1


def test_every_sentence_is_translated(catalog):
    assert [one.id for one in catalog if one.id and not is_translated(one)] == []


def test_no_word_judges_a_person(language, catalog):
    for one in catalog:
        for text in [one.string] if isinstance(one.string, str) else one.string or ():
            assert not re.search(NEVER[language], text or "", re.IGNORECASE), text


def test_no_english_sentence_judges_a_person(template):
    for one in template:
        for text in [one.id] if isinstance(one.id, str) else one.id:
            assert not re.search(NEVER["en"], text, re.IGNORECASE), text


def test_a_template_and_a_rule_are_both_read(template):
    found = {one.id: [name for name, _line in one.locations] for one in template if isinstance(one.id, str)}
    assert "src/merited/web/templates/base.html" in found["Skip to the page"]
    assert any(
        name.endswith("submissions/actions.py")
        for name in found["This is already sent and cannot be changed now. What you typed is still on this page."]
    )
