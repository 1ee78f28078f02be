"""A verdict in three values, step by step: could not check is never shown as valid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .strict_json import Json

Verdict = Literal["PASS", "FAIL", "UNKNOWN"]

KINDS: Mapping[str, str] = {
    "ob3": "Open Badges 3.0",
    "endorsement": "Open Badges 3.0 endorsement",
    "status-list": "status list",
    "ob2": "Open Badges 2.0",
    "ob1": "Open Badges 1.0 or 1.1",
    "jwt": "signed token (JWT)",
    "clr": "Comprehensive Learner Record",
    "vcdm1": "credential of the older data model 1.1",
    "vc": "verifiable credential of another kind",
    "presentation": "verifiable presentation",
    "unknown": "not a badge",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One question and its answer: id, PASS, FAIL or UNKNOWN, and a sentence for a teacher."""

    id: str
    result: Verdict
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict, the steps that led to it, the document that was read (if any), and what kind of thing it is.

    `issuer_known` says whether the key has shown the issuer to be one that the caller knows; it never decides.
    """

    verdict: Verdict
    steps: tuple[Step, ...]
    document: dict[str, Json] | None
    kind: str
    issuer_known: bool = False

    @property
    def sentence(self) -> str:
        """The verdict in one sentence: the first reason against, else the first doubt, else that all is well."""
        for result in ("FAIL", "UNKNOWN"):
            for step in self.steps:
                if step.result == result and step.id != "recipient":
                    return step.sentence
        return (
            "This badge is unchanged since its issuer signed it, it is in force, and nothing shows that it was revoked."
        )

    @property
    def kind_in_words(self) -> str:
        """What was handed in, in words."""
        return KINDS.get(self.kind, self.kind)

    def step(self, id: str) -> Step | None:
        """The step of this id, if it was taken."""
        return next((step for step in self.steps if step.id == id), None)

    def as_dict(self) -> dict[str, object]:
        """Plain values: {"verdict": ..., "steps": [{"id", "result", "sentence"}, ...]}."""
        steps = [{"id": step.id, "result": step.result, "sentence": step.sentence} for step in self.steps]
        return {"verdict": self.verdict, "steps": steps}


def verdict_of(steps: tuple[Step, ...], *, require_recipient: bool = False) -> Verdict:
    """FAIL if any deciding step fails; UNKNOWN if none fails and one could not be checked; PASS otherwise."""
    deciding = [step.result for step in steps if require_recipient or step.id != "recipient"]
    if "FAIL" in deciding:
        return "FAIL"
    return "UNKNOWN" if "UNKNOWN" in deciding else "PASS"
