"""Reading the demonstration's content, with its dates moved to the present by whole weeks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

FOLDER = Path(__file__).parent / "content"
DISTRICTS = ("district.yaml", "second-district.yaml")
ZONE = ZoneInfo("America/Los_Angeles")  # of Alder Bay
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times as fast, where libyaml is there


def load(name: str) -> Any:
    """A content file, parsed."""
    return yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader)  # noqa: S506  # a safe loader, either way


def definitions() -> list[dict[str, Any]]:
    """Every micro-credential of Alder Bay."""
    return [load(f"microcredentials/{path.name}") for path in sorted((FOLDER / "microcredentials").glob("*.yaml"))]


def definitions_of(district: dict[str, Any]) -> list[dict[str, Any]]:
    """The micro-credentials of a district: inside its own file, or in the folder."""
    return list(district.get("microcredentials") or definitions())


def translations() -> list[dict[str, Any]]:
    """Every overlay of a micro-credential in another language."""
    return [load(f"translations/{path.name}") for path in sorted((FOLDER / "translations").glob("*.yaml"))]


def calibrations() -> list[dict[str, Any]]:
    """Every panel's samples."""
    return [load(f"calibration/{path.name}") for path in sorted((FOLDER / "calibration").glob("*.yaml"))]


def story_files() -> list[str]:
    """Every file that holds submissions, by its name under the content's folder."""
    more = sorted(path.name for path in (FOLDER / "submissions").glob("*.yaml"))
    return ["demo-submissions.yaml", *(f"submissions/{name}" for name in more)]


def stories() -> Iterator[dict[str, Any]]:
    """Every submission of the content, whatever file it stands in."""
    for name in story_files():
        yield from load(name)["submissions"]


@cache
def introduced() -> list[dict[str, Any]]:
    """The people of cast.yaml with what the districts' files say about them, in order; `called` is their first name."""
    staff = {one["id"]: one for name in DISTRICTS for one in load(name)["people"]}
    found = [staff[one["id"]] | one for one in load("cast.yaml")["people"]]
    return [one | {"called": one["name"].split()[0]} for one in found]


@cache
def present() -> date:
    """The content's own present: the day as of which its submissions stand as they stand."""
    as_of = load("demo-submissions.yaml")["as_of"]
    return as_of if isinstance(as_of, date) else date.fromisoformat(as_of)


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the content's dates are moved: whole weeks, so that weekdays and working days stay what they are."""

    weeks: int = 0

    @classmethod
    def to(cls, today: date) -> "Shift":
        """The shift after which the content's own present lies in the seven days up to today."""
        return cls(weeks=(today - present()).days // 7)

    def day(self, value: date) -> date:
        """A day of the content, moved."""
        return value + timedelta(weeks=self.weeks)

    def moment(self, value: datetime | str, zone: ZoneInfo = ZONE) -> datetime:
        """A local time of the content, moved and with the zone of its district."""
        plain = datetime.fromisoformat(value) if isinstance(value, str) else value
        return (plain + timedelta(weeks=self.weeks)).replace(tzinfo=zone)
