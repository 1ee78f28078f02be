"""J02, a small department and overloaded reviewers: Petra and Jonah, 24 waiting. Each step is a sentence of the journey."""

import csv
import json
import subprocess
import sys
from collections import Counter

import pytest

from tests.journeys.browsing import Person
from tests.journeys.test_j01 import later
from tests.journeys.test_nothing_lost import House
from tests.running import environment

pytestmark = [pytest.mark.browser, pytest.mark.processes]

EARLY = "2026-11-23T06:20:00-08:00"  # Monday, before the worker's morning
MORNING = "2026-11-23T09:00:00-08:00"
FRIDAY = "2026-12-11T09:00:00-08:00"
PAUSE_BEGINS = "2026-12-14T09:00:00-08:00"
THEA = "thea.marchetti@alderbay.example"
PETRA = "petra.oakum@alderbay.example"
COULD = ("Keziah Lund", "Mirela Sandoz", "Vesna Calloway", "Sunniva Park-Ellery", "Noor Castaneda-Wells")
QUALIFY = ("Keziah Lund", "Vesna Calloway", "Noor Castaneda-Wells")
RATES = {"reading": "20", "adjudication": "35"}
ML = "ESL and Multilingual Programs"

# How somebody calibrates is shown page by page in J06; here it ends with the same deed.
CALIBRATED = """
import sys, django
django.setup()
from merited.catalog.models import MicroCredential
from merited.people.models import Person
from merited.review.actions import qualify
for name in sys.argv[1:]:
    qualify(Person.objects.get(name=name), MicroCredential.objects.get(key="ml-101"), by=None)
"""
# Who holds what of ML: reader, whether of the department, working days waited, whether reader and earner share a school.
HELD = """
import json, django
django.setup()
from merited.base import clock
from merited.people.models import Membership
from merited.review.models import Reading
from merited.review.queries import waited_days
found = []
held = Reading.objects.filter(state="claimed", expires_at__gt=clock.now(),
    attempt__submission__version__microcredential__key="ml-101")
for one in held.select_related("reviewer", "attempt__submission"):
    schools = lambda person: set(Membership.objects.filter(person=person, organization__kind="school").values_list("organization", flat=True))
    earner = one.attempt.submission.person_id
    found.append([one.reviewer.name, one.because, waited_days(one.attempt), bool(schools(one.reviewer_id) & schools(earner)), str(one.attempt_id)])
print(json.dumps(found))
"""
# A helper files what they hold, through the same deeds as the desk.
FILE = """
import sys, django
django.setup()
from merited.review.actions import open_reading, score
from merited.review.models import Reading
from merited.review.queries import scope_for
from merited.review.rules.outcome import Judged
reading = Reading.objects.get(attempt=sys.argv[1], state="claimed")
open_reading(reading, by=reading.reviewer)
sheet = {one.id: Judged(one.levels[0].id, "") for one in scope_for(reading.attempt)}
sheet["a1.c1"] = Judged([one for one in scope_for(reading.attempt) if one.id == "a1.c1"][0].levels[-1].id, sys.argv[2])
score(reading, sheet, keep="The two plans are one unit.", by=reading.reviewer)
"""
WORDS = "In a1 the objective names words only. One next move: name the function that the task needs. The rest stays."
# What somebody holds since the worker's morning: a claim that has run out may lie on the desk before it.
RUNS = """
import json, sys, django
django.setup()
from merited.base import clock
from merited.review.models import Reading
mine = Reading.objects.filter(reviewer__name=sys.argv[1], state="claimed", expires_at__gt=clock.now())
print(json.dumps([str(key) for key in mine.values_list("pk", flat=True)]))
"""
LEFT = """
import json, sys, django
django.setup()
from merited.review.models import Reading
mine = Reading.objects.filter(reviewer__name=sys.argv[1], pk__in=sys.argv[2:])
print(json.dumps(list(mine.values_list("state", flat=True))))
"""


@pytest.fixture
def house(loaded, tmp_path):
    found = House(loaded(tmp_path), clock=EARLY)
    found.start()
    yield found
    found.running.stop()


def script(house, code, *arguments):
    """Something done or asked by a program, at the journey's time."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, timeout=120,
        env=environment(house.home.data, DJANGO_SETTINGS_MODULE="merited.site.settings", **house.home.settings(house.clock)),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def held(house):
    return json.loads(script(house, HELD))


def until(found, *, seconds=60):
    """What the worker does in its next turns."""
    import time

    for _try in range(seconds):
        got = found()
        if got:
            return got
        time.sleep(1)
    raise AssertionError("the worker did not do it")


def as_person(browser, house, address):
    person = Person(browser, house.address, script=True, width=1280)
    person.sign_in(address)
    return person


def test_j02_small_department_overloaded_reviewers(chromium, house):
    thea = as_person(chromium, house, THEA)

    # 1 The coordinator opens queue health -> ML: 24 waiting, 9 past day 6, forecast 27 working days.
    thea.go("/district/")
    thea.follow("Queue health")
    section = thea.page.locator("section", has=thea.page.get_by_role("heading", name=ML, exact=True))
    told = section.inner_text()
    assert "24 wait" in told and "9 past day 6" in told
    assert "Forecast until all of it is answered: 27 working days." in told
    thea.look_for_barriers()

    # 2 She turns on the pool for ml-101 -> who qualifies now (2), who could after calibration (5).
    thea.page.locator('a[href="/district/queue/ml-101/"]').click()
    thea.sees("Its own department alone", "May read it now: 2", "Petra Oakum", "Jonah Vreeland")
    thea.sees("Could after calibration: 5", *COULD)
    thea.look_for_barriers()
    thea.page.get_by_label("Open from working day").fill("6")
    thea.press("Open it to other departments")
    thea.sees("Other departments read it too, from working day 6 on.", "Open from day 6")
    thea.sees("Forecast until all of it is answered: 27 working days.")  # nobody else may read it yet
    thea.sees("With the pool, and all 5 who could")

    # 3 She invites the five; three qualify -> the forecast falls to 7 days.
    thea.press("Ask them to calibrate")
    thea.sees("5 people are asked to calibrate. Each gets a letter.")
    script(house, CALIBRATED, *QUALIFY)
    thea.go("/district/queue/ml-101/")
    thea.sees("May read it now: 5", "Could after calibration: 2")
    thea.sees("Forecast until all of it is answered: 7 working days.")
    thea.close()

    # 5 Items of day 6 move to pool reviewers in other departments, never from the earner's school.
    later(house, MORNING)
    found = until(lambda: [one for one in held(house) if one[0] in QUALIFY])
    assert all("pool" in because and waited >= 6 for _name, because, waited, _same, _key in found), found
    assert not any(same for _name, _because, _waited, same, _key in held(house))
    thea = as_person(chromium, house, THEA)
    thea.go(f"/district/queue/waiting/{found[0][4]}/")
    thea.sees(f"{found[0][0]} reads it", "Comes from another department: the pool is open")
    thea.look_for_barriers()
    thea.close()
    # -> ML reviewers see the feedback given, and can mark it helpful.
    script(house, FILE, found[0][4], WORDS)
    petra = as_person(chromium, house, PETRA)
    petra.go("/review/")
    petra.follow("What helpers wrote")
    petra.sees(WORDS, "The two plans are one unit.")
    petra.sees_not(found[0][0])
    petra.look_for_barriers()
    petra.page.get_by_role("button", name="This helps me").first.click()
    petra.sees("It helped 1 colleague")
    petra.close()

    # 4 Petra sets a pause from December 14 to 21 -> her 3 claims go back without blame.
    later(house, FRIDAY)
    petra = as_person(chromium, house, PETRA)
    readings = until(lambda: found if len(found := json.loads(script(house, RUNS, "Petra Oakum"))) == 3 else None)
    assert set(readings) <= set(_links(petra))
    petra.go("/review/terms/")
    petra.sees("You hold 3 readings now.", "It counts against nobody.")
    petra.look_for_barriers()
    petra.page.get_by_label("First day").fill("2026-12-14")
    petra.page.get_by_label("Last day").fill("2026-12-21")
    petra.press("Set the pause")
    petra.sees("From Monday, December 14 to Monday, December 21, both included.")
    petra.close()
    later(house, PAUSE_BEGINS)
    until(lambda: "claimed" not in script(house, LEFT, "Petra Oakum", *readings))
    assert script(house, LEFT, "Petra Oakum", *readings).count("released") == 3
    petra = as_person(chromium, house, PETRA)
    petra.go("/review/")
    assert not _links(petra)
    petra.sees_not("blame", "overdue", "missed")
    petra.go("/review/terms/")
    petra.sees("In a pause until Monday, December 21", "I am back")
    petra.close()

    # 6 Month end -> the pay export: reviewer, count, rate, total; no earner's name.
    thea = as_person(chromium, house, THEA)
    thea.go("/district/pay/?month=2026-11")
    thea.sees("November 2026", "Reviewer", "Total")
    thea.look_for_barriers()
    with thea.page.expect_download() as download:
        thea.page.get_by_role("link", name="Download as CSV").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file))
    assert head == ["month", "reviewer", "kind", "count", "rate", "total"] and rows
    filed = dict(
        house.ask(
            "SELECT p.name, count(*) FROM review_reading r JOIN people_person p ON p.id = r.reviewer_id "
            "JOIN submissions_attempt a ON a.id = r.attempt_id JOIN submissions_submission s ON s.id = a.submission_id "
            "JOIN catalog_version v ON v.id = s.version_id JOIN catalog_microcredential m ON m.id = v.microcredential_id "
            "WHERE r.state = 'filed' AND r.filed_at >= '2026-11-01 07:00:00' AND m.key <> 'fh-101' GROUP BY p.name"
        )
    )
    paid = Counter()
    for _month, name, _kind, count, _rate, _total in rows:
        paid[name] += int(count)
    assert paid == filed, "reviewers and their counts, and nobody else"
    assert all(int(count) * int(rate) == int(total) for *_rest, count, rate, total in rows)
    assert all(rate == RATES[kind] for _month, _name, kind, _count, rate, _total in rows)
    earners = {name for (name,) in house.ask(
        "SELECT DISTINCT p.name FROM submissions_submission s JOIN people_person p ON p.id = s.person_id"
    )}  # fmt: skip
    assert len(earners) > 20 and not {row[1] for row in rows} & (earners - set(filed))
    thea.close()


def _links(person):
    """Keys of the readings that somebody holds; a claim that has run out may lie beside them."""
    person.go("/review/")
    desk = person.page.locator("section", has=person.page.get_by_role("heading", name="On your desk"))
    found = [one.get_attribute("href") for one in desk.locator("li", has_text="Yours until").locator("h3 a").all()]
    return [one.strip("/").split("/")[-1] for one in found]
