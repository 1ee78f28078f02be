"""Naming a co-author keeps readers away at once, and takes no question of integrity from whoever looks at it."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from merited.base.errors import Refused
from merited.people.models import Person
from merited.review.actions.declaring import declare
from merited.review.actions.hearing import answer_case, hear
from merited.review.models import Case
from merited.review.queries import may_read
from merited.review.queries.integrity import cases_heard_by, cases_led_by, concerns_for, leads_for, members_of
from merited.submissions.actions import send
from merited.submissions.rules.completeness import STATEMENTS
from tests.review import test_integrity as integrity
from tests.review.test_integrity import flagged, opened, panel

pytestmark = pytest.mark.django_db
house, reading = integrity.house, integrity.reading


def address(person: Person) -> str:
    return EmailAddress.objects.get(user=person).email


def names(submission, *people):
    declare(submission, reused="", addresses=[address(one) for one in people], by=submission.person)


def test_to_name_the_lead_later_takes_no_concern_and_no_case_from_them(house, reading):
    concern = flagged(house, reading)
    names(reading.attempt.submission, house.philippa)
    assert list(concerns_for(house.philippa)) == [concern] and leads_for(concern) == [house.philippa]

    case = opened(house, concern)
    names(house.draft(house.dov, house.version("pl-102")), house.philippa)

    assert list(cases_led_by(house.philippa)) == [case]
    page = house.client(house.philippa).get(reverse("district:case", args=[case.pk]))
    assert page.status_code == 200


def test_to_name_the_lead_for_other_work_in_advance_takes_nothing_from_them(house, reading):
    names(house.draft(house.dov, house.version("pl-102")), house.philippa)
    concern = flagged(house, reading)
    assert leads_for(concern) == [house.philippa]


def test_who_was_named_for_this_work_before_neither_leads_nor_hears_it(house, reading):
    names(reading.attempt.submission, house.philippa, house.petra)
    concern = flagged(house, reading)
    assert not concerns_for(house.philippa).exists()
    case = Case(concern=concern, submission=concern.attempt.submission, attempt=concern.attempt, lead=house.thea)
    knows = {one.person for one in members_of(case) if one.conflicts}
    assert house.petra.pk in knows and house.halvard.pk not in knows


def test_who_says_so_too_is_no_longer_the_lead(house, reading):
    flagged(house, reading)
    names(reading.attempt.submission, house.philippa)
    names(house.draft(house.philippa), house.dov)
    assert not concerns_for(house.philippa).exists()


def test_to_name_the_panel_changes_no_seat(house, reading):
    case = opened(house, flagged(house, reading))
    answer_case(case, words="I wrote it.", by=house.dov)
    seated = panel(case)

    names(reading.attempt.submission, *seated[:2])

    for one in seated:
        assert list(cases_heard_by(one)) == [case]
        hear(Case.objects.get(pk=case.pk), "no_case", reasons="It is of the handout.", by=one)
    assert Case.objects.get(pk=case.pk).outcome == "no_case"


def test_who_is_named_before_sending_reads_none_of_it_and_a_third_cannot_be_named(world):
    submission = world.written(world.cyrus)
    names(submission, world.keziah, world.vesna)
    send(submission, set(STATEMENTS), by=world.cyrus)
    assert not may_read(world.keziah).exists() and not may_read(world.vesna).exists()
    with pytest.raises(Refused) as no:
        names(submission, world.tobin)
    assert no.value.code == "too-many-authors"
