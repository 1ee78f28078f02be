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
class Meaning:
    """What one step asks, what a PASS of it proves, and what it does not."""

    number: int
    question: str
    proves: str
    does_not_prove: str


# The seven steps, in their order. The same numbers stand in the code of verify.py.
MEANINGS: Mapping[str, Meaning] = {
    "format": Meaning(
        1,
        "What is this, and is it a well-formed badge?",
        "It is a badge of a known kind, and every part of it is of the form that its standard asks for.",
        "That anything in it is true.",
    ),
    "context": Meaning(
        2,
        "Is what is read what was signed?",
        "Every word of it has one known meaning, and nothing is hidden from those who read it.",
        "Who wrote it.",
    ),
    "proof": Meaning(
        3,
        "Does every signature hold?",
        "Nothing in it was changed since it was signed with this key.",
        "Whose key it is, and that what was signed is true.",
    ),
    "issuer": Meaning(
        4,
        "Does the key belong to the issuer that the badge names?",
        "The issuer at this address says that the key is theirs.",
        "That the issuer is who the name says, or that you should trust their judgment.",
    ),
    "dates": Meaning(
        5,
        "Has the badge begun, and has it not expired?",
        "It is in force at this moment.",
        "That its holder can still do today what it says.",
    ),
    "status": Meaning(
        6,
        "Has the issuer revoked or suspended it?",
        "The issuer's own signed list does not say so, as of when the list was signed.",
        "That it will not be revoked tomorrow.",
    ),
    "recipient": Meaning(
        7,
        "Is it about this person?",
        "The badge was issued to the address that you named.",
        "That whoever shows it to you is the person behind that address.",
    ),
}


# The steps that every badge takes; the seventh is taken when somebody is named.
STEPS = tuple(name for name in MEANINGS if name != "recipient")


@dataclass(frozen=True, slots=True)
class Step:
    """One question and its answer: id, PASS, FAIL or UNKNOWN, and a sentence for a teacher."""

    id: str
    result: Verdict
    sentence: str

    @property
    def number(self) -> int | None:
        """Which of the seven steps it is; None for the answer of a policy."""
        meaning = MEANINGS.get(self.id)
        return meaning.number if meaning else None


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict, the steps that led to it, the document that was read (if any), and what kind of thing it is.

    `issuer_id` is whom the badge names as its issuer. `issuer_known` says whether the key has shown that to be one whom
    the caller knows; it never decides.
    """

    verdict: Verdict
    steps: tuple[Step, ...]
    document: dict[str, Json] | None
    kind: str
    issuer_known: bool = False
    issuer_id: str = ""

    def __post_init__(self) -> None:
        issuer = (self.document or {}).get("issuer")
        value = issuer.get("id") if isinstance(issuer, dict) else issuer
        if not self.issuer_id and isinstance(value, str):
            object.__setattr__(self, "issuer_id", value)

    @property
    def sentence(self) -> str:
        """The verdict in one sentence: the first reason against, else the first doubt, else that all is well."""
        for result in ("FAIL", "UNKNOWN"):
            for step in self.steps:
                if step.result == result and step.id != "recipient":
                    return step.sentence
        proof = self.step("proof")
        if self.kind == "presentation":
            return "This presentation is in order, and so is every credential in it."
        if self.kind == "ob2" and proof:  # a hosted badge is not signed
            return f"{proof.sentence} It is in force, and nothing shows that it was revoked."
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
        """Plain values: {"verdict": ..., "kind": ..., "steps": [{"id", "number", "result", "sentence"}, ...]}."""
        steps = [
            {"id": step.id, "number": step.number, "result": step.result, "sentence": step.sentence}
            for step in self.steps
        ]
        return {"verdict": self.verdict, "kind": self.kind, "steps": steps}


def verdict_of(steps: tuple[Step, ...]) -> Verdict:
    """FAIL if any deciding step fails; UNKNOWN if none fails and one could not be checked; PASS otherwise.

    The recipient's step decides nothing by itself; a policy does (policies.py).
    """
    deciding = [step.result for step in steps if step.id != "recipient"]
    if "FAIL" in deciding:
        return "FAIL"
    return "UNKNOWN" if "UNKNOWN" in deciding else "PASS"
