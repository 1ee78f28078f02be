"""What the guard's findings mean, by how a document is signed: JSON that is signed as it stands needs fewer guards.

A proof by words (RDFC-1.0) signs what the vocabularies make of a document, so whatever they do not carry could be
changed afterwards: every finding of the guard counts. A proof by JCS signs each member as it stands. What remains
there is how the issuer itself could mislead: an end date or a status in a spelling that a reader of the JSON does not
look at, and words whose meaning nobody can tell because their vocabulary is not held.
"""

from __future__ import annotations

from ..contexts import KNOWN, Vocabularies
from ..errors import CredentialError, Finding
from ..guard import examine
from ..strict_json import Json
from ..work import Work
from .chains import proofs_in
from .suites import suite_of

# These keep their weight under any proof: unknown-context and work leave the badge unread, and the others fail it. All
# that are not listed here are about what a signature by words does not cover.
_MISLEADING = frozenset(
    {"context-order", "context-inline", "context-conflict", "keyword", "full-name", "unknown-context", "work"}
)


def covered(finding: Finding) -> bool:
    """Whether a signature over the JSON itself (JCS) answers this finding."""
    return finding.code not in _MISLEADING


def unsettled(
    document: dict[str, Json], known: Vocabularies = KNOWN, *, work: Work | None = None, in_a_token: bool = False
) -> tuple[Finding, ...]:
    """The findings of the guard that matter for this document as it is signed; its proofs are looked at elsewhere.

    One proof by JCS is enough to cover each member, because all proofs of a document must hold for it to pass.
    """
    as_json = in_a_token or _is_signed_as_json(document)
    bare = {name: value for name, value in document.items() if name != "proof"}
    findings = examine(bare, known, work=work, by_words=not as_json)
    return tuple(finding for finding in findings if not (as_json and covered(finding)))


def _is_signed_as_json(document: dict[str, Json]) -> bool:
    try:
        suites = [suite_of(proof) for proof in proofs_in(document)]
    except CredentialError:
        return False
    return any(suite is not None and not suite.by_words for suite in suites)
