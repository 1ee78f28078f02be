"""Step 7: is the badge about this person? Plain, hashed and salted identities of several kinds (OB 2.0, 3.4)."""

from __future__ import annotations

import hashlib
import re

from ..recipients import may_be_one_person, spellings, without_mailto
from ..report import Verdict
from .model import Identity

MATCH = "This badge was issued to this person."
_KINDS = {"email": "an e-mail address", "url": "a web address", "telephone": "a telephone number"}
_HASHES = {"sha256": hashlib.sha256, "md5": hashlib.md5}


def compare_recipient(identity: Identity, recipient: str | None) -> tuple[Verdict, str]:
    """Whether this identity is the one that the caller named. Only an identity of the same kind can be compared."""
    if recipient is None or not recipient.strip():
        return "UNKNOWN", "No recipient was named to compare with."
    kind = re.split(r"[:/#]", identity.type)[-1]
    wanted = _spellings(recipient.strip(), kind)
    if kind in _KINDS and not wanted:
        return "UNKNOWN", f"This badge names its recipient by {_KINDS[kind]}, and what was given to compare is none."
    if not identity.hashed:
        if _plain(identity.identity, kind) in {_plain(one, kind) for one in wanted}:
            return "PASS", MATCH
    else:
        algorithm, _, digits = identity.identity.partition("$")
        algorithm = algorithm.lower()
        if algorithm not in _HASHES:
            return "UNKNOWN", "This badge names its recipient in a way that cannot be compared."
        salted = {(one + (identity.salt or "")).encode("utf-8", "surrogatepass") for one in wanted}
        if digits.lower() in {_HASHES[algorithm](one, usedforsecurity=False).hexdigest() for one in salted}:
            return "PASS", MATCH
    if kind not in _KINDS:
        return "UNKNOWN", f"This badge names its recipient in a way that cannot be compared ({identity.type[:60]})."
    if kind == "url" and may_be_one_person(recipient.strip(), "" if identity.hashed else identity.identity):
        return "UNKNOWN", "This badge names its recipient in a way that cannot be compared."
    return "FAIL", "This badge was issued to somebody else."


def _spellings(recipient: str, kind: str) -> set[str]:
    """The ways in which an issuer may have written what was given; none if it is of another kind."""
    if kind == "email":
        return spellings(without_mailto(recipient))
    if kind == "telephone":
        number = recipient.removeprefix("tel:")
        return {number, _plain(number, kind)} if re.fullmatch(r"\+?[\d\s().-]{3,}", number) else set()
    if kind == "url":
        return {recipient} if re.match(r"https?://", recipient, re.IGNORECASE) else set()
    return {recipient}


def _plain(value: str, kind: str) -> str:
    if kind == "email":
        return without_mailto(value).lower()
    return re.sub(r"[\s().-]", "", value.removeprefix("tel:")) if kind == "telephone" else value
