"""What was earned and who issued it: the badge class and the issuer's profile, each from its own address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from ..report import Verdict
from .documents import Documents
from .model import Assertion, BadgeClass, CryptographicKey, Node, Profile, RevocationList, Statement
from .read import read_node
from .terms import examine_words

Answer = tuple[Verdict, str]
N = TypeVar("N", bound=Node)
_NAMES: dict[type[Node], str] = {
    BadgeClass: "The description of what was earned",
    Profile: "The issuer's own page",
    CryptographicKey: "The issuer's key",
    RevocationList: "The issuer's list of revoked badges",
}


@dataclass(frozen=True, slots=True)
class Parties:
    """The badge class and the issuer, as far as they can be had; `problem` says why not."""

    badge: BadgeClass | None
    issuer: Profile | None
    problem: Answer | None = None


def parties_of(statement: Statement, documents: Documents) -> Parties:
    """Follow a badge to its class and its issuer (OB 2.0, 4.4).

    The badge vouches for a class that is embedded in it. It cannot vouch for its issuer: a forger would embed a profile
    that allows the forger's own host or key. So the profile counts only as the issuer's own address shows it.
    """
    badge: BadgeClass | None = None
    source = getattr(statement, "issuer", None)
    if isinstance(statement, Assertion):
        if isinstance(statement.badge, BadgeClass):
            badge = statement.badge
        else:
            badge, problem = have(BadgeClass, statement.badge, documents)
            if badge is None:
                return Parties(None, None, problem)
        source = badge.issuer
    issuer, problem = have(Profile, source.id if isinstance(source, Profile) else str(source), documents)
    return Parties(badge, issuer, problem)


def have(wanted: type[N], address: str, documents: Documents) -> tuple[N | None, Answer | None]:
    """The object at its own address; or why there is none: UNKNOWN when it cannot be had, FAIL when it is malformed."""
    name = _NAMES[wanted]
    found = documents.of(address, needs_id=wanted is not RevocationList)
    if found.document is None:
        return None, ("UNKNOWN", f"{name} is not at hand. {found.problem}")
    node, findings = read_node(found.document, wanted)
    if node is None:
        return None, (
            "FAIL",
            f"{name} ({address[:100]}) is not well-formed. {findings[0].where}: {findings[0].sentence}",
        )
    words = examine_words(found.document)
    if words[0] != "PASS":
        return None, (words[0], f"{name} ({address[:100]}) cannot be read for certain. {words[1]}")
    return node, None
