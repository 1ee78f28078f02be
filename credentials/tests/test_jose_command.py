"""The JOSE command line, point by point: what it is given, what it writes, and its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import merited_credentials as mc
from cast import DID, NOW
from jose_cast import ALG, KINDS, badge, by_hand, private_jwk, signer
from merited_credentials.jose.__main__ import main
from merited_credentials.jose.issue import present_tokens, sign_token
from merited_credentials.jose.token import parse

CREDENTIAL, PRESENTATION = "credential_jose", "presentation_jose"
# Credentials about anything at all, with a vocabulary that this library does not hold.
ALUMNA = {
    "@context": [mc.contexts.VC2, "https://alumni.example/vocabulary/v1"],
    "id": "http://university.example/credentials/1",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "issuer": "https://university.example/issuers/1",
    "validFrom": "2010-01-01T19:23:24Z",
    "credentialSubject": {"id": "did:example:123", "degree": {"type": "Bachelor", "name": "Bachelor of Arts"}},
}
ENVELOPES = [
    f"data:application/vc+jwt,{sign_token(badge(), signer())}",
    "data:application/vc+sd-jwt,eyJh.eyJh.AAAA~WyJh~",
    "data:application/vc+cose;base64,0oRY+/8=",
]


def enveloped(address):
    return {"@context": mc.contexts.VC2, "type": "EnvelopedVerifiableCredential", "id": address}


SHOWN = {
    "@context": [mc.contexts.VC2],
    "type": ["VerifiablePresentation"],
    "holder": DID,
    "verifiableCredential": [enveloped(address) for address in ENVELOPES],
}


def method(kind, half="secretKeyJwk"):
    jwk = private_jwk(kind) if half != "publicKeyJwk" else dict(signer(kind).public_key.jwk)
    both = {"publicKeyJwk": dict(signer(kind).public_key.jwk), half: jwk}
    return {"id": f"{DID}#{kind}", "type": "JsonWebKey", "controller": DID} | both


@pytest.fixture
def run(tmp_path):
    """Run a command in this process: (what is in the input, the key) -> exit code and answer."""

    def command(name, given, key, feature=CREDENTIAL, now="2026-05-01T12:00:00Z"):
        text = given if isinstance(given, str) else json.dumps(given)
        (tmp_path / "input").write_bytes(text.encode("utf-8", "surrogateescape"))
        (tmp_path / "key.json").write_text(json.dumps(key))
        output = tmp_path / "output.json"
        output.unlink(missing_ok=True)
        where = ["--input", str(tmp_path / "input"), "--key", str(tmp_path / "key.json"), "--output", str(output)]
        code = main([name, *where, "--feature", feature, "--now", now])
        return code, json.loads(output.read_text()) if output.exists() else None

    return command


@pytest.mark.parametrize("half", ["secretKeyJwk", "privateKeyJwk"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_credential_goes_round_with_every_kind_of_key(run, kind, half):
    code, answer = run("issue", ALUMNA, method(kind, half))

    assert (code, answer["result"]) == (0, "success")
    token = parse(answer["data"])
    assert token.header == {"alg": ALG[kind], "typ": "vc+jwt", "cty": "vc", "kid": f"{DID}#{kind}"}
    assert run("verify", answer["data"] + "\n", method(kind, "publicKeyJwk")) == (
        0,
        {"result": "success", "data": ALUMNA},
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_bare_key_will_do(run, kind):
    token = run("issue", ALUMNA, private_jwk(kind) | {"kid": "k-1"})[1]["data"]

    assert parse(token).header["kid"] == "k-1"
    assert run("verify", token, dict(signer(kind).public_key.jwk))[0] == 0
    if kind != "RSA":
        assert (
            run("verify", token, {"type": "Multikey", "publicKeyMultibase": signer(kind).public_key.multikey})[0] == 0
        )
    assert parse(run("issue", ALUMNA, private_jwk(kind))[1]["data"]).header["kid"].startswith("did:jwk:")


def test_a_presentation_goes_round_and_its_credentials_stay_closed(run):
    code, answer = run("issue", SHOWN, method("P-256"), PRESENTATION)

    assert (code, answer["result"]) == (0, "success")
    assert parse(answer["data"]).header["typ"] == "vp+jwt"
    assert run("verify", answer["data"], method("P-256"), PRESENTATION) == (0, {"result": "success", "data": SHOWN})


def test_a_badge_is_linted_before_it_is_signed(run):
    document = badge().document

    assert run("issue", document, method("RSA"))[0] == 0
    code, answer = run("issue", document | {"@context": [*document["@context"], "https://x.example/v1"]}, method("RSA"))
    assert (code, answer["result"]) == (1, "failure")
    assert "vocabular" in answer["data"]


def test_what_the_library_signs_is_verified(run):
    tokens = [sign_token(badge(), signer("RSA")), sign_token(badge(), signer("RSA"), form="vc+jwt", with_key=True)]
    shown = present_tokens(tokens, signer("P-384"), challenge=None, domain=None, now=NOW)

    for token in tokens:
        assert run("verify", token, method("RSA")) == (0, {"result": "success", "data": badge().document})
    assert run("verify", shown, method("P-384"), PRESENTATION)[0] == 0


@pytest.mark.parametrize(
    "change",
    [
        {"@context": ["https://alumni.example/vocabulary/v1", mc.contexts.VC2]},
        {"@context": None},
        {"type": ["AlumniCredential"]},
        {"type": ["VerifiableCredential", 7]},
        {"issuer": None},
        {"issuer": "university"},
        {"issuer": {"name": "University"}},
        {"credentialSubject": "did:example:123"},
        {"credentialSubject": []},
        {"credentialSubject": None},
        {"id": "one"},
        {"validFrom": "2010-01-01"},
        {"validUntil": "2009-01-01T00:00:00Z"},
        {"credentialSchema": {"id": "https://university.example/schema"}},
        {"credentialSchema": {"type": "JsonSchema"}},
        {"credentialStatus": {"id": "https://university.example/1"}},
        {"evidence": [{"id": "https://university.example/1"}]},
        {"termsOfUse": "none"},
        {"refreshService": {}},
        {"badExtension": {"huh": "what?"}},
        {"vc": {}},
        {"vp": {}},
        {"iss": "https://university.example/issuers/1"},
        {"exp": 1},
    ],
    ids=str,
)
def test_a_malformed_credential_is_neither_signed_nor_verified(run, change):
    document = {name: value for name, value in (ALUMNA | change).items() if value is not None or name not in ALUMNA}

    for key in (method("Ed25519"), method("P-256")):
        code, answer = run("issue", document, key)
        assert (code, answer["result"]) == (1, "failure")
        assert len(answer["data"]) > 20
    if not {"iss", "exp"} & change.keys():
        assert run("verify", by_hand(document, typ="vc+jwt"), method("Ed25519"))[1]["result"] == "failure"


@pytest.mark.parametrize(
    "item",
    [
        ALUMNA,
        enveloped("not-a-credential"),
        enveloped("data:text/plain,hello"),
        enveloped("data:application/vp+jwt,a.b.c"),
        "a.b.c",
        None,
        enveloped(ENVELOPES[0]) | {"type": "VerifiableCredential"},
    ],
    ids=["unsecured", "no address", "text", "a presentation", "bare token", "nothing", "no envelope"],
)
def test_a_presentation_of_what_is_not_secured_fails(run, item):
    document = SHOWN | {"verifiableCredential": [item]}

    assert run("issue", document, method("P-256"), PRESENTATION)[1]["result"] == "failure"
    token = by_hand(document, typ="vp+jwt")
    assert run("verify", token, method("Ed25519"), PRESENTATION)[1]["result"] == "failure"


TOKEN = by_hand(ALUMNA, typ="vc+jwt")
REFUSED = {
    "another key": (TOKEN, "P-256"),
    "changed": (TOKEN[:-6] + "AAAAAA", "Ed25519"),
    "another media type": (by_hand(ALUMNA, typ="bad+typ", cty="bad+cty"), "Ed25519"),
    "a presentation instead": (by_hand(SHOWN, typ="vp+jwt"), "Ed25519"),
    "claims vc and vp": (by_hand(ALUMNA | {"vc": "oops", "vp": "nooo"}, typ="vc+jwt"), "Ed25519"),
    "another iss": (by_hand(ALUMNA | {"iss": DID}, typ="vc+jwt"), "Ed25519"),
    "expired": (by_hand(ALUMNA | {"exp": 1_700_000_000}, typ="vc+jwt"), "Ed25519"),
    "unsigned JSON": (json.dumps(ALUMNA), "Ed25519"),
    "empty": ("", "Ed25519"),
    "not UTF-8": ("\udcff\udcfe", "Ed25519"),
    "alg none": (by_hand(ALUMNA, typ="vc+jwt", alg="none", sign=lambda data: b""), "Ed25519"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_must_be_refused_is_a_failure_with_a_reason(run, name):
    token, kind = REFUSED[name]

    code, answer = run("verify", token, method(kind))

    assert (code, answer["result"]) == (1, "failure")
    assert answer["data"].endswith(".")
    assert "Traceback" not in answer["data"]


def test_an_issuer_that_is_an_object_matches_iss(run):
    issuer = ALUMNA["issuer"]
    token = by_hand(
        ALUMNA | {"issuer": {"id": issuer, "name": "University"}, "iss": issuer, "iat": "2010"}, typ="vc+jwt"
    )

    assert run("verify", token, method("Ed25519"))[0] == 0


@pytest.mark.parametrize(
    "key", [{}, {"kty": "oct", "k": "AAAA"}, {"publicKeyJwk": 7}, {"kty": "OKP", "crv": "Ed25519"}]
)
def test_a_key_that_is_none_is_a_failure(run, key):
    assert run("issue", ALUMNA, key)[1]["result"] == "failure"
    assert run("verify", TOKEN, key)[1]["result"] == "failure"


def test_wrong_use(tmp_path, capsys):
    there = ["--key", "k", "--output", str(tmp_path / "o")]
    with pytest.raises(SystemExit) as stop:
        main(["issue", "--input", "i", *there, "--feature", "credential_cose"])
    assert stop.value.code == 2
    assert main(["issue", "--input", str(tmp_path / "absent"), *there, "--feature", CREDENTIAL]) == 2
    assert "error" in capsys.readouterr().err


def test_it_runs_as_a_module(tmp_path):
    for name, value in (("in.json", ALUMNA), ("key.json", method("P-256"))):
        (tmp_path / name).write_text(json.dumps(value))
    options = ["--input", "in.json", "--key", "key.json", "--feature", CREDENTIAL, "--output", "out.json"]

    done = subprocess.run(
        [sys.executable, "-m", "merited_credentials.jose", "issue", *options], cwd=tmp_path, check=False
    )

    assert done.returncode == 0
    assert json.loads((tmp_path / "out.json").read_text())["result"] == "success"
