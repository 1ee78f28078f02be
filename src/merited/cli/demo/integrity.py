"""Integrity in the demonstration: a likeness that waits, a case that waits for its answer, one that was none. Through the same actions."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from merited.cli.demo.content_files import Shift, load
from merited.people.actions import appoint
from merited.people.rules.places import Office
from merited.review.actions.hearing import answer_case, hear
from merited.review.actions.likeness import compare_all
from merited.review.actions.noticing import open_case, raise_concern
from merited.review.queries.integrity import cases_of, concerns_waiting, seats_in
from merited.review.queries.reading import readings_by

if TYPE_CHECKING:
    from merited.cli.demo.cast import Cast
    from merited.cli.demo.submissions import Story

Deed = Callable[[], object]


class Integrity:
    """What was noticed and what came of it, deed by deed, each at its time among all that people did."""

    def __init__(self, cast: "Cast", shift: Shift, stories: Mapping[str, "Story"]) -> None:
        self.source: dict[str, Any] = load("demo-integrity.yaml") | {"id": "demo-integrity.yaml"}
        self.cast, self.shift, self.stories = cast, shift, stories

    @property
    def lead(self) -> Any:
        """Who looks at what is noticed."""
        return self.cast.people[self.source["lead"]]

    def deeds(self) -> Iterator[tuple[datetime, Deed]]:
        """Every deed with its time, in order."""
        found: list[tuple[datetime, Deed]] = [(self.shift.moment(one), compare_all) for one in self.source["compared"]]
        for case in self.source["cases"]:
            found += self._case(case)
        return iter(sorted(found, key=lambda deed: deed[0]))

    def _case(self, case: dict[str, Any]) -> list[tuple[datetime, Deed]]:
        at = self.stories[case["work"]].moment
        found: list[tuple[datetime, Deed]] = []
        if "compared" in case:
            found.append((at(case["compared"]), compare_all))
        if "flag" in case:
            found.append((at(case["flag"]["at"]), lambda: self._flag(case)))
        found.append((at(case["opened"]), lambda: self._open(case)))
        if "answered" in case:
            found.append((at(case["answered"]), lambda: self._answer(case)))
        found += [(at(one["at"]), partial(self._hear, case, one)) for one in case.get("voices", ())]
        return found

    def _work(self, case: dict[str, Any]) -> Any:
        return self.stories[case["work"]].submission

    def _flag(self, case: dict[str, Any]) -> None:
        flag = case["flag"]
        by = self.cast.people[flag["by"]]
        reading = readings_by(by).filter(attempt__submission=self._work(case), state="claimed").get()
        raise_concern(reading, exhibit=None, prompt=flag["about"], words=flag["words"], by=by)

    def _open(self, case: dict[str, Any]) -> None:
        concern = concerns_waiting(self.lead).filter(attempt__submission=self._work(case)).get()
        open_case(concern, case["criteria"], words=case["notice"], by=self.lead)

    def _answer(self, case: dict[str, Any]) -> None:
        earner = self.stories[case["work"]].earner
        answer_case(cases_of(earner).get(submission=self._work(case)), words=case["answer"], by=earner)

    def _hear(self, case: dict[str, Any], voice: dict[str, Any]) -> None:
        found = cases_of(self.stories[case["work"]].earner).get(submission=self._work(case))
        seat = next(one for one in sorted(seats_in(found), key=lambda one: one.person_id) if not one.voice)
        hear(found, voice["outcome"], reasons=voice["reasons"], by=seat.person)


def seat_people(cast: "Cast") -> None:
    """Who may sit in panels of integrity."""
    for key in load("demo-integrity.yaml")["panelists"]:
        appoint(cast.people[key], Office.PANELIST, cast.places["alder-bay"], by=None)
