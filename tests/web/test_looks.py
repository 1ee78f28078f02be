"""The pages of another look, without JavaScript: what each person sees, and what nobody sees."""

from datetime import timedelta

import pytest

from merited.base import clock
from merited.base.log import seal_next
from merited.people.actions import appoint
from merited.people.models import Letter
from merited.people.rules.places import Office
from merited.review.actions import ask_appeal, ask_question, ask_second, claim_look, file_look, speak
from merited.review.actions.noticing import notice, open_case
from merited.review.models import Look
from merited.review.queries import open_for_a_look, scope_to_score
from merited.review.rules.integrity import Kind
from merited.review.rules.outcome import Judged
from merited.submissions.actions import revise
from merited.submissions.models import Submission
from merited.worker.letters import mail_of
from merited.worker.telling import tell_some
from tests.world import MONDAY

WORDS = "The cards come late. One next move: add the second check. The plan is met and stays."


@pytest.fixture
def work(world):
    """Lupe's PL-101, read by Keziah: one criterion is open."""
    return world.not_yet(world.lupe, world.keziah, open_ones={"a2.c2": WORDS})


def page_of(answer):
    assert answer.status_code == 200, answer.get("Location")
    return answer.content.decode()


def address(work):
    return f"/work/{work.pk}/another-look/"


def appealed(world, work, level="proficient"):
    """In its panel."""
    look = ask_appeal(work, {"a2.c2"}, "evidence", words="It is at the end.", place="a2, 05:10", by=world.lupe)
    reading = claim_look(look, by=world.vesna)
    file_look(reading, {"a2.c2": Judged(level, "In a2 it is there.")}, keep="", by=world.vesna)
    return Look.objects.get(pk=look.pk)


def decided(world, work, *said):
    look = appealed(world, work)
    for seat, voice in zip(look.voices.select_related("person").order_by("pk"), said, strict=True):
        speak(look, voice, reasons=f"We say {voice}.", advice="Add the clip.", by=seat.person)
    return look


def letters_of(person):
    while seal_next():
        pass
    while tell_some():
        pass
    return [mail_of([one]).subject for one in Letter.objects.filter(person=person).order_by("pk") if mail_of([one])]


def test_from_not_yet_a_link_leads_to_the_choice(world, work):
    client = world.client(world.lupe)
    assert address(work) in page_of(client.get(f"/work/{work.pk}/"))
    page = page_of(client.get(address(work)))
    for words in (
        "A question to the reviewer",
        "A second review",
        "An appeal",
        "You would hear by Thursday, December 3",
    ):
        assert words in page
    assert "You can ask until Wednesday, December 16" in page or "You can ask until December 16" in page
    assert world.keziah.name not in page


def test_from_an_earned_page_nothing_leads_there(world):
    world.earned(world.gideon, world.vesna)
    client = world.client(world.gideon)
    found = Submission.objects.get(person=world.gideon)
    assert "another-look" not in page_of(client.get(f"/work/{found.pk}/"))
    assert client.get(address(found)).status_code == 302


def test_mere_disagreement_is_shown_the_second_review_and_keeps_what_was_typed(world, work):
    typed = {"deed": "appeal", "criteria": "a2.c2", "ground": "disagree", "words": "I did it well.", "place": "a2"}
    page = page_of(world.client(world.lupe).post(address(work), typed))
    assert "ask for a second review first" in page and 'href="#second"' in page
    assert "I did it well." in page and not Look.objects.exists()


def test_each_of_the_three_is_asked_by_a_form(world, work):
    client = world.client(world.lupe)
    assert (
        client.post(address(work), {"deed": "question", "criterion": "a2.c2", "words": "Which part?"}).status_code
        == 302
    )
    assert client.post(address(work), {"deed": "second"}).status_code == 302
    page = page_of(client.get(address(work)))
    assert "Which part?" in page and "Waits for an answer" in page and "A fresh reviewer reads it" in page
    assert "Somebody is looking at it again already" in page and 'value="appeal"' not in page
    again = page_of(client.post(address(work), {"deed": "second"}))
    assert "You have asked for this already" in again


def test_while_one_revises_the_page_is_still_there(world, work):
    revise(work, by=world.lupe)
    client = world.client(world.lupe)
    assert address(work) in page_of(client.get(f"/work/{work.pk}/attempts/1/"))
    assert 'value="appeal"' in page_of(client.get(address(work)))


def test_the_question_is_answered_on_its_page_and_nobody_is_named(world, work):
    look = ask_question(work, "a2.c2", words="Which part?", by=world.lupe)
    assert letters_of(world.keziah) == ["A question to you: Checking for Understanding in Real Time"]
    client = world.client(world.keziah)
    assert "See what is asked" in page_of(client.get("/review/"))
    page = page_of(client.get(f"/review/questions/{look.pk}/"))
    assert "Which part?" in page and "The cards come late." in page and world.lupe.name not in page
    empty = page_of(client.post(f"/review/questions/{look.pk}/", {"words": " "}))
    assert "Write your answer." in empty
    assert client.post(f"/review/questions/{look.pk}/", {"words": "The one after the bell."}).status_code == 302
    seen = page_of(world.client(world.lupe).get(address(work)))
    assert "The one after the bell." in seen and world.keziah.name not in seen
    assert "Your question is answered: Checking for Understanding in Real Time" in letters_of(world.lupe)


def test_whoever_reads_an_appeal_sees_no_score_and_no_word_of_before(world, work):
    look = ask_appeal(work, {"a2.c2"}, "evidence", words="It is at the end.", place="a2, 05:10", by=world.lupe)
    client = world.client(world.vesna)
    assert "With fresh eyes: only a2.c2" in page_of(client.get("/review/looks/"))
    desk = client.post(f"/review/looks/{look.pk}/claim/")["Location"]
    page = page_of(client.get(desk))
    for hidden in ("The cards come late", "met already", "05:10", "at the end", world.lupe.name, world.keziah.name):
        assert hidden not in page
    assert 'name="level-a2.c2"' in page and 'name="level-a1.c1"' not in page and " checked" not in page
    assert "flag/cannot-open" not in page and "flag/conflict" in page and "a panel of three decides" in page
    filed = client.post(
        desk, {"deed": "file", "level-a2.c2": "proficient", "words-a2.c2": "In a2 it is there."}, follow=True
    )
    assert "A panel decides now" in page_of(filed)
    assert Look.objects.get().state == "panel"
    assert "A panel decides" in page_of(client.get("/review/history/"))


def test_a_second_review_lies_on_the_desk_with_its_own_day(world, work):
    look = ask_second(work, by=world.lupe)
    claim_look(look, by=world.vesna)
    page = page_of(world.client(world.vesna).get("/review/"))
    assert "Another look. The earner hears by Thursday, December 3" in page


def test_while_a_question_about_the_work_is_open_no_day_is_promised(world, work):
    look = ask_second(work, by=world.lupe)
    promised = f"You will hear by {look.due:%A, %B} {look.due.day}."
    assert promised in page_of(world.client(world.lupe).get(address(work)))
    appoint(world.petra, Office.INTEGRITY_LEAD, world.district, by=None)
    concern = notice(work.attempts.get(), Kind.FLAG, by=world.keziah, prompt="p1.q1", words="As in an anchor.")
    open_case(concern, {"p1"}, words="Please tell us how it came about.", by=world.petra)
    html = page_of(world.client(world.lupe).get(address(work)))
    assert promised not in html and "as soon as the question about your work is settled" in html
    assert f'href="/work/{work.pk}/integrity/"' in html


def test_the_panel_sees_both_readings_and_no_name(world, work):
    look = appealed(world, work)
    client = world.client(world.ximena)
    assert "Yours to decide" in page_of(client.get("/district/looks/"))
    page = page_of(client.get(f"/district/looks/{look.pk}/"))
    for words in ("The cards come late", "In a2 it is there.", "a2, 05:10", "It is at the end.", "0 of 3 have spoken"):
        assert words in page
    for person in (world.lupe, world.keziah, world.vesna, world.thea, world.isolde):
        assert person.name not in page
    exhibit = look.attempt.exhibits.first()
    assert b"".join(client.get(f"/evidence/{exhibit.pk}/file").streaming_content)
    assert world.client(world.corwin).get(f"/evidence/{exhibit.pk}/file").status_code == 404
    kept = page_of(
        client.post(f"/district/looks/{look.pk}/", {"voice": "uphold", "reasons": "Too late.", "advice": ""})
    )
    assert "Say what to do next" in kept and "Too late." in kept
    assert letters_of(world.ximena) == ["An appeal needs your voice: Checking for Understanding in Real Time"]


def test_after_it_is_confirmed_everybody_sees_what_is_theirs(world, work):
    decided(world, work, "overturn", "uphold", "overturn")
    seen = page_of(world.client(world.lupe).get(address(work)))
    assert "Confirmed: it is met" in seen and "We say overturn." in seen and "We say uphold." not in seen
    assert "What you asked, and what came of it" in page_of(world.client(world.lupe).get(f"/work/{work.pk}/"))
    learned = page_of(world.client(world.keziah).get("/review/history/"))
    assert "What was overlooked: a2, 05:10" in learned and "counts against nobody" in learned
    assert "What was overlooked" not in page_of(world.client(world.vesna).get("/review/history/"))
    lead = world.client(world.corwin)
    assert "Checking for Understanding in Real Time: a2.c2" in page_of(lead.get("/district/looks/"))
    marked = Look.objects.get().criteria.get()
    assert "looked at" in page_of(lead.post("/district/looks/", {"deed": f"minded/{marked.pk}"}, follow=True))
    assert world.client(world.ximena).post("/district/looks/", {"deed": f"minded/{marked.pk}"}).status_code == 404
    assert "Looked at again: Checking for Understanding in Real Time" in letters_of(world.lupe)
    award = Look.objects.get().award_id
    assert "05:10" not in page_of(world.client().get(f"/awards/{award}"))


def test_upheld_says_why_and_what_next(world, work):
    decided(world, work, "uphold", "uphold", "overturn")
    seen = page_of(world.client(world.lupe).get(address(work)))
    assert "Upheld: it stays open" in seen and "We say uphold." in seen and "Add the clip." in seen
    assert "Revise what is open" in seen


@pytest.mark.parametrize("odd", ["minded/x", "seats/x", "minded/00000000-0000-0000-0000-000000000000", ""])
def test_an_odd_deed_changes_nothing(world, odd):
    assert world.client(world.thea).post("/district/looks/", {"deed": odd}).status_code in (302, 404)


def test_what_is_open_for_a_look_is_what_a_reader_scores(world, work):
    reading = claim_look(ask_second(work, by=world.lupe), by=world.vesna)
    assert scope_to_score(reading) == open_for_a_look(work, reading.attempt)


def test_a_look_stands_where_a_reader_looks_for_work(world, django_assert_max_num_queries):
    work = world.not_yet(world.lupe, world.keziah)
    look = ask_second(work, by=world.lupe)
    world.sent(world.dov)
    client = world.client(world.vesna)
    client.get("/review/")
    with django_assert_max_num_queries(12):
        text = client.get("/review/").content.decode()
    assert f"/review/looks/{look.pk}/claim/" in text and "What else waits" in text
    assert f"{look.pk}" not in world.client(world.keziah).get("/review/").content.decode(), "she has read it"
    assert client.post(f"/review/looks/{look.pk}/claim/").status_code == 302


def test_whoever_answers_for_the_place_sees_what_is_under_way_and_what_is_late(world, work):
    look = ask_second(work, by=world.lupe)
    client = world.client(world.thea)
    assert "1 second review or appeal<" in page_of(client.get("/district/"))
    html = page_of(client.get("/district/looks/"))
    assert "Nobody has taken it yet" in html and "Promised for" in html and world.lupe.name not in html
    with clock.at(MONDAY + timedelta(days=40)):
        client = world.client(world.thea)
        html = page_of(client.get("/district/"))
        assert "1 second review or appeal is late." in html and "nothing is late" not in html.lower()
        assert "Was promised for" in page_of(client.get("/district/looks/"))
        html = page_of(world.client(world.lupe).get(address(work)))
        assert "You will hear by" not in html and "We are late, and we are sorry." in html
    claim_look(look, by=world.vesna)
    assert "Somebody is reading it" in page_of(world.client(world.thea).get("/district/looks/"))


def test_what_is_under_way_next_door_is_nobody_s_here(world, work):
    ask_second(work, by=world.lupe)
    assert work.version.title not in page_of(world.client(world.gwendolyn).get("/district/looks/"))
    assert "second review or appeal" not in page_of(world.client(world.gwendolyn).get("/district/"))
