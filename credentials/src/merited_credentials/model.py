"""Open Badges 3.0 as frozen dataclasses: a badge, an endorsement, and every part that they are made of.

Each class says which class of Open Badges 3.0 (appendix B) it is. `ob3.py` writes them as documents and reads them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from .strict_json import Json

# One place of a document: the members that lead to it.
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What every part can hold besides its own fields, so that a document read and written again stays the same.

    `extra`: members that the class does not list, by name; they are written as they stand, even over a field's own.
    `as_read`: by place, what the fields alone would write, and what stood in the document (each one value, or nothing
    at all). Where a field has changed since, its new value is written instead. It says nothing new, so it is not
    compared.
    """

    extra: Mapping[str, Json] = field(default_factory=dict, kw_only=True, hash=False)
    as_read: Mapping[Path, tuple[tuple[Json, ...], tuple[Json, ...]]] = field(
        default_factory=dict, kw_only=True, hash=False, compare=False, repr=False
    )


@dataclass(frozen=True, slots=True)
class Image(Part):
    """A picture by its address, with words for those who cannot see it (B.1.16)."""

    id: str
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class IdentifierEntry(Part):
    """A number or name by which others know somebody or something (IdentifierEntry)."""

    identifier: str
    identifier_type: str


@dataclass(frozen=True, slots=True)
class GeoCoordinates(Part):
    """A point on the earth, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Address(Part):
    """Where an organization or a person is to be found."""

    country: str | None = None
    country_code: str | None = None
    region: str | None = None
    locality: str | None = None
    street: str | None = None
    post_office_box: str | None = None
    postal_code: str | None = None
    geo: GeoCoordinates | None = None


@dataclass(frozen=True, slots=True)
class Profile(Part):
    """An organization or a person: who grants, who endorses, who created (Profile). An issuer's `id` is its DID."""

    id: str
    name: str | None = None
    url: str | None = None
    description: str | None = None
    email: str | None = None
    image: Image | None = None
    phone: str | None = None
    address: Address | None = None
    other_identifiers: tuple[IdentifierEntry, ...] = ()
    official: str | None = None
    parent_org: Profile | None = None
    family_name: str | None = None
    given_name: str | None = None
    additional_name: str | None = None
    patronymic_name: str | None = None
    honorific_prefix: str | None = None
    honorific_suffix: str | None = None
    family_name_prefix: str | None = None
    date_of_birth: date | None = None
    endorsements: tuple[Endorsement, ...] = ()
    endorsement_jwts: tuple[str, ...] = ()


Issuer = Profile  # the name by which most callers know it


@dataclass(frozen=True, slots=True)
class Alignment(Part):
    """A tie to an item of a framework (Alignment). `target_url` is required: never an invented address."""

    target_name: str
    target_url: str
    target_type: str | None = None
    target_framework: str | None = None
    target_code: str | None = None
    target_description: str | None = None


@dataclass(frozen=True, slots=True)
class ResultLevel(Part):
    """One level of a rubric (RubricCriterionLevel)."""

    id: str
    name: str
    level: str | None = None
    description: str | None = None
    points: str | None = None
    alignments: tuple[Alignment, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultDescription(Part):
    """What was judged (ResultDescription): a rubric with its levels, a list of values or a range, or a plain status."""

    id: str
    name: str
    result_type: str = "RubricCriterionLevel"
    levels: tuple[ResultLevel, ...] = ()
    required_level: str | None = None
    alignments: tuple[Alignment, ...] = ()
    allowed_values: tuple[str, ...] = ()
    required_value: str | None = None
    value_min: str | None = None
    value_max: str | None = None


@dataclass(frozen=True, slots=True)
class Result(Part):
    """What this person reached (Result): points to a ResultDescription by its id."""

    result_description: str | None = None
    achieved_level: str | None = None
    status: str | None = None
    value: str | None = None
    alignments: tuple[Alignment, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence(Part):
    """Work that the badge rests on (Evidence). Leave out what names students."""

    id: str | None = None
    name: str | None = None
    description: str | None = None
    narrative: str | None = None
    genre: str | None = None
    audience: str | None = None


@dataclass(frozen=True, slots=True)
class Related(Part):
    """Another version or translation of an achievement (Related)."""

    id: str
    in_language: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Achievement(Part):
    """What can be earned (Achievement)."""

    id: str
    name: str
    description: str
    criteria_narrative: str | None = None
    criteria_id: str | None = None
    achievement_type: str | None = "MicroCredential"
    alignments: tuple[Alignment, ...] = ()
    result_descriptions: tuple[ResultDescription, ...] = ()
    image: Image | None = None
    version: str | None = None
    tags: tuple[str, ...] = ()
    in_language: str | None = None
    creator: Profile | None = None
    credits_available: float | None = None
    field_of_study: str | None = None
    human_code: str | None = None
    other_identifiers: tuple[IdentifierEntry, ...] = ()
    related: tuple[Related, ...] = ()
    specialization: str | None = None
    endorsements: tuple[Endorsement, ...] = ()
    endorsement_jwts: tuple[str, ...] = ()


def hash_identity(identity: str, salt: str) -> str:
    """`sha256$` and the hexadecimal SHA-256 of the identity followed by the salt (Open Badges 3.0, IdentityHash)."""
    return "sha256$" + hashlib.sha256((identity + salt).encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Identity(Part):
    """One name of the recipient (IdentityObject), hashed, so that the badge does not publish an e-mail address."""

    identity_hash: str
    salt: str | None = None
    identity_type: str = "emailAddress"
    hashed: bool = True


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who earned it: named by an `id` (such as a DID), by a hashed identity, by `others`; by one of these at least."""

    identity_hash: str | None = None
    salt: str | None = None
    identity_type: str = "emailAddress"
    id: str | None = None
    hashed: bool = True
    others: tuple[Identity, ...] = ()

    @classmethod
    def of_email(cls, address: str, salt: str, *, id: str | None = None) -> Recipient:
        """The recipient of this address: sha256$ and the hash of the lower-cased address followed by the salt."""
        return cls(hash_identity(address.strip().lower(), salt), salt, id=id)

    @property
    def identities(self) -> tuple[Identity, ...]:
        """Every identity by which the badge names the recipient, the first one first."""
        if self.identity_hash is None:
            return self.others
        return (Identity(self.identity_hash, self.salt, self.identity_type, self.hashed), *self.others)


@dataclass(frozen=True, slots=True)
class StatusEntry(Part):
    """The badge's place in a status list (BitstringStatusListEntry); the purpose is revocation or suspension."""

    list_url: str
    index: int
    purpose: str = "revocation"
    size: int | None = None
    reference: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherStatus(Part):
    """A status of another kind, such as 1EdTechRevocationList; what is particular to it stands in `extra`."""

    type: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class RefreshService(Part):
    """Where a newer version of the badge is to be had (RefreshService)."""

    id: str
    type: str


@dataclass(frozen=True, slots=True)
class CredentialSchema(Part):
    """A schema that the badge says it keeps to (CredentialSchema)."""

    id: str
    type: str = "1EdTechJsonSchemaValidator2019"


@dataclass(frozen=True, slots=True)
class TermsOfUse(Part):
    """Terms under which the badge was granted (TermsOfUse); what is particular to them stands in `extra`."""

    type: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Credential(Part):
    """A badge (AchievementCredential). All instants know their time zone.

    `contexts` empty: those that this library signs by, the extensions with them where they are needed. `narrative`,
    `source`, `role`, `term`, `license_number`, `credits_earned`, `activity_start`, `activity_end` and `subject_image`
    are members of the AchievementSubject. There is one `status`, for revocation or for suspension: the official schema
    allows no more. The proof of a badge that was read stands in `extra`; it holds as long as
    nothing is changed.
    """

    id: str
    issuer: Profile
    achievement: Achievement
    recipient: Recipient
    valid_from: datetime
    valid_until: datetime | None = None
    results: tuple[Result, ...] = ()
    status: StatusEntry | OtherStatus | None = None
    name: str | None = None
    awarded_date: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    description: str | None = None
    image: Image | None = None
    narrative: str | None = None
    source: Profile | None = None
    role: str | None = None
    term: str | None = None
    license_number: str | None = None
    credits_earned: float | None = None
    activity_start: datetime | None = None
    activity_end: datetime | None = None
    subject_image: Image | None = None
    endorsements: tuple[Endorsement, ...] = ()
    endorsement_jwts: tuple[str, ...] = ()
    schemas: tuple[CredentialSchema, ...] = ()
    refresh: RefreshService | None = None
    terms: tuple[TermsOfUse, ...] = ()
    contexts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Endorsement(Part):
    """What somebody else says for an issuer, an achievement or a badge (EndorsementCredential).

    `about` is the id of what is endorsed. `contexts` and the proof are as in Credential.
    """

    id: str
    issuer: Profile
    about: str
    name: str
    valid_from: datetime
    comment: str | None = None
    valid_until: datetime | None = None
    description: str | None = None
    awarded_date: datetime | None = None
    status: StatusEntry | OtherStatus | None = None
    evidence: tuple[Evidence, ...] = ()
    schemas: tuple[CredentialSchema, ...] = ()
    refresh: RefreshService | None = None
    terms: tuple[TermsOfUse, ...] = ()
    contexts: tuple[str, ...] = ()
