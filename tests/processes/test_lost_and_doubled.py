"""Lines that break and buttons that are pressed twice, against a real server."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.processes.browser import Browser, Page, multipart, words
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
    refused = next(re.sub("</?mark>", "", words(one)) for one in pages if one.status == 200)  # what differs is marked
    assert all(text in refused for text in texts.values())


def test_a_line_lost_in_the_middle_of_an_upload_leaves_no_half_evidence(house):
    house.serve()
    before, files = house.snapshot(), house.files()
    me = house.visitor(LUPE)
    path = f"/work/{house.stage['written']}/{house.stage['artifact']}/"
    content = b"A long plan. " * 200_000
    kind, body = multipart({**me.form(path), "about": "The plan", "add": "1"}, content)

    me.lose_line(path, kind, body, sent=len(body) // 2)

    assert house.snapshot() == before and house.files() == files
    assert me.open(path).status == 200
    assert me.upload(path, {"about": "The plan", "add": "1"}, content).status == 302
    assert house.count("portfolio_evidence", "about = 'The plan'") == 1 and len(house.files() - files) == 1


def test_a_line_lost_in_the_middle_of_an_address_keeps_no_half_link(house):
    house.serve()
    before = house.snapshot()
    me = house.visitor(LUPE)
    path = f"/work/{house.stage['written']}/{house.stage['artifact']}/"
    kind, body = multipart({**me.form(path), "add": "1", "url": "https://video.example.org/watch/lesson"}, b"")

    me.lose_line(path, kind, body, sent=body.index(b"/watch/lesson"))

    assert house.snapshot() == before


@pytest.mark.parametrize("what", ["words", "answer"])
def test_a_line_lost_in_the_middle_of_a_text_keeps_the_text_that_was_saved(house, what):
    house.serve()
    at = house.stage
    who, path = (
        (HALVARD, f"/review/{at['reading']}/") if what == "words" else (LUPE, f"/work/{at['written']}/{at['part']}/")
    )
    field = "keep" if what == "words" else f"answer-{at['prompt']}"
    me = house.visitor(who)
    assert me.press(path, {field: "A long text that was saved."}).status == 302
    before = house.snapshot()
    form = {**me.form(path), field: "A long text with its END."}
    body = urlencode(form).encode()

    me.lose_line(path, "application/x-www-form-urlencoded", body, sent=body.index(b"END"))

    assert house.snapshot() == before
    assert "A long text that was saved." in words(me.open(path))
    assert me.press(path, {field: "A long text with its END."}).status == 302


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
