"""Pages that say no, or that something is missing: as readable as the others, and what was typed is still there."""

from pathlib import Path

import pytest

from tests.databases import ON_SQLITE
from tests.pages import looking

pytestmark = [pytest.mark.browser, ON_SQLITE]  # the worker with less to do
FLAWED = Path("src/merited/cli/demo/content/roster-staff-flawed.csv").resolve()


def wrong_password(page):
    page.fill("input[name=login]", "marla.tenby@alderbay.example")
    page.fill("input[name=password]", "not this one")
    page.locator("main form button.button").first.click()


def nothing_to_check(page):
    page.locator("main form button.button").first.click()


def no_badge(page):
    page.fill("textarea[name=text]", '{"a": "thing that is no badge"}')
    page.locator("main form button.button").first.click()


def send_too_early(page):
    page.locator("main form button[aria-disabled]").press(
        "Enter"
    )  # it stays reachable, and the server says what is missing


def odd_file(page):
    page.set_input_files("input[type=file]", {"name": "work.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\0"})
    page.locator("button[name=add]").first.click()


def file_nothing(page):
    page.locator("button[name=deed][value=file]").first.click()


def revoke_without_a_word(page):
    page.locator("main form button").last.click()


def invite_somebody_known(page):
    page.fill("input[name=name]", "Marla Tenby")
    page.fill("input[name=email]", "marla.tenby@alderbay.example")
    page.locator("main form button.button").first.click()


def flawed_roster(page):
    page.set_input_files("input[type=file]", FLAWED)
    page.locator("main form button.button").first.click()
    page.wait_for_url("**/district/roster/*-*/**")


def unlike_passwords(page):
    page.fill("input[name=oldpassword]", "wrong")
    page.fill("input[name=password1]", "one thing and")
    page.fill("input[name=password2]", "another thing")
    page.locator("main form button.button").first.click()


ERRORS = {
    # name: the page, what is done there, what is said then
    "login": (wrong_password, "do not fit together"),
    "verify": (nothing_to_check, "nothing to check yet"),
    "verify ": (no_badge, "This is not a badge that we can read"),
    "send-incomplete": (send_too_early, "still missing"),
    "evidence": (odd_file, "We do not know this kind of file"),
    "desk": (file_nothing, "has no score yet"),
    "revoke": (revoke_without_a_word, "Choose a reason"),
    "invite": (invite_somebody_known, "There is an account with this address"),
    "roster": (flawed_roster, "06/31/2027"),
    "password": (unlike_passwords, "password"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_a_page_that_says_no_is_as_readable_as_any_other(site, name):
    site.speak("en")
    who, path = site.addresses[name.strip()]
    act, said = ERRORS[name]
    context = site.window(who, viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    page.goto(path)
    act(page)
    page.wait_for_load_state("load")
    page.locator("main", has_text=said).wait_for()  # some answers come into the page that is there

    told = looking.barriers(page) + looking.out_of_order(page)
    told += [f"too small: {one}" for one in looking.too_small(page)]
    told += [f"scrolls sideways by {wide} px"] if (wide := looking.sideways(page)) > 0 else []
    page.emulate_media(color_scheme="dark")
    told += [f"dark: {one}" for one in looking.barriers(page, looking.COLORS)]
    context.close()
    assert told == [], "\n".join(told)
