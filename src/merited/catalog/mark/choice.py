"""Which mark a definition gets: house, motif, border. The choice is frozen with a published version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from merited.catalog.mark.motifs import MOTIFS, ORNAMENTS
from merited.catalog.mark.outlines import OUTLINES

# Dyers' colors: deep on light ground, pale on dark. None is the ochre or clay of the interface, which mean a standing.
COLORS: dict[str, tuple[str, str]] = {
    "pine": ("#17594A", "#7CC9B2"),
    "woad": ("#22558F", "#93BDEC"),
    "mulberry": ("#742F6E", "#DDA6D2"),
    "walnut": ("#553D2E", "#D3B59F"),
    "indigo": ("#35327A", "#B3B4F0"),
    "moss": ("#3F4E12", "#BCCB7C"),
    "madder": ("#942A4A", "#F0A3B5"),
    "lagoon": ("#0A6573", "#7CCADB"),
    "slate": ("#36404C", "#B4C0CE"),
    "weld": ("#755C00", "#E0C36A"),
}


@dataclass(frozen=True, slots=True)
class House:
    """What a department, or an issuer without departments, strikes its marks with."""

    outline: str
    color: str


def _pick(key: str, salt: str, names: Iterable[str]) -> str:
    """A stable choice by rendezvous hashing: adding a name moves as few keys as can be."""
    return max(names, key=lambda name: sha256(f"{salt}\x1f{key}\x1f{name}".encode()).digest())


def assign_houses(keys: Iterable[str], settled: Mapping[str, House] | None = None) -> dict[str, House]:
    """Houses for all departments of one issuer, no two alike while there are enough; settled ones never move.

    Store the answer with the department: a later department must not move an earlier one.
    """
    houses = dict(settled or {})
    for key in sorted(set(keys) - set(houses)):
        outlines = [n for n in OUTLINES if n not in {h.outline for h in houses.values()}]
        colors = [n for n in COLORS if n not in {h.color for h in houses.values()}]
        houses[key] = House(_pick(key, "outline", outlines or OUTLINES), _pick(key, "color", colors or COLORS))
    return houses


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _words(text: str) -> list[str]:
    return [_stem(w) for w in re.findall(r"[a-z]+", text.lower())]


_GROUPS = {name: [{_stem(w) for w in g.split()} for g in m.words.split("|")] for name, m in MOTIFS.items()}


def choose_motif(texts: Iterable[str], key: str) -> str:
    """The motif called by the first text that calls one: most things named, then most words, then named first."""
    for text in texts:
        said = _words(text)
        called = [
            (
                len(groups),
                sum(any(w in g for g in groups) for w in said),
                -min(i for i, w in enumerate(said) if any(w in g for g in groups)),
                name,
            )
            for name, groups in _GROUPS.items()
            if all(any(w in g for w in said) for g in groups)
        ]
        if called:
            best = max(c[:3] for c in called)
            return min(c[3] for c in called if c[:3] == best)
    return _pick(key, "ornament", ORNAMENTS)


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything that a drawing depends on. Store it with a published version, or derive it again: same bytes."""

    title: str
    issuer: str
    version: str
    outline: str
    color: str
    motifs: tuple[str, ...]
    border: str = "line"  # line: educators; beads: students; double: workforce and others
    choices: tuple[tuple[int, int], ...] = ()  # of a stack: (how many, of how many)
    stack: bool = False

    @classmethod
    def from_definition(cls, d: Mapping[str, Any], issuer: str = "", houses: Mapping[str, House] | None = None) -> Mark:
        """The mark of a micro-credential (schema microcredential/1) or a requirement list."""
        badge: Mapping[str, Any] = d.get("badge") or {}
        house = _house(d, houses)
        competency = d.get("competency", "")
        texts = [
            badge.get("image_hint", ""),
            d["title"],
            " ".join(badge.get("skills", [])),
            " ".join(d.get("tags", [])),
            d.get("short_description", ""),
            competency,
        ]
        motif = badge.get("motif") or choose_motif(texts, d["id"])
        border = {"educator": "line", "student": "beads"}.get(d.get("audience", "educator"), "double")
        return cls(
            d["title"],
            issuer,
            str(d.get("version") or d.get("revision") or "1.0"),
            badge.get("outline") or house.outline,
            badge.get("color") or house.color,
            (motif,),
            border,
        )

    @classmethod
    def from_stack(
        cls,
        d: Mapping[str, Any],
        parts: Mapping[str, Mapping[str, Any]],
        issuer: str = "",
        houses: Mapping[str, House] | None = None,
    ) -> Mark:
        """The mark of a stack: the motifs of the parts it always asks for, and a dot for each place of choice."""
        badge: Mapping[str, Any] = (d.get("recognition") or {}).get("mark") or {}
        house, asked = _house(d, houses), d["requirements"]
        motifs = tuple(Mark.from_definition(parts[p], issuer, houses).motifs[0] for p in asked.get("all_of", []))[:4]
        choices = tuple((int(c["count"]), len(c["from"])) for c in asked.get("choose", []))
        return cls(
            d["title"],
            issuer,
            str(d["version"]),
            badge.get("outline") or house.outline,
            badge.get("color") or house.color,
            motifs or (_pick(d["id"], "ornament", ORNAMENTS),),
            "line",
            choices,
            True,
        )


def _house(d: Mapping[str, Any], houses: Mapping[str, House] | None) -> House:
    key = d.get("department") or (d.get("organization") or {}).get("id") or d["id"]
    return (houses or {}).get(key) or assign_houses([key])[key]
