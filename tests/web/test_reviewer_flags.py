"""Flags on the desk, the earner's page while work is on hold, and the flags of a district: without JavaScript."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from merited.base import clock
from merited.people.queries import memberships_of
from merited.review.actions import claim
from merited.review.flags import declare_conflict, raise_flag, resolve
from merited.review.models import Decision, Flag, Reading
from merited.review.queries import sheet_of
from merited.review.rules.flags import Ending, Kind
from merited.submissions.actions import show_work, withdraw
from merited.submissions.holds import put_on_hold
from merited.submissions.models import Answer, Attempt, Exhibit, Hold, Submission
from tests.web.test_reviewer import QUEUE, WORDS, desk_of, page_of, second_try, sent_attempt, sheet
from tests.world import MONDAY, TEXT


def flag_of(reading: Reading, kind: str) -> str:
    return reverse("reviewer:flag", args=[reading.pk, kind])


def on_hold_of(reading: Reading) -> str:
    return reverse("earner:on_hold", args=[reading.attempt.submission_id])


def one_of(reading: Reading, artifact: str = "a1") -> Exhibit:
    return Exhibit.objects.get(attempt=reading.attempt, artifact=artifact, set_aside_at=None)


def file_of(exhibit: Exhibit) -> str:
    return reverse("evidence:file", args=[exhibit.pk])


def found(client, address: str) -> int:
    """The status, with the file read to its end."""
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


@pytest.fixture
def reading(world) -> Reading:
    """Lupe's PL-101, read by Keziah."""
    return world.claimed(world.lupe, world.keziah)


@pytest.fixture
def stuck(world, reading) -> Reading:
    """The same, with a file that could not be opened."""
    raise_flag(reading, Kind.CANNOT_OPEN, exhibit=one_of(reading), words="It stops on page 1.", by=world.keziah)
    return reading


@pytest.fixture
def private(world, reading) -> Reading:
    """The same, with a learner who can be recognized."""
    raise_flag(
        reading, Kind.PRIVACY, exhibit=one_of(reading, "a2"), words="A first name on the board.", by=world.keziah
    )
    return reading


# On the desk


def test_the_desk_leads_to_each_flag_and_saves_first(world, reading):
    client = world.client(world.keziah)
    page = page_of(client.get(desk_of(reading)))
    for deed in ("flag/cannot-open", "flag/privacy", "flag/conflict", f"flag/privacy/{one_of(reading).pk}"):
        assert f'name="deed" value="{deed}"' in page

    answer = client.post(desk_of(reading), {"words-p1": WORDS, "deed": f"flag/privacy/{one_of(reading).pk}"})

    assert answer["Location"] == f"{flag_of(reading, 'privacy')}?about={one_of(reading).pk}"
    assert sheet_of(reading)["p1"].words == WORDS
    assert f'value="{one_of(reading).pk}" checked' in page_of(client.get(answer["Location"]))


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("conflict", "Work of this person will not come to you again"),
        ("cannot-open", "The clock stands still."),
        ("privacy", "It is withheld at once"),
    ],
)
def test_each_form_says_first_what_happens(world, reading, kind, says):
    page = page_of(world.client(world.keziah).get(flag_of(reading, kind)))

    assert page.index(says) < page.index('<form class="flow"')
    assert not Flag.objects.exists()


def test_a_flag_of_an_unknown_kind_is_no_page(world, reading):
    assert world.client(world.keziah).get(flag_of(reading, "language")).status_code == 404


def test_a_declared_conflict_leads_to_what_else_waits(world, reading):
    client = world.client(world.keziah)
    world.sent(world.gideon)

    page = page_of(client.post(flag_of(reading, "conflict"), follow=True))

    assert "Somebody else reads it. Thank you for saying so" in page
    assert page.count(">Claim<") == 1  # Gideon's
    assert "You handed this one on" in page_of(client.get(desk_of(reading)))
    assert client.get(flag_of(reading, "conflict"))["Location"] == desk_of(reading)


def test_a_file_that_cannot_be_opened_stops_the_clock_and_says_so_on_the_desk(world, reading):
    client = world.client(world.keziah)

    page = page_of(
        client.post(
            flag_of(reading, "cannot-open"), {"about": one_of(reading).pk, "words": "It stops on page 1."}, follow=True
        )
    )

    assert "Its earner is asked to mend it." in page
    assert "On hold. The clock stands still, and the work stays yours." in page
    assert "It stops on page 1." in page
    assert "On hold: the clock stands still" in page_of(client.get(QUEUE))
    refused = page_of(client.post(desk_of(reading), sheet(reading) | {"deed": "file"}))
    assert "so it cannot be filed yet" in refused and not Decision.objects.exists()


def test_while_it_is_on_hold_the_desk_offers_nothing_that_would_be_refused(world, stuck):
    client = world.client(world.keziah)

    page = page_of(client.post(desk_of(stuck), {"words-p1": WORDS, "deed": "save"}, follow=True))

    assert "On hold: it can be filed as soon as it is back from its earner." in page and WORDS in page
    assert "On hold: the clock stands still" in page and "yours until" not in page
    assert 'value="file"' not in page and 'value="file-next"' not in page
    assert 'value="save"' in page and 'value="release"' in page
    world.client(world.lupe).post(on_hold_of(stuck), {"deed": "back", "words": "It is open to everyone now."})
    page = page_of(client.get(desk_of(stuck)))
    assert 'value="file"' in page and WORDS in page and "On hold:" not in page


def test_held_over_something_else_it_says_so_and_offers_no_filing(world, reading):
    put_on_hold(reading.attempt.submission, reading.attempt, exhibit=None, prompt="", must_change=False)

    page = page_of(world.client(world.keziah).get(desk_of(reading)))

    assert "On hold: the clock stands still" in page and "yours until" not in page
    assert "On hold: it can be filed as soon as it goes on." in page
    assert 'value="file"' not in page and 'value="file-next"' not in page and 'value="save"' in page


def test_a_refused_flag_keeps_what_was_typed(world, reading):
    client = world.client(world.keziah)

    page = page_of(client.post(flag_of(reading, "cannot-open"), {"words": "It stops."}))
    assert "Choose what it is about" in page and "It stops.</textarea>" in page
    page = page_of(client.post(flag_of(reading, "privacy"), {"about": "p1.q1", "words": ""}))
    assert "Say where a learner can be recognized" in page and 'value="p1.q1" checked' in page
    assert not Flag.objects.exists()


def test_what_is_withheld_is_not_found_any_more_and_the_desk_says_so(world, private):
    client = world.client(world.keziah)

    page = page_of(client.get(desk_of(private)))

    assert "Withheld, and the clock is stopped" in page
    assert found(client, file_of(one_of(private, "a2"))) == 404
    assert found(client, file_of(one_of(private, "a1"))) == 200
    for person in (world.lupe, world.thea):
        assert found(world.client(person), file_of(one_of(private, "a2"))) == 200
    for person in (world.corwin, world.vesna, world.gideon, world.teodor):
        assert found(world.client(person), file_of(one_of(private, "a2"))) == 404
    assert page.count("My plan") == 2  # its own words are withheld with it
    assert file_of(one_of(private, "a2")) not in page


def test_a_withheld_answer_is_not_on_the_desk(world, reading):
    client = world.client(world.keziah)
    client.post(flag_of(reading, "privacy"), {"about": "p1.q1", "words": "A name."})

    page = page_of(client.get(desk_of(reading)))

    assert "My answer to p1.q1." not in page and "My answer to p1.q2." in page
    assert "Question 1 of" in page


# The earner


def test_my_work_says_what_could_not_be_opened_and_leads_there(world, stuck):
    client = world.client(world.lupe)

    page = page_of(client.get("/work/"))

    assert "We could not open a1-1.txt." in page and "See what to do" in page
    assert client.get(f"/work/{stuck.attempt.submission_id}/")["Location"] == on_hold_of(stuck)
    page = page_of(client.get(on_hold_of(stuck)))
    assert "We could not open a1-1.txt" in page and "It stops on page 1." in page
    assert "Send it back to the reviewer" in page
    assert world.keziah.name not in page


def test_another_file_takes_its_place_and_goes_back(world, stuck):
    client, hold = world.client(world.lupe), Hold.objects.get()
    upload = ContentFile(TEXT + b"Whole.", name="IMG_Lupe.txt")

    client.post(
        on_hold_of(stuck), {"hold": hold.pk, "deed": "add", "file": upload, "about": "The whole plan", "instead": "1"}
    )
    page = page_of(client.get(on_hold_of(stuck)))
    assert "a1-2.txt" in page and "a1-1.txt</p>" not in page and "Changed" in page
    with clock.at(MONDAY + timedelta(days=2)):
        page = page_of(client.post(on_hold_of(stuck), {"deed": "back", "words": "Here is all of it."}, follow=True))
        assert "It is back with the reviewer. The day by which you hear moved by 2 working days." in page
        assert "You will hear by Monday, December 7" in page
        desk = page_of(world.client(world.keziah).get(desk_of(stuck)))

    assert "The whole plan" in desk and "added after your flag" in desk and "Here is all of it." in desk
    assert "a1-1.txt</p>" not in desk


def test_an_opened_link_needs_words_and_a_refusal_keeps_them(world, stuck):
    client = world.client(world.lupe)

    page = page_of(client.post(on_hold_of(stuck), {"deed": "back", "words": ""}))
    assert "Nothing has changed here yet." in page
    page = page_of(client.post(on_hold_of(stuck), {"hold": Hold.objects.get().pk, "deed": "add", "about": "Mine"}))
    assert "Nothing was chosen." in page and 'value="Mine"' in page
    answer = client.post(on_hold_of(stuck), {"deed": "back", "words": "It is open to everyone now."}, follow=True)
    assert "You will hear by the same day as before." in page_of(answer)


def test_what_was_not_named_stays_locked(world, stuck):
    client, submission = world.client(world.lupe), stuck.attempt.submission_id

    page = page_of(client.get(on_hold_of(stuck)))
    assert page.count('type="file"') == 1 and 'name="answer-' not in page
    assert client.get(f"/work/{submission}/p1/")["Location"] == f"/work/{submission}/"
    client.post(f"/work/{submission}/p1/", {"answer-p1.q1": "Changed.", "revision-p1.q1": "1", "then": "stay"})
    assert Answer.objects.get(attempt=stuck.attempt, prompt="p1.q1").text == "My answer to p1.q1."
    client.post(f"/work/{submission}/send/", {"statements": ["ready", "release", "own_work"]})
    assert Submission.objects.get(pk=submission).state == "on_hold"


def test_the_earner_masks_or_asks_the_program(world, private):
    client, hold = world.client(world.lupe), Hold.objects.get()
    assert "A learner can be recognized in one thing that you sent." in page_of(client.get("/work/"))

    page = page_of(client.post(on_hold_of(private), {"deed": "back", "words": "It is fine."}))
    assert "so it cannot go back yet" in page and "It is fine.</textarea>" in page
    client.post(on_hold_of(private), {"hold": hold.pk, "deed": "ask", "why": "A release is on file."})
    assert "The program looks at it and decides" in page_of(client.get(on_hold_of(private)))
    assert "The earner asks you to look." in page_of(world.client(world.thea).get("/district/flags/"))


def test_a_withheld_answer_is_written_anew_on_the_page(world, reading):
    raise_flag(reading, Kind.PRIVACY, prompt="p1.q1", words="A name.", by=world.keziah)
    client, hold = world.client(world.lupe), Hold.objects.get()

    page = page_of(
        client.post(on_hold_of(reading), {"hold": hold.pk, "deed": "write", "text": "Anew.", "revision": "0"})
    )
    assert "Both texts are here" in page and "Anew.</textarea>" in page and "My answer to p1.q1." in page
    client.post(on_hold_of(reading), {"hold": hold.pk, "deed": "write", "text": "Anew.", "revision": "1"})
    client.post(on_hold_of(reading), {"deed": "back"})

    assert "Anew." in page_of(world.client(world.keziah).get(desk_of(reading)))


def test_the_page_is_its_earner_s_alone_and_only_while_on_hold(world, stuck):
    for person in (world.keziah, world.gideon, world.thea):
        assert world.client(person).get(on_hold_of(stuck)).status_code == 404
        assert world.client(person).post(on_hold_of(stuck), {"deed": "back", "words": "x"}).status_code == 404
    client = world.client(world.lupe)
    assert client.post(on_hold_of(stuck), {"hold": "nonsense", "deed": "add"}).status_code == 404
    withdraw(stuck.attempt.submission, by=world.lupe)
    assert client.get(on_hold_of(stuck))["Location"] == f"/work/{stuck.attempt.submission_id}/"


# The district


def test_the_district_sees_what_holds_somebody_s_work_and_not_whose_it_is(world, private):
    page = page_of(world.client(world.thea).get("/district/flags/"))

    school = memberships_of(world.lupe).get().organization.name
    assert "One flag holds somebody’s work." in page and "A learner can be recognized" in page
    assert "a2-1.txt" in page and world.pl101.title in page
    for hidden in (world.lupe.name, world.keziah.name, school):
        assert hidden not in page
    assert "One flag" in page_of(world.client(world.corwin).get("/district/flags/"))
    assert "No flag holds anybody’s work." in page_of(world.client(world.ximena).get("/district/flags/"))


def test_a_flag_is_resolved_with_words_and_the_work_goes_back(world, private):
    client, flag = world.client(world.thea), Flag.objects.get()
    address = reverse("district:flag", args=[flag.pk])
    assert file_of(one_of(private, "a2")) in page_of(client.get(address))
    assert file_of(one_of(private, "a2")) not in page_of(world.client(world.corwin).get(address))

    page = page_of(client.post(address, {"ending": "shown", "words": ""}))
    assert "Say in a sentence why" in page and 'value="shown" checked' in page
    page = page_of(client.post(address, {"ending": "shown", "words": "A release is on file."}, follow=True))

    assert "the work is back with its reviewer" in page and "Read as it is" in page
    assert "A release is on file." in page_of(client.get(address))
    assert found(client, file_of(one_of(private, "a2"))) == 404  # nothing to decide any more
    assert "The program looked at it: it may be read as it is." in page_of(
        world.client(world.keziah).get(desk_of(private))
    )
    assert Attempt.objects.get(pk=private.attempt_id).state == "sent"
    assert "already" in page_of(client.post(address, {"ending": "shown", "words": "Again."}))


def test_the_page_of_a_withheld_answer_shows_it_to_the_program_alone(world, reading):
    flag = raise_flag(reading, Kind.PRIVACY, prompt="p1.q1", words="A name.", by=world.keziah)
    address = reverse("district:flag", args=[flag.pk])

    assert "My answer to p1.q1." in page_of(world.client(world.thea).get(address))
    assert "My answer to p1.q1." not in page_of(world.client(world.corwin).get(address))


def test_ended_flags_say_how_they_ended(world, stuck):
    withdraw(stuck.attempt.submission, by=world.lupe)
    declare_conflict(world.claimed(world.gideon, world.vesna), by=world.vesna)

    page = page_of(world.client(world.thea).get("/district/flags/"))

    assert "The earner took the work back" in page and "Somebody else reads it" in page and "2 ended" in page


def test_a_second_desk_with_a_flag_and_my_work_in_spanish_on_hold_are_light(world, django_assert_max_num_queries):
    again = claim(sent_attempt(second_try(world)), by=world.vesna)
    raise_flag(again, Kind.PRIVACY, exhibit=again.attempt.exhibits.all()[0], words="A name.", by=world.vesna)
    person = again.attempt.submission.person
    world.revised(world.gideon, world.vesna)
    world.written(person, world.ml101)
    world.earned(person, world.halvard, world.et103)
    type(person).objects.filter(pk=person.pk).update(language="es")
    desk, mine = world.client(world.vesna), world.client(person)

    with django_assert_max_num_queries(12):
        assert "On hold" in page_of(desk.get(desk_of(again)))
    with django_assert_max_num_queries(12):
        assert "En pausa" in page_of(mine.get("/work/"))


def test_the_earner_reads_what_the_program_decided(world, private):
    name = one_of(private, "a2").name
    resolve(Flag.objects.get(), Ending.LEFT_OUT, words="The rest says it as well.", by=world.thea)
    page = page_of(world.client(world.lupe).get(f"/work/{private.attempt.submission_id}/"))

    assert "What the program decided" in page and "The rest says it as well." in page
    assert f"Your reviewer reads the rest without {name}. You still have it." in page
    assert world.thea.name not in page


def test_the_earner_reads_what_the_program_decided_about_an_answer(world, reading):
    raise_flag(reading, Kind.PRIVACY, prompt="p1.q1", words="A name.", by=world.keziah)
    resolve(Flag.objects.get(), Ending.SHOWN, words="The name is invented.", by=world.thea)
    page = page_of(world.client(world.lupe).get(f"/work/{reading.attempt.submission_id}/"))

    assert "Your answer in “Part 1. Overview questions” may stay as it is. Your reviewer sees it again." in page


def test_the_desk_shows_the_words_that_belong_to_the_attempt(world, reading):
    exhibit = one_of(reading)
    Exhibit.objects.filter(pk=exhibit.pk).update(about="Said anew on this attempt.", saved_at=clock.now())
    type(exhibit.evidence).objects.filter(pk=exhibit.evidence_id).update(about="Said at the very first.")
    page = page_of(world.client(world.keziah).get(desk_of(reading)))

    assert "Said anew on this attempt." in page and "Said at the very first." not in page


@pytest.mark.parametrize("where", ["desk", "on hold", "flag", "list", "one"])
def test_the_pages_of_flags_are_light(world, private, django_assert_max_num_queries, where):
    who, address = {
        "desk": (world.keziah, desk_of(private)),
        "on hold": (world.lupe, on_hold_of(private)),
        "flag": (world.keziah, flag_of(private, "cannot-open")),
        "list": (world.thea, "/district/flags/"),
        "one": (world.thea, reverse("district:flag", args=[Flag.objects.get().pk])),
    }[where]
    raise_flag(private, Kind.CANNOT_OPEN, exhibit=one_of(private), words="It stops.", by=world.keziah)
    client = world.client(who)

    with django_assert_max_num_queries(12):
        page = page_of(client.get(address))

    assert len(page.encode()) < 150_000


def test_a_private_link_does_not_show_an_answer_that_is_withheld(world, reading):
    token = show_work(reading.attempt.submission, with_answers=True, by=world.lupe).token
    assert "My answer to p1.q1." in page_of(world.client().get(f"/shown/{token}"))

    raise_flag(reading, Kind.PRIVACY, prompt="p1.q1", words="A name.", by=world.keziah)

    page = page_of(world.client().get(f"/shown/{token}"))
    assert "My answer to p1.q1." not in page and "My answer to p1.q2." in page


def test_words_of_somebody_who_was_signed_out_are_handed_back(world, stuck):
    answer = world.client().post(
        on_hold_of(stuck), {"deed": "back", "words": "Open now.", "hold": "x", "revision": "1"}
    )

    assert answer.status_code == 401
    page = answer.content.decode()
    assert "Open now." in page and page.count("<textarea") == 1


def test_work_given_back_from_a_hold_is_said_to_wait_for_its_earner(world, stuck):
    client = world.client(world.keziah)

    page = page_of(client.post(desk_of(stuck), {"deed": "release"}, follow=True))

    assert "comes to the queue when its earner has answered" in page
    assert "You gave this one back, and it is on hold" in page_of(client.get(desk_of(stuck)))
