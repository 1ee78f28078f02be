"""Walks a document along the shapes: strict types of every member, real dates, full addresses.

A change such as `true` into `"true"` leaves the signed RDF as it was, so the signature cannot catch it: this does.
What is accepted here as an Open Badge of data model 2.0 is accepted by 1EdTech's JSON Schema of Open Badges 3.0; the
reverse does not hold.

Some forms the standards themselves hold equal, so that a change from one into the other changes nothing:

- A list of one and its bare value (JSON-LD 1.1, 4.3.2), at the members that the schema gives as one or several:
  `alignment`, `allowedValue`, `credentialSchema`, `endorsement`, `endorsementJwt`, `evidence`, `identifier`,
  `otherIdentifier`, `proof`, `related`, `result`, `resultDescription`, `rubricCriterionLevel`, `tag`, `termsOfUse`; at
  `statusReference` of a place in a status list, `statusPurpose` of the list, `domain` and `previousProof` of a proof;
  at a `type` inside, but not where it is text (IdentityObject, IdentifierEntry, Image, GeoCoordinates,
  CredentialSchema, RefreshService, TermsOfUse, a status, a proof) nor where it must be a list (a badge, an
  endorsement); and at members that Open Badges does not list for the class. At every other member a list is refused.
- The order of the items of these lists, save `allowedValue` and `@context`, which are lists to JSON-LD too (JSON-LD
  1.1, 4.3). A name said twice in a `type` (RDF 1.1 Concepts, 3). A known vocabulary at the end of `@context` that no
  word is from.
- The order of members, white space, and the escapes of JSON (RFC 8259, 4 and 7).
- `1`, `1.0` and `1e0`: one number in JSON, and one canonical text (RFC 8259, 6; JSON-LD 1.1 API, 8.2.2; RFC 8785).
- One proof and a list of one proof; a proof that repeats the `@context` of its document (vc-di-eddsa, 3.2.5).
- The `@direction` of a text, in credentials that are no badges (data model 2.0, 11.1): RDF has no place for it (JSON-LD
  1.1 API, 7.9, with no rdfDirection). It is the one member that no signature by words covers, so step 2 names it.

- In the same credentials the language of a text in large or small letters (RFC 5646, 2.1.1; RDF 1.1 Concepts, 3.3),
  and an address, such as that of the issuer, or an object that has it as its id and nothing else (JSON-LD 1.1 API,
  5.3.2).

Where the JSON itself is signed (eddsa-jcs-2022) only the order of members, white space, escapes, the spelling of a
number, one proof in a list, and known vocabularies behind those that the proof names (vc-di-eddsa, 3.3.2) are left of
these; in a token nothing is. The same proof twice is refused. The same instant in another zone or with more
digits is never equal: its text is signed.
"""

from __future__ import annotations

import re

from .contexts import VC1, VC2
from .dates import parse_date, parse_instant
from .errors import Finding, NotReadable, member_at
from .guard import is_absolute_iri
from .proofs.chains import MAX_PROOFS
from .resources import problem_with_digests
from .shapes import CLOSED, DATES, FREE_TYPE, GENERIC, OPEN, SHAPES, WHOLE, kind, older
from .strict_json import Json

_JWT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+")
_LANGUAGE = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_ANY_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_OB3_CONTEXT = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.[0-9]\.[0-9])?\.json")
# Where the vocabulary of Open Badges 3.0 stood while it was made for data model 1.1.
_OLDER_CONTEXT = re.compile(
    _OB3_CONTEXT.pattern + r"|https://purl\.imsglobal\.org/spec/ob/v3p0/context/ob_v3p0\.jsonld"
    r"|https://imsglobal\.github\.io/openbadges-specification/context\.json"
)
_EXTENSION = re.compile(r"ext:[A-Za-z0-9._|-]+")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
BADGE_TYPES = ("OpenBadgeCredential", "AchievementCredential")
# What only encloses a signed token (data model 2.0, 4.12.1).
ENVELOPES = frozenset({"EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"})
_SHAPES = (
    "OpenBadgeCredential",
    "EndorsementCredential",
    "BitstringStatusListCredential",
    "StatusList2021Credential",
    "VerifiablePresentation",
    "VerifiableCredential",
)

_CREDENTIALS = (*BADGE_TYPES, *(name for name in _SHAPES if name.endswith("Credential")), "ClrCredential")
TWO_THINGS = "This says that it is a credential and a presentation at once, and nothing can be both."


def shape_of(document: dict[str, Json]) -> str | None:
    """Which of the classes that this library reads the document says it is; None for any other, and for an envelope.

    The narrowest one counts: a badge is a VerifiableCredential too, and is judged as a badge.
    """
    types = document.get("type")
    names = types if isinstance(types, list) else [types]
    if any(name in names for name in ENVELOPES):
        return None
    if any(name in names for name in BADGE_TYPES):
        return "OpenBadgeCredential"
    return next((shape for shape in _SHAPES if shape in names), None)


def is_two_things(document: dict[str, Json]) -> bool:
    """Whether the document says that it is a credential and a presentation at once, which none can be.

    A presentation is signed with a key for logging in, a credential with a key for asserting (data model 2.0, 4.13;
    Controlled Identifiers 1.0, 2.3): what is both would be judged as the one and signed as the other.
    """
    types = document.get("type")
    names = types if isinstance(types, list) else [types]
    return "VerifiablePresentation" in names and any(name in names for name in _CREDENTIALS)


def is_older(document: dict[str, Json]) -> bool:
    """Whether the document names the vocabulary of data model 1.1 first, so that its dates have their older names."""
    contexts = document.get("@context")
    return VC1 in (contexts[:1] if isinstance(contexts, list) else [contexts])


def examine_structure(document: dict[str, Json], shape: str) -> tuple[Finding, ...]:
    """Every place where the document is not what its class asks; empty when it is (Open Badges 3.0, 5 and B; W3C data
    model 2.0, section 4). A document of data model 1.1 is judged by the names that its members had there.
    """
    findings: list[Finding] = []
    if is_two_things(document):
        _add(findings, "type", "type", TWO_THINGS)
    if shape != "VerifiablePresentation":
        _credential_type(document.get("type"), shape, "", findings)
    _node(document, shape, "", findings)
    return tuple(findings)


def _add(findings: list[Finding], code: str, where: str, sentence: str) -> None:
    findings.append(Finding(code, where or "the badge", sentence))


def _credential_type(value: Json, shape: str, where: str, findings: list[Finding]) -> None:
    wanted = BADGE_TYPES if shape == "OpenBadgeCredential" else (shape,)
    alone = shape == "VerifiableCredential" and isinstance(value, str)
    names = value if isinstance(value, list) else [value] if alone else []
    if "VerifiableCredential" not in names or not any(name in names for name in wanted):
        named = (
            "VerifiableCredential" if wanted[0] == "VerifiableCredential" else f"VerifiableCredential and {wanted[0]}"
        )
        _add(findings, "type", f"{where}.type".strip("."), f"The type must be a list with {named}.")


def _node(node: dict[str, Json], shape: str, where: str, findings: list[Finding]) -> None:
    if shape in ("CredentialStatus", "status") and node.get("type") == "BitstringStatusListEntry":
        shape = "BitstringStatusListEntry"
    members = older(shape) if shape in WHOLE and is_older(node) else SHAPES.get(shape, {})
    for name, code in members.items():
        if kind(code).required and name not in node:
            _add(findings, "missing", where, f'The member "{name}" is missing.')
    _class_name(node, shape, where, findings)
    for name, value in node.items():
        place = member_at(where, name)
        if name in members:
            _member(value, members[name], place, findings)
        elif shape in CLOSED:
            _add(findings, "extra", place, f"An {shape} may not have this member.")
        else:
            _member(value, DATES.get(name, "free") if shape in OPEN else GENERIC.get(name, "any*"), place, findings)
    problem = problem_with_digests(node) if shape == "resource" else None
    if problem:
        _add(findings, "digest", where, problem)


def _class_name(node: dict[str, Json], shape: str, where: str, findings: list[Finding]) -> None:
    """The class's own name stands in `type`: alone as text, or in a list of texts."""
    if "type" not in node or not where or shape in OPEN:
        return None
    value = node["type"]
    if shape in ("EndorsementCredential", "OpenBadgeCredential"):
        return _credential_type(value, shape, where, findings)
    if isinstance(value, list) and shape not in FREE_TYPE:
        right = shape in value or not SHAPES.get(shape)
        right = right and all(isinstance(name, str) for name in value) and bool(value)
    elif not isinstance(value, list):
        right = isinstance(value, str) and (value == shape or shape in FREE_TYPE or not SHAPES.get(shape))
    else:
        right = shape == "criteria" and all(isinstance(name, str) for name in value)
    if not right:
        _add(findings, "type", f"{where}.type", f"The type must be {shape or 'text'}.")
    return None


def _member(value: Json, code: str, where: str, findings: list[Finding]) -> None:
    wanted = kind(code)
    if wanted.name in ("contexts", "older-contexts", "vocabularies", "addresses"):
        return _contexts(value, wanted.name, where, findings)
    if wanted.name in ("types", "free"):
        return _types(value, where, findings) if wanted.name == "types" else _free(value, where, findings)
    if wanted.name == "any" and not wanted.many:
        return None
    if isinstance(value, list):
        if not wanted.many:
            return _add(findings, "list", where, "One value must stand here, not a list.")
        if wanted.name == "claims" and not value:
            _add(findings, "empty", where, "This list is empty, so the credential says nothing.")
        for number, item in enumerate(value):
            _one(item, wanted.name, f"{where}[{number}]", findings)
        return _unlike(value, wanted.name, where, findings)
    return _one(value, wanted.name, where, findings)


def _unlike(value: list[Json], name: str, where: str, findings: list[Finding]) -> None:
    """Related resources are told apart by their ids (data model 2.0, 5.3); a signature stands once in a set."""
    nodes = [item for item in value if isinstance(item, dict)]
    if name == "node:resource":
        ids = [one for one in (item.get("id") for item in nodes) if isinstance(one, str)]
        if len(set(ids)) < len(ids):
            _add(findings, "repeated", where, "Two related resources have the same id.")
    if name != "node:Proof" or len(nodes) > MAX_PROOFS:
        return
    # Whether a proof repeats the vocabularies makes no other proof of it.
    said = [{key: it for key, it in item.items() if key != "@context"} for item in nodes]
    if any(said.count(one) > 1 for one in said):
        _add(findings, "repeated", where, "The same signature stands here twice.")


def _contexts(value: Json, name: str, where: str, findings: list[Finding]) -> None:
    """Only the addresses and their order, as the official schema has them; the guard looks at what they stand for."""
    kinds = (str, dict) if name == "vocabularies" else (str,)
    if not isinstance(value, list) or not all(isinstance(address, kinds) for address in value):
        return _add(findings, "contexts", where, "The vocabularies must be a list of addresses.")
    if name == "contexts" and (value[:1] != [VC2] or len(value) < 2 or not _OB3_CONTEXT.fullmatch(str(value[1]))):
        sentence = "The vocabularies must begin with the one of credentials 2.0 and the one of Open Badges 3.0."
        return _add(findings, "contexts", where, sentence)
    if name == "vocabularies" and value[:1] != [VC2]:
        return _add(findings, "contexts", where, f"The list of vocabularies must begin with {VC2}.")
    if name == "older-contexts" and not any(_OLDER_CONTEXT.fullmatch(str(address)) for address in value):
        return _add(findings, "contexts", where, "The vocabulary of Open Badges 3.0 is missing.")
    return None


def _types(value: Json, where: str, findings: list[Finding]) -> None:
    names = value if isinstance(value, list) else [value]
    if not names or not all(isinstance(name, str) and name for name in names):
        _add(findings, "type", where, "The type must be the name of a class, or a list of such names.")


def _free(value: Json, where: str, findings: list[Finding]) -> None:
    """What only its authors know: any JSON, but an id is one full address and a type is a name wherever they stand."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            _free(item, f"{where}[{number}]", findings)
    elif isinstance(value, dict):
        for name, item in value.items():
            place = member_at(where, name)
            if name in ("id", "type"):
                _member(item, "iri" if name == "id" else "types", place, findings)
            else:
                _free(item, place, findings)


def _one(value: Json, name: str, where: str, findings: list[Finding]) -> None:
    if name in ("agent", "issuer") and isinstance(value, dict):
        return _node(value, "Profile" if name == "issuer" else "agent", where, findings)
    if name.startswith("node:"):
        if isinstance(value, dict):
            return _node(value, name.removeprefix("node:"), where, findings)
        return _add(findings, "object", where, "An object with members must stand here.")
    if name == "claims":
        if isinstance(value, dict) and value:
            return _free(value, where, findings)
        return _add(findings, "object", where, "An object with members must stand here, so that something is claimed.")
    if name == "any":
        return _unlisted(value, where, findings)
    if name == "words" and isinstance(value, dict):
        return _words(value, where, findings)
    if name in ("number", "boolean", "integer"):
        if not _is_native(value, name):
            wanted = "true or false, without quotes," if name == "boolean" else "a number, without quotes,"
            _add(findings, name, where, f"Here must stand {wanted} as Open Badges says.")
        return None
    if not isinstance(value, str):
        return _add(findings, "text", where, "Text must stand here.")
    sentence = _text_problem(value, name)
    if sentence:
        _add(findings, "value", where, sentence)
    return None


def _words(value: dict[str, Json], where: str, findings: list[Finding]) -> None:
    """Text with its language and its direction (data model 2.0, 11.1)."""
    language, direction = value.get("@language", "en"), value.get("@direction", "ltr")
    right = isinstance(value.get("@value"), str) and not value.keys() - {"@value", "@language", "@direction"}
    right = right and isinstance(language, str) and bool(_ANY_LANGUAGE.fullmatch(language))
    if not right or direction not in ("ltr", "rtl"):
        _add(findings, "text", where, "Text must stand here, or @value with its @language and @direction only.")


def _unlisted(value: Json, where: str, findings: list[Finding]) -> None:
    """A member that Open Badges does not list for this class: text, or an object of texts. No number, no yes or no."""
    if isinstance(value, dict):
        _node(value, "", where, findings)
    elif not isinstance(value, str):
        _add(findings, "text", where, "Text must stand here.")


def _is_native(value: Json, name: str) -> bool:
    if name == "boolean":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (name == "number" and isinstance(value, float))


def _text_problem(value: str, name: str) -> str | None:
    if name in ("text", "words"):
        return None
    if name in ("iri", "issuer", "agent"):
        return None if is_absolute_iri(value) else "A full address (such as https://... or did:...) must stand here."
    if name in ("instant", "date"):
        return _date_problem(value, name)
    if name == "jwt":
        return None if _JWT.fullmatch(value) else "A compact JWS must stand here."
    if name == "language":
        return None if _LANGUAGE.fullmatch(value) else "A language code such as en or es-MX must stand here."
    if name == "index":
        return None if _INDEX.fullmatch(value) else "A whole number in plain decimal digits must stand here."
    if name.startswith("="):
        return None if value == name[1:] else f"The word {name[1:]} must stand here."
    words = name.split("|")
    if value in words[: -1 if words[-1] == "ext:" else None] or ("ext:" in words and _EXTENSION.fullmatch(value)):
        return None
    return "This is not one of the words that Open Badges allows here."


def _date_problem(value: str, name: str) -> str | None:
    try:
        parse_instant(value) if name == "instant" else parse_date(value)
    except NotReadable as problem:
        return problem.sentence
    return None
