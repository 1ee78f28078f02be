"""What the W3C's public test suites drive a server through (VC-API): issue, verify, present. In a test mode only.

Whoever can have anything signed can sign. So this signs with a test key that no badge knows; its addresses (vc_urls.py)
exist only where MERITED_VC_TEST says so, and production refuses to start with it.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from merited_credentials import (
    CredentialError,
    Ed25519Signer,
    Finding,
    StatusBits,
    Verifier,
    did_key,
    generate_ed25519,
    prepare,
    sign,
    status_list_document,
)
from merited_credentials.contexts import Vocabularies
from merited_credentials.issue import issuer_id_of
from merited_credentials.lint import lint
from merited_credentials.presentations import verify_presentation
from merited_credentials.proofs import data_integrity
from merited_credentials.strict_json import parse_object
from merited_credentials.structure import shape_of

from merited.api.vc_inline import by_address
from merited.base import clock

LARGEST = 1_000_000
PURPOSES = ("revocation", "suspension")
Deed = Callable[[dict[str, Any], Mapping[str, Any]], HttpResponse]


class NotThis(Exception):  # noqa: N818 (an answer)
    """What was sent cannot be signed or checked; every reason at once."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(findings[0].sentence)
        self.findings = findings


@cache
def signer() -> Ed25519Signer:
    """The test key, named by its did:key: from the setting, or made fresh for this process alone."""
    private = bytes.fromhex(settings.VC_TEST_KEY) if settings.VC_TEST_KEY else generate_ed25519()
    did = did_key(Ed25519Signer(private, "").public_multibase)
    return Ed25519Signer(private, f"{did}#{did.removeprefix('did:key:')}")


@cache
def vocabularies() -> Vocabularies:
    """The library's own, and those of the file that the setting names: {address: context document}."""
    if not settings.VC_TEST_CONTEXTS:
        return Vocabularies()
    return Vocabularies(extra=json.loads(Path(settings.VC_TEST_CONTEXTS).read_text(encoding="utf-8")))


def _asked_for(name: str) -> Callable[[Deed], Callable[[HttpRequest], HttpResponse]]:
    """A POST of JSON with an object of this name and, if any, `options`; whatever else is answered with 4xx and why."""

    def around(deed: Deed) -> Callable[[HttpRequest], HttpResponse]:
        @csrf_exempt  # it reads no cookie
        @never_cache
        @wraps(deed)
        def view(request: HttpRequest) -> HttpResponse:
            if request.method != "POST":
                return _no(Finding("method", "", "Send this as a POST."), status=405)
            try:
                body = parse_object(request.read(LARGEST + 1))
                wanted, options = body.get(name), body.get("options", {})
                if not isinstance(wanted, dict) or not isinstance(options, dict):
                    return _no(Finding("body", name, f'Send an object with "{name}" and "options", each an object.'))
                return deed(wanted, {**options, "query": request.GET})
            except NotThis as no:
                return _no(*no.findings)
            except CredentialError as error:
                return _no(Finding("unreadable", name, error.sentence))

        return view

    return around


def _no(*findings: Finding, status: int = 400) -> HttpResponse:
    told = [{"code": one.code, "where": one.where, "sentence": one.sentence} for one in findings]
    return JsonResponse({"verified": False, "errors": told}, status=status)


@_asked_for("credential")
def issue(credential: dict[str, Any], options: Mapping[str, Any]) -> HttpResponse:
    """In test mode only: sign a credential that names the test key as its issuer: 201 and the signed credential, bare.

    With `?status` it gets a place in a status list first (Bitstring Status List 1.0, 2.1).
    """
    if "status" in options["query"]:
        credential = _with_status(credential, str(options["query"]["status"] or "revocation"))
    plain, known = by_address(credential, vocabularies())
    findings = lint(plain, known)
    if findings:
        raise NotThis(*findings)
    did = signer().verification_method.partition("#")[0]
    if issuer_id_of(credential) != did:
        raise NotThis(Finding("issuer", "issuer", f"Only {did} signs here: name it as the issuer."))
    signed = data_integrity.add(plain, signer(), clock.now(), context_of=known)
    return JsonResponse({**credential, "proof": signed["proof"]}, status=201)


def _with_status(credential: dict[str, Any], purpose: str) -> dict[str, Any]:
    if purpose not in PURPOSES:
        raise NotThis(Finding("status", "?status", f"The lists here are of {' and '.join(PURPOSES)}."))
    if "credentialStatus" in credential:
        raise NotThis(Finding("status", "credentialStatus", "The credential has a place in a status list already."))
    index, address = secrets.randbelow(len(StatusBits())), _list_address(purpose)
    entry = {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": address,
    }
    return {**credential, "credentialStatus": entry}


def _list_address(purpose: str) -> str:
    # The setting and not the address that the site was set up with: a server that was never set up may be tested too.
    return f"{settings.PUBLIC_URL}/credentials/status/{purpose}"


@require_safe
def status_list(request: HttpRequest, purpose: str) -> HttpResponse:
    """In test mode only: the signed list for a purpose, on which nothing is ever revoked (Bitstring Status List 1.0, 2.2)."""
    if purpose not in PURPOSES:
        raise Http404
    return JsonResponse(listed(purpose), content_type="application/vc" if _wants_vc(request) else "application/json")


def listed(purpose: str) -> dict[str, Any]:
    """The list as a signed document, made anew."""
    did = signer().verification_method.partition("#")[0]
    document = status_list_document(_list_address(purpose), did, StatusBits(), purpose, clock.now())
    return sign(prepare(document), signer(), created=clock.now())


def _wants_vc(request: HttpRequest) -> bool:
    return any(str(one) == "application/vc" for one in request.accepted_types)


@require_safe
def issuer(_request: HttpRequest) -> HttpResponse:
    """In test mode only: the did:key of the test key, which credentials name as their issuer."""
    return JsonResponse({"id": signer().verification_method.partition("#")[0]})


@_asked_for("verifiableCredential")
def verify(credential: dict[str, Any], options: Mapping[str, Any]) -> HttpResponse:
    """In test mode only: 200 when it is verified, else 400. `checks` in the options: "proof" alone leaves status and dates undecided.

    Every proof must answer the `challenge`, the `domain` and the `expectedProofPurpose` of the options.
    """
    checks, asked = _checks(options), _asked_of_proofs(options, "assertionMethod")
    credential, known = by_address(credential, vocabularies())
    verifier = _verifier(known)
    is_list = shape_of(credential) == "BitstringStatusListCredential"
    report = verifier.verify_list(credential) if is_list else verifier.verify(credential)
    deciding = [one for one in report.steps if not checks or one.id in _DECIDES["proof"] or one.id in checks]
    failed = [one for one in report.steps if one.result == "FAIL" and one.id != "recipient"]
    doubts = [one for one in deciding if one.result != "PASS" and one not in failed and one.id != "recipient"]
    errors = [{"code": one.id, "where": one.id, "sentence": one.sentence} for one in [*failed, *doubts]]
    errors += [{"code": "proof", "where": "proof", "sentence": one} for one in _not_as_asked(credential, asked)]
    told = {"verified": not errors, "checks": sorted(checks), **report.as_dict()}
    return JsonResponse(told | ({"errors": errors} if errors else {}), status=400 if errors else 200)


# The checks that the VC-API names, and our steps.
_DECIDES = {
    "proof": ("format", "context", "proof", "issuer"),
    "credentialStatus": ("status",),
    "status": ("status",),
    "dates": ("dates",),
}


def _checks(options: Mapping[str, Any]) -> set[str]:
    """The steps that were asked for; empty for all."""
    asked = options.get("checks", [])
    if not isinstance(asked, list) or not all(isinstance(one, str) for one in asked):
        raise NotThis(Finding("options", "options.checks", "The checks must be a list of names."))
    unknown = [one for one in asked if one not in _DECIDES]
    if unknown:
        raise NotThis(Finding("options", "options.checks", f"There is no check by the name {unknown[0][:40]}."))
    return {step for one in asked for step in _DECIDES[one]}


def _asked_of_proofs(options: Mapping[str, Any], purpose: str) -> dict[str, str]:
    """The challenge and the domain that every proof must repeat; the purpose that is expected can be one only."""
    demanded: dict[str, str] = {}
    for name in ("challenge", "domain", "expectedProofPurpose"):
        value = options.get(name)
        if value is not None and not isinstance(value, str):
            raise NotThis(Finding("options", f"options.{name}", "This must be text."))
        if value is not None:
            demanded[name] = value
    if demanded.pop("expectedProofPurpose", purpose) != purpose:
        raise NotThis(
            Finding("options", "options.expectedProofPurpose", f"What is checked here is signed for {purpose}.")
        )
    return demanded


def _not_as_asked(credential: dict[str, Any], asked: Mapping[str, str]) -> list[str]:
    """Why the proofs do not answer what was asked of them (Data Integrity 4.4). An envelope has no proof, so it cannot."""
    value = credential.get("proof")
    proofs = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]
    reasons = []
    for name, wanted in asked.items():
        given = [one.get(name) for one in proofs]
        if not given or not all(wanted in (one if isinstance(one, list) else [one]) for one in given):
            reasons.append(f"The {name} that was asked for does not stand in every proof.")
    return reasons


@_asked_for("verifiablePresentation")
def verify_vp(presentation: dict[str, Any], options: Mapping[str, Any]) -> HttpResponse:
    """In test mode only: 200 when the presentation and every credential in it are in order, else 400 (VC data model 2.0, 4.13).

    With `challenge` or `domain` in the options it must be signed for exactly these.
    """
    _checks(options)
    demanded = _asked_of_proofs(options, "authentication")
    presentation, known = by_address(presentation, vocabularies())
    challenge, domain = demanded.get("challenge"), demanded.get("domain")
    report = verify_presentation(presentation, _verifier(known), challenge=challenge, domain=domain)
    told = {"verified": report.verdict == "PASS", **report.as_dict()}
    if report.verdict == "PASS":
        return JsonResponse(told)
    errors = [
        {"code": one.id, "where": one.id, "sentence": one.sentence} for one in report.steps if one.result != "PASS"
    ]
    return JsonResponse(told | {"errors": errors}, status=400)


def _verifier(known: Vocabularies) -> Verifier:
    return Verifier(now=clock.now(), status_list=_own_list, known=known)


def _own_list(address: str) -> dict[str, Any] | None:
    return next((listed(purpose) for purpose in PURPOSES if address == _list_address(purpose)), None)
