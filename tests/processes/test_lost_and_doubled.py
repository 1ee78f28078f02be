"""Lines that break and buttons that are pressed twice, against a real server."""

import re
from collections.abc import Iterator

import pytest

from tests.processes.browser import Browser, Page, words
from tests.processes.deeds import (
    ADD,
    CLAIM,
    FILE,
    HALVARD,
    LUPE,
    MARLA,
    REVISE,
    REVOKE,
    SEND,
    SHARE,
    START,
    STATEMENTS,
    WITHDRAW,
)
from tests.processes.house import House, Quarter, together

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def served(quarter: Quarter) -> Iterator[House]:
    """One house with one server for all double clicks: each is about work of its own."""
    found = quarter.copy()
    found.serve()
    yield found
    found.close()


def test_two_reviewers_press_claim_and_one_gets_it(served):
    people = [served.visitor(one) for one in (HALVARD, "p-reviewer-et-3")]

    pages = together(lambda one: CLAIM.act(one, served.stage), *people)

    assert sorted(one.to.count("/") for one in pages) == [2, 3]  # /review/ for one, /review/<reading>/ for the other
    assert CLAIM.is_done(served)
    late = next(person for person, one in zip(people, pages, strict=True) if one.to == "/review/")
    assert "A colleague has just begun to read this one." in words(late.open("/review/"))


# In this order, for a file is added before the work is sent.
@pytest.mark.parametrize("deed", [START, ADD, SEND, WITHDRAW, REVISE, SHARE, FILE, REVOKE], ids=lambda one: one.name)
def test_a_double_click_does_it_once_and_is_answered_kindly(served, deed):
    entries = served.count("base_logentry", "deed = ?", deed.logged)
    me = served.visitor(deed.who)
    twin = Browser(served.port, dict(me.cookies))  # the same person in the same browser

    pages = together(lambda one: deed.act(one, served.stage), me, twin)

    assert all(one.status in (200, 302, 400) for one in pages), [one.status for one in pages]
    assert any(one.status == 302 for one in pages)
    assert deed.is_done(served)
    assert served.count("base_logentry", "deed = ?", deed.logged) == entries + bool(deed.logged)


def test_two_devices_save_one_answer_and_the_second_sees_both_texts(served):
    at = served.stage
    me = served.visitor(MARLA)
    draft = re.search(r"/work/([0-9a-f-]{36})/", me.open("/work/").text)
    assert draft
    twin = Browser(served.port, dict(me.cookies))
    texts = {id(me): "From the phone.", id(twin): "From the desk."}

    def save(one: Browser) -> Page:
        return one.press(f"/work/{draft[1]}/{at['part']}/", {f"answer-{at['prompt']}": texts[id(one)]})

    pages = together(save, me, twin)

    assert sorted(one.status for one in pages) == [200, 302]
    refused = next(words(one) for one in pages if one.status == 200)
    assert all(text in refused for text in texts.values())


def test_a_line_lost_in_the_middle_of_an_upload_leaves_no_half_evidence(house):
    at, server = house.stage, house.serve()
    path = f"/work/{at['written']}/{at['artifact']}/"
    evidence, exhibits, files = (
        house.rows("SELECT id FROM portfolio_evidence"),
        house.count("submissions_exhibit"),
        house.files(),
    )
    me = house.visitor(LUPE)

    me.begin_upload(path, {"about": "Half a plan", "add": "1"}, b"A long plan. " * 200_000)
    server.end()  # by then the server has done whatever it does with half a form

    house.serve()
    assert (
        house.rows("SELECT id FROM portfolio_evidence") == evidence and house.count("submissions_exhibit") == exhibits
    )
    assert house.files() == files
    me.port = house.port
    assert "Half a plan" not in words(me.open(path))
    assert me.upload(path, {"about": "The whole plan", "add": "1"}, b"A long plan. " * 200_000).status == 302
    assert (
        "The whole plan" in words(me.open(path))
        or house.count("portfolio_evidence", "about = ?", "The whole plan") == 1
    )
    assert house.count("submissions_exhibit") == exhibits + 1


def test_a_browser_that_was_not_answered_sends_the_same_form_again(house):
    """The answer was saved, the line broke before the page came: the same form again is no quarrel with oneself."""
    at = house.stage
    house.serve()
    me = house.visitor(LUPE)
    path = f"/work/{at['written']}/{at['part']}/"
    form = {**me.form(path), f"answer-{at['prompt']}": "Typed on a slow line."}
    assert me.post(path, form).status == 302

    again = me.post(path, form)

    assert again.status == 302
    assert "Typed on a slow line." in words(me.open(path))


def test_sending_again_what_was_sent_already_leads_to_where_it_stands(house):
    at = house.stage
    house.serve()
    me = house.visitor(LUPE)
    form = {**me.form(f"/work/{at['written']}/send/"), "statements": STATEMENTS}
    assert me.post(f"/work/{at['written']}/send/", form).status == 302

    assert me.post(f"/work/{at['written']}/send/", form).to == f"/work/{at['written']}/"
    assert house.count("base_logentry", "deed = 'submission.sent' AND subject = ?", at["written"]) == 1
