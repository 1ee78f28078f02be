"""Steps 3, 4 and 6 of a signed badge: the signature, whose key it is, and the issuer's list of revoked badges."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import NotReadable
from ..jose.token import UNCHECKED, Token
from ..keys import VerificationKey
from ..report import Verdict
from .documents import Documents
from .model import CryptographicKey, Profile, RevocationList, Revoked, Statement
from .parties import Answer, Parties, have

_UNSIGNED: Answer = (
    "FAIL",
    "This badge says that it is signed, but no signature came with it, so anyone could have written it. Hand in the "
    "picture or the file that you were given.",
)


@dataclass(frozen=True, slots=True)
class _Key:
    address: str
    key: VerificationKey | None
    answer: Answer


def check_signature(
    statement: Statement, token: Token | None, parties: Parties, documents: Documents
) -> tuple[Answer, Answer]:
    """The answers of steps 3 and 4 (OB 2.0, 4.5).

    The key is the one that the badge names and the issuer's profile lists, or, where the badge names none, any that the
    profile lists. What the token itself says about keys counts for nothing.
    """
    if token is None:
        return _UNSIGNED, ("UNKNOWN", "Not checked, because there is no signature.")
    if token.algorithm in UNCHECKED:
        sentence = f"This library cannot check signatures of this kind yet ({token.algorithm})."
        return ("UNKNOWN", sentence), ("UNKNOWN", "Not checked, because the signature cannot be checked.")
    addresses = _addresses(statement, parties.issuer)
    if not addresses:
        if parties.issuer is None:
            return _without_issuer(parties)
        return ("FAIL", "The issuer publishes no key, and the badge names none, so nothing can have signed it."), (
            "FAIL", f"{parties.issuer.id[:200]} lists no key.",
        )  # fmt: skip
    keys = [_key_at(address, parties, documents) for address in addresses]
    for key in keys:
        if key.key and token.holds(key.key):
            return ("PASS", "The badge is unchanged since it was signed."), key.answer
    unseen = next((key for key in keys if key.key is None), None)
    if unseen is not None:
        return (unseen.answer[0], f"The signature cannot be checked. {unseen.answer[1]}"), unseen.answer
    if not any(key.key and token.fits(key.key) for key in keys):
        return ("FAIL", "The signature is of another kind than the issuer's key can make."), keys[0].answer
    return ("FAIL", "The badge was changed after it was signed, or another key signed it."), keys[0].answer


def check_list(statement: Statement, parties: Parties, documents: Documents) -> Answer:
    """The answer of step 6: is the badge on the issuer's list of revoked badges (OB 2.0, 3.10)?"""
    issuer = parties.issuer
    if issuer is None:
        return "UNKNOWN", "The issuer's own page is not at hand, so this badge may be revoked."
    if issuer.revocation_list is None:
        return "PASS", "The issuer keeps no list on which this badge could be revoked."
    listed, problem = have(RevocationList, issuer.revocation_list, documents)
    if listed is None:
        return "UNKNOWN", f"{problem[1] if problem else ''} This badge may be revoked.".strip()
    owner = listed.issuer.id if isinstance(listed.issuer, Profile) else listed.issuer
    if owner not in (None, issuer.id):
        return "UNKNOWN", "The list of revoked badges is not this issuer's list, so this badge may be revoked."
    entries = listed.revoked_assertions
    for entry in entries if isinstance(entries, tuple) else (entries,):
        one = Revoked(id=entry) if isinstance(entry, str) else entry
        by_uid = one.uid is not None and one.uid == statement.other.get("uid")
        if (one.id == statement.id or by_uid) and one.revoked is not False:
            return "FAIL", revoked_sentence(one.revocation_reason)
    return "PASS", "The issuer has not revoked this badge."


def revoked_sentence(reason: str | None) -> str:
    """That the badge is revoked, with the issuer's reason where there is one."""
    given = f" The issuer's reason: {reason.strip()[:300]}" if reason and reason.strip() else ""
    return f"Revoked: the issuer has withdrawn this badge.{given}"


def _without_issuer(parties: Parties) -> tuple[Answer, Answer]:
    problem = parties.problem or ("UNKNOWN", "The issuer's own page is not at hand.")
    verdict: Verdict = "UNKNOWN"
    return (verdict, f"The signature cannot be checked. {problem[1]}"), problem


def _addresses(statement: Statement, issuer: Profile | None) -> list[str]:
    if statement.creator is not None:
        return [_id(statement.creator)]
    return [_id(one) for one in _listed(issuer)]


def _listed(issuer: Profile | None) -> tuple[str | CryptographicKey, ...]:
    keys = issuer.public_key if issuer else None
    return keys if isinstance(keys, tuple) else (keys,) if keys is not None else ()


def _id(key: str | CryptographicKey) -> str:
    return key.id if isinstance(key, CryptographicKey) else key


def _key_at(address: str, parties: Parties, documents: Documents) -> _Key:
    issuer = parties.issuer
    held = next((one for one in _listed(issuer) if isinstance(one, CryptographicKey) and one.id == address), None)
    problem: Answer | None = None
    if held is None:
        held, problem = have(CryptographicKey, address, documents)
    if held is None:
        return _Key(address, None, problem or ("UNKNOWN", "The issuer's key is not at hand."))
    try:
        key = VerificationKey.from_pem(held.public_key_pem)
    except NotReadable as error:
        return _Key(address, None, ("UNKNOWN", f"The issuer's key cannot be used. {error.sentence}"))
    return _Key(address, key, _whose(address, held, parties))


def _whose(address: str, key: CryptographicKey, parties: Parties) -> Answer:
    """The tie between key and issuer must go both ways (OB 2.0, CryptographicKey)."""
    issuer = parties.issuer
    if issuer is None:
        return parties.problem or ("UNKNOWN", "The issuer's own page is not at hand.")
    if address not in [_id(one) for one in _listed(issuer)]:
        return "FAIL", f"The issuer, {issuer.id[:200]}, does not list the key that signed this badge."
    if key.owner != issuer.id:
        return "FAIL", f"The key belongs to {key.owner[:100]} and not to the issuer, {issuer.id[:100]}."
    return "PASS", f"The key that signed this badge is listed by its issuer, {issuer.id[:200]}."
