"""Rows by their keys: for the worker's letters, behind which nobody asks."""

from uuid import UUID

from merited.coaching.models import Guest, Member
from merited.submissions.models import Attempt
from merited.submissions.queries import attempt_at


def guest_with_key(key: UUID) -> Guest | None:
    """A guest with the draft; None when the row is gone."""
    found = Guest.objects.filter(pk=key)
    return found.select_related("person", "attempt__submission__version__microcredential__organization__parent").first()


def draft_commented(key: UUID) -> Attempt | None:
    """The attempt beside which something was written."""
    return attempt_at(key).first()


def member_with_key(key: UUID) -> Member | None:
    """A member with their group; None when the row is gone."""
    return Member.objects.filter(pk=key).select_related("person", "group").first()
