"""A draft with a guest, end to end: asked, opened, commented, answered, sent; and whoever saw it is no reader of it."""

import json
import subprocess
import sys

import pytest

from tests.journeys.browsing import Person
from tests.journeys.test_nothing_lost import House
from tests.running import environment

pytestmark = [pytest.mark.browser, pytest.mark.processes]

MORNING = "2026-11-23T09:00:00-08:00"
LUPE, VESNA, PEER = (f"{one}@alderbay.example" for one in ("lupe.arrigo", "vesna.calloway", "hester.vale"))
COMMENT = "The rule is clear to me. What would you do if half of them show the wrong board?"
ANSWER = "Then I pair them up and ask again; I have added that."

# Lupe's PL-101 with everything in it, through the actions that the pages call: the writing itself is another journey.
WRITTEN = """
import django, json
django.setup()
from django.core.files.base import ContentFile
from merited.catalog.queries import current_of
from merited.people.models import Person
from merited.submissions.actions import add_file, start, write
from merited.submissions.queries import open_attempt_of
lupe = Person.objects.get(name="Lupe Arrigo")
work = start(current_of("pl-101").get(), by=lupe)
attempt = open_attempt_of(work)
for one in work.version.document.prompts:
    write(attempt, one.id, "word " * (one.fewest + 5), revision=0, by=lupe)
for one in work.version.document.artifacts:
    add_file(attempt, one.id, ContentFile(b"My plan for Monday.", name="plan.txt"), about="My plan", by=lupe)
print(json.dumps({"work": str(work.pk), "attempt": str(attempt.pk)}))
"""


@pytest.fixture
def house(loaded, tmp_path):
    found = House(loaded(tmp_path), clock=MORNING)
    found.start()
    yield found
    found.running.stop()


@pytest.fixture
def known(house):
    """Keys that no page shows."""
    done = subprocess.run(
        [sys.executable, "-c", WRITTEN], check=False, capture_output=True, text=True, timeout=120,
        env=environment(house.home.data, DJANGO_SETTINGS_MODULE="merited.site.settings", **house.home.settings(house.clock)),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def enter(chromium, house):
    people = []

    def arrive(address, *, width=1280, script=True):
        one = Person(chromium, house.address, script=script, width=width)
        people.append(one)
        one.sign_in(address)
        return one

    yield arrive
    for one in people:
        one.close()


def asks(lupe, known, address):
    lupe.go(f"/work/{known['work']}/p1/")
    lupe.follow("Ask for comments")
    lupe.page.get_by_label("Work e-mail address").fill(address)
    lupe.page.get_by_label("What should they look at? (if you like)").fill("Is my rule clear?")
    lupe.press("Ask them")
    lupe.sees("If this address belongs to somebody of your district, they are asked.", address)


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_whoever_is_shown_a_draft_comments_on_it_and_never_reads_it(enter, known, script):
    lupe = enter(LUPE, width=360, script=script)
    asks(lupe, known, VESNA)
    lupe.look_for_barriers()

    # Vesna reads PL-101. She is told what follows, opens it, and comments beside a place.
    vesna = enter(VESNA, script=script)
    vesna.go("/work/")
    vesna.sees("A colleague shows you a draft and would like your comments.")
    vesna.follow("See what is asked")
    vesna.page.get_by_role("link", name="See what is asked").first.click()
    vesna.sees("From the moment you open it you do not read work of Lupe Arrigo as a reviewer", "Is my rule clear?")
    vesna.look_for_barriers()
    vesna.press("Open the draft")
    vesna.sees("A draft of Lupe Arrigo, for you to read and to comment on.", "My plan for Monday.")
    vesna.sees_not('type="radio"')
    vesna.look_for_barriers()
    vesna.page.locator("summary", has_text="Comment").first.click()
    vesna.page.get_by_label("Your words on this answer").first.fill(COMMENT)
    vesna.press("Leave the comment")
    vesna.sees("Your comment is with its earner.", COMMENT)
    draft = vesna.page.url.removeprefix(vesna.site)

    # Lupe finds it on My work and beside the answer, and answers.
    lupe.go("/work/")
    lupe.sees("Comments wait for you")
    lupe.go(f"/work/{known['work']}/p1/")
    lupe.sees("What was written beside it", COMMENT, "Vesna Calloway")
    lupe.look_for_barriers()
    lupe.follow("Answer, or mark it done")
    lupe.page.locator("summary", has_text="Answer").first.click()
    lupe.page.get_by_label("Your answer to Vesna Calloway").fill(ANSWER)
    lupe.press("Save the answer")
    lupe.sees(ANSWER)
    lupe.page.get_by_role("button", name="Mark it done").first.click()
    lupe.sees("Done")
    lupe.look_for_barriers()
    vesna.go(draft)
    vesna.sees(ANSWER)

    # She sends it; from that moment it is closed to Vesna, in the queue too, and a claim by hand is refused.
    lupe.go(f"/work/{known['work']}/send/")
    for box in lupe.page.locator("input[name=statements]").all():
        box.check()
    lupe.press("Send for review")
    lupe.sees("It is sent.")
    assert vesna.page.goto(vesna.site + draft).status == 404
    vesna.go("/review/")
    assert known["attempt"] not in vesna.page.content()
    if script:
        vesna.go("/review/terms/")  # a form of hers, bent to that claim
        form = vesna.page.locator("main form[method=post]").first
        form.evaluate("(form, key) => { form.action = `/review/claim/${key}/`; form.submit(); }", known["attempt"])
        vesna.page.wait_for_url("**/review/")
        vesna.sees("You work with this person or have seen their work, so somebody else will read it.")

    # Another reader of the same program finds it, and nothing of what was said.
    mirela = enter("mirela.sandoz@alderbay.example", script=script)
    mirela.go("/review/")
    action = f"form[action='/review/claim/{known['attempt']}/'] button"
    assert mirela.page.locator(action).count() == 1, mirela.page.inner_text("body")
    mirela.page.locator(action).click()
    mirela.page.wait_for_url("**/review/*-*/")
    mirela.sees("My plan for Monday.")
    mirela.sees_not("half of them show the wrong board", "I pair them up", "Vesna")
    for one in (lupe, vesna):
        one.faults = [fault for fault in one.faults if "404" not in fault]


def test_an_invitation_that_is_ended_closes_at_once(enter, known):
    lupe, hester = enter(LUPE), enter(PEER)
    asks(lupe, known, PEER)
    hester.go("/coach/")
    hester.page.get_by_role("link", name="Checking for Understanding in Real Time").first.click()
    hester.press("Open the draft")
    hester.sees("A draft of Lupe Arrigo")
    draft = hester.page.url.removeprefix(hester.site)

    lupe.go(f"/work/{known['work']}/guests/")
    lupe.sees("Has opened it", "Hester Vale")
    lupe.page.get_by_role("button", name="End it").click()
    lupe.sees("From this moment nothing of your draft is shown there.")

    assert hester.page.goto(hester.site + draft).status == 404
    hester.go("/coach/")
    hester.sees_not("Lupe")
