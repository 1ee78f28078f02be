"""Data Integrity proofs (W3C VC Data Integrity 1.0): add one, and see whether one holds, by any cryptosuite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..canonical import ContextOf
from ..contexts import KNOWN, Vocabularies, context_document
from ..dates import instant_text, parse_instant
from ..errors import CredentialError, KeyMismatch, NotReadable, TooMuchWork, WorkUsedUp
from ..guard import examine
from ..keys import Kind, Signer, VerificationKey
from ..multibase import base58_encode
from ..strict_json import Json, canonical, count_values
from ..work import USED_UP, Kept, Work
from .chains import previous_of, proofs_in
from .coverage import covered
from .suites import (
    CRYPTOSUITES,
    ECDSA_RDFC_2019,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    TYPE,
    Cryptosuite,
    suite_for,
    suite_of,
)

__all__ = [
    "ASSERTION",
    "CRYPTOSUITES",
    "ECDSA_RDFC_2019",
    "EDDSA_JCS_2022",
    "EDDSA_RDFC_2022",
    "TYPE",
    "Cryptosuite",
    "Hashes",
    "ProofOptions",
    "ProofPurpose",
    "add",
    "count_values",
    "holds",
    "problem_with",
    "signing_input",
    "suite_for",
    "suite_of",
]


@dataclass(frozen=True, slots=True)
class ProofPurpose:
    """What a proof is for (Data Integrity 2.1): its proofPurpose, and what a presentation was asked to repeat."""

    name: str = "assertionMethod"
    challenge: str | None = None
    domain: str | None = None


ASSERTION = ProofPurpose()
MAX_VALUES_HASHED = 12_000  # one of the largest documents that are read at all, or a long chain on a usual one


@dataclass(frozen=True, slots=True)
class ProofOptions:
    """What a new proof says of itself. `previous`: the ids of the proofs that it follows, so that it covers them."""

    created: datetime
    purpose: ProofPurpose = ASSERTION
    expires: datetime | None = None
    id: str | None = None
    previous: tuple[str, ...] = ()


@dataclass(slots=True)
class Hashes:
    """The hashes of one document, each computed once however many proofs it has, and no more of them than is decent.

    A proof in a chain covers the proofs that it follows, so each has a document of its own to be hashed. That is
    bounded by counting: the values in all the documents that are hashed together. What was refused for one proof is
    refused for all of them. `work` is what is left for the whole verification.
    """

    work: Work = field(default_factory=Work)
    done: Kept = field(default_factory=Kept)
    values: int = 0

    def of(self, document: dict[str, Json], suite: Cryptosuite, kind: Kind, context_of: ContextOf) -> bytes:
        """The hash by which this suite signs the document. Raises TooMuchWork, and what the canonical form raises."""

        def hashed() -> bytes:
            count = count_values(document)
            self.values += count
            if self.values > max(count, MAX_VALUES_HASHED):  # the first may be as large as any that is read
                raise TooMuchWork("This badge is too large for so many signatures; no honest badge is.")
            self.work.take_values(count)
            return suite.hashed(document, kind, context_of, self.work)

        return self.done.once((suite.name, kind, canonical(document)), hashed)


def signing_input(
    document: dict[str, Json],
    options: dict[str, Json],
    kind: Kind,
    *,
    suite: Cryptosuite = EDDSA_RDFC_2022,
    previous: Sequence[dict[str, Json]] = (),
    context_of: ContextOf = context_document,
    hashes: Hashes | None = None,
) -> bytes:
    """What is signed: the hash of the canonical proof options, then that of the document (vc-di-eddsa 3.2.3 to 3.2.5).

    `document` is taken without its `proof` and `options` without `proofValue`; `previous` are the proofs that this one
    follows, and they are signed with the document (Data Integrity 4.5). `hashes` remembers what was hashed before.
    Raises what the canonical form raises, and WorkUsedUp.
    """
    bare, config = _parts(document, options, suite)
    if previous:
        bare["proof"] = list(previous)
    hashes = hashes if hashes is not None else Hashes()
    hashes.work.take_values(count_values(config))
    return suite.hashed(config, kind, context_of, hashes.work) + hashes.of(bare, suite, kind, context_of)


def _parts(
    document: dict[str, Json], options: dict[str, Json], suite: Cryptosuite
) -> tuple[dict[str, Json], dict[str, Json]]:
    """The document without proofs, and the options without their value, each with the vocabularies it is signed by.

    By words, the options take those of the document. In JSON, the document takes those that the options name, and may
    name more behind them (vc-di-eddsa 3.3.2, step 4).
    """
    bare = {name: value for name, value in document.items() if name != "proof"}
    config = {name: value for name, value in options.items() if name != "proofValue"}
    if suite.by_words:
        if "@context" not in bare:
            raise NotReadable("The document names no vocabularies, so it cannot be told what was signed.")
        config["@context"] = bare["@context"]
    elif "@context" in config:
        bare["@context"] = config["@context"]
    return bare, config


def add(
    document: dict[str, Json],
    signer: Signer,
    options: ProofOptions | datetime,
    *,
    suite: Cryptosuite | None = None,
    context_of: ContextOf = context_document,
) -> dict[str, Json]:
    """A copy of the document with one proof more (Data Integrity 4.2, 4.3); an instant stands for plain options.

    The suite is the usual one of the key unless named. The caller has linted the document and answers for the key.
    Raises KeyMismatch for a key that the cryptosuite does not take, NotReadable when a previous proof is missing,
    ValueError when an instant has no zone or the proof would end before it begins.
    """
    options = options if isinstance(options, ProofOptions) else ProofOptions(options)
    kind = signer.public_key.kind
    suite = suite or suite_for(kind)
    if suite is None or not suite.signs or kind not in suite.keys:
        by = f"by {suite.name}" if suite is not None else "with a Data Integrity proof; sign a token (JWT) instead"
        raise KeyMismatch(f"A key of the kind {kind} does not sign {by} here.")
    proofs = proofs_in(document)
    proof = _bare_proof(signer, options, suite)
    if not suite.by_words and "@context" in document:
        proof["@context"] = document["@context"]  # 3.3.1, step 2
    data = signing_input(document, proof, kind, suite=suite, previous=previous_of(proof, proofs), context_of=context_of)
    proof["proofValue"] = base58_encode(signer.sign(data))
    return {**document, "proof": [*proofs, proof] if proofs else proof}


def _bare_proof(signer: Signer, options: ProofOptions, suite: Cryptosuite) -> dict[str, Json]:
    purpose, previous = options.purpose, list[Json](options.previous)
    if options.expires and instant_text(options.expires) <= instant_text(options.created):
        raise ValueError("the proof would end before it begins")
    proof: dict[str, Json | None] = {
        "type": suite.type,
        "id": options.id,
        "cryptosuite": suite.name,
        "created": instant_text(options.created),
        "expires": instant_text(options.expires) if options.expires else None,
        "verificationMethod": signer.verification_method,
        "proofPurpose": purpose.name,
        "challenge": purpose.challenge,
        "domain": purpose.domain,
        "previousProof": previous if len(previous) > 1 else (previous or [None])[0],
    }
    return {name: value for name, value in proof.items() if value is not None}


def problem_with(
    document: dict[str, Json],
    proof: dict[str, Json],
    now: datetime,
    *,
    purpose: ProofPurpose = ASSERTION,
    known: Vocabularies = KNOWN,
    work: Work | None = None,
) -> str | None:
    """What is wrong with the proof before any key is looked at, in a sentence; None when it is well-formed.

    `work` is what is left for the whole verification. Raises WorkUsedUp.
    """
    suite = suite_of(proof)
    if suite is None:
        return "The signature is of no known kind."
    wanted = ("proofPurpose", "proofValue", "type", "verificationMethod")
    missing = [name for name in wanted if not isinstance(proof.get(name), str)]
    if missing:
        return f"The signature lacks {missing[0]}."
    unfit = _unfit(proof, purpose)
    if unfit:
        return unfit
    if "@context" in proof and not _vocabularies_fit(document.get("@context"), proof["@context"], suite):
        return "The signature uses other vocabularies than the document that it signs."
    try:
        suite.signature(proof["proofValue"])
        ends = [parse_instant(str(proof[name])) for name in ("created", "expires") if name in proof]
    except NotReadable as error:
        return f"The signature is malformed. {error.sentence}"
    if "expires" in proof and ends[-1] <= now:
        return "The signature itself has expired."
    return _says_more(document, proof, suite, known, work)


def _unfit(proof: Mapping[str, Json], purpose: ProofPurpose) -> str | None:
    """Why the proof was not made for what is asked (Data Integrity 4.4, steps 6 to 9)."""
    if proof["proofPurpose"] != purpose.name:
        if purpose.name == ASSERTION.name:
            return "The signature was made for another purpose than to assert what the badge says."
        return f"The signature was made for another purpose than {purpose.name}."
    if purpose.challenge is not None and proof.get("challenge") != purpose.challenge:
        return "The signature does not repeat the challenge that was asked of it, so it may be an old one."
    domain = proof.get("domain")
    if purpose.domain is not None and purpose.domain not in (domain if isinstance(domain, list) else [domain]):
        return "The signature was made for another site than this one (its domain is another)."
    return None


def _vocabularies_fit(of_document: Json, of_proof: Json, suite: Cryptosuite) -> bool:
    if suite.by_words:
        return of_proof == of_document
    ours, theirs = (value if isinstance(value, list) else [value] for value in (of_document, of_proof))
    if not theirs:  # the beginning of any list, and with it no vocabulary would be signed at all
        return False
    return ours[: len(theirs)] == theirs


def _says_more(
    document: dict[str, Json], proof: dict[str, Json], suite: Cryptosuite, known: Vocabularies, work: Work | None
) -> str | None:
    """What stands in the proof where its reader does not look. The vocabularies are the document's own matter."""
    bare = {name: value for name, value in proof.items() if name != "@context"}
    findings = examine({"@context": document.get("@context"), **bare}, known, work=work)
    if any(one.code == "work" for one in findings):
        raise WorkUsedUp(USED_UP)
    own = [one for one in findings if one.where != "@context" and not (not suite.by_words and covered(one))]
    return f"The signature is malformed. {own[0].sentence}" if own else None


def holds(
    document: dict[str, Json],
    proof: dict[str, Json],
    key: VerificationKey,
    *,
    context_of: ContextOf = context_document,
    hashes: Hashes | None = None,
) -> bool:
    """Whether the key made this proof over this document, with the proofs that it follows (Data Integrity 4.4, 4.5).

    Raises CredentialError when it cannot be computed.
    """
    suite = suite_of(proof)
    if suite is None or key.kind not in suite.keys:
        return False
    if not suite.by_words and "@context" in proof:
        if not _vocabularies_fit(document.get("@context"), proof["@context"], suite):
            return False
        options = proof
    else:
        options = {name: item for name, item in proof.items() if name != "@context"}
    try:
        signature = suite.signature(proof.get("proofValue"), key.kind)
    except NotReadable as error:
        raise CredentialError(error.sentence) from None
    previous = previous_of(proof, proofs_in(document))
    data = signing_input(
        document, options, key.kind, suite=suite, previous=previous, context_of=context_of, hashes=hashes
    )
    return key.holds(signature, data)
