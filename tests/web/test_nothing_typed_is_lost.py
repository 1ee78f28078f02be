"""Forms that could not be taken: what was typed comes back to be copied, and what was too much is said in words."""

import logging
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client

from merited.submissions import actions
from merited.submissions.models import Answer, Exhibit
from tests.web.answering import a_file, page, picture, post, step_of

ELSEWHERE = "x" * 32  # the token of a page that was open before somebody signed in anew


def signed_in(person=None) -> Client:
    """A browser whose token has been changed by signing in in another tab."""
    client = Client(HTTP_HOST="localhost:8000", enforce_csrf_checks=True)
    if person:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies[settings.CSRF_COOKIE_NAME] = "y" * 32
    return client


def sent(client: Client, address: str, **fields: object) -> HttpResponse:
    return client.post(
        address, {"csrfmiddlewaretoken": ELSEWHERE, **fields}, headers={"Referer": f"http://localhost:8000{address}"}
    )


def copied(answer: HttpResponse) -> dict[str, str]:
    """The texts that the page gives back, by their labels."""
    pairs = re.findall(
        r'<label for="typed-\d+">(.*?)</label><textarea[^>]* readonly>\n(.*?)</textarea>', page(answer), re.S
    )
    return dict(pairs)


# A page that is no longer good


def test_an_answer_in_a_page_from_before_signing_in_anew_comes_back_to_be_copied(world):
    draft = world.draft(world.marla)
    address = step_of(draft, "p1")
    typed = {
        "answer-p1.q1": 'Fifteen kids </textarea><b>"&"</b>',
        "revision-answer-p1.q1": "3",
        "attempt": "abc",
        "then": "next",
    }

    answer = sent(signed_in(world.marla), address, **typed, **{"answer-p1.q2": "", "level-p1.c1": "proficient"})
    raw = answer.content.decode()

    assert answer.status_code == 403 and not Answer.objects.exclude(text="").exists()
    assert "Fifteen kids &lt;/textarea&gt;&lt;b&gt;&quot;&amp;&quot;&lt;/b&gt;" in raw and "<b>" not in raw
    assert raw.count("<textarea") == 1 and ELSEWHERE not in raw and "proficient" not in raw
    assert "Your answer to p1.q1" in raw and "This is not saved yet" in raw
    assert f'href="http://localhost:8000{address}"' in raw and "still there" not in raw


def test_a_reviewer_s_words_come_back_too(world):
    reading = world.claimed(world.marla, world.vesna)

    answer = sent(
        signed_in(world.vesna), f"/review/{reading.pk}/", deed="save", keep="The plan.", **{"words-a1.c1": "On page 2."}
    )

    assert answer.status_code == 403
    assert copied(answer) == {"What is strong and should stay": "The plan.", "Your words on a1.c1": "On page 2."}


def test_the_record_of_a_revocation_comes_back_too(world):
    award = world.earned(world.gideon, world.vesna)

    answer = sent(
        signed_in(world.thea), f"/district/awards/{award.pk}/revoke/", reason="integrity", words="Found by Thea in May."
    )

    assert answer.status_code == 403
    assert copied(answer) == {"In your words, for the record": "Found by Thea in May."}


def test_chosen_files_are_not_promised_back(world):
    draft = world.draft(world.marla)

    answer = sent(signed_in(world.marla), step_of(draft, "a1"), files=picture(), about="My class")

    assert copied(answer) == {"In your words: what is it?": "My class"}
    assert "Choose them again." in page(answer) and not Exhibit.objects.exists()


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/change/", "/verify/"])
def test_a_password_is_never_shown(world, address):
    answer = sent(signed_in(world.marla), address, login="marla@x.example", password="Secret-1", oldpassword="Secret-2")

    assert answer.status_code == 403 and "Secret" not in page(answer)


def test_a_page_with_nothing_to_copy_says_so_and_where_to_go_on(world):
    draft = world.draft(world.marla)

    answer = sent(signed_in(world.marla), f"/work/{draft.pk}/send/", statements="own")

    assert "Nothing has changed." in page(answer) and "What you typed" not in page(answer)
    assert f"/work/{draft.pk}/send/" in page(answer)


def test_another_site_s_words_are_not_shown_on_our_page(db):
    answer = signed_in().post("/verify/", {"text": "Call this number"}, headers={"Origin": "https://elsewhere.example"})

    assert answer.status_code == 403 and "Call this number" not in page(answer)


def test_a_link_back_never_leads_to_another_site(world):
    answer = signed_in(world.marla).post("/verify/", {"text": "x"}, headers={"Referer": "https://elsewhere.example/a"})

    assert "elsewhere.example" not in page(answer) and 'href="/verify/"' in page(answer)


def test_a_page_sent_after_signing_out_hands_its_texts_back_with_labels(world):
    draft = world.draft(world.marla)

    answer = world.client().post(step_of(draft, "p1"), {"answer-p1.q1": "Fifteen kids", "then": "next"})

    assert answer.status_code == 401 and copied(answer) == {"Your answer to p1.q1": "Fifteen kids"}


# Too much at once


def test_of_too_many_photos_those_that_fit_are_kept_and_the_others_are_named(world):
    draft = world.draft(world.marla)
    most = draft.version.document.artifact("a1").most_files
    files = [a_file(f"{n}.txt", f"Plan {n}".encode()) for n in range(25)]

    answer = post(world.client(world.marla), draft, "a1", files=files, add="1", about="My plans")

    assert answer.status_code == 200 and Exhibit.objects.count() == most
    assert f"Up to {most} files are taken here." in page(answer) and "24.txt was not taken." in page(answer)
    assert "My plans" in page(answer)


@pytest.mark.parametrize(
    ("setting", "most", "sentence"),
    [
        ("DATA_UPLOAD_MAX_NUMBER_FILES", 1, "More than 1 files came at once. Choose fewer, then send again."),
        ("DATA_UPLOAD_MAX_MEMORY_SIZE", 1_000_000, "The texts on it are longer than 1 MB together."),
        ("DATA_UPLOAD_MAX_NUMBER_FIELDS", 2, "It had more fields than any page of ours."),
    ],
)
def test_what_was_too_much_is_said_with_what_may_be_lost(world, settings, caplog, setting, most, sentence):
    setattr(settings, setting, most)
    draft = world.draft(world.marla)
    files = [a_file("1.txt", b"Plan"), a_file("2.txt", b"Plans")]

    with caplog.at_level(logging.INFO):
        answer = post(
            signed_in(world.marla), draft, "p1", files=files, then="next", **{"answer-p1.q1": "x" * 1_000_001}
        )

    assert answer.status_code == 400 and sentence in page(answer)
    assert "Nothing of what the page sent is saved." in page(answer) and "may be lost" in page(answer)
    assert step_of(draft, "p1") in page(answer)
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR or one.exc_info]


def test_an_answer_that_is_too_long_stays_on_the_page_whole(world):
    draft = world.draft(world.marla)
    text = "ä" * 2_000_000  # four megabytes on the way

    answer = post(world.client(world.marla), draft, "p1", **{"answer-p1.q1": text})

    assert answer.status_code == 200 and text in page(answer) and "20000" in page(answer).replace(",", "")


def test_the_page_tells_the_script_what_it_takes(world):
    draft = world.draft(world.marla)
    most = draft.version.document.artifact("a1").most_files

    shown = page(world.client(world.marla).get(step_of(draft, "a1")))

    assert f'data-room="{most}"' in shown and 'data-largest="25000000"' in shown
    assert f"You chose {{chosen}} files, and there is room for {most}." in shown
    assert finders.find("evidence.js")


# What was withdrawn


def test_what_was_withdrawn_shows_every_attempt_criterion_by_criterion(world):
    submission = world.not_yet(world.marla, world.vesna)
    actions.withdraw(submission, by=world.marla)

    shown = page(world.client(world.marla).get(f"/work/{submission.pk}/"))

    assert 'class="ledger"' in shown and "First attempt" in shown
    assert all(one.name in shown for one in submission.version.document.criteria)
    assert f"/work/{submission.pk}/attempts/1/" in shown and "is still here" in shown
