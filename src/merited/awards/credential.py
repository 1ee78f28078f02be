"""The one place where a row becomes a badge."""

from datetime import datetime

import merited_credentials as ob

from merited.awards.models import Award, Issuer, StatusList
from merited.catalog.document import Criterion
from merited.catalog.models import Version
from merited.catalog.queries import framework_path
from merited.people.queries import public_url


def award_address(award: Award) -> str:
    """The award's own address: its page for people, its signed JSON for programs."""
    return f"{public_url()}/awards/{award.id}"


def status_address(status_list: StatusList) -> str:
    """The address of a signed status list."""
    return f"{public_url()}/status/{status_list.id}"


def version_address(version: Version) -> str:
    """The address of a version: the criteria as they stood when it was earned."""
    return f"{public_url()}/catalog/{version.microcredential.key}/{version.number}"


def issuer_profile(issuer: Issuer) -> ob.Issuer:
    """The issuer as a badge names it."""
    return ob.Issuer(id=issuer.did, name=issuer.organization.name, url=issuer.address)


def achievement_of(version: Version) -> ob.Achievement:
    """The version as an achievement: the competency, the whole rubric, alignments to our own pages of framework items."""
    document, base = version.document, public_url()
    address = version_address(version)
    return ob.Achievement(
        id=address,
        name=document.title,
        description=document.competency,
        criteria_id=f"{address}#rubric",
        criteria_narrative=_narrative(version),
        achievement_type="MicroCredential",
        version=document.number,
        in_language=str(document.source.get("language", "en")),
        tags=tuple(document.source.get("badge", {}).get("skills", ())),
        image=ob.Image(
            id=f"{address}/mark.png", caption=f"{document.title}, {version.microcredential.organization.name}"
        ),
        alignments=tuple(
            ob.Alignment(
                target_name=item.name,
                target_url=base + framework_path(item.framework, item.identifier),
                target_type="CFItem",
                target_framework=item.framework,
                target_code=item.identifier,
            )
            for item in document.alignments
        ),
        result_descriptions=tuple(_result_description(address, one) for one in document.criteria),
    )


def _narrative(version: Version) -> str:
    document = version.document
    lines = [
        f"- {one.name}: {next(d.text for d in one.descriptors if d.level.id == one.meeting.id)}"
        for one in document.criteria
    ]
    return (
        "Every criterion must be met; nothing is added up or averaged. The work is judged blind by a qualified colleague.\n\n"
        + "\n".join(lines)
    )


def _level_id(address: str, criterion: Criterion, level: str) -> str:
    return f"{address}#{criterion.id}.{level}"


def _result_description(address: str, criterion: Criterion) -> ob.ResultDescription:
    return ob.ResultDescription(
        id=f"{address}#{criterion.id}",
        name=criterion.name,
        result_type="RubricCriterionLevel",
        required_level=_level_id(address, criterion, criterion.meeting.id),
        levels=tuple(
            ob.ResultLevel(
                id=_level_id(address, criterion, one.level.id),
                name=one.level.label,
                level=one.level.label,
                description=one.text or None,
            )
            for one in criterion.descriptors
        ),
    )


def credential_of(award: Award, *, address: str, salt: str) -> ob.Credential:
    """What we plan to sign for an award. `address` is a verified e-mail, named only by its salted hash."""
    if award.status_list is None or award.status_index is None:
        raise ValueError("an award is planned after it has its place in a status list")
    version = award.version
    base = version_address(version)
    document = version.document
    return ob.Credential(
        id=award_address(award),
        name=document.title,
        issuer=issuer_profile(award.issuer),
        achievement=achievement_of(version),
        recipient=ob.Recipient.of_email(address, salt),
        valid_from=_whole(award.granted_at),
        valid_until=_whole(award.valid_until) if award.valid_until else None,
        awarded_date=_whole(award.granted_at),
        results=tuple(
            ob.Result(result_description=f"{base}#{one.id}", achieved_level=_level_id(base, one, award.results[one.id]))
            for one in document.criteria
        ),
        status=ob.StatusEntry(list_url=status_address(award.status_list), index=award.status_index),
    )


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
