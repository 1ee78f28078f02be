"""The reviewer's pages: the queue, the desk, and what follows from filing."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.urls import reverse

from merited.base import clock
from merited.catalog.models import MicroCredential
from merited.people.models import Membership
from merited.people.queries import memberships_of
from merited.review.actions import claim, jot, qualify, release, score
from merited.review.models import Decision, Reading
from merited.review.queries import scope_for, sheet_of
from merited.review.rules.outcome import Judged
from merited.submissions.actions import add_file, add_link, assess_self, explain, send, withdraw, write
from merited.submissions.models import Attempt, Submission
from merited.submissions.queries import met_of
from merited.submissions.rules.completeness import STATEMENTS
from merited.web.reviewer.typed import revision_of
from tests.world import MONDAY

if TYPE_CHECKING:
    from tests.world import World

QUEUE = "/review/"
WORDS = "In a2 one learner is not heard. One next move: show all 26. Your plan stays."


def desk_of(reading: Reading) -> str:
    return reverse("reviewer:desk", args=[reading.pk])


def claim_of(attempt: Attempt) -> str:
    return reverse("reviewer:claim", args=[attempt.pk])


def sent_attempt(submission: Submission) -> Attempt:
    return submission.attempts.get(state="sent")


def sheet(reading: Reading, open_ones: dict[str, str] | None = None) -> dict[str, str]:
    """A filled-in form: every criterion at its best level, except the given ones at their lowest, with these words."""
    found = {}
    for one in scope_for(reading.attempt):
        words = (open_ones or {}).get(one.id)
        found[f"level-{one.id}"] = one.levels[0 if words is None else -1].id
        found[f"words-{one.id}"] = words or ""
    return {**found, "keep": "The plan is clear."}


def page_of(response: object) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def second_try(world: "World", *, note: str = "Every learner is heard now.") -> Submission:
    """Marla's second attempt, sent: a3.c1 alone is open."""
    submission = world.revised(world.marla, world.vesna)
    attempt = world.attempt(submission)
    for one in scope_for(attempt):
        explain(attempt, one.id, note, revision=0, by=world.marla)
    send(submission, set(STATEMENTS), by=world.marla)
    return submission


# Who may come in


def test_review_is_for_people_with_a_qualification(world):
    for person in (world.marla, world.thea, world.teodor, world.philippa):
        assert world.client(person).get(QUEUE).status_code == 404
    assert world.client(world.vesna).get(QUEUE).status_code == 200


def test_a_visitor_is_asked_to_sign_in(world):
    assert "/accounts/login/" in world.client().get(QUEUE)["Location"]


def test_a_reading_is_its_reviewer_s_alone(world):
    reading = world.claimed(world.marla, world.vesna)

    for person in (world.keziah, world.marla, world.petra, world.thea):
        client = world.client(person)
        assert client.get(desk_of(reading)).status_code == 404
        assert client.post(desk_of(reading), {"deed": "file"}).status_code == 404


def test_a_colleague_of_the_earner_does_not_see_the_work_in_the_queue(world):
    world.sent(world.marla)

    assert "Claim" not in page_of(world.client(world.tobin).get(QUEUE)).replace("What you claim", "")
    assert "<button" in page_of(world.client(world.vesna).get(QUEUE))


def test_a_colleague_who_has_the_address_is_told_why_not(world):
    attempt = sent_attempt(world.sent(world.marla))

    answer = world.client(world.tobin).post(claim_of(attempt), follow=True)

    assert "You work with this person or have seen their work, so somebody else will read it." in page_of(answer)
    assert not Reading.objects.filter(attempt=attempt).exists()


def test_nobody_claims_their_own_work(world):
    qualify(world.marla, world.pl101.microcredential, by=None)
    attempt = sent_attempt(world.sent(world.marla))

    answer = world.client(world.marla).post(claim_of(attempt), follow=True)

    assert "This is your own work. A colleague will read it." in page_of(answer)


def test_work_that_one_is_not_qualified_for_is_not_found(world):
    attempt = sent_attempt(world.sent(world.marla))

    assert world.client(world.petra).post(claim_of(attempt)).status_code == 404
    assert world.client(world.lupe).post(claim_of(attempt)).status_code == 404


def test_a_draft_cannot_be_claimed(world):
    attempt = world.attempt(world.written(world.marla))

    assert world.client(world.vesna).post(claim_of(attempt)).status_code == 404


def test_looking_changes_nothing(world):
    attempt = sent_attempt(world.sent(world.marla))

    assert world.client(world.vesna).get(claim_of(attempt)).status_code == 405
    assert not Reading.objects.exists()


# The queue


def test_the_queue_tells_what_waits_and_by_when(world):
    world.sent(world.marla)

    page = page_of(world.client(world.vesna).get(QUEUE))

    assert world.pl101.title in page
    assert "Sent Monday, November 16" in page
    assert "Promised for Thursday, December 3" in page
    assert "First attempt" in page
    assert "3 texts" in page


def test_a_second_try_says_what_alone_is_open(world):
    second_try(world)

    assert "Second attempt: only a3.c1 is open" in page_of(world.client(world.vesna).get(QUEUE))


def test_a_promise_that_is_not_kept_is_said(world):
    world.sent(world.marla)

    with clock.at(MONDAY + timedelta(days=18)):
        assert "Was promised for Thursday, December 3" in page_of(world.client(world.vesna).get(QUEUE))


def test_an_empty_queue_teaches(world):
    page = page_of(world.client(world.vesna).get(QUEUE))

    assert "What you claim lies here" in page
    assert "Work that you may read comes here as soon as it is sent." in page


def test_of_two_who_claim_one_gets_it_and_the_other_a_kind_sentence(world):
    attempt = sent_attempt(world.sent(world.marla))

    first = world.client(world.vesna).post(claim_of(attempt))
    second = world.client(world.keziah).post(claim_of(attempt), follow=True)

    assert first["Location"] == desk_of(Reading.objects.get(reviewer=world.vesna))
    assert "A colleague has just begun to read this one." in page_of(second)
    assert Reading.objects.filter(attempt=attempt).count() == 1


def test_a_double_click_claims_once(world):
    attempt = sent_attempt(world.sent(world.marla))
    client = world.client(world.vesna)

    assert client.post(claim_of(attempt))["Location"] == client.post(claim_of(attempt))["Location"]


# Blind


@pytest.mark.parametrize("where", ["queue", "desk", "second desk"])
def test_neither_queue_nor_desk_says_whose_work_it_is(world, where):
    submission = second_try(world) if where == "second desk" else world.sent(world.marla)
    address = QUEUE if where == "queue" else desk_of(claim(sent_attempt(submission), by=world.vesna))

    page = page_of(world.client(world.vesna).get(address))

    school = memberships_of(world.marla).get().organization
    hidden = [world.marla.name, *world.marla.name.split(), str(world.marla.pk), school.name, school.key, "Gull Point"]
    hidden += EmailAddress.objects.filter(user=world.marla).values_list("email", flat=True)
    hidden += Membership.objects.filter(person=world.marla).exclude(job="").values_list("job", flat=True)
    assert world.pl101.title in page
    assert [one for one in hidden if one.lower() in page.lower()] == []


def test_the_earner_s_own_levels_are_not_shown_to_the_reviewer(world):
    submission = world.written(world.marla)
    assess_self(world.attempt(submission), {"p1": "passing", "a1.c1": "basic"}, by=world.marla)
    send(submission, set(STATEMENTS), by=world.marla)
    reading = claim(sent_attempt(submission), by=world.vesna)

    assert " checked" not in page_of(world.client(world.vesna).get(desk_of(reading)))


# The desk


def test_criteria_stand_beside_the_evidence(world):
    reading = world.claimed(world.marla, world.vesna)

    page = page_of(world.client(world.vesna).get(desk_of(reading)))

    for one in world.pl101.document.criteria:
        assert f'name="level-{one.id}"' in page
        for descriptor in one.descriptors:
            assert descriptor.text.replace("'", "&#x27;").replace('"', "&quot;") in page
    for prompt in ("p1.q1", "p1.q2", "p3.q1"):
        assert f"My answer to {prompt}." in page
    assert page.count("Target: I can decide which of two decimals is greater.") == 3
    assert page.count("My plan") == 3


def test_each_kind_of_evidence_opens_in_the_page(world):
    from tests.web.test_evidence import clip, pdf, picture, word

    submission = world.written(world.marla)
    attempt = world.attempt(submission)
    made = {}
    for name, artifact, make in (
        ("pdf", "a1", pdf),
        ("word", "a1", word),
        ("picture", "a2", picture),
        ("clip", "a2", clip),
    ):
        made[name] = add_file(attempt, artifact, make(), about=f"About the {name}", by=world.marla)
    add_link(attempt, "a2", "https://docs.example.org/tally?a=1&b=2", about="The tally", by=world.marla)
    send(submission, set(STATEMENTS), by=world.marla)
    reading = claim(sent_attempt(submission), by=world.vesna)

    page = page_of(world.client(world.vesna).get(desk_of(reading)))

    def file(name: str) -> str:
        return reverse("evidence:file", args=[made[name].pk])

    assert f'<img src="{file("picture")}" width="40" height="30"' in page
    for number in (1, 2):
        assert f'<img src="{reverse("evidence:page", args=[made["pdf"].pk, number])}"' in page
    assert f'<video controls preload="metadata" src="{file("clip")}">' in page
    assert 'href="https://docs.example.org/tally?a=1&amp;b=2" target="_blank" rel="noopener noreferrer"' in page
    assert "Open docs.example.org" in page
    assert f'href="{file("word")}"' in page
    assert "do not open in the page" in page
    for name in made:
        assert f"About the {name}" in page


def test_script_in_an_answer_or_a_text_file_is_shown_as_text(world):
    submission = world.written(world.marla)
    attempt = world.attempt(submission)
    write(attempt, "p1.q1", "<script>alert('answer')</script>", revision=1, by=world.marla)
    upload = ContentFile(b"Look: <script>alert('file')</script> </pre><img src=x onerror=alert(1)>", name="t.txt")
    add_file(attempt, "a1", upload, about="<script>alert('about')</script>", by=world.marla)
    send(submission, set(STATEMENTS), by=world.marla)
    reading = claim(sent_attempt(submission), by=world.vesna)

    page = page_of(world.client(world.vesna).get(desk_of(reading)))

    for place in ("answer", "file", "about"):
        assert f"&lt;script&gt;alert(&#x27;{place}&#x27;)&lt;/script&gt;" in page
    assert "<script>" not in page
    assert "<img src=x" not in page


def test_a_file_that_is_gone_is_said_in_the_page(world):
    from django.core.files.storage import storages

    reading = world.claimed(world.marla, world.vesna)
    storages["private"].delete(reading.attempt.exhibits.first().evidence.path)

    assert "This file cannot be found on our side." in page_of(world.client(world.vesna).get(desk_of(reading)))


def test_save_keeps_the_sheet_and_decides_nothing(world):
    reading = world.claimed(world.marla, world.vesna)
    client = world.client(world.vesna)

    answer = client.post(
        desk_of(reading), {"deed": "save", "level-a1.c1": "basic", "words-a1.c1": WORDS, "keep": "All of it"}
    )

    assert answer["Location"] == desk_of(reading)
    page = page_of(client.get(desk_of(reading)))
    assert 'value="basic" data-keep data-rank="2" checked' in page
    assert WORDS in page
    assert "All of it" in page
    assert "Saved 9:00 AM" in page  # on the district's clock
    assert not Decision.objects.exists()


def test_enter_in_the_form_saves_and_does_not_file(world):
    reading = world.claimed(world.marla, world.vesna)

    page = page_of(world.client(world.vesna).get(desk_of(reading)))

    assert page.index('name="deed" value="save"') < page.index('name="deed" value="file"')


def test_autosave_keeps_what_it_sends_and_touches_nothing_else(world):
    reading = world.claimed(world.marla, world.vesna)
    jot(reading, {"p1": Judged("passing", "Good.")}, keep="Stays", by=world.vesna)

    answer = world.client(world.vesna).post(
        desk_of(reading), {"level-a1.c1": "basic"}, headers={"Accept": "application/json"}
    )

    told = json.loads(answer.content)
    assert (told["saved"], told["fields"]) == ("Saved 9:00 AM", {"level-a1.c1": {"revision": "basic"}})
    assert sheet_of(reading) == {"p1": Judged("passing", "Good."), "a1.c1": Judged("basic", "")}
    reading.refresh_from_db()
    assert reading.keep == "Stays"


def test_autosave_is_told_when_the_claim_ran_out_and_keeps_the_words(world):
    reading = world.claimed(world.marla, world.vesna)

    with clock.at(MONDAY + timedelta(days=7)):
        answer = world.client(world.vesna).post(
            desk_of(reading), {"words-a1.c1": WORDS}, headers={"Accept": "application/json"}
        )

    assert json.loads(answer.content)["refused"] == "claim-expired"
    assert sheet_of(reading)["a1.c1"].words == WORDS


def test_what_follows_is_told_before_filing(world):
    reading = world.claimed(world.marla, world.vesna)
    client = world.client(world.vesna)
    best = world.sheet(reading)

    assert '<div data-when="unscored">' in page_of(client.get(desk_of(reading)))
    jot(reading, best, keep="", by=world.vesna)
    assert '<div data-when="earned">' in page_of(client.get(desk_of(reading)))
    jot(reading, {"a2.c1": Judged("basic", "")}, keep="", by=world.vesna)
    page = page_of(client.get(desk_of(reading)))
    assert '<div data-when="open">' in page
    assert '<div data-when="wordless">' in page
    assert '<div data-when="earned" hidden>' in page


# Two open pages of one sheet


def test_an_old_page_does_not_wipe_out_what_another_page_saved(world):
    reading = world.claimed(world.marla, world.vesna)
    shown = {"revision-words-p1": revision_of(""), "revision-words-p3": revision_of(""), "revision-level-p1": ""}
    jot(reading, {"p1": Judged("passing", "Written on the phone.")}, keep="", by=world.vesna)

    world.client(world.vesna).post(
        desk_of(reading), shown | {"deed": "save", "words-p1": "", "words-p3": "Written here."}
    )

    assert sheet_of(reading) == {"p1": Judged("passing", "Written on the phone."), "p3": Judged("", "Written here.")}


def test_of_two_texts_in_one_field_both_survive_and_the_person_chooses(world):
    reading = world.claimed(world.marla, world.vesna)
    client = world.client(world.vesna)
    jot(reading, {"p1": Judged("", "Written on the phone.")}, keep="", by=world.vesna)
    typed = sheet(reading, {"p1": "Written here."}) | {"revision-words-p1": revision_of("")}

    page = page_of(client.post(desk_of(reading), typed | {"deed": "file"}))

    assert "This was changed on another page or device since you opened it." in page
    assert "Written here." in page
    assert "Written on the phone." in page
    assert sheet_of(reading)["p1"] == Judged("not_yet", "Written on the phone.")
    assert not Decision.objects.exists()

    now = revision_of("Written on the phone.")
    assert f'name="revision-words-p1" value="{now}"' in page
    client.post(desk_of(reading), typed | {"deed": "save", "revision-words-p1": now})
    assert sheet_of(reading)["p1"].words == "Written here."


def test_autosave_is_told_of_two_texts(world):
    reading = world.claimed(world.marla, world.vesna)
    jot(reading, {}, keep="Written on the phone.", by=world.vesna)

    answer = world.client(world.vesna).post(
        desk_of(reading),
        {
            "keep": "Written here.",
            "revision-keep": revision_of(""),
            "words-p1": "Good.",
            "revision-words-p1": revision_of(""),
        },
        headers={"Accept": "application/json"},
    )

    fields = json.loads(answer.content)["fields"]
    assert fields["keep"]["refused"] == "stale"
    assert fields["keep"]["theirs"] == "Written on the phone."
    assert fields["words-p1"] == {"revision": revision_of("Good.")}
    reading.refresh_from_db()
    assert reading.keep == "Written on the phone."


# Filing


def test_an_open_criterion_needs_words_and_everything_typed_is_kept(world):
    reading = world.claimed(world.marla, world.vesna)
    typed = sheet(reading, {"a2.c1": ""}) | {"words-a1.c1": "Clear rules.", "deed": "file"}
    typed["words-a2.c1"] = "   "

    page = page_of(world.client(world.vesna).post(desk_of(reading), typed))

    assert "a2.c1 is open, so it needs words: where in the work" in page
    assert "Everything you typed is kept." in page
    assert "Clear rules." in page
    assert 'id="c-a2.c1"' in page.split("is-current")[-1][:40]  # a phone shows it first
    assert not Decision.objects.exists()
    assert sheet_of(reading)["a1.c1"].words == "Clear rules."  # and kept on our side, too


def test_a_criterion_without_a_score_keeps_the_reading_from_being_filed(world):
    reading = world.claimed(world.marla, world.vesna)
    typed = sheet(reading) | {"deed": "file"}
    del typed["level-a1.c1"], typed["level-p3"]

    page = page_of(world.client(world.vesna).post(desk_of(reading), typed))

    assert "a1.c1 has no score yet." in page
    assert "p3 has no score yet." in page
    assert not Decision.objects.exists()


def test_a_level_that_the_scale_lacks_is_refused(world):
    reading = world.claimed(world.marla, world.vesna)

    page = page_of(
        world.client(world.vesna).post(desk_of(reading), sheet(reading) | {"level-p1": "a+", "deed": "file"})
    )

    assert "Choose one of the levels on the page." in page
    assert not Decision.objects.exists()


def test_words_that_are_too_long_are_refused_and_still_on_the_page(world):
    reading = world.claimed(world.marla, world.vesna)
    long = "word " * 2000

    page = page_of(world.client(world.vesna).post(desk_of(reading), {"deed": "save", "words-p1": long}))

    assert "This is longer than we can keep here (8000 characters)." in page
    assert long.strip() in page


def test_the_decision_follows_from_the_scores(world):
    for person, open_ones, outcome in ((world.marla, {"a2.c1": WORDS}, "not_yet"), (world.lupe, None, "earned")):
        reading = world.claimed(person, world.vesna)
        answer = world.client(world.vesna).post(
            desk_of(reading), sheet(reading, open_ones) | {"deed": "file"}, follow=True
        )
        assert "Your reading is filed. Thank you." in page_of(answer)
        assert answer.redirect_chain[-1][0] == QUEUE
        assert Decision.objects.get(attempt=reading.attempt).outcome == outcome


def test_filing_twice_is_said_kindly_and_changes_nothing(world):
    reading = world.claimed(world.marla, world.vesna)
    client = world.client(world.vesna)
    client.post(desk_of(reading), sheet(reading, {"a2.c1": WORDS}) | {"deed": "file"})

    page = page_of(client.post(desk_of(reading), sheet(reading) | {"words-a1.c1": "Other words", "deed": "file"}))

    assert "You filed this reading on Monday, November 16." in page
    assert WORDS in page
    assert "Other words" not in page
    assert Decision.objects.count() == 1


def test_a_filed_reading_is_read_again_without_the_evidence(world):
    reading = world.claimed(world.marla, world.vesna)
    score(reading, world.sheet(reading, {"a2.c1": WORDS}), keep="Your plan is clear.", by=world.vesna)
    client = world.client(world.vesna)

    page = page_of(client.get(desk_of(reading)))

    assert WORDS in page
    assert "Your plan is clear." in page
    assert "/evidence/" not in page
    assert "My answer to p1.q1." not in page
    assert [
        one
        for one in page.split("<textarea ")[1:]
        if not one.startswith('class="input input--short" id="private_note"')
    ] == []
    assert "Filed by you" in page_of(client.get(QUEUE))


# The second try


def test_on_the_second_try_only_what_is_open_is_scored(world):
    reading = claim(sent_attempt(second_try(world)), by=world.keziah)

    page = page_of(world.client(world.keziah).get(desk_of(reading)))

    assert 'name="level-a3.c1"' in page
    assert 'name="level-p1"' not in page
    assert "6 are met already and not scored again" in page
    assert "Every learner is heard now." in page  # the earner's note of what changed
    assert "In a3.c1 something is missing." in page  # what the first reader said
    assert "In attempt 1: Developing." in page


def test_what_came_in_since_the_last_reading_is_marked_as_new(world):
    submission = world.revised(world.marla, world.vesna)
    attempt = world.attempt(submission)
    with clock.at(MONDAY + timedelta(days=1)):
        add_file(attempt, "a3", ContentFile(b"Written anew.", name="n.txt"), about="", by=world.marla)
        explain(attempt, "a3.c1", "Written anew.", revision=0, by=world.marla)
        send(submission, set(STATEMENTS), by=world.marla)
        reading = claim(sent_attempt(submission), by=world.vesna)

        assert page_of(world.client(world.vesna).get(desk_of(reading))).count("new in this attempt") == 1


def test_met_stays_met_whatever_a_forged_form_says(world):
    submission = second_try(world)
    reading = claim(sent_attempt(submission), by=world.keziah)
    forged = sheet(reading) | {"level-p1": "not_yet", "words-p1": "No.", "deed": "file"}

    world.client(world.keziah).post(desk_of(reading), forged)

    assert met_of(submission)["p1"].attempt.number == 1
    assert Decision.objects.get(attempt=reading.attempt).outcome == "earned"


# Claims that end


def test_a_claim_that_ran_out_keeps_the_words_and_claiming_again_brings_them_back(world):
    reading = world.claimed(world.marla, world.vesna)
    with clock.at(MONDAY + timedelta(days=7)):
        client = world.client(world.vesna)
        page = page_of(client.post(desk_of(reading), sheet(reading, {"a2.c1": WORDS}) | {"deed": "file"}))
        assert "Your claim has run out, so a colleague may take this one." in page
        assert WORDS in page
        assert "/evidence/" not in page
        assert claim_of(reading.attempt) in page
        assert "Your claim has run out" in page_of(client.get(QUEUE))

        back = client.post(claim_of(reading.attempt), follow=True)

    assert back.redirect_chain[-1][0] != desk_of(reading)
    assert WORDS in page_of(back)
    assert back.content.decode().count(" checked") == 7
    assert not Decision.objects.exists()


def test_when_a_colleague_took_it_meanwhile_the_page_says_so(world):
    reading = world.claimed(world.marla, world.vesna)
    with clock.at(MONDAY + timedelta(days=7)):
        claim(reading.attempt, by=world.keziah)
        client = world.client(world.vesna)

        assert "A colleague has taken this one meanwhile." in page_of(client.get(desk_of(reading)))
        page = page_of(client.post(desk_of(reading), {"deed": "save", "words-p1": WORDS}))

    assert "A colleague has taken this one meanwhile." in page
    assert WORDS in page


def test_work_withdrawn_under_the_reviewer_s_hands_is_said(world):
    reading = world.claimed(world.marla, world.vesna)
    withdraw(reading.attempt.submission, by=world.marla)
    client = world.client(world.vesna)
    sentence = "The earner has taken this one back. There is nothing to do; thank you."

    queue = page_of(client.get(QUEUE))
    assert sentence in queue
    assert "on your desk." not in queue and "1 in hand" not in queue
    assert sentence in page_of(client.get(desk_of(reading)))
    page = page_of(client.post(desk_of(reading), sheet(reading, {"a2.c1": WORDS}) | {"deed": "file"}))
    assert sentence in page
    assert WORDS in page
    assert not Decision.objects.exists()
    with clock.at(MONDAY + timedelta(days=7)):
        assert sentence not in page_of(client.get(QUEUE))


def test_giving_it_back_needs_no_reason_and_keeps_the_words(world):
    reading = world.claimed(world.marla, world.vesna)
    client = world.client(world.vesna)

    answer = client.post(desk_of(reading), {"deed": "release", "words-p1": WORDS}, follow=True)

    assert "It is back in the queue." in page_of(answer)
    assert "You gave this one back" in page_of(client.get(desk_of(reading)))
    assert WORDS in page_of(client.post(claim_of(reading.attempt), follow=True))


def test_work_that_was_given_back_waits_for_others(world):
    reading = world.claimed(world.marla, world.vesna)
    release(reading, by=world.vesna)

    assert claim_of(reading.attempt) in page_of(world.client(world.keziah).get(QUEUE))


def test_a_withdrawn_attempt_is_refused_with_a_sentence(world):
    submission = world.sent(world.marla)
    attempt = sent_attempt(submission)
    withdraw(submission, by=world.marla)

    answer = world.client(world.vesna).post(claim_of(attempt), follow=True)

    assert "The earner has taken this one back." in page_of(answer)


def test_a_reviewer_whose_qualification_ended_still_finds_their_desk(world):
    reading = world.claimed(world.marla, world.vesna)
    for one in MicroCredential.objects.all():
        qualify(world.vesna, one, until=(MONDAY - timedelta(days=1)).date(), by=None)

    assert desk_of(reading) in page_of(world.client(world.vesna).get(QUEUE))


# Light and quick


@pytest.mark.parametrize("where", ["queue", "desk", "second desk", "filed"])
def test_the_pages_ask_the_database_at_most_twelve_times(world, django_assert_max_num_queries, where):
    submission = second_try(world)
    for person in (world.lupe, world.gideon, world.cyrus):
        world.sent(person)
    reading = claim(
        sent_attempt(submission if where == "second desk" else Submission.objects.get(person=world.lupe)),
        by=world.vesna,
    )
    if where == "filed":
        score(reading, world.sheet(reading), keep="", by=world.vesna)
    client = world.client(world.vesna)
    address = QUEUE if where == "queue" else desk_of(reading)

    with django_assert_max_num_queries(12):
        page = page_of(client.get(address))

    assert len(page.encode()) < 150_000


def test_a_forged_form_is_turned_away(world):
    from django.test import Client

    reading = world.claimed(world.marla, world.vesna)
    client = Client(HTTP_HOST="localhost:8000", enforce_csrf_checks=True)
    client.force_login(world.vesna, backend="allauth.account.auth_backends.AuthenticationBackend")

    answer = client.post(desk_of(reading), sheet(reading) | {"deed": "file"})

    assert answer.status_code == 403
    assert not Decision.objects.exists()


def test_words_of_a_reviewer_who_was_signed_out_are_handed_back(world):
    reading = world.claimed(world.marla, world.vesna)

    answer = world.client().post(
        f"/review/{reading.pk}/", {"deed": "file", "words-a1.c1": "In a1 the <rule> is missing."}
    )

    assert answer.status_code == 401
    assert "In a1 the &lt;rule&gt; is missing." in answer.content.decode()
    assert "Sign in in another tab" in answer.content.decode()


def test_a_claim_that_ran_out_is_offered_again_only_where_it_would_be_given(world):
    reading = world.claimed(world.lupe, world.keziah)
    with clock.at(MONDAY + timedelta(days=4)):
        assert "Claim it again" in page_of(world.client(world.keziah).get(QUEUE))
        qualify(world.keziah, world.pl101.microcredential, until=MONDAY.date(), by=None)
        page = page_of(world.client(world.keziah).get(QUEUE))
        assert "Somebody else reads this one now." in page and "Claim it again" not in page
        desk = page_of(world.client(world.keziah).get(desk_of(reading)))
        assert "you do not read this micro-credential at present" in desk and "Claim it again" not in desk
