"""What a definition must hold before it can be published."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from merited.base.errors import Refused
from merited.base.text import cleaned
from merited.base.words import _
from merited.catalog.document import Document


def tidied(source: Any) -> Any:
    """The definition with every text cleaned: no control character was ever meant. Days become text, as in JSON."""
    if isinstance(source, str):
        return cleaned(source)
    if isinstance(source, Mapping):
        return {key: tidied(value) for key, value in source.items()}
    if isinstance(source, list):
        return [tidied(value) for value in source]
    if isinstance(source, date):
        return source.isoformat()
    return source


def must_be_judgeable(document: Document) -> None:
    """Refuse a definition that cannot be judged criterion by criterion. Raises `Refused`."""
    keys = [one.id for one in document.criteria]
    if not keys:
        raise Refused("no-criteria", _("There is nothing to judge yet: add at least one criterion."))
    if len(set(keys)) != len(keys):
        raise Refused("criterion-twice", _("Two criteria have the same key. Each needs its own."))
    for criterion in document.criteria:
        if not any(level.meets for level in criterion.levels):
            raise Refused(
                "no-meeting-level", _("The scale of {criterion} has no level that meets."), criterion=criterion.id
            )
        missing = [
            one.level.label for one in criterion.descriptors if not one.text and (criterion.artifact or one.level.meets)
        ]
        if missing:
            raise Refused(
                "no-descriptor",
                _("{criterion} does not say what {level} looks like."),
                criterion=criterion.id,
                level=missing[0],
            )
