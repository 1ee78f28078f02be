"""Verifying, with what this installation knows itself, its own issuers, lists and awards, and by the door to the network."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from merited_credentials import STEPS, DoorRefused, Report, Step, Verifier

from merited.awards.models import Award, Issuer, SigningKey
from merited.awards.network import Network, Question
from merited.awards.queries import (
    award_of_credential,
    did_document_at,
    did_document_with,
    issuers,
    status_document,
)
from merited.awards.rules.revoking import LABELS, Reason
from merited.base import clock
from merited.base.errors import Refused
from merited.people.queries import public_url


@dataclass(frozen=True, slots=True)
class Checked:
    """A report, what was asked of other sites for it, and why the door stayed shut where it did."""

    report: Report
    asked: tuple[Question, ...] = ()
    refusal: Refused | None = None

    def as_dict(self) -> dict[str, object]:
        """Plain values for programs: the report, and what was asked of the network where something was."""
        asked = {"asked": [one.as_dict() for one in self.asked]} if self.asked else {}
        return self.report.as_dict() | asked


def check(data: bytes, *, who: str, recipient: str | None = None) -> Checked:
    """Verify anything that was dropped or posted from the IP address `who`; never raises for what a stranger sends.

    Our own issuers and lists are known. Documents of others are asked for, where the operator has opened the door.
    """
    with Network(who) as network:
        report = verify(data, recipient=recipient, network=network)
        told = network.refusal if network.refusal and network.refusal.code != "closed" else None
        return Checked(report, network.questions, told)


def check_address(address: str, *, who: str, recipient: str | None = None) -> Checked:
    """Fetch a badge by its address on another site, and verify it.

    Raises `Refused` (closed, too-often, busy) or the library's DoorRefused, with a sentence.
    """
    with Network(who) as network:
        report = verify(network.fetch(address), recipient=recipient, network=network)
        return Checked(report, network.questions)


def unread(no: DoorRefused) -> Report:
    """The report on an address that could not be opened: UNKNOWN, for what stands there was not seen."""
    sentence = "Not checked, because there is nothing at hand."
    steps = (Step("format", "UNKNOWN", no.sentence), *(Step(one, "UNKNOWN", sentence) for one in STEPS[1:]))
    return Report("UNKNOWN", steps, None, "unknown")


def verify(data: bytes, *, recipient: str | None = None, network: Network | None = None) -> Report:
    """Verify what is at hand; without `network` nothing is asked of other sites."""
    verifier = Verifier(
        resolve=did_document_at,
        status_list=_status_list,
        now=clock.now(),
        issuers_known=set(issuers().values_list("did", flat=True)),
        door=network,
    )
    return _with_own_record(verifier.verify(data, recipient=recipient))


def verify_award(award: Award, *, recipient: str | None = None) -> Report:
    """Verify the credential of one of our own awards, as anybody else would."""
    return verify(award.credential.encode(), recipient=recipient)


def verify_at_hand(award: Award, keys: Mapping[Issuer, Sequence[SigningKey]], base: str) -> Report:
    """The same verifier over rows that the page holds already: a badge that stands, with its list; nothing is asked again."""
    documents = {issuer.did: did_document_with(issuer, them) for issuer, them in keys.items()}
    lists = {f"{base}/status/{one.id}": one.document for one in [award.status_list] if one is not None and one.document}
    verifier = Verifier(
        resolve=documents.get,
        status_list=lambda address: json.loads(lists[address]) if address in lists else None,
        now=clock.now(),
        issuers_known=set(documents),
    )
    return verifier.verify(award.credential.encode())


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
