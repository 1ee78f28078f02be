"""Presentations (VC Data Model 2.0, 4.13): what a holder hands over, signed for one occasion, or not signed at all.

Those of the data model 1.1 (4.10, 6.3.1) are checked too, in JSON-LD and as tokens, and not made.

The steps: format; context; proof (made for this challenge and this domain, where the caller asked for them); holder
(does the key belong to whoever presents?); credentials (the verdict of each, by the Verifier).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .contexts import VC1, VC2
from .controllers import KeyFinding, find_key
from .errors import CredentialError, KeyMismatch, LintRefused, NotReadable, TooMuchWork
from .guard import NAMED, is_absolute_iri
from .jose.check import presenter
from .jose.credential import holder_of, read_token, texts
from .jose.presentation import check_presentation, opened
from .jose.token import parse
from .keys import Signer
from .proofs import data_integrity
from .proofs.chains import proofs_in
from .proofs.check import ProofFinding, check_proofs
from .proofs.coverage import unsettled
from .proofs.data_integrity import MAX_VALUES_HASHED, ProofOptions, ProofPurpose
from .proofs.suites import Cryptosuite
from .report import Report, Step, Verdict, verdict_of
from .shells import document_shell, examine_shell
from .steps import Answer, answer_of, context_of_token, worst
from .strict_json import Json, canonical, count_values, parse_object
from .structure import TWO_THINGS, is_two_things
from .work import USED_UP

if TYPE_CHECKING:
    from .verify import Verifier  # it verifies presentations by what stands here

AUTHENTICATION = "authentication"
MAX_CREDENTIALS = 50
TOKEN_STATUS: Answer = ("UNKNOWN", "This token has a status of its own, of a kind that this library cannot check yet.")


@dataclass(frozen=True, slots=True)
class PresentationReport:
    """The verdict on a presentation, its steps, a report on each credential in it, and who the holder is said to be.

    The holder is shown only where the key has proven it; whether that is whom a credential is about, the caller asks.
    """

    verdict: Verdict
    steps: tuple[Step, ...]
    credentials: tuple[Report, ...] = ()
    document: dict[str, Json] | None = None
    holder: str = ""

    @property
    def sentence(self) -> str:
        """The verdict in one sentence: the first reason against, else the first doubt, else that all is well."""
        for result in ("FAIL", "UNKNOWN"):
            for step in self.steps:
                if step.result == result:
                    return step.sentence
        return "This presentation is in order, and so is every credential in it."

    def step(self, id: str) -> Step | None:
        """The step of this id, if it was taken."""
        return next((step for step in self.steps if step.id == id), None)

    def as_dict(self) -> dict[str, object]:
        """Plain values: {"verdict", "steps": [{"id", "result", "sentence"}], "credentials": [reports]}."""
        steps = [{"id": step.id, "result": step.result, "sentence": step.sentence} for step in self.steps]
        return {"verdict": self.verdict, "steps": steps, "credentials": [one.as_dict() for one in self.credentials]}


def present(
    credentials: Sequence[Mapping[str, Json] | str],
    signer: Signer,
    options: ProofOptions,
    *,
    suite: Cryptosuite | None = None,
    id: str | None = None,
) -> dict[str, Json]:
    """A presentation of signed credentials (documents, or tokens as text), signed by their holder for authentication.

    The holder is the controller of the signer's key. `options.purpose` carries the challenge and the domain that the
    verifier asked for; its name is always authentication. Raises LintRefused when a verifier would refuse it,
    KeyMismatch when the signature does not hold on a second look, TooMuchWork for more than 50 credentials.
    """
    document = unsigned_presentation(credentials, holder=signer.verification_method.partition("#")[0], id=id)
    findings = tuple(one for one in unsettled(document_shell(document)) if one.code not in NAMED)
    if findings:
        raise LintRefused(findings)
    options = replace(options, purpose=replace(options.purpose, name=AUTHENTICATION))
    signed = parse_object(canonical(data_integrity.add(document, signer, options, suite=suite)))
    if not data_integrity.holds(signed, proofs_in(signed)[-1], signer.public_key):
        raise KeyMismatch("The new signature does not match its public key. Check which private key is configured.")
    return signed


def unsigned_presentation(
    credentials: Sequence[Mapping[str, Json] | str], *, holder: str | None = None, id: str | None = None
) -> dict[str, Json]:
    """A presentation that nobody signs: its credentials stand on their own. Raises TooMuchWork, NotReadable."""
    if len(credentials) > MAX_CREDENTIALS:
        raise TooMuchWork(f"A presentation holds at most {MAX_CREDENTIALS} credentials here.")
    enclosed = [_enveloped(one) if isinstance(one, str) else dict(one) for one in credentials]
    members = {
        "@context": [VC2],
        "id": id,
        "type": ["VerifiablePresentation"],
        "holder": holder,
        "verifiableCredential": enclosed or None,
    }
    return parse_object(canonical({name: value for name, value in members.items() if value is not None}))


def _enveloped(token: str) -> dict[str, Json]:
    return {"@context": VC2, "id": f"data:application/vc+jwt,{token}", "type": "EnvelopedVerifiableCredential"}


def verify_presentation(
    data: bytes | str | Mapping[str, object],
    verifier: Verifier,
    *,
    challenge: str | None = None,
    domain: str | None = None,
    signed: bool = False,
) -> PresentationReport:
    """A report on a presentation, and on each credential in it by the verifier; nothing is raised for what is in it.

    With a challenge or a domain, or with `signed`, the presentation must be signed, for exactly these. Without them an
    unsigned one may pass, for what it holds; it then shows nothing about who hands it over. The verifier's policies are
    asked of each credential.
    """
    must = signed or challenge is not None or domain is not None
    try:
        return _answered(data, verifier.at_work(), ProofPurpose(AUTHENTICATION, challenge, domain), must=must)
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a stack that overflows in another language is no Exception
        sentence = f"Something unforeseen stood in the way of reading this ({type(error).__name__})."
        return _early("UNKNOWN", sentence)


def _answered(data: object, verifier: Verifier, purpose: ProofPurpose, *, must: bool) -> PresentationReport:
    # 1. format
    try:
        token, document = _opened(data)
        if token is not None:
            return _of_token(token, verifier, purpose)
        credentials = _well_formed(document)
    except _NotHere as error:
        return _early("UNKNOWN", error.sentence)
    except CredentialError as error:
        return _early("FAIL", error.sentence)
    steps = [Step("format", "PASS", "This is well-formed as a verifiable presentation.")]
    # 2. context
    steps.append(_context(document, verifier))
    if USED_UP in steps[-1].sentence:  # then it is not hashed either
        return PresentationReport("UNKNOWN", tuple(steps), (), document)
    # 3. proof and 4. holder
    steps += _proof_and_holder(document, verifier, purpose, must=must)
    # 5. credentials
    reports = tuple(verifier.verify_enclosed(one) for one in credentials)  # it opens envelopes (4.13.1)
    steps.append(_together(reports))
    proven = any(step.id == "holder" and step.result == "PASS" for step in steps)
    holder = holder_of(document) or _controller(document) if proven else ""
    return PresentationReport(verdict_of(tuple(steps)), tuple(steps), reports, document, holder)


def _opened(data: object) -> tuple[str | None, dict[str, Json]]:
    """The token that a presentation is, bare or in its envelope; else None, and the document that it is in JSON.

    Raises NotReadable, TooMuchWork, _NotHere.
    """
    if isinstance(data, Mapping):
        document = parse_object(canonical(dict(data)))
    else:
        text = _text(data)
        if not text.startswith("{"):
            return text, {}
        document = parse_object(text)
    if "EnvelopedVerifiablePresentation" not in texts(document.get("type")):
        return None, document
    token = opened(document)
    if token is None:
        raise _NotHere("This library cannot open this kind of envelope. Ask for the presentation as JSON.")
    return token, document


def _text(data: object) -> str:
    if isinstance(data, bytes | bytearray | memoryview):
        data = bytes(data).decode("utf-8", "replace")
    if not isinstance(data, str):
        raise NotReadable("This is neither a file, nor text, nor a document.")
    return data.removeprefix("\ufeff").strip()  # an editor's byte-order mark (RFC 8259, 8.1)


def _of_token(token: str, verifier: Verifier, purpose: ProofPurpose) -> PresentationReport:
    """The same for one signed as a token. Raises NotReadable, TooMuchWork."""
    found = check_presentation(
        token, challenge=purpose.challenge, domain=purpose.domain, now=verifier.now, resolve=verifier.document_of
    )
    reading, document = read_token(token), found.token.document
    if found.token.format[0] == "FAIL" or document is None or reading.token is None:
        return _early("FAIL", found.token.format[1])
    _well_formed(document)
    holder = presenter(reading.token, document)
    proof = found.token.proof if found.token.proof[0] == "FAIL" else worst([found.addressed, found.token.proof])
    steps = [
        Step("format", *found.token.format),
        Step("context", *context_of_token(document_shell(document), verifier.work)),
        Step("proof", *proof),
        _holder_step([found.token.issuer[0]], holder),
        Step("dates", *found.token.dates),
    ]
    if reading.names_status:
        steps.append(Step("status", *TOKEN_STATUS))
    reports = tuple(verifier.verify_enclosed(one) for one in found.credentials)
    steps.append(_together(reports))
    holder = holder if found.token.issuer[0] == "PASS" and is_absolute_iri(holder) else ""
    return PresentationReport(verdict_of(tuple(steps)), tuple(steps), reports, document, holder)


class _NotHere(CredentialError):
    """A presentation of a kind that this library does not read."""


def _early(result: Verdict, sentence: str) -> PresentationReport:
    return PresentationReport(result, (Step("format", result, sentence),))


def _well_formed(document: dict[str, Json]) -> list[str | dict[str, Json]]:
    """The credentials of a well-formed presentation (4.13). Raises NotReadable, TooMuchWork."""
    types = document.get("type")
    names = types if isinstance(types, list) else [types]
    contexts = document.get("@context")
    if "VerifiablePresentation" not in names or not isinstance(contexts, list) or contexts[:1] not in ([VC2], [VC1]):
        raise NotReadable("This is not a verifiable presentation.")
    if is_two_things(document):
        raise NotReadable(TWO_THINGS)
    # Proofs are looked at in step 3.
    examine_shell({name: value for name, value in document.items() if name != "proof" or not value})
    listed = document.get("verifiableCredential", [])
    credentials: list[Json] = listed if isinstance(listed, list) else [listed]
    if len(credentials) > MAX_CREDENTIALS:
        raise TooMuchWork(f"This presentation holds more than {MAX_CREDENTIALS} credentials.")
    _bounded(credentials)
    # The older data model has tokens as plain text in the list.
    older = contexts[0] == VC1
    right = [one for one in credentials if isinstance(one, dict) or (older and isinstance(one, str) and _is_token(one))]
    if len(right) < len(credentials):
        raise NotReadable("Something that is no credential stands among the credentials of the presentation.")
    return right


def _bounded(credentials: Sequence[Json]) -> None:
    """Count what must be hashed, however the presentation itself is signed. Raises TooMuchWork."""
    counts = [count_values(one) for one in credentials]
    largest = max(counts, default=0)  # one may be as large as any that is read alone
    every = sum(count * _signatures(one) for count, one in zip(counts, credentials, strict=True))
    if every > max(largest, MAX_VALUES_HASHED):
        raise TooMuchWork("This presentation holds more signatures, over more, than any honest one does.")


def _is_token(text: str) -> bool:
    """Whether this is a token, whatever is in it: text that is a document or a picture is none."""
    try:
        parse(text.partition("~")[0])
    except CredentialError:
        return False
    return True


def _signatures(credential: Json) -> int:
    value = credential.get("proof") if isinstance(credential, dict) else None
    return len(value) if isinstance(value, list) else 1


def _context(document: dict[str, Json], verifier: Verifier) -> Step:
    findings = unsettled(document_shell(document), verifier.known, work=verifier.work)
    if any(one.code == "work" for one in findings):  # whatever else was found: the caller goes no further
        return Step("context", "UNKNOWN", f"the presentation: {USED_UP}")
    named = tuple(replace(one, where="the presentation") if one.where == "the badge" else one for one in findings)
    return Step("context", *answer_of(named, "What the presentation says of itself is what was signed."))


def _proof_and_holder(
    document: dict[str, Json], verifier: Verifier, purpose: ProofPurpose, *, must: bool
) -> list[Step]:
    holder = holder_of(document)

    def find(method: str) -> KeyFinding:
        whose = holder or method.partition("#")[0]
        return find_key(method, whose, verifier.document_of, verifier.now, AUTHENTICATION)

    found = check_proofs(document, find, verifier.now, purpose=purpose, context_of=verifier.known, work=verifier.work)
    if found:
        worst = _worst(found)
        steps = [Step("proof", worst.result, worst.sentence)]
        results = [one.key.result for one in found if one.key is not None]
        return steps if worst.result == "FAIL" else [*steps, _holder_step(results, holder or _controller(document))]
    if must:
        sentence = "Nobody signed this presentation, so nothing shows that it was made for this occasion."
        return [Step("proof", "FAIL", sentence)]
    steps = [
        Step("proof", "PASS", "Nobody signed this presentation: what it holds stands on its own, whoever shows it.")
    ]
    if holder:
        steps.append(Step("holder", "UNKNOWN", f"It names {holder[:100]} as its holder, and nothing shows that."))
    return steps


def _holder_step(results: list[Verdict], holder: str) -> Step:
    if "FAIL" in results:
        sentence = f"The key that signed this presentation is not one by which {holder[:100]} says who they are."
        return Step("holder", "FAIL", sentence)
    if "UNKNOWN" in results or not results:
        return Step("holder", "UNKNOWN", f"Whether the key that signed belongs to {holder[:100]} cannot be told.")
    return Step("holder", "PASS", f"Whoever presents this holds the key of {holder[:100]}.")


def _worst(found: tuple[ProofFinding, ...]) -> ProofFinding:
    order = ("FAIL", "UNKNOWN", "PASS")
    return min(found, key=lambda one: order.index(one.result))


def _together(reports: tuple[Report, ...]) -> Step:
    for result in ("FAIL", "UNKNOWN"):
        for number, report in enumerate(reports, start=1):
            if report.verdict == result:
                return Step("credentials", report.verdict, f"Credential {number}: {report.sentence}")
    if not reports:
        return Step("credentials", "PASS", "There is no credential in this presentation.")
    return Step("credentials", "PASS", "Every credential in this presentation is valid by itself.")


def _controller(document: Mapping[str, Json]) -> str:
    """Whose key the first proof names, where the presentation names no holder."""
    methods = [str(proof.get("verificationMethod")) for proof in proofs_in(document)]
    return methods[0].partition("#")[0] if methods else ""
