"""What people do in these tests, through the pages, on the work of `stage`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.processes.browser import Browser, Page
from tests.processes.house import House
from tests.world import TEXT

STATEMENTS = ["ready", "release", "own_work"]
MARLA, LUPE, GIDEON, DOV = "p-earner-phone", "p-earner-06", "p-earner-11", "p-earner-cte"
HALVARD, THEA = "p-reviewer-et-1", "p-coordinator"

Act = Callable[[Browser, dict[str, Any]], Page]
True_ = Callable[[House], bool]


@dataclass(frozen=True)
class Deed:
    """Who does what; how it shows in the log (once); and that it is done, by a look into the database."""

    name: str
    who: str
    act: Act
    logged: str
    is_done: True_


def _start(me: Browser, _at: dict[str, Any]) -> Page:
    return me.press("/catalog/et-101/", {}, action="/work/start/et-101/")


def _answer(me: Browser, at: dict[str, Any]) -> Page:
    return me.press(f"/work/{at['written']}/{at['part']}/", {f"answer-{at['prompt']}": "The new text."})


def _add(me: Browser, at: dict[str, Any]) -> Page:
    return me.upload(f"/work/{at['written']}/{at['artifact']}/", {"about": "A second plan", "add": "1"}, TEXT + b"Two.")


def _send(me: Browser, at: dict[str, Any]) -> Page:
    return me.press(f"/work/{at['written']}/send/", {"statements": STATEMENTS})


def _withdraw(me: Browser, at: dict[str, Any]) -> Page:
    return me.press(f"/work/{at['sent']}/withdraw/", {})


def _revise(me: Browser, at: dict[str, Any]) -> Page:
    return me.press(f"/work/{at['not_yet']}/", {}, action=f"/work/{at['not_yet']}/revise/")


def _share(me: Browser, at: dict[str, Any]) -> Page:
    return me.press(f"/work/awards/{at['award']}/share/", {"page": "shared"})


def _claim(me: Browser, at: dict[str, Any]) -> Page:
    return me.press("/review/", {}, action=f"/review/claim/{at['sent_attempt']}/")


def _jot(me: Browser, at: dict[str, Any]) -> Page:
    return me.press(f"/review/{at['reading']}/", {"keep": "A better word."})


def _file(me: Browser, at: dict[str, Any]) -> Page:
    return me.press(f"/review/{at['reading']}/", {**at["levels"], "deed": "file"})


def _revoke(me: Browser, at: dict[str, Any]) -> Page:
    return me.press(f"/district/awards/{at['award']}/revoke/", {"reason": "issued_in_error", "words": "Mistaken."})


def _started(house: House) -> bool:
    both = "submissions_attempt a JOIN submissions_submission s ON a.submission_id = s.id JOIN people_person p ON p.id = s.person_id"
    kind = "JOIN catalog_version v ON v.id = s.version_id JOIN catalog_microcredential m ON m.id = v.microcredential_id"
    return house.count(f"{both} {kind}", "p.name = 'Marla Tenby' AND m.key = 'et-101'") == 1


def _sent(house: House) -> bool:
    statements = "submissions_statement t JOIN submissions_attempt a ON a.id = t.attempt_id"
    return (
        house.count("submissions_submission", "id = ? AND state = 'waiting'", house.stage["written"]) == 1
        and house.count(statements, "a.submission_id = ?", house.stage["written"]) == 3
    )


def _filed(house: House) -> bool:
    """One award with its plan, one decision, every criterion met once."""
    mine = house.stage["claimed"]
    return (
        house.count("submissions_submission", "id = ? AND state = 'earned'", mine) == 1
        and house.count("submissions_standing", "submission_id = ?", mine) == house.stage["criteria"]
        and house.count("review_reading", "id = ? AND state = 'filed'", house.stage["reading"]) == 1
        and house.count(
            "awards_award w JOIN review_decision d ON d.award_id = w.id JOIN submissions_attempt a ON a.id = d.attempt_id",
            "a.submission_id = ? AND w.planned <> ''",
            mine,
        )
        == 1
        and house.count(
            "awards_award w JOIN submissions_submission s ON s.person_id = w.person_id AND s.version_id = w.version_id",
            "s.id = ?",
            mine,
        )
        == 1
    )


def _revised(house: House) -> bool:
    last = "submissions_answer n JOIN submissions_attempt a ON a.id = n.attempt_id"
    return (
        house.count("submissions_attempt", "submission_id = ?", house.stage["not_yet"]) == 2
        and house.count(last, "a.submission_id = ? AND a.number = 2", house.stage["not_yet"]) > 0
    )


def _added(house: House) -> bool:
    both = "submissions_exhibit x JOIN submissions_attempt a ON a.id = x.attempt_id JOIN portfolio_evidence e ON e.id = x.evidence_id"
    return (
        house.count(both, "a.submission_id = ? AND x.artifact = ?", house.stage["written"], house.stage["artifact"])
        == 2
    )


def _state(name: str, state: str) -> True_:
    return lambda house: house.count("submissions_submission", "id = ? AND state = ?", house.stage[name], state) == 1


def _has(table: str, condition: str, name: str) -> True_:
    return lambda house: house.count(table, condition, house.stage[name]) == 1


START = Deed("start", MARLA, _start, "submission.started", _started)
ANSWER = Deed(
    "save an answer", LUPE, _answer, "",
    _has("submissions_answer n JOIN submissions_attempt a ON a.id = n.attempt_id", "a.submission_id = ? AND n.text = 'The new text.' AND n.revision = 2", "written"),
)  # fmt: skip
ADD = Deed("add a file", LUPE, _add, "", _added)
SEND = Deed("send", LUPE, _send, "submission.sent", _sent)
WITHDRAW = Deed("withdraw", GIDEON, _withdraw, "submission.withdrawn", _state("sent", "withdrawn"))
REVISE = Deed("revise", DOV, _revise, "submission.revised", _revised)
SHARE = Deed("share", DOV, _share, "award.shared", _has("awards_award", "id = ? AND shared_at IS NOT NULL", "award"))
CLAIM = Deed(
    "claim",
    HALVARD,
    _claim,
    "reading.claimed",
    _has("review_reading", "attempt_id = ? AND state = 'claimed'", "sent_attempt"),
)
JOT = Deed("save the sheet", HALVARD, _jot, "", _has("review_reading", "id = ? AND keep = 'A better word.'", "reading"))
FILE = Deed("file", HALVARD, _file, "attempt.decided", _filed)
REVOKE = Deed(
    "revoke", THEA, _revoke, "award.revoked", _has("awards_award", "id = ? AND revoked_at IS NOT NULL", "award")
)
