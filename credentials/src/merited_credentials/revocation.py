"""Step 6: is it revoked or suspended? Every kind of status that badges carry, one entry after the other.

* BitstringStatusListEntry (W3C Bitstring Status List 1.0, 3.2) and its forerunner StatusList2021Entry: one or a few
  bits in a signed list. Revocation and suspension decide; a message or a notice of renewal is told and decides nothing.
* 1EdTechRevocationList (1EdTech Revocation List Status Method 1.0): the issuer lists the ids of what it has revoked.
  Only a list that says what is revoked, if only that nothing is, answers; any other document of the issuer does not.

What cannot be looked up is UNKNOWN, never "not revoked". What contradicts itself, or names no place, is FAIL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .errors import CredentialError, NotReadable
from .issue import issuer_id_of
from .report import Report, Verdict
from .status import Entry, StatusBits, entry_of
from .strict_json import Json, check_limits, parse_object
from .work import Kept

Answer = tuple[Verdict, str]
ListOf = Callable[[str], object | None]
Verify = Callable[[object], Report]

MAX_ENTRIES = 8
_SET = {
    "revocation": "Revoked: the issuer has withdrawn this badge.",
    "suspension": "Suspended: the issuer has set this badge aside for the time being.",
    "refresh": "The issuer offers a newer version of this badge.",
}
_NOT_SET = {
    "revocation": "The issuer has not revoked this badge.",
    "suspension": "The issuer has not suspended this badge.",
    "refresh": "The issuer offers no newer version of this badge.",
    "message": "The issuer has no message about this badge.",
}
_NO_LIST = "The issuer keeps no list on which this badge could be revoked."
_MAYBE = "so this badge may be revoked."


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of list of bits: the types of the list and of its subject, and how its bits are written."""

    credential: str
    subject: str
    multibase: bool


_BITS = {
    "BitstringStatusListEntry": _Kind("BitstringStatusListCredential", "BitstringStatusList", True),
    "StatusList2021Entry": _Kind("StatusList2021Credential", "StatusList2021", False),
}


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists that entries name, each asked for, verified and unpacked once, however many entries name it."""

    list_of: ListOf
    verify: Verify
    kept: Kept

    def found(self, address: str) -> object | None:
        return self.kept.once(("found", address), lambda: self.list_of(address))

    def report(self, address: str) -> Report:
        return self.kept.once(("report", address), lambda: self.verify(self.found(address)))

    def bits(self, address: str, kind: _Kind, encoded: str) -> StatusBits:
        key = ("bits", address, kind.subject)
        return self.kept.once(key, lambda: StatusBits.decode(encoded, multibase=kind.multibase))

    def named(self, address: str) -> _Named:
        return self.kept.once(("named", address), lambda: _named_in(_plain(self.found(address))))


def check_status(document: dict[str, Json], list_of: ListOf, verify: Verify, kept: Kept | None = None) -> Answer:
    """The answer of step 6 for a well-formed document.

    `list_of` gives a list by its address, or None: a signed list as it was found (JSON, or the text of a JWT), or a
    1EdTech list. `verify` reports on a signed list itself. `kept` is what was found out about the lists for other
    badges of the same verification. A list that is not trusted answers nothing (UNKNOWN); a
    trusted list that contradicts the badge fails it. Of several entries the worst answer counts, the withdrawal first.
    """
    written = document.get("credentialStatus")
    if written is None:
        return "PASS", _NO_LIST
    entries = written if isinstance(written, list) else [written]
    if not entries or len(entries) > MAX_ENTRIES:
        return "UNKNOWN", f"The badge names no status that can be looked up, or too many, {_MAYBE}"
    lists = _Lists(list_of, verify, kept if kept is not None else Kept())
    answers = [_one(document, entry, lists) for entry in entries]
    for verdict, sentence in answers:
        if sentence in _SET.values() and verdict == "FAIL":
            return verdict, sentence
    for wanted in ("FAIL", "UNKNOWN"):
        for answer in answers:
            if answer[0] == wanted:
                return answer
    # All are in order. What was looked at is said, each once, the withdrawal first; and when it was not among them.
    said = sorted(dict.fromkeys(sentence for _, sentence in answers), key=lambda one: one != _NOT_SET["revocation"])
    return "PASS", " ".join(said if _NOT_SET["revocation"] in said else [*said, _NO_LIST])


def _one(document: dict[str, Json], entry: Json, lists: _Lists) -> Answer:
    if not isinstance(entry, dict):
        return "FAIL", "The status of the badge is not written as a status."
    kinds = entry.get("type")
    names = [name for name in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(name, str)]
    if "1EdTechRevocationList" in names:
        return _by_id(document, entry, lists)
    kind = next((_BITS[name] for name in names if name in _BITS), None)
    if kind is None:
        return "UNKNOWN", f"This library cannot check a status of this kind yet ({str(kinds)[:60]}), {_MAYBE}"
    try:
        wanted = entry_of(entry)
    except NotReadable as error:
        return "FAIL", error.sentence
    if wanted.purpose not in (*_SET, "message"):
        return "UNKNOWN", f"This library does not know what a status of {wanted.purpose[:60]} means, {_MAYBE}"
    return _by_bits(document, wanted, kind, lists)


def _by_bits(document: dict[str, Json], entry: Entry, kind: _Kind, lists: _Lists) -> Answer:
    if lists.found(entry.address) is None:
        return "UNKNOWN", f"The list of revoked badges ({entry.address[:100]}) is not at hand, {_MAYBE}"
    report = lists.report(entry.address)
    listed = report.document
    if report.verdict != "PASS" or listed is None or kind.credential not in _names(listed.get("type")):
        reason = report.sentence if report.verdict != "PASS" else "It is no list of the kind that the badge names."
        return "UNKNOWN", f"The list of revoked badges cannot be trusted: {reason} This badge may be revoked."
    if listed.get("id") != entry.address or issuer_id_of(listed) != issuer_id_of(document):
        return "UNKNOWN", f"The list of revoked badges is not this issuer's list, {_MAYBE}"
    subject = listed.get("credentialSubject")
    if not isinstance(subject, dict) or kind.subject not in _names(subject.get("type")):
        return "UNKNOWN", f"The list of revoked badges cannot be read, {_MAYBE}"
    if entry.purpose not in _names(subject.get("statusPurpose")):
        return "FAIL", f"The issuer's list is not one of {entry.purpose}, as the badge says it is."
    return _look_up(entry, kind, str(subject.get("encodedList")), lists)


def _look_up(entry: Entry, kind: _Kind, encoded: str, lists: _Lists) -> Answer:
    try:
        value = lists.bits(entry.address, kind, encoded).value(entry.index, entry.size)
    except CredentialError as error:
        return "UNKNOWN", f"The list of revoked badges cannot be read, {_MAYBE} {error.sentence}"
    except IndexError:
        return "FAIL", "The badge names a place that the issuer's list does not have."
    if entry.purpose == "message":
        said = entry.messages.get(value)
        return "PASS", f"The issuer says of this badge: {said[:200]}" if said else _NOT_SET["message"]
    if not value:
        return "PASS", _NOT_SET[entry.purpose]
    return ("PASS" if entry.purpose == "refresh" else "FAIL"), _SET[entry.purpose]


def _by_id(document: dict[str, Json], entry: dict[str, Json], lists: _Lists) -> Answer:
    """A 1EdTech list is not signed: it counts as what its address answers, and the address is the issuer's word."""
    address, badge = entry.get("id"), document.get("id")
    if not isinstance(address, str) or not isinstance(badge, str):
        return "FAIL", "The status of the badge does not say where it can be looked up."
    if lists.found(address) is None:
        return "UNKNOWN", f"The list of revoked badges ({address[:100]}) is not at hand, {_MAYBE}"
    try:
        listed = lists.named(address)
    except CredentialError as error:
        return "UNKNOWN", f"The list of revoked badges cannot be read, {_MAYBE} {error.sentence}"
    if listed.id not in (None, address) or listed.issuer != issuer_id_of(document):
        return "UNKNOWN", f"The list of revoked badges is not this issuer's list, {_MAYBE}"
    if badge in listed.revoked:
        return "FAIL", _SET["revocation"]
    if not listed.whole:
        return "UNKNOWN", f"The list of revoked badges cannot be read, {_MAYBE}"
    return "PASS", _NOT_SET["revocation"]


@dataclass(frozen=True, slots=True)
class _Named:
    """A 1EdTech list: its own id, or None, its issuer, the ids that are revoked, and whether that is the whole list."""

    id: Json
    issuer: str
    revoked: frozenset[str]
    whole: bool


# Issuers write either, and one who looked for the other would find nothing revoked. Most lists have no type.
_REVOKED = ("revokedCredential", "revokedCredentials")
_LIST_TYPES = frozenset({"1EdTechRevocationList", "RevocationList"})


def _named_in(listed: dict[str, Json]) -> _Named:
    given = [listed[name] for name in _REVOKED if name in listed]
    typed = "type" not in listed or any(name in _LIST_TYPES for name in _names(listed["type"]) if isinstance(name, str))
    revoked, whole = set(), bool(given) and typed
    for one in (entry for written in given for entry in _names(written)):
        named = one.get("id") if isinstance(one, dict) else one
        if not isinstance(named, str):
            whole = False
        elif not (isinstance(one, dict) and one.get("revoked") is False):
            revoked.add(named)
    own = listed["id"] if listed.get("id") is not None else "" if "id" in listed else None
    return _Named(own, issuer_id_of(listed), frozenset(revoked), whole)


def _plain(found: object) -> dict[str, Json]:
    if isinstance(found, str | bytes):
        return parse_object(found)
    if not isinstance(found, Mapping):
        raise NotReadable("This is no list.")
    listed: dict[str, Json] = dict(found)
    check_limits(listed)
    return listed


def _names(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]
