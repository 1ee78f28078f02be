"""The desk in a real browser: from open to filed by keyboard alone, hints while one writes, and all of it without a script."""

import pytest
from django.test import Client
from playwright.sync_api import Page

from merited.review.models import Decision, Flag, Reading
from merited.review.queries import sheet_of
from tests.web.test_autosave import HOST, Bridge

pytestmark = pytest.mark.browser
WORDS = "In a2 one learner is not heard. One next move: show all 26. Your plan stays as it is."


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


def test_from_open_to_filed_by_keyboard_alone(world, chromium, reading):
    page, bridge = opened(chromium, world, reading)
    criteria = world.pl101.document.criteria

    tab_to(page, "#criteria")
    for one in criteria:
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.id") == f"c-{one.id}"
        if one.id == "a2.c1":
            page.keyboard.press("2")
            page.keyboard.press("Tab")
            page.keyboard.type(WORDS)
            page.locator("#hints-a2\\.c1").get_by_text("Gives one next move").wait_for()
            page.keyboard.press("Shift+Tab")
        else:
            page.keyboard.press(str(len(one.descriptors)))
    assert page.locator("[data-outcome]").inner_text().splitlines()[0] == "Not yet. Open:"
    tab_to(page, "button[value=file]")
    page.keyboard.press("Enter")
    page.get_by_text("Your reading is filed. Thank you.").wait_for()

    assert Decision.objects.get(attempt=reading.attempt).outcome == "not_yet"
    assert sheet_of(reading)["a2.c1"].words == WORDS
    assert bridge.complaints == []


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
