"""The stages before and after the reading in the demonstration: turned on, and a check that ends. Through the same actions."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from merited.review.actions import confirm_check, return_incomplete, set_plan
from merited.review.queries import checks_for, plan_for
from merited.submissions.queries import exhibits_of

if TYPE_CHECKING:
    from merited.cli.demo.cast import Cast
    from merited.cli.demo.submissions import Story


def turn_on(cast: "Cast", source: dict[str, Any]) -> None:
    """The stages that a story asks for, in the plan of its micro-credential; what else is in it stays."""
    offered = cast.versions[source["credential"]].microcredential
    set_plan(offered, replace(plan_for(offered), **source["stages"]), by=None)


def check(story: "Story", source: dict[str, Any]) -> None:
    """Confirm that everything opens, or return it with what does not."""
    checker, work = story.cast.people[source["by"]], story.submission
    found = checks_for(checker).get(attempt__submission=work)
    if "cannot_open" not in source:
        confirm_check(found, by=checker)
        return
    exhibits = exhibits_of(story.earner).filter(attempt=found.attempt_id, artifact__in=source["cannot_open"])
    return_incomplete(found, list(exhibits.values_list("pk", flat=True)), words=source["words"], by=checker)
