"""Declaring: an earner says what was used before, and who made it with them. To say so is no offense."""

from collections.abc import Collection

from django.db import transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.words import _
from merited.people.actions import tie
from merited.people.models import Person
from merited.people.queries import belongs_to, district_of, people_at
from merited.review.actions.noticing import kept
from merited.review.actions.reading_anew import ask_anew_between
from merited.review.models import CoAuthor, Concern, Declaration
from merited.review.rules.integrity import Kind, Triage
from merited.submissions.models import Submission

MOST_CO_AUTHORS = 2  # each of them is one reader fewer


def declare(submission: Submission, *, reused: str, addresses: Collection[str] = (), by: Person) -> Declaration:
    """Say what was used before and, by their addresses, who made it too; they read none of each other's work from now on.

    It can be said before sending and after. Who was named stays named. A sheet of undecided work that one of them had filed
    counts no more where its own reader says so, or both do. Raises `Refused`, DoesNotExist for a stranger.
    """
    declaration, people = _declared(submission, reused, addresses, by)
    for one in people:
        ask_anew_between(by, one)
    return declaration


@transaction.atomic
def _declared(
    submission: Submission, reused: str, addresses: Collection[str], by: Person
) -> tuple[Declaration, list[Person]]:
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("version__microcredential__organization__parent")
        .get(pk=submission.pk, person=by)
    )
    people = _named(submission, addresses, by)
    declaration, _new = Declaration.objects.get_or_create(submission=submission, defaults={"saved_at": clock.now()})
    before = set(declaration.with_whom.values_list("person_id", flat=True))
    if len(before | {one.pk for one in people}) > MOST_CO_AUTHORS:
        raise Refused("too-many-authors", _("Up to {most} people can be named here."), most=MOST_CO_AUTHORS)
    declaration.reused, declaration.saved_at = kept(reused).strip(), clock.now()
    declaration.save()
    halt("declare.written")
    for one in people:
        if one.pk not in before:
            CoAuthor.objects.create(declaration=declaration, person=one)
            tie(by, one, "co_author")
    if declaration.reused:
        _settle_own(submission)
    note("work.declared", submission.id, by=by.id, with_whom=[str(one.pk) for one in people])
    return declaration, people


def _named(submission: Submission, addresses: Collection[str], by: Person) -> list[Person]:
    wanted = {one.strip().lower() for one in addresses if one.strip()}
    found = people_at(wanted)
    district = district_of(submission.version.microcredential.organization)
    people = [found[one] for one in sorted(wanted) if one in found and belongs_to(found[one], district)]
    if len(people) < len(wanted):
        raise Refused(
            "not-known-here",
            _("One of these addresses is of nobody here. Write the address with which your colleague signs in."),
        )
    if by in people:
        raise Refused("own-work", _("You need not name yourself."))
    return people


def _settle_own(submission: Submission) -> None:
    """It is said now: nobody need look at it any more."""
    waits = Concern.objects.filter(attempt__submission=submission, kind=Kind.OWN, state=Triage.WAITING)
    waits.update(state=Triage.SET_ASIDE, settled_at=clock.now())
