"""Honest badges of every sort: JSON with one proof or two, chains of proofs, endorsements inside, tokens, pictures.

Each is an `Honest` of the generator: a document that may be changed anywhere, and how it is handed to the verifier. A
token is the document {"header": ..., "payload": ...}; handed in, it carries the signature that the honest one has.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any, Literal

import merited_credentials as mc
from cast import HOST, NOW
from generate import DID, DOCUMENTS, LISTS, WAYS, Chance, Document, Honest, signer_of
from honest_files import SVG, chunk, picture
from merited_credentials.contexts import OB3, OB3_EXTENSIONS, VC2
from merited_credentials.dates import parse_instant
from merited_credentials.jose.issue import sign_token
from merited_credentials.jose.token import decode, encode, parse
from merited_credentials.proofs import data_integrity
from merited_credentials.strict_json import canonical

STATE = mc.Ed25519Signer(bytes(range(1, 33)), "did:web:state.example#key-1")
PERSON = "did:example:marla"
BAKED = "https://purl.imsglobal.org/ob/v3p0"
TOKEN_KEYS = ("Ed25519", "P-256", "RSA")


@cache
def rsa_signer() -> mc.Signer:
    """An RSA key, new in every run: what is drawn and changed does not depend on it."""
    return mc.MemorySigner(mc.generate("RSA", bits=2048), f"{DID}#RSA")


def token_signer(kind: str) -> mc.Signer:
    """The issuer's signer of this kind of key."""
    return rsa_signer() if kind == "RSA" else signer_of(kind, f"{DID}#{kind}")


@cache
def verifier() -> mc.Verifier:
    """Knows the issuer's keys, the RSA key among them, and the issuer's lists."""
    issuer = DOCUMENTS[DID]
    method = {
        "id": f"{DID}#RSA", "type": "JsonWebKey", "controller": DID, "publicKeyJwk": {**rsa_signer().public_key.jwk},
    }  # fmt: skip
    listed = {
        **issuer,
        "verificationMethod": [*issuer["verificationMethod"], method],
        "assertionMethod": [*issuer["assertionMethod"], method["id"]],
    }
    return mc.Verifier(now=NOW, documents={DID: listed}, status_lists=LISTS)


def plain(chance: Chance) -> Honest:
    """JSON with one proof, or two that do not depend on each other."""
    return chance.honest()


def chained(chance: Chance) -> Honest:
    """JSON with two to four proofs by any cryptosuite, of which some follow others and so cover them."""
    draw, names = chance.random, list[str]()
    document: Document = mc.prepare(chance.badge(DID)).document
    for number in range(draw.randrange(2, 5)):
        suite, key = draw.choice(WAYS)
        earlier = [f"urn:uuid:{one}" for one in range(number)]
        previous = draw.sample(earlier, draw.randrange(1 if number == 1 else 0, min(number, 2) + 1))
        created = NOW - timedelta(minutes=draw.randrange(99))
        options = mc.ProofOptions(created, id=f"urn:uuid:{number}", previous=tuple(previous))
        document = data_integrity.add(document, signer_of(key, f"{DID}#{key}"), options, suite=suite)
        names.append(suite.name)
    return Honest(document, " and ".join(names), "chain of proofs", within=("proof",))


def endorsed(chance: Chance) -> Honest:
    """JSON that carries what a state says of the badge, of the achievement or of the issuer: signed, or as a token."""
    draw, (suite, key) = chance.random, chance.random.choice(WAYS)
    document = chance.badge(DID)
    achievement = document["credentialSubject"]["achievement"]
    achievement.pop("creator", None)  # where the issuer stands twice, it is described alike
    for place in (document, achievement, document["issuer"]):
        for name in ("endorsement", "endorsementJwt"):
            place.pop(name, None)
    for number, place in enumerate(draw.sample([document, achievement, document["issuer"]], 2)):
        said = _endorsement(chance, place["id"], number)
        if number and chance.maybe():
            place["endorsementJwt"] = [sign_token(mc.prepare(said), STATE)]
        else:
            place["endorsement"] = [mc.sign(mc.prepare(said), STATE, created=NOW)]
    signed = mc.sign(mc.prepare(document), signer_of(key, f"{DID}#{key}"), created=NOW, suite=suite)
    return Honest(signed, suite.name, "endorsement inside", within=("endorsement", "endorsementJwt"))


def _endorsement(chance: Chance, about: str, number: int) -> Document:
    return {
        "@context": [VC2, OB3, OB3_EXTENSIONS], "id": f"{HOST}/endorsements/{number}", "name": "Endorsed",
        "type": ["VerifiableCredential", "EndorsementCredential"], "validFrom": "2026-01-01T00:00:00Z",
        "issuer": {"id": STATE.verification_method.partition("#")[0], "type": ["Profile"], "name": "The state"},
        "credentialSubject": {"id": about, "type": ["EndorsementSubject"], "endorsementComment": chance.text() or "x"},
    }  # fmt: skip


def token(chance: Chance) -> Honest:
    """A signed token in the form of Open Badges 3.0 or of VC-JOSE-COSE 1.0, by RS256, ES256 or EdDSA."""
    draw = chance.random
    key, form = draw.choice(TOKEN_KEYS), draw.choice(FORMS)
    badge = chance.badge(DID)
    badge["credentialSubject"]["id"] = PERSON
    signer = token_signer(key)
    text = sign_token(mc.prepare(badge), signer, form=form, with_key=key != "RSA" and chance.maybe())
    read, (_, _, signature) = parse(text), text.split(".")

    def show(document: Document) -> str:
        parts = [canonical(document.get(name)) for name in ("header", "payload")]
        return ".".join([*(encode(part.encode()) for part in parts), signature])

    def again(document: Document) -> str:
        parts = [encode(canonical(document[name]).encode()) for name in ("header", "payload")]
        return ".".join([*parts, encode(signer.sign(".".join(parts).encode()))])

    document: Document = {"header": read.header, "payload": read.payload}
    return Honest(document, f"{form} {read.algorithm}", "token", show=show, again=again)


FORMS: tuple[Literal["ob3", "vc+jwt"], ...] = ("ob3", "vc+jwt")


def baked(chance: Chance) -> Honest:
    """A picture with a badge in it, JSON or a token, in PNG or SVG; what is changed is the badge in the picture."""
    inner = chance.random.choice((plain, token))(chance)
    into: Callable[[str], bytes] = chance.random.choice((_in_png, _in_svg))

    def show(document: Document) -> bytes:
        shown = inner.shown(document)
        return into(shown if isinstance(shown, str) else json.dumps(shown))

    return replace(inner, sort=f"{inner.sort} in a picture", show=show, again=None)


def _in_png(text: str) -> bytes:
    return picture(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + text.encode()))


def _in_svg(text: str) -> bytes:
    """By hand: `bake_svg` would not bake what is no badge any more."""
    inside = text.replace("]]>", r"]]\u003e")  # ">" stands in JSON within texts alone
    opened = "<ob:credential" if text.startswith("{") else f'<ob:credential verify="{text}"'
    body = f"><![CDATA[{inside}]]></ob:credential>" if text.startswith("{") else "/>"
    return SVG.replace(b"><title>", f' xmlns:ob="{BAKED}">{opened}{body}<title>'.encode())


SORTS = (plain, plain, token, chained, token, endorsed, baked)


def any_sort(chance: Chance, number: int) -> Honest:
    """The badge of this number: the sorts take turns."""
    return SORTS[number % len(SORTS)](chance)


def claims_that_contradict(honest: Honest, chance: Any) -> Document:
    """The document of a token in which one claim contradicts the credential, or speaks of another time."""
    header, payload = dict(honest.document["header"]), dict(honest.document["payload"])
    moment, other = payload["validFrom"], f"{HOST}/somebody/else"
    choices: list[tuple[str, Any]] = [
        (name, value)
        for name in ("iss", "sub", "jti")
        for value in (other, "", None, 7, [payload["id"]], {"id": other})
    ]
    late, early = int(NOW.timestamp()) + 60, int(NOW.timestamp()) - 10**6
    choices += [("nbf", late), ("exp", early), ("nbf", moment), ("exp", "never"), ("nbf", None), ("exp", True)]
    choices += [("vc", {"id": other}), ("vp", {}), ("header iss", other), ("header sub", other), ("header aud", other)]
    if honest.suite.startswith("ob3"):
        begun = int(parse_instant(moment).timestamp())
        choices += [("nbf", begun - 1), ("nbf", begun + 1), ("nbf", "absent"), ("iss", "absent")]
        choices += [("jti", "absent"), *([("exp", payload["exp"] + 1)] if "exp" in payload else [])]
    name, value = chance.choice(choices)
    if name == "header aud":
        payload["aud"] = f"{HOST}/them"
    target = header if name.startswith("header ") else payload
    target[name.removeprefix("header ")] = value
    if value == "absent":
        del payload[name]
    return {"header": header, "payload": payload}


def with_another_signature(honest: Honest, chance: Any) -> str:
    """A token as it is, but for one bit of its signature."""
    *parts, signature = str(honest.shown(honest.document)).split(".")
    data = bytearray(decode(signature))
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return ".".join([*parts, encode(bytes(data))])
