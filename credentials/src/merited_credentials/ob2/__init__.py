"""Open Badges 2.0: documents to and from frozen dataclasses, and the verification of hosted and signed badges."""

from .check import Checked, check
from .documents import Documents, Fetch, Gone
from .model import (
    Alignment,
    Assertion,
    BadgeClass,
    Claim,
    Criteria,
    CryptographicKey,
    Endorsement,
    Evidence,
    Identity,
    Image,
    Node,
    Profile,
    RevocationList,
    Revoked,
    Verification,
)
from .older import sentence_about, version_of
from .read import class_of, read_node
from .write import to_document

__all__ = [
    "Alignment",
    "Assertion",
    "BadgeClass",
    "Checked",
    "Claim",
    "Criteria",
    "CryptographicKey",
    "Documents",
    "Endorsement",
    "Evidence",
    "Fetch",
    "Gone",
    "Identity",
    "Image",
    "Node",
    "Profile",
    "RevocationList",
    "Revoked",
    "Verification",
    "check",
    "class_of",
    "read_node",
    "sentence_about",
    "to_document",
    "version_of",
]
