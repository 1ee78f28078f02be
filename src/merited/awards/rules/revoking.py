"""Why an award may be revoked, and what the public reads of it."""

from enum import StrEnum

from merited.base.words import _


class Reason(StrEnum):
    """The class of a revocation. The public page shows the date and this class, never the note."""

    INTEGRITY = "integrity"
    ISSUED_IN_ERROR = "issued_in_error"
    ISSUER_CLOSED = "issuer_closed"


LABELS: dict[Reason, str] = {
    Reason.INTEGRITY: _("A finding about the integrity of the work"),
    Reason.ISSUED_IN_ERROR: _("Issued in error"),
    Reason.ISSUER_CLOSED: _("The issuer has closed"),
}
