"""What encloses credentials: the data: address of an enveloped credential, and presentations signed as tokens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..contexts import VC2
from ..controllers import Resolve
from ..errors import CredentialError, NotReadable
from ..strict_json import Json
from ..structure import is_older
from .check import TokenFinding, check_token
from .credential import PRESENTATIONS, Answer, read_token, texts

_ENVELOPE = re.compile(r"data:application/(jwt|v[cp](?:[+-]ld)?(?:\+json)?\+(?:jwt|sd-jwt|cose))(;base64)?,(.+)", re.S)
MOST_CREDENTIALS = 50


@dataclass(frozen=True, slots=True)
class PresentationFinding:
    """The answers about a presentation, whether it was made for this challenge and domain, and what it encloses.

    `credentials` are to be handed to the verifier one by one: tokens as text, others as documents.
    """

    token: TokenFinding
    addressed: Answer
    credentials: tuple[str | dict[str, Json], ...]


def opened(document: Mapping[str, Json]) -> str | None:
    """The token in an EnvelopedVerifiableCredential or EnvelopedVerifiablePresentation (Data Model 2.0, 4.12.1).

    None for an envelope of another kind (SD-JWT, COSE), which this library cannot open. Raises NotReadable for none.
    """
    names, address = texts(document.get("type")), document.get("id")
    wanted = {"EnvelopedVerifiableCredential": "vc", "EnvelopedVerifiablePresentation": "vp"}
    kinds = [wanted[name] for name in names if name in wanted]
    found = _ENVELOPE.fullmatch(address) if isinstance(address, str) else None
    if len(kinds) != 1 or found is None or not found[1].startswith((kinds[0], "jwt")):
        raise NotReadable("This envelope holds no credential: its id must be a data: address with a signed credential.")
    if VC2 not in texts(document.get("@context")):
        raise NotReadable(f"This envelope does not name the vocabulary that its words are from: {VC2}")
    if not found[1].endswith("jwt") or found[1].endswith("sd-jwt"):
        return None
    if found[2]:
        raise NotReadable("A token in a data: address must stand there as it is, and not be encoded once more.")
    return found[3]


def enclosed(document: Mapping[str, Json]) -> tuple[str | dict[str, Json], ...]:
    """What a presentation holds: tokens out of their envelopes as text, everything else as a document.

    Raises NotReadable for a credential that nobody signed (VC-JOSE-COSE 1.0, 3.1.2: they "MUST be secured").
    """
    value = document.get("verifiableCredential", [])
    listed = value if isinstance(value, list) else [value]
    older = is_older(dict(document))  # it has tokens as plain text in the list (data model 1.1, 6.3.1)
    if len(listed) > MOST_CREDENTIALS:
        raise NotReadable(f"A presentation of more than {MOST_CREDENTIALS} credentials is not read.")
    return tuple(item if older and isinstance(item, str) else _one(item) for item in listed)


def _one(item: Json) -> str | dict[str, Json]:
    if not isinstance(item, dict):
        raise NotReadable("A credential in this presentation is no document and no envelope.")
    if "EnvelopedVerifiableCredential" in texts(item.get("type")):
        token = opened(item)
        return item if token is None else token
    if not item.get("proof"):
        raise NotReadable("A credential in this presentation is not signed, so anyone could have written it.")
    return item


def check_presentation(
    text: str, *, challenge: str | None, domain: str | None, now: datetime, resolve: Resolve
) -> PresentationFinding:
    """Check a presentation signed as a token. Never raises for what is in it; the credentials are not checked here.

    `challenge` and `domain` are what the caller had asked for, or None for a presentation that answers nobody.
    """
    reading = read_token(text)
    finding = check_token(reading, now=now, resolve=resolve)
    if reading.form not in PRESENTATIONS or reading.token is None or reading.document is None:
        sentence = finding.format[1] if finding.format[0] == "FAIL" else "This token is not a presentation."
        wrong = TokenFinding(reading.form, reading.document, ("FAIL", sentence))
        return PresentationFinding(wrong, ("UNKNOWN", "Not checked, because this is not a presentation."), ())
    try:
        credentials = enclosed(reading.document)
    except CredentialError as error:
        wrong = TokenFinding(reading.form, reading.document, ("FAIL", error.sentence))
        return PresentationFinding(wrong, ("UNKNOWN", "Not checked, because it is not well-formed."), ())
    return PresentationFinding(finding, _addressed(reading.token.payload, challenge, domain), credentials)


def _addressed(claims: Mapping[str, Json], challenge: str | None, domain: str | None) -> Answer:
    if challenge is not None and claims.get("nonce") != challenge:
        return "FAIL", "This presentation does not answer the challenge that was set, so it may be an old one."
    if domain is not None and domain not in texts(claims.get("aud")):
        return "FAIL", "This presentation was made for somebody else."
    if challenge is None and domain is None:
        return "PASS", "Nobody asked whom this presentation was made for."
    return "PASS", "This presentation was made for whoever asked for it."
