"""From the model to an Open Badges 3.0 document."""

from __future__ import annotations

from .contexts import OB3, VC2
from .dates import instant_text
from .model import (
    Achievement,
    Alignment,
    Credential,
    Evidence,
    Image,
    Issuer,
    Recipient,
    Result,
    ResultDescription,
    ResultLevel,
    StatusEntry,
)
from .strict_json import Json


def to_document(credential: Credential) -> dict[str, Json]:
    """The unsigned OpenBadgeCredential (Open Badges 3.0, 5.1 and B.1). Raises ValueError for a date without a zone."""
    return _filled(
        {
            "@context": [VC2, OB3],
            "id": credential.id,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": credential.name or credential.achievement.name,
            "issuer": _profile(credential.issuer),
            "validFrom": instant_text(credential.valid_from),
            "validUntil": instant_text(credential.valid_until) if credential.valid_until else None,
            "awardedDate": instant_text(credential.awarded_date) if credential.awarded_date else None,
            "credentialSubject": _subject(credential),
            "evidence": [_evidence(item) for item in credential.evidence],
            "credentialStatus": _status(credential.status) if credential.status else None,
        }
    )


def _filled(members: dict[str, Json]) -> dict[str, Json]:
    """Without what is not there: a signature covers no empty member."""
    return {name: value for name, value in members.items() if value is not None and value != []}


def _subject(credential: Credential) -> dict[str, Json]:
    return _filled(
        {
            "id": credential.recipient.id,
            "type": ["AchievementSubject"],
            "identifier": [_identity(credential.recipient)],
            "achievement": _achievement(credential.achievement, credential.issuer),
            "result": [_result(result) for result in credential.results],
        }
    )


def _identity(recipient: Recipient) -> dict[str, Json]:
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": recipient.identity_hash,
        "identityType": recipient.identity_type,
        "salt": recipient.salt,
    }


def _profile(issuer: Issuer) -> dict[str, Json]:
    return _filled(
        {
            "id": issuer.id,
            "type": ["Profile"],
            "name": issuer.name,
            "url": issuer.url,
            "description": issuer.description,
            "email": issuer.email,
            "image": _image(issuer.image),
        }
    )


def _image(image: Image | None) -> dict[str, Json] | None:
    return _filled({"id": image.id, "type": "Image", "caption": image.caption}) if image else None


def _achievement(achievement: Achievement, issuer: Issuer) -> dict[str, Json]:
    creator = achievement.creator
    return _filled(
        {
            "id": achievement.id,
            "type": ["Achievement"],
            "achievementType": achievement.achievement_type,
            "name": achievement.name,
            "description": achievement.description,
            "criteria": _filled({"id": achievement.criteria_id, "narrative": achievement.criteria_narrative}),
            "alignment": [_alignment(item) for item in achievement.alignments],
            "resultDescription": [_result_description(item) for item in achievement.result_descriptions],
            "image": _image(achievement.image),
            "version": achievement.version,
            "tag": list(achievement.tags),
            "inLanguage": achievement.in_language,
            # One node, one description: a creator that is the issuer is described in the same words.
            "creator": _profile(issuer if creator.id == issuer.id else creator) if creator else None,
        }
    )


def _alignment(item: Alignment) -> dict[str, Json]:
    return _filled(
        {
            "type": ["Alignment"],
            "targetName": item.target_name,
            "targetUrl": item.target_url,
            "targetType": item.target_type,
            "targetFramework": item.target_framework,
            "targetCode": item.target_code,
            "targetDescription": item.target_description,
        }
    )


def _result_description(item: ResultDescription) -> dict[str, Json]:
    return _filled(
        {
            "id": item.id,
            "type": ["ResultDescription"],
            "name": item.name,
            "resultType": item.result_type,
            "requiredLevel": item.required_level,
            "rubricCriterionLevel": [_level(level) for level in item.levels],
            "alignment": [_alignment(alignment) for alignment in item.alignments],
        }
    )


def _level(level: ResultLevel) -> dict[str, Json]:
    return _filled(
        {
            "id": level.id,
            "type": ["RubricCriterionLevel"],
            "name": level.name,
            "level": level.level,
            "description": level.description,
            "points": level.points,
            "alignment": [_alignment(alignment) for alignment in level.alignments],
        }
    )


def _result(result: Result) -> dict[str, Json]:
    return _filled(
        {
            "type": ["Result"],
            "resultDescription": result.result_description,
            "achievedLevel": result.achieved_level,
            "status": result.status,
            "value": result.value,
            "alignment": [_alignment(alignment) for alignment in result.alignments],
        }
    )


def _evidence(item: Evidence) -> dict[str, Json]:
    return _filled(
        {
            "id": item.id,
            "type": ["Evidence"],
            "name": item.name,
            "description": item.description,
            "narrative": item.narrative,
            "genre": item.genre,
            "audience": item.audience,
        }
    )


def _status(status: StatusEntry) -> dict[str, Json]:
    return {
        "id": f"{status.list_url}#{status.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": status.purpose,
        "statusListIndex": str(status.index),
        "statusListCredential": status.list_url,
    }
