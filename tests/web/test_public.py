"""Pages without an account: the whole truth about what can be earned, and about an award."""

import json
import re
from html import unescape

import pytest

from merited.awards.models import Award
from merited.catalog.actions import publish
from merited.catalog.models import Listing
from merited.catalog.queries import shelf

NOBODY = "01a00000-0000-7000-8000-000000000000"  # no row has this key


def page(response) -> str:
    """The words of a page."""
    return unescape(response.content.decode())


def newer_ml101(world):
    """ML-101 in a further version."""
    source = json.loads(world.ml101.text)
    return publish(
        {**source, "version": "2.1"}, source["scales"], organization=world.ml101.microcredential.organization, by=None
    )


@pytest.fixture
def badge(world) -> Award:
    return world.earned(world.marla, world.vesna)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/how-we-judge/",
        "/catalog/",
        "/catalog/pl-101/",
        "/frameworks/",
        "/verify/",
        "/accounts/login/",
        "/accounts/signup/",
    ],
)
def test_public_pages_need_no_account_and_few_queries(world, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        response = world.client().get(path)

    assert response.status_code == 200
    assert len(response.content) < 150_000
    assert b"<style" not in response.content and b" style=" not in response.content
    assert world.client().head(path).status_code == 200


def test_home_speaks_from_the_catalog(world):
    home, count = page(world.client().get("/")), sum(one.document.source["audience"] == "educator" for one in shelf())

    assert "Hear within 10 working days." in home
    assert f"There are {count} micro-credentials to earn here." in home
    assert world.ml101.document.criteria[1].descriptors[0].text in home


def test_the_catalog_lists_by_department_and_says_how_many(world):
    shown = page(world.client().get("/catalog/"))

    assert "Personalized Learning" in shown and "/catalog/pl-101/1.1/mark.svg" in shown
    assert f"{Listing.objects.count()} in the catalog" in shown


def test_a_microcredential_shows_every_word_that_is_judged_by(world):
    shown = page(world.client().get("/catalog/pl-101/"))

    document = world.pl101.document
    assert document.competency in shown
    for criterion in document.criteria:
        assert criterion.name in shown
        assert all(one.text in shown for one in criterion.descriptors)
        assert f'id="{criterion.id}"' in shown
    for prompt in document.prompts:
        assert prompt.text in shown and f"{prompt.fewest} to {prompt.most} words" in shown
    for artifact in document.artifacts:
        assert artifact.instructions in shown
    assert "Within 10 working days of sending" in shown
    assert f"{len(document.artifacts)} pieces of work and {len(document.prompts)} short answers" in shown


def test_a_microcredential_that_expires_says_when(world):
    shown = page(world.client().get("/catalog/et-103/"))

    assert "36 months from the day it is earned" in shown
    assert "To renew: Submit a1 and a2 for a new tool." in shown


def test_a_stranger_is_asked_to_sign_in_before_starting_and_comes_back(world):
    assert "/accounts/login/?next=/catalog/pl-101/" in page(world.client().get("/catalog/pl-101/"))


def test_who_is_signed_in_starts_by_a_form(world):
    assert '<form method="post" action="/work/start/pl-101/">' in page(
        world.client(world.marla).get("/catalog/pl-101/")
    )


def test_who_has_begun_goes_on(world):
    draft = world.draft(world.marla)

    assert f'href="/work/{draft.id}/"' in page(world.client(world.marla).get("/catalog/pl-101/"))


def test_a_version_stays_and_says_when_a_newer_one_exists(world):
    old = world.ml101.number
    newer_ml101(world)

    shown = page(world.client().get(f"/catalog/ml-101/{old}"))
    assert "Version 2.1 has taken its place." in shown
    assert "/work/start/" not in shown
    assert "has taken its place" not in page(world.client().get("/catalog/ml-101/"))


@pytest.mark.parametrize(
    "path",
    [
        "/catalog/none/", "/catalog/pl-101/9.9", "/catalog/pl-101/9.9/mark.svg", "/catalog/pl-101/1.1/mark.png?size=7",
        "/frameworks/none", "/frameworks/none/none", "/issuers/none", "/issuers/none/did.json",
        f"/awards/{NOBODY}", f"/awards/{NOBODY}.json", f"/awards/{NOBODY}.png", f"/awards/{NOBODY}.svg",
        f"/status/{NOBODY}", f"/verify/?award={NOBODY}", "/verify/?award=nonsense",
    ],
)  # fmt: skip
def test_what_is_not_ours_is_not_found(world, path):
    assert world.client().get(path).status_code == 404


def test_the_mark_is_drawn_and_kept(world):
    svg = world.client().get("/catalog/pl-101/1.1/mark.svg")
    png = world.client().get("/catalog/pl-101/1.1/mark.png?size=96")

    assert svg["Content-Type"] == "image/svg+xml" and svg.content.startswith(b"<svg")
    assert png["Content-Type"] == "image/png" and png.content.startswith(b"\x89PNG")
    assert "immutable" in png["Cache-Control"]


def test_framework_pages_list_what_is_aligned(world):
    client = world.client()
    frameworks = page(client.get("/frameworks/"))
    path = re.search(r'href="(/frameworks/intasc[^"]+)"', frameworks)
    assert path
    listed = page(client.get(path.group(1)))
    item = re.search(rf'href="({path.group(1)}/[^"]+)"', listed)
    assert item
    assert "/catalog/" in page(client.get(item.group(1)))


def test_every_alignment_of_a_microcredential_leads_to_a_page(world):
    client = world.client()
    links = set(re.findall(r'href="(/frameworks/[^"]+)"', page(client.get("/catalog/ml-101/"))))

    assert len(links) == len(world.ml101.document.alignments)
    assert all(client.get(one).status_code == 200 for one in links)


def test_how_this_program_judges_speaks_from_the_settings(world):
    shown = page(world.client().get("/how-we-judge/"))

    assert "within 10 working days" in shown and "Issued in error" in shown


def test_127_0_0_1_is_sent_to_localhost_in_the_demonstration(world):
    from django.test import Client

    response = Client(HTTP_HOST="127.0.0.1:8123").get("/catalog/?a=b")

    assert response.status_code == 302 and response["Location"] == "http://localhost:8123/catalog/?a=b"


@pytest.mark.parametrize(
    "path", ["/", "/catalog/pl-101/", "/verify/", "/accounts/", "/accounts/email/", "/accounts/password/change/"]
)
def test_pages_of_who_is_signed_in_stay_within_their_queries(world, path, django_assert_max_num_queries):
    client = world.client(world.corwin)

    with django_assert_max_num_queries(12):
        assert client.get(path).status_code == 200
