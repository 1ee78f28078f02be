"""What a reviewer's queue holds: asked in a way that a database answers from the beginning of what waits."""

from merited.people.models import Person
from merited.review.actions import claim, set_plan, set_terms
from merited.review.models import Qualification
from merited.review.queries import queue
from merited.review.queries.courses import open_to
from merited.review.queries.reading import may_read
from merited.review.queries.terms import on_terms_of
from merited.review.rules.stages import Plan
from tests.review.test_assigning import waiting


def by_the_rules(person):
    """The same question, asked of every piece of work that waits."""
    return set(open_to(person, may_read(person).filter(on_terms_of(person))).values_list("pk", flat=True))


def test_it_holds_what_the_rules_say_for_everybody(world):
    for earner in (world.lupe, world.cyrus):
        waiting(world, earner)
    set_plan(world.pl101.microcredential, Plan(share=100, pool=True, pool_from=0), by=None)
    set_terms(world.keziah, capacity=3, languages=["es"], by=world.keziah)
    claim(queue(world.vesna).first(), by=world.vesna)
    everybody = Person.objects.filter(pk__in=Qualification.objects.values("person"))
    found = {one.name: set(queue(one).values_list("pk", flat=True)) for one in everybody}
    assert found == {one.name: by_the_rules(one) for one in everybody}
    assert found["Keziah Lund"] != found["Tobin Achterberg"] and any(found.values())


def test_what_the_page_knows_already_changes_nothing(world):
    waiting(world, world.lupe)
    known = queue(world.vesna, readable=[world.pl101.microcredential_id], may_hold_sample=False)
    assert [one.pk for one in known] == [one.pk for one in queue(world.vesna)] != []
    assert not queue(world.vesna, readable=[])
