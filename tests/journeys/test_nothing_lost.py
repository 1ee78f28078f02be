"""Two devices at once, a session that ends, a server that is killed: no character is lost, on real servers in real browsers."""

import re
import signal

import pytest
from playwright.sync_api import expect

from merited.cli.demo.cast import PASSWORD
from tests.databases import rows
from tests.journeys.browsing import Person
from tests.journeys.conftest import MONDAY

pytestmark = [pytest.mark.browser, pytest.mark.processes]

EARNER = "otis.farrow@alderbay.example"
FIELD = 'textarea[name="answer-p1.q1"]'
SAVED = '[data-saved="answer-p1.q1"]'
STATUS = "[data-autosave-status]"
PHONE = "Grade 4, fifteen kids — “four voices”.\n\n¿Y los demás? They copy from the next board. 👩‍🏫"
LAPTOP = "Grade 4, sixteen kids — “four voices”.\n\nThey copy from the next board, and I changed the seats. <b>"
PATIENCE = 30_000


class House:
    """A demonstration of this file's own, which can be killed and started again."""

    def __init__(self, home, clock=MONDAY):
        self.home, self.clock, self.running = home, clock, None

    @property
    def address(self):
        return self.home.address

    def start(self):
        self.running = self.home.served(self.clock)
        self.running.wait_for("Ready: ")

    def kill(self):
        """As when the power fails."""
        self.running.stop(signal.SIGKILL)

    def ask(self, question, *values):
        """Ask the database itself, past all code of Merited."""
        return rows(self.home.data, self.home.database, question, *values)

    def kept(self, attempt):
        """The stored answer, to the last character."""
        rows = self.ask("SELECT text FROM submissions_answer WHERE prompt = 'p1.q1' AND attempt_id = ?", attempt)
        return rows[0][0] if rows else ""

    def end_sessions(self):
        """Every session is over: as after two weeks, or when an operator ends them all."""
        self.ask("DELETE FROM django_session")


@pytest.fixture(scope="module")
def house(loaded, tmp_path_factory):
    found = House(loaded(tmp_path_factory.mktemp("lost")))
    found.start()
    yield found
    found.running.stop()


@pytest.fixture
def device(chromium, house):
    """The same person at one more device, with part 1 of a fresh draft open."""
    people = []

    def at(width, *, script=True, fresh=False):
        person = Person(chromium, house.address, script=script, width=width)
        people.append(person)
        person.sign_in(EARNER)
        if fresh:
            begin_anew(person)
        person.go("/catalog/pl-101/")
        person.follow("Go on with it")
        person.page.goto(re.sub(r"(/work/[0-9a-f-]+)/.*", r"\1/p1/", person.page.url))
        return person

    yield at
    for one in people:
        # The server was killed, or told that somebody is signed out.
        one.faults = [fault for fault in one.faults if "net::ERR" not in fault and "status of 401" not in fault]
        one.close()


def begin_anew(person):
    person.go("/catalog/pl-101/")
    if person.page.get_by_role("link", name="Go on with it").count():
        person.follow("Go on with it")
        person.page.goto(re.sub(r"(/work/[0-9a-f-]+)/.*", r"\1/withdraw/", person.page.url))
        person.press("Withdraw it")
        person.go("/catalog/pl-101/")
    person.press("Start this one")


def attempt_of(person):
    return person.page.locator('input[name="attempt"]').first.get_attribute("value")


def is_saved(person):
    expect(person.page.locator(SAVED)).to_contain_text("Saved", timeout=PATIENCE)


def write_and_meet(phone, laptop):
    """Both pages are open; the phone's words are saved first, then the laptop's arrive."""
    phone.page.fill(FIELD, PHONE)
    is_saved(phone)
    laptop.page.fill(FIELD, LAPTOP)
    expect(laptop.page.locator(".two-texts")).to_be_visible(timeout=PATIENCE)


def text_of(person, part):
    return person.page.locator(f".two-texts [data-{part}]").text_content()


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("Keep this one", LAPTOP),
        ("Keep the other", PHONE),
        ("Keep both, one after the other", f"{PHONE}\n\n{LAPTOP}"),
    ],
    ids=["this", "other", "both"],
)
def test_two_devices_write_at_once_and_the_person_keeps_either_or_both(house, device, button, expected):
    phone, laptop = device(360, fresh=True), device(1280)
    write_and_meet(phone, laptop)

    assert (text_of(laptop, "mine"), text_of(laptop, "theirs")) == (LAPTOP, PHONE)
    assert "sixteen" in laptop.page.locator(".two-texts [data-mine] mark").all_text_contents()
    assert "fifteen" in laptop.page.locator(".two-texts [data-theirs] mark").all_text_contents()
    assert house.kept(attempt_of(phone)) == PHONE
    laptop.look_for_barriers()
    laptop.press(button)
    is_saved(laptop)
    expect(laptop.page.locator(FIELD)).to_have_value(expected)
    laptop.page.goto("about:blank")
    assert house.kept(attempt_of(phone)) == expected

    phone.page.evaluate("() => { dispatchEvent(new Event('focus')) }")  # the phone is taken up again
    phone.page.locator("h1").click()
    phone.page.evaluate("() => { document.activeElement.blur(); dispatchEvent(new Event('focus')) }")
    expect(phone.page.locator(FIELD)).to_have_value(expected, timeout=PATIENCE)


def test_two_devices_without_javascript_keep_both(house, device):
    phone, laptop = device(360, script=False, fresh=True), device(1280, script=False)
    attempt = attempt_of(phone)
    phone.page.fill(FIELD, PHONE)
    phone.press("Save")
    laptop.page.fill(FIELD, LAPTOP)
    laptop.press("Save")

    laptop.sees("Both texts are here", "Keep this one", "Keep the other")
    assert laptop.page.locator(FIELD).input_value() == LAPTOP
    assert laptop.page.locator(".two-texts .both").all_text_contents() == [LAPTOP, PHONE]
    assert house.kept(attempt) == PHONE
    laptop.press("Keep both, one after the other")

    assert house.kept(attempt) == f"{PHONE}\n\n{LAPTOP}"


def test_a_level_chosen_on_two_devices_is_asked_about(house, device):
    phone, laptop = device(360, fresh=True), device(1280)
    for person, level in ((phone, "not_yet"), (laptop, "passing")):
        person.page.locator(".assess > summary").click()
        person.page.locator(f'input[name="level-p1"][value="{level}"]').check(force=True)
        if person is phone:
            expect(person.page.locator('[data-saved="level-p1"]')).to_contain_text("Saved", timeout=PATIENCE)

    expect(laptop.page.get_by_text("You chose another level on another page or device.")).to_be_visible(
        timeout=PATIENCE
    )
    laptop.press("Keep the one chosen here")
    expect(laptop.page.locator('[data-saved="level-p1"]')).to_contain_text("Saved", timeout=PATIENCE)

    assert laptop.page.locator('input[name="level-p1"][value="passing"]').is_checked()


def test_a_session_that_ends_in_mid_answer_costs_nothing(house, device):
    laptop = device(1280, fresh=True)
    attempt = attempt_of(laptop)
    laptop.page.fill(FIELD, PHONE)
    is_saved(laptop)
    house.end_sessions()
    laptop.page.fill(FIELD, LAPTOP)
    expect(laptop.page.locator(STATUS)).to_contain_text("You are signed out.", timeout=PATIENCE)
    assert house.kept(attempt) == PHONE and laptop.page.locator(FIELD).input_value() == LAPTOP

    with laptop.context.expect_page() as opened:
        laptop.page.get_by_role("link", name="Sign in in another tab").click()
    other = opened.value
    other.get_by_label("E-mail address").fill(EARNER)
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in", exact=True).click()
    other.wait_for_url("**/work/**")
    laptop.page.evaluate("() => { dispatchEvent(new Event('focus')) }")
    expect(laptop.page.locator(STATUS)).to_be_hidden(timeout=PATIENCE)

    assert house.kept(attempt) == LAPTOP


def test_a_cookie_that_is_gone_and_a_closed_tab_give_the_words_back_after_signing_in(house, device):
    laptop = device(1280, fresh=True)
    attempt, address = attempt_of(laptop), laptop.page.url
    laptop.context.clear_cookies()
    laptop.page.fill(FIELD, LAPTOP)
    laptop.page.close()  # before anything is saved, in mid-sentence
    laptop.page = laptop.context.new_page()
    laptop.sign_in(EARNER)
    laptop.page.goto(address)

    expect(laptop.page.locator(FIELD)).to_have_value(LAPTOP, timeout=PATIENCE)
    is_saved(laptop)
    assert house.kept(attempt) == LAPTOP


def test_without_javascript_whoever_was_signed_out_gets_every_word_back(house, device):
    laptop = device(1280, script=False, fresh=True)
    attempt = attempt_of(laptop)
    house.end_sessions()
    laptop.page.fill(FIELD, LAPTOP)
    laptop.press("Save and go to the next part")

    laptop.sees("You are signed out, and this is not saved yet.")
    handed_back = laptop.page.locator("textarea").first.input_value()
    assert handed_back == LAPTOP and house.kept(attempt) == ""
    with laptop.context.expect_page() as opened:
        laptop.page.get_by_role("link", name="Sign in in another tab").click()
    laptop.page = opened.value
    laptop.page.wait_for_load_state("load")
    laptop.sign_in(EARNER)
    laptop.page.fill(FIELD, handed_back)
    laptop.press("Save")

    assert house.kept(attempt) == LAPTOP


def test_a_server_killed_in_mid_answer_and_started_again_has_every_character(house, device):
    laptop = device(1280, fresh=True)
    attempt = attempt_of(laptop)
    laptop.page.fill(FIELD, PHONE)
    is_saved(laptop)
    house.kill()
    laptop.page.fill(FIELD, LAPTOP)
    expect(laptop.page.locator(STATUS)).to_contain_text("The connection dropped at", timeout=PATIENCE)
    assert house.kept(attempt) == PHONE
    house.start()
    laptop.page.get_by_text("The connection dropped at").wait_for(state="hidden", timeout=90_000)

    is_saved(laptop)
    assert house.kept(attempt) == LAPTOP


def test_a_tab_closed_while_the_server_is_down_gives_the_words_back(house, device):
    phone = device(360, fresh=True)
    attempt, address = attempt_of(phone), phone.page.url
    house.kill()
    phone.page.fill(FIELD, LAPTOP)
    phone.page.close()
    house.start()
    phone.page = phone.context.new_page()
    phone.page.goto(address)

    expect(phone.page.locator(FIELD)).to_have_value(LAPTOP, timeout=PATIENCE)
    is_saved(phone)
    assert house.kept(attempt) == LAPTOP


def test_words_for_a_file_not_yet_added_outlive_the_tab(house, device):
    phone = device(360, fresh=True)
    address = phone.page.url.replace("/p1/", "/a1/")
    phone.page.goto(address)
    phone.page.get_by_label("In your words: what is it?", exact=True).fill("My plan, with both checks marked")
    phone.page.close()
    phone.page = phone.context.new_page()
    phone.page.goto(address)

    expect(phone.page.get_by_label("In your words: what is it?", exact=True)).to_have_value(
        "My plan, with both checks marked"
    )
    phone.sees("Kept in this browser until you add the file or link.")


def test_evidence_added_on_one_device_appears_on_the_other(house, device):
    phone, laptop = device(360, fresh=True), device(1280)
    for person in (phone, laptop):
        person.page.goto(person.page.url.replace("/p1/", "/a1/"))
    plan = {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"Target: I can compare decimals."}
    phone.page.get_by_label("Add a file or a photo").set_input_files([plan])
    phone.page.get_by_label("In your words: what is it?", exact=True).fill("My plan")
    phone.press("Add")
    expect(phone.page.get_by_text("a1-1.txt").first).to_be_visible(timeout=PATIENCE)
    laptop.page.evaluate("() => { dispatchEvent(new Event('focus')) }")

    expect(laptop.page.get_by_text("a1-1.txt").first).to_be_visible(timeout=PATIENCE)
    caption = laptop.page.locator('textarea[name^="about-"]')
    caption.fill("My plan, annotated")
    expect(laptop.page.locator('[data-saved^="about-"]').first).to_contain_text("Saved", timeout=PATIENCE)
    assert "My plan, annotated" in {row[0] for row in house.ask("SELECT about FROM submissions_exhibit")}
