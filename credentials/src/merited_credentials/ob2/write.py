"""From the model to an Open Badges 2.0 document; what was read is written as it was."""

from __future__ import annotations

from ..strict_json import Json
from .model import Node, members_of


def to_document(node: Node) -> dict[str, Json]:
    """The JSON of an object of Open Badges 2.0 (section 3), without what is not there."""
    written: dict[str, Json] = {}
    for name, one in members_of(type(node)).items():
        value = getattr(node, one.name)
        if value is not None:
            written[name] = _value(value)
    return {**written, **node.other}


def _value(value: object) -> Json:
    if isinstance(value, Node):
        return to_document(value)
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    return value  # type: ignore[return-value]
