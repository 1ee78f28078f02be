"""Two workers at once, and one that is killed: every letter is written once, and sent once; at the worst a mail comes twice, known as one."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from merited.base import clock, telling
from merited.base.log import seal_next
from merited.people import letters
from merited.people.models import Letter
from merited.worker import mail as worker_mail
from merited.worker.mail import post_due
from merited.worker.telling import look_ahead, tell_some
from tests.processes import race
from tests.processes.house import House, until
from tests.processes.race import at_once

pytestmark = [pytest.mark.processes]


@pytest.fixture(autouse=True)
def rooms(monkeypatch):
    """Letters have named points too."""
    monkeypatch.setattr(race, "ROOMS", (*race.ROOMS, telling, letters, worker_mail))


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_of_a_deed_once(world, overtaken):
    world.sent(world.marla)
    seal_next()

    overtaken("tell.entries-told", tell_some, tell_some)

    assert Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_letter_once(world, overtaken):
    world.sent(world.marla)
    seal_next()
    tell_some()

    overtaken("letters.taken", post_due, post_due)

    assert len(mail.outbox) == 1 and Letter.objects.get().attempts == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_what_is_due_and_send_each_letter_once(world):
    for person in (world.marla, world.gideon, world.cyrus, world.dov):
        world.sent(person)
    seal_next()
    tell_some()

    at_once(post_due, post_due)

    assert sorted(one.to[0] for one in mail.outbox) == sorted({one.to[0] for one in mail.outbox})
    assert len(mail.outbox) == 4 and not letters.waiting().exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_gather_a_person_s_letters_into_one_mail(world):
    letters.prefer("daily", by=world.marla)
    world.sent(world.marla)
    world.sent(world.marla, world.et103)
    seal_next()
    tell_some()
    Letter.objects.update(due_at=Letter.objects.first().created_at)

    at_once(post_due, post_due)

    assert len(mail.outbox) == 1 and "and one more" in mail.outbox[0].subject


@pytest.mark.django_db(transaction=True)
def test_two_workers_look_at_a_morning_once(world):
    reading = world.claimed(world.marla, world.keziah)
    with clock.at(reading.expires_at - timedelta(days=1)):
        came = at_once(look_ahead, look_ahead)
    assert sorted(one.value for one in came) == [False, True]
    assert Letter.objects.filter(kind="due_soon").count() == 1


def message_ids(house: House) -> list[str]:
    return re.findall(r"^Message-ID: (\S+)", house.log(), re.MULTILINE)


@pytest.mark.parametrize("point", ["tell.entries-told", "letters.taken", "letters.sent"])
def test_a_worker_killed_over_a_letter_leaves_it_to_another(house, point):
    worker = house.work(halt_at=point)
    worker.stands_at(point)
    worker.kill()
    house.run(
        "-c",
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'merited.site.settings'; django.setup();"
        "from merited.people.models import Letter;"
        "Letter.objects.update(taken_until=None)",  # as after the ten minutes
    )

    house.work()

    # The works of the stage are alike, and the letters about that wait ten minutes to become one.
    unsent = "sent_at IS NULL AND dropped = '' AND kind <> 'concern'"
    until(
        lambda: house.count("people_letter", "kind <> 'concern'") and not house.count("people_letter", unsent),
        "every letter to be sent",
    )
    sent = message_ids(house)
    assert len(sent) - len(set(sent)) == (1 if point == "letters.sent" else 0)
