"""Step 6: is the badge revoked or suspended? (Bitstring Status List 1.0, 3.2)"""

from __future__ import annotations

from collections.abc import Callable

from .errors import CredentialError
from .issue import issuer_id_of
from .report import Report, Verdict
from .status import StatusBits
from .strict_json import Json

Answer = tuple[Verdict, str]
_SET = {
    "revocation": "Revoked: the issuer has withdrawn this badge.",
    "suspension": "Suspended: the issuer has set this badge aside for the time being.",
}


def check_status(
    document: dict[str, Json], list_of: Callable[[str], object | None], verify: Callable[[object], Report]
) -> Answer:
    """The answer of step 6 for a well-formed document.

    `list_of` gives a signed list by its address, or None; `verify` reports on the list itself. A list that is not
    trusted answers nothing (UNKNOWN); a trusted list that contradicts the badge fails it.
    """
    entry = document.get("credentialStatus")
    if not isinstance(entry, dict):
        return "PASS", "The issuer keeps no list on which this badge could be revoked."
    purpose = str(entry.get("statusPurpose"))
    if entry.get("type") != "BitstringStatusListEntry" or purpose not in _SET or entry.get("statusSize", 1) != 1:
        kind = str(entry.get("type"))[:60]
        return "UNKNOWN", f"This library cannot check a status of this kind yet ({kind}), so it may be revoked."
    address = str(entry.get("statusListCredential"))
    found = list_of(address)
    if found is None:
        return "UNKNOWN", f"The list of revoked badges ({address[:100]}) is not at hand, so this badge may be revoked."
    report = verify(found)
    listed = report.document
    if report.verdict != "PASS" or report.kind != "status-list" or listed is None:
        return "UNKNOWN", f"The list of revoked badges cannot be trusted: {report.sentence} This badge may be revoked."
    if listed.get("id") != address or issuer_id_of(listed) != issuer_id_of(document):
        return "UNKNOWN", "The list of revoked badges is not this issuer's list, so this badge may be revoked."
    return _look_up(listed, purpose, int(str(entry.get("statusListIndex"))))


def _look_up(listed: dict[str, Json], purpose: str, index: int) -> Answer:
    subject = listed.get("credentialSubject")
    purposes = subject.get("statusPurpose") if isinstance(subject, dict) else None
    if not isinstance(subject, dict) or purpose not in (purposes if isinstance(purposes, list) else [purposes]):
        return "FAIL", f"The issuer's list is not one of {purpose}, as the badge says it is."
    try:
        bits = StatusBits.decode(str(subject.get("encodedList")))
        if bits.get(index):
            return "FAIL", _SET[purpose]
    except CredentialError as error:
        return "UNKNOWN", f"The list of revoked badges cannot be read, so this badge may be revoked. {error.sentence}"
    except IndexError:
        return "FAIL", "The badge names a place that the issuer's list does not have."
    return "PASS", "The issuer has not revoked this badge."
