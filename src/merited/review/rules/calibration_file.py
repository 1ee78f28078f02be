"""Reading a panel's file: samples, levels, reasons, the rule of the set. Pure Python."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from merited.base.errors import Refused
from merited.base.words import _
from merited.catalog.document import Document
from merited.review.rules.calibration import Rule, Use, decision_of
from merited.review.rules.outcome import Outcome

SCHEMA = "calibration_set/1"
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Source:
    """One sample of a file."""

    key: str
    use: Use
    position: int
    label: str
    texts: Mapping[str, str]
    levels: Mapping[str, str]
    decision: Outcome
    rationale: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[str, ...] = ()
    watch_for: str = ""
    model_feedback: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file, read."""

    digest: str
    rule: Rule
    samples: tuple[Source, ...]


def read_set(source: Mapping[str, Any], document: Document) -> Loaded:
    """Read a file for a version. Raises `Refused` with the first fault: a sample, a text or a level is missing."""
    if source.get("schema") != SCHEMA:
        raise Refused("no-set", _("This is no calibration set: its first line says schema: {schema}."), schema=SCHEMA)
    purpose = source.get("purpose", {})
    uses = {str(key): Use.ANCHOR for key in purpose.get("anchors", ())}
    uses |= {str(key): Use.QUALIFICATION for key in purpose.get("qualification", ())}
    every = [*source.get("samples", ()), *source.get("drift_seeds", ())]
    seeds = {str(one.get("id")) for one in source.get("drift_seeds", ())}
    samples = tuple(
        _sample(one, Use.SEED if str(one.get("id")) in seeds else uses.get(str(one.get("id"))), n, document)
        for n, one in enumerate(every, start=1)
    )
    for use in (Use.ANCHOR, Use.QUALIFICATION):
        if not any(one.use is use for one in samples):
            raise Refused("no-samples", _("The set has no sample for {use}."), use=use.value)
    said = source.get("qualification_rule", {})
    rule = Rule(
        min_exact=float(said.get("min_exact_agreement", 0.75)),
        min_near=float(said.get("min_exact_or_adjacent", 0.95)),
        decisions=bool(said.get("decision_match_required", True)),
        tries=int(said.get("tries_before_coaching", 2)),
    )
    digest = sha256(json.dumps(source, sort_keys=True, default=str).encode()).hexdigest()
    return Loaded(digest, rule, samples)


def _sample(one: Mapping[str, Any], use: Use | None, position: int, document: Document) -> Source:
    key = str(one.get("id", position))
    if use is None:
        raise Refused("no-use", _("{sample}: the set does not say what it is for."), sample=key)
    texts = {str(place): " ".join(str(text).split()) for place, text in one.get("texts", {}).items()}
    for place in places_in(document):
        if not texts.get(place):
            raise Refused("no-text", _("{sample} has no text for {place}."), sample=key, place=place)
    levels = {str(criterion): str(level) for criterion, level in one.get("expert", {}).items()}
    for criterion in document.criteria:
        if levels.get(criterion.id) not in {level.id for level in criterion.levels}:
            raise Refused("no-such-score", _("{sample} has no level of the scale for {criterion}."), sample=key, criterion=criterion.id)  # fmt: skip
    found = Source(
        key, use, position, str(one.get("label", ""))[:200], texts, {one.id: levels[one.id] for one in document.criteria},
        decision_of(document.criteria, levels), {str(k): str(v) for k, v in one.get("rationale", {}).items()},
        tuple(str(error) for error in one.get("common_errors", ())), str(one.get("watch_for", "")),
        str(one.get("model_feedback", "")), {str(k): str(v) for k, v in one.get("answers", {}).items()},
    )  # fmt: skip
    if found.decision != one.get("decision"):
        raise Refused("decision-differs", _("{sample}: the decision is not the one that follows from its levels."), sample=key)  # fmt: skip
    if use is Use.SEED:
        answers_of(found, document)
    return found


def places_in(document: Document) -> tuple[str, ...]:
    """Where a sample has a text: each part with questions, each piece of work."""
    return tuple(
        place
        for part in document.parts
        for place in ([part.id] if part.prompts else []) + [a.id for a in part.artifacts]
    )


def answers_of(one: Source, document: Document) -> dict[str, str]:
    """The answer to each question: as the file gives it, else the part's text, dealt out by sentences in order.

    Raises `Refused` where a question would stay empty: no earner can send that, so it would tell a reviewer.
    """
    found: dict[str, str] = {}
    for part in document.parts:
        keys = [prompt.id for prompt in part.prompts]
        if keys:
            sentences = _SENTENCE.split(one.texts[part.id])
            cuts = [n * len(sentences) // len(keys) for n in range(len(keys) + 1)]
            dealt = (" ".join(sentences[cuts[n] : cuts[n + 1]]) for n in range(len(keys)))
            found |= {key: one.answers.get(key, text) for key, text in zip(keys, dealt, strict=True)}
    empty = next((key for key, text in found.items() if not text), None)
    if empty:
        raise Refused("no-answer", _("{sample} has no answer to {prompt}; give it under answers."), sample=one.key, prompt=empty)  # fmt: skip
    return found
