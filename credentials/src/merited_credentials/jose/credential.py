"""Claims and credentials: what a token holds, and what a credential is as the claims of a token. Needs no key.

Six forms are told apart, by `typ` and by what the payload holds:

- `ob3`: the form of Open Badges 3.0 (8.2) under the data model 2.0; `typ` is JWT or absent. The payload is the
  credential with iss, jti, nbf, sub, and exp when it ends. They agree to the second; a lone `exp` sets `validUntil`.
- `vc+jwt`: Securing Verifiable Credentials using JOSE and COSE 1.0. The payload is the credential. Claims are optional;
  iss, jti and sub must agree where they stand, while exp and nbf speak of the signature and not of the credential.
- `vp+jwt`: the same for a presentation; `iss` must agree with its holder.
- `vc1`: the data model 1.1 (6.3.1): the credential stands in the claim `vc`, and claims fill in what it leaves out;
  beside it no claim may say anything else that is a credential's to say.
- `vp1`: a presentation of the data model 1.1 in the same way, in the claim `vp`; `iss` is its holder, `jti` its id, and
  `aud` and `nonce` say for whom and for which occasion it was made.
- `other`: a token of another kind, such as a signed badge of Open Badges 2.0; the payload is handed on as it is.

The claim `aud` of a credential is not looked at: a badge is for everybody, and official examples name the recipient in
it. The aud of a presentation is. The claim `status` is about the token and is not followed: where it stands, step 6 is
left open.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from ..contexts import VC1, VC2
from ..dates import instant_text, parse_instant
from ..errors import CredentialError, NotReadable
from ..report import Verdict
from ..shells import MEMBERS, examine_shell
from ..strict_json import Json, canonical
from ..structure import TWO_THINGS, is_two_things
from .token import Token, media_type, parse

Answer = tuple[Verdict, str]
Form = Literal["ob3", "vc+jwt", "vp+jwt", "vc1", "vp1", "other"]
# Media types of today and of the drafts whose tokens are about (`typ` without application/, in small letters).
_PLAIN = frozenset({"", "jwt", "jose"})
_VC = frozenset({"vc+jwt", "vc+ld+jwt", "vc-ld+jwt", "vc+ld+json+jwt"})
_VP = frozenset({"vp+jwt", "vp+ld+jwt", "vp-ld+jwt", "vp+ld+json+jwt"})
_SELECTIVE = frozenset({"vc+sd-jwt", "vp+sd-jwt", "dc+sd-jwt", "sd-jwt", "kb+jwt"})
_CONTENT = frozenset({"", "vc", "vp", "vc+ld+json", "vp+ld+json", "ld+json", "json"})
# The forms that carry a presentation.
PRESENTATIONS: tuple[Form, ...] = ("vp+jwt", "vp1")
# Claims that belong to the token and not to the credential: they are taken away from what is shown.
CLAIMS = ("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce", "cnf")
_REQUIRED = ("iss", "jti", "nbf")


@dataclass(frozen=True, slots=True)
class TokenReading:
    """What a token holds: its form, the document in it (None if there is none), and whether the format is right.

    `missing` are claims that the form asks for; `window` is when the token itself holds (nbf, exp), in seconds
    since 1970.
    """

    token: Token | None
    form: Form
    document: dict[str, Json] | None
    format: Answer
    missing: tuple[str, ...] = ()
    window: tuple[float | None, float | None] = (None, None)

    @property
    def names_status(self) -> bool:
        """Whether the token has a status of its own, beside that of the credential (Token Status List, `status`)."""
        return self.token is not None and "status" in self.token.payload


def read_token(text: str) -> TokenReading:
    """Take a token apart and take the credential out of it. Never raises; needs no key and proves nothing yet."""
    try:
        token = parse(text.partition("~")[0])
    except CredentialError as error:
        return TokenReading(None, "other", None, ("FAIL", error.sentence))
    if token.media_type in _SELECTIVE or "_sd_alg" in token.payload:
        sentence = "This library cannot read credentials with selective disclosure (SD-JWT) yet."
        return TokenReading(token, "other", None, ("UNKNOWN", sentence))
    if "~" in text:
        return TokenReading(None, "other", None, ("FAIL", "Something is appended to this token."))
    form = form_of(token)
    try:
        return _read(token, form)
    except CredentialError as error:
        return TokenReading(token, form, None, ("FAIL", error.sentence))


def form_of(token: Token) -> Form:
    """Which of the six forms a token has. A form is no promise: `read_token` says whether the token keeps it."""
    payload, kind = token.payload, token.media_type
    if ("vc" in payload or "vp" in payload) and kind in _PLAIN and "@context" not in payload:
        return "vc1" if "vc" in payload else "vp1"
    contexts = payload.get("@context")
    if VC2 not in (contexts if isinstance(contexts, list) else [contexts]):
        return "other"
    if kind in _VP or (kind in _PLAIN and "VerifiablePresentation" in texts(payload.get("type"))):
        return "vp+jwt"
    # Those who follow VC-JOSE-COSE may leave out `typ` and every claim; who makes Open Badges may not leave out these.
    bare = not kind and not any(name in payload for name in _REQUIRED)
    return "vc+jwt" if kind in _VC or bare else "ob3"


def claims_of(document: Mapping[str, Json]) -> dict[str, Json]:
    """A credential as the claims of Open Badges 3.0 (8.2.3): itself, with iss, jti, nbf, sub, and exp if it ends.

    Raises NotReadable when it names its recipient by no id, for then it has no `sub`.
    """
    subject = document.get("credentialSubject")
    person = subject.get("id") if isinstance(subject, dict) else None
    if not isinstance(person, str):
        sentence = (
            "This badge names its recipient by an e-mail address or another identifier only, and a signed token (JWT) "
            "needs an id, such as a did: address. Sign this badge with a Data Integrity proof instead."
        )
        raise NotReadable(sentence)
    times = {claim: _second(document[name]) for claim, name in _TIMES["ob3"].items() if name in document}
    return {**document, "iss": issuer_of(document), "jti": document.get("id"), "sub": person, **times}


def issuer_of(document: Mapping[str, Json]) -> str:
    """The id of the issuer of a credential; empty when there is none."""
    return _id_of(document.get("issuer"))


def holder_of(document: Mapping[str, Json]) -> str:
    """The id of the holder whom a presentation names; empty when it names none."""
    return _id_of(document.get("holder"))


def _id_of(value: Json) -> str:
    value = value.get("id") if isinstance(value, dict) else value
    return value if isinstance(value, str) else ""


def texts(value: Json) -> list[str]:
    """The texts in a value that is one text or a list."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


_TIMES: Mapping[str, Mapping[str, str]] = {
    "ob3": {"nbf": "validFrom", "exp": "validUntil"},
    "vc1": {"nbf": "issuanceDate", "exp": "expirationDate"},
}


def _read(token: Token, form: Form) -> TokenReading:
    kind, claims = token.media_type, dict(token.payload)
    if kind not in _PLAIN | _VC | _VP or media_type(token.header.get("cty")) not in _CONTENT:
        raise NotReadable("This token was made for another purpose than to carry a credential.")
    for name in ("iss", "sub", "aud"):  # what the head repeats must be the same (RFC 7519, 5.3)
        if name in token.header and claims.setdefault(name, token.header[name]) != token.header[name]:
            raise NotReadable(f'The head of this token contradicts its claim "{name}".')
    if form == "other":
        sentence = "There is no verifiable credential in this token."
        return TokenReading(token, form, dict(token.payload), ("FAIL", sentence))
    if form in ("vc1", "vp1"):
        document = _older(claims) if form == "vc1" else _older_presentation(claims)
    else:
        if "vc" in claims or "vp" in claims:
            raise NotReadable("This token holds a second credential or presentation (vc or vp) beside the first one.")
        document = {name: value for name, value in claims.items() if name not in CLAIMS and not _is_list(name, value)}
    wanted = "VerifiablePresentation" if form in PRESENTATIONS else "VerifiableCredential"
    if wanted not in texts(document.get("type")):
        raise NotReadable(f"What this token carries does not say that it is a {wanted}.")
    if is_two_things(document):
        raise NotReadable(TWO_THINGS)
    if form in PRESENTATIONS:
        examine_shell(document)
    _agree(claims, document, form)
    if form in _TIMES:
        _times(claims, document, form)
    if form in ("vc1", "vp1"):
        _beside(claims, document)
    missing = tuple(name for name in (*_REQUIRED, "sub") if name not in claims) if form == "ob3" else ()
    if form == "ob3" and "validUntil" in document and "exp" not in claims:
        missing += ("exp",)
    window = _number(claims, "nbf"), _number(claims, "exp")
    return TokenReading(token, form, document, _format(missing), missing, window)


def _is_list(name: str, value: Json) -> bool:
    """Whether a claim is where the token stands in a Token Status List, which is no part of the credential."""
    return name == "status" and isinstance(value, dict) and isinstance(value.get("status_list"), dict)


def _format(missing: tuple[str, ...]) -> Answer:
    wanted = [name for name in missing if name in _REQUIRED]
    if wanted:
        return "FAIL", f"The token lacks what Open Badges asks of every badge in this form: {', '.join(wanted)}."
    # Well-known issuers, and official examples, leave out `sub`. It would only repeat what the credential says, so its
    # absence hides nothing: it is named, while a value that contradicts the credential is refused.
    named = f" It leaves out {' and '.join(missing)}, which would only repeat what the badge says." if missing else ""
    return "PASS", f"This is a well-formed signed token.{named}"


def _older(claims: Mapping[str, Json]) -> dict[str, Json]:
    """The credential in the claim `vc`, with what the claims fill in (Verifiable Credentials Data Model 1.1, 6.3.1)."""
    if "vp" in claims:
        raise NotReadable("This token holds a presentation (vp) beside its credential (vc), and nothing can be both.")
    inner = claims["vc"]
    if not isinstance(inner, dict) or "credentialSubject" in claims:
        raise NotReadable("The claim vc of this token holds no credential.")
    contexts = inner.get("@context")
    if VC1 not in (contexts if isinstance(contexts, list) else [contexts]):
        raise NotReadable("Only credentials of the older data model 1.1 may stand in the claim vc; this is none.")
    document = dict(inner)
    for claim, name in (("iss", "issuer"), ("jti", "id")):
        if claim in claims:
            document.setdefault(name, claims[claim])
    subject = document.get("credentialSubject")
    if "sub" in claims and isinstance(subject, dict) and "id" not in subject:
        document["credentialSubject"] = {"id": claims["sub"], **subject}
    return document


def _older_presentation(claims: Mapping[str, Json]) -> dict[str, Json]:
    """The presentation in the claim `vp`, with its holder and its id from the claims (data model 1.1, 6.3.1)."""
    inner = claims["vp"]
    if not isinstance(inner, dict) or "verifiableCredential" in claims:
        raise NotReadable("The claim vp of this token holds no presentation.")
    contexts = inner.get("@context")
    if VC1 not in (contexts[:1] if isinstance(contexts, list) else [contexts]):
        raise NotReadable("Only presentations of the older data model 1.1 may stand in the claim vp; this is none.")
    document = dict(inner)
    for claim, name in (("iss", "holder"), ("jti", "id")):
        if claim in claims:
            document.setdefault(name, claims[claim])
    return document


def _agree(claims: Mapping[str, Json], document: Mapping[str, Json], form: Form) -> None:
    """What the claims say again must be what the document says."""
    subject = document.get("credentialSubject")
    subjects = [one.get("id") for one in (subject if isinstance(subject, list) else [subject]) if isinstance(one, dict)]
    said: dict[str, list[Json]] = {"iss": [issuer_of(document)], "jti": [document.get("id")], "sub": subjects}
    if form in PRESENTATIONS:
        del said["sub"]
        said["iss"] = [holder_of(document) or claims.get("iss")]  # a presentation need not name its holder
    if form in ("vc+jwt", "vp+jwt") and "id" not in document:
        del said["jti"]  # then it is the name of the token alone
    for claim, values in said.items():
        if claim in claims and (claims[claim] not in values or not isinstance(claims[claim], str)):
            raise NotReadable(f'The claim "{claim}" of this token contradicts the credential in it.')


def _beside(claims: Mapping[str, Json], document: Mapping[str, Json]) -> None:
    """Beside the claim vc or vp no claim may say what only the document in it can say, unless it says the same.

    Some software leaves there a copy of what it has put in. What is not the same would be read by some and not here.
    """
    for name in claims:
        same = name in document and canonical([document[name]]) == canonical([claims[name]])
        if name in MEMBERS and not same:
            raise NotReadable(f'The member "{name}" stands in this token beside its credential, and not in it.')


def _times(claims: Mapping[str, Json], document: dict[str, Json], form: Form) -> None:
    """nbf and exp are the credential's own dates here: equal to the second, or filled in."""
    for claim, name in _TIMES[form].items():
        moment = _number(claims, claim)
        if moment is None:
            continue
        if name in document and _second(document[name]) != math.floor(moment):
            raise NotReadable(f'The claim "{claim}" of this token contradicts the {name} of the credential in it.')
        # Open Badges 3.0, 8.2.5.1: exp "MUST be used to set" the end. A badge without a beginning stays without one.
        if name not in document and (claim == "exp" or form == "vc1"):
            document[name] = instant_text(datetime.fromtimestamp(math.floor(moment), UTC))


def _number(claims: Mapping[str, Json], name: str) -> float | None:
    """A NumericDate (RFC 7519, 2) within the years 1 to 9999; None when the claim is absent. Raises NotReadable."""
    value = claims.get(name)
    if value is None and name not in claims:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not -62_135_596_800 <= value < 253_402_300_800:
        raise NotReadable(f'The claim "{name}" of this token is not a moment in seconds since 1970.')
    return value


def _second(value: Json) -> int:
    """The whole second of an instant. Raises NotReadable."""
    if not isinstance(value, str):
        raise NotReadable("A date of this credential is not a date.")
    return math.floor(parse_instant(value).timestamp())
