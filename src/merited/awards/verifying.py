"""Verifying, with what this installation knows itself: its own issuers, lists and awards."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from merited_credentials import Report, Step, Verifier

from merited.awards.models import Award
from merited.awards.queries import award_of_credential, did_document_at, issuers, status_document
from merited.awards.rules.revoking import LABELS, Reason
from merited.base import clock
from merited.people.queries import public_url


def verify(data: bytes, *, recipient: str | None = None) -> Report:
    """Verify anything that was dropped or posted; never raises for what a stranger sends.

    Nothing is fetched: our own issuers and lists are known, those of others are UNKNOWN until the guarded door exists.
    """
    verifier = Verifier(
        resolve=did_document_at,
        status_list=_status_list,
        now=clock.now(),
        issuers_known=set(issuers().values_list("did", flat=True)),
    )
    return _with_own_record(verifier.verify(data, recipient=recipient))


def verify_award(award: Award, *, recipient: str | None = None) -> Report:
    """Verify the credential of one of our own awards, as anybody else would."""
    return verify(award.credential.encode(), recipient=recipient)


def _status_list(address: str) -> dict[str, Any] | None:
    base, _slash, key = address.rpartition("/")
    if base != f"{public_url()}/status":
        return None
    try:
        text = status_document(UUID(key))
    except ValueError:
        return None
    return json.loads(text) if text else None


def _with_own_record(report: Report) -> Report:
    """Our own record is newer than the signed list until the worker has signed it again: a revoked badge fails at once."""
    proof = next((step for step in report.steps if step.id == "proof"), None)
    if report.document is None or proof is None or proof.result != "PASS":
        return report
    award = award_of_credential(str(report.document.get("id")))
    if award is None or award.revoked_at is None:
        return report
    sentence = f"Revoked on {award.revoked_at:%B} {award.revoked_at.day}, {award.revoked_at.year}: {LABELS[Reason(award.revoked_for)]}."
    steps = tuple(Step("status", "FAIL", sentence) if step.id == "status" else step for step in report.steps)
    return replace(report, verdict="FAIL", steps=steps)
