"""Open Badges 3.0: from dataclasses to a document, and from a document to dataclasses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from .contexts import OB3, OB3_EXTENSIONS, VC1, VC2
from .errors import NotReadable
from .forms import DAY, DIGITS, INSTANT, Codec, Form, Member, read, write
from .model import (
    Achievement,
    Address,
    Alignment,
    Credential,
    CredentialSchema,
    Endorsement,
    Evidence,
    GeoCoordinates,
    IdentifierEntry,
    Identity,
    Image,
    OtherStatus,
    Path,
    Profile,
    Recipient,
    RefreshService,
    Related,
    Result,
    ResultDescription,
    ResultLevel,
    StatusEntry,
    TermsOfUse,
)
from .strict_json import Json, canonical, parse_object
from .structure import examine_structure, shape_of


def to_document(source: Credential | Endorsement) -> dict[str, Json]:
    """The document of a badge or an endorsement (Open Badges 3.0, 5.1 and B.1), in data model 2.0 unless its contexts
    say 1.1. Raises ValueError for an instant without a time zone.
    """
    return write(source, _form_of(type(source), source.contexts))


def from_document(document: Mapping[str, object]) -> Credential | Endorsement:
    """The badge or the endorsement that a document describes, signed or not; the way back is `to_document`.

    Nothing is lost: members that the classes do not know are kept in the `extra` of their part, the proof in the
    `extra` of the whole, and what was written in another form than ours (`as_read`) is written that way again. What is
    kept stands beside the fields and not in place of them, so that `dataclasses.replace` changes what it says and
    nothing else. Raises NotReadable with every finding for a document that is not well-formed.
    """
    parsed = parse_object(canonical(dict(document)))
    shape = shape_of(parsed)
    classes = {"OpenBadgeCredential": Credential, "EndorsementCredential": Endorsement}
    if shape not in classes:
        raise NotReadable("This document is neither an Open Badge 3.0 nor an endorsement of one.")
    findings = examine_structure(parsed, shape)
    if findings:
        sentence = " ".join(f"{finding.where}: {finding.sentence}" for finding in findings)
        raise NotReadable(f"This is not well-formed. {sentence}", findings)
    contexts = parsed["@context"]
    listed = tuple(str(address) for address in contexts) if isinstance(contexts, list) else ()
    source: Credential | Endorsement = read(parsed, _form_of(classes[shape], listed))
    return source


def _m(name: str, field: str = "", codec: Codec | None = None, *, many: bool = False, of: Any = None) -> Member:
    """One line of a table. `credentialSubject.role` is the member `role` of the object `credentialSubject`."""
    place = tuple(name.split("."))
    return Member(place, field or place[-1], codec or Codec(_same, _same), many, of)


def _same(value: Any) -> Any:
    return value


def _part(kind: type) -> Codec:
    """An object inside, by the table of its class, which may stand further down."""
    return Codec(lambda value: write(value, _FORMS[kind]), lambda value: read(value, _FORMS[kind]))


def _form_of(kind: type, contexts: tuple[str, ...]) -> Form:
    return (_OLDER if contexts[:1] == (VC1,) else _FORMS)[kind]


def _whole(kind: type[Endorsement]) -> Codec:
    """An endorsement inside, which names its own vocabularies."""

    def back(value: dict[str, Json]) -> Any:
        listed = value.get("@context")
        return read(value, _form_of(kind, tuple(map(str, listed)) if isinstance(listed, list) else ()))

    return Codec(to_document, back)


def _issuer(value: Json) -> Any:
    """Some issuers are named by their id alone."""
    return Profile(value) if isinstance(value, str) else read(value, _FORMS[Profile])  # type: ignore[arg-type]


def _status(value: dict[str, Json]) -> Any:
    return read(value, _FORMS[StatusEntry if value.get("type") == "BitstringStatusListEntry" else OtherStatus])


def _listed_contexts(source: Credential | Endorsement) -> tuple[str, ...]:
    """The vocabularies of a document: those that it brings, else the ones that this library writes."""
    if source.contexts:
        return source.contexts
    named = [source.refresh, source.status, *source.schemas]
    types = [one.type for one in named if one is not None and not isinstance(one, StatusEntry)]
    extended = any(name.startswith("1EdTech") for name in types)
    return (VC2, OB3, OB3_EXTENSIONS) if extended else (VC2, OB3)


def _achievement_of(credential: Credential) -> Achievement:
    """One node, one description: a creator that is the issuer is described in the same words."""
    achievement, issuer = credential.achievement, credential.issuer
    creator = achievement.creator
    if creator is not None and creator.id == issuer.id:
        return replace(achievement, creator=issuer)
    return achievement


def _made(kind: Callable[..., Any]) -> Callable[..., Any]:
    """Builds a badge or an endorsement that was read; what we would write anyway is left to be found by the writer."""

    def make(contexts: tuple[str, ...] = (), **values: Any) -> Any:
        if kind is Credential:
            first, *others = values.pop("identities", ()) or (None,)
            recipient = Recipient(id=values.pop("subject", None), others=tuple(others))
            if first is not None:
                names = ("identity_hash", "salt", "identity_type", "hashed")
                recipient = replace(recipient, **{name: getattr(first, name) for name in names})
            values["recipient"] = recipient
        source = kind(**values)
        return source if contexts == _listed_contexts(source) else replace(source, contexts=contexts)

    return make


def _of(attribute: str) -> Callable[[Any], Any]:
    return lambda credential: getattr(credential.recipient, attribute)


def _texts(*names: str) -> tuple[Member, ...]:
    """Members whose fields have the same name, in the manner of Python."""
    return tuple(_m(name, "".join(f"_{c.lower()}" if c.isupper() else c for c in name)) for name in names)


def _typed(name: str, *, listed: bool = True) -> dict[Path, Json]:
    return {("type",): [name] if listed else name}


_ALIGNMENTS = _m("alignment", "alignments", _part(Alignment), many=True)
_IMAGE = _m("image", codec=_part(Image))
_OTHER_IDENTIFIERS = _m("otherIdentifier", "other_identifiers", _part(IdentifierEntry), many=True)
_ENDORSED = (
    _m("endorsement", "endorsements", _whole(Endorsement), many=True),
    _m("endorsementJwt", "endorsement_jwts", many=True),
)
_BEGINNING = (
    _m("@context", "contexts", many=True, of=_listed_contexts),
    *_texts("id"),
)
_DATES = (_m("validFrom", "valid_from", INSTANT), _m("validUntil", "valid_until", INSTANT))
_OLDER_DATES = (_m("issuanceDate", "valid_from", INSTANT), _m("expirationDate", "valid_until", INSTANT))
_ENVELOPE = (
    _m("issuer", codec=Codec(lambda value: write(value, _FORMS[Profile]), _issuer)),
    _m("awardedDate", "awarded_date", INSTANT),
    *_texts("description"),
    _m("evidence", codec=_part(Evidence), many=True),
    _m("credentialStatus", "status", Codec(lambda value: write(value, _FORMS[type(value)]), _status)),
    _m("credentialSchema", "schemas", _part(CredentialSchema), many=True),
    _m("refreshService", "refresh", _part(RefreshService)),
    _m("termsOfUse", "terms", _part(TermsOfUse), many=True),
)
_BADGE = (
    *_BEGINNING,
    _m("name", of=lambda credential: credential.name or credential.achievement.name),
    *_ENVELOPE,
    _m("credentialSubject.id", "subject", of=_of("id")),
    _m("credentialSubject.identifier", "identities", _part(Identity), many=True, of=_of("identities")),
    _m("credentialSubject.achievement", "achievement", _part(Achievement), of=_achievement_of),
    _m("credentialSubject.result", "results", _part(Result), many=True),
    _m("credentialSubject.activityStartDate", "activity_start", INSTANT),
    _m("credentialSubject.activityEndDate", "activity_end", INSTANT),
    _m("credentialSubject.creditsEarned", "credits_earned"),
    _m("credentialSubject.image", "subject_image", _part(Image)),
    _m("credentialSubject.licenseNumber", "license_number"),
    _m("credentialSubject.narrative"),
    _m("credentialSubject.role"),
    _m("credentialSubject.source", "source", _part(Profile)),
    _m("credentialSubject.term"),
    _IMAGE,
    *_ENDORSED,
)
_ENDORSEMENT = (
    *_BEGINNING,
    *_texts("name"),
    *_ENVELOPE,
    _m("credentialSubject.id", "about"),
    _m("credentialSubject.endorsementComment", "comment"),
)
_SUBJECT = frozenset({"credentialSubject"})


def _document_form(kind: type, members: tuple[Member, ...], type_: str, subject: str) -> Form:
    types: dict[Path, Json] = {("type",): ["VerifiableCredential", type_], ("credentialSubject", "type"): [subject]}
    return Form(_made(kind), members, types, _SUBJECT)


_FORMS: dict[type, Form] = {
    Image: Form(Image, _texts("id", "caption"), _typed("Image", listed=False)),
    IdentifierEntry: Form(
        IdentifierEntry, _texts("identifier", "identifierType"), _typed("IdentifierEntry", listed=False)
    ),
    GeoCoordinates: Form(GeoCoordinates, _texts("latitude", "longitude"), _typed("GeoCoordinates", listed=False)),
    Address: Form(
        Address,
        (
            _m("addressCountry", "country"),
            _m("addressCountryCode", "country_code"),
            _m("addressRegion", "region"),
            _m("addressLocality", "locality"),
            _m("streetAddress", "street"),
            _m("postOfficeBoxNumber", "post_office_box"),
            _m("postalCode", "postal_code"),
            _m("geo", codec=_part(GeoCoordinates)),
        ),
        _typed("Address"),
    ),
    Profile: Form(
        Profile,
        (
            *_texts("id", "name", "url", "description", "email", "phone", "official"),
            *_texts("familyName", "givenName", "additionalName", "patronymicName"),
            *_texts("honorificPrefix", "honorificSuffix", "familyNamePrefix"),
            _IMAGE,
            _m("address", codec=_part(Address)),
            _OTHER_IDENTIFIERS,
            _m("parentOrg", "parent_org", _part(Profile)),
            _m("dateOfBirth", "date_of_birth", DAY),
            *_ENDORSED,
        ),
        _typed("Profile"),
    ),
    Alignment: Form(
        Alignment,
        _texts("targetName", "targetUrl", "targetType", "targetFramework", "targetCode", "targetDescription"),
        _typed("Alignment"),
    ),
    ResultLevel: Form(
        ResultLevel,
        (*_texts("id", "name", "level", "description", "points"), _ALIGNMENTS),
        _typed("RubricCriterionLevel"),
    ),
    ResultDescription: Form(
        ResultDescription,
        (
            *_texts("id", "name", "resultType", "requiredLevel", "requiredValue", "valueMin", "valueMax"),
            _m("rubricCriterionLevel", "levels", _part(ResultLevel), many=True),
            _m("allowedValue", "allowed_values", many=True),
            _ALIGNMENTS,
        ),
        _typed("ResultDescription"),
    ),
    Result: Form(
        Result, (*_texts("resultDescription", "achievedLevel", "status", "value"), _ALIGNMENTS), _typed("Result")
    ),
    Evidence: Form(Evidence, _texts("id", "name", "description", "narrative", "genre", "audience"), _typed("Evidence")),
    Related: Form(Related, _texts("id", "inLanguage", "version"), _typed("Related")),
    Achievement: Form(
        lambda **values: Achievement(**{"achievement_type": None} | values),
        (
            *_texts("id", "achievementType", "name", "description", "version", "inLanguage", "fieldOfStudy"),
            *_texts("humanCode", "specialization", "creditsAvailable"),
            _m("criteria.id", "criteria_id"),
            _m("criteria.narrative", "criteria_narrative"),
            _ALIGNMENTS,
            _m("resultDescription", "result_descriptions", _part(ResultDescription), many=True),
            _IMAGE,
            _m("tag", "tags", many=True),
            _m("creator", codec=_part(Profile)),
            _OTHER_IDENTIFIERS,
            _m("related", codec=_part(Related), many=True),
            *_ENDORSED,
        ),
        _typed("Achievement"),
        frozenset({"criteria"}),
    ),
    Identity: Form(
        Identity, _texts("hashed", "identityHash", "identityType", "salt"), _typed("IdentityObject", listed=False)
    ),
    StatusEntry: Form(
        StatusEntry,
        (
            Member(("id",), "", of=lambda entry: f"{entry.list_url}#{entry.index}"),
            _m("statusPurpose", "purpose"),
            _m("statusListIndex", "index", DIGITS),
            _m("statusListCredential", "list_url"),
            _m("statusSize", "size"),
            _m("statusReference", "reference", many=True),
        ),
        _typed("BitstringStatusListEntry", listed=False),
    ),
    OtherStatus: Form(OtherStatus, _texts("id", "type")),
    RefreshService: Form(RefreshService, _texts("id", "type")),
    CredentialSchema: Form(CredentialSchema, _texts("id", "type")),
    TermsOfUse: Form(TermsOfUse, _texts("id", "type")),
    Credential: _document_form(Credential, (*_BADGE, *_DATES), "OpenBadgeCredential", "AchievementSubject"),
    Endorsement: _document_form(Endorsement, (*_ENDORSEMENT, *_DATES), "EndorsementCredential", "EndorsementSubject"),
}
# The same in data model 1.1, which has other names for the two dates.
_OLDER: dict[type, Form] = {
    Credential: _document_form(Credential, (*_BADGE, *_OLDER_DATES), "OpenBadgeCredential", "AchievementSubject"),
    Endorsement: _document_form(
        Endorsement, (*_ENDORSEMENT, *_OLDER_DATES), "EndorsementCredential", "EndorsementSubject"
    ),
}
