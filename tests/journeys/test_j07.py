"""J07, an appeal: Gideon's Not yet on a2.c2, "evidence overlooked at 05:10", fresh eyes, a panel, earned. Each must-see is asserted."""

import json
import re
import subprocess
import sys

import pytest

from tests.journeys.browsing import Person
from tests.journeys.test_nothing_lost import House
from tests.running import environment

pytestmark = [pytest.mark.browser, pytest.mark.processes]

ASKED = "2026-11-23T09:00:00-08:00"  # the last working week before the 30 days are over
READ = "2026-11-30T10:00:00-08:00"
DECIDED = "2026-12-02T10:00:00-08:00"
WHY = "At 05:10 I check again: the whiteboards are up for nine seconds, before the bell."
REASONS = "At 05:10 the boards are up and are answered. It was easy to miss, for the bell covers it."
UPHELD = "The second check is not in the clip."
ADVICE = "Send a clip that holds the second check."

# Who wrote the words that Gideon read, who reads with fresh eyes, who sits in the panel, and their addresses.
WHO = """
import sys, django, json
django.setup()
from merited.people.models import Person
from merited.people.queries import verified_address as at
from merited.review.models import Look, Reading
from merited.submissions.models import Submission
work = Submission.objects.get(person__name__startswith="Gideon", version__microcredential__key="pl-101")
print(json.dumps({
    "work": str(work.pk), "gideon": at(work.person), "name": work.person.name,
    "readers": [[at(one.reviewer), one.reviewer.name] for one in Reading.objects.filter(attempt__submission=work, look=None, state="filed")],
    "panel": [[at(one.person), one.person.name] for look in Look.objects.filter(submission=work) for one in look.voices.all()],
    "isolde": at(Person.objects.get(name="Isolde Varga-Finch")),
}))
"""


@pytest.fixture
def house(loaded, tmp_path):
    found = House(loaded(tmp_path), clock=ASKED)
    found.start()
    yield found
    found.running.stop()


def later(house, moment):
    """Time goes on: the same data, served on another day."""
    house.running.stop()
    house.clock = moment
    house.start()


def asked(house):
    """Keys and addresses that no page shows."""
    done = subprocess.run(
        [sys.executable, "-c", WHO], check=False, capture_output=True, text=True, timeout=120,
        env=environment(house.home.data, DJANGO_SETTINGS_MODULE="merited.site.settings", **house.home.settings(house.clock)),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def enter(chromium, house):
    people = []

    def arrive(address, width=1280):
        one = Person(chromium, house.address, script=True, width=width)
        people.append(one)
        one.sign_in(address)
        return one

    yield arrive
    for one in people:
        one.faults = [fault for fault in one.faults if "net::ERR" not in fault]
        one.close()


def gideon_appeals(gideon, known):
    """1 and 2: from Not yet to the plain choice, and the appeal with its clock."""
    gideon.go(f"/work/{known['work']}/")
    gideon.sees("Not yet")
    gideon.follow("Ask for another look")
    gideon.sees("Ask for another look", "A question to the reviewer", "A second review", "An appeal")
    gideon.sees("You can ask until", "The procedure was not followed", "Something in my work was overlooked")
    gideon.sees("The reviewer had a conflict of interest", "It was judged with bias", "what is met stays met")
    gideon.look_for_barriers()

    gideon.page.get_by_label("I see it otherwise").check()
    gideon.page.get_by_label("What happened, in your words").fill(WHY)
    gideon.press("Send the appeal")
    gideon.sees("ask for a second review first")  # mere disagreement is no ground
    assert gideon.page.get_by_label("What happened, in your words").input_value().strip() == WHY

    gideon.page.get_by_label("Something in my work was overlooked").check()
    gideon.page.get_by_label("Where in your work").fill("a2, 05:10")
    gideon.press("Send the appeal")
    gideon.sees(
        "Your appeal is on its way to fresh readers", "You will hear by", "a2, 05:10", "A fresh reviewer reads it"
    )
    assert re.search(r"You will hear by (\w+, )?December \d+", gideon.page.inner_text("body"))
    for _address, name in known["readers"]:
        gideon.sees_not(name)


def fresh_eyes(reader, known, level):
    """3: no earlier score, no earlier word, no name; a2.c2 alone."""
    reader.go("/review/")
    reader.follow("See what is asked")
    reader.sees("With fresh eyes: only a2.c2")
    reader.look_for_barriers()
    reader.page.get_by_role("button", name=re.compile("with fresh eyes")).click()
    reader.page.wait_for_url(re.compile(r"/review/[0-9a-f-]{36}/"))
    reader.sees("a2.c2", "Another look")
    reader.sees_not(known["name"], "the bell rings at 06:50", "wrong answers in your plan were written", "05:10", WHY)
    assert reader.page.locator('input[name^="level-"]:checked').count() == 0
    assert {one.get_attribute("name") for one in reader.page.locator('input[name^="level-"]').all()} == {"level-a2.c2"}
    reader.look_for_barriers()
    reader.page.locator(f'input[name="level-a2.c2"][value="{level}"]').check(force=True)
    reader.page.locator('textarea[name="words-a2.c2"]').fill(
        "In a2 at 05:10 the boards show the second check. One next move: none is needed. The plan stays."
    )
    reader.press("File my reading")
    reader.sees("A panel decides now")


def speaks(member, known, voice):
    """4: a member of the panel, with reasons in writing."""
    member.go("/district/looks/")
    member.page.get_by_role("link", name="Checking for Understanding in Real Time").first.click()
    member.page.wait_for_load_state("load")
    member.sees("What was recorded", "What a fresh reader found", "a2, 05:10")
    member.sees_not(known["name"])
    for _address, name in known["readers"]:
        member.sees_not(name)
    member.look_for_barriers()
    member.press("Give your voice")
    member.sees("Choose one")
    member.page.get_by_label("The fresh reading counts" if voice == "overturn" else "It stays as it was").check()
    member.page.get_by_label("Your reasons, in writing").fill(REASONS if voice == "overturn" else UPHELD)
    member.page.get_by_label("If it stays open").fill("" if voice == "overturn" else ADVICE)
    member.press("Give your voice")


def to_the_panel(house, enter, level="proficient"):
    """Up to the fresh reading; returns what is known of everybody."""
    known = asked(house)
    gideon_appeals(enter(known["gideon"], width=360), known)
    later(house, READ)
    fresh_eyes(enter("keziah.lund@alderbay.example"), known, level)
    later(house, DECIDED)
    found = asked(house)
    assert len(found["panel"]) == 3 and not {one for one, _name in found["panel"]} & {
        "keziah.lund@alderbay.example", *(one for one, _name in found["readers"]), found["gideon"],
    }  # fmt: skip
    return found


def test_an_appeal_is_confirmed(house, enter):
    known = to_the_panel(house, enter)
    for (address, _name), voice in zip(known["panel"], ("overturn", "uphold", "overturn"), strict=True):
        member = enter(address)
        speaks(member, known, voice)
        for _address, name in known["panel"]:  # nobody learns who else sits there
            assert name == _name or name not in member.page.inner_text("main")

    # 4: earned, dated to the decision
    gideon = enter(known["gideon"], width=360)
    gideon.go(f"/work/{known['work']}/")
    gideon.sees("Earned! Every criterion is met.")
    gideon.follow("What you asked, and what came of it")
    gideon.sees("Confirmed: it is met", REASONS, "Decided on December 2, 2026")
    gideon.sees_not(UPHELD, *(name for _address, name in known["panel"] + known["readers"]))
    gideon.look_for_barriers()
    gideon.go(f"/work/{known['work']}/")
    gideon.follow("Open your award")
    gideon.sees("December 2, 2026")
    award = gideon.page.url

    # 4: whoever had read it learns, without blame
    for address, _name in known["readers"]:
        reader = enter(address)
        reader.go("/review/history/")
        reader.sees("What another look found", "What was overlooked: a2, 05:10", "counts against nobody", REASONS)
        reader.sees_not(known["name"])
        reader.look_for_barriers()

    # 4: the criterion is marked for a review of its wording
    lead = enter("corwin.haddad@alderbay.example")
    lead.go("/district/looks/")
    lead.sees("Criteria to word anew", "Checking for Understanding in Real Time: a2.c2")
    lead.page.get_by_role("button", name=re.compile("I have looked at it")).first.click()
    lead.page.wait_for_load_state("load")
    lead.sees("looked at")

    # 5: HR sees only the award
    hr = enter("odette.kinsale@alderbay.example")
    hr.page.goto(award)
    hr.sees(known["name"], "December 2, 2026")
    hr.sees_not("appeal", "Appeal", "05:10", REASONS, "panel")
    for path in (f"/work/{known['work']}/another-look/", "/district/looks/", "/review/looks/", "/review/history/"):
        hr.go(path)
        hr.sees("We could not find that page, or it is not shared with you.")


def test_an_appeal_is_upheld(house, enter):
    known = to_the_panel(house, enter)
    for (address, _name), voice in zip(known["panel"], ("uphold", "overturn", "uphold"), strict=True):
        speaks(enter(address), known, voice)
    gideon = enter(known["gideon"], width=360)
    gideon.go(f"/work/{known['work']}/another-look/")
    gideon.sees(
        "Upheld: it stays open", "The panel’s reasons, and what to do next", UPHELD, ADVICE, "Revise what is open"
    )
    gideon.sees_not(REASONS)
    gideon.look_for_barriers()
    reader = enter(known["readers"][0][0])
    reader.go("/review/history/")
    reader.sees_not("What another look found")
