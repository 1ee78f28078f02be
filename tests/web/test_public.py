"""Pages without an account: the whole truth about what can be earned, and about an award."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from merited.awards.actions import revoke, share
from merited.awards.models import Award
from merited.awards.rules.standing import Standing
from merited.base import clock
from merited.catalog.actions import publish
from merited.catalog.queries import shelf
from merited.worker.loop import turn
from tests.world import MONDAY

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
    home, count = page(world.client().get("/")), shelf().count()

    assert "Hear within 10 working days." in home
    assert f"There are {count} micro-credentials to earn here." in home
    assert world.ml101.document.criteria[1].descriptors[0].text in home


def test_the_catalog_lists_by_department_and_says_how_many(world):
    shown = page(world.client().get("/catalog/"))

    assert "Personalized Learning" in shown and "/catalog/pl-101/1.1/mark.svg" in shown
    assert re.search(r"\d+ micro-credentials,\s+from \d+ departments", shown)


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

    assert "Within 10 working days" in shown and "Issued in error" in shown


def test_an_award_page_shows_name_level_and_facts(badge, world, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        response = world.client().get(f"/awards/{badge.id}")

    shown = page(response)
    assert "Earned!" in shown and badge.person.name in shown and "Proficient" in shown
    assert "By a colleague who did not know whose it was." in shown
    assert "Yes. It does not expire" in shown
    assert 'property="og:image" content="http://localhost:8000/catalog/pl-101/1.1/mark.png?size=600"' in shown
    assert "My answer to" not in shown and "plan.txt" not in shown


def test_an_award_page_is_unlisted_until_its_earner_shares_it(badge, world):
    hidden = world.client().get(f"/awards/{badge.id}")
    assert hidden["X-Robots-Tag"] == "noindex" and 'content="noindex"' in page(hidden)

    share(badge, by=badge.person)

    shared = world.client().get(f"/awards/{badge.id}")
    assert "X-Robots-Tag" not in shared and "noindex" not in page(shared)


def test_an_award_that_is_granted_says_that_it_is_being_signed(world):
    award = world.granted(world.marla, world.vesna)

    shown = page(world.client().get(f"/awards/{award.id}"))
    assert "The badge is being signed." in shown
    assert f"/awards/{award.id}.png" not in shown
    assert world.client().get(f"/awards/{award.id}.png").status_code == 404


def test_an_award_without_a_verified_address_says_what_it_waits_for(world):
    from allauth.account.models import EmailAddress

    EmailAddress.objects.filter(user=world.marla).update(verified=False)
    award = world.granted(world.marla, world.vesna)

    assert "waits for a verified e-mail address" in page(world.client().get(f"/awards/{award.id}"))


@pytest.mark.parametrize("accept", ["application/vc", "application/vc+ld+json", "application/ld+json", "application/json", "application/json, */*",
    'application/ld+json;profile="https://w3id.org/x"', "text/html;q=0.5, application/vc;q=0.9"])  # fmt: skip
def test_programs_get_the_stored_bytes_at_the_award_s_own_address(badge, world, accept):
    response = world.client().get(f"/awards/{badge.id}", HTTP_ACCEPT=accept)

    assert response.content == badge.credential.encode()
    assert response["Content-Type"] == "application/vc"
    assert "Accept" in response["Vary"]
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/json;q=0.1, text/html",
        "image/png",
    ],
)
def test_people_get_the_page_at_the_award_s_own_address(badge, world, accept):
    response = world.client().get(f"/awards/{badge.id}", **({"HTTP_ACCEPT": accept} if accept else {}))

    assert response["Content-Type"].startswith("text/html")
    assert "Accept" in response["Vary"]


def test_programs_are_told_that_an_award_is_not_signed_yet(world):
    award = world.granted(world.marla, world.vesna)

    response = world.client().get(f"/awards/{award.id}", HTTP_ACCEPT="application/vc")

    assert response.status_code == 404
    assert "not signed yet" in response.json()["sentence"]


def test_downloads_have_names_and_carry_the_credential(badge, world):
    from merited_credentials import unbake

    for ending, content_type in (("png", "image/png"), ("svg", "image/svg+xml")):
        response = world.client().get(f"/awards/{badge.id}.{ending}")
        assert response["Content-Type"] == content_type
        assert re.fullmatch(rf'attachment; filename="pl-101-[a-z0-9-]+\.{ending}"', response["Content-Disposition"])
        assert unbake(response.content) == badge.credential
    assert world.client().get(f"/awards/{badge.id}.json").content == badge.credential.encode()


def test_a_revoked_award_says_date_and_class_and_nothing_else(badge, world):
    revoke(badge, "issued_in_error", words="Marla asked for another version", by=world.corwin)
    turn()

    shown = page(world.client().get(f"/awards/{badge.id}"))
    assert "This badge was revoked on November 16, 2026." in shown and "Issued in error" in shown
    assert "Marla asked" not in shown and world.corwin.name not in shown and "Earned!" not in shown
    checked = page(world.client().get(f"/verify/?award={badge.id}"))
    assert "FAIL" in checked and "revoked" in checked.lower()
    verdict = world.client().post("/api/v1/verify", badge.credential, content_type="application/json").json()
    assert verdict["verdict"] == "FAIL"
    assert any(one["id"] == "status" and "evoked" in one["sentence"] for one in verdict["steps"])


def test_an_expired_award_says_from_when_to_when_it_was_valid(world):
    award = world.earned(world.marla, world.halvard, world.et103)

    with clock.at(MONDAY + timedelta(days=1200)):
        shown = page(world.client().get(f"/awards/{award.id}"))
        checked = page(world.client().get(f"/verify/?award={award.id}"))

    assert "No. It was valid from November 16, 2026 to November 16, 2029" in shown
    assert "FAIL" in checked and "expired" in checked


def test_the_issuer_has_a_page_with_its_name_and_keys(badge, world):
    shown = page(world.client().get("/issuers/alder-bay"))

    assert badge.issuer.did in shown and "/issuers/alder-bay/did.json" in shown


def test_verify_answers_for_a_file(badge, world):
    for ending in ("png", "svg", "json"):
        content = world.client().get(f"/awards/{badge.id}.{ending}").content
        response = world.client().post("/verify/", {"file": SimpleUploadedFile(f"badge.{ending}", content)})
        shown = page(response)
        assert response.status_code == 200
        assert "Genuine and current" in shown, shown
        assert shown.count(">PASS") == 6 or shown.count("PASS</p>") == 6


def test_verify_answers_for_pasted_text_and_says_whose_it_is(badge, world):
    own = page(world.client().post("/verify/", {"text": badge.credential, "email": world_address(world.marla)}))
    other = page(world.client().post("/verify/", {"text": badge.credential, "email": "someone@else.example"}))

    assert "7 questions" in own and "Genuine and current</h1>" in own
    assert "Genuine and current, but not given to the address you typed" in other
    assert 'value="someone@else.example"' in other


def world_address(person) -> str:
    from allauth.account.models import EmailAddress

    return str(EmailAddress.objects.get(user=person).email)


def test_verify_says_that_a_changed_badge_is_not_genuine(badge, world):
    changed = badge.credential.replace("Checking for Understanding", "Checking for Misunderstanding")

    shown = page(world.client().post("/verify/", {"text": changed}))

    assert "FAIL" in shown and "Genuine" not in shown


@pytest.mark.parametrize("ending", ["", ".json", ".png", "/"])
def test_a_pasted_address_of_ours_is_looked_up(badge, world, ending):
    shown = page(world.client().post("/verify/", {"text": f"http://localhost:8000/awards/{badge.id}{ending}"}))

    assert "Genuine and current" in shown


def test_a_pasted_address_of_others_is_not_opened(world):
    shown = page(world.client().post("/verify/", {"text": "https://badges.example/awards/1"}))

    assert "save the badge’s file, and drop it here" in shown
    assert "https://badges.example/awards/1" in shown


def test_a_pasted_address_of_ours_with_a_slip_says_so(world):
    shown = page(world.client().post("/verify/", {"text": f"http://localhost:8000/awards/{NOBODY}"}))

    assert "There is no badge at that address." in shown


def test_an_award_that_is_not_signed_cannot_be_verified_yet(world):
    award = world.granted(world.marla, world.vesna)

    assert "still being signed" in page(world.client().get(f"/verify/?award={award.id}"))


def test_verify_asks_for_something(world):
    response = world.client().post("/verify/", {"text": "  ", "email": "a@b.example"})

    assert response.status_code == 400
    assert "There is nothing to check yet." in page(response) and "a@b.example" in page(response)


@pytest.mark.parametrize(
    "sent",
    [{"file": SimpleUploadedFile("large.png", b"x" * 2_000_001)}, {"text": "x" * 2_600_000}],
    ids=["file", "text"],
)
def test_verify_takes_at_most_two_megabytes(world, sent):
    response = world.client().post("/verify/", sent)

    assert response.status_code == 413
    assert "larger than 2 MB" in page(response)


def test_verify_refuses_a_forged_form(world):
    from django.test import Client

    assert (
        Client(enforce_csrf_checks=True, HTTP_HOST="localhost:8000").post("/verify/", {"text": "x"}).status_code == 403
    )


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "{}",
        "[]",
        "{",
        '{"type": 3}',
        "\x00",
        "https://",
        "eyJhbGciOiJIUzI1NiJ9.e30.x",
        "<svg/>",
        '{"issuer": ["x"], "proof": "y", "name": {"a": "<b>"}}',
    ],
)
def test_verify_answers_whatever_is_typed(world, text):
    assert world.client().post("/verify/", {"text": text}).status_code in (200, 400)


def test_words_of_a_stranger_are_escaped(world):
    shown = world.client().post(
        "/verify/", {"text": json.dumps({"name": "<script>alert(1)</script>", "issuer": "<img>"})}
    )

    assert b"<script>alert" not in shown.content and b"<img>" not in shown.content


def test_the_standings_of_the_rule_and_of_the_database_agree(world):
    from merited.awards.queries import in_standing, standing_of, standings_in

    current = world.earned(world.marla, world.vesna)
    gone = world.earned(world.gideon, world.vesna)
    revoke(gone, "integrity", words="A finding", by=world.thea)
    world.earned(world.cyrus, world.halvard, world.et103)
    world.granted(world.dov, world.petra, world.ml101)
    with clock.at(MONDAY + timedelta(days=1200)):
        counts = standings_in(Award.objects.all())
        for one in Award.objects.all():
            assert list(Award.objects.filter(in_standing(standing_of(one)), pk=one.pk)) == [one]
    assert counts == {Standing.REVOKED: 1, Standing.EXPIRED: 1, Standing.SIGNING: 1, Standing.CURRENT: 1}
    assert standing_of(current) == Standing.CURRENT


def test_127_0_0_1_is_sent_to_localhost_in_the_demonstration(world):
    from django.test import Client

    response = Client(HTTP_HOST="127.0.0.1:8123").get("/catalog/?a=b")

    assert response.status_code == 302 and response["Location"] == "http://localhost:8123/catalog/?a=b"
