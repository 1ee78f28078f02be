"""Stacks and requirement lists as documents: frozen dataclasses to read them by, like a version's."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from merited.catalog.document import Criterion, Descriptor, Json, digest_of, levels_in

STACK, REQUIREMENTS = "stack", "requirements"


@dataclass(frozen=True, slots=True)
class Choice:
    """A place that several micro-credentials can fill."""

    label: str
    count: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a playlist: guidance, by which nothing is earned."""

    kind: str  # read, watch, meet, do, earn
    title: str
    key: str  # of a micro-credential, for "earn"
    optional: bool


@dataclass(frozen=True, slots=True)
class Order:
    """Which of two is better earned first, and why."""

    before: str
    after: str
    strict: bool
    why: str


@dataclass(frozen=True)
class Stack:
    """Several micro-credentials that together show more."""

    source: Json
    digest: str

    @property
    def asked(self) -> tuple[str, ...]:
        """Keys of the micro-credentials that it always asks for."""
        return tuple(self.source["requirements"].get("all_of", ()))

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Its places of choice, in order."""
        return tuple(
            Choice(str(one.get("label", "")), int(one["count"]), tuple(one["from"]))
            for one in self.source["requirements"].get("choose", ())
        )

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Every key that it names, each once, in order."""
        return tuple(dict.fromkeys([*self.asked, *(key for one in self.choices for key in one.keys)]))

    @property
    def places(self) -> int:
        """How many micro-credentials it takes, the capstone apart."""
        return len(self.asked) + sum(one.count for one in self.choices)

    @cached_property
    def orders(self) -> tuple[Order, ...]:
        """Which is better earned before which."""
        return tuple(
            Order(one["before"], one["after"], bool(one.get("strict")), one.get("why", ""))
            for one in self.source["requirements"].get("order", ())
        )

    @cached_property
    def playlist(self) -> tuple[Step, ...]:
        """Steps that help; none of them earns the stack by itself."""
        return tuple(
            Step(one["kind"], one.get("title", ""), one.get("ref", ""), bool(one.get("optional")))
            for one in self.source.get("playlist", ())
        )

    @property
    def capstone(self) -> Json | None:
        """The last piece of work, if it asks for one."""
        found: Json | None = self.source["requirements"].get("capstone")
        return found

    @cached_property
    def capstone_criteria(self) -> tuple[Criterion, ...]:
        """By what the capstone is judged."""
        if self.capstone is None:
            return ()
        scales = {one["id"]: levels_in(one) for one in self.source.get("scales", ())}
        levels = scales[self.capstone["scale"]]
        return tuple(
            Criterion(
                one["id"], one["name"], "capstone", "capstone", tuple(Descriptor(level, one[level.id]) for level in levels)
            )
            for one in self.capstone["criteria"]
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement, to be signed by itself; or a heading over several, all of them or as many as one chooses."""

    id: str
    verb: str
    text: str
    choose: int
    evidence: tuple[str, ...]
    children: tuple["Requirement", ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Its number, and those under it."""
        return (self.id, *(one.id for one in self.children))


@dataclass(frozen=True)
class RequirementList:
    """A list in the manner of a merit badge: each requirement is signed by the person who saw it."""

    source: Json
    digest: str

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """The requirements in order."""
        return tuple(_requirement(one) for one in self.source.get("requirements", ()))

    @property
    def signatures(self) -> int:
        """How many signatures complete it."""
        return sum(one.choose or len(one.children) or 1 for one in self.requirements)


def _requirement(source: Mapping[str, Any]) -> Requirement:
    return Requirement(
        str(source["id"]), source.get("verb", ""), source.get("text", "").strip(), int(source.get("choose", 0)),
        tuple(source.get("evidence", ())), tuple(_requirement(one) for one in source.get("children", ())),
    )  # fmt: skip


def number_of(source: Json) -> str:
    """The version of a stack, the revision of a requirement list."""
    return str(source.get("version") or source.get("revision"))


def read_stack(text: str) -> Stack:
    """Read a canonical stack."""
    return Stack(json.loads(text), digest_of(text))


def read_requirements(text: str) -> RequirementList:
    """Read a canonical requirement list."""
    return RequirementList(json.loads(text), digest_of(text))
