"""The demonstration's page on which a visitor becomes anyone: one click there, and nothing at all anywhere else."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings as merited
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from merited.cli.demo.content_files import FOLDER, introduced
from merited.cli.demo.pages import landing
from merited.people.models import Installation, Person

CAST = yaml.safe_load((FOLDER / "cast.yaml").read_text(encoding="utf-8"))


def become(client, person):
    return client.post("/demo/become/", {"person": str(person.pk)})


def who(client):
    return client.session.get("_auth_user_id")


def test_the_page_introduces_each_person_with_what_to_try(world):
    shown = world.client().get("/demo/").content.decode()
    for person, sentence in ((world.marla, "stops in the middle of a sentence"), (world.keziah, "from her queue")):
        assert person.name in shown and sentence in shown
    assert "Grade 4 teacher, Gull Point Elementary" in shown
    for group in CAST["groups"]:
        assert group["title"] in shown


def test_everybody_else_is_listed_too(world):
    shown = world.client().get("/demo/").content.decode()
    for person in Person.objects.filter(is_active=True):
        assert f'value="{person.pk}"' in shown, person


def test_one_click_signs_in_and_leads_to_where_the_thing_to_try_is(world):
    submission = world.not_yet(world.gideon, world.vesna)
    client = world.client()

    answer = become(client, world.gideon)

    assert (answer.status_code, answer["Location"]) == (302, f"/work/{submission.pk}/")
    assert who(client) == str(world.gideon.pk)
    assert "You are Gideon Ashgrove." in client.get("/catalog/").content.decode()


def test_becoming_someone_else_leaves_nothing_of_the_one_before(world):
    client = world.client()
    become(client, world.marla)
    client.session["kept"] = "x"
    before = client.session.session_key
    become(client, world.thea)

    assert who(client) == str(world.thea.pk) and client.session.session_key != before
    assert "kept" not in client.session


def test_where_the_thing_is_gone_one_lands_on_the_page_above_it(world):
    assert landing(world.gideon) == "/work/" and landing(world.keziah) == "/review/"
    assert landing(world.dov) == "/work/"  # nobody introduces him


def test_every_line_leads_back_to_the_page(world):
    stranger = world.client().get("/catalog/").content.decode()
    assert "A demonstration." in stranger and 'href="/demo/"' in stranger
    home = world.client().get("/").content.decode()
    assert home.count('href="/demo/"') == 2


@pytest.fixture(
    params=["production", "development", "another kind of database", "production on a demonstration's data"]
)
def elsewhere(request, world, settings):
    """Not a demonstration: by its mode, by what lives in its database, or by either."""
    settings.DEMO = request.param == "another kind of database"
    if request.param != "production on a demonstration's data":
        Installation.objects.update(demo=False)
    return request.param


def test_elsewhere_there_is_no_such_page_and_nobody_is_signed_in(world, elsewhere):
    for client in (world.client(), world.client(world.teodor)):
        before = (who(client), Session.objects.count())
        assert client.get("/demo/").status_code == 404
        assert client.post("/demo/").status_code == 404
        assert client.get("/demo/become/").status_code == 404
        assert become(client, world.thea).status_code == 404
        assert (who(client), Session.objects.count()) == before


def test_elsewhere_no_page_speaks_of_it(world, settings):
    settings.DEMO = False
    for address in ("/", "/catalog/", "/accounts/login/"):
        assert "/demo/" not in world.client().get(address).content.decode(), address


def test_a_forged_form_signs_nobody_in(world):
    client = Client(enforce_csrf_checks=True, HTTP_HOST="localhost:8000")
    assert become(client, world.thea).status_code == 403
    assert who(client) is None


@pytest.mark.parametrize("asked", ["", "x", "00000000-0000-7000-8000-000000000000"])
def test_nobody_becomes_someone_who_is_not_there(world, asked):
    client = world.client()
    assert client.post("/demo/become/", {"person": asked}).status_code == 404
    assert who(client) is None


def test_nobody_becomes_someone_whose_account_is_closed(world):
    Person.objects.filter(pk=world.marla.pk).update(is_active=False)
    client = world.client()
    assert become(client, world.marla).status_code == 404
    assert who(client) is None
    assert "Marla Tenby" not in client.get("/demo/").content.decode()


def test_a_get_signs_nobody_in(world):
    client = world.client()
    assert client.get(f"/demo/become/?person={world.thea.pk}").status_code == 405
    assert who(client) is None


def test_the_page_stays_within_its_budget(world):
    for client in (world.client(), world.client(world.thea)):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get("/demo/")
        assert len(asked) <= 12, [one["sql"] for one in asked]
        assert len(answer.content) < 150_000 and answer["Cache-Control"].startswith("max-age=0")


def test_the_cast_is_introduced_in_full_sentences_and_lands_on_pages_that_exist():
    groups = {one["id"] for one in CAST["groups"]}
    assert 12 <= len(introduced()) <= 18
    for one in introduced():
        assert one["group"] in groups and one["email"] and one["job"], one["id"]
        assert one["who"].endswith(".") and one["try"].endswith("."), one["id"]
        assert len(set(one["go"]) & {"page", "work", "award", "reading"}) == 1 and set(one["go"]) <= {
            "page",
            "work",
            "at",
            "award",
            "reading",
        }
        if "page" in one["go"]:
            resolve(one["go"]["page"])


def test_the_page_is_of_the_demonstrations_folder_alone():
    """What production serves knows nothing of it, but for the line that only a demonstration shows."""
    for path in Path(merited.PACKAGE, "web").rglob("*.py"):
        assert "cli.demo" not in path.read_text(encoding="utf-8"), path
