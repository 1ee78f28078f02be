"""Changed badges: every leaf of one badge in four ways, and one seeded change in each of many; none may pass.

The badges of the second half are of every sort: JSON with one proof and more, chains, endorsements inside, tokens,
pictures. Its long form is a command: `python credentials/tests/mutate.py --badges 5000 --whole 50`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

import generate
import generate_sorts
import mutate
from cast import BADGE, VERIFIER, signed, status_list, verifier
from equal_forms import FORMS, alike, at
from merited_credentials.proofs import data_integrity
from merited_credentials.proofs.suites import suite_of

pytestmark = pytest.mark.long

Path = tuple[Any, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if items is None:
        yield path
    else:
        for key, item in items:
            yield from leaves(item, (*path, key))


def objects(value: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(value, dict):
        yield path
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from objects(item, (*path, key))


def with_value(path: Path, value: Any) -> Any:
    document = copy.deepcopy(FULL)
    at(document, path[:-1])[path[-1]] = value
    return document


# One badge with native numbers too, so that changes of type are tried on them.
_unsigned = {name: value for name, value in copy.deepcopy(BADGE).items() if name != "proof"}
_unsigned["credentialSubject"] |= {"creditsEarned": 1.5, "narrative": "How it went.", "role": "teacher"}
_unsigned["credentialSubject"]["achievement"] |= {"creditsAvailable": 3}
_unsigned["issuer"]["address"] = {
    "type": ["Address"], "addressLocality": "Alder Bay",
    "geo": {"type": "GeoCoordinates", "latitude": 44.5, "longitude": -124},
}  # fmt: skip
_unsigned["credentialSubject"]["achievement"]["creator"] = copy.deepcopy(_unsigned["issuer"])
FULL = signed(_unsigned)
LEAVES = list(leaves(FULL))
OBJECTS = list(objects(FULL))
NAMES = [".".join(map(str, path)) for path in LEAVES]


def passes(document: Any) -> bool:
    return VERIFIER.verify(document).verdict == "PASS"


def test_the_badge_passes_before_it_is_changed():
    assert passes(FULL)
    assert len(LEAVES) > 100


@pytest.mark.parametrize("path", LEAVES, ids=NAMES)
def test_no_changed_value_passes(path):
    value = at(FULL, path)
    if isinstance(value, bool):
        changes = [not value]
    elif isinstance(value, str):
        changes = [f"{value}x", f" {value}", f"{value}\u200b", ""]
    else:
        changes = [value + 1, value + 0.25, -value]

    assert [change for change in changes if passes(with_value(path, change))] == []


@pytest.mark.parametrize("path", LEAVES, ids=NAMES)
def test_no_changed_type_passes(path):
    value = at(FULL, path)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    others = [text, None, [value], [], {}, {"@value": value}, {"id": value}, {"en": value}, [[value]], True, 1, 0.5]
    # A type, an @context and a tag may be alone or in a list: the same said in another way, and read alike.
    others = [other for other in others if type(other) is not type(value) or other != value]
    if path[-1] in ("type", "statusPurpose"):
        others.remove([value])

    assert [other for other in others if passes(with_value(path, other))] == []


@pytest.mark.parametrize("path", LEAVES, ids=NAMES)
def test_no_removed_value_passes(path):
    document = copy.deepcopy(FULL)
    del at(document, path[:-1])[path[-1]]

    assert not passes(document)


ADDED = {
    "unheard": "of", "@id": "https://x.example/1", "@nest": {"name": "x"}, "@included": [{"id": "urn:x:1"}],
    "@reverse": {"https://x.example/p": {"id": "urn:x:1"}}, "@graph": [], "@index": "x", "@type": "x",
    "https://schema.org/name": "x", "schema:name": "x", "cred:validUntil": "2020-01-01T00:00:00Z", "": "x",
    "description": "An added word.", "narrative": "", "endorsement": [], "alignment": [], "inLanguage": None,
    "@context": BADGE["@context"], "image": {}, "url": "https://x.example/",
}  # fmt: skip


@pytest.mark.parametrize("path", OBJECTS, ids=[".".join(map(str, path)) or "badge" for path in OBJECTS])
@pytest.mark.parametrize("name", ADDED, ids=[name or "no name" for name in ADDED])
def test_no_added_member_passes(path, name):
    if (path, name) == (("proof",), "@context"):
        name = "@included"  # a proof may repeat the list of the badge: it is signed as if it did
    document = copy.deepcopy(FULL)
    place = at(document, path)
    place[name] = f"Not {place[name]}" if name in place else copy.deepcopy(ADDED[name])

    assert not passes(document)


def test_no_changed_status_list_clears_a_revoked_badge():
    listed = status_list(94_567)
    for path in leaves(listed):
        document = copy.deepcopy(listed)
        at(document, path[:-1])[path[-1]] = "x"

        assert verifier(status_lists={listed["id"]: document}).verify(BADGE).verdict != "PASS", path


BATCHES = 10
CHANGED = "The badge was changed after it was signed, or another key signed it."


@pytest.mark.parametrize("batch", range(BATCHES))
def test_one_seeded_change_in_each_of_500_badges_is_refused(batch):
    tried, problems = mutate.run(badges=500 // BATCHES, whole=0, seed=2026 + batch)

    assert problems == []
    assert sum(tried.values()) == 500 // BATCHES


def test_every_member_of_a_badge_changed_is_refused():
    tried, problems = mutate.run(badges=0, whole=2, seed=9)

    assert problems == []
    assert {sort for sort, _ in tried} == {"token", "chain of proofs"}
    assert {kind for _, kind in tried} >= {"value", "type", "removed", "added", "contradiction"}


@pytest.mark.parametrize("make", dict.fromkeys(generate_sorts.SORTS), ids=lambda make: make.__name__)
def test_the_badges_of_every_sort_pass_before_they_are_changed(make):
    for seed in range(8):
        honest = make(generate.Chance(seed))
        report = generate_sorts.verifier().verify(honest.shown(honest.document))
        assert report.verdict == "PASS", (seed, report.sentence)


def test_every_claim_that_contradicts_the_credential_is_refused_though_its_own_key_signed_it():
    tried: set[tuple[str, str]] = set()
    suites: set[str] = set()
    for seed in range(120):
        chance = generate.Chance(seed)
        honest = generate_sorts.token(chance)
        document = generate_sorts.claims_that_contradict(honest, chance.random)
        report = generate_sorts.verifier().verify(honest.again(document))
        assert report.verdict == "FAIL", (seed, honest.suite, report.sentence)
        assert report.step("proof").sentence != CHANGED, "not for its signature"
        suites.add(honest.suite)
        changed = {name for part in document for name in {**document[part], **honest.document[part]}
                   if document[part].get(name) != honest.document[part].get(name)}  # fmt: skip
        tried |= {(honest.suite.split()[0], name) for name in changed}
    assert tried >= {(form, name) for form in generate_sorts.FORMS for name in ("iss", "sub", "jti", "exp", "nbf")}
    assert suites == {f"{form} {alg}" for form in generate_sorts.FORMS for alg in ("RS256", "ES256", "EdDSA")}


def test_a_token_that_is_signed_again_unchanged_passes():
    for seed in range(6):
        honest = generate_sorts.token(generate.Chance(seed))
        assert generate_sorts.verifier().verify(honest.again(honest.document)).verdict == "PASS"


@pytest.mark.parametrize("way", generate.WAYS, ids=[f"{suite.name} {key}" for suite, key in generate.WAYS])
def test_the_badges_pass_before_they_are_changed(way):
    for seed in range(5):
        honest = generate.Chance(seed).honest(way)
        report = generate.VERIFIER.verify(honest.document)
        assert report.verdict == "PASS", (seed, report.sentence)


def test_the_same_seed_gives_the_same_badge():
    assert generate.Chance(3).honest() == generate.Chance(3).honest()


def test_the_seeded_changes_are_of_every_kind_and_a_verifier_without_eyes_is_caught(monkeypatch):
    """The test can fail: were every badge called good, nearly every change would be reported."""
    passed = generate.VERIFIER.verify(generate.Chance(1).honest().document)
    blind = type("Blind", (), {"verify": lambda self, document: passed})()
    monkeypatch.setattr(mutate, "verifier", lambda: blind)

    tried, problems = mutate.run(badges=56, whole=0, seed=5)

    assert {kind for _, kind in tried} == {*mutate.KINDS, "contradiction", "signature"}
    assert len({sort for sort, _ in tried}) >= 5
    assert len(problems) > 40


RDF_ONLY = [form for form in FORMS if form.rdf_only and "vocabular" not in form.name]


# Forms that the standards hold equal: the only exceptions, in one place (equal_forms.py), each shown to be one.


@pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
def test_a_form_that_is_held_equal_is_what_was_signed_byte_for_byte(form):
    made = 0
    for seed in range(12):
        for way in range(len(WAYS)):
            honest = honest_of(seed, way)
            if (form.rdf_only and honest.is_ordered) or (form.jcs_only and honest.is_by_words):
                continue
            other = form.make(honest.document)
            made += other != honest.document or str(other) != str(honest.document)
            assert alike(honest.document, other, ordered=honest.is_ordered)
            assert signed_bytes(other) <= signed_by_honest(seed, way), "what is left is what was signed"
    assert made >= 3, "a form that no badge has shows nothing"


WAYS = (*generate.WAYS, None)  # None: one drawn, and in some a second proof


@cache
def honest_of(seed, way):
    """The same badges for every form, signed in the way of this number: a form is made of a copy."""
    return generate.Chance(seed, fullness=0.3).honest(WAYS[way])


@cache
def signed_by_honest(seed, way):
    return signed_bytes(honest_of(seed, way).document)


def signed_bytes(document):
    """What each proof of a document is made over."""
    proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    assert proofs
    return {signed_by(document, proof) for proof in proofs}


def signed_by(document, proof):
    key = next(kind for kind in generate.KINDS if proof["verificationMethod"].endswith((f"#{kind}", multikey(kind))))
    return data_integrity.signing_input(document, proof, key, suite=suite_of(proof))


def multikey(kind):
    return generate.signer_of(kind, "").public_key.multikey


@pytest.mark.parametrize("form", RDF_ONLY, ids=[form.name for form in RDF_ONLY])
def test_where_the_order_is_signed_such_a_form_is_a_change(form):
    ways = [number for number, way in enumerate(generate.WAYS) if "-jcs-" in way[0].name]
    if not ways:
        pytest.skip("this version signs by no cryptosuite that keeps the order of lists")
    for seed in range(12):
        honest = honest_of(seed, ways[0])
        other = form.make(honest.document)
        if other != honest.document:
            assert not alike(honest.document, other, ordered=True)
            assert generate.VERIFIER.verify(other).verdict != "PASS"
