"""DataIntegrityProof with the cryptosuite eddsa-rdfc-2022 (W3C vc-di-eddsa 1.0, 3.2): add and check, strictly."""

from __future__ import annotations

from datetime import datetime

from ..canonical import ContextOf, canonicalize, digest
from ..contexts import context_document
from ..dates import instant_text, parse_instant
from ..errors import CredentialError, NotReadable
from ..guard import examine
from ..keys import Signer, signature_holds
from ..multibase import base58_decode, base58_encode
from ..strict_json import Json

TYPE, CRYPTOSUITE, PURPOSE = "DataIntegrityProof", "eddsa-rdfc-2022", "assertionMethod"
_WANTED = ("cryptosuite", "proofPurpose", "proofValue", "type", "verificationMethod")


def is_mine(proof: dict[str, Json]) -> bool:
    """Whether this is a proof of this kind."""
    return proof.get("type") == TYPE and proof.get("cryptosuite") == CRYPTOSUITE


def signing_input(
    document: dict[str, Json], options: dict[str, Json], *, context_of: ContextOf = context_document
) -> bytes:
    """The 64 bytes that are signed: SHA-256 of the canonical proof options, then of the document (3.2.3 to 3.2.5).

    `document` and `options` are taken without `proof` and `proofValue`. Raises what `canonicalize` raises.
    """
    bare = {name: value for name, value in document.items() if name != "proof"}
    config = {name: value for name, value in options.items() if name != "proofValue"}
    config["@context"] = document["@context"]
    return digest(canonicalize(config, context_of=context_of)) + digest(canonicalize(bare, context_of=context_of))


def add(
    document: dict[str, Json], signer: Signer, created: datetime, *, context_of: ContextOf = context_document
) -> dict[str, Json]:
    """A copy of the document with its proof (3.2.1). The caller has linted it and answers for the key."""
    proof: dict[str, Json] = {
        "type": TYPE,
        "cryptosuite": CRYPTOSUITE,
        "created": instant_text(created),
        "verificationMethod": signer.verification_method,
        "proofPurpose": PURPOSE,
    }
    proof["proofValue"] = base58_encode(signer.sign(signing_input(document, proof, context_of=context_of)))
    return {**document, "proof": proof}


def problem_with(document: dict[str, Json], proof: dict[str, Json], now: datetime) -> str | None:
    """What is wrong with the proof before any key is looked at, in a sentence; None when it is well-formed."""
    missing = [name for name in _WANTED if not isinstance(proof.get(name), str)]
    if missing:
        return f"The signature lacks {missing[0]}."
    if proof["proofPurpose"] != PURPOSE:
        return "The signature was made for another purpose than to assert what the badge says."
    if "@context" in proof and proof["@context"] != document.get("@context"):
        return "The signature uses other vocabularies than the badge."
    try:
        base58_decode(str(proof["proofValue"]), length=64)
        for name in ("created", "expires"):
            if name in proof:
                parse_instant(str(proof[name]))
    except NotReadable as error:
        return f"The signature is malformed. {error.sentence}"
    if "expires" in proof and parse_instant(str(proof["expires"])) <= now:
        return "The signature itself has expired."
    bare = {name: value for name, value in proof.items() if name != "@context"}
    findings = examine({"@context": document["@context"], **bare})
    return f"The signature is malformed. {findings[0].sentence}" if findings else None


def holds(
    document: dict[str, Json],
    proof: dict[str, Json],
    public_multibase: str,
    *,
    context_of: ContextOf = context_document,
) -> bool:
    """Whether the key made this proof over this document (3.2.2). Raises CredentialError when it cannot be computed."""
    value = proof.get("proofValue")
    if not isinstance(value, str):
        raise CredentialError("The signature has no value.")
    options = {name: item for name, item in proof.items() if name != "@context"}
    data = signing_input(document, options, context_of=context_of)
    return signature_holds(public_multibase, base58_decode(value, length=64), data)
