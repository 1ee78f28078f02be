"""A season in the past in which two people read everything of one micro-credential: so that agreement has something to say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from merited.cli.demo.content_files import Shift, load
from merited.people.rules.calendar import add_working_days
from merited.review.actions import set_plan
from merited.review.rules.stages import SINGLE, Plan

if TYPE_CHECKING:
    from merited.cli.demo.cast import Cast

CRITERIA = ("p1", "a1.c1", "a1.c2", "a2.c1", "a2.c2", "a3.c1", "p3")
BEST = {one: "passing" if one.startswith("p") else "proficient" for one in CRITERIA}
MET = frozenset(BEST.values())


@dataclass(frozen=True)
class Season:
    """The weeks in which every submission was read by two, and the end of it: what is begun later is read by one."""

    cast: "Cast"
    shift: Shift

    def deeds(self) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """The plan is set, and set back."""
        source = load("history.yaml")
        offered = self.cast.versions[source["credential"]].microcredential
        zone = self.cast.zones[source["credential"]]
        for key, plan in (("from", Plan(stakes=True)), ("until", SINGLE)):
            yield self.shift.moment(source["season"][key], zone), lambda plan=plan: set_plan(offered, plan, by=None)  # type: ignore[misc]


def history() -> Iterator[dict[str, Any]]:
    """Each submission of the season as a story, written from its row."""
    source = load("history.yaml")
    for number, row in enumerate(source["submissions"], start=1):
        sent = _moment(row["sent"])
        attempts = [_first(row, sent, source)]
        if "again" in row:
            attempts.append(_again(row, source))
        yield {
            "id": f"season-{number:02}",
            "earner": row["earner"],
            "credential": source["credential"],
            "version": source["version"],
            "language": "en",
            "started": sent - timedelta(days=2),
            "attempts": attempts,
        }


def _first(row: dict[str, Any], sent: datetime, source: dict[str, Any]) -> dict[str, Any]:
    readers = [*row["readers"], source["lead"]]
    sheets = [row.get("first", {}), row.get("second", {}), *([row["third"]] if "third" in row else [])]
    readings = [
        _reading(reader, sent, days, sheet, CRITERIA, source["words"])
        for reader, days, sheet in zip(readers, row["days"], sheets, strict=False)
    ]
    return {
        "sent": sent,
        "answers": {
            "p1.q1": f"The goal that most of my learners chose was {row['skill']}. {row['saw']}",
            "p3.q1": row["change"],
        },
        "exhibits": _exhibits(row, CRITERIA),
        "reading": readings[0],
        "also": readings[1:],
    }


def _again(row: dict[str, Any], source: dict[str, Any]) -> dict[str, Any]:
    sheet = row.get("third", row.get("first", {}) | row.get("second", {}))
    left = [one for one in CRITERIA if sheet.get(one, BEST[one]) not in MET]
    one, sent = row["again"], _moment(row["again"]["sent"])
    return {
        "sent": sent,
        "answers": {},
        "change_notes": dict.fromkeys(left, one["note"]),
        "exhibits": _exhibits(row | {"saw": one["note"]}, left),
        "reading": _reading(one["by"], sent, one["days"], {}, left, source["words"]),
    }


def _exhibits(row: dict[str, Any], criteria: "tuple[str, ...] | list[str]") -> dict[str, list[dict[str, str]]]:
    every = {
        "a1": {"form": "text", "title": "Conference log", "what": f"Goal: {row['skill']}\n{row['saw']}"},
        "a2": {"form": "text", "title": "A conference, written down", "what": f"{row['change']}\nThe goal was {row['skill']}."},
        "a3": {"form": "pdf", "title": "What came up, counted", "what": f"{row['saw']}\nGoal: {row['skill']}"},
    }  # fmt: skip
    return {key: [one] for key, one in every.items() if any(name.startswith(f"{key}.") for name in criteria)}


def _reading(
    reader: str, sent: datetime, days: int, sheet: dict[str, str], criteria: "tuple[str, ...] | list[str]", words: Any
) -> dict[str, Any]:
    day = add_working_days(sent.date(), days, set())
    levels = {one: sheet.get(one, BEST[one]) for one in criteria}
    return {
        "by": reader,
        "claimed": datetime(day.year, day.month, day.day, 7, 20 + days),
        "filed": datetime(day.year, day.month, day.day, 16, 5 + days),
        "scores": {one: {"level": level, "words": "" if level in MET else words[one]} for one, level in levels.items()},
    }


def _moment(value: "datetime | str") -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
