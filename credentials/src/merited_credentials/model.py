"""A badge as frozen dataclasses: the words of Open Badges 3.0 that a micro-credential needs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Image:
    """A picture by its address, with words for those who cannot see it."""

    id: str
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who grants the badge (Profile). `id` is the DID whose key signs."""

    id: str
    name: str
    url: str | None = None
    description: str | None = None
    email: str | None = None
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """A tie to an item of a framework. `target_url` is required: never an invented address."""

    target_name: str
    target_url: str
    target_type: str | None = None
    target_framework: str | None = None
    target_code: str | None = None
    target_description: str | None = None


@dataclass(frozen=True, slots=True)
class ResultLevel:
    """One level of a rubric (RubricCriterionLevel)."""

    id: str
    name: str
    level: str | None = None
    description: str | None = None
    points: str | None = None
    alignments: tuple[Alignment, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultDescription:
    """What was judged: a rubric with its levels, or a plain status."""

    id: str
    name: str
    result_type: str = "RubricCriterionLevel"
    levels: tuple[ResultLevel, ...] = ()
    required_level: str | None = None
    alignments: tuple[Alignment, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What this person reached: points to a ResultDescription by its id."""

    result_description: str
    achieved_level: str | None = None
    status: str | None = None
    value: str | None = None
    alignments: tuple[Alignment, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Work that the badge rests on. Leave out what names students."""

    id: str | None = None
    name: str | None = None
    description: str | None = None
    narrative: str | None = None
    genre: str | None = None
    audience: str | None = None


@dataclass(frozen=True, slots=True)
class Achievement:
    """What can be earned."""

    id: str
    name: str
    description: str
    criteria_narrative: str | None = None
    criteria_id: str | None = None
    achievement_type: str = "MicroCredential"
    alignments: tuple[Alignment, ...] = ()
    result_descriptions: tuple[ResultDescription, ...] = ()
    image: Image | None = None
    version: str | None = None
    tags: tuple[str, ...] = ()
    in_language: str | None = None
    creator: Issuer | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who earned it, hashed, so that the badge does not publish an e-mail address (IdentityObject)."""

    identity_hash: str
    salt: str
    identity_type: str = "emailAddress"
    id: str | None = None

    @classmethod
    def of_email(cls, address: str, salt: str, *, id: str | None = None) -> Recipient:
        """The recipient of this address: sha256$ and the hash of the lower-cased address followed by the salt."""
        return cls(hash_identity(address.strip().lower(), salt), salt, id=id)


def hash_identity(identity: str, salt: str) -> str:
    """`sha256$` and the hexadecimal SHA-256 of the identity followed by the salt (Open Badges 3.0, IdentityHash)."""
    return "sha256$" + hashlib.sha256((identity + salt).encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """The badge's place in a status list."""

    list_url: str
    index: int
    purpose: str = "revocation"


@dataclass(frozen=True, slots=True)
class Credential:
    """A badge before it is signed. `valid_from`, `valid_until` and `awarded_date` know their time zone."""

    id: str
    issuer: Issuer
    achievement: Achievement
    recipient: Recipient
    valid_from: datetime
    valid_until: datetime | None = None
    results: tuple[Result, ...] = ()
    status: StatusEntry | None = None
    name: str | None = None
    awarded_date: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
