"""Adding and removing evidence with htmx: the page is not loaded anew, and what is being typed beside it stays."""

import re

import pytest
from playwright.sync_api import expect

from merited.cli.demo.drawing import draw
from tests.journeys.browsing import Person

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("journeys")]


@pytest.fixture
def bram(chromium, site):
    """On the second part of a fresh PL-101 draft."""
    person = Person(chromium, site, script=True, width=1280)
    person.sign_in("maeve.sundqvist@alderbay.example")
    person.go("/catalog/pl-101/")
    if person.page.get_by_role("button", name="Start this one").count():
        person.press("Start this one")
    else:
        person.follow("Go on with it")
    person.page.goto(re.sub(r"/[a-z0-9]+/$", "/a1/", person.page.url))
    yield person
    person.close()


def test_a_file_is_added_and_removed_without_loading_the_page_anew(bram):
    page = bram.page
    page.evaluate("window.stays = true")
    picture = draw("picture", "Six index cards", seed="h")[0]
    page.get_by_label("Add a file or a photo").set_input_files(
        [{"name": "x.jpg", "mimeType": "image/jpeg", "buffer": picture}]
    )
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("a1-1.jpg").first).to_be_visible(timeout=15_000)
    assert page.evaluate("window.stays") is True
    page.get_by_role("button", name="Remove a1-1.jpg").click()
    expect(page.get_by_text("a1-1.jpg")).to_have_count(0, timeout=15_000)
    assert page.evaluate("window.stays") is True
    bram.look_for_barriers()


def test_a_refused_file_is_said_in_place(bram):
    page = bram.page
    page.evaluate("window.stays = true")
    page.get_by_label("Add a file or a photo").set_input_files(
        [
            {
                "name": "drawing.svg",
                "mimeType": "image/svg+xml",
                "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            }
        ]
    )
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("was not taken")).to_be_visible(timeout=15_000)
    assert page.evaluate("window.stays") is True


def test_after_signing_out_elsewhere_the_page_says_so_and_nothing_is_wiped_out(bram):
    page = bram.page
    bram.context.clear_cookies(name="merited_session")
    page.get_by_label("In your words: what is it?").fill("My plan")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_load_state("load")
    expect(page.get_by_text("sign in", exact=False).first).to_be_visible(timeout=15_000)
    bram.faults.clear()  # htmx notes the 401


def test_a_dropped_connection_is_said_beside_the_button(bram):
    page = bram.page
    page.route("**/a1/", lambda route: route.abort())
    page.get_by_label("In your words: what is it?").fill("My plan")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("The connection dropped, so the file is not here yet.")).to_be_visible(timeout=15_000)
    bram.faults.clear()  # the browser notes the connection that the test cut
