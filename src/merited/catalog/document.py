"""A version as a document: canonical JSON, its digest, and frozen dataclasses to read it by."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a scale. `value` orders the levels and is never added to anything."""

    id: str
    label: str
    value: int
    meets: bool


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question, with the range of words that is asked for."""

    id: str
    text: str
    fewest: int
    most: int
    part: str


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What one level of one criterion looks like."""

    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is judged, by itself. `artifact` is empty where a part's answers are judged (p1, p3)."""

    id: str
    name: str
    part: str
    artifact: str
    descriptors: tuple[Descriptor, ...]  # best first, as a rubric reads
    covers: tuple[str, ...] = ()

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels of its scale, best first."""
        return tuple(one.level for one in self.descriptors)

    def level(self, level_id: str) -> Level:
        """The level of that name. Raises KeyError for one that the scale does not have."""
        for one in self.levels:
            if one.id == level_id:
                return one
        raise KeyError(level_id)

    @property
    def meeting(self) -> Level:
        """The lowest level that meets."""
        return [one for one in self.levels if one.meets][-1]


@dataclass(frozen=True, slots=True)
class Artifact:
    """One piece of work to hand in."""

    id: str
    title: str
    instructions: str
    accepts: tuple[str, ...]
    most_files: int
    student_data: str  # none, work_sample, image_or_voice, sensitive_notes
    off_camera: bool  # an alternative without students on camera is accepted
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts: questions, or pieces of work."""

    id: str
    title: str
    prompts: tuple[Prompt, ...]
    artifacts: tuple[Artifact, ...]
    passing: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class FrameworkRef:
    """An item of a published framework, by identifier and name; content gives no addresses, and we invent none."""

    framework: str
    identifier: str
    name: str


@dataclass(frozen=True)
class Document:
    """A micro-credential version, read. Built by `read`; equal documents have equal digests."""

    source: Json
    digest: str

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts in order."""
        scales = {one["id"]: levels_in(one) for one in self.source["scales"]}
        return tuple(_part(one, scales[one["scale"]]) for one in self.source["parts"])

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion in reading order: p1, a1.c1, ..., p3."""
        return tuple(criterion for part in self.parts for criterion in part.criteria)

    @cached_property
    def prompts(self) -> tuple[Prompt, ...]:
        """Every question in order."""
        return tuple(prompt for part in self.parts for prompt in part.prompts)

    @cached_property
    def artifacts(self) -> tuple[Artifact, ...]:
        """Every piece of work in order."""
        return tuple(artifact for part in self.parts for artifact in part.artifacts)

    @cached_property
    def alignments(self) -> tuple[FrameworkRef, ...]:
        """Framework items it is aligned with."""
        return tuple(
            FrameworkRef(one["framework"], str(one["identifier"]), one["name"])
            for one in self.source.get("alignments", ())
        )

    def criterion(self, key: str) -> Criterion:
        """The criterion of that key. Raises KeyError."""
        for one in self.criteria:
            if one.id == key:
                return one
        raise KeyError(key)

    def artifact(self, key: str) -> Artifact:
        """The piece of work of that key. Raises KeyError."""
        for one in self.artifacts:
            if one.id == key:
                return one
        raise KeyError(key)

    def prompt(self, key: str) -> Prompt:
        """The question of that key. Raises KeyError."""
        for one in self.prompts:
            if one.id == key:
                return one
        raise KeyError(key)

    @property
    def key(self) -> str:
        """Its identifier, such as "pl-101"."""
        return str(self.source["id"])

    @property
    def number(self) -> str:
        """Its version number, such as "1.1"."""
        return str(self.source["version"])

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.source["title"])

    @property
    def competency(self) -> str:
        """The competency in one sentence."""
        return str(self.source["competency"]).strip()

    @property
    def valid_months(self) -> int | None:
        """After how many months a badge expires; None is never."""
        months = self.source.get("validity", {}).get("expires_after_months")
        return int(months) if months else None


def canonical(source: Json) -> str:
    """The one text of a document: keys sorted, no spaces, no escapes that are not needed."""
    return json.dumps(source, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(text: str) -> str:
    """SHA-256 (hex) of a canonical text."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> Document:
    """Read a canonical document."""
    return Document(json.loads(text), digest_of(text))


def levels_in(scale: Json) -> tuple[Level, ...]:
    """The levels of a scale, best first."""
    found = [Level(str(one["id"]), one["label"], int(one["value"]), bool(one.get("meets"))) for one in scale["levels"]]
    return tuple(sorted(found, key=lambda one: one.value, reverse=True))


def _part(source: Json, levels: tuple[Level, ...]) -> Part:
    part = str(source["id"])
    prompts = tuple(
        Prompt(one["id"], one["text"], int(one["words"][0]), int(one["words"][1]), part)
        for one in source.get("prompts", ())
    )
    artifacts = tuple(_artifact(one, part, levels) for one in source.get("artifacts", ()))
    passing = str(source.get("passing", "")).strip()
    criteria = tuple(criterion for artifact in artifacts for criterion in artifact.criteria)
    if prompts:
        texts = tuple(Descriptor(level, passing if level.meets else "") for level in levels)
        # "Part 1. Overview questions" is the part; its answers are judged as "Overview questions".
        criteria = (Criterion(part, str(source["title"]).split(". ", 1)[-1], part, "", texts), *criteria)
    return Part(part, source["title"], prompts, artifacts, passing, criteria)


def _artifact(source: Json, part: str, levels: tuple[Level, ...]) -> Artifact:
    key = str(source["id"])
    return Artifact(
        id=key,
        title=source["title"],
        instructions=source["instructions"],
        accepts=tuple(source["accepts"]),
        most_files=int(source.get("limits", {}).get("max_files", 5)),
        student_data=source.get("student_data", "none"),
        off_camera=bool(source.get("alternative_without_students_on_camera")),
        criteria=tuple(
            Criterion(
                one["id"], one["name"], part, key,
                tuple(Descriptor(level, one[level.id]) for level in levels), tuple(one.get("covers", ())),
            )
            for one in source["criteria"]
        ),
    )  # fmt: skip
