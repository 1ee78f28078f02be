"""autosave.js in a real browser, against the real pages: nothing typed is ever lost.

The browser's requests are answered by Django's test client, so that time, connection and sign-in are in the test's hand.
"""

import contextvars
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route

from merited.submissions import actions
from merited.submissions.models import Answer, SelfScore

pytestmark = pytest.mark.browser
HOST = "http://localhost:8000"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Bridge:
    """Carries requests from the browser to Django, and breaks on demand."""

    def __init__(self, client: Client) -> None:
        self.client, self.offline, self.deaf, self.posts = client, False, False, []
        self.context = contextvars.copy_context()  # the database connection and the frozen clock of the test
        self.complaints: list[str] = []

    def __call__(self, route: Route) -> None:
        request = route.request
        if "/static/" in request.url:
            file = Path(finders.find(request.url.partition("/static/")[2]))
            return route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
        if self.offline:
            return route.abort("internetdisconnected")
        response = self.context.copy().run(self._ask, request)
        if self.deaf and request.method == "POST":  # it arrived, and the answer is lost on its way
            return route.abort("connectionreset")
        headers = {name.lower(): value for name, value in response.headers.items()}
        headers["set-cookie"] = "\n".join(one.OutputString() for one in response.cookies.values())
        return route.fulfill(status=response.status_code, headers=headers, body=b"".join(response))

    def _ask(self, request):
        url = urlsplit(request.url)
        headers = {
            name: value for name, value in request.headers.items() if name in ("accept", "x-csrftoken", "referer")
        }
        if request.method == "POST":
            self.posts.append(url.path)
            kind = request.headers["content-type"]
            return self.client.generic("POST", url.path, request.post_data_buffer or b"", kind, headers=headers)
        return self.client.get(url.path, headers=headers)


def no_copy_is_left(page: Page) -> None:
    """The server has everything. Asked again and again from here: under the page's policy no text is evaluated."""
    for _try in range(100):
        if page.evaluate("localStorage.length") == 0:
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate("JSON.stringify(localStorage)"))


@pytest.fixture
def submission(world):
    return world.draft(world.marla)


@pytest.fixture
def bridge(world, submission) -> Bridge:
    client = Client(HTTP_HOST="localhost:8000", enforce_csrf_checks=True)
    client.force_login(world.marla, backend="allauth.account.auth_backends.AuthenticationBackend")
    return Bridge(client)


@pytest.fixture
def page(chromium, bridge, submission) -> Iterator[Page]:
    """Part 1 of Marla's draft, open in a browser whose clock stands still."""
    context = chromium.new_context()
    context.route("**/*", bridge)
    page = context.new_page()
    page.on("console", lambda said: bridge.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: bridge.complaints.append(str(error)))
    page.clock.install()
    page.goto(f"{HOST}/work/{submission.pk}/p1/")
    yield page
    context.unroute_all(behavior="wait")  # what it asks at the last moment is nothing for the next test
    context.close()
    expected = ("net::ERR", "the server responded with a status of 403")
    assert [one for one in bridge.complaints if not any(words in one for words in expected)] == []


FIELD = 'textarea[name="answer-p1.q1"]'
SAVED = '[data-saved="answer-p1.q1"]'
STATUS = "[data-autosave-status]"


def kept(submission) -> str:
    return Answer.objects.get(attempt__submission=submission, prompt="p1.q1").text


def pause(page: Page, milliseconds: int = 2100) -> None:
    """Let the browser's clock run, and what it sends be answered."""
    page.clock.run_for(milliseconds)
    page.evaluate("() => new Promise((done) => queueMicrotask(done))")


def shown(page: Page, selector: str) -> None:
    page.wait_for_selector(selector, state="visible")


def test_two_seconds_after_a_pause_it_is_saved_and_the_page_says_so(page, bridge, submission):
    page.fill(FIELD, "Grade 4, fifteen kids.")
    page.clock.run_for(1900)
    assert bridge.posts == []

    pause(page)
    shown(page, SAVED)

    assert kept(submission) == "Grade 4, fifteen kids."
    assert page.text_content(SAVED).startswith("Saved ")
    assert page.text_content('[data-count="answer-p1.q1"]').startswith("4 words so far.")
    assert page.input_value('[name="revision-answer-p1.q1"]') == "1"
    assert page.evaluate("localStorage.length") == 0
    assert "question 1 of" not in page.text_content("#missing").replace("question 1 of “Part 3", "")


def test_only_what_changed_is_sent(page, bridge, submission):
    page.fill('textarea[name="answer-p1.q2"]', "Decimals.")
    pause(page)
    shown(page, '[data-saved="answer-p1.q2"]')

    assert [one.prompt for one in Answer.objects.filter(attempt__submission=submission)] == ["p1.q2"]


def test_a_level_is_saved_too(page, bridge, submission):
    page.click(".assess summary")
    page.check('input[name="level-p1"][value="passing"]')
    with page.expect_response("**/p1/"):
        pause(page)

    assert SelfScore.objects.get(attempt__submission=submission).level == "passing"


def test_leaving_the_page_saves_at_once(page, bridge, submission):
    page.fill(FIELD, "Typed just before leaving.")
    with page.expect_response("**/p1/"):
        page.evaluate("() => { dispatchEvent(new Event('pagehide')) }")

    assert kept(submission) == "Typed just before leaving."


def test_a_dropped_connection_keeps_the_text_says_so_and_tries_again(page, bridge, submission):
    bridge.offline = True
    page.fill(FIELD, "Typed on the bus.")
    pause(page)
    shown(page, STATUS)
    assert "The connection dropped at" in page.text_content(STATUS)
    assert "safe in this browser up to the last word" in page.text_content(STATUS)
    assert page.text_content(SAVED) == "Kept in this browser"

    bridge.offline = False
    page.clock.run_for(5000)
    page.wait_for_selector(STATUS, state="hidden")

    assert kept(submission) == "Typed on the bus." and page.text_content(SAVED).startswith("Saved ")


def test_a_closed_page_gives_back_what_it_could_not_save(page, bridge, submission):
    bridge.offline = True
    page.fill(FIELD, "Typed in the tunnel, up to the last word")
    page.goto("about:blank")
    bridge.offline = False

    page.goto(f"{HOST}/work/{submission.pk}/p1/")
    assert page.input_value(FIELD) == "Typed in the tunnel, up to the last word"
    pause(page, 100)
    shown(page, SAVED)

    assert kept(submission) == "Typed in the tunnel, up to the last word"
    assert page.evaluate("localStorage.length") == 0


def test_when_the_text_changed_elsewhere_meanwhile_both_are_shown(page, bridge, submission, world):
    bridge.offline = True
    page.fill(FIELD, "From the phone.")
    page.goto("about:blank")
    actions.write(world.attempt(submission), "p1.q1", "From the laptop.", revision=0, by=world.marla)
    bridge.offline = False

    page.goto(f"{HOST}/work/{submission.pk}/p1/")
    shown(page, ".both")
    pause(page)

    assert page.input_value(FIELD) == "From the phone." and page.text_content("[data-theirs]") == "From the laptop."
    assert kept(submission) == "From the laptop."  # nothing is decided for the person
    page.click("[data-take=mine]")
    pause(page)
    shown(page, SAVED)
    assert kept(submission) == "From the phone."


def test_a_stale_save_shows_both_and_the_saved_one_can_be_taken(page, bridge, submission, world):
    actions.write(world.attempt(submission), "p1.q1", "From the laptop.", revision=0, by=world.marla)
    page.fill(FIELD, "From the phone.")
    pause(page)
    shown(page, ".both")

    page.click("[data-take=theirs]")
    pause(page)

    assert page.input_value(FIELD) == "From the laptop." and kept(submission) == "From the laptop."
    page.fill(FIELD, "From both.")
    pause(page)
    shown(page, SAVED)
    no_copy_is_left(page)
    assert kept(submission) == "From both."


def test_a_save_whose_answer_was_lost_is_no_stranger(page, bridge, submission):
    bridge.deaf = True
    page.fill(FIELD, "The first half")
    pause(page)
    shown(page, STATUS)
    page.fill(FIELD, "The first half and the second.")
    bridge.deaf = False
    page.clock.run_for(3000)
    page.wait_for_selector(STATUS, state="hidden")
    pause(page)
    shown(page, SAVED)
    no_copy_is_left(page)

    assert kept(submission) == "The first half and the second." and page.query_selector(".both") is None


def test_signed_out_it_keeps_the_text_and_saves_after_signing_in_elsewhere(page, bridge, submission, world):
    cookies = bridge.client.cookies.copy()
    bridge.client.cookies.clear()
    page.fill(FIELD, "Typed after the session ended.")
    pause(page)
    shown(page, STATUS)
    assert "You are signed out. Sign in in another tab" in page.text_content(STATUS)
    assert "Typed after the session ended." in page.evaluate("JSON.stringify(localStorage)")

    bridge.client.cookies = cookies
    page.clock.run_for(5000)
    page.wait_for_selector(STATUS, state="hidden")

    assert kept(submission) == "Typed after the session ended."


def test_what_was_sent_meanwhile_refuses_and_keeps_what_is_typed(page, bridge, submission, world):
    attempt = world.attempt(submission)
    type(attempt).objects.filter(pk=attempt.pk).update(state="sent")
    page.fill(FIELD, "One more thought.")
    pause(page)
    shown(page, '[data-trouble="answer-p1.q1"]')

    assert "already sent" in page.text_content('[data-trouble="answer-p1.q1"]')
    assert page.input_value(FIELD) == "One more thought." and "One more thought." in page.evaluate(
        "JSON.stringify(localStorage)"
    )


def test_the_button_saves_what_was_typed_a_moment_ago(page, bridge, submission):
    page.fill(FIELD, "Typed and pressed.")
    with page.expect_request("**/a1/"):  # sent on by the server; nobody listens there but the bridge
        page.click("text=Save and go to the next part")

    assert kept(submission) == "Typed and pressed."


def test_a_browser_that_keeps_nothing_still_saves(page, bridge, submission):
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full') } }")
    page.fill(FIELD, "No room in this browser.")
    pause(page)
    shown(page, SAVED)

    assert kept(submission) == "No room in this browser."


SHEET = """<!doctype html><title>A sheet</title>
<form data-autosave="/sheet" data-autosave-key="reading-1" data-autosave-whole><span data-saved="" hidden><span></span></span>
<p data-autosave-status hidden data-offline="offline" data-signed-out="out" data-refused="refused"><span></span></p>
<fieldset><input type="radio" name="level-a" value="3" data-keep><input type="radio" name="level-a" value="2" data-keep checked></fieldset>
<div class="field"><textarea name="words-a" data-keep>Here.</textarea></div><input type="hidden" name="reading" value="1"></form>
<script src="/static/autosave.js"></script>"""


def test_a_reviewers_sheet_is_sent_whole_and_a_refusal_of_the_whole_is_said(chromium):
    context, sent = chromium.new_context(), []
    answers = iter([{"saved": "Saved 9:34 PM"}, {"refused": "claim-expired", "sentence": "Your claim has run out."}])

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data or "")
            return route.fulfill(body=json.dumps(next(answers)), content_type="application/json")
        if "/static/" in route.request.url:
            return route.fulfill(body=Path(finders.find("autosave.js")).read_bytes(), content_type="text/javascript")
        return route.fulfill(body=SHEET, content_type="text/html")

    context.route("**/*", answer)
    page = context.new_page()
    page.clock.install()
    page.goto(f"{HOST}/sheet")
    page.fill("textarea", "Here and there.")
    page.clock.run_for(2100)
    shown(page, '[data-saved=""]')
    page.check('[value="3"]')
    page.clock.run_for(2100)
    shown(page, STATUS)

    assert (
        page.text_content('[data-saved=""]') == "Saved 9:34 PM"
        and page.text_content(STATUS) == "Your claim has run out."
    )
    assert (
        'name="level-a"\r\n\r\n2' in sent[0]
        and 'name="words-a"\r\n\r\nHere and there.' in sent[0]
        and 'name="reading"' in sent[0]
    )
    assert 'name="level-a"\r\n\r\n3' in sent[1]
    context.close()


def test_a_pasted_vertical_tab_is_no_second_text(page, bridge, submission):
    bridge.deaf = True
    page.evaluate("() => { document.querySelector('textarea').value = 'one\\u000btwo\\u0007' }")
    page.dispatch_event(FIELD, "input")
    pause(page)
    shown(page, STATUS)
    bridge.deaf = False
    page.clock.run_for(5000)
    page.wait_for_selector(STATUS, state="hidden")

    assert kept(submission) == "one\ntwo" and page.query_selector(".both") is None
