"""Badges older than Open Badges 2.0: enough to say what they are and what to do."""

from __future__ import annotations

import re

from ..strict_json import Json

_V1 = re.compile(r"https?://w3id\.org/openbadges/v1/?")


def version_of(document: dict[str, Json]) -> str | None:
    """0.5, 1.0 or 1.1 for an assertion of that version of Open Badges; None for anything else."""
    contexts = document.get("@context")
    listed = contexts if isinstance(contexts, list) else [contexts]
    if any(isinstance(one, str) and _V1.fullmatch(one) for one in listed):
        return "1.1"
    if "@context" in document or "badge" not in document or "recipient" not in document:
        return None
    if "uid" in document or "verify" in document:
        return "1.0"
    return "0.5" if isinstance(document["badge"], dict) and isinstance(document["recipient"], str) else None


def sentence_about(document: dict[str, Json]) -> str | None:
    """What an older badge is and what to do with it, for a teacher; None for anything else."""
    version = version_of(document)
    if version is None:
        return None
    verify = document.get("verify")
    page = verify.get("url") if isinstance(verify, dict) else None
    shown = f" Its own page may still show it: {page[:200]}." if isinstance(page, str) and page else ""
    return (
        f"This is a badge of Open Badges {version}, a form from before 2017 that this library can name but not check. "
        f"Ask its issuer for the same badge as Open Badges 2.0 or 3.0.{shown}"
    )
