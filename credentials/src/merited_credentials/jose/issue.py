"""Badges and presentations as signed tokens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from ..canonical import digest
from ..contexts import VC2
from ..errors import KeyMismatch, NotReadable
from ..issue import Prepared
from ..keys import Signer
from ..strict_json import Json
from .credential import CLAIMS, claims_of, issuer_of
from .token import parse, write

_TYPE = {"ob3": "JWT", "vc+jwt": "vc+jwt"}


def sign_token(
    prepared: Prepared, signer: Signer, *, form: Literal["ob3", "vc+jwt"] = "ob3", with_key: bool = False
) -> str:
    """The signed token of a linted badge, endorsement or status list; the key decides: RS256, ES256 to ES512, EdDSA.

    `form` is that of Open Badges 3.0 (8.2) or of Securing Verifiable Credentials using JOSE and COSE 1.0 (3.1.1);
    `with_key` writes the public key into the head, beside its address. Raises NotReadable when the badge names its
    recipient by no id (`ob3` only), has a member that only tokens have (iss, exp, ...) or was changed since;
    KeyMismatch when the key is not the issuer's.
    """
    if not isinstance(prepared, Prepared):
        raise TypeError("sign_token() takes only what prepare() returned")
    if digest(prepared.text).hex() != prepared.digest:
        raise NotReadable("The prepared document was changed after it was prepared, so it is not signed.")
    document = prepared.document
    for name in (*CLAIMS, "vc", "vp"):  # it would be written over here, or taken for the token's own by who reads it
        if name in document:
            raise NotReadable(f'The document may not have the member "{name}", which belongs to the token.')
    _check_owner(issuer_of(document), signer)
    claims = claims_of(document) if form == "ob3" else {**document, "iss": issuer_of(document)}
    header: dict[str, Json] = {"typ": _TYPE[form]}
    if form == "vc+jwt":
        header["cty"] = "vc"
    if with_key:
        header["jwk"] = {**signer.public_key.jwk}
    return signed_text(header, claims, signer)


def present_tokens(
    tokens: Sequence[str], signer: Signer, *, challenge: str | None, domain: str | None, now: datetime
) -> str:
    """A presentation of tokens by the holder whose key signs, as `vp+jwt` (VC-JOSE-COSE 1.0, 3.1.2).

    `challenge` and `domain` are the verifier's, and become the claims nonce and aud. Raises NotReadable for what is no
    token.
    """
    for token in tokens:
        parse(token)
    holder = signer.verification_method.partition("#")[0]
    enclosed: list[Json] = [
        {"@context": VC2, "type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{token}"}
        for token in tokens
    ]
    claims: dict[str, Json] = {
        "@context": [VC2],
        "type": ["VerifiablePresentation"],
        "holder": holder,
        "verifiableCredential": enclosed,
        "iss": holder,
        "iat": int(now.timestamp()),
    }
    claims |= {name: value for name, value in (("nonce", challenge), ("aud", domain)) if value is not None}
    return signed_text({"typ": "vp+jwt", "cty": "vp"}, claims, signer)


def signed_text(header: dict[str, Json], claims: dict[str, Json], signer: Signer) -> str:
    """The compact text, looked at once more before it is handed out. Raises KeyMismatch when it does not hold."""
    key = signer.public_key
    text = write({"alg": key.alg, "kid": signer.verification_method, **header}, claims, signer.sign)
    if not parse(text).holds(key):
        raise KeyMismatch("The new signature does not match its public key. Check which private key is configured.")
    return text


def _check_owner(issuer: str, signer: Signer) -> None:
    controller, _, fragment = signer.verification_method.partition("#")
    if not fragment or controller != issuer:
        raise KeyMismatch(f"The key {signer.verification_method[:100]} is not a key of {issuer[:100]}.")
    if controller.startswith("did:key:") and fragment != signer.public_key.multikey:
        raise KeyMismatch("The did:key does not name the key that signs.")
