"""The wishes about letters on the account page, and the letters of the demonstration as a visitor finds them."""

from datetime import timedelta

import pytest

from merited.base import clock
from merited.people.models import Letter
from merited.worker.loop import turn
from tests.world import MONDAY


def test_the_account_page_asks_which_letters_are_wished(world):
    page = world.client(world.marla).get("/accounts/").content.decode()
    assert '<section class="leaf" id="letters">' in page
    assert 'name="letters" value="each" checked' in page and 'name="language" value="en" checked' in page


def test_a_wish_is_kept_with_the_language_and_said_in_it(world):
    client = world.client(world.marla)
    answer = client.post("/accounts/letters/", {"letters": "daily", "language": "es"}, follow=True)
    world.marla.refresh_from_db()
    assert (world.marla.letters, world.marla.language) == ("daily", "es")
    assert answer.redirect_chain == [("/accounts/#letters", 302)] and "Queda guardado." in answer.content.decode()


@pytest.mark.parametrize("wish", ["none", "", "EACH"])
def test_a_wish_that_we_do_not_know_changes_nothing(world, wish):
    answer = world.client(world.marla).post("/accounts/letters/", {"letters": wish, "language": "es"}, follow=True)
    world.marla.refresh_from_db()
    assert (world.marla.letters, world.marla.language) == ("each", "en")
    assert "Choose one of the three." in answer.content.decode()


def test_the_demonstration_shows_a_letter_as_it_arrives(world):
    world.sent(world.marla)
    turn()
    letter = Letter.objects.get()
    client = world.client(None)

    assert "To Marla Tenby. Sent Monday, November 16, 9:00 AM." in client.get("/demo/letters/").content.decode()
    page = client.get(f"/demo/letters/{letter.pk}/").content.decode()
    assert "marla.tenby@alderbay.example" in page and "You will hear by Thursday, December 3." in page
    html = client.get(f"/demo/letters/{letter.pk}/html")
    assert "<p>You will hear by Thursday, December 3.</p>" in html.content.decode()
    assert "default-src 'none'" in html["Content-Security-Policy"] and "script" not in html["Content-Security-Policy"]


def test_the_demonstration_says_what_waits_for_the_morning(world):
    with clock.at(MONDAY + timedelta(hours=13)):
        world.sent(world.marla)
        turn()
        page = world.client(None).get("/demo/letters/").content.decode()
    assert "Waits until Tuesday, November 17, 6:00 AM" in page


def test_a_letter_that_was_sent_stays_as_it_was(world):
    reading = world.claimed(world.marla, world.keziah)
    turn()
    letter = Letter.objects.get(kind="sent")
    from merited.review.actions import score

    score(reading, world.sheet(reading), keep="", by=world.keziah)
    assert "You will hear by" in world.client(None).get(f"/demo/letters/{letter.pk}/").content.decode()


@pytest.mark.parametrize("page", ["", "{key}/", "{key}/html"])
def test_nowhere_but_in_the_demonstration_can_letters_be_read(world, settings, page):
    world.sent(world.marla)
    turn()
    settings.DEMO = False
    answer = world.client(world.thea).get("/demo/letters/" + page.format(key=Letter.objects.get().pk))
    assert answer.status_code == 404


def test_no_letter_yet_teaches_what_brings_one_about(world):
    Letter.objects.all().delete()
    assert "No letter yet." in world.client(None).get("/demo/letters/").content.decode()
