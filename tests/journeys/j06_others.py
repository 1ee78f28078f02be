"""What happens around Abel while he is not at the browser: run in a process of its own, prints JSON.

`python -m tests.journeys.j06_others STEP MOMENT`
"""

import json
import sys
from datetime import datetime

import django

django.setup()

from merited.base import clock  # noqa: E402
from merited.people.models import Membership, Person, Tie  # noqa: E402
from merited.review.actions import claim, score, set_plan, set_terms  # noqa: E402
from merited.review.models import Reading, SeedReading  # noqa: E402
from merited.review.rules.stages import Plan  # noqa: E402
from merited.submissions.models import Submission  # noqa: E402
from tests.world import World  # noqa: E402

LAST = {"a3.c1": "In a3 one comment is missing. One next move: add what is missing. The rest stays."}


def earner(world: World, readers: list[Person]) -> Person:
    """Somebody who has not begun PL-101, and whom none of these readers knows."""
    begun = Submission.objects.filter(version=world.pl101).values("person_id")
    taught = Membership.objects.filter(organization__kind="school", person__is_active=True).exclude(person__in=begun)
    schools = Membership.objects.filter(person__in=readers).values("organization_id")
    for one in taught.exclude(organization__in=schools).select_related("person").order_by("person__name"):
        known = {x.person_id for x in Tie.objects.filter(other=one.person)} | {
            x.other_id for x in Tie.objects.filter(person=one.person)
        }
        if one.person.name not in {x.name for x in readers} and not known & {x.pk for x in readers}:
            return one.person
    raise LookupError("nobody is left")


def main(step: str, moment: datetime) -> dict[str, str]:
    """One step of the story. Returns keys that the browser needs."""
    world, abel = World.found(), Person.objects.get(name="Abel Sorrento")
    readers = [abel, world.vesna, world.isolde]
    for one in readers:
        set_terms(one, capacity=40, by=None)
    with clock.at(moment):
        if step in ("reads", "differs"):
            share = 100 if step == "differs" else 0
            plan = Plan(first_of_version=0, share=share, borderline=False, pool=True, pool_from=0)
            set_plan(world.pl101.microcredential, plan, by=None)
            attempt = world.sent(earner(world, readers), world.pl101).attempts.get(state="sent")
            reading = claim(attempt, by=abel)
            score(reading, world.sheet(reading), keep="", by=abel)
            for other in readers[1:] if step == "differs" else []:
                reading = claim(attempt, by=other)
                score(reading, world.sheet(reading, LAST), keep="", by=other)
            return {"attempt": str(attempt.pk)}
        if step == "holds":
            attempt = world.sent(earner(world, readers), world.pl101).attempts.get(state="sent")
            return {"reading": str(claim(attempt, by=abel).pk), "attempt": str(attempt.pk)}
        if step == "seed":
            seed = SeedReading.objects.select_related("sample").filter(reviewer=abel, filed_at=None).first()
            return {} if seed is None else {"attempt": str(seed.attempt_id), "levels": seed.sample.levels, "key": seed.sample.key}  # fmt: skip
        if step == "given":
            returned = Reading.objects.filter(reviewer=abel, state="released").values("attempt")
            given = Reading.objects.filter(attempt__in=returned, reviewer=world.vesna, state="claimed").first()
            return {"reading": str(given.pk) if given else ""}
        if step == "held":
            return {
                "state": Reading.objects.get(reviewer=abel, purpose="first", state__in=("claimed", "released")).state
            }
    raise ValueError(step)


if __name__ == "__main__":
    json.dump(main(sys.argv[1], datetime.fromisoformat(sys.argv[2])), sys.stdout)
