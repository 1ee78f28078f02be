"""Digests of related resources (data model 2.0, 5.3): right in form, and in value where the resource is at hand."""

from __future__ import annotations

import base64
import hashlib

import pytest

from merited_credentials.contexts import FROZEN, OB3, VC1, VC2, published_bytes
from merited_credentials.multibase import base58_encode, base64url_encode
from merited_credentials.resources import problem_with_digests

ELSEWHERE = "https://x.example/r.json"
HEADS = {"sha256": b"\x12\x20", "sha384": b"\x20\x30", "sha512": b"\x13\x40"}


def sri(name, data):
    return f"{name}-{base64.b64encode(hashlib.new(name, data).digest()).decode()}"


@pytest.mark.parametrize("name", HEADS)
def test_a_digest_in_any_right_form_is_accepted(name):
    digest = hashlib.new(name, b"words").digest()
    for resource in (
        {"digestSRI": sri(name, b"words")},
        {"digestSRI": f"{sri('sha384', b'one')} {sri('sha512', b'other')}"},
        {"digestMultibase": base64url_encode(HEADS[name] + digest)},
        {"digestMultibase": base58_encode(HEADS[name] + digest)},
        {"digestMultibase": base64url_encode(digest)},
        {"digestSRI": [sri(name, b"words")], "digestMultibase": [base58_encode(digest)]},
    ):
        assert problem_with_digests({"id": ELSEWHERE, **resource}) is None, resource


@pytest.mark.parametrize(
    "resource",
    [
        {},
        {"digestSRI": ""},
        {"digestSRI": 7},
        {"digestSRI": "sha256-"},
        {"digestSRI": "sha1-qUqP5cyxm6YcTAhz05Hph5gvu9M="},
        {"digestSRI": "sha256-" + hashlib.sha256(b"words").hexdigest()},
        {"digestSRI": "sha512-" + hashlib.sha512(b"words").hexdigest()},
        {"digestSRI": sri("sha256", b"words") + " and more"},
        {"digestMultibase": "u"},
        {"digestMultibase": "uEi"},
        {"digestMultibase": "mAAAA"},
        {"digestMultibase": base64url_encode(b"words of no digest, of some length")},
        {"digestMultibase": base64url_encode(b"\x12\x21" + bytes(32))},
        {"digestMultibase": base64url_encode(b"\x13\x20" + bytes(32))},
        {"digestMultibase": "u" + "A" * 5000},
        {"digestMultibase": "z" + "1" * 5000},
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_is_no_digest_is_refused(resource):
    assert problem_with_digests({"id": ELSEWHERE, **resource})


@pytest.mark.parametrize("address", [VC2, OB3])
def test_of_a_vocabulary_at_hand_the_digest_must_be_the_right_one(address):
    data = published_bytes(address)
    right = {"digestSRI": sri("sha384", data), "digestMultibase": base64url_encode(hashlib.sha256(data).digest())}

    assert problem_with_digests({"id": address, **right}) is None
    for wrong in ({"digestSRI": sri("sha384", data + b"\n")}, {"digestMultibase": base64url_encode(bytes(32))}):
        assert "not that of the resource" in problem_with_digests({"id": address, **right, **wrong})
    assert problem_with_digests({"id": address, "digestSRI": f"{sri('sha256', data)} {sri('sha384', b'x')}"})


def test_only_what_is_held_byte_for_byte_as_published_is_compared():
    assert hashlib.sha256(published_bytes(VC2)).hexdigest() == FROZEN[VC2].digest
    assert published_bytes(VC1) is None, "it is held with other spaces than its author publishes"
    assert published_bytes(ELSEWHERE) is None
