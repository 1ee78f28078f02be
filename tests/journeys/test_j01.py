"""J01, an earner on a phone: Marla, 360 px wide, from a link to a badge. Each step is a sentence of the journey."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import Person
from tests.journeys.test_main_job import ANSWERS, PL101, PROMPTS, files_for, rubric_texts
from tests.journeys.test_nothing_lost import House
from tests.running import environment

pytestmark = [pytest.mark.browser, pytest.mark.processes]

MARLA = "marla.tenby@alderbay.example"
SENT = "2026-11-16T21:30:00-08:00"  # Monday evening in Alder Bay
TEN_DAYS_LATER = "2026-11-26T18:00:00-08:00"
AGAIN = "2026-11-30T18:00:00-08:00"
MID_SENTENCE = "Grade 4, math, fifteen kids. I also worry that they will"
WORDS = (
    "At 04:35 you give the paint cards, which answers what the check showed. There is no second check. "
    "One next move: send a clip that includes it. Your plan is met and need not be redone."
)
CHANGED = "I taught it again, with the second check at minute ten."

# A colleague reads, through the same actions as the desk: whoever was given it meanwhile, or Keziah; the server's worker may
# give it to somebody between the question and the claim. The journey is the earner's.
READ = """
import sys, django
django.setup()
from merited.base.errors import Refused
from merited.people.models import Person
from merited.review.actions import claim, score
from merited.review.models import Reading
from merited.review.queries import scope_for
from merited.review.rules.outcome import Judged
from merited.submissions.models import Attempt
attempt = Attempt.objects.get(submission=sys.argv[1], state="sent")
given = Reading.objects.filter(attempt=attempt, state="claimed")
try:
    held = given.first()
    reader = held.reviewer if held else Person.objects.get(name="Keziah Lund")
    reading = claim(attempt, by=reader)
except Refused:
    reader = given.get().reviewer
    reading = claim(attempt, by=reader)
sheet = {}
for one in scope_for(reading.attempt):
    words = sys.argv[2] if one.id == "a2.c2" else ""
    sheet[one.id] = Judged(one.levels[1].id if words else one.levels[0].id, words)
score(reading, sheet, keep="Your wrong answers are worth keeping.", by=reader)
"""


@pytest.fixture
def house(loaded, tmp_path):
    found = House(loaded(tmp_path), clock=SENT)
    found.start()
    yield found
    found.running.stop()


def later(house, moment):
    """Time goes on: the same data, served on another day."""
    house.running.stop()
    house.clock = moment
    house.start()


def somebody_reads(house, submission, words):
    done = subprocess.run(
        [sys.executable, "-c", READ, submission, words], check=False, capture_output=True, text=True, timeout=120,
        env=environment(house.home.data, DJANGO_SETTINGS_MODULE="merited.site.settings", **house.home.settings(house.clock)),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.fixture
def at_width(chromium, house):
    people = []

    def arrive(width):
        people.append(Person(chromium, house.address, script=True, width=width))
        return people[-1]

    yield arrive
    for one in people:
        one.faults = [
            fault for fault in one.faults if "net::ERR" not in fault
        ]  # the server was stopped between two days
        one.close()


def withdraw_what_the_demonstration_holds(person):
    person.go("/catalog/pl-101/")
    if person.page.get_by_role("link", name="Go on with it").count():
        person.follow("Go on with it")
        person.page.goto(re.sub(r"(/work/[0-9a-f-]+)/.*", r"\1/withdraw/", person.page.url))
        person.press("Withdraw it")


def finish(person):
    """The rest of the parts, on the phone, with one's own levels."""
    page = person.page
    for step in ("a1", "a2", "a3"):
        page.get_by_label("Add a file or a photo").set_input_files(files_for(step))
        person.press("Add")
        expect(page.get_by_text(f"{step}-1.").first).to_be_visible(timeout=30_000)
        person.sees_not("Tenby_class", "IMG_")
        page.get_by_text("How do you see it yourself?").click()
        for label in page.locator("label.level--meets").all():
            label.click()
        person.press("Save and go to the next part")
    page.get_by_label(PROMPTS["p3.q1"], exact=True).fill(ANSWERS["p3.q1"])
    person.press("Save and look it over")


def send(person):
    for box in person.page.get_by_role("checkbox").all():
        box.check()
    person.press("Send for review")


def test_an_earner_on_a_phone(house, at_width):
    phone = at_width(360)
    phone.sign_in(MARLA)
    withdraw_what_the_demonstration_holds(phone)
    phone.context.clear_cookies()

    # 1 Opens the catalog from a QR, no login: the full rubric, effort, no sign-in wall.
    phone.go("/catalog/pl-101/")
    phone.sees(PL101["title"], PL101["competency"].strip(), *rubric_texts(), "hours", "What it counts for")

    # 2 Signs in, taps Start: the checklist of its parts.
    phone.follow("Sign in to start")
    phone.sign_in(MARLA)
    phone.press("Start this one")
    phone.sees("Part 1. Overview questions", "Annotated lesson plan", "Part 3. Reflection")
    submission = re.search(r"/work/([0-9a-f-]+)/", phone.page.url)[1]

    # 3 Closes the browser in mid-sentence, reopens on a laptop: the text is there.
    phone.page.get_by_label(PROMPTS["p1.q1"], exact=True).press_sequentially(MID_SENTENCE)
    phone.page.close(run_before_unload=False)
    laptop = at_width(1280)
    laptop.sign_in(MARLA)
    laptop.go(f"/work/{submission}/p1/")
    field = laptop.page.get_by_label(PROMPTS["p1.q1"], exact=True)
    expect(field).to_have_value(MID_SENTENCE)
    field.fill(ANSWERS["p1.q1"])
    laptop.page.get_by_label(PROMPTS["p1.q2"], exact=True).fill(ANSWERS["p1.q2"])
    laptop.press("Save and go to the next part")

    # 7 Assesses herself, ticks three statements, sends: the day by which she hears.
    phone.page = phone.context.new_page()
    phone.go(f"/work/{submission}/a1/")
    finish(phone)
    send(phone)
    phone.sees("You will hear by Thursday, December 3")
    phone.look_for_barriers()

    # 8 Ten days later: Not yet on a2.c2 only: what is met, one next move, what to keep.
    later(house, TEN_DAYS_LATER)
    somebody_reads(house, submission, WORDS)
    phone.go("/work/")
    phone.sees("Not yet", "6 of 7 are met and stay met. One is open.")
    phone.go(f"/work/{submission}/")
    phone.sees(
        "Send a clip that includes it.",
        "Your plan is met and need not be redone.",
        "You saw this higher than your reader",
    )
    assert phone.page.locator(".button:not(.button--plain):visible").count() == 1
    phone.look_for_barriers()

    # 9 Sends a clip with a note on what changed: only a2.c2 is read again.
    phone.press("Answer this")
    phone.page.get_by_label("What did you change for “Adjustment in the same lesson”?").fill(CHANGED)
    phone.press("Save")
    phone.follow("Look it over and send")
    send(phone)
    later(house, AGAIN)
    somebody_reads(house, submission, "")

    # 10 Earned: the badge, and three next things.
    phone.go(f"/work/{submission}/")
    phone.sees("Earned! Every criterion is met.", "How it grew", "Stays met")
    assert phone.page.locator("section", has_text="may come next").locator("ul.earned > li").count() == 3
    phone.look_for_barriers()
    phone.follow("Open your award")
    phone.sees(PL101["title"])


@pytest.mark.skip(reason="district: signing in with the district's account is built by the issue of that name")
def test_step_2_signs_in_with_her_district_account():
    """2 Signs in with district account."""


@pytest.mark.skip(reason="evidence: uploads that resume are built by the issue of that name")
def test_step_4_an_upload_that_dropped_goes_on_where_it_stopped():
    """4 Upload drops at 40% → resumes at 40%; warning that students are visible; asked for release status."""


@pytest.mark.skip(reason="evidence: photos of boards are looked at by the issue of that name")
def test_step_5_a_photo_of_boards_shows_no_learner():
    """5 The file's own name and its place are gone already (tests/web/test_answering.py); names on boards are not looked for."""


@pytest.mark.skip(reason="evidence: rostered names in texts are found by the issue of that name")
def test_step_6_a_learners_name_is_shown_before_sending():
    """6 Text contains a student's rostered name → shown before submit, she masks it."""


@pytest.mark.skip(reason="recognition: credit is entered by the issue of that name")
def test_step_10_credit_is_added():
    """10 Earned → credit added."""
