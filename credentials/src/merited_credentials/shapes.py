"""The shape of Open Badges 3.0 as data: which members each class has, of which kind, and which it must have.

Beside it the shape of any verifiable credential (W3C data model 2.0), of which far less is known.

Kinds: text, iri, instant, date, number, integer, boolean, jwt, language, index, issuer (a Profile or its id), agent (an
object with an id, or the id), types (one name or several), words (text, or text with its language), claims (an object
with members), contexts (Open Badges second), older-contexts (data model 1.1 first), vocabularies (data model 2.0
first), addresses, `=word` (exactly that word), `a|b` (one of), `node:Class`, `any`, `free` (any JSON).
A `*` at the end: one or a list of them. A `!` at the beginning: required.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

IDENTIFIER_TYPES = (
    "name|sourcedId|systemId|productId|userName|accountId|emailAddress|nationalIdentityNumber|isbn|issn|lisSourcedId"
    "|oneRosterSourcedId|sisSourcedId|ltiContextId|ltiDeploymentId|ltiToolId|ltiPlatformId|ltiUserId|identifier|ext:"
)
ACHIEVEMENT_TYPES = (
    "Achievement|ApprenticeshipCertificate|Assessment|Assignment|AssociateDegree|Award|Badge|BachelorDegree|Certificate"
    "|CertificateOfCompletion|Certification|CommunityService|Competency|Course|CoCurricular|Degree|Diploma"
    "|DoctoralDegree|Fieldwork|GeneralEducationDevelopment|JourneymanCertificate|LearningProgram|License|Membership"
    "|ProfessionalDoctorate|QualityAssuranceCredential|MasterCertificate|MasterDegree|MicroCredential"
    "|ResearchDoctorate|SecondarySchoolDiploma|ext:"
)
RESULT_TYPES = (
    "GradePointAverage|LetterGrade|Percent|PerformanceLevel|PredictedScore|RawScore|Result|RubricCriterion"
    "|RubricCriterionLevel|RubricScore|ScaledScore|Status|ext:"
)
TARGET_TYPES = "ceasn:Competency|ceterms:Credential|CFItem|CFRubric|CFRubricCriterion|CFRubricCriterionLevel|CTDL|ext:"
RESULT_STATUS = "Completed|Enrolled|Failed|InProgress|OnHold|Provisional|Withdrew"

_CREDENTIAL = {
    "@context": "!contexts", "id": "!iri", "type": "!any", "description": "text", "awardedDate": "instant",
    "issuer": "!issuer", "validFrom": "!instant", "validUntil": "instant", "proof": "node:Proof*",
    "credentialSchema": "node:CredentialSchema*", "credentialStatus": "node:CredentialStatus",
    "refreshService": "node:RefreshService", "termsOfUse": "node:TermsOfUse*", "evidence": "node:Evidence*",
}  # fmt: skip

# Class -> members. The class's own name stands in its `type`, unless the name begins with a small letter.
SHAPES: dict[str, dict[str, str]] = {
    "OpenBadgeCredential": _CREDENTIAL | {
        "name": "text", "image": "node:Image", "credentialSubject": "!node:AchievementSubject",
        "endorsement": "node:EndorsementCredential*", "endorsementJwt": "jwt*",
    },
    "EndorsementCredential": _CREDENTIAL | {"name": "!text", "credentialSubject": "!node:EndorsementSubject"},
    "BitstringStatusListCredential": _CREDENTIAL | {
        "@context": "!addresses", "name": "words*", "description": "words*", "issuer": "!agent", "validFrom": "instant",
        "credentialSubject": "!node:BitstringStatusList",
    },
    "StatusList2021Credential": _CREDENTIAL | {
        "@context": "!addresses", "id": "iri", "name": "words*", "description": "words*", "issuer": "!agent",
        "validFrom": "instant", "credentialSubject": "!node:StatusList2021",
    },
    # Any other credential, and what carries credentials (data model 2.0, section 4).
    "VerifiableCredential": {
        "@context": "!vocabularies", "id": "iri", "type": "!types", "name": "words*", "description": "words*",
        "issuer": "!agent", "validFrom": "instant", "validUntil": "instant", "credentialSubject": "!claims*",
        "proof": "node:Proof*", "credentialStatus": "node:status*", "credentialSchema": "node:schema*",
        "refreshService": "node:typed*", "termsOfUse": "node:typed*", "evidence": "node:typed*",
        "relatedResource": "node:resource*",
    },
    "VerifiablePresentation": {
        "@context": "!vocabularies", "id": "iri", "type": "!types", "holder": "agent",
        "verifiableCredential": "claims*", "proof": "node:Proof*", "termsOfUse": "node:typed*",
    },
    "agent": {"id": "!iri", "type": "types", "name": "words*", "description": "words*"},
    "schema": {"id": "!iri", "type": "!types"},
    "status": {"id": "iri", "type": "!types"},
    "typed": {"id": "iri", "type": "!types", "name": "words*", "description": "words*"},
    "resource": {"id": "!iri", "digestSRI": "text*", "digestMultibase": "text*", "mediaType": "text"},
    "AchievementSubject": {
        "id": "iri", "type": "!any", "achievement": "!node:Achievement", "activityEndDate": "instant",
        "activityStartDate": "instant", "creditsEarned": "number", "identifier": "node:IdentityObject*",
        "image": "node:Image", "licenseNumber": "text", "narrative": "text", "result": "node:Result*", "role": "text",
        "source": "node:Profile", "term": "text",
    },
    "Achievement": {
        "id": "!iri", "type": "!any", "alignment": "node:Alignment*", "achievementType": ACHIEVEMENT_TYPES,
        "creator": "node:Profile", "creditsAvailable": "number", "criteria": "!node:criteria", "description": "!text",
        "endorsement": "node:EndorsementCredential*", "endorsementJwt": "jwt*", "fieldOfStudy": "text",
        "humanCode": "text", "image": "node:Image", "inLanguage": "language", "name": "!text",
        "otherIdentifier": "node:IdentifierEntry*", "related": "node:Related*",
        "resultDescription": "node:ResultDescription*", "specialization": "text", "tag": "text*", "version": "text",
    },
    "criteria": {"id": "iri", "type": "any", "narrative": "text"},
    "Alignment": {
        "type": "!any", "targetCode": "text", "targetDescription": "text", "targetName": "!text",
        "targetFramework": "text", "targetType": TARGET_TYPES, "targetUrl": "!iri",
    },
    "ResultDescription": {
        "id": "!iri", "type": "!any", "alignment": "node:Alignment*", "allowedValue": "text*", "name": "!text",
        "requiredLevel": "iri", "requiredValue": "text", "resultType": "!" + RESULT_TYPES,
        "rubricCriterionLevel": "node:RubricCriterionLevel*", "valueMax": "text", "valueMin": "text",
    },
    "RubricCriterionLevel": {
        "id": "!iri", "type": "!any", "alignment": "node:Alignment*", "description": "text", "level": "text",
        "name": "!text", "points": "text",
    },
    "Result": {
        "type": "!any", "achievedLevel": "iri", "alignment": "node:Alignment*", "resultDescription": "iri",
        "status": RESULT_STATUS, "value": "text",
    },
    "Profile": {
        "id": "!iri", "type": "!any", "name": "text", "url": "iri", "phone": "text", "description": "text",
        "endorsement": "node:EndorsementCredential*", "endorsementJwt": "jwt*", "image": "node:Image", "email": "text",
        "address": "node:Address", "otherIdentifier": "node:IdentifierEntry*", "official": "text",
        "parentOrg": "node:Profile", "familyName": "text", "givenName": "text", "additionalName": "text",
        "patronymicName": "text", "honorificPrefix": "text", "honorificSuffix": "text", "familyNamePrefix": "text",
        "dateOfBirth": "date",
    },
    "IdentityObject": {
        "type": "!=IdentityObject", "hashed": "!boolean", "identityHash": "!text",
        "identityType": "!" + IDENTIFIER_TYPES, "salt": "text",
    },
    "IdentifierEntry": {
        "type": "!=IdentifierEntry", "identifier": "!text", "identifierType": "!" + IDENTIFIER_TYPES,
    },
    "Image": {"id": "!iri", "type": "!=Image", "caption": "text"},
    "Evidence": {
        "id": "iri", "type": "!any", "narrative": "text", "name": "text", "description": "text", "genre": "text",
        "audience": "text",
    },
    "Related": {"id": "!iri", "type": "!any", "inLanguage": "language", "version": "text"},
    "Address": {
        "type": "!any", "addressCountry": "text", "addressCountryCode": "text", "addressRegion": "text",
        "addressLocality": "text", "streetAddress": "text", "postOfficeBoxNumber": "text", "postalCode": "text",
        "geo": "node:GeoCoordinates",
    },
    "GeoCoordinates": {"type": "!=GeoCoordinates", "latitude": "!number", "longitude": "!number"},
    "EndorsementSubject": {"id": "!iri", "type": "!any", "endorsementComment": "text"},
    "CredentialSchema": {"id": "!iri", "type": "!text"},
    "RefreshService": {"id": "!iri", "type": "!text"},
    "TermsOfUse": {"id": "iri", "type": "!text"},
    "CredentialStatus": {"id": "iri", "type": "!text"},
    "BitstringStatusListEntry": {
        "id": "iri", "type": "!=BitstringStatusListEntry", "statusPurpose": "!text", "statusListIndex": "!index",
        "statusListCredential": "!iri", "statusSize": "integer", "statusReference": "iri*",
    },
    "BitstringStatusList": {
        "id": "iri", "type": "!any", "statusPurpose": "!text*", "encodedList": "!text", "ttl": "integer",
    },
    "StatusList2021": {"id": "iri", "type": "!any", "statusPurpose": "!text", "encodedList": "!text"},
    "Proof": {
        "id": "iri", "type": "!text", "created": "instant", "expires": "instant", "cryptosuite": "text",
        "challenge": "text", "domain": "text*", "nonce": "text", "proofPurpose": "text", "proofValue": "text",
        "verificationMethod": "iri", "previousProof": "iri*", "@context": "addresses",
    },
}  # fmt: skip

# The dates of both data models. Whatever stands under one of these names anywhere must be a date.
DATES = dict.fromkeys(("validFrom", "validUntil", "issuanceDate", "expirationDate"), "instant")
# In data model 1.1 the two dates have other names, and the first of them is required. Open Badges 3.0 was first
# published for that data model (contexts up to 3.0.1).
_OLDER_NAMES = {"validFrom": "issuanceDate", "validUntil": "expirationDate"}


@cache
def older(shape: str) -> dict[str, str]:
    """The members of a whole document of this shape in data model 1.1."""
    members = {_OLDER_NAMES.get(name, name): code for name, code in SHAPES[shape].items()}
    contexts = "!addresses" if shape in ("VerifiableCredential", "StatusList2021Credential") else "!older-contexts"
    return members | {"issuanceDate": "!instant", "@context": contexts}


# Documents of their own, which name their vocabularies.
WHOLE = frozenset({"OpenBadgeCredential", "EndorsementCredential", "StatusList2021Credential", "VerifiableCredential"})
# Classes in which other members may be of any form: nobody but their authors knows them.
OPEN = frozenset({"VerifiableCredential", "VerifiablePresentation", "agent", "schema", "status", "typed", "resource"})
# Classes that may hold no member but their own (as the official JSON Schema says).
CLOSED = frozenset({"IdentityObject", "IdentifierEntry", "Image"})
# Classes whose `type` is a word of the issuer's choosing.
FREE_TYPE = frozenset({"criteria", "CredentialSchema", "RefreshService", "TermsOfUse", "CredentialStatus", "Proof"})
# Members that the contexts define for any class, where the class itself does not list them.
GENERIC = {
    "name": "text", "description": "text", "narrative": "text", "url": "iri", "image": "node:Image",
    "inLanguage": "text", "alignment": "node:Alignment*", "endorsement": "node:EndorsementCredential*",
    "endorsementJwt": "jwt*", "digestSRI": "text", "digestMultibase": "text", "mediaType": "text", "id": "iri",
    "awardedDate": "instant", "type": "any", **DATES,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """How one member must look."""

    name: str
    required: bool
    many: bool


@cache
def kind(code: str) -> Kind:
    """Read the short form of a kind."""
    required, code = code.startswith("!"), code.removeprefix("!")
    return Kind(code.removesuffix("*"), required, code.endswith("*"))


def _classes_of_members() -> dict[str, str]:
    found: dict[str, str] = {}
    for members in SHAPES.values():
        for member, code in members.items():
            name = kind(code).name
            if name.startswith("node:"):
                found.setdefault(member, name.removeprefix("node:"))
    return {"issuer": "Profile"} | found


_CLASS_OF_MEMBER = _classes_of_members()


def class_of_member(member: str) -> str:
    """The class that a member leads to, where the object itself does not say."""
    return _CLASS_OF_MEMBER.get(member, "")


def members_of(types: frozenset[str], through: str) -> frozenset[str]:
    """The members that the class of an object has, by its types and by the member that led to it."""
    classes = types & SHAPES.keys()
    if types - {"VerifiableCredential"}:  # the narrower class alone says what is at home here
        classes -= {"VerifiableCredential"}
    if "AchievementCredential" in types:
        classes |= {"OpenBadgeCredential"}
    return frozenset(member for name in {*classes, class_of_member(through)} for member in SHAPES.get(name, ()))
