"""Answering without JavaScript, the server's half of autosave, and evidence: each refusal with its sentence."""

import html
import io
import re
from uuid import uuid4

import pytest
from PIL import Image

from merited.portfolio import files
from merited.portfolio.models import Evidence
from merited.submissions import actions
from merited.submissions.models import Answer, Exhibit, SelfScore, Submission
from tests.web.answering import JSON, a_file, page, picture, post, step_of


@pytest.fixture
def marla(world):
    return world.client(world.marla)


@pytest.fixture
def draft(world) -> Submission:
    return world.draft(world.marla)


def only(submission, prompt="p1.q1") -> Answer:
    return Answer.objects.get(attempt__submission=submission, prompt=prompt)


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
    assert "Written on the <mark>phone.</mark>" in shown and "Written on the <mark>laptop.</mark>" in shown
    assert "Written on the laptop.</textarea>" in shown and "Both texts are here" in shown
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
    assert "question 2 of “Part 1" in told["html"]["missing"] and "Part 1. Overview questions" in told["html"]["parts"]


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
    assert "Hidden data that came with it, such as a place or a camera, is not kept." in shown
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
    shown = page(post(marla, draft, "a1", files=[a_file(f"{n}.txt", b"page %d" % n) for n in range(4)], add="1"))

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


def test_the_same_file_twice_is_one_exhibit_and_leaves_nothing_behind(world, marla, draft):
    post(marla, draft, "a1", files=a_file("plan.txt", b"Target"), add="1")
    post(marla, draft, "a1", files=a_file("plan.txt", b"Target"), add="1")

    assert Exhibit.objects.count() == Evidence.objects.count() == 1
    with files.opened(Evidence.objects.get().path) as stored:
        assert stored.read() == b"Target"


def test_signed_out_without_a_script_what_was_typed_is_shown_again(world, draft):
    response = world.client().post(step_of(draft, "p1"), {"answer-p1.q1": "An hour of <b>work</b>.", "then": "next"})

    assert response.status_code == 401
    assert "An hour of <b>work</b>.</textarea>" in page(response) and "<b>work" not in response.content.decode()
    assert not Answer.objects.exists()
