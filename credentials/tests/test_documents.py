"""Documents and dataclasses, both ways: every member has its field, and nothing is lost on the way there and back."""

from __future__ import annotations

import copy
import json
import random
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

import merited_credentials as mc
from cast import BADGE, DID, DOCUMENTS, HOST, ISSUER, NOW, SIGNER, achievement, badge, credential, signed
from equal_forms import FORMS
from generate import Chance
from merited_credentials import model, ob3
from merited_credentials.contexts import OB3, OB3_EXTENSIONS, VC1, VC2
from merited_credentials.shapes import SHAPES
from merited_credentials.strict_json import canonical
from merited_credentials.structure import examine_structure
from test_structure import mutations

CLASSES = {
    "OpenBadgeCredential": mc.Credential, "AchievementSubject": mc.Credential, "Achievement": mc.Achievement,
    "EndorsementCredential": mc.Endorsement, "EndorsementSubject": mc.Endorsement, "criteria": mc.Achievement,
    "Alignment": mc.Alignment, "ResultDescription": mc.ResultDescription, "RubricCriterionLevel": mc.ResultLevel,
    "Result": mc.Result, "Profile": mc.Profile, "IdentityObject": mc.Identity, "IdentifierEntry": mc.IdentifierEntry,
    "Image": mc.Image, "Evidence": mc.Evidence, "Related": mc.Related, "Address": mc.Address,
    "GeoCoordinates": mc.GeoCoordinates, "CredentialSchema": mc.CredentialSchema, "TermsOfUse": mc.TermsOfUse,
    "RefreshService": mc.RefreshService, "CredentialStatus": mc.OtherStatus, "BitstringStatusListEntry": mc.StatusEntry,
}  # fmt: skip
PLACES = {"AchievementSubject": "credentialSubject", "EndorsementSubject": "credentialSubject", "criteria": "criteria"}


def endorsement(**changes: Any) -> mc.Endorsement:
    values: dict[str, Any] = {
        "id": f"{HOST}/endorsements/1", "issuer": mc.Profile("https://state.example/", "State"), "about": DID,
        "name": "In good standing", "valid_from": NOW, "comment": "The district is in good standing.",
        "valid_until": datetime(2028, 1, 1, tzinfo=UTC), "description": "What it says.", "awarded_date": NOW,
        "evidence": (mc.Evidence(f"{HOST}/e/2", "E", "D", "N", "G", "A"),), "terms": (mc.TermsOfUse("urn:x:Terms"),),
        "refresh": mc.RefreshService(f"{HOST}/r/e", "urn:x:Refresh"),
        "schemas": (mc.CredentialSchema(f"{HOST}/schema/e"),),
        "status": mc.OtherStatus("1EdTechRevocationList", f"{HOST}/s"),
    }  # fmt: skip
    return mc.Endorsement(**(values | changes))


def full_profile() -> mc.Profile:
    return mc.Profile(
        "https://x.example/p", "Marla Ortiz", "https://x.example/", "Teaches.", "marla@x.example",
        mc.Image("https://x.example/p.png", "A portrait"), "+1 555 0100",
        mc.Address("United States", "US", "Oregon", "Alder Bay", "1 Main Street", "7", "97000",
                   mc.GeoCoordinates(44.6, -124)),
        (mc.IdentifierEntry("7", "systemId"), mc.IdentifierEntry("x", "ext:badge-number")), "yes", ISSUER,
        "Ortiz", "Marla", "J.", "P.", "Dr.", "PhD", "de", date(1990, 2, 3), (endorsement(),), ("aaa.bbb.ccc",),
    )  # fmt: skip


def full(**changes: Any) -> mc.Credential:
    """A badge in which every field of every class says something."""
    what = achievement(
        creator=full_profile(), credits_available=2.5, field_of_study="Education", human_code="FA-1",
        other_identifiers=(mc.IdentifierEntry("9", "identifier"),), specialization="Assessment",
        related=(mc.Related("https://x.example/es", "es-MX", "2"),), endorsements=(endorsement(),),
        endorsement_jwts=("ddd.eee.fff",),
        result_descriptions=(
            *achievement().result_descriptions,
            mc.ResultDescription("urn:x:points", "Points", "RawScore", allowed_values=("0", "1", "2"), value_min="0",
                                 required_value="1", value_max="2", alignments=achievement().alignments, levels=(
                mc.ResultLevel("urn:x:level", "L", "1", "D", "2", achievement().alignments),)),
        ),
    )  # fmt: skip
    values: dict[str, Any] = {
        "results": (*credential().results, mc.Result("urn:x:points", None, None, "1", achievement().alignments)),
        "achievement": what, "name": "Checking", "description": "D", "image": mc.Image(f"{HOST}/i.png"),
        "narrative": "N", "source": full_profile(), "role": "Teacher", "term": "Fall", "license_number": "L-1",
        "credits_earned": 3, "activity_start": NOW, "activity_end": NOW, "subject_image": mc.Image(f"{HOST}/s.png"),
        "endorsements": (endorsement(), endorsement(id=f"{HOST}/endorsements/2")), "endorsement_jwts": ("a.b.c",),
        "schemas": (mc.CredentialSchema(f"{HOST}/schema"),), "refresh": mc.RefreshService(f"{HOST}/r", "urn:x:R"),
        "terms": (mc.TermsOfUse("urn:x:T", f"{HOST}/t"), mc.TermsOfUse("urn:x:U")),
        "recipient": mc.Recipient("marla", "salt", "userName", "did:example:marla", False, (
            mc.Identity("sha256$" + "0" * 64, "s"),)),
        "status": mc.StatusEntry(f"{HOST}/status/1", 5, "suspension", 1, ("urn:x:reference",)),
    }  # fmt: skip
    return credential(**(values | changes))


def back_and_forth(document: dict[str, Any]) -> dict[str, Any]:
    """There and back, in the same text, so that 1 is not taken for 1.0 or for true."""
    again = ob3.to_document(ob3.from_document(document))
    assert canonical(again) == canonical(document)
    return again


def test_every_member_that_open_badges_has_is_a_field_of_its_class():
    for shape, kind in CLASSES.items():
        outer = PLACES.get(shape)
        places = {member.place for member in ob3._FORMS[kind].members}
        for name in SHAPES[shape]:
            if name not in ("type", "proof", "credentialSubject", "criteria"):
                assert ((outer, name) if outer else (name,)) in places, (shape, name)


def test_every_field_is_written_and_read_again_as_it_was():
    said = full()

    document = ob3.to_document(said)

    assert ob3.from_document(document) == said
    assert ob3.from_document(ob3.to_document(endorsement())) == endorsement()
    assert not examine_structure(document, "OpenBadgeCredential")


def test_the_full_badge_of_these_tests_is_full():
    kinds = {type(part): set() for part in _parts(full())}
    for part in _parts(full()):
        kinds[type(part)] |= {one.name for one in fields(part) if getattr(part, one.name) not in (None, ())}
    unsaid = {kind: {one.name for one in fields(kind)} - said for kind, said in kinds.items()}

    assert {kind.__name__: names for kind, names in unsaid.items() if names} == {
        "Credential": {"contexts"}, "Endorsement": {"contexts"},
    }  # fmt: skip
    assert set(CLASSES.values()) <= set(kinds)


def test_what_is_built_of_every_field_satisfies_the_official_schema(conformance):
    jsonschema = pytest.importorskip("jsonschema", reason="install the extra `test`")
    schemas = conformance / "schemas" / "open-badges" / "v3_0"
    for name, said in (("achievement", full()), ("endorsement", endorsement())):
        schema = json.loads((schemas / f"ob_v3p0_{name}credential_schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft201909Validator(schema).validate(ob3.to_document(said))


def _parts(part: Any) -> list[Any]:
    """A part and every part in it."""
    found = [part]
    for one in fields(part):
        value = getattr(part, one.name)
        for item in value if isinstance(value, tuple) else (value,):
            if is_dataclass(item):
                found += _parts(item)
    return found


@pytest.mark.long
@pytest.mark.parametrize("seed", range(40))
def test_generated_badges_and_all_their_other_forms_come_back_the_same(seed):
    document = Chance(seed).badge(DID)
    back_and_forth(document)
    for form in FORMS:
        changed = form.make({**document, "proof": {"type": "x"}})
        if not examine_structure(changed, "OpenBadgeCredential"):
            back_and_forth(changed)


@pytest.mark.parametrize("seed", range(40))
def test_members_that_nobody_knows_come_back_from_wherever_they_stood(seed):
    chance = random.Random(seed)
    document = Chance(seed).badge(DID)
    objects = [found for found in _objects(document) if found.get("type") not in ("IdentityObject", "Image")]
    objects = [found for found in objects if found.get("type") != "IdentifierEntry"]
    for number, place in enumerate(chance.sample(objects, min(len(objects), 5))):
        place[f"x:{number}"] = chance.choice(
            ["text", {"deep": {"deeper": "text"}}, ["a", "b"], [], [{"id": "urn:x:1"}]]
        )

    back_and_forth(document)


def test_whatever_the_shapes_accept_comes_back_the_same():
    kept = [document for document in mutations(600) if not examine_structure(document, "OpenBadgeCredential")]

    for document in kept:
        back_and_forth(document)
    assert len(kept) > 50


def _objects(value: Any) -> list[dict[str, Any]]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return ([value] if isinstance(value, dict) else []) + [found for item in inside for found in _objects(item)]


def endorsed(value: Any) -> Any:
    """With a signature on every endorsement inside."""
    if isinstance(value, dict):
        signature = {"proof": BADGE["proof"]} if "EndorsementCredential" in value.get("type", ()) else {}
        return {name: endorsed(item) for name, item in value.items()} | signature
    return [endorsed(item) for item in value] if isinstance(value, list) else value


def test_the_signed_badges_of_the_cast_come_back_with_their_proof():
    for document in (BADGE, signed(endorsed(mc.to_document(full(endorsement_jwts=(), status=None))), SIGNER)):
        back_and_forth(document)

    read = ob3.from_document(BADGE)

    assert isinstance(read, mc.Credential)
    assert read.extra == {"proof": BADGE["proof"]}
    assert read.as_read == {}, "our own badges are written as we write"
    assert replace(read, extra={}, name=None) == credential()


def test_badges_of_other_people_come_back_the_same(conformance):
    found = 0
    for path in sorted((conformance / "fixtures" / "ob30").rglob("*.json")):
        back_and_forth(json.loads(path.read_text(encoding="utf-8")))
        found += 1
    assert found >= 8


def test_what_is_changed_is_written_and_nothing_else():
    document = badge()
    document["issuer"] = DID
    document["credentialSubject"] |= {"result": document["credentialSubject"]["result"][0], "name": "not ours"}
    document["validFrom"] = "2026-01-15T04:30:00-05:00"
    read = ob3.from_document(document)

    changed = ob3.to_document(replace(read, description="New", valid_until=None))

    expected = {**document, "description": "New"}
    del expected["validUntil"]
    assert changed == expected
    moved = ob3.to_document(replace(read, valid_from=datetime(2026, 2, 1, tzinfo=UTC), issuer=ISSUER))
    assert (moved["validFrom"], moved["issuer"]) == ("2026-02-01T00:00:00Z", BADGE["issuer"])


def test_what_was_read_is_nobody_elses():
    document = badge()
    read = ob3.from_document(document)
    document["proof"]["created"] = "changed"
    written = ob3.to_document(read)
    written["proof"]["created"] = "changed"

    assert ob3.to_document(read) == BADGE


def test_an_unreadable_document_is_refused_with_every_finding():
    document = badge()
    document["validFrom"] = "yesterday"
    document["credentialSubject"]["identifier"][0]["hashed"] = "true"
    del document["credentialSubject"]["achievement"]["name"]

    with pytest.raises(mc.NotReadable) as refused:
        ob3.from_document(document)

    assert {finding.where for finding in refused.value.findings} == {
        "validFrom", "credentialSubject.identifier[0].hashed", "credentialSubject.achievement",
    }  # fmt: skip
    assert all(finding.sentence in refused.value.sentence for finding in refused.value.findings)


@pytest.mark.parametrize("document", [{}, {"type": ["VerifiableCredential"]}, {"type": 7}, {"@context": [VC2]}])
def test_what_is_neither_a_badge_nor_an_endorsement_is_refused(document):
    with pytest.raises(mc.NotReadable):
        ob3.from_document(document)


def test_a_badge_of_data_model_1_1_is_read_by_its_own_names():
    document = badge()
    del document["proof"]
    contexts = [VC1, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"]
    document |= {
        "@context": contexts, "issuanceDate": document.pop("validFrom"), "expirationDate": document.pop("validUntil"),
    }  # fmt: skip

    read = ob3.from_document(document)

    assert (read.valid_from, read.valid_until, read.contexts) == (
        credential().valid_from, credential().valid_until, tuple(contexts),
    )  # fmt: skip
    back_and_forth(document)


def test_a_schema_of_1edtech_brings_the_vocabulary_that_it_needs():
    plain, with_schema = credential(), credential(schemas=(mc.CredentialSchema(f"{HOST}/schema"),))

    assert ob3.to_document(plain)["@context"] == [VC2, OB3]
    assert ob3.to_document(with_schema)["@context"] == [VC2, OB3, OB3_EXTENSIONS]
    assert mc.prepare(with_schema)


def test_an_endorsement_is_prepared_signed_and_verified_like_a_badge():
    said = endorsement(issuer=ISSUER, about="https://x.example/p", status=None)

    verifier = mc.Verifier(now=NOW, documents=DOCUMENTS)

    assert verifier.verify(mc.sign(mc.prepare(said), SIGNER, created=NOW)).verdict == "PASS"


def test_an_instant_without_a_zone_is_a_mistake_of_the_program():
    with pytest.raises(ValueError):
        ob3.to_document(credential(valid_from=datetime(2026, 1, 1)))


def test_the_parts_are_values():
    assert hash(full()) == hash(full())
    assert copy.deepcopy(full()) == full()
    assert full() != full(role="Aide")
    assert model.Issuer is mc.Profile
