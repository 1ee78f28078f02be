"""Reading the demonstration's content, with its dates moved to the present by whole weeks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

FOLDER = Path(__file__).parent / "content"
ZONE = ZoneInfo("America/Los_Angeles")


def load(name: str) -> Any:
    """A content file, parsed."""
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def definitions() -> list[dict[str, Any]]:
    """Every micro-credential of the demonstration."""
    return [
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted((FOLDER / "microcredentials").glob("*.yaml"))
    ]


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the content's dates are moved: whole weeks, so that weekdays and working days stay what they are."""

    weeks: int = 0

    @classmethod
    def to(cls, today: date) -> "Shift":
        """The shift after which the content's own present lies in the seven days up to today."""
        as_of = load("demo-submissions.yaml")["as_of"]
        return cls(weeks=(today - as_of).days // 7)

    def day(self, value: date) -> date:
        """A day of the content, moved."""
        return value + timedelta(weeks=self.weeks)

    def moment(self, value: datetime | str) -> datetime:
        """A local time of the content, moved and with its zone."""
        plain = datetime.fromisoformat(value) if isinstance(value, str) else value
        return (plain + timedelta(weeks=self.weeks)).replace(tzinfo=ZONE)
