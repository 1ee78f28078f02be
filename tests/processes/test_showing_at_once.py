"""A private link made twice at the very same moment: one is left, and ending it ends all there is."""

import pytest

from merited.submissions.actions import show_work, stop_showing
from merited.submissions.models import Showing

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def test_two_links_made_at_once_leave_one(world, overtaken):
    submission = world.draft(world.lupe)

    def make():
        return show_work(submission, with_answers=False, by=world.lupe)

    first, second = overtaken("show-work.earlier-ended", make, make)

    assert (first.refused, second.refused) == (None, None)
    assert Showing.objects.count() == 2 and Showing.objects.get(ended_at__isnull=True) == second.value
    stop_showing(submission, by=world.lupe)
    assert not Showing.objects.filter(ended_at__isnull=True).exists()
