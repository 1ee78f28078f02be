"""Servers and workers killed by SIGKILL between two named writes: nothing lost, nothing twice. docs/testing.md has the table."""

import json

import pytest

from tests.processes.browser import Browser, Gone
from tests.processes.deeds import (
    ADD,
    ANSWER,
    CLAIM,
    FILE,
    JOT,
    REVISE,
    REVOKE,
    SEND,
    SHARE,
    START,
    WITHDRAW,
    Deed,
)
from tests.processes.house import House, Request, until

pytestmark = pytest.mark.processes

KILLS: list[tuple[str, Deed]] = [
    ("start.submission-written", START),
    ("write.answer-saved", ANSWER),
    ("upload.file-kept", ADD),
    ("send.attempt-closed", SEND),
    ("withdraw.attempts-closed", WITHDRAW),
    ("revise.attempt-opened", REVISE),
    ("claim.reading-written", CLAIM),
    ("jot.sheet-written", JOT),
    ("score.reading-filed", FILE),
    ("score.attempt-closed", FILE),
    ("grant.award-written", FILE),
    ("share.award-written", SHARE),
    ("revoke.award-written", REVOKE),
    ("revoke.list-changed", REVOKE),
]


def finish(house: House) -> None:
    """Let a worker do all that is due, and check: each badge signed once, the chain whole."""
    worker = house.work()
    unsigned = "planned <> '' AND signed_at IS NULL AND revoked_at IS NULL"
    stale = "signed_at IS NULL OR changed_at > signed_at"
    due = (("awards_award", unsigned), ("awards_statuslist", stale), ("base_logentry", "number IS NULL"))
    until(lambda: not any(house.count(*one) for one in due), f"the worker to finish\n{house.log()}")
    worker.end()
    signed = house.rows("SELECT subject, count(*) FROM base_logentry WHERE deed = 'award.signed' GROUP BY subject")
    assert all(count == 1 for _subject, count in signed)
    assert len(signed) == house.count("awards_award", "signed_at IS NOT NULL")
    assert "The log is whole" in house.run("-m", "merited", "log", "check")


def verdict(house: House, award: str) -> str:
    """What our verifier says of a badge, as a stranger asks it."""
    stranger = Browser(house.port)
    badge = stranger.open(f"/awards/{award}.json")
    assert badge.status == 200
    return str(json.loads(stranger.ask("POST", "/api/v1/verify", badge.text.encode()).text)["verdict"])


def latest_award(house: House) -> str:
    """The key of the award that was granted last."""
    found = str(house.rows("SELECT id FROM awards_award ORDER BY granted_at DESC LIMIT 1")[0][0])
    return found if "-" in found else "-".join((found[:8], found[8:12], found[12:16], found[16:20], found[20:]))


@pytest.mark.parametrize(("point", "deed"), KILLS, ids=[point for point, _deed in KILLS])
def test_a_server_killed_between_two_writes_loses_nothing_and_does_nothing_twice(house, point, deed):
    before, files = house.snapshot(), house.files()
    server = house.serve(halt_at=point)
    me = house.visitor(deed.who)

    request = Request(lambda: deed.act(me, house.stage))
    server.stands_at(point)
    server.kill()

    assert isinstance(request.end(), Gone)  # the person is told that no answer came, never that it is done
    house.serve()
    after = house.snapshot()
    assert {name for name in before if before[name] != after[name]} == set()
    assert files <= house.files()
    assert not deed.is_done(house)

    me.port = house.port  # the same cookies: nobody is signed out
    page = deed.act(me, house.stage)
    assert page.status == 302 and page.to != "/accounts/login/"
    assert deed.is_done(house)
    if deed.logged:
        entries = house.count("base_logentry", "deed = ?", deed.logged)
        assert entries == 1 + sum(deed.logged in row for row in before["base_logentry"])
    if deed in (FILE, REVOKE, SEND):
        finish(house)
    if deed is FILE:
        assert verdict(house, latest_award(house)) == "PASS"
    if deed is REVOKE:
        assert verdict(house, house.stage["award"]) == "FAIL"


@pytest.mark.parametrize("point", ["sign.award-taken", "sign.credential-written", "seal.entries-sealed"])
def test_a_worker_killed_between_two_writes_leaves_its_work_to_another(house, point):
    granted = house.stage["granted"]
    worker = house.work(halt_at=point)
    worker.stands_at(point)
    before = house.snapshot()
    if point.startswith("sign."):
        assert house.count("awards_award", "id = ? AND signed_at IS NULL AND credential = ''", granted) == 1

    worker.kill()

    assert house.snapshot() == before
    finish(house)
    assert house.count("awards_award", "id = ? AND signed_at IS NOT NULL", granted) == 1
    house.serve()
    assert verdict(house, granted) == "PASS"


def test_a_worker_killed_while_another_runs_beside_it_is_not_missed(house):
    worker = house.work(halt_at="sign.award-taken")
    worker.stands_at("sign.award-taken")
    house.work()  # finds the badge taken, and waits for its turn

    worker.kill()

    until(
        lambda: house.count("awards_award", "id = ? AND signed_at IS NOT NULL", house.stage["granted"]),
        "the other worker",
    )
    finish(house)


def test_a_worker_killed_while_it_signs_the_status_list_leaves_it_due(house):
    house.serve()
    assert REVOKE.act(house.visitor(REVOKE.who), house.stage).status == 302
    documents = house.rows("SELECT document FROM awards_statuslist")
    worker = house.work(halt_at="publish.list-written")
    worker.stands_at("publish.list-written")

    worker.kill()

    assert house.rows("SELECT document FROM awards_statuslist") == documents
    finish(house)
    assert house.rows("SELECT document FROM awards_statuslist") != documents
    assert verdict(house, house.stage["award"]) == "FAIL"
