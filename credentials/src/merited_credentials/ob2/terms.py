"""The vocabulary of Open Badges 2.0 as a table, so that no member can say under another name what is not read.

The JSON of a badge is read as it stands, without JSON-LD processing: what proves a hosted badge is that the issuer
serves this very JSON, and what proves a signed one is a signature over its very bytes. Neither changes when the JSON is
rewritten by a vocabulary, so expansion would add nothing but a way to go wrong. What is left to see to is that the
words mean what they say here: the vocabulary is the one of Open Badges 2.0, by its address or written out, and no
member is one of its words in another spelling (an end date as sec:expiration). What other vocabularies by address say
is not known here, and such a badge is UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..report import Verdict
from ..strict_json import Json

OB2 = "https://w3id.org/openbadges/v2"
EXTENSIONS = "https://w3id.org/openbadges/extensions/"
PREFIXES = {
    "extensions": "https://w3id.org/openbadges/extensions#",
    "obi": "https://w3id.org/openbadges#",
    "cred": "https://w3id.org/credentials#",
    "dc": "http://purl.org/dc/terms/",
    "schema": "http://schema.org/",
    "sec": "https://w3id.org/security#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# By prefix: each word, and after "=" its name in the vocabulary where that differs. "@" after it: the value is an
# address; "date" and "yes": a moment, true or false.
_WORDS = {
    "obi": "alignment@ allowedOrigins audience badge@ criteria@ endorsementComment evidence@ hashed:yes "
    "identity=identityHash issuedOn=issueDate:date issuer@ narrative recipient@ revocationList@ revocationReason "
    "revoked:yes revokedAssertions=revoked salt targetCode uid verification=verify@ verify@ verificationProperty "
    "validation validatesType validationFrame validationSchema Assertion BadgeClass Criteria Evidence Extension "
    "FrameValidation IdentityObject Image HostedBadge hosted=HostedBadge Issuer Profile RevocationList SignedBadge "
    "signed=SignedBadge TypeValidation VerificationObject",
    "schema": "author@ caption description email genre image@ name tags=keywords targetDescription targetFramework "
    "targetName targetUrl telephone url@ version AlignmentObject",
    "sec": "expires=expiration:date owner@ publicKey@ publicKeyPem CryptographicKey=Key",
    "cred": "claim@ endorsement=credential@ Endorsement=Credential",
    "dc": "created:date creator@ related=relation@",
}
_KINDS = {"date": "http://www.w3.org/2001/XMLSchema#dateTime", "yes": "http://www.w3.org/2001/XMLSchema#boolean"}
_STARTS_WITH = "http://purl.org/dqm-vocabulary/v1/dqm#startsWith"


def _table() -> dict[str, tuple[str, str]]:
    found = {"startsWith": (_STARTS_WITH, ""), "id": ("@id", ""), "type": ("@type", "")}
    for prefix, words in _WORDS.items():
        for word in words.split():
            head, _, kind = word.removesuffix("@").partition(":")
            name, _, elsewhere = head.partition("=")
            found[name] = (
                PREFIXES[prefix] + (elsewhere or name),
                "@id" if word.endswith("@") else _KINDS.get(kind, ""),
            )
    return found


# Word -> what it stands for, and the kind of its value ("" where the vocabulary leaves it open).
TERMS: dict[str, tuple[str, str]] = _table()
_MEANINGS = frozenset(meaning for meaning, _ in TERMS.values())


def examine_words(document: dict[str, Json]) -> tuple[Verdict, str]:
    """The answer of step 2: do the words of this document mean what Open Badges 2.0 says?"""
    doubt: str | None = None
    for node, is_root in _nodes(document):
        hidden = next((name for name in node if _says_otherwise(name)), None)
        if hidden is not None:
            return (
                "FAIL",
                f'The badge says "{hidden[:60]}", a word of Open Badges in a spelling that readers do not see.',
            )
        if is_root or "@context" in node:
            doubt = doubt or _doubt(node.get("@context"), node, is_root)
    if doubt:
        return "UNKNOWN", doubt
    return "PASS", "The words of this badge are those of Open Badges 2.0, and none is hidden in another spelling."


def _nodes(document: dict[str, Json]) -> Iterator[tuple[dict[str, Json], bool]]:
    """Every object but those inside extensions, which have vocabularies of their own."""
    stack: list[tuple[Json, bool]] = [(document, True)]
    while stack:
        item, is_root = stack.pop()
        if isinstance(item, list):
            stack += [(one, False) for one in item]
        elif isinstance(item, dict):
            yield item, is_root
            stack += [(value, False) for name, value in item.items() if name in TERMS and name not in ("id", "type")]


def _says_otherwise(name: str) -> bool:
    if name in TERMS:
        return False
    return _full(name) in _MEANINGS or (name.startswith("@") and name not in ("@context", "@language"))


def _full(name: str, prefixes: dict[str, str] = PREFIXES) -> str:
    prefix, colon, rest = name.partition(":")
    return prefixes[prefix] + rest if colon and prefix in prefixes and not rest.startswith("//") else name


def _doubt(contexts: Json, node: dict[str, Json], is_root: bool) -> str | None:
    listed = contexts if isinstance(contexts, list) else [contexts]
    known = not is_root  # an object inside inherits the vocabulary of the whole
    for one in listed:
        if one == OB2:
            known = True
        elif isinstance(one, dict):
            if not _agrees(one):
                return "The badge brings a vocabulary of its own, in which words of Open Badges mean something else."
            known = known or all(name in one for name in node if name in TERMS)
        elif not (isinstance(one, str) and one.startswith(EXTENSIONS)):
            address = str(one)[:100]
            return f"The badge uses a vocabulary that is not at hand ({address}), so its words may mean other things."
    return None if known else f"The badge does not name the vocabulary of Open Badges 2.0 ({OB2})."


def _agrees(written_out: dict[str, Json]) -> bool:
    """Whether a vocabulary written out in the badge gives every word of Open Badges its meaning, and adds no alias."""
    prefixes = PREFIXES | {
        name: value
        for name, value in written_out.items()
        if isinstance(value, str) and value.endswith(("#", "/")) and name not in TERMS
    }
    if any(prefixes[name] != PREFIXES[name] for name in PREFIXES):
        return False
    for name, definition in written_out.items():
        if isinstance(definition, dict):
            meaning, kind = definition.get("@id"), _full(str(definition.get("@type", "")), prefixes)
            if definition.keys() - {"@id", "@type"}:
                return False
        else:
            meaning, kind = definition, ""
        if name.startswith("@") and name != "@language":
            return False
        if name == "@language":
            continue
        full = _full(str(meaning), prefixes)
        full = TERMS[full][0] if full in TERMS else full  # verify is written as an alias of verification
        if name in TERMS:
            if full != TERMS[name][0] or kind not in ("", TERMS[name][1]):
                return False
        elif name not in PREFIXES and (full.startswith("@") or any(word.startswith(full) for word in _MEANINGS)):
            return False  # another name for a word of Open Badges, or for the beginning of one
    return True
