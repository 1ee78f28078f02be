"""The JOSE command line: `python -m merited_credentials.jose issue|verify --input F --key K --feature NAME --output O`.

It speaks as the W3C suite for VC-JOSE-COSE asks: the answer is a file with {"result": "success" or "failure", "data"},
where data is the token (issue), the document (verify) or a sentence (failure). The key is the one that is handed in, as
a verification method or as a JWK; whose key that is, is not asked here. `python -m merited_credentials verify` asks it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ..controllers import KeyFinding
from ..dates import parse_instant
from ..did import did_jwk
from ..errors import CredentialError, NotReadable
from ..keys import PRIVATE_MEMBERS, VerificationKey
from ..signers.memory import MemorySigner
from ..strict_json import Json, parse_object
from .check import in_force, signature_answer
from .credential import CLAIMS, holder_of, issuer_of, read_token
from .general import check_credential, check_presentation_shell
from .issue import signed_text
from .token import MAX_CHARACTERS

CREDENTIAL, PRESENTATION = "credential_jose", "presentation_jose"
FORMS = {CREDENTIAL: ("vc+jwt", "ob3"), PRESENTATION: ("vp+jwt",)}
EXIT = {"success": 0, "failure": 1}
WRONG_USE = 2
_JWKS = ("secretKeyJwk", "privateKeyJwk", "publicKeyJwk")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and write its answer. Exit code: 0 success, 1 failure, 2 for wrong use."""
    options = _parser().parse_args(arguments)
    try:
        now = parse_instant(options.now) if options.now else datetime.now(UTC)
        with options.input.open("rb") as file:
            data = file.read(2 * MAX_CHARACTERS)  # more is no token, and is refused as too long
        key = parse_object(options.key.read_bytes())
        answer = answer_to(options.command, data, key, options.feature, now)
        options.output.write_text(json.dumps(answer, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except (OSError, CredentialError) as error:
        print(f"error: {error}", file=sys.stderr)
        return WRONG_USE
    return EXIT[str(answer["result"])]


def answer_to(command: str, data: bytes, key: Mapping[str, Json], feature: str, now: datetime) -> dict[str, Json]:
    """The answer to one command, {"result", "data"}; nothing is raised for what is in the input or in the key."""
    try:
        text = data.decode("utf-8").strip()
        done = issue(text, key, feature, now) if command == "issue" else verify(text, key, feature, now)
        return {"result": "success", "data": done}
    except UnicodeDecodeError:
        return {"result": "failure", "data": "This file is not text in UTF-8."}
    except CredentialError as error:
        return {"result": "failure", "data": error.sentence}


def issue(text: str, key: Mapping[str, Json], feature: str, now: datetime) -> Json:
    """Sign a credential or a presentation in JSON, as vc+jwt or vp+jwt; the token. Raises CredentialError."""
    document = parse_object(text)
    for name in CLAIMS:
        if name in document:
            raise NotReadable(f'The document may not have the member "{name}", which belongs to the token.')
    _check(document, feature, to_sign=True)
    claims: dict[str, Json] = {**document, "iat": int(now.timestamp())}
    speaker = holder_of(document) if feature == PRESENTATION else issuer_of(document)
    if speaker:
        claims["iss"] = speaker
    kind = FORMS[feature][0]
    return signed_text({"typ": kind, "cty": kind.removesuffix("+jwt")}, claims, _signer_of(key))


def verify(text: str, key: Mapping[str, Json], feature: str, now: datetime) -> Json:
    """Check a token with the key at hand; the document in it. Raises CredentialError with the reason against it."""
    reading = read_token(text)
    if reading.format[0] != "PASS" or reading.token is None or reading.document is None:
        raise NotReadable(reading.format[1])
    if reading.form not in FORMS[feature]:
        raise NotReadable(f"This token is of another kind than {FORMS[feature][0]}.")
    _check(reading.document, feature, to_sign=False)
    found = KeyFinding(_public_key_of(key), "PASS", "")
    for result, sentence in (signature_answer(reading.token, found), in_force(reading.window, now)):
        if result != "PASS":
            raise NotReadable(sentence)
    return reading.document


def _check(document: dict[str, Json], feature: str, *, to_sign: bool) -> None:
    if feature == CREDENTIAL:
        check_credential(document, to_sign=to_sign)
    else:
        check_presentation_shell(document)


def _signer_of(key: Mapping[str, Json]) -> MemorySigner:
    """A signer of a verification method with its private half, or of a private JWK; its address is the id or `kid`."""
    jwk = _jwk_of(key, _JWKS)
    address = key.get("id") if jwk is not key else key.get("kid")
    signer = MemorySigner.of(jwk, "")
    named = address if isinstance(address, str) else f"{did_jwk(signer.public_key)}#0"
    return MemorySigner(signer.private_key, named)


def _public_key_of(key: Mapping[str, Json]) -> VerificationKey:
    """The public half, whether or not the private one stands beside it."""
    multikey = key.get("publicKeyMultibase")
    if isinstance(multikey, str):
        return VerificationKey.from_multikey(multikey)
    jwk = _jwk_of(key, _JWKS[::-1])
    return VerificationKey.from_jwk({name: value for name, value in jwk.items() if name not in PRIVATE_MEMBERS})


def _jwk_of(key: Mapping[str, Json], members: Sequence[str]) -> Mapping[str, Json]:
    found = [jwk for jwk in (key.get(name) for name in members) if isinstance(jwk, dict)]
    return found[0] if found else key


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="merited_credentials.jose", description="Sign and check tokens with a key.")
    parser.add_argument("command", choices=("issue", "verify"))
    parser.add_argument("--input", required=True, type=Path, help="the credential in JSON (issue), the token (verify)")
    parser.add_argument("--key", required=True, type=Path, help="a verification method or a JWK, in JSON")
    parser.add_argument("--feature", required=True, choices=tuple(FORMS))
    parser.add_argument("--output", required=True, type=Path, help="where the answer is written, in JSON")
    parser.add_argument("--now", help="the moment to judge by, such as 2026-05-01T12:00:00Z")
    return parser


if __name__ == "__main__":
    sys.exit(main())
