"""The award's own address: a page for people, the signed document for programs, files to carry."""

import re
from datetime import timedelta

import pytest

from merited.awards.actions import revoke, share
from merited.awards.models import Award
from merited.awards.rules.standing import Standing
from merited.base import clock
from merited.worker.loop import turn
from tests.web.test_public import page
from tests.world import MONDAY


@pytest.fixture
def badge(world) -> Award:
    return world.earned(world.marla, world.vesna)


def test_an_award_page_shows_name_level_and_facts(badge, world, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        response = world.client().get(f"/awards/{badge.id}")

    shown = page(response)
    assert "Earned!" in shown and badge.person.name in shown and "Proficient" in shown
    assert "By a colleague who did not know whose it was." in shown
    assert "Yes. It does not expire" in shown
    assert f'property="og:image" content="http://localhost:8000/awards/{badge.id}/card.png"' in shown
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


def test_an_award_without_a_verified_address_says_what_it_waits_for(world):
    from allauth.account.models import EmailAddress

    EmailAddress.objects.filter(user=world.marla).update(verified=False)
    award = world.granted(world.marla, world.vesna)

    assert "waits for a verified e-mail address" in page(world.client().get(f"/awards/{award.id}"))
