"""Adding and removing evidence with htmx: the page is not loaded anew, and what is being typed beside it stays."""

import re

import pytest
from playwright.sync_api import expect

from merited.cli.demo.drawing import draw
from tests.journeys.browsing import Person

pytestmark = [pytest.mark.browser, pytest.mark.processes]


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
    page.get_by_label("In your words: what is it?", exact=True).fill("My plan")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_load_state("load")
    expect(page.get_by_text("sign in", exact=False).first).to_be_visible(timeout=15_000)
    bram.faults.clear()  # htmx notes the 401


def test_a_dropped_connection_is_said_beside_the_button(bram):
    page = bram.page
    page.route("**/a1/", lambda route: route.abort())
    page.get_by_label("In your words: what is it?", exact=True).fill("My plan")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("The connection dropped, so the file is not here yet.")).to_be_visible(timeout=15_000)
    bram.faults.clear()  # the browser notes the connection that the test cut


def choose(page, *names):
    """Choose pictures of our own under these names."""
    page.get_by_label("Add a file or a photo").set_input_files(
        [
            {"name": name, "mimeType": "image/jpeg", "buffer": draw("picture", "Six index cards", seed=name)[0]}
            for name in names
        ]
    )


def test_with_the_keyboard_alone_one_goes_on_where_one_was_and_hears_what_came_of_it(bram):
    page = bram.page
    choose(page, "x.jpg")
    page.get_by_role("button", name="Add", exact=True).press("Enter")
    expect(page.get_by_text("a1-1.jpg").first).to_be_visible(timeout=15_000)
    expect(page.locator("#evidence-told")).to_have_text("a1-1.jpg is here.")
    expect(page.locator("#files")).to_be_focused()

    page.get_by_label("In your words: what is it?", exact=True).fill("For the next one")
    page.get_by_role("button", name="Remove a1-1.jpg").press("Enter")
    expect(page.locator("#evidence-told")).to_have_text("Removed.", timeout=15_000)
    expect(page.locator("#files")).to_be_focused()
    assert page.get_by_label("In your words: what is it?", exact=True).input_value() == "For the next one"

    page.get_by_role("button", name="Add", exact=True).press("Enter")
    expect(page.get_by_text("Nothing was chosen.")).to_be_visible(timeout=15_000)
    expect(page.locator('#evidence [role="alert"]:focus')).to_contain_text("Nothing was chosen.")
    expect(page.locator("#evidence-told")).to_have_text("")


def test_when_all_room_is_taken_the_focus_is_on_the_heading(bram):
    page = bram.page
    room = int(page.locator("#files").get_attribute("data-room"))
    choose(page, *(f"{n}.jpg" for n in range(room)))
    page.get_by_role("button", name="Add", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Your evidence")).to_be_focused(timeout=30_000)
    for left in range(room - 1, -1, -1):
        page.get_by_role("button", name=re.compile("^Remove")).first.press("Enter")
        expect(page.get_by_role("button", name=re.compile("^Remove"))).to_have_count(left, timeout=15_000)


def test_files_that_are_too_many_or_too_large_are_said_before_anything_is_sent(bram):
    page, sent = bram.page, []
    page.route("**/a1/", lambda route: (sent.append(route.request.post_data_buffer), route.continue_())[1])
    room = int(page.locator("#files").get_attribute("data-room"))
    choose(page, *(f"{n}.jpg" for n in range(room + 1)))
    expect(page.get_by_text(f"You chose {room + 1} files, and there is room for {room}.")).to_be_visible()
    for name in ("Add", "Save"):
        page.get_by_role("button", name=name, exact=True).last.press("Enter")
        expect(page.locator("#files")).to_be_focused()

    page.evaluate("document.getElementById('files').dataset.largest = 10")
    choose(page, "scan.jpg")
    expect(page.get_by_text("A shorter clip or a smaller scan will do.")).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).press("Enter")
    expect(page.locator("#files")).to_be_focused()
    bram.look_for_barriers()
    assert sent == []

    page.evaluate("document.getElementById('files').dataset.largest = 1e9")
    choose(page, "scan.jpg")
    expect(page.locator("#files-e")).to_be_hidden()


def test_removing_something_keeps_what_is_chosen_and_not_yet_added(bram):
    page = bram.page
    choose(page, "one.jpg")
    page.get_by_role("button", name="Add", exact=True).press("Enter")
    expect(page.get_by_text("a1-1.jpg").first).to_be_visible(timeout=15_000)
    choose(page, "two.jpg")
    page.get_by_role("button", name="Remove a1-1.jpg").press("Enter")
    expect(page.locator("#evidence .tile[data-exhibit]")).to_have_count(0, timeout=15_000)
    expect(page.locator("#files")).to_have_value(re.compile(r"two\.jpg$"))


def test_a_long_word_stays_within_a_phone(bram):
    page = bram.page
    page.set_viewport_size({"width": 360, "height": 800})
    page.get_by_label("In your words: what is it?", exact=True).fill("w" * 120)
    choose(page, "x.jpg")
    page.get_by_role("button", name="Add", exact=True).press("Enter")
    expect(page.locator(".tile textarea")).to_have_value("w" * 120, timeout=15_000)
    said = page.locator(".tile textarea").bounding_box()
    assert said["x"] + said["width"] <= 360
    bram.look_for_barriers()
    page.get_by_role("button", name=re.compile("^Remove")).press("Enter")
    expect(page.locator("#evidence .tile[data-exhibit]")).to_have_count(0, timeout=15_000)


def test_every_award_fits_a_phone_with_letters_of_twice_the_size(chromium, site):
    thea = Person(chromium, site, script=True, width=360)
    thea.sign_in("thea.marchetti@alderbay.example")
    thea.go("/district/awards/")
    found = thea.page.locator("main a[href^='/awards/']").evaluate_all(
        "all => all.map((one) => one.getAttribute('href'))"
    )
    for address in sorted(set(found))[:12]:
        thea.go(address)
        thea.page.evaluate("document.documentElement.style.fontSize = '200%'")
        wide = thea.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, f"{thea.page.locator('h1').inner_text()} is {wide} wide"
    assert found
    thea.close()
