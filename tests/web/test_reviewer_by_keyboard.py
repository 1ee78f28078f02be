"""The desk in a real browser: from open to filed by keyboard alone, hints while one writes, and all of it without a script."""

import pytest
from django.test import Client
from playwright.sync_api import Page

from merited.review.actions import share_phrase
from merited.review.models import Decision, Flag, Reading
from merited.review.queries import sheet_of
from merited.review.rules.feedback import gaps_in, has_move, parts_of, together
from merited.submissions.actions import add_file, send
from merited.submissions.rules.completeness import STATEMENTS
from tests.review.test_feedback_rules import GAPS, MOVES, NO_GAPS, NO_MOVES
from tests.web.test_autosave import HOST, Bridge
from tests.web.test_evidence import pdf, picture

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def windows(chromium):
    """None outlives its test: what it saves by itself later would reach into another."""
    before = list(chromium.contexts)
    yield
    for one in [each for each in chromium.contexts if each not in before]:
        one.unroute_all(behavior="wait")
        for page in one.pages:
            page.unroute_all(behavior="wait")
        one.close()


class Through(Bridge):
    """A bridge on which redirects are followed on the far side: a browser does not ask us again for those."""

    def _ask(self, request):
        answer = super()._ask(request)
        while answer.status_code == 302:
            answer = self.client.get(answer["Location"], headers={"accept": "text/html"})
        return answer


@pytest.fixture
def reading(world) -> Reading:
    """Lupe's PL-101, read by Keziah."""
    return world.claimed(world.lupe, world.keziah)


def opened(chromium, world, reading, *, script: bool = True, width: int = 1280) -> tuple[Page, Bridge]:
    """The desk of Keziah."""
    client = Client(HTTP_HOST="localhost:8000", enforce_csrf_checks=True)
    client.force_login(world.keziah, backend="allauth.account.auth_backends.AuthenticationBackend")
    bridge = Through(client)
    page = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script).new_page()
    page.on("console", lambda said: bridge.complaints.append(said.text) if said.type == "error" else None)
    page.route("**/*", bridge)
    page.goto(f"{HOST}/review/{reading.pk}/")
    return page, bridge


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until what has the focus matches."""
    for _step in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(wanted)


class Onward(Bridge):
    """A bridge on which the browser itself goes where a redirect leads, so that its address is the true one."""

    def _ask(self, request):
        answer = super()._ask(request)
        if answer.status_code == 302:
            page = f'<!doctype html><meta http-equiv="refresh" content="0;url={answer["Location"]}">'
            answer.status_code, answer.content = 200, page.encode()
        return answer


def with_a_picture(world, person):
    """Work of this person, sent, with a picture and a two-page PDF under a1."""
    submission = world.written(person)
    for make in (picture, pdf):
        add_file(world.attempt(submission), "a1", make(), about="Drawn", by=person)
    send(submission, set(STATEMENTS), by=person)
    return submission


def at(page: Page) -> str:
    """The id of what has the focus."""
    return page.evaluate("document.activeElement.id")


def press(page: Page, *keys: str) -> None:
    for one in keys:
        page.keyboard.press(one)


def test_from_the_queue_to_filed_and_on_to_the_next_one_by_keyboard_alone(world, chromium):
    for one in (world.lupe, world.cyrus):
        with_a_picture(world, one)
    client = Client(HTTP_HOST="localhost:8000", enforce_csrf_checks=True)
    client.force_login(world.keziah, backend="allauth.account.auth_backends.AuthenticationBackend")
    bridge = Onward(client)
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.on("console", lambda said: bridge.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: bridge.complaints.append(str(error)))
    page.route("**/*", bridge)
    page.goto(f"{HOST}/review/")

    tab_to(page, "form[action='/review/claim/next/'] button")
    press(page, "Enter")
    page.wait_for_selector("form.desk")
    reading = Reading.objects.get(state="claimed")
    desk = f"{HOST}/review/{reading.pk}/"
    been: list[str] = []
    page.on("framenavigated", lambda frame: been.append(frame.url.partition("#")[0]))

    press(page, "?")
    assert page.evaluate("document.getElementById('keys').open")
    press(page, "Escape", "j")
    assert at(page) == "c-p1"
    # The evidence: to it, larger, on to the next page, and back to where one was.
    press(page, "n")
    assert at(page) == "ev-a1"
    press(page, "x")
    assert page.evaluate("document.activeElement.matches('#looking[open] .looking-at')")
    press(page, "ArrowRight", "ArrowRight")
    page.get_by_text("a1-3.pdf, page 2 (3/3)").wait_for()
    press(page, "Escape")
    assert page.evaluate("document.activeElement.matches('#ev-a1 a.enlarge')")
    press(page, "c")
    assert at(page) == "c-p1"

    for one in world.pl101.document.criteria:
        assert at(page) == f"c-{one.id}"
        press(page, "2" if one.id == "a2.c1" else str(len(one.descriptors)))
        assert (
            page.evaluate("document.activeElement.checked && document.activeElement.closest('.criterion').id")
            == f"c-{one.id}"
        )
        if one.id == "a2.c1":
            press(page, "w")
            assert at(page) == "words-a2.c1"
            page.keyboard.type("In a2 jk12? one learner is not heard. ")  # keys do nothing while one writes
            press(page, "Escape")
            assert at(page) == "c-a2.c1"
            press(page, "q")
            assert at(page) == "words-a2.c1"
            press(page, "Escape")
        press(page, "j")

    # What is asked: the page begins there, and everything is kept.
    press(page, "f")
    assert page.evaluate("document.activeElement.value") == "file-next"
    press(page, "Enter")
    page.get_by_text("a2.c1 is open and has no next move yet.").wait_for()
    assert at(page) == "move-a2.c1"
    asks = next(one for one in world.pl101.document.criteria if one.id == "a2.c1").descriptors[0].text
    assert page.input_value("#words-a2\\.c1") == f"In a2 jk12? one learner is not heard. “{asks}”"
    page.keyboard.type("Show all 26.")
    press(page, "Escape", "s")
    assert at(page) == "stays-a2.c1"
    page.keyboard.type("Your plan stays.")
    page.locator("#hints-a2\\.c1").get_by_text("Says what need not be redone").wait_for()
    assert set(been) == {desk}
    press(page, "Escape", "f", "Enter")
    page.get_by_text("Your reading is filed. Thank you.").wait_for()

    other = Reading.objects.get(state="claimed")
    page.wait_for_url(f"{HOST}/review/{other.pk}/")
    press(page, "j")
    assert at(page) == "c-p1"
    words = parts_of(sheet_of(reading)["a2.c1"].words)
    assert (words.move, words.keep) == ("Show all 26.", "Your plan stays.")
    assert Decision.objects.get(attempt=reading.attempt).outcome == "not_yet"
    assert bridge.complaints == []
    page.context.close()


def test_keys_can_be_switched_off_and_stay_off(world, chromium, reading):
    page, _bridge = opened(chromium, world, reading)
    press(page, "?")
    tab_to(page, "[data-keys-on]")
    press(page, "Space", "Escape", "j")
    assert at(page) == ""
    page.reload()
    press(page, "j")
    assert at(page) == ""
    press(page, "?")  # the way back is always there
    tab_to(page, "[data-keys-on]")
    press(page, "Space", "Escape", "j")
    assert at(page) == "c-p1"


def test_a_phrase_goes_where_the_cursor_is_and_its_gap_is_ready_to_be_filled(world, chromium, reading):
    share_phrase(
        "Send [the missing piece] and [one more word].", part="move", at=world.district, language="en", by=None
    )
    page, bridge = opened(chromium, world, reading)

    press(page, "j", "j", "1", "b")
    assert page.evaluate("document.activeElement.value") == "quote/a1.c1/proficient"
    tab_to(page, "button[data-into=move]")
    press(page, "Enter")
    assert at(page) == "move-a1.c1"
    page.keyboard.type("plan 2")
    press(page, "Escape", "g")
    page.keyboard.type("its answers")
    assert page.input_value("#move-a1\\.c1") == "Send plan 2 and its answers."
    page.locator("#hints-a1\\.c1").get_by_text("Gives one next move").wait_for()  # saved as it was typed
    assert sheet_of(reading)["a1.c1"].move == "Send plan 2 and its answers."
    assert bridge.complaints == []


def test_without_a_script_it_is_all_done_with_tab_and_enter(world, chromium, reading):
    share_phrase("Send [the missing piece].", part="move", at=world.district, language="en", by=None)
    page, _bridge = opened(chromium, world, reading, script=False)

    for one in world.pl101.document.criteria:
        tab_to(page, f"input[name='level-{one.id}']")
        press(
            page, "Space", *(["ArrowDown"] if one.id == "p1" else [])
        )  # radios: the best level first, the arrows change it
        if one.id == "p1":
            tab_to(page, "#words-p1")
            page.keyboard.type("In p1 the class is not named.")
            tab_to(page, "#c-p1 summary")
            press(page, "Enter")
            tab_to(page, "#c-p1 button[data-into=move]")
            with page.expect_navigation():
                press(page, "Enter")
            assert page.input_value("#move-p1") == "Send [the missing piece]."
    tab_to(page, "button[value=file]")
    with page.expect_navigation():
        press(page, "Enter")
    page.get_by_text("A gap is still to be filled: [the missing piece].").wait_for()
    assert at(page) == "move-p1"
    press(page, "Control+a")
    page.keyboard.type("Send the class list.")
    tab_to(page, "button[value=file]")
    press(page, "Enter")
    page.get_by_text("Your reading is filed. Thank you.").wait_for()
    assert parts_of(sheet_of(reading)["p1"].words).move == "Send the class list."


def test_hints_come_and_go_with_the_level(world, chromium, reading):
    page, _bridge = opened(chromium, world, reading)

    page.locator("#c-a2\\.c1 input[data-rank='1']").check()
    page.locator("#hints-a2\\.c1").get_by_text("Still to write, or it is not filed: one next move").wait_for()
    page.locator("#c-a2\\.c1 input[data-rank='3']").check()
    page.locator("#hints-a2\\.c1 li").first.wait_for(state="hidden")


def test_a_note_to_oneself_is_kept_while_one_writes(world, chromium, reading):
    page, bridge = opened(chromium, world, reading)

    page.locator(".private > summary").click()
    page.locator("#private_note").fill("Ask about anchors.")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.evaluate("window.dispatchEvent(new Event('pagehide'))")

    reading.refresh_from_db()
    assert reading.private_note == "Ask about anchors." and bridge.complaints == []


@pytest.mark.parametrize("width", [360, 1280])
def test_without_a_script_it_is_scored_flagged_and_handed_on(world, chromium, reading, width):
    page, _bridge = opened(chromium, world, reading, script=False, width=width)

    page.locator("#c-p1 input[data-rank='2']").check()
    page.locator("#wrong button[value='flag/cannot-open']").click()
    page.locator("input[name=about]").first.check()
    page.locator("#words").fill("It stops on page 1.")
    page.get_by_role("button", name="Ask the earner").click()

    page.get_by_text("On hold. The clock stands still").wait_for()
    assert sheet_of(reading)["p1"].level == "passing"
    assert Flag.objects.get().words == "It stops on page 1."


def test_enter_on_a_level_saves_and_goes_nowhere(world, chromium, reading):
    page, _bridge = opened(chromium, world, reading, script=False)

    page.locator("#c-p1 input[data-rank='2']").focus()
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.locator("#c-p1 input[data-rank='2']").is_checked()
    assert sheet_of(reading)["p1"].level == "passing" and not Decision.objects.exists()


def test_on_a_phone_nothing_is_wider_than_the_page_and_targets_are_large(world, chromium, reading):
    page, _bridge = opened(chromium, world, reading, width=360)

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    small = page.evaluate(
        "[...document.querySelectorAll('main a, main button, main summary')]"
        ".filter(one => one.checkVisibility() && !one.classList.contains('vh') && !one.classList.contains('enlarge'))"
        ".filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML.slice(0, 90))"
    )
    assert small == []


def test_the_page_knows_a_next_move_and_a_gap_as_filing_does(chromium, world, reading):
    page, _bridge = opened(chromium, world, reading)
    page.check("#c-a2\\.c1 input[data-rank='1']")
    marked = page.locator("[data-list=moveless] [data-key='a2.c1']")
    for move in [*NO_MOVES, *MOVES]:
        for words, typed in (("In a2 one is missing.", move), (f"In a2. One next move: {move} The plan.", "")):
            page.fill("#words-a2\\.c1", words)
            page.fill("#move-a2\\.c1", typed)
            assert marked.is_visible() == (not has_move(together(words, typed, ""))), (words, typed)
    for text in [*GAPS, *NO_GAPS]:
        page.fill("#words-a2\\.c1", text)
        page.fill("#move-a2\\.c1", "")
        selected = page.evaluate(
            """() => {
              const card = document.getElementById("c-a2.c1"), field = card.querySelector("textarea");
              card.gapField = null;
              field.setSelectionRange(0, 0);
              card.dispatchEvent(new CustomEvent("merited:words", { detail: "gap" }));
              return field.value.slice(field.selectionStart, field.selectionEnd);
            }"""
        )
        assert selected == "".join(gaps_in(text)[:1]), text
