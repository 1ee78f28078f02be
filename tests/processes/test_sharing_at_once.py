"""Two tabs at the very same moment: one choice holds for a badge's page, and a person has one profile page."""

import pytest

from merited.awards.actions import Portrait, hide, present, share, show
from merited.awards.models import Profile
from merited.base.models import LogEntry

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def logged(deed: str) -> int:
    return LogEntry.objects.filter(deed=deed).count()


def test_hiding_while_it_is_being_shared_ends_hidden_and_never_both(world, overtaken):
    award = world.earned(world.lupe, world.keziah)

    first, second = overtaken(
        "share.award-written", lambda: share(award, by=world.lupe), lambda: hide(award, by=world.lupe)
    )

    assert (first.refused, second.refused) == (None, None)
    award.refresh_from_db()
    assert award.hidden_at and award.shared_at is None
    assert logged("award.shared") == logged("award.hidden") == 1


def test_a_double_click_on_hide_hides_once(world, overtaken):
    award = world.earned(world.lupe, world.keziah)

    first, second = overtaken(
        "share.award-written", lambda: hide(award, by=world.lupe), lambda: hide(award, by=world.lupe)
    )

    assert first.value.hidden_at == second.value.hidden_at
    assert logged("award.hidden") == 1


def test_showing_while_it_is_being_hidden_ends_with_the_link(world, overtaken):
    award = world.earned(world.lupe, world.keziah)

    overtaken("share.award-written", lambda: hide(award, by=world.lupe), lambda: show(award, by=world.lupe))

    award.refresh_from_db()
    assert award.hidden_at is None and award.shared_at is None
    assert logged("award.hidden") == logged("award.shown") == 1


def test_two_tabs_make_one_profile_page(world, overtaken):
    award = world.earned(world.lupe, world.keziah)
    wanted = Portrait("Lupe", "", frozenset({award.pk}), public=True, indexed=False)

    first, second = overtaken(
        "present.profile-written", lambda: present(wanted, by=world.lupe), lambda: present(wanted, by=world.lupe)
    )

    assert first.value.key == second.value.key and Profile.objects.count() == 1
    assert logged("profile.published") == logged("profile.changed") == 1
