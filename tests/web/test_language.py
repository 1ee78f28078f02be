"""In which language the pages speak: the person's own, else the choice in the cookie, else the browser's."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone, translation

from merited.people.models import Person
from merited.web.templatetags import merited as tags


@pytest.fixture
def stranger(world):
    return Client(HTTP_HOST="localhost:8000")


def language_of(answer):
    page = answer.content.decode()
    return page[page.index('<html lang="') + 12 :].partition('"')[0]


def test_a_stranger_reads_in_the_language_of_the_browser(stranger):
    assert language_of(stranger.get("/catalog/", HTTP_ACCEPT_LANGUAGE="es-MX,es;q=0.9,en;q=0.5")) == "es"
    assert language_of(stranger.get("/catalog/", HTTP_ACCEPT_LANGUAGE="fr")) == "en"
    assert language_of(stranger.get("/catalog/")) == "en"


def test_a_choice_goes_before_the_browser(stranger):
    answer = stranger.post("/language/", {"language": "es", "next": "/catalog/?q=a"})
    assert (answer.status_code, answer["Location"]) == (302, "/catalog/?q=a")
    assert language_of(stranger.get("/catalog/", HTTP_ACCEPT_LANGUAGE="en")) == "es"


def test_the_person_goes_before_cookie_and_browser(world):
    Person.objects.filter(pk=world.marla.pk).update(language="es")
    client = world.client(world.marla)
    client.cookies["merited_language"] = "en"
    assert language_of(client.get("/work/", HTTP_ACCEPT_LANGUAGE="en")) == "es"


def test_a_choice_of_somebody_signed_in_is_kept_with_the_person(world):
    client = world.client(world.marla)
    client.post("/language/", {"language": "es", "next": "/work/"})
    world.marla.refresh_from_db()
    assert world.marla.language == "es"
    assert language_of(world.client(world.marla).get("/work/")) == "es"  # another device


def test_a_person_whose_language_we_do_not_have_reads_in_that_of_the_browser(world):
    Person.objects.filter(pk=world.marla.pk).update(language="pt")
    assert language_of(world.client(world.marla).get("/work/", HTTP_ACCEPT_LANGUAGE="es")) == "es"


def test_a_language_that_we_do_not_have_changes_nothing(world):
    client = world.client(world.marla)
    assert client.post("/language/", {"language": "tlh", "next": "/work/"}).status_code == 302
    world.marla.refresh_from_db()
    assert world.marla.language == "en" and "merited_language" not in client.cookies


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "/\\evil"])
def test_the_way_back_never_leads_to_another_host(stranger, elsewhere):
    answer = stranger.post("/language/", {"language": "es", "next": elsewhere})
    assert answer["Location"] == "/"


def test_a_forged_choice_changes_nothing(world):
    client = Client(enforce_csrf_checks=True, HTTP_HOST="localhost:8000")
    client.force_login(world.marla, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post("/language/", {"language": "es", "next": "/"}).status_code == 403
    world.marla.refresh_from_db()
    assert world.marla.language == "en"


def test_each_page_offers_the_other_language_by_its_own_name(stranger):
    page = stranger.get("/catalog/?q=x&y=1").content.decode()
    assert '<button class="action" name="language" value="es" lang="es">Español</button>' in page
    assert 'name="next" value="/catalog/?q=x&amp;y=1"' in page


def test_the_next_request_of_a_process_speaks_its_own_language(world, stranger):
    Person.objects.filter(pk=world.marla.pk).update(language="es")
    assert language_of(world.client(world.marla).get("/work/")) == "es"
    assert language_of(stranger.get("/catalog/")) == "en"


def test_a_page_says_from_which_side_it_is_read(stranger):
    assert '<html lang="en" dir="ltr">' in stranger.get("/catalog/").content.decode()


def test_a_language_that_is_read_from_the_right_mirrors_the_page(stranger, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    page = stranger.get("/catalog/", HTTP_ACCEPT_LANGUAGE="ar").content.decode()
    assert '<html lang="ar" dir="rtl">' in page


def test_days_and_times_are_said_as_spanish_says_them():
    evening = datetime(2026, 11, 17, 5, 34, tzinfo=UTC)
    with translation.override("es"), timezone.override("America/Los_Angeles"):
        assert tags.day(date(2026, 12, 3)) == "jueves, 3 de diciembre"
        assert tags.day(date(2026, 3, 3)) == "3 de marzo"
        assert tags.full_day(date(2026, 12, 3)) == "3 de diciembre de 2026"
        assert tags.hour(evening) == "9:34 p.\xa0m."
        assert tags.saved(evening) == "Guardado a las 9:34 p.\xa0m."


def test_days_and_times_stay_what_they_were_in_english():
    with timezone.override("America/Los_Angeles"):
        assert tags.day(date(2026, 12, 3)) == "Thursday, December 3"
        assert tags.day(date(2025, 12, 3)) == "December 3, 2025"
        assert tags.hour(datetime(2026, 11, 17, 5, 34, tzinfo=UTC)) == "9:34 PM"


def test_my_work_speaks_spanish(world):
    Person.objects.filter(pk=world.marla.pk).update(language="es")
    world.sent(world.marla)
    page = world.client(world.marla).get("/work/").content.decode()
    assert "Mi trabajo" in page and "Recibirá respuesta a más tardar el jueves, 3 de diciembre" in page
