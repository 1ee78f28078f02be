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
from .jose.credential import PRESENTATIONS, read_token, texts
from .jose.presentation import check_presentation, opened
from .keys import Signer
from .proofs import data_integrity
from .proofs.chains import proofs_in
from .proofs.check import ProofFinding, check_proofs
from .proofs.coverage import unsettled
from .proofs.data_integrity import MAX_VALUES_HASHED, ProofOptions, ProofPurpose
from .proofs.suites import Cryptosuite
from .report import Report, Step, Verdict, verdict_of
from .steps import answer_of, context_of_token, worst
from .strict_json import Json, canonical, count_values, parse_object
from .structure import TWO_THINGS, is_two_things
from .work import USED_UP

if TYPE_CHECKING:
    from .verify import Verifier  # it verifies presentations by what stands here

AUTHENTICATION = "authentication"
MAX_CREDENTIALS = 50
_PRESENTATIONS = ("VerifiablePresentation", "EnvelopedVerifiablePresentation")


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


def document_shell(document: dict[str, Json]) -> dict[str, Json]:
    """The presentation without its credentials, each of which brings its own vocabularies and is checked by itself."""
    return {name: value for name, value in document.items() if name != "verifiableCredential"}


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
    unsigned one may pass, for what it holds; it then shows nothing about who hands it over.
    """
    verifier = verifier.at_work()
    # 1. format
    try:
        token = _token_in(data)
        if token is not None:
            return _of_token(token, verifier, challenge, domain)
        document = parse_object(canonical(dict(data)) if isinstance(data, Mapping) else data)
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
    purpose = ProofPurpose(AUTHENTICATION, challenge, domain)
    must = signed or challenge is not None or domain is not None
    steps += _proof_and_holder(document, verifier, purpose, must=must)
    # 5. credentials
    reports = tuple(_one(one, verifier) for one in credentials)
    steps.append(_together(reports))
    proven = any(step.id == "holder" and step.result == "PASS" for step in steps)
    holder = _holder(document) or _controller(document) if proven else ""
    return PresentationReport(verdict_of(tuple(steps)), tuple(steps), reports, document, holder)


def _token_in(data: bytes | str | Mapping[str, object]) -> str | None:
    """The token that a presentation is, bare or in its envelope; None for one in JSON. Raises NotReadable, _NotHere."""
    if not isinstance(data, Mapping):
        text = (data.decode("utf-8", "replace") if isinstance(data, bytes) else data).strip()
        if not text.startswith("{"):
            return text
        data = parse_object(text)
    document = parse_object(canonical(dict(data)))
    if _PRESENTATIONS[1] not in texts(document.get("type")):
        return None
    token = opened(document)
    if token is None:
        raise _NotHere("This library cannot open this kind of envelope. Ask for the presentation as JSON.")
    return token


def _of_token(token: str, verifier: Verifier, challenge: str | None, domain: str | None) -> PresentationReport:
    """The same for one signed as a token. Raises TooMuchWork."""
    found = check_presentation(
        token, challenge=challenge, domain=domain, now=verifier.now, resolve=verifier.document_of
    )
    document = found.token.document
    if found.token.format[0] == "FAIL" or document is None:
        return _early("FAIL", found.token.format[1])
    _bounded(found.credentials)
    proof = found.token.proof if found.token.proof[0] == "FAIL" else worst([found.addressed, found.token.proof])
    steps = [
        Step("format", *found.token.format),
        Step("context", *context_of_token(document_shell(document), verifier.work)),
        Step("proof", *proof),
        Step("holder", *found.token.issuer),
        Step("dates", *found.token.dates),
    ]
    reports = tuple(_one(one, verifier) for one in found.credentials)
    steps.append(_together(reports))
    holder = (_holder(document) or "") if found.token.issuer[0] == "PASS" else ""
    return PresentationReport(verdict_of(tuple(steps)), tuple(steps), reports, document, holder)


class _NotHere(CredentialError):
    """A presentation of a kind that this library does not read."""


def _early(result: Verdict, sentence: str) -> PresentationReport:
    return PresentationReport(result, (Step("format", result, sentence),))


def _well_formed(document: dict[str, Json]) -> list[Json]:
    """The credentials of a well-formed presentation (4.13). Raises NotReadable, TooMuchWork, _NotHere."""
    types = document.get("type")
    names = types if isinstance(types, list) else [types]
    contexts = document.get("@context")
    if _PRESENTATIONS[0] not in names or not isinstance(contexts, list) or contexts[:1] not in ([VC2], [VC1]):
        raise NotReadable("This is not a verifiable presentation.")
    if is_two_things(document):
        raise NotReadable(TWO_THINGS)
    if not all(isinstance(name, str) for name in names):
        raise NotReadable("The type of the presentation must be text.")
    for name in ("id", "holder"):
        value = document.get(name)
        value = value.get("id") if name == "holder" and isinstance(value, dict) else value
        if name in document and not (isinstance(value, str) and is_absolute_iri(value)):
            raise NotReadable("The id and the holder of a presentation must be full addresses.")
    listed = document.get("verifiableCredential", [])
    credentials: list[Json] = listed if isinstance(listed, list) else [listed]
    if len(credentials) > MAX_CREDENTIALS:
        raise TooMuchWork(f"This presentation holds more than {MAX_CREDENTIALS} credentials.")
    _bounded(credentials)
    texts = contexts[0] == VC1  # the older data model has tokens as plain text in the list
    if not all(isinstance(one, dict) or (texts and isinstance(one, str)) for one in credentials):
        raise NotReadable("Something that is no credential stands among the credentials of the presentation.")
    return credentials


def _bounded(credentials: Sequence[Json]) -> None:
    """Count what must be hashed, however the presentation itself is signed. Raises TooMuchWork."""
    if sum(count_values(one) * _signatures(one) for one in credentials) > MAX_VALUES_HASHED:
        raise TooMuchWork("This presentation holds more signatures, over more, than any honest one does.")


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
    holder = _holder(document)

    def find(method: str) -> KeyFinding:
        whose = holder or method.partition("#")[0]
        return find_key(method, whose, verifier.document_of, verifier.now, AUTHENTICATION)

    found = check_proofs(document, find, verifier.now, purpose=purpose, context_of=verifier.known, work=verifier.work)
    if found:
        worst = _worst(found)
        steps = [Step("proof", worst.result, worst.sentence)]
        return steps if worst.result == "FAIL" else [*steps, _holder_step(found, holder or _controller(document))]
    if must:
        sentence = "Nobody signed this presentation, so nothing shows that it was made for this occasion."
        return [Step("proof", "FAIL", sentence)]
    steps = [
        Step("proof", "PASS", "Nobody signed this presentation: what it holds stands on its own, whoever shows it.")
    ]
    if holder:
        steps.append(Step("holder", "UNKNOWN", f"It names {holder[:100]} as its holder, and nothing shows that."))
    return steps


def _holder_step(found: tuple[ProofFinding, ...], holder: str) -> Step:
    results = [one.key.result for one in found if one.key is not None]
    if "FAIL" in results:
        sentence = f"The key that signed this presentation is not one by which {holder[:100]} says who they are."
        return Step("holder", "FAIL", sentence)
    if "UNKNOWN" in results or not results:
        return Step("holder", "UNKNOWN", f"Whether the key that signed belongs to {holder[:100]} cannot be told.")
    return Step("holder", "PASS", f"Whoever presents this holds the key of {holder[:100]}.")


def _worst(found: tuple[ProofFinding, ...]) -> ProofFinding:
    order = ("FAIL", "UNKNOWN", "PASS")
    return min(found, key=lambda one: order.index(one.result))


def _one(credential: Json, verifier: Verifier) -> Report:
    """The report on one credential; of an envelope, on the token in it (4.13.1)."""
    assert isinstance(credential, str | dict)
    if _is_presentation(credential):
        # Each would canonicalize all that is in it again, so a nest of them could cost any amount of work.
        sentence = "This library does not look into a presentation inside a presentation."
        return Report("UNKNOWN", (Step("format", "UNKNOWN", sentence),), None, "presentation")
    return verifier.verify(credential)  # it opens envelopes too


def _is_presentation(credential: str | dict[str, Json]) -> bool:
    """Whether what is carried is a presentation itself: by its type, or as a token, bare or in an envelope."""
    if isinstance(credential, dict) and any(name in texts(credential.get("type")) for name in _PRESENTATIONS):
        return True
    try:
        token = credential if isinstance(credential, str) else opened(credential)
    except CredentialError:
        return False
    return token is not None and read_token(token).form in PRESENTATIONS


def _together(reports: tuple[Report, ...]) -> Step:
    for result in ("FAIL", "UNKNOWN"):
        for number, report in enumerate(reports, start=1):
            if report.verdict == result:
                return Step("credentials", report.verdict, f"Credential {number}: {report.sentence}")
    if not reports:
        return Step("credentials", "PASS", "There is no credential in this presentation.")
    return Step("credentials", "PASS", "Every credential in this presentation is valid by itself.")


def _holder(document: Mapping[str, Json]) -> str:
    holder = document.get("holder")
    value = holder.get("id") if isinstance(holder, dict) else holder
    return value if isinstance(value, str) else ""


def _controller(document: Mapping[str, Json]) -> str:
    """Whose key the first proof names, where the presentation names no holder."""
    methods = [str(proof.get("verificationMethod")) for proof in proofs_in(document)]
    return methods[0].partition("#")[0] if methods else ""
