"""What the guards do is counted against the same budget, and none of it grows faster than the document does."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from pyld import jsonld

import jose_cast
import merited_credentials as mc
from cast import BADGE, DID, NOW, SIGNER, VERIFIER, Name
from merited_credentials import contexts, moved, verify
from merited_credentials.canonical import canonicalize
from merited_credentials.contexts import OB3, OB3_UNVERSIONED, VC2
from merited_credentials.errors import member_at
from merited_credentials.guard import examine
from merited_credentials.jose.issue import sign_token
from merited_credentials.lint import lint
from merited_credentials.presentations import unsigned_presentation
from merited_credentials.proofs import data_integrity
from merited_credentials.rdfc import MAX_CHARACTERS, canonical_text
from merited_credentials.resources import problem_with_digests
from merited_credentials.strict_json import count_values
from merited_credentials.structure import examine_structure
from merited_credentials.vocabulary import MAX_KEPT
from merited_credentials.work import MAX_LOOKS_IN_ALL, Work

PLAIN = {
    "@context": [VC2, OB3],
    "id": "https://x.example/1",
    "type": ["VerifiableCredential"],
    "issuer": DID,
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:m"},
}
# Types of Open Badges that bring words of their own and do not contradict each other.
TYPES = (
    "Achievement", "AchievementSubject", "Address", "Alignment", "EndorsementSubject", "Evidence", "GeoCoordinates",
    "IdentityObject", "Image", "Profile", "Related", "ResultDescription", "RubricCriterionLevel",
)  # fmt: skip
USED_UP = "more work than any honest file needs"


def about(*subjects, **members):
    return {**PLAIN, **members, "credentialSubject": [*subjects]}


def in_ever_new_words(count):
    """Objects of which each has other types, so that each has other words in force."""
    sets = [one for size in range(3, 7) for one in combinations(TYPES, size)]
    return about(*({"type": [*sets[number % len(sets)]]} for number in range(count)))


def looks_of(document, **options):
    work = Work()
    findings = examine(document, work=work, **options)
    return MAX_LOOKS_IN_ALL - work.looks, {one.code for one in findings}


def places(groups, alike):
    """Nodes that stand at many places, and say the same at all but one of them."""
    members = {"name": "a", "description": "b", "criteria": "c", "tag": "d"}
    achievements = [{"id": f"u:{number}", "type": "Achievement", **members} for number in range(groups)] * alike
    related = [{"id": f"u:{number}", "type": "Related"} for number in range(groups)] * alike
    subject = {
        "type": ["AchievementSubject"],
        "achievement": [*achievements, {"type": ["Achievement"], "related": related}],
    }
    return {**PLAIN, "credentialSubject": subject}


def test_places_that_say_the_same_are_one_and_each_is_written_down_once(monkeypatch):
    counted = Counter()
    members_of = moved.members_of

    def counting(types, through):
        counted["members_of"] += 1
        return members_of(types, through)

    monkeypatch.setattr(moved, "members_of", counting)
    document = places(groups=20, alike=18)
    looks, codes = looks_of(document)

    assert "work" not in codes
    assert counted["members_of"] == 20 * 18 * 2, "not once for each pair"
    assert looks < 3 * count_values(document) + 2_000
    assert looks_of(document, by_words=False)[0] < count_values(document) + 2_000, "there is nothing to compare"


def test_nodes_inside_themselves_are_counted_however_often_they_are_written_down():
    node = {"id": "u:1", "type": ["Profile"], "name": [f"name {number}" for number in range(8_000)]}
    for _ in range(30):
        node = {"id": "u:1", "type": ["Profile"], "parentOrg": node}

    looks, codes = looks_of(about(node))
    assert looks <= MAX_LOOKS_IN_ALL
    assert "work" in codes


def test_true_and_one_at_two_places_of_a_node_are_two_things():
    """Equal to Python, and not to the signature, so they could change their places."""
    words = [{"id": "u:1", "type": ["Image"], "caption": value} for value in (1, True)]
    document = {**PLAIN, "credentialSubject": {"type": ["AchievementSubject"], "image": words}}

    assert "described-twice" in looks_of(document)[1]
    assert "described-twice" not in looks_of(json.loads(json.dumps(document).replace("true", "1")))[1]


def test_of_objects_in_ever_new_words_not_all_are_read_and_none_is_hashed(monkeypatch):
    hashed = []
    monkeypatch.setattr(data_integrity.Cryptosuite, "hashed", lambda self, *rest: hashed.append(self))
    document = {**in_ever_new_words(3_000), "proof": BADGE["proof"]}
    report = VERIFIER.verify(document)

    assert report.verdict == "UNKNOWN" and USED_UP in report.step("context").sentence
    assert not hashed
    assert [one.code for one in lint(in_ever_new_words(3_000))] == ["work"]
    assert "work" not in looks_of(in_ever_new_words(30))[1]

    shell = {**unsigned_presentation([]), "@context": [VC2, OB3], "termsOfUse": document["credentialSubject"]}
    report = mc.verify_presentation({**shell, "proof": BADGE["proof"]}, VERIFIER)
    assert report.verdict == "UNKNOWN" and USED_UP in report.sentence
    assert not hashed


def test_what_is_learned_of_words_is_bounded_for_all_documents_together():
    known = contexts.Vocabularies()
    for _ in range(2):
        examine(in_ever_new_words(3_000), known)

    assert 1 < len(known._no_words._grown) <= MAX_KEPT
    assert known.scope((VC2, OB3))._grown is known._no_words._grown


def test_a_context_is_laid_over_the_same_words_once_however_many_objects_have_it(monkeypatch):
    counted = Counter()
    define = jsonld.JsonLdProcessor._create_term_definition

    def counting(self, *rest, **options):
        counted["terms"] += 1
        return define(self, *rest, **options)

    monkeypatch.setattr(jsonld.JsonLdProcessor, "_create_term_definition", counting)
    needed = []
    for count in (2, 60):
        reader = contexts.Vocabularies()
        canonicalize(
            about(*({"id": f"u:{number}", "type": "Achievement"} for number in range(count))), context_of=reader
        )
        needed.append(counted.total())
        counted.clear()

    assert needed[0] == needed[1] > 0


def test_the_ids_of_related_resources_are_counted_and_not_searched():
    resources = [{"id": Name(f"u:{number}"), "digestSRI": "x"} for number in range(500)]
    Name.compared = 0
    examine_structure({**PLAIN, "relatedResource": resources}, "VerifiableCredential")
    assert Name.compared < 5_000

    twice = examine_structure({**PLAIN, "relatedResource": [*resources, dict(resources[7])]}, "VerifiableCredential")
    assert "repeated" in {one.code for one in twice}


def test_a_vocabulary_at_hand_is_hashed_once_for_all_digests_of_it():
    digest = mc.multibase.base64url_encode(contexts.published_hash(OB3, "sha256"))
    before = contexts.published_hash.cache_info().misses

    assert problem_with_digests({"id": OB3, "digestMultibase": [digest] * 50}) is None
    assert contexts.published_hash.cache_info().misses == before
    kept = contexts._published.cache_info().currsize
    assert contexts.published_bytes("https://x.example/never-heard-of") is None
    assert contexts._published.cache_info().currsize == kept, "what others name is not remembered"


def test_a_long_name_is_cut_where_it_would_stand_in_the_place_of_each_value_inside():
    name = "x" * 100_000
    document = about({"id": "did:example:m", name: [{"id": "no address"}] * 100})

    for finding in (*examine_structure(document, "VerifiableCredential"), *examine(document)):
        assert len(finding.where) < 200
    assert member_at("a", name) == "a." + "x" * 80


def test_a_long_address_is_not_written_out_again_for_each_statement():
    quads = [("<u:" + "x" * 100_000 + ">", f"<u:p{number}>", "<u:o>", "") for number in range(100)]

    assert len(canonical_text(quads[:70])) < MAX_CHARACTERS
    with pytest.raises(mc.TooMuchWork, match="says more than any badge"):
        canonical_text(quads)


# An address that has meant several vocabularies: each reading has an equal part of the budget.

VERSIONS = contexts._UNVERSIONED[VC2]


def signed_in(reading):
    subject = {"type": ["AchievementSubject"], "id": "did:example:m"}
    achievement = {"id": "https://x.example/a", "type": ["Achievement"], "name": "n", "description": "d"}
    subject["achievement"] = {
        **achievement,
        "criteria": {"narrative": "x"},
        "tag": [f"t{one}" for one in range(400)],
    }
    document = {
        **PLAIN,
        "@context": [VC2, OB3_UNVERSIONED],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": DID, "type": ["Profile"]},
        "credentialSubject": subject,
        "image": {"id": "https://x.example/i.png", "type": "Image"},
    }
    return data_integrity.add(document, SIGNER, NOW, context_of=reading)


@pytest.mark.parametrize("reading", VERSIONS, ids=["the first", "the last"])
def test_whether_a_badge_is_too_large_does_not_depend_on_the_vocabulary_it_was_signed_in(reading, monkeypatch):
    walked = []
    monkeypatch.setattr(verify, "examine_structure", lambda *rest: walked.append(1) or examine_structure(*rest))
    document = signed_in(reading)
    needed = count_values({name: value for name, value in document.items() if name != "proof"}) + 20

    for left, verdict in ((len(VERSIONS) * needed, "PASS"), (len(VERSIONS) * (needed - 40), "UNKNOWN")):
        report = replace(VERIFIER, work=Work(values=left)).verify(document)
        assert report.verdict == verdict, report.sentence
        assert (USED_UP in report.sentence) == (verdict == "UNKNOWN")
    assert len(walked) == 2, "the form is looked at once for all readings"


def test_the_parts_are_equal_and_what_is_left_of_them_comes_back():
    whole = Work(steps=10, values=11, looks=12)
    parts = whole.parts(3)

    assert [(one.steps, one.values, one.looks) for one in parts] == [(3, 3, 4)] * 3
    assert (whole.steps, whole.values, whole.looks) == (1, 2, 0)
    parts[0].take_values(3)
    with pytest.raises(mc.CredentialError, match=USED_UP):
        parts[0].take_steps(4)
    for part in parts:
        whole.give_back(part)
    assert (whole.steps, whole.values, whole.looks) == (7, 8, 12)
    assert parts[0].outcomes is whole.outcomes


# Tokens in a presentation.


def test_the_tokens_of_a_presentation_draw_on_one_budget():
    document = {**PLAIN, "@context": [VC2], "issuer": jose_cast.DID, "credentialSubject": {"id": "did:example:m"}}
    token = sign_token(mc.prepare(document), jose_cast.signer(), form="vc+jwt")
    judge = mc.Verifier(now=NOW, documents=jose_cast.documents())
    presentation = unsigned_presentation([token] * 5)
    assert judge.verify(presentation).verdict == "PASS"

    one = Work()
    assert replace(judge, work=one).verify(token).verdict == "PASS"
    needed = MAX_LOOKS_IN_ALL - one.looks
    report = mc.verify_presentation(presentation, replace(judge, work=Work(looks=needed + 60)))

    verdicts = [found.verdict for found in report.credentials]
    assert verdicts[0] == "PASS" and verdicts[-1] == "UNKNOWN"
    assert report.verdict == "UNKNOWN" and USED_UP in report.sentence


def test_a_presentation_is_read_no_further_than_the_budget_goes():
    report = mc.verify_presentation(unsigned_presentation([BADGE]), replace(VERIFIER, work=Work(looks=3)))

    assert report.verdict == "UNKNOWN" and USED_UP in report.sentence


# What is only a matter of a signature by words.

SCHEMA = {"id": "https://x.example/s", "type": "JsonSchema", "jsonSchema": {"type": "object", "title": "t"}}


def test_a_literal_in_json_is_named_and_leaves_the_credential_unread():
    document = {**PLAIN, "@context": [VC2], "credentialSubject": SCHEMA, "proof": BADGE["proof"]}
    report = VERIFIER.verify(document)

    assert report.verdict == "UNKNOWN"
    assert "cannot read this member yet" in report.step("context").sentence
    assert report.step("proof").result == "UNKNOWN"
    hidden = {**document, "credentialSubject": {**SCHEMA, "@nest": {}}}
    assert VERIFIER.verify(hidden).verdict == "FAIL", "and hides nothing else"
    assert lint({name: value for name, value in document.items() if name != "proof"})


def test_a_text_that_stands_alone_in_its_object_is_read_where_the_json_itself_is_signed():
    document = {**PLAIN, "@context": [VC2], "name": {"@value": "x"}}
    signed = data_integrity.add(document, SIGNER, NOW, suite=data_integrity.EDDSA_JCS_2022)
    assert VERIFIER.verify(signed).verdict == "PASS"
    signed["name"] = "x"
    assert VERIFIER.verify(signed).step("proof").result == "FAIL"

    by_words = VERIFIER.verify(data_integrity.add(document, SIGNER, NOW))
    assert by_words.step("context").result == "FAIL", "to a signature by words it is the bare text"
    older = {**document, "name": {"@value": 7}}
    signed = data_integrity.add(older, SIGNER, NOW, suite=data_integrity.EDDSA_JCS_2022)
    assert VERIFIER.verify(signed).verdict == "FAIL"
