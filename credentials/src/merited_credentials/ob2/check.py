"""The seven steps for Open Badges 2.0, hosted and signed. Offline but for one function that the caller hands in.

1. format: an assertion or an endorsement, well-formed.
2. context: its words are those of Open Badges 2.0 (terms.py says why the JSON is read as it stands).
3. proof: hosted, its own address shows this very badge; signed, the signature holds.
4. issuer: hosted, it lives where the issuer keeps its badges; signed, the key and the issuer name each other.
5. dates. 6. status: hosted, the address still shows it; signed, the issuer's list. 7. recipient, when asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..dates import day_in_words
from ..errors import CredentialError
from ..jose.token import Token, parse
from ..report import STEPS, Step, Verdict, verdict_of
from ..steps import until
from ..strict_json import Json, canonical, parse_object
from .documents import Documents, Fetch
from .hosted import Hosted, ask_its_address
from .model import Assertion, BadgeClass, Node, Profile, RevocationList, Statement
from .older import sentence_about
from .parties import Answer, Parties, parties_of
from .read import class_of, instant, read_node
from .recipient import compare_recipient
from .scope import check_scope
from .signed import check_list, check_signature, revoked_sentence
from .terms import examine_words

_ADDRESS = re.compile(r"https?://\S{1,2000}", re.IGNORECASE)
_NO_BADGE = {
    BadgeClass: "the description of a badge that can be earned",
    Profile: "the profile of an issuer",
    RevocationList: "a list of revoked badges",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """Every step with its answer, in order; and what was read.

    `document` is the badge: for a hosted one that its address shows, the issuer's own copy. `badge` and `issuer` are
    the class and the profile where they could be had.
    """

    steps: tuple[Step, ...]
    document: dict[str, Json] | None = None
    badge: BadgeClass | None = None
    issuer: Profile | None = None
    kind: str = "ob2"

    @property
    def verdict(self) -> Verdict:
        """FAIL if any deciding step fails; UNKNOWN if none fails and one could not be checked; PASS otherwise."""
        return verdict_of(self.steps)

    def step(self, id: str) -> Step | None:
        """The step of this id, if it was taken."""
        return next((step for step in self.steps if step.id == id), None)


def check(
    given: Mapping[str, object] | str | Token, *, fetch: Fetch, now: datetime, recipient: str | None = None,
    asked: bool = False,
) -> Checked:  # fmt: skip
    """Check a badge: its JSON, its compact JWS (as text or taken apart), or the bare address that old pictures carry.

    `fetch` gives what is at an address: a document, its bytes, None when it cannot be had; it raises Gone for a 410.
    `now` knows its time zone. The recipient's step is taken when one is named or `asked`. Nothing is raised for what is
    handed in.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    names = (*STEPS, "recipient") if recipient is not None or asked else STEPS
    return _Check(Documents(fetch), now, recipient, names).run(given)


@dataclass
class _Check:
    documents: Documents
    now: datetime
    recipient: str | None
    names: tuple[str, ...]
    kind: str = "ob2"

    def run(self, given: Mapping[str, object] | str | Token) -> Checked:
        token: Token | None = given if isinstance(given, Token) else None
        try:
            if isinstance(given, str) and not _ADDRESS.fullmatch(given.strip()):
                token = parse(given.strip())
            if isinstance(given, str) and token is None:
                return self._at_address(given.strip())
            document = token.payload if token else parse_object(canonical(dict(given)))  # type: ignore[arg-type]
        except CredentialError as error:
            return self._answered([("FAIL", error.sentence)], None, "it could not be read")
        except (TypeError, ValueError):
            return self._answered([("FAIL", "This is no document with members.")], None, "it could not be read")
        return self._document(document, token)

    def _at_address(self, address: str) -> Checked:
        found = self.documents.at(address)
        if found.is_gone:
            return self._answered([("FAIL", revoked_sentence(None))], None, "the badge is revoked")
        if found.document is None:
            sentence = f"This is only the address where a badge is hosted, and no badge itself. {found.problem}"
            return self._answered([("UNKNOWN", sentence)], None, "the badge is not at hand")
        return self._document(found.document, None)

    def _document(self, document: dict[str, Json], token: Token | None) -> Checked:
        # 1. format
        older = sentence_about(document)
        if older is not None:
            self.kind = "ob1"
            return self._answered([("UNKNOWN", older)], document, "badges of this age cannot be checked")
        wanted = class_of(document)
        if wanted is None:
            return self._answered([("FAIL", "This is no badge of Open Badges 2.0.")], document, "this is no badge")
        node, findings = read_node(document, wanted)
        if node is None and document.get("revoked") is True:
            # Issuers strip a withdrawn badge down to its id (OB 2.0, Assertion).
            reason = document.get("revocationReason")
            answer: Answer = ("FAIL", revoked_sentence(reason if isinstance(reason, str) else None))
            return self._answered([answer], document, "the badge is revoked")
        if node is None:
            sentence = f"This is not well-formed as Open Badges 2.0. {findings[0].where}: {findings[0].sentence}"
            return self._answered([("FAIL", sentence)], document, "it is not well-formed")
        if not isinstance(node, Statement):
            return self._no_badge(node, document)
        return self._statement(node, document, token)

    def _no_badge(self, node: Node, document: dict[str, Json]) -> Checked:
        name = _NO_BADGE.get(type(node), "a part of a badge")
        answer: Answer = (
            "UNKNOWN",
            f"This is {name}, well-formed as Open Badges 2.0, and no badge that somebody earned.",
        )
        badge, issuer = (node if isinstance(node, kind) else None for kind in (BadgeClass, Profile))
        checked = self._answered([answer, examine_words(document)], document, "this is no badge")
        return Checked(checked.steps, document, badge, issuer)  # type: ignore[arg-type]

    def _statement(self, handed: Statement, document: dict[str, Json], token: Token | None) -> Checked:
        answers: list[Answer] = [("PASS", "This is well-formed as Open Badges 2.0.")]
        hosted: Hosted | None = None
        if handed.method == "hosted":
            hosted = ask_its_address(document, handed, self.documents)
            document = hosted.document or document
        # 2. context
        answers.append(examine_words(document))
        if answers[1][0] == "FAIL":
            return self._answered(answers, document, "it cannot be told what the badge says")
        # 3. proof and 4. issuer
        statement = hosted.statement if hosted and hosted.statement else handed
        if hosted and hosted.proof[0] == "FAIL":
            return self._answered([*answers, hosted.proof], document, "the badge was changed")
        parties = parties_of(statement, self.documents)
        if hosted:
            proof, issuer = hosted.proof, _hosted_issuer(statement, hosted, parties)
        else:
            proof, issuer = check_signature(statement, token, parties, self.documents)
        answers.append(proof)
        if proof[0] == "FAIL":
            return self._answered(answers, document, "the signature does not hold", parties)
        answers += [issuer, self._dates(statement), self._status(statement, hosted, issuer, parties)]
        if isinstance(statement, Assertion):
            answers.append(compare_recipient(statement.recipient, self.recipient))
        else:
            answers.append(("UNKNOWN", "An endorsement is not issued to anybody."))
        return self._answered(answers, document, "", parties)

    def _dates(self, statement: Statement) -> Answer:
        # 5. dates
        begun = instant(statement.issued_on)
        if begun > self.now:
            return "FAIL", f"This badge says that it was issued on {day_in_words(begun)}, which has not come yet."
        expires = statement.expires if isinstance(statement, Assertion) else None
        if expires is None:
            return "PASS", "This badge is in force and has no end date."
        return until(instant(expires), self.now)

    def _status(self, statement: Statement, hosted: Hosted | None, issuer: Answer, parties: Parties) -> Answer:
        # 6. status
        if statement.revoked:
            return "FAIL", revoked_sentence(statement.revocation_reason)
        if hosted and hosted.revoked is not None:
            return "FAIL", revoked_sentence(hosted.revoked)
        if issuer[0] == "FAIL":
            return "UNKNOWN", "Not checked, because the badge is not shown to be its issuer's."
        if hosted and hosted.statement is None:
            return "UNKNOWN", "A hosted badge is revoked at its own address, which was not seen, so it may be revoked."
        listed = check_list(statement, parties, self.documents)
        if hosted and listed[0] != "FAIL":
            # The list is for signed badges; a hosted one is revoked where it lives.
            return "PASS", "The badge's own address still shows it, and does not say that it is revoked."
        return listed

    def _answered(
        self, answers: list[Answer], document: dict[str, Json] | None, because: str, parties: Parties | None = None
    ) -> Checked:
        rest: list[Answer] = [("UNKNOWN", f"Not checked, because {because}.")] * len(self.names)
        filled = [*answers, *rest][: len(self.names)]
        steps = tuple(Step(name, *answer) for name, answer in zip(self.names, filled, strict=True))
        seen = parties or Parties(None, None)
        return Checked(steps, document, seen.badge, seen.issuer, self.kind)


def _hosted_issuer(statement: Statement, hosted: Hosted, parties: Parties) -> Answer:
    if parties.issuer is None:
        return parties.problem or ("UNKNOWN", "The issuer's own page is not at hand.")
    answer = check_scope(statement.id, parties.badge, parties.issuer)
    if answer[0] == "PASS" and hosted.proof[0] != "PASS":
        # Whoever wrote the copy in hand may have written any address into it.
        return "UNKNOWN", "Not shown, because the badge was not seen at its own address."
    return answer
