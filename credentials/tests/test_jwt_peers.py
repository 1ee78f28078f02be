"""Tokens and other people's software: PyJWT, openbadgeslib, npm jose and the official examples."""

from __future__ import annotations

import json
import re
import subprocess
import warnings

import pytest

from cast import DID, NOW
from jose_cast import ALG, KINDS, badge, look, payload, private_jwk, signer, verdict
from merited_credentials.jose.check import check_token
from merited_credentials.jose.credential import claims_of, read_token
from merited_credentials.jose.issue import sign_token
from merited_credentials.jose.token import decode, encode


def claims_in(token):
    return json.loads(decode(token.split(".")[1]))


@pytest.fixture
def pyjwt():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("jwt", reason="pip install pyjwt")


@pytest.mark.parametrize("text", ["Señalización", "شهادة", "👩🏽‍🏫", "e\u0301", '"\\\r\n\u000b\u007f'])
@pytest.mark.parametrize("kind", KINDS)
def test_pyjwt_reads_what_is_signed_here_and_we_read_what_it_signs(pyjwt, kind, text):
    prepared = badge(name=text)
    key = signer(kind)
    options = {"verify_aud": False, "verify_exp": False, "verify_nbf": False}

    theirs = pyjwt.decode(sign_token(prepared, key), key.private_key.public_key(), [ALG[kind]], options=options)
    made = pyjwt.encode(claims_of(prepared.document), key.private_key, ALG[kind], {"kid": key.verification_method})

    assert theirs["name"] == text
    assert verdict(look(made)) == "PASS"
    assert look(made).document == prepared.document
    changed = made.replace(made.split(".")[1], encode(json.dumps({**claims_in(made), "name": "x"}).encode()))
    assert look(changed).proof[0] == "FAIL"
    with pytest.raises(pyjwt.InvalidSignatureError):
        pyjwt.decode(changed, key.private_key.public_key(), [ALG[kind]], options=options)


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "RSA"])
def test_openbadgeslib_reads_what_is_signed_here_and_we_read_what_it_signs(kind):
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ours_to_them = pytest.importorskip("openbadgeslib.ob3.verifier", reason="pip install openbadgeslib")
        them_to_ours = pytest.importorskip("openbadgeslib.ob3.signer", reason="pip install openbadgeslib")
    key = signer(kind)
    public = key.private_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    private = key.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    prepared = badge(valid_until=None)

    read = ours_to_them.OB3Verifier(public).verify(sign_token(prepared, key, with_key=True))
    made = them_to_ours.OB3Signer(private, ALG[kind]).sign_payload(claims_of(prepared.document))

    assert read.issuer.id == DID
    finding = look(made)
    assert verdict(finding) == "PASS"
    assert finding.document == prepared.document


# Run in the folder of the judge, whose package.json names jose.
NPM_JOSE = """
import * as jose from 'jose'; import fs from 'node:fs';
const out = [], now = new Date('2026-05-01T12:00:00Z');
for(const {token, claims, key, alg, kid} of JSON.parse(fs.readFileSync(0, 'utf8'))) {
  const imported = await jose.importJWK(key, alg);
  try {
    out.push(token ? (await jose.jwtVerify(token, imported, {algorithms: [alg], currentDate: now})).payload :
      await new jose.SignJWT(claims).setProtectedHeader({alg, kid, typ: 'JWT'}).sign(imported));
  } catch(error) { out.push({refused: error.code}); }
}
fs.writeFileSync(1, JSON.stringify(out));
"""


def npm_jose(judge, *tasks):
    if not (judge / "node_modules" / "jose").is_dir():
        pytest.skip("the npm package jose is absent; run npm ci in tests/judge")
    command = ["node", "--input-type=module", "-e", NPM_JOSE]
    done = subprocess.run(command, cwd=judge, input=json.dumps(tasks), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", KINDS)
def test_npm_jose_reads_what_is_signed_here_and_we_read_what_it_signs(judge, kind):
    prepared, key = badge(name="Señal شهادة 👩🏽‍🏫 \u000b"), signer(kind)
    token = sign_token(prepared, key, with_key=True)
    changed = ".".join([token.split(".")[0], encode(json.dumps(payload(name="x")).encode()), token.split(".")[2]])
    public = {"key": dict(key.public_key.jwk), "alg": ALG[kind]}
    signing = {"key": private_jwk(kind), "alg": ALG[kind], "kid": key.verification_method}

    read, refused, made = npm_jose(
        judge,
        {"token": token, **public},
        {"token": changed, **public},
        {"claims": claims_of(prepared.document), **signing},
    )

    assert read == claims_in(token)
    assert refused == {"refused": "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"}
    assert verdict(look(made)) == "PASS"
    assert look(made).document == prepared.document


@pytest.mark.parametrize(("name", "form"), [("simple-jwt.svg", "ob3"), ("simple-jwt_v1.svg", "vc1")])
def test_official_tokens_hold_and_leave_the_issuer_open(conformance, name, form):
    text = (conformance / "fixtures" / "ob30" / name).read_text(encoding="utf-8")
    token = re.search(r'verify="([^"]+)"', text)[1]

    finding = check_token(token, now=NOW, resolve=lambda address: None)

    assert finding.form == form
    assert [answer[0] for answer in finding.answers] == ["PASS", "PASS", "UNKNOWN", "PASS"]


@pytest.mark.parametrize("name", ["simple.jwt", "simple-not-revoked.jwt"])
def test_a_signed_badge_of_the_older_kind_is_handed_on(conformance, name):
    reading = read_token((conformance / "fixtures" / "ob20" / name).read_text(encoding="utf-8").strip())

    assert reading.form == "other"
    assert reading.document["type"] == "Assertion"
