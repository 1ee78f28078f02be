"""Open Badges 2.0 as frozen dataclasses: the classes of its vocabulary, each with the members that the standard lists.

A field is the JSON member of the same name (issued_on is issuedOn, context is @context). What has one value or many is
itself or a tuple, as the JSON has it; dates stay the text that was published. `other` holds the members that the
standard does not list (extensions, @language, members that are null), so that what is read can be written unchanged.
"""

# ruff: noqa: RUF009 - every call of `member` makes a field of its own

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, ClassVar, TypeAlias

from ..strict_json import Json

Types: TypeAlias = "str | tuple[str, ...]"


def member(code: str) -> Any:
    """A field that is a JSON member, of a kind that read.py knows; a `!` before it: required; a `*` after it: many."""
    return field(default=MISSING if code.startswith("!") else None, metadata={"kind": code})


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Any object of the vocabulary."""

    NAMES: ClassVar[tuple[str, ...]] = ()  # one of these must stand in `type`, if there are any

    context: Json = member("any")
    other: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Node):
    """A picture with words about it."""

    id: str = member("!iri")
    type: Types | None = member("types")
    caption: str | None = member("text")
    author: Json = member("any")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria(Node):
    """What it takes to earn the badge."""

    id: str | None = member("node-id")
    type: Types | None = member("types")
    narrative: str | None = member("text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Node):
    """Work that the badge rests on."""

    id: str | None = member("node-id")
    type: Types | None = member("types")
    narrative: str | None = member("text")
    name: str | None = member("text")
    description: str | None = member("text")
    genre: str | None = member("text")
    audience: str | None = member("text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment(Node):
    """A tie to an item of a framework (AlignmentObject)."""

    type: Types | None = member("types")
    target_name: str = member("!text")
    target_url: str = member("!iri")
    target_description: str | None = member("text")
    target_framework: str | None = member("text")
    target_code: str | None = member("text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Node):
    """Who earned the badge (IdentityObject): plain, or `sha256$` and the hash of the identity followed by the salt."""

    identity: str = member("!text")
    type: str = member("!text")
    hashed: bool = member("!boolean")
    salt: str | None = member("text")


@dataclass(frozen=True, slots=True, kw_only=True)
class CryptographicKey(Node):
    """A public key, tied both ways to the profile that owns it."""

    NAMES = ("CryptographicKey",)

    id: str = member("!iri")
    type: Types = member("!types")
    owner: str = member("!iri")
    public_key_pem: str = member("!text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification(Node):
    """How a badge can be verified; in an issuer's profile, where the issuer's badges live (VerificationObject)."""

    type: Types | None = member("types")
    creator: str | CryptographicKey | None = member("ref:CryptographicKey")
    verification_property: str | None = member("text")
    starts_with: str | tuple[str, ...] | None = member("iri*")
    allowed_origins: str | tuple[str, ...] | None = member("text*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Node):
    """Who issues badges (Issuer); name, url and email are required of issuers."""

    NAMES = ("Issuer", "Profile")

    id: str = member("!iri")
    type: Types = member("!types")
    name: str = member("!text")
    url: str = member("!iri")
    email: str = member("!text")
    telephone: str | None = member("text")
    description: str | None = member("text")
    image: str | Image | None = member("ref:Image")
    public_key: str | CryptographicKey | tuple[str | CryptographicKey, ...] | None = member("ref:CryptographicKey*")
    verification: Verification | None = member("node:Verification")
    revocation_list: str | None = member("iri")


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeClass(Node):
    """What can be earned."""

    NAMES = ("BadgeClass",)

    id: str = member("!iri")
    type: Types = member("!types")
    name: str = member("!text")
    description: str = member("!text")
    image: str | Image = member("!ref:Image")
    criteria: str | Criteria = member("!ref:Criteria")
    issuer: str | Profile = member("!ref:Profile")
    alignment: Alignment | tuple[Alignment, ...] | None = member("node:Alignment*")
    tags: str | tuple[str, ...] | None = member("text*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Node):
    """What an assertion and an endorsement have in common. `verify` is an older name of `verification`."""

    id: str = member("!iri")
    type: Types = member("!types")
    issued_on: str = member("!instant")
    verification: Verification | None = member("node:Verification")
    verify: Verification | None = member("node:Verification")
    revoked: bool | None = member("boolean")
    revocation_reason: str | None = member("text")

    @property
    def method(self) -> str:
        """hosted or signed; empty for any other."""
        found = self.verification or self.verify
        names = (found.type,) if found and isinstance(found.type, str) else (found and found.type) or ()
        methods = {METHODS[name] for name in names if name in METHODS}
        return methods.pop() if len(methods) == 1 else ""

    @property
    def creator(self) -> str | CryptographicKey | None:
        """The key that signed, if the badge names one."""
        found = self.verification or self.verify
        return found.creator if found else None


METHODS: Mapping[str, str] = {
    "hosted": "hosted",
    "HostedBadge": "hosted",
    "signed": "signed",
    "SignedBadge": "signed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion(Statement):
    """One badge that one person earned."""

    NAMES = ("Assertion",)

    recipient: Identity = member("!node:Identity")
    badge: str | BadgeClass = member("!ref:BadgeClass")
    image: str | Image | None = member("ref:Image")
    evidence: str | Evidence | tuple[str | Evidence, ...] | None = member("ref:Evidence*")
    narrative: str | None = member("text")
    expires: str | None = member("instant")
    endorsement: str | Endorsement | tuple[str | Endorsement, ...] | None = member("ref:Endorsement*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Node):
    """What an endorsement says, and about whom."""

    id: str = member("!iri")
    endorsement_comment: str | None = member("text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endorsement(Statement):
    """What somebody says about a badge, an issuer or a person."""

    NAMES = ("Endorsement",)

    claim: Claim = member("!node:Claim")
    issuer: str | Profile = member("!ref:Profile")


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked(Node):
    """One entry of a revocation list: by id, or by the uid of older badges."""

    id: str | None = member("iri")
    uid: str | None = member("text")
    type: Types | None = member("types")
    revoked: bool | None = member("boolean")
    revocation_reason: str | None = member("text")


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationList(Node):
    """The signed badges that an issuer has withdrawn."""

    NAMES = ("RevocationList",)

    id: str | None = member("iri")
    type: Types = member("!types")
    issuer: str | Profile | None = member("ref:Profile")
    revoked_assertions: str | Revoked | tuple[str | Revoked, ...] = member("!ref:Revoked*")


CLASSES: Mapping[str, type[Node]] = {
    found.__name__: found
    for found in (
        *(Image, Criteria, Evidence, Alignment, Identity, CryptographicKey, Verification, Profile, BadgeClass),
        *(Assertion, Claim, Endorsement, Revoked, RevocationList),
    )
}


def _json_name(name: str) -> str:
    first, *rest = name.split("_")
    return "@context" if name == "context" else first + "".join(word.capitalize() for word in rest)


_MEMBERS = {
    found: {_json_name(one.name): one for one in fields(found) if one.name != "other"} for found in CLASSES.values()
}


def members_of(found: type[Node]) -> Mapping[str, Field[Any]]:
    """The JSON members of a class, each with its field."""
    return _MEMBERS[found]
