"""Credentials of data model 1.1, other credentials and presentations: nothing hides in them either."""

from __future__ import annotations

import copy

import pytest

import merited_credentials as mc
from cast import badge
from merited_credentials.canonical import canonicalize
from merited_credentials.contexts import OB3, STATUS_LIST_2021, VC1, VC2, Vocabularies
from merited_credentials.guard import examine
from test_contexts import EXAMPLES, EXTRA, older

READER = Vocabularies(extra=EXTRA)


def plain(**changes):
    """A verifiable credential of no kind that badges know."""
    return {
        "@context": [VC2, EXAMPLES],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "ExampleDegreeCredential"],
        "issuer": "did:example:issuer",
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2030-01-01T00:00:00Z",
        "credentialSubject": [{"id": "did:example:1", "degree": "BSc"}, {"id": "did:example:2", "degree": "MSc"}],
    } | changes


def presentation(*carried, **changes):
    return {
        "@context": [VC2],
        "id": "urn:uuid:9",
        "type": ["VerifiablePresentation"],
        "holder": "did:example:holder",
        "verifiableCredential": list(carried),
    } | changes


def codes(document, reader=READER):
    return {finding.code for finding in examine(document, reader)}


GOOD = {"1.1": older, "other": plain, "presentation": lambda: presentation(badge())}


@pytest.mark.parametrize("make", GOOD.values(), ids=GOOD)
def test_good_ones_pass_and_every_member_reaches_the_signature(make):
    document = make()

    assert codes(document) == set()
    text = canonicalize(document, context_of=READER)
    for path in leaves(document):
        changed = copy.deepcopy(document)
        place = changed
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]
        if codes(changed) or place in ({}, []):
            continue  # refused for its shape
        assert canonicalize(changed, context_of=READER) != text, path


def leaves(value, path=()):
    if isinstance(value, dict):
        for name, item in value.items():
            if name != "@context":
                yield from leaves(item, (*path, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, (*path, number))
    else:
        yield path


TRICKS = {
    "full name": {"https://www.w3.org/2018/credentials#validUntil": "2020-01-01T00:00:00Z"},
    "full name of a date": {"https://www.w3.org/2018/credentials#expirationDate": "2020-01-01T00:00:00Z"},
    "short name": {"cred:validUntil": "2020-01-01T00:00:00Z"},
    "nest": {"@nest": {"validUntil": "2020-01-01T00:00:00Z"}},
    "graph": {"@graph": [{"id": "urn:uuid:1"}]},
    "included": {"@included": [{"id": "urn:uuid:1"}]},
    "reverse": {"@reverse": {"issuer": "did:example:2"}},
    "@id": {"@id": "urn:uuid:2"},
    "@type": {"@type": "VerifiableCredential"},
    "@index": {"@index": "1"},
    "@value": {"name": {"@value": "x", "@type": "http://www.w3.org/2001/XMLSchema#date"}},
    "@direction": {"name": {"@value": "x", "@language": "en", "@direction": "rtl"}},
    "@language that is none": {"name": {"@value": "x", "@language": "not a tag"}},
    "@list": {"credentialSubject": {"@list": [{"id": "did:example:1"}]}},
    "@set": {"credentialSubject": {"@set": [{"id": "did:example:1"}]}},
    "inner vocabulary": {"credentialSubject": {"@context": {"x": "urn:x"}, "id": "did:example:1"}},
    "inner known vocabulary": {"credentialSubject": {"@context": [VC2], "id": "did:example:1"}},
    "relative": {"credentialSubject": {"id": "one"}},
    "made-up type": {"type": ["VerifiableCredential", "https://www.w3.org/2018/credentials#VerifiableCredential"]},
    "empty": {"evidence": []},
    "nothing": {"evidence": None},
    "empty object": {"evidence": {}},
    "same end twice": {"id": "urn:x:1", "evidence": [{"id": "urn:x:1", "type": ["VerifiableCredential"]}]},
    "status as an address": {"credentialStatus": "status/1"},
    "number for an address": {"issuer": 7},
    "date as a number": {"validFrom": 2026},
    "the same number twice": {"credentialSubject": {"id": "did:example:1", "scores": [1, 1]}},
    "id in a list": {"id": ["urn:uuid:1"]},
}


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS)
@pytest.mark.parametrize("make", [older, plain, presentation], ids=["1.1", "other", "presentation"])
def test_every_trick_is_found_in_each_kind(make, trick):
    assert codes(make() | copy.deepcopy(trick))


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS)
def test_every_trick_is_found_inside_what_a_presentation_carries(trick):
    assert codes(presentation(plain() | copy.deepcopy(trick), **{"@context": [VC2, EXAMPLES]}))


def test_an_end_moved_to_the_subject_that_is_the_credential_itself_is_found():
    """One node, described at two places: the end date would be signed, and nobody would read it."""
    document = plain(id="did:example:1")
    document["credentialSubject"][0] |= {"type": "VerifiableCredential", "validUntil": document.pop("validUntil")}

    assert "described-elsewhere" in codes(document)


def test_the_status_hidden_in_the_evidence_of_an_older_badge_is_found():
    status = {"id": "https://x.example/s#1", "type": "StatusList2021Entry", "statusPurpose": "revocation"}
    document = older(
        **{"@context": [VC1, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json", STATUS_LIST_2021]}
    )
    document["evidence"] = [{"id": document["id"], "type": ["VerifiableCredential"], "credentialStatus": status}]

    assert "described-elsewhere" in codes(document)


def test_words_of_another_place_are_no_words_here():
    """A date of a credential, in an achievement; a purpose of a proof, in a subject."""
    for member in ({"expirationDate": "2020-01-01T00:00:00Z"}, {"proofPurpose": "assertionMethod"}):
        document = older()
        document["credentialSubject"]["achievement"] |= member
        assert codes(document) == {"undefined-term"}


@pytest.mark.parametrize("value", ["xsd:anything", "xsd:/x"])
def test_a_short_form_is_not_taken_for_an_address(value):
    """The older vocabularies define prefixes, so `xsd:...` is signed as an address that nobody reads here."""
    assert "compact-iri" in codes(older(id=value))
    assert "undefined-type" in codes(older(type=["VerifiableCredential", "OpenBadgeCredential", value]))


def test_the_same_value_in_another_type_is_found():
    """To the signature, true and "true" are one where the vocabulary says that a boolean stands there."""
    for written, found in ((True, set()), ("true", {"native"}), (1, {"native"})):
        document = badge()
        document["credentialSubject"]["identifier"][0]["hashed"] = written
        del document["proof"]
        assert codes(document) == found


@pytest.mark.parametrize("tag", ["de-CH", "de-ch", "DE-CH"])
def test_a_text_may_say_its_language_in_large_and_small_letters(tag):
    """Language tags know no large and small letters (RFC 5646, 2.1.1); JSON-LD signs them small."""
    document = plain(name={"@value": "Grüezi", "@language": tag})

    assert codes(document) == set()
    assert '"Grüezi"@de-ch' in canonicalize(document, context_of=READER)


# Presentations.


def test_two_credentials_of_one_issuer_described_in_two_ways_do_not_disturb_each_other():
    """Each stands in a graph of its own, so neither says anything about what stands in the other."""
    one, other = badge(), badge()
    other["id"] += "0"
    other["issuer"] |= {"name": "Another name"}
    other["credentialSubject"]["achievement"]["creator"] |= {"name": "Another name"}

    assert codes(presentation(one, other)) == set()


def test_what_is_carried_cannot_speak_for_the_presentation():
    carried = plain(id="urn:uuid:9") | {"holder": "did:example:2"}
    inside = presentation(carried, **{"@context": [VC2, EXAMPLES]})

    # In a graph of its own it says nothing about the presentation; outside, the same words would be refused.
    assert "described-elsewhere" not in codes(inside)
    lines = [line for line in canonicalize(inside, context_of=READER).splitlines() if "#holder>" in line]
    assert sorted(line.count("_:c14n") for line in lines) == [0, 1]


def test_what_is_carried_must_name_its_own_vocabularies():
    """Data model 2.0 clears all words there: without a list of its own, nothing of it would be signed."""
    carried = badge()
    del carried["@context"]

    assert "undefined-term" in codes(presentation(carried))


def test_an_enveloped_credential_is_carried_by_its_address():
    enveloped = {
        "@context": VC2,
        "id": "data:application/vc+jwt,eyJraWQiOiJ4",
        "type": "EnvelopedVerifiableCredential",
    }

    assert codes(presentation(enveloped)) == set()
    assert codes(presentation(enveloped | {"id": "eyJraWQiOiJ4"})) == {"relative-iri"}


def test_a_signature_inside_is_looked_at_like_the_rest():
    for trick in ({"challenge:x": "1"}, {"@id": "urn:x"}, {"unknown": "x"}, {"proofPurpose": "relative"}):
        carried = badge()
        carried["proof"] |= trick
        assert codes(presentation(carried))


def test_the_base_comes_first_and_alone():
    for listed in ([EXAMPLES, VC2], [OB3], [], None, VC2, [VC2, VC1], [VC1, VC2], [[VC2]], [VC2, {"x": "urn:x"}]):
        assert codes(plain(**{"@context": listed}))


def test_the_base_that_nobody_wrote_is_refused_in_every_kind():
    for make in (older, plain, presentation):
        with pytest.raises(mc.UnsafeDocument):
            canonicalize(make() | {"id": "http://example.org/base/x"}, context_of=READER)
        with pytest.raises(mc.UnsafeDocument):
            canonicalize(make() | {"id": "x"}, context_of=READER)
