"""The earner's pages without JavaScript: starting, answering, evidence, sending, not yet, earning, sharing."""

import html
import io
import re
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from merited.base import clock
from merited.catalog.models import Version
from merited.portfolio import files
from merited.portfolio.models import Evidence
from merited.review.actions import claim, score
from merited.submissions import actions
from merited.submissions.models import Answer, Attempt, ChangeNote, Exhibit, SelfScore, Submission
from merited.submissions.rules.completeness import STATEMENTS

JSON = {"Accept": "application/json"}


def page(response) -> str:
    """The page's text as it is read, entities resolved."""
    return html.unescape(response.content.decode())


def step_of(submission, key: str) -> str:
    return f"/work/{submission.pk}/{key}/"


def post(client, submission, key, headers=None, **fields):
    """Press a button of a step, with the revisions that the database holds, as a fresh page would show them."""
    attempt = Attempt.objects.filter(submission=submission).order_by("-number")[0]
    shown = {f"revision-answer-{one.prompt}": one.revision for one in attempt.answers.all()}
    shown |= {f"revision-note-{one.criterion}": one.revision for one in attempt.change_notes.all()}
    empty = {f"revision-{name}": 0 for name in fields if name.startswith(("answer-", "note-"))}
    return client.post(step_of(submission, key), {"attempt": attempt.pk, **empty, **shown, **fields}, headers=headers)


def picture(name="IMG_Tenby_class.jpg", place=False) -> SimpleUploadedFile:
    out = io.BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x010F] = "Camera of Marla"
        exif[0x8825] = {1: "N", 2: (47.0, 36.0, 0.0)}
    Image.new("RGB", (40, 30), "green").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def a_file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def marla(world):
    return world.client(world.marla)


@pytest.fixture
def draft(world) -> Submission:
    return world.draft(world.marla)


def only(submission, prompt="p1.q1") -> Answer:
    return Answer.objects.get(attempt__submission=submission, prompt=prompt)


# My work and starting


def test_an_empty_my_work_teaches(world, marla):
    shown = page(marla.get("/work/"))

    assert "Nothing in hand yet" in shown and "Starting sets no clock." in shown
    assert shown.count('class="button"') == 1


def test_starting_opens_the_first_part_and_starting_again_goes_on(world, marla):
    first = marla.post("/work/start/pl-101/", follow=True)
    second = marla.post("/work/start/pl-101/", follow=True)

    assert first.redirect_chain[-1] == second.redirect_chain[-1]
    assert first.redirect_chain[-1][0].endswith("/p1/")
    assert Submission.objects.filter(person=world.marla).count() == 1


def test_a_get_starts_nothing(world, marla):
    assert marla.get("/work/start/pl-101/")["Location"] == "/catalog/pl-101/"
    assert not Submission.objects.filter(person=world.marla).exists()


def test_what_is_earned_is_not_started_again(world, marla):
    world.earned(world.marla, world.vesna)

    response = marla.post("/work/start/pl-101/", follow=True)

    assert response.redirect_chain == [("/catalog/pl-101/", 302)]
    assert "This one is earned. Nothing more is asked of you." in page(response)


def test_work_in_hand_keeps_the_version_it_was_begun_on(world, marla, draft):
    old = world.pl101
    Version.objects.filter(pk=old.pk).update(state="retired")
    Version.objects.create(
        microcredential=old.microcredential, number="9.9", state="published", title=old.title, text=old.text,
        digest=old.digest, mark=old.mark, published_at=clock.now(),
    )  # fmt: skip

    marla.post("/work/start/pl-101/")

    assert [one.version_id for one in Submission.objects.filter(person=world.marla)] == [old.pk]


def test_an_address_that_is_not_in_the_catalog_starts_nothing(world, marla):
    assert marla.post("/work/start/no-999/").status_code == 404


def test_my_work_says_the_state_the_next_thing_and_a_date(world, marla, draft):
    world.sent(world.marla, world.ml101)
    world.earned(world.marla, world.halvard, world.et103)
    post(marla, draft, "p1", **{"answer-p1.q1": "One class."})

    shown = page(marla.get("/work/"))

    assert "The next thing for you: “Part 1. Overview questions”, in Checking for Understanding in Real Time." in shown
    assert "Go on with Part 1" in shown and "Saved " in shown
    assert "You will hear by Thursday, December 3" in shown
    assert "Its page is unlisted: only people with the link see it." in shown
    assert "/catalog/et-103/" in shown and "mark.svg" in shown


def test_somebody_reading_shows_as_being_read_without_a_name(world, marla):
    world.claimed(world.marla, world.vesna)

    shown = page(marla.get("/work/"))

    assert "Being read" in shown and world.vesna.name not in shown


def test_what_was_withdrawn_is_folded_at_the_end_and_can_be_started_again(world, marla, draft):
    actions.withdraw(draft, by=world.marla)

    assert "1 withdrawn" in page(marla.get("/work/"))
    again = marla.post("/work/start/pl-101/")
    assert again["Location"] != f"/work/{draft.pk}/"
    assert Submission.objects.filter(person=world.marla, state="draft").count() == 1


# Strangers


def test_strangers_get_404_on_every_address(world, draft):
    stranger = world.client(world.lupe)
    award = world.earned(world.gideon, world.vesna)
    exhibit = actions.add_file(world.attempt(draft), "a1", ContentFile(b"plan", name="x.txt"), about="", by=world.marla)
    addresses = [
        f"/work/{draft.pk}/{end}" for end in ("", "p1/", "a1/", "send/", "withdraw/", "revise/", "attempts/1/")
    ]
    for address in [*addresses, f"/work/awards/{award.pk}/share/", f"/work/{uuid4()}/"]:
        assert stranger.get(address).status_code == 404, address
        assert (
            stranger.post(address, {"remove": exhibit.pk, "answer-p1.q1": "x", "page": "shared"}).status_code == 404
        ), address
    assert Exhibit.objects.filter(pk=exhibit.pk).exists()
    assert not Answer.objects.filter(attempt__submission=draft).exists()


def test_somebody_elses_exhibit_cannot_be_removed_through_ones_own_page(world, marla, draft):
    other = world.draft(world.lupe)
    exhibit = actions.add_file(world.attempt(other), "a1", ContentFile(b"plan", name="x.txt"), about="", by=world.lupe)

    assert post(marla, draft, "a1", remove=str(exhibit.pk)).status_code == 404
    assert post(marla, draft, "a1", remove="no-key").status_code == 404
    assert Exhibit.objects.filter(pk=exhibit.pk).exists()


def test_signed_out_people_are_asked_to_sign_in(world, draft):
    response = world.client().get(step_of(draft, "p1"))

    assert response.status_code == 302 and response["Location"].startswith("/accounts/login/")


def test_a_step_that_is_not_there_is_404(world, marla, draft):
    assert marla.get(step_of(draft, "p9")).status_code == 404


# Answering


def test_every_button_saves_and_the_button_says_what_comes_then(world, marla, draft):
    stays = post(marla, draft, "p1", then="stay", **{"answer-p1.q1": "Grade 4, fifteen kids."})
    goes = post(marla, draft, "p1", then="next", **{"answer-p1.q2": "Decimals."})

    assert stays["Location"] == step_of(draft, "p1") and goes["Location"] == step_of(draft, "a1")
    assert only(draft).text == "Grade 4, fifteen kids." and only(draft, "p1.q2").text == "Decimals."
    assert "4 words so far. 80 to 200 are asked for." in page(marla.get(step_of(draft, "p1")))


def test_the_last_step_leads_to_looking_it_over(world, marla, draft):
    assert post(marla, draft, "p3", then="next", **{"answer-p3.q1": "x"})["Location"] == f"/work/{draft.pk}/send/"


def test_a_pasted_vertical_tab_is_cleaned_where_it_is_typed(world, marla, draft):
    post(marla, draft, "p1", **{"answer-p1.q1": "one\x0btwo\r\nthree\ttab"})

    assert only(draft).text == "one\ntwo\nthree\ttab"


def test_a_text_keeps_its_letters_quotes_and_first_empty_line(world, marla, draft):
    text = '\nمرحبا 👋 «¿Qué?» "quoted" <b>bold</b> & more\ttab'
    post(marla, draft, "p1", **{"answer-p1.q1": text})

    raw = marla.get(step_of(draft, "p1")).content.decode()

    assert only(draft).text == text
    assert "<b>bold</b>" not in raw
    field = re.search(r'<textarea[^>]*id="p1.q1"[^>]*>\n(.*?)</textarea>', raw, re.DOTALL)
    assert field and html.unescape(field[1]) == text


def test_a_stale_save_shows_both_texts_and_loses_neither(world, marla, draft):
    post(marla, draft, "p1", **{"answer-p1.q1": "Written on the phone."})

    response = marla.post(
        step_of(draft, "p1"),
        {"attempt": world.attempt(draft).pk, "answer-p1.q1": "Written on the laptop.", "revision-answer-p1.q1": "0",
         "answer-p1.q2": "Another answer.", "revision-answer-p1.q2": "0"},
    )  # fmt: skip
    shown = page(response)

    assert response.status_code == 200
    assert "Written on the phone." in shown and "Written on the laptop." in shown and "Both texts are here" in shown
    assert 'name="revision-answer-p1.q1" value="1"' in shown  # saving now is a choice that was made
    assert only(draft).text == "Written on the phone." and only(draft, "p1.q2").text == "Another answer."


def test_of_two_texts_the_person_keeps_either(world, marla, draft):
    post(marla, draft, "p1", **{"answer-p1.q1": "The saved one."})
    post(marla, draft, "p1", theirs="answer-p1.q1", **{"answer-p1.q1": "The typed one."})
    assert only(draft).text == "The saved one."

    post(marla, draft, "p1", **{"answer-p1.q1": "The typed one."})
    assert only(draft).text == "The typed one."


def test_a_page_of_another_attempt_never_overwrites_in_silence(world, marla, draft):
    post(marla, draft, "p1", **{"answer-p1.q1": "Here."})

    response = marla.post(
        step_of(draft, "p1"), {"attempt": uuid4(), "answer-p1.q1": "There.", "revision-answer-p1.q1": "1"}
    )

    assert "Both texts are here" in page(response) and only(draft).text == "Here."


def test_a_text_that_is_too_long_stays_on_the_page(world, marla, draft, monkeypatch):
    monkeypatch.setattr(actions, "LONGEST_ANSWER", 20)

    shown = page(
        post(marla, draft, "p1", **{"answer-p1.q1": "far more than twenty characters", "answer-p1.q2": "short"})
    )

    assert "longer than we can keep here (20 characters). Nothing of it is lost on this page." in shown
    assert "far more than twenty characters</textarea>" in shown and 'aria-invalid="true"' in shown
    assert (
        only(draft, "p1.q2").text == "short"
        and not Answer.objects.filter(prompt="p1.q1", attempt__submission=draft).exists()
    )


def test_what_is_typed_after_sending_is_refused_and_stays_on_the_page(world, marla):
    submission = world.sent(world.marla)

    response = post(marla, submission, "p1", **{"answer-p1.q1": "One more thought."})

    assert "This is already sent and cannot be changed now." in page(response)
    assert "One more thought.</textarea>" in page(response)
    assert only(submission).text == "My answer to p1.q1."
    assert marla.get(step_of(submission, "p1"))["Location"] == f"/work/{submission.pk}/"


def test_one_s_own_levels_are_kept_and_a_level_of_no_scale_is_refused(world, marla, draft):
    assert post(marla, draft, "a1", **{"level-a1.c1": "basic"}).status_code == 302
    assert "Choose one of the levels on the page." in page(post(marla, draft, "a1", **{"level-a1.c1": "superb"}))

    assert SelfScore.objects.get(attempt__submission=draft).level == "basic"
    assert re.search(r'value="basic" data-keep checked', page(marla.get(step_of(draft, "a1"))))


# Autosave: the server's half of the contract


def test_the_script_is_told_revision_time_and_words(world, marla, draft):
    told = post(marla, draft, "p1", headers=JSON, **{"answer-p1.q1": "Grade 4, fifteen kids."}).json()

    field = told["fields"]["answer-p1.q1"]
    assert (
        field["revision"] == 1 and field["saved"].startswith("Saved ") and field["count"].startswith("4 words so far.")
    )
    assert "question 2 of Part 1" in told["html"]["missing"] and "Part 1. Overview questions" in told["html"]["parts"]


def test_the_script_is_told_the_other_text_when_its_own_is_stale(world, marla, draft):
    post(marla, draft, "p1", **{"answer-p1.q1": "Phone."})

    told = marla.post(
        step_of(draft, "p1"),
        {"attempt": world.attempt(draft).pk, "answer-p1.q1": "Laptop.", "revision-answer-p1.q1": "0"},
        headers=JSON,
    ).json()["fields"]["answer-p1.q1"]

    assert (told["refused"], told["theirs"], told["revision"]) == ("stale", "Phone.", 1)


def test_the_script_is_told_that_it_is_sent_already(world, marla):
    submission = world.sent(world.marla)

    told = post(marla, submission, "p1", headers=JSON, **{"answer-p1.q1": "More."}).json()["fields"]["answer-p1.q1"]

    assert told["refused"] == "already-sent" and "already sent" in told["sentence"]


def test_the_script_is_sent_to_sign_in_when_signed_out(world, draft):
    assert world.client().post(step_of(draft, "p1"), {"answer-p1.q1": "x"}, headers=JSON).status_code == 302


# Evidence


def test_a_picture_loses_its_place_and_its_name_and_shows_as_a_tile(world, marla, draft):
    response = post(marla, draft, "a2", files=picture(place=True), about="Fifteen whiteboards", add="1")
    evidence = Evidence.objects.get()
    shown = page(marla.get(step_of(draft, "a2")))

    assert response["Location"] == step_of(draft, "a2") + "#evidence"
    with files.opened(evidence.path) as stored, Image.open(stored) as kept:
        assert not kept.getexif()
    assert "a2-1.jpg" in shown and "IMG_Tenby" not in shown and "Fifteen whiteboards" in shown
    assert "We took the location and other hidden data out of the photo." in shown
    assert f"/evidence/{Exhibit.objects.get().pk}/file" in shown


def test_a_pdf_says_its_pages_and_shows_the_first(world, marla, draft):
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "PDF", save_all=True, append_images=[Image.new("RGB", (60, 80))])
    post(marla, draft, "a1", files=a_file("plan.pdf", out.getvalue()), add="1")

    shown = page(marla.get(step_of(draft, "a1")))

    assert "PDF, " in shown and "2 pages" in shown and f"/evidence/{Exhibit.objects.get().pk}/page/1.png" in shown


def test_any_button_takes_the_chosen_files_along(world, marla, draft):
    post(marla, draft, "a1", files=[picture(), a_file("plan.txt", b"Target: decimals")], then="next")

    assert [one.name for one in Exhibit.objects.order_by("position")] == ["a1-1.jpg", "a1-2.txt"]


def test_of_several_files_the_good_ones_are_kept_and_the_others_named(world, marla, draft):
    shown = page(post(marla, draft, "a1", files=[picture(), a_file("Tenby notes.txt", b"")], about="My plan", add="1"))

    assert "Tenby notes.txt was not taken." in shown and "This file is empty." in shown
    assert "a1-1.jpg" in shown and 'value="My plan"' in shown
    assert Exhibit.objects.count() == 1
    assert "Tenby" not in str(list(Evidence.objects.values()))


BROKEN_PICTURE = b"\xff\xd8\xff\xe0" + b"no picture" * 20


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.pdf", b"", "This file is empty."),
        ("page.html", b"<!doctype html><script>alert(1)</script>", "This is a web page or a drawing with code in it"),
        (
            "mark.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
            "This is a web page or a drawing with code in it",
        ),
        ("notes.txt", b"<script>alert(1)</script>", "This is a web page or a drawing with code in it"),
        (
            "song.mp3",
            b"ID3" + b"\x00" * 64,
            "What we found in it: sound recording. This piece of work takes: PDF, document, picture or link.",
        ),
        ("photo.jpg", BROKEN_PICTURE, "This file is damaged: it stops before its end."),
        ("plan.pdf", b"%PDF-1.7 and nothing else", "This PDF cannot be opened"),
        (
            "plan.url",
            b"[InternetShortcut]\r\nURL=https://a.example",
            "This file is a shortcut to a document, not the document.",
        ),
        ("plan.bin", b"\x00\x01\x02\x03" * 8, "We do not know this kind of file."),
        ("plan.zip", b"PK\x03\x04" + b"cut short", "This file is damaged"),
    ],
)
def test_each_refused_file_has_its_sentence_and_nothing_is_stored(world, marla, draft, name, content, sentence):
    shown = page(post(marla, draft, "a1", files=a_file(name, content), about="Kept words", url="", add="1"))

    assert f"{name} was not taken." in shown or not content
    assert sentence in shown and 'value="Kept words"' in shown
    assert not Exhibit.objects.exists() and not Evidence.objects.exists()


def test_a_file_that_is_too_large_is_refused_with_both_sizes(world, marla, draft, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_OTHER", 2_000_000)

    shown = page(post(marla, draft, "a1", files=a_file("long.txt", b"word " * 600_000), add="1"))

    assert "This file has 3 MB; up to 2 MB can be taken here." in shown and not Exhibit.objects.exists()


def test_more_files_than_asked_for_are_refused(world, marla, draft):
    shown = page(post(marla, draft, "a1", files=[a_file(f"{n}.txt", b"page") for n in range(4)], add="1"))

    assert "3.txt was not taken." in shown and "Up to 3 files are taken here. Remove one to add another." in shown
    assert Exhibit.objects.count() == 3
    assert 'name="files"' not in shown


def test_a_link_is_kept_and_a_wrong_one_stays_in_its_field(world, marla, draft):
    good = "https://docs.example/plan?x=1"
    assert post(marla, draft, "a1", url=good, add="1").status_code == 302
    shown = page(post(marla, draft, "a1", url="docs dot example", about="Online", add="1"))

    assert Evidence.objects.get().url == good and good in shown
    assert (
        "This is no complete web address." in shown
        and 'value="docs dot example"' in shown
        and 'value="Online"' in shown
    )


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("javascript:alert(1)", "This is no complete web address."),
        ("https://me:secret@docs.example/", "This address holds a name and a password."),
    ],
)
def test_a_link_that_could_harm_is_refused(world, marla, draft, url, sentence):
    assert sentence in page(post(marla, draft, "a1", url=url, add="1"))
    assert not Evidence.objects.exists()


def test_where_links_are_not_taken_a_forged_one_is_refused(world, marla, draft):
    shown = page(marla.get(step_of(draft, "a3")))
    assert 'name="url"' not in shown
    post(marla, draft, "a3", url="https://docs.example/", add="1")
    assert not Exhibit.objects.exists()


def test_adding_nothing_says_so(world, marla, draft):
    assert "Nothing was chosen." in page(post(marla, draft, "a1", add="1"))


def test_an_exhibit_is_removed_by_its_button(world, marla, draft):
    post(marla, draft, "a1", files=picture(), add="1")

    post(marla, draft, "a1", remove=str(Exhibit.objects.get().pk))

    assert not Exhibit.objects.exists()


def test_a_file_that_comes_after_sending_is_refused(world, marla):
    submission = world.sent(world.marla)
    before = Exhibit.objects.count()

    shown = page(post(marla, submission, "a1", files=picture(), about="Late", add="1"))

    assert "This is already sent and cannot be changed now." in shown and Exhibit.objects.count() == before


# Sending, waiting, withdrawing


def test_what_is_missing_is_listed_with_the_way_to_it_and_send_is_never_dead(world, marla, draft):
    response = marla.get(f"/work/{draft.pk}/send/")
    shown = page(response)

    assert (
        f'href="/work/{draft.pk}/p1/#p1.q2"' in shown
        and "An answer to question 2 of Part 1. Overview questions" in shown
    )
    assert f'href="/work/{draft.pk}/a1/#a1"' in shown
    assert 'aria-disabled="true"' in shown and " disabled" not in shown
    refused = page(marla.post(f"/work/{draft.pk}/send/", {"statements": list(STATEMENTS)}))
    assert "Something is still missing." in refused and refused.count(" checked") == 3


def test_sending_tells_the_day_and_a_double_click_sends_once(world, marla):
    submission = world.written(world.marla)
    before = page(marla.get(f"/work/{submission.pk}/send/"))
    first = marla.post(f"/work/{submission.pk}/send/", {"statements": list(STATEMENTS)})
    second = marla.post(f"/work/{submission.pk}/send/", {"statements": list(STATEMENTS)})
    after = page(marla.get(f"/work/{submission.pk}/"))

    assert "If you send today, you hear by Thursday, December 3." in before and 'aria-disabled="true"' not in before
    assert first["Location"] == second["Location"] == f"/work/{submission.pk}/"
    assert "You will hear by Thursday, December 3" in after and "What happens now" in after
    assert Attempt.objects.filter(submission=submission).count() == 1


def test_without_the_three_statements_it_is_not_sent(world, marla):
    submission = world.written(world.marla)

    shown = page(marla.post(f"/work/{submission.pk}/send/", {"statements": ["ready", "forged"]}))

    assert "Please read and tick the three statements." in shown and shown.count(" checked") == 1
    submission.refresh_from_db()
    assert submission.state == "draft"


def test_word_ranges_are_advice_and_hold_nothing_back(world, marla):
    submission = world.written(world.marla)

    shown = page(marla.get(f"/work/{submission.pk}/send/"))

    assert "Question 1 of Part 1. Overview questions: 4 words so far. 80 to 200 are asked for." in shown
    assert "This does not hold it back." in shown and "Nothing is missing" in shown


def test_withdrawing_says_what_it_means_and_what_was_written_stays_readable(world, marla):
    submission = world.sent(world.marla)

    assert "Nobody will read it." in page(marla.get(f"/work/{submission.pk}/withdraw/"))
    response = marla.post(f"/work/{submission.pk}/withdraw/", follow=True)

    assert "You withdrew this one." in page(response) and "Start again" in page(response)
    assert "My answer to p1.q1." in page(marla.get(f"/work/{submission.pk}/attempts/1/"))
    assert marla.post(f"/work/{submission.pk}/withdraw/")["Location"] == f"/work/{submission.pk}/"


def test_typing_into_withdrawn_work_is_refused_and_stays_on_the_page(world, marla, draft):
    actions.withdraw(draft, by=world.marla)

    shown = page(post(marla, draft, "p1", **{"answer-p1.q1": "One more."}))

    assert "You withdrew this one." in shown and "One more.</textarea>" in shown


# Not yet, and again


WORDS = "At 04:35 you give the cards. One next move: check again in the same lesson. Your plan is met and stays."


@pytest.fixture
def returned(world) -> Submission:
    return world.not_yet(world.marla, world.vesna, open_ones={"a2.c2": WORDS})


def test_not_yet_starts_with_what_is_met_and_teaches_the_next_move(world, marla, returned):
    shown = page(marla.get(f"/work/{returned.pk}/"))

    places = [
        shown.index(one)
        for one in (
            "What is met",
            "Overview questions",
            "What your reviewer saw",
            "One next move",
            "What need not be redone",
        )
    ]
    assert places == sorted(places)
    assert "6 of 7 are met and stay met. One is open." in shown
    assert "Check again in the same lesson." in shown and "Your plan is met and stays." in shown
    assert "Proficient: meets" in shown and "Developing: where it is now" in shown
    assert world.vesna.name not in shown


def test_answering_opens_only_what_is_open(world, marla, returned):
    response = marla.post(f"/work/{returned.pk}/revise/", follow=True)
    again = marla.post(f"/work/{returned.pk}/revise/")  # a double click
    shown, met = page(response), page(marla.get(step_of(returned, "p1")))

    assert response.redirect_chain[-1][0] == step_of(returned, "a2") and again.status_code == 302
    assert Attempt.objects.filter(submission=returned).count() == 2
    assert "What did you change for “Adjustment in the same lesson”?" in shown and WORDS in shown
    assert 'name="note-a2.c1"' not in shown and 'name="level-a2.c1"' not in shown  # met, in the same piece of work
    assert "Met, and stays met." in met and "<textarea" not in met and "My answer to p1.q1." in met


def test_what_is_met_cannot_be_changed_even_by_a_forged_form(world, marla, returned):
    actions.revise(returned, by=world.marla)

    answer = page(post(marla, returned, "p1", **{"answer-p1.q1": "Forged."}))
    exhibit = Exhibit.objects.get(attempt__submission=returned, attempt__number=2, artifact="a1")
    removal = page(post(marla, returned, "a1", remove=str(exhibit.pk)))

    assert "This answer is met and stays as it is." in answer and "Forged.</textarea>" in answer
    assert Exhibit.objects.filter(pk=exhibit.pk).exists() and "This piece of work is met and stays as it is." in removal


def test_the_note_of_what_changed_is_saved_and_asked_for_before_sending(world, marla, returned):
    actions.revise(returned, by=world.marla)
    assert f'href="/work/{returned.pk}/a2/#note-a2.c2"' in page(marla.get(f"/work/{returned.pk}/send/"))

    post(marla, returned, "a2", **{"note-a2.c2": "A second check at minute ten."})
    told = post(marla, returned, "a2", headers=JSON, **{"note-a2.c2": "A second check at minute eleven."}).json()

    assert ChangeNote.objects.get().text == "A second check at minute eleven."
    assert told["fields"]["note-a2.c2"]["revision"] == 2 and "Nothing is missing" in told["html"]["missing"]


def test_all_attempts_stay_readable_side_by_side(world, marla, returned):
    attempt = actions.revise(returned, by=world.marla)
    actions.explain(attempt, "a2.c2", "A second check.", revision=0, by=world.marla)
    actions.send(returned, set(STATEMENTS), by=world.marla)
    waiting = page(marla.get(f"/work/{returned.pk}/"))
    reading = claim(Attempt.objects.get(submission=returned, number=2), by=world.vesna)
    score(reading, world.sheet(reading), keep="The second check is there.", by=world.vesna)
    earned, first, second = (
        page(marla.get(f"/work/{returned.pk}/{end}")) for end in ("", "attempts/1/", "attempts/2/")
    )

    assert "Stays met" in waiting and "First attempt" in waiting and "Second attempt" in waiting
    assert (
        "Earned!" in earned
        and "Developing" in earned
        and "The second check is there." in earned
        and "/awards/" in earned
    )
    assert WORDS in first and "My answer to p1.q1." in first and "a2-1.txt" in first
    assert "A second check." in second
    assert all(world.vesna.name not in one for one in (waiting, earned, first, second))
    assert marla.get(f"/work/{returned.pk}/attempts/7/").status_code == 404


def test_revising_what_waits_changes_nothing(world, marla):
    submission = world.sent(world.marla)

    shown = page(marla.post(f"/work/{submission.pk}/revise/", follow=True))

    assert "already sent" in shown and Attempt.objects.filter(submission=submission).count() == 1


# Sharing


def test_the_earner_shares_the_page_and_takes_it_back(world, marla):
    award = world.earned(world.marla, world.vesna)
    address = f"/work/awards/{award.pk}/share/"

    assert "only people to whom you give the link see it" in page(marla.get(address))
    assert "anyone can see it" in page(marla.post(address, {"page": "shared"}, follow=True))
    award.refresh_from_db()
    assert award.shared_at
    assert f"http://localhost:8000/awards/{award.pk}" in page(marla.get(address))
    marla.post(address, {"page": "unlisted"})
    award.refresh_from_db()
    assert award.shared_at is None


def test_a_get_shares_nothing(world, marla):
    award = world.earned(world.marla, world.vesna)

    marla.get(f"/work/awards/{award.pk}/share/?page=shared")

    award.refresh_from_db()
    assert award.shared_at is None


# Budgets


def test_every_page_asks_at_most_twelve_questions_and_weighs_little(world, marla, returned):
    world.written(world.marla, world.ml101)
    world.earned(world.marla, world.halvard, world.et103)
    again = world.revised(world.gideon, world.vesna)
    waiting, withdrawn = world.sent(world.lupe), world.draft(world.cyrus)
    actions.withdraw(withdrawn, by=world.cyrus)
    earned = Submission.objects.get(person=world.marla, state="earned")
    full = Submission.objects.get(person=world.marla, state="draft")
    pages = {
        world.marla: ["/work/", f"/work/{returned.pk}/", f"/work/{returned.pk}/attempts/1/", f"/work/{earned.pk}/"]
        + [step_of(full, key) for key in ("p1", "a1", "send", "withdraw")],
        world.gideon: ["/work/", *(step_of(again, key) for key in ("p1", "a3", "send"))],
        world.lupe: [f"/work/{waiting.pk}/"],
        world.cyrus: [f"/work/{withdrawn.pk}/", "/work/"],
    }
    for person, addresses in pages.items():
        client = world.client(person)
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                response = client.get(address)
            assert response.status_code == 200, address
            assert len(asked) <= 12, f"{address}: {len(asked)}\n" + "\n".join(one["sql"][:120] for one in asked)
            assert len(response.content) < 150_000, address
