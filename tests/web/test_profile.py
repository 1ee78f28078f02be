"""The profile page: chosen badges, a name and a sentence; on and off, and never a badge that is held privately."""

import re
from datetime import timedelta

import pytest

from merited.awards.actions import Portrait, hide, present, revoke, show
from merited.awards.models import Profile
from merited.base import clock
from merited.base.errors import Refused
from merited.base.models import LogEntry
from tests.web.test_public import NOBODY, page
from tests.world import MONDAY

HERE = "/work/profile/"


@pytest.fixture
def badge(world):
    return world.earned(world.marla, world.vesna)


@pytest.fixture
def marla(world):
    return world.client(world.marla)


def on(*awards, **more) -> dict:
    return {"name": "Marla T.", "words": "", "page": "on", "awards": [str(one.pk) for one in awards], **more}


def address() -> str:
    return f"/people/{Profile.objects.get().key}/"


def plain(answer, path) -> str:
    """A page without what differs from one answer to the next."""
    return re.sub('name="csrfmiddlewaretoken" value="[^"]+"', "", page(answer)).replace(path, "")


def test_a_profile_is_made_turned_on_and_seen_without_an_account(badge, world, marla):
    assert "Nobody sees it until you turn it on." in page(marla.get(HERE))

    told = page(marla.post(HERE, on(badge, words="I teach grade 4."), follow=True))

    assert "Your profile page is on." in told and f"http://localhost:8000{address()}" in told
    answer = world.client().get(address())
    shown = page(answer)
    assert "Marla T." in shown and "I teach grade 4." in shown and badge.version.title in shown
    assert "Marla Tenby" not in shown and "Gull Point" not in shown
    assert answer["X-Robots-Tag"] == "noindex" and 'content="noindex"' in shown
    assert f'og:image" content="http://localhost:8000/awards/{badge.pk}/card.png"' in shown


def test_search_engines_may_list_it_only_when_its_owner_says_so(badge, world, marla):
    marla.post(HERE, on(badge, indexed="on"))
    answer = world.client().get(address())
    assert "X-Robots-Tag" not in answer and "noindex" not in page(answer)


def test_off_it_answers_like_an_address_that_never_was(badge, world, marla):
    marla.post(HERE, on(badge))
    path = address()
    marla.post(HERE, {**on(badge), "page": "off"})

    off, never = world.client().get(path), world.client().get(f"/people/{NOBODY}/")
    assert off.status_code == never.status_code == 404
    assert plain(off, path) == plain(never, f"/people/{NOBODY}/")
    marla.post(HERE, on(badge))
    assert address() == path and world.client().get(path).status_code == 200


def test_a_badge_that_is_held_privately_is_never_on_it_even_if_chosen_before(badge, world, marla):
    marla.post(HERE, on(badge))
    hide(badge, by=world.marla)

    shown = page(world.client().get(address()))
    assert badge.version.title not in shown and "No badge is shown here at present." in shown
    assert "which you had chosen" in page(marla.get(HERE))
    marla.post(HERE, on(words="Still here."))  # saving something else does not forget the choice
    show(badge, by=world.marla)
    assert badge.version.title in page(world.client().get(address()))


def test_a_revoked_badge_goes_from_the_page(badge, world, marla):
    marla.post(HERE, on(badge))
    revoke(badge, "issued_in_error", words="Mistaken", by=world.corwin)
    assert badge.version.title not in page(world.client().get(address()))


def test_only_chosen_badges_stand_on_it_the_latest_first(badge, world, marla):
    other = world.earned(world.marla, world.halvard, world.et103)
    with clock.at(MONDAY + timedelta(days=3)):
        third = world.earned(world.marla, world.petra, world.ml101)
    marla.post(HERE, on(badge, third))
    shown = page(world.client().get(address()))
    assert other.version.title not in shown
    assert shown.index(third.version.title + "</a>") < shown.index(badge.version.title + "</a>")


def test_another_person_s_badge_cannot_be_chosen(badge, world):
    client = world.client(world.lupe)
    answer = client.post(HERE, on(badge))
    assert answer.status_code in (200, 422) and not Profile.objects.exists()


def refusal(portrait, by) -> str:
    with pytest.raises(Refused) as no:
        present(portrait, by=by)
    return no.value.code


@pytest.mark.parametrize(
    ("name", "words", "code"), [(" ", "", "no-name"), ("x" * 201, "", "long-name"), ("Marla", "x" * 301, "long-words")]
)
def test_a_name_is_needed_and_both_have_an_end(badge, world, name, words, code):
    assert refusal(Portrait(name, words, frozenset({badge.pk}), public=True, indexed=False), world.marla) == code


def test_an_empty_page_is_not_turned_on(badge, world):
    assert refusal(Portrait("Marla", "", frozenset(), public=True, indexed=False), world.marla) == "nothing-chosen"
    assert present(Portrait("Marla", "", frozenset(), public=False, indexed=False), by=world.marla).public_since is None


def test_a_private_badge_cannot_be_chosen(badge, world):
    hide(badge, by=world.marla)
    asked = Portrait("Marla", "", frozenset({badge.pk}), public=True, indexed=False)
    assert refusal(asked, world.marla) == "not-to-choose"


def test_what_was_typed_stays_when_something_is_refused(badge, marla):
    answer = marla.post(HERE, {**on(badge, words="I teach grade 4."), "name": " "})
    shown = page(answer)
    assert answer.status_code == 422 and "I teach grade 4." in shown and "What you typed is still here." in shown
    assert f'value="{badge.pk}" checked' in shown


def test_without_a_badge_the_page_teaches_how_one_comes(world):
    shown = page(world.client(world.lupe).get(HERE))
    assert "Nothing to show yet" in shown and "every criterion met" in shown and '<form method="post">' not in shown


def test_turning_on_changing_and_turning_off_stand_in_the_log_without_words(badge, world, marla):
    marla.post(HERE, on(badge))
    marla.post(HERE, on(badge, words="A sentence"))
    marla.post(HERE, {**on(badge), "page": "off"})
    entries = LogEntry.objects.filter(deed__startswith="profile.").order_by("id")
    assert [one.deed for one in entries] == ["profile.published", "profile.changed", "profile.withdrawn"]
    assert all(one.facts == {} for one in entries)


def test_what_is_written_is_shown_as_text(badge, world, marla):
    marla.post(HERE, on(badge, name="<b>Marla</b>", words="<script>alert(1)</script>"))
    content = world.client().get(address()).content.decode()
    assert "<script>alert" not in content and "&lt;script&gt;alert" in content and "<b>" not in content
