"""A version in another language: an overlay of passages by identifier. What is missing falls back to the original."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from merited.base.errors import Refused
from merited.base.words import _
from merited.catalog.document import Document, Json

Say = Callable[[str, str], str]  # key and text of a passage -> the text to show


@dataclass(frozen=True, slots=True)
class Overlay:
    """A translation, read: passages by key, and what the levels of the scales are called."""

    language: str
    status: str  # draft_for_review, reviewed
    text: Mapping[str, str]
    levels: Mapping[str, str]  # label by the level's id


@dataclass(frozen=True, slots=True)
class Localized:
    """A document as a reader of another language sees it, with the passages that stand in the original."""

    document: Document
    untranslated: Mapping[str, str]  # text by key


def read_overlay(source: Json) -> Overlay:
    """An overlay out of its file (translation/1). Terms beside the levels are for people who translate, not for pages."""
    terms = {str(key): str(text) for key, text in source.get("interface_terms", {}).items()}
    text = {str(key): str(text).strip() for key, text in source.get("text", {}).items()}
    return Overlay(str(source["language"]), str(source.get("status", "draft_for_review")), text, terms)


def passages(document: Document) -> dict[str, str]:
    """Every passage that people read, by its key: "title", "p1.q1", "a1.c1.proficient", "key_method.name"."""
    found: dict[str, str] = {}

    def note(key: str, text: str) -> str:
        found[key] = text
        return text

    _said(document.source, note)
    return found


def must_fit(document: Document, overlay: Overlay, of: Json) -> None:
    """Refuse an overlay of another version, or one with a passage that this version does not have. Raises `Refused`."""
    if (str(of.get("id")), str(of.get("version"))) != (document.key, document.number):
        raise Refused("other-version", _("This translation belongs to another version. Translate the one it names."))
    for key in overlay.text:
        if key not in passages(document):
            raise Refused("no-such-passage", _("This version has no passage {key}. Check the key."), key=key)


def localized(document: Document, overlay: Overlay | None) -> Localized:
    """The document in the language of the overlay, and what of it is not translated. The digest stays the original's."""
    left: dict[str, str] = {}

    def say(key: str, text: str) -> str:
        said = overlay.text.get(key) if overlay else None
        if not said:
            left[key] = text
        return said or text

    source = _said(document.source, say)
    levels = overlay.levels if overlay else {}
    source["scales"] = [_scale(one, levels) for one in document.source["scales"]]
    return Localized(Document(source, document.digest), left)


def relabeled(document: Document, say: Callable[[str], str]) -> Document:
    """The document with every level's label put through `say`: what people read, and nothing that is scored."""
    scales = [
        {**scale, "levels": [{**one, "label": say(one["label"])} for one in scale["levels"]]}
        for scale in document.source["scales"]
    ]
    return Document({**document.source, "scales": scales}, document.digest)


def _said(source: Json, say: Say) -> dict[str, Any]:
    """The definition with every passage put through `say`."""
    found = dict(source)
    for key in ("title", "short_description", "competency"):
        if source.get(key):
            found[key] = say(key, source[key])
    if source.get("key_method"):
        found["key_method"] = _fields(source["key_method"], "key_method", ("name", "statement"), say)
    for group, names in (
        ("method_components", ("name", "description")),
        ("supporting_research", ("claim",)),
        ("resources", ("title", "kind", "cost")),
    ):
        if source.get(group):
            found[group] = [_fields(one, f"{group}.{n}", names, say) for n, one in enumerate(source[group], start=1)]
    if source.get("validity", {}).get("renewal"):
        found["validity"] = _fields(source["validity"], "validity", ("renewal",), say)
    if source.get("badge", {}).get("skills"):
        skills = [say(f"badge.skills.{n}", one) for n, one in enumerate(source["badge"]["skills"], start=1)]
        found["badge"] = {**source["badge"], "skills": skills}
    found["parts"] = [_part(one, say) for one in source["parts"]]
    return found


def _fields(source: Json, prefix: str, names: tuple[str, ...], say: Say) -> dict[str, Any]:
    return {**source, **{one: say(f"{prefix}.{one}", source[one]) for one in names if source.get(one)}}


def _part(source: Json, say: Say) -> dict[str, Any]:
    found: dict[str, Any] = {**source, "title": say(f"parts.{source['id']}.title", source["title"])}
    if source.get("prompts"):
        found["prompts"] = [{**one, "text": say(one["id"], one["text"])} for one in source["prompts"]]
    if source.get("passing"):
        found["passing"] = say(f"{source['id']}.passing", source["passing"])
    if source.get("artifacts"):
        found["artifacts"] = [_artifact(one, say) for one in source["artifacts"]]
    return found


def _artifact(source: Json, say: Say) -> dict[str, Any]:
    found = _fields(source, str(source["id"]), ("title", "instructions"), say)
    found["criteria"] = [_criterion(one, say) for one in source["criteria"]]
    return found


def _criterion(source: Json, say: Say) -> dict[str, Any]:
    """Its name and what each level looks like: all else of a criterion is no text."""
    names = tuple(key for key, value in source.items() if isinstance(value, str) and key != "id")
    return _fields(source, str(source["id"]), names, say)


def _scale(source: Json, levels: Mapping[str, str]) -> dict[str, Any]:
    return {
        **source,
        "levels": [{**one, "label": levels.get(str(one["id"]), one["label"])} for one in source["levels"]],
    }
