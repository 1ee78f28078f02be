"""Integrity in the pages: side by side for the lead, one's own side for the earner, and nothing for anybody else."""

import pytest

from merited.people.actions import appoint
from merited.people.rules.places import Office
from merited.review.actions import claim, score
from merited.review.actions.hearing import accept_finding, answer_case, hear
from merited.review.actions.likeness import compare
from merited.review.actions.noticing import open_case, raise_concern
from merited.review.models import Case, Concern
from merited.review.queries.integrity import seats_in
from merited.submissions.models import Submission
from merited.worker.loop import turn
from tests.review.test_likeness import MINE, picture, work
from tests.review.test_likeness_rules import edited

pytestmark = pytest.mark.django_db
CLOSED = ("thea", "corwin", "keziah", "lupe", "gideon", "teodor", "gwendolyn", "lotte", "vesna")


@pytest.fixture
def house(world):
    """Halvard leads integrity; Isolde, Ximena and Petra may sit in panels."""
    appoint(world.halvard, Office.INTEGRITY_LEAD, world.district, by=None)
    appoint(world.petra, Office.PANELIST, world.district, by=None)
    return world


@pytest.fixture
def concern(house):
    """Something in Dov's work stands in Lupe's, sent before."""
    compare(work(house, house.lupe, MINE + " Mine alone: the blue tray."))
    compare(work(house, house.dov, edited(MINE, 0.1, 2) + " His alone: the red tray."))
    return Concern.objects.get()


@pytest.fixture
def case(house, concern):
    return open_case(concern, ["p3"], words="How did it come about?", by=house.halvard)


def page(world, person, path):
    answer = world.client(person).get(path)
    return answer.status_code, answer.content.decode()


def names_in(html, world):
    """Which of the people's names stand in a page, the reader's own in the masthead aside."""
    body = html.partition("<main")[2].partition("</main>")[0]
    return {key for key, one in world.people.items() if one.name in body}


def test_the_lead_finds_it_and_sees_both_sides_without_a_name(house, concern):
    _status, listed = page(house, house.halvard, "/district/integrity/")
    assert f"/district/integrity/concerns/{concern.pk}/" in listed and "Look at it by Monday, November 23" in listed
    status, html = page(house, house.halvard, f"/district/integrity/concerns/{concern.pk}/")
    assert status == 200 and "<mark>" in html and "the red tray" in html and "the blue tray" in html
    assert not names_in(html, house) and "%" not in html.partition("<main")[2].partition("</main>")[0]
    for word in ("plagiar", "cheat", "score of", "AI "):
        assert word not in html


def test_setting_aside_and_opening_by_the_page(house, concern):
    at = f"/district/integrity/concerns/{concern.pk}/"
    client = house.client(house.halvard)
    refused = client.post(at, {"deed": "open", "notice": "How?", "criteria": []}).content.decode()
    assert "Choose which criteria it is about" in refused and "How?" in refused
    opened = client.post(at, {"deed": "open", "notice": "How?", "criteria": ["p3"]})
    assert opened["Location"] == f"/district/integrity/cases/{Case.objects.get().pk}/"


def test_it_is_set_aside_with_a_reason(house, concern):
    at = f"/district/integrity/concerns/{concern.pk}/"
    client = house.client(house.halvard)
    assert "Say in a sentence or two why" in client.post(at, {"deed": "aside", "words": ""}).content.decode()
    client.post(at, {"deed": "aside", "words": "A handout."})
    assert "A handout." in page(house, house.halvard, at)[1] and not Case.objects.exists()


@pytest.mark.parametrize("who", CLOSED)
def test_nobody_else_finds_any_of_it(house, case, who):
    person = house.people[who]
    for path in ("/district/integrity/", f"/district/integrity/concerns/{case.concern_id}/",
                 f"/district/integrity/cases/{case.pk}/", f"/work/{case.submission_id}/integrity/"):  # fmt: skip
        client = house.client(person)
        assert client.get(path).status_code == 404, path
        assert client.post(path, {"deed": "open", "words": "x y", "outcome": "revoke"}).status_code == 404, path


def test_the_earner_sees_the_own_side_and_nobody_elses_words_or_name(house, case):
    status, html = page(house, house.dov, f"/work/{case.submission_id}/integrity/")
    assert status == 200 and "the red tray" in html and "<mark>" in html and "How did it come about?" in html
    assert "the blue tray" not in html and not names_in(html, house) - {"dov"}
    listed = page(house, house.dov, "/work/")[1]
    assert "Please answer by" in listed and f"/work/{case.submission_id}/integrity/" in listed
    assert house.client(house.dov).get(f"/work/{case.submission_id}/on-hold/")["Location"].endswith("/integrity/")


def test_the_earner_answers_takes_time_and_reads_the_outcome(house, case):
    client, at = house.client(house.dov), f"/work/{case.submission_id}/integrity/"
    assert client.post(at, {"deed": "more-time"}).status_code == 302
    assert "Write your answer" in client.post(at, {"deed": "answer", "words": " "}).content.decode()
    client.post(at, {"deed": "answer", "words": "From the handout."})
    spoken(case, "teach", "teach", "no_case")
    html = client.get(at).content.decode()
    assert "Learn how, and send again" in html and "Because of teach." in html and "Because of no_case." not in html
    assert not names_in(html, house) - {"dov"}
    client.post(at, {"deed": "accept"})
    assert Case.objects.get().state == "closed"


def spoken(case, *voices):
    for voice in voices:
        found = Case.objects.get(pk=case.pk)
        seat = next(one for one in seats_in(found) if not one.voice)
        hear(found, voice, reasons=f"Because of {voice}.", by=seat.person)


def test_a_member_of_the_panel_reads_and_speaks_without_the_others(house, case):
    answer_case(case, words="From the handout.", by=house.dov)
    seats = [one.person for one in seats_in(Case.objects.get())]
    at = f"/district/integrity/cases/{case.pk}/"
    first, second = house.client(seats[0]), house.client(seats[1])
    assert "Choose one of the outcomes" in first.post(at, {"deed": "hear", "reasons": "x"}).content.decode()
    first.post(at, {"deed": "hear", "outcome": "teach", "reasons": "It lacks its source."})
    html = second.get(at).content.decode()
    assert "From the handout." in html and "1 of 3 have spoken" in html and "It lacks its source." not in html
    assert not names_in(html, house) and 'value="revoke"' not in html
    assert house.client(seats[2]).get("/district/integrity/").status_code == 200
    assert "It lacks its source." not in page(house, house.halvard, at)[1]  # nor does the lead learn it before


def test_the_reader_of_the_work_never_sees_any_of_it(house):
    reading = house.claimed(house.dov, house.vesna)
    concern = raise_concern(reading, exhibit=None, prompt="p3.q1", words="A sample says so.", by=house.vesna)
    open_case(concern, ["p3"], words="How did it come about?", by=house.halvard)
    html = page(house, house.vesna, f"/review/{reading.pk}/")[1]
    assert "On hold. The clock stands still" in html and "nothing to do with your reading" in html
    for word in ("ntegrity", "A sample says so", "How did it come about", "likeness"):
        assert word not in html.replace("/district/integrity/", "").replace("flag/integrity", "")


def test_a_reader_passes_it_on_by_the_page(house):
    reading = house.claimed(house.dov, house.vesna)
    client, at = house.client(house.vesna), f"/review/{reading.pk}/flag/integrity/"
    assert "as it stands" in client.get(at).content.decode()
    assert "somebody can look at the same place" in client.post(at, {"words": "The lines match."}).content.decode()
    client.post(at, {"about": "p3.q1", "words": "The lines match."})
    found = Concern.objects.get()
    assert (found.kind, found.prompt, found.flagged_by) == ("flag", "p3.q1", house.vesna)
    assert Submission.objects.get().state == "waiting"
    assert page(house, house.thea, "/district/flags/")[1].count("The lines match.") == 0


def test_only_the_outcome_leaves_the_room(house):
    reading = house.claimed(house.dov, house.vesna)
    concern = raise_concern(reading, exhibit=None, prompt="p3.q1", words="Secret words.", by=house.vesna)
    score(reading, house.sheet(reading), keep="", by=house.vesna)
    turn()
    case = open_case(concern, ["p3"], words="Secret notice.", by=house.halvard)
    answer_case(case, words="Secret answer.", by=house.dov)
    spoken(case, "revoke", "revoke", "revoke")
    accept_finding(Case.objects.get(), by=house.dov)
    award = Case.objects.get().award
    seen = [page(house, house.thea, path)[1] for path in
            ("/district/", "/district/awards/", f"/district/awards/{award.pk}/revoke/", "/district/waiting/", f"/awards/{award.pk}")]  # fmt: skip
    assert "A finding about the integrity of the work" in seen[-1]
    for html in seen:
        for word in (
            "Secret",
            "Because of",
            *(one.person.name for one in Case.objects.get().voices.all() if one.person != house.thea),
        ):
            assert word not in html.replace("Corwin", ""), word


def test_after_a_finding_the_work_shows_what_is_open(house):
    reading = house.claimed(house.dov, house.vesna)
    concern = raise_concern(reading, exhibit=None, prompt="p3.q1", words="The lines match.", by=house.vesna)
    score(reading, house.sheet(reading), keep="", by=house.vesna)
    case = open_case(concern, ["p3"], words="How?", by=house.halvard)
    answer_case(case, words="So.", by=house.dov)
    spoken(case, "not_met", "not_met", "not_met")
    accept_finding(Case.objects.get(), by=house.dov)
    client = house.client(house.dov)
    assert client.get(f"/work/{case.submission_id}/").status_code == 200
    assert client.get("/work/").status_code == 200
    client.post(f"/work/{case.submission_id}/revise/")
    assert client.get(f"/work/{case.submission_id}/", follow=True).status_code == 200


def test_work_that_was_given_back_can_be_gone_on_with(house, case):
    answer_case(case, words="So.", by=house.dov)
    spoken(case, "teach", "teach", "teach")
    client = house.client(house.dov)
    assert client.get(f"/work/{case.submission_id}/", follow=True).status_code == 200
    assert client.get(f"/work/{case.submission_id}/send/").status_code == 200
    assert client.get(f"/work/{case.submission_id}/attempts/1/").status_code == 200


def test_what_is_declared_is_shown_to_the_reader_and_the_names_are_not(house):
    submission = house.written(house.dov)
    client = house.client(house.dov)
    facts = {"reused": "The plan in a1, for PL-102.", "co_authors": "lupe.arrigo@alderbay.example"}
    wrong = client.post(f"/work/{submission.pk}/send/", facts | {"co_authors": "x@y.example", "statements": []})
    assert "is of nobody here" in wrong.content.decode() and "The plan in a1" in wrong.content.decode()
    client.post(f"/work/{submission.pk}/send/", facts | {"statements": ["ready", "release", "own_work"]})
    assert Submission.objects.get(pk=submission.pk).state == "waiting"
    reading = claim(submission.attempts.get(), by=house.vesna)
    html = page(house, house.vesna, f"/review/{reading.pk}/")[1]
    assert "The plan in a1, for PL-102." in html and "Lupe" not in html
    assert "Lupe Arrigo" in page(house, house.dov, f"/work/{submission.pk}/declare/")[1]


def test_a_picture_is_shown_to_the_lead_and_to_no_other_office(house):
    compare(work(house, house.lupe, MINE, house.pl101, picture(1)))
    compare(work(house, house.dov, "Other words. " * 30, house.pl101, picture(1, size=(400, 300), quality=50)))
    found = Concern.objects.get()
    html = page(house, house.halvard, f"/district/integrity/concerns/{found.pk}/")[1]
    pair = found.likeness.found[0]
    for key in (pair["here"], pair["there"]):
        assert f"/evidence/{key}/file" in html
        answer = house.client(house.halvard).get(f"/evidence/{key}/file")
        assert answer.status_code == 200 and b"".join(answer.streaming_content)
        assert house.client(house.thea).get(f"/evidence/{key}/file").status_code == 404
    assert house.client(house.dov).get(f"/evidence/{pair['there']}/file").status_code == 404
