"""A guest writes beside a draft: a closed tab, a session that ends, a server that is killed; no character is lost."""

from uuid import UUID

import pytest
from playwright.sync_api import expect

from merited.cli.demo.cast import PASSWORD
from tests.journeys.browsing import Person
from tests.journeys.test_nothing_lost import House

pytestmark = [pytest.mark.browser, pytest.mark.processes]

GUEST = "philippa.rowe@alderbay.example"
FIELD, SAVED, STATUS = 'textarea[name="say-p1"]', '[data-saved="say-p1"]', "[data-autosave-status]"
FIRST = "I can see the room — “four voices”.\n\n¿Y los demás? 👩‍🏫"
SECOND = "I can see the room, and the seats. <b>\n\nWho are the five?"
PATIENCE = 30_000


@pytest.fixture(scope="module")
def house(loaded, tmp_path_factory):
    found = House(loaded(tmp_path_factory.mktemp("guest")))
    found.start()
    yield found
    found.running.stop()


@pytest.fixture
def device(chromium, house):
    """Philippa, with the draft that she was shown."""
    people = []

    def at(width=1280, *, script=True):
        person = Person(chromium, house.address, script=script, width=width)
        people.append(person)
        person.sign_in(GUEST)
        unfold(person, house)
        return person

    yield at
    for one in people:
        one.faults = [fault for fault in one.faults if "net::ERR" not in fault and "status of 401" not in fault]
        one.close()


def unfold(person, house):
    person.go(draft_of(house))
    place = person.page.locator(f"details:has({FIELD})")
    if place.get_attribute("open") is None:
        place.locator("summary").click()


def draft_of(house):
    ((key,),) = house.ask("SELECT id FROM coaching_guest WHERE opened_at IS NOT NULL")
    return f"/coach/drafts/{UUID(str(key))}/"


def kept(house):
    """The stored text, to the last character."""
    rows = house.ask("SELECT words FROM coaching_jotting WHERE place = 'p1'")
    return rows[0][0] if rows else ""


def is_saved(person):
    expect(person.page.locator(SAVED)).to_contain_text("Saved", timeout=PATIENCE)


def fresh(house):
    house.ask("DELETE FROM coaching_jotting")


def test_a_session_that_ends_in_mid_sentence_costs_nothing(house, device):
    fresh(house)
    laptop = device()
    laptop.page.fill(FIELD, FIRST)
    is_saved(laptop)
    laptop.look_for_barriers()
    house.end_sessions()
    laptop.page.fill(FIELD, SECOND)
    expect(laptop.page.locator(STATUS)).to_contain_text("You are signed out.", timeout=PATIENCE)
    assert kept(house) == FIRST

    with laptop.context.expect_page() as opened:
        laptop.page.get_by_role("link", name="Sign in in another tab").click()
    other = opened.value
    other.get_by_label("E-mail address").fill(GUEST)
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in", exact=True).click()
    other.wait_for_url("**/coach/**")
    laptop.page.evaluate("() => { dispatchEvent(new Event('focus')) }")
    expect(laptop.page.locator(STATUS)).to_be_hidden(timeout=PATIENCE)

    assert kept(house) == SECOND


def test_a_tab_closed_while_the_server_is_dead_gives_the_words_back_unfolded(house, device):
    fresh(house)
    phone = device(360)
    house.kill()
    phone.page.fill(FIELD, SECOND)
    phone.page.close()
    house.start()
    phone.page = phone.context.new_page()
    phone.go(draft_of(house))

    expect(phone.page.locator(FIELD)).to_have_value(SECOND, timeout=PATIENCE)
    expect(phone.page.locator(FIELD)).to_be_visible()
    is_saved(phone)
    assert kept(house) == SECOND


def test_a_server_killed_in_mid_sentence_and_started_again_has_every_character(house, device):
    fresh(house)
    laptop = device()
    laptop.page.fill(FIELD, FIRST)
    is_saved(laptop)
    house.kill()
    laptop.page.fill(FIELD, SECOND)
    expect(laptop.page.locator(STATUS)).to_contain_text("The connection dropped at", timeout=PATIENCE)
    house.start()
    laptop.page.get_by_text("The connection dropped at").wait_for(state="hidden", timeout=90_000)

    is_saved(laptop)
    assert kept(house) == SECOND


def test_without_javascript_whoever_was_signed_out_gets_every_word_back(house, device):
    fresh(house)
    laptop = device(script=False)
    house.end_sessions()
    laptop.page.fill(FIELD, FIRST)
    laptop.page.locator(f"details:has({FIELD}) button").first.click()

    laptop.sees("You are signed out, and this is not saved yet.")
    assert FIRST in {one.input_value() for one in laptop.page.locator("textarea").all()}


def test_what_is_left_as_a_comment_at_once_does_not_come_back_into_the_field(house, device):
    fresh(house)
    laptop = device()
    laptop.page.fill(FIELD, SECOND)
    laptop.page.locator(f"details:has({FIELD}) button").first.click()  # before any pause
    laptop.page.get_by_text("Your comment is with its earner.").wait_for(timeout=PATIENCE)
    expect(laptop.page.locator("[data-left='say-p1']").last).to_have_text(SECOND)
    laptop.go(draft_of(house))

    expect(laptop.page.locator(FIELD)).to_have_value("", timeout=PATIENCE)
    assert kept(house) == ""
