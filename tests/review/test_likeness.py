"""Likeness among what was sent: found once, shown to a person, never a verdict; and what it costs."""

import io
from random import Random

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageDraw

from merited.awards.models import Award
from merited.base import clock
from merited.base.errors import Refused
from merited.people.actions import appoint
from merited.people.rules.places import Office
from merited.review.actions.declaring import declare
from merited.review.actions.likeness import compare, compare_all
from merited.review.actions.noticing import open_case
from merited.review.models import Compared, Concern, Likeness, Mark
from merited.review.queries.integrity import concerns_for
from merited.submissions.actions import add_file, revise, send, write
from merited.submissions.models import Attempt, Standing, Submission
from merited.submissions.rules.completeness import STATEMENTS
from tests.review.test_likeness_rules import EVERY, edited

pytestmark = pytest.mark.django_db
MINE, OTHER, THIRD = EVERY[0][2], EVERY[40][2], EVERY[80][2]


def picture(seed, size=(800, 600), quality=85):
    """A drawing as a JPEG: the same shapes for the same seed, at any size."""
    lot, image = Random(seed), Image.new("RGB", (800, 600), "white")
    draw = ImageDraw.Draw(image)
    for _n in range(25):
        x, y = lot.randrange(700), lot.randrange(500)
        ink = tuple(lot.randrange(255) for _c in range(3))
        draw.rectangle([x, y, x + 30 + lot.randrange(150), y + 30 + lot.randrange(100)], fill=ink)
    out = io.BytesIO()
    image.resize(size).save(out, "JPEG", quality=quality)
    return ContentFile(out.getvalue(), name="board.jpg")


def work(world, person, text, version=None, image=None):
    """Sent with this reflection; its files are the person's own."""
    submission = world.draft(person, version)
    attempt, document = world.attempt(submission), submission.version.document
    for prompt in document.prompts:
        own = text if prompt.id == "p3.q1" else f"{person.pk} on {prompt.id}."
        write(attempt, prompt.id, own, revision=0, by=person)
    for one in document.artifacts:
        file = (
            image
            if image and "image" in one.accepts
            else ContentFile(f"{person.name} {one.id} {submission.pk}".encode(), name="a.txt")
        )
        image = None if file is image else image
        add_file(attempt, one.id, file, about="It", by=person)
    send(submission, set(STATEMENTS), by=person)
    return Attempt.objects.select_related("submission__version__microcredential__organization__parent").get(
        submission=submission, state="sent"
    )


def concern():
    return Concern.objects.select_related("likeness").get()


def test_a_copy_with_other_words_and_another_order_is_shown_once(world):
    first = work(world, world.dov, MINE)
    compare(first)
    second = work(world, world.lupe, edited(MINE, 0.2, 3))
    assert compare(second) == 1 and compare(second) == 0
    found = concern()
    assert found.kind == "likeness" and found.attempt == second and found.likeness.other == first
    assert {(one["kind"], one["here"], one["there"]) for one in found.likeness.found} == {("text", "p3.q1", "p3.q1")}


def test_independent_work_with_the_same_prompts_is_silent(world):
    for person, text in ((world.dov, MINE), (world.lupe, OTHER), (world.gideon, THIRD)):
        assert compare(work(world, person, text)) == 0


def test_nothing_is_decided_by_it(world):
    compare(work(world, world.dov, MINE))
    second = work(world, world.lupe, MINE)
    before = [Standing.objects.count(), Award.objects.count()]
    compare(second)
    assert Submission.objects.get(pk=second.submission_id).state == "waiting"
    assert [Standing.objects.count(), Award.objects.count()] == before


def test_the_same_file_is_found_and_a_picture_saved_again_too(world):
    compare(work(world, world.dov, MINE, world.pl101, picture(1)))
    compare(work(world, world.lupe, OTHER, world.pl101, picture(1, size=(400, 300), quality=50)))
    compare(work(world, world.gideon, THIRD, world.pl101, picture(2)))
    assert [[one["kind"] for one in row.found] for row in Likeness.objects.all()] == [["picture"]]


def test_byte_for_byte_the_same_file_is_found(world):
    plan = ContentFile(b"The very same short plan.", name="plan.txt")
    for person in (world.dov, world.lupe):
        submission = world.draft(person)
        attempt = world.attempt(submission)
        for prompt in submission.version.document.prompts:
            write(attempt, prompt.id, f"{person.name} on {prompt.id}.", revision=0, by=person)
        for one in submission.version.document.artifacts:
            own = plan if one.id == "a1" else ContentFile(f"{person.name} {one.id}".encode(), name="a.txt")
            add_file(attempt, one.id, own, about="It", by=person)
        send(submission, set(STATEMENTS), by=person)
    assert compare_all() == (2, 1)
    assert [one["kind"] for one in Likeness.objects.get().found] == ["file"]


def test_what_was_carried_over_into_the_own_next_attempt_is_silent(world):
    first = work(world, world.dov, MINE)
    compare(first)
    Submission.objects.filter(pk=first.submission_id).update(state="not_yet")
    Attempt.objects.filter(pk=first.pk).update(state="decided", decided_at=clock.now())
    again = revise(first.submission, by=world.dov)
    for one in first.submission.version.document.criteria:
        again.change_notes.create(criterion=one.id, text="Added.", saved_at=clock.now())
    send(first.submission, set(STATEMENTS), by=world.dov)
    assert (
        compare(
            Attempt.objects.select_related("submission__version__microcredential__organization__parent").get(
                pk=again.pk
            )
        )
        == 0
    )
    assert not Mark.objects.filter(attempt=again).exists()  # nothing in it is new


def test_own_work_used_again_is_no_case_and_declared_it_is_nothing(world):
    appoint(world.philippa, Office.INTEGRITY_LEAD, world.district, by=None)
    compare(work(world, world.dov, MINE))
    again = work(world, world.dov, MINE, world.version("pl-102"))
    compare(again)
    found = concern()
    assert found.kind == "own" and found.due is None
    with pytest.raises(Refused) as no:
        open_case(found, ["p3"], words="Why?", by=world.philippa)
    assert no.value.code == "own-work-again"
    declare(again.submission, reused="The reflection, for PL-101.", by=world.dov)
    found.refresh_from_db()
    assert found.state == "set_aside"


def test_declared_before_sending_nothing_is_shown(world):
    compare(work(world, world.dov, MINE))
    declare(world.draft(world.dov, world.version("pl-102")), reused="The reflection, for PL-101.", by=world.dov)
    assert compare(work(world, world.dov, MINE, world.version("pl-102"))) == 0


def test_who_came_first_can_name_a_co_author_and_the_later_one_alone_cannot(world):
    first = work(world, world.dov, MINE)
    compare(first)
    draft = world.draft(world.lupe)
    declare(draft, reused="", addresses=["dov.harkness@alderbay.example"], by=world.lupe)
    assert compare(work(world, world.lupe, MINE)) == 1
    declare(first.submission, reused="", addresses=["gideon.ashgrove@alderbay.example"], by=world.dov)
    assert compare(work(world, world.gideon, edited(MINE, 0.1, 1))) == 1  # with Lupe's, who has named Dov alone
    assert not Likeness.objects.filter(attempt__submission__person=world.gideon, other=first).exists()


@pytest.mark.parametrize(
    ("addresses", "code"),
    [(["nobody@x.example"], "not-known-here"), (["dov.harkness@alderbay.example"], "own-work")],
)
def test_who_can_be_named(world, addresses, code):
    with pytest.raises(Refused) as no:
        declare(world.draft(world.dov), reused="", addresses=addresses, by=world.dov)
    assert no.value.code == code


def test_another_district_is_never_compared(world):
    version = world.fh101
    compare(work(world, world.magnus, MINE, version))
    assert compare(work(world, world.dov, MINE)) == 0


def test_what_many_left_says_nothing_of_any(world, monkeypatch):
    monkeypatch.setattr("merited.review.actions.likeness.ORDINARY", 2)
    assert [compare(work(world, one, MINE)) for one in (world.dov, world.lupe, world.gideon)] == [0, 1, 0]
    assert not Mark.objects.filter(submission__person=world.gideon, kind="text", place="p3.q1").exists()


def test_a_lead_sees_neither_side_of_somebody_they_work_with(world):
    appoint(world.philippa, Office.INTEGRITY_LEAD, world.district, by=None)
    compare(work(world, world.gideon, MINE))  # whom Philippa coaches
    compare(work(world, world.dov, MINE))
    assert Concern.objects.count() == 1 and not concerns_for(world.philippa).exists()


def cost_of(world, person, text):
    """Questions and marks that comparing one more piece of work takes."""
    attempt = work(world, person, text)
    before = Mark.objects.count()
    with CaptureQueriesContext(connection) as asked:
        compare(attempt)
    return len(asked), Mark.objects.count() - before


def test_the_cost_follows_the_own_matches_and_not_how_much_was_sent(world):
    alone = cost_of(world, world.dov, MINE)
    lot = Random(5)
    crowd = world.lupe
    pile = work(world, crowd, OTHER)
    compare(pile)
    rows = list(Mark.objects.filter(attempt=pile))
    Mark.objects.bulk_create(
        Mark(
            district_id=one.district_id, person_id=one.person_id, submission_id=one.submission_id, attempt_id=one.attempt_id,
            kind=one.kind, place="x", value=lot.getrandbits(62),
        )
        for _n in range(40) for one in rows
    )  # fmt: skip
    assert cost_of(world, world.gideon, THIRD)[0] <= alone[0] + 1


def test_the_command_makes_everything_again_and_finds_nothing_twice(world):
    for person in (world.dov, world.lupe):
        work(world, person, MINE)
    assert compare_all() == (2, 1)
    marks = Mark.objects.count()
    assert compare_all() == (0, 0)
    assert compare_all(anew=True) == (2, 0)
    assert Mark.objects.count() == marks and Compared.objects.count() == 2 and Concern.objects.count() == 1
