"""A person at a browser: what they see and do, and what must never happen meanwhile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import TimeoutError as NothingCame
from playwright.sync_api import expect

from merited.cli.demo.cast import PASSWORD
from tests.databases import server
from tests.pages.looking import COLORS, EVERYTHING, barriers, sideways

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Milliseconds after which a button that sends a form has not sent it: the page answers by itself.
BEGINS = 3_000
# Whether a button sends a form, and whether the answer comes into the same page where there is a script.
SENDS = "one => [one.type === 'submit' && one.form !== null, one.closest('[hx-post]') !== null]"

# A refusal is an answer with a 4xx status, and the browser notes that; everything else in the console is a fault.
ALLOWED = re.compile(r"the server responded with a status of 4(00|03|04|09|10|13|22|29) ")


class Person:
    """Someone with a browser window of their own."""

    def __init__(self, browser: Browser, site: str, *, script: bool, width: int) -> None:
        self.site, self.script = site, script
        self.context = browser.new_context(
            java_script_enabled=script, viewport={"width": width, "height": 800}, accept_downloads=True, locale="en-US"
        )
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not ALLOWED.search(text):
            self.faults.append(text)

    def sign_in(self, address: str) -> None:
        """With the one password of the demonstration."""
        if "/accounts/login" not in self.page.url:
            self.page.goto(f"{self.site}/accounts/login/")
        self.page.get_by_label("E-mail address").fill(address)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in")

    def go(self, path: str) -> None:
        """Open an address."""
        self.page.goto(f"{self.site}{path}")

    def press(self, name: str) -> None:
        """Press the first button of that name, as the keyboard would; where that opens a page, wait until it is there.

        The key returns before what it leads to has begun: whoever then opens another address breaks off the first.
        """
        button = self.page.get_by_role("button", name=name, exact=True).first
        there: list[object] = []
        for event in ("load", "download"):
            self.page.once(event, lambda it: there.append(it))
        sends, in_place = button.evaluate(SENDS)
        button.focus()
        try:
            if in_place and self.script:
                with self.page.expect_response(lambda one: one.request.method == "POST", timeout=BEGINS):
                    button.press("Enter")
                expect(self.page.locator(".htmx-request")).to_have_count(0)  # what came is in the page
                return
            with self.page.expect_request(lambda one: one.is_navigation_request(), timeout=BEGINS if sends else 1):
                button.press("Enter")
        except NothingCame:
            return  # answered in place
        for _moment in range(1500):
            if there:
                return
            self.page.wait_for_timeout(20)

    def follow(self, name: str) -> None:
        """Follow the first link of that name."""
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state("load")

    def sees(self, *texts: str) -> None:
        """All these words are on the page."""
        content = self.page.inner_text("body")
        plain = re.sub(r"\s+", " ", content)
        for text in texts:
            assert re.sub(r"\s+", " ", text) in plain, f"{text!r} is not on {self.page.url}:\n{plain[:3000]}"

    def sees_not(self, *texts: str) -> None:
        """None of these is anywhere in the page, its code included."""
        content = self.page.content()
        for text in texts:
            assert text not in content, f"{text!r} is on {self.page.url}"

    def look_for_barriers(self) -> None:
        """Axe finds nothing, in light and in dark; no sideways scrolling. Pages are the same on both databases: on SQLite."""
        if not self.script or server():
            return
        for scheme, rules in (("light", EVERYTHING), ("dark", COLORS)):
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            told = barriers(self.page, rules)
            assert not told, f"{self.page.url} ({scheme}): {told}"
        wide = sideways(self.page)
        assert wide <= 0, f"{self.page.url} scrolls sideways by {wide} px"

    def close(self) -> None:
        """Close the window; nothing may have gone wrong in it."""
        self.context.close()
        assert self.faults == []
