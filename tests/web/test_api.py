"""JSON over HTTP: verifying, DID documents, status lists."""

import json

import pytest

from merited.awards.models import Award
from merited.awards.pictures import baked_png, baked_svg

VERIFY = "/api/v1/verify"


@pytest.fixture
def badge(world) -> Award:
    return world.earned(world.marla, world.vesna)


def check(world, data, path=VERIFY, content_type="application/octet-stream"):
    return world.client().post(path, data, content_type=content_type)


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "image/png", "multipart/form-data; boundary=x", ""]
)
def test_a_badge_is_verified_whatever_its_content_type(badge, world, content_type):
    answer = check(world, badge.credential.encode(), content_type=content_type)

    assert answer.status_code == 200 and answer["Content-Type"] == "application/json"
    assert answer.json()["verdict"] == "PASS"
    assert [one["id"] for one in answer.json()["steps"]] == ["format", "context", "proof", "issuer", "dates", "status"]
    assert all(
        set(one) == {"id", "number", "result", "sentence"} and one["result"] == "PASS" for one in answer.json()["steps"]
    )


def test_pictures_are_verified_too(badge, world):
    assert check(world, baked_png(badge)).json()["verdict"] == "PASS"
    assert check(world, baked_svg(badge)).json()["verdict"] == "PASS"


def test_the_recipient_is_an_answer_of_its_own_and_never_decides(badge, world):
    from merited.people.queries import verified_address

    address = verified_address(world.marla)
    ours = check(world, badge.credential.encode(), f"{VERIFY}?recipient={address}").json()
    other = check(world, badge.credential.encode(), f"{VERIFY}?recipient=other@x.example").json()

    assert ours["verdict"] == other["verdict"] == "PASS"
    assert (ours["steps"][-1]["id"], ours["steps"][-1]["result"]) == ("recipient", "PASS")
    assert (other["steps"][-1]["id"], other["steps"][-1]["result"]) == ("recipient", "FAIL")


def test_a_changed_badge_fails(badge, world):
    changed = json.loads(badge.credential) | {"name": "Something else"}

    answer = check(world, json.dumps(changed).encode()).json()

    assert answer["verdict"] == "FAIL"
    assert next(one for one in answer["steps"] if one["id"] == "proof")["result"] == "FAIL"


@pytest.mark.parametrize("data", [b"hello", b"{", b"[]", b"\xff\xfe", b"\x89PNG\r\n\x1a\n", b"<svg/>", b"null"])
def test_what_is_no_badge_is_answered_and_never_passes(world, data):
    answer = check(world, data)

    assert answer.status_code == 200 and answer.json()["verdict"] in ("FAIL", "UNKNOWN")


def test_nothing_is_answered_with_a_sentence(world):
    for data in (b"", b" \n"):
        answer = check(world, data)
        assert answer.status_code == 400 and answer.json()["sentence"]


def test_only_a_post_is_answered(world):
    for method in ("get", "put", "delete"):
        answer = getattr(world.client(), method)(VERIFY)
        assert answer.status_code == 405 and answer["Allow"] == "POST" and answer.json()["sentence"]


def test_more_than_five_megabytes_is_refused_with_a_sentence(world):
    answer = check(world, b"x" * 5_000_001)

    assert answer.status_code == 413 and "5 MB" in answer.json()["sentence"]


def test_four_megabytes_are_read(world):
    assert check(world, b"x" * 4_000_000).status_code == 200


def test_more_than_sixty_in_a_minute_are_refused_with_a_sentence(world):
    answers = [check(world, b"{}").status_code for _one in range(61)]
    late = check(world, b"{}")

    assert answers == [200] * 60 + [429]
    assert late.status_code == 429 and late["Retry-After"] == "60" and late.json()["sentence"]


def test_no_form_token_is_asked_for_and_no_cookie_is_set(world):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True, HTTP_HOST="localhost:8000").post(
        VERIFY, b"{}", content_type="application/json"
    )

    assert answer.status_code == 200 and not answer.cookies


def test_the_did_document_lists_the_key_that_signed(badge, world):
    answer = world.client().get("/issuers/alder-bay/did.json")

    assert answer["Content-Type"] == "application/did+json" and answer["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["id"] == badge.issuer.did
    assert json.loads(badge.credential)["proof"]["verificationMethod"] in json.dumps(answer.json()["assertionMethod"])


def test_the_status_list_is_served_byte_for_byte(badge, world):
    address = json.loads(badge.credential)["credentialStatus"]["statusListCredential"]
    badge.status_list.refresh_from_db()

    answer = world.client().get(address.removeprefix("http://localhost:8000"))

    assert answer["Content-Type"] == "application/vc" and answer["Access-Control-Allow-Origin"] == "*"
    assert answer.content == badge.status_list.document.encode()
    assert "max-age" in answer["Cache-Control"]


def test_a_status_list_that_was_never_signed_is_not_found(world):
    award = world.granted(world.marla, world.vesna)

    assert world.client().get(f"/status/{award.status_list_id}").status_code == 404
