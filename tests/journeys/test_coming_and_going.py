"""A coordinator reads a roster and invites; somebody claims the account, closes it, and comes back."""

from pathlib import Path

import pytest

from merited.cli.demo.cast import PASSWORD
from tests.journeys.browsing import Person

pytestmark = [pytest.mark.browser, pytest.mark.processes]

FLAWED = Path(__file__).parents[2] / "src/merited/cli/demo/content/roster-staff-flawed.csv"
MINE = "three-herons-at-low-tide"


@pytest.fixture(params=[(True, 1280), (False, 360)], ids=["javascript", "phone-without-javascript"])
def person(request, chromium, site):
    script, width = request.param
    made = []

    def arrive():
        made.append(Person(chromium, site, script=script, width=width))
        return made[-1]

    arrive.name = "Nell Frost" if script else "Odo Wills"
    yield arrive
    for one in made:
        one.close()


def test_a_flawed_roster_is_understood_and_nothing_changes_yet(person):
    thea = person()
    thea.sign_in("thea.marchetti@alderbay.example")
    thea.go("/district/roster/")
    thea.look_for_barriers()
    thea.page.set_input_files("#file", str(FLAWED))
    thea.press("Show what it would change")
    thea.sees(
        "Nothing has changed yet.",
        "7 rows need mending in your file",
        "2 people change",
        "1 person is not in the file",
        "Did you mean harbor-ridge-hs?",
        "School: Cedar Landing Elementary, until now Gull Point Elementary",
        "Xanthe Moore has left",
        "2 rows were put right by themselves",
    )
    thea.look_for_barriers()


def test_invited_claimed_closed_and_back(person, link_in_letter):
    thea, name = person(), person.name
    address = f"{name.split()[0].lower()}@alderbay.example"
    thea.sign_in("thea.marchetti@alderbay.example")
    thea.go("/district/people/invite/")
    thea.look_for_barriers()
    thea.page.get_by_label("Name").fill(name)
    thea.page.get_by_label("E-mail address").fill(address)
    thea.page.get_by_label("Where they work").select_option(label="Tidewater Middle School")
    thea.press("Send the invitation")
    thea.sees(f"The link for {name}")
    thea.look_for_barriers()
    link = thea.page.get_by_label("To send it yourself, copy it").input_value()
    thea.page.goto(link)
    thea.sees("This link is for somebody else")
    thea.look_for_barriers()
    thea.press("Sign out, and open it")
    thea.sees(f"Welcome, {name}")
    thea.look_for_barriers()

    mine = thea  # the same device, another person
    mine.page.get_by_label("Password", exact=True).fill(MINE)
    mine.page.get_by_label("Password again").fill(MINE)
    mine.press("Keep this password and go in")
    mine.sees("Your address is verified, and you are signed in.")
    for path in ("/accounts/", "/accounts/email/", "/accounts/close/"):
        mine.go(path)
        mine.look_for_barriers()
    mine.press("Close my account")
    mine.sees("This account is closed")
    mine.look_for_barriers()
    mine.follow("Send me a link")
    mine.look_for_barriers()

    again = person()
    again.sign_in("thea.marchetti@alderbay.example")
    again.go(f"/district/people/?q={address}")
    again.sees("Closed the account")
    again.look_for_barriers()
    again.follow("Fresh link")
    again.look_for_barriers()
    again.press("Send it")
    again.sees(f"A link to come back is on its way to an address that {name} has verified.")
    again.sees_not("/accounts/invitation/")  # the way back is its owner's alone

    mine.page.goto(link_in_letter("asked to open your account again"))
    mine.sees(f"Welcome back, {name}")
    mine.press("Open my account again")
    mine.sees(name, "Tidewater Middle School")
    assert PASSWORD != MINE
