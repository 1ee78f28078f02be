"""Badges of the places that somebody answers for: true numbers, and revoking with a reason."""

import re
from datetime import timedelta

import pytest

from merited.awards.actions import revoke
from merited.awards.models import Award
from merited.base import clock
from tests.web.test_public import NOBODY, page
from tests.world import MONDAY

LEDGER = "/district/awards/"


@pytest.fixture
def badge(world) -> Award:
    return world.earned(world.marla, world.vesna)


def revoking(award: Award) -> str:
    return f"/district/awards/{award.id}/revoke/"


def test_strangers_are_asked_to_sign_in_and_others_find_no_page(world, badge):
    assert world.client().get(LEDGER).status_code == 302
    assert world.client().get(revoking(badge)).status_code == 302
    for person in (world.marla, world.vesna, world.teodor):
        assert world.client(person).get(LEDGER).status_code == 404
        assert world.client(person).get(revoking(badge)).status_code == 404
        assert world.client(person).post(revoking(badge), {"reason": "integrity", "words": "x"}).status_code == 404


def test_a_lead_sees_the_badges_of_their_own_department_only(world, badge):
    world.earned(world.dov, world.petra, world.ml101)

    ours, theirs = page(world.client(world.corwin).get(LEDGER)), page(world.client(world.ximena).get(LEDGER))

    assert world.marla.name in ours and world.dov.name not in ours
    assert world.dov.name in theirs and world.marla.name not in theirs
    assert world.client(world.ximena).get(revoking(badge)).status_code == 404
    assert world.client(world.thea).get(f"/district/awards/{NOBODY}/revoke/").status_code == 404


def test_each_number_is_true_and_leads_to_what_it_counts(world, badge):
    revoke(world.earned(world.gideon, world.vesna), "integrity", words="A finding", by=world.thea)
    world.earned(world.cyrus, world.halvard, world.et103)
    world.granted(world.dov, world.petra, world.ml101)

    with clock.at(MONDAY + timedelta(days=1200)):
        client = world.client(world.thea)
        shown = page(client.get(LEDGER))
        assert "All: 4" in shown
        for state in ("current", "signing", "expired", "revoked"):
            assert re.search(rf"state={state}[^>]*><svg.{{,120}}</svg><span>[A-Za-z ]+: 1<", shown)
            assert page(client.get(f"{LEDGER}?state={state}")).count('scope="row"') == 1


def test_the_ledger_stays_within_its_queries(world, badge, django_assert_max_num_queries):
    world.earned(world.dov, world.petra, world.ml101)
    client = world.client(world.thea)

    with django_assert_max_num_queries(12):
        assert client.get(LEDGER).status_code == 200


def test_an_empty_ledger_says_what_will_stand_there(world):
    assert "A badge stands here from the moment" in page(world.client(world.thea).get(LEDGER))


def test_an_odd_state_shows_all(world, badge):
    assert world.marla.name in page(world.client(world.thea).get(f"{LEDGER}?state=odd&page=99"))


def test_the_revoke_page_says_what_will_happen_and_changes_nothing(world, badge, django_assert_max_num_queries):
    client = world.client(world.corwin)
    with django_assert_max_num_queries(12):
        shown = page(client.get(revoking(badge)))

    assert "What will happen" in shown and world.marla.name in shown
    badge.refresh_from_db()
    assert badge.revoked_at is None


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"words": "A finding of the panel"}, "Choose a reason."),
        ({"reason": "because", "words": "A finding of the panel"}, "Choose a reason."),
        ({"reason": "integrity", "words": "  "}, "Write down why"),
    ],
)
def test_a_refusal_keeps_what_was_typed(world, badge, sent, sentence):
    response = world.client(world.corwin).post(revoking(badge), sent)

    shown = page(response)
    assert response.status_code == 200 and sentence in shown
    assert sent["words"].strip() in shown
    if sent.get("reason") == "integrity":
        assert 'value="integrity" checked' in shown
    badge.refresh_from_db()
    assert badge.revoked_at is None


def test_revoking_is_recorded_and_said(world, badge):
    response = world.client(world.corwin).post(
        revoking(badge), {"reason": "integrity", "words": "A finding of the panel"}, follow=True
    )

    assert response.redirect_chain[0][0] == LEDGER
    assert f"The badge of {world.marla.name} is revoked." in page(response)
    badge.refresh_from_db()
    assert (badge.revoked_for, badge.revoked_note, badge.revoked_by_id) == (
        "integrity",
        "A finding of the panel",
        world.corwin.id,
    )


def test_a_badge_is_revoked_once(world, badge):
    client = world.client(world.corwin)
    client.post(revoking(badge), {"reason": "integrity", "words": "A finding of the panel"})

    again = client.post(revoking(badge), {"reason": "issued_in_error", "words": "Something else"})

    assert again.status_code == 200 and "This badge is revoked already." in page(again)
    shown = page(client.get(revoking(badge)))
    assert "A finding of the panel" in shown and "<form method" not in shown.split("<main")[1]


def test_words_of_a_coordinator_who_was_signed_out_are_handed_back(world):
    award = world.earned(world.gideon, world.vesna)
    answer = world.client().post(
        f"/district/awards/{award.pk}/revoke/", {"reason": "integrity", "words": "Found in June."}
    )
    assert answer.status_code == 401 and "Found in June." in answer.content.decode()
    award.refresh_from_db()
    assert award.revoked_at is None
