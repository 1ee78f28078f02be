"""A peak: work that came in within two weeks and waits, so that the smallest department's queue is a busy one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from merited.base import clock
from merited.cli.demo.content_files import Shift, load
from merited.people.queries import home_of
from merited.review.actions import pause

if TYPE_CHECKING:
    from merited.cli.demo.cast import Cast


def peak() -> Iterator[dict[str, Any]]:
    """Each submission of the peak as a story, written from its row."""
    source = load("peak.yaml")
    for number, one in enumerate(source["submissions"], start=1):
        yield {
            "id": f"peak-{number:02}",
            "earner": one["earner"],
            "credential": source["credential"],
            "version": source["version"],
            "language": "en",
            "started": one["sent"] if isinstance(one["sent"], str) else one["sent"].replace(hour=7, minute=10),
            "attempts": [
                {
                    "sent": one["sent"],
                    "answers": {"p1.q1": one["task"], "p1.q2": one["demand"], "p3.q1": one["change"]},
                    "exhibits": _exhibits(one),
                }
            ],
        }


def _exhibits(one: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    title = one["function"]
    plans = f"Two plans with one language objective\nContent: {one['task']}\nLanguage objective: {title}."
    return {
        "a1": [{"form": "pdf", "title": title, "what": plans}],
        "a2": [
            {"form": "pdf", "title": "Three learners", "what": f"What three learners said or wrote\n{one['change']}"}
        ],
    }


def rest(cast: "Cast", shift: Shift) -> None:
    """Who reads nothing in the weeks to come."""
    source = load("peak.yaml")
    with clock.at(shift.moment(f"{source['as_of']}T18:30")):
        for one in source["pauses"]:
            person = cast.people[one["person"]]
            home = home_of(person)
            if home:
                pause(person, shift.day(one["since"]), shift.day(one["until"]), at=home)
