"""The desk of a reader who has come to know the earner, and the flags of one's own work: without JavaScript."""

from django.urls import reverse

from merited.people.actions import appoint, tie
from merited.people.rules.places import Office
from merited.review.flags import raise_flag
from merited.review.models import Reading
from merited.review.rules.flags import Kind
from tests.web.test_reviewer import QUEUE, WORDS, desk_of, page_of

SAYS_SO = "You work with this person or have seen their work, so somebody else will read it."


def test_the_desk_closes_and_a_colleague_takes_it(world, django_assert_max_num_queries):
    reading = world.claimed(world.lupe, world.keziah)
    client = world.client(world.keziah)
    client.post(desk_of(reading), {"words-p1": WORDS, "deed": "save"})
    tie(world.lupe, world.keziah, "supervisor")

    with django_assert_max_num_queries(12):
        page = page_of(client.get(desk_of(reading)))
    assert SAYS_SO in page and "My answer to" not in page and WORDS not in page
    assert SAYS_SO in page_of(client.get(QUEUE)) and "Go on" not in page_of(client.get(QUEUE))
    assert Reading.objects.get(pk=reading.pk).state == "claimed"  # looking changes nothing

    page = page_of(client.post(desk_of(reading), {"deed": "release"}))

    assert SAYS_SO in page and "Nothing is counted against you" in page and "Hand it on" not in page
    assert Reading.objects.get(pk=reading.pk).state == "released"
    assert world.pl101.title in page_of(world.client(world.vesna).get(QUEUE))


def test_a_script_that_saves_is_told_so_in_a_sentence(world):
    reading = world.claimed(world.lupe, world.keziah)
    tie(world.lupe, world.keziah, "supervisor")

    answer = world.client(world.keziah).post(
        desk_of(reading), {"words-p1": WORDS}, headers={"accept": "application/json"}
    )

    assert answer.json() == {"refused": "interest", "sentence": SAYS_SO}


def test_a_withheld_answer_is_not_shown_to_the_reader_who_named_it_and_answers_for_the_program(world):
    reading = world.claimed(world.lupe, world.keziah)
    appoint(world.keziah, Office.PROGRAM_ADMIN, world.district, by=None)
    flag = raise_flag(reading, Kind.PRIVACY, prompt="p1.q1", words="A name.", by=world.keziah)
    address, client = reverse("district:flag", args=[flag.pk]), world.client(world.keziah)

    assert "My answer to p1.q1." not in page_of(client.get(address))
    page = page_of(client.post(address, {"ending": "shown", "words": "It is fine."}))

    assert "You raised this flag yourself." in page and "It is fine." in page


def test_flags_on_ones_own_work_are_not_among_those_of_the_program(world):
    reading = world.claimed(world.thea, world.vesna)
    flag = raise_flag(reading, Kind.PRIVACY, prompt="p1.q1", words="A name.", by=world.vesna)
    client = world.client(world.thea)

    assert "No flag holds anybody’s work." in page_of(client.get("/district/flags/"))
    assert client.get(reverse("district:flag", args=[flag.pk])).status_code == 404
    assert "One flag holds somebody’s work." in page_of(world.client(world.corwin).get("/district/flags/"))
