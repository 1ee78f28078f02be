"""Verify: drop anything, read the sentence first; nothing that is typed is kept."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from merited.awards.models import Award
from merited.web.public.spoken import spoken
from tests.web.test_public import NOBODY, page


@pytest.fixture
def badge(world) -> Award:
    return world.earned(world.marla, world.vesna)


def test_verify_answers_for_a_file(badge, world):
    for ending in ("png", "svg", "json"):
        content = world.client().get(f"/awards/{badge.id}.{ending}").content
        response = world.client().post("/verify/", {"file": SimpleUploadedFile(f"badge.{ending}", content)})
        shown = page(response)
        assert response.status_code == 200
        assert "Genuine and current" in shown, shown
        assert shown.count(">PASS") == 6 or shown.count("PASS</p>") == 6


def test_verify_answers_for_pasted_text_and_says_whose_it_is(badge, world):
    own = page(world.client().post("/verify/", {"text": badge.credential, "email": world_address(world.marla)}))
    other = page(world.client().post("/verify/", {"text": badge.credential, "email": "someone@else.example"}))

    assert "7 questions" in own and "Genuine and current</h1>" in own
    assert "Genuine and current, but not given to the address you typed" in other
    assert 'value="someone@else.example"' in other


def world_address(person) -> str:
    from allauth.account.models import EmailAddress

    return str(EmailAddress.objects.get(user=person).email)


def test_verify_says_that_a_changed_badge_is_not_genuine(badge, world):
    changed = badge.credential.replace("Checking for Understanding", "Checking for Misunderstanding")

    shown = page(world.client().post("/verify/", {"text": changed}))

    assert "FAIL" in shown and "Genuine" not in shown


@pytest.mark.parametrize("ending", ["", ".json", ".png", "/"])
def test_a_pasted_address_of_ours_is_looked_up(badge, world, ending):
    shown = page(world.client().post("/verify/", {"text": f"http://localhost:8000/awards/{badge.id}{ending}"}))

    assert "Genuine and current" in shown


def test_a_pasted_address_of_others_is_not_opened(world):
    shown = page(world.client().post("/verify/", {"text": "https://badges.example/awards/1"}))

    assert "save the badge’s file, and drop it here" in shown
    assert "https://badges.example/awards/1" in shown


def test_a_pasted_address_of_ours_with_a_slip_says_so(world):
    shown = page(world.client().post("/verify/", {"text": f"http://localhost:8000/awards/{NOBODY}"}))

    assert "There is no badge at that address." in shown


def test_an_award_that_is_not_signed_cannot_be_verified_yet(world):
    award = world.granted(world.marla, world.vesna)

    assert "still being signed" in page(world.client().get(f"/verify/?award={award.id}"))


def test_verify_asks_for_something(world):
    response = world.client().post("/verify/", {"text": "  ", "email": "a@b.example"})

    assert "There is nothing to check yet." in page(response) and "a@b.example" in page(response)


@pytest.mark.parametrize(
    "sent",
    [{"file": SimpleUploadedFile("large.png", b"x" * 2_000_001)}, {"text": "x" * 2_600_000}],
    ids=["file", "text"],
)
def test_verify_takes_at_most_two_megabytes(world, sent):
    response = world.client().post("/verify/", sent)

    assert "larger than 2 MB" in page(response)


def test_verify_refuses_a_forged_form(world):
    from django.test import Client

    assert (
        Client(enforce_csrf_checks=True, HTTP_HOST="localhost:8000").post("/verify/", {"text": "x"}).status_code == 403
    )


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "{}",
        "[]",
        "{",
        '{"type": 3}',
        "\x00",
        "https://",
        "eyJhbGciOiJIUzI1NiJ9.e30.x",
        "<svg/>",
        '{"issuer": ["x"], "proof": "y", "name": {"a": "<b>"}}',
    ],
)
def test_verify_answers_whatever_is_typed(world, text):
    assert world.client().post("/verify/", {"text": text}).status_code == 200


def test_words_of_a_stranger_are_escaped(world):
    shown = world.client().post(
        "/verify/", {"text": json.dumps({"name": "<script>alert(1)</script>", "issuer": "<img>"})}
    )

    assert b"<script>alert" not in shown.content and b"<img>" not in shown.content


@pytest.mark.parametrize(
    "written",
    ["{address}/", "<{address}>", "{address}.", "({address})", "HTTP://LOCALHOST:8000/AWARDS/{KEY}", "localhost:8000/awards/{key}",
     "/awards/{key}", "{key}", "{KEY}", "http://127.0.0.1:8000/awards/{key}", "http://localhost:8000/verify/?award={key}",
     "{address}.json", "{address}?x=1#y", " {address}\n"],
)  # fmt: skip
def test_an_address_of_ours_is_known_however_it_was_copied(world, written):
    award = world.earned(world.lupe, world.keziah)
    text = written.format(address=f"http://localhost:8000/awards/{award.pk}", key=award.pk, KEY=str(award.pk).upper())
    answer = world.client().post("/verify/", {"text": text})
    assert "Genuine and current" in answer.content.decode()


@pytest.mark.parametrize("path", ["{address}/", "/awards/{KEY}", "{address}.JSON", "{address}.png/"])
def test_an_awards_address_as_copied_leads_to_the_address(world, path):
    award = world.earned(world.lupe, world.keziah)
    answer = world.client().get(path.format(address=f"/awards/{award.pk}", KEY=str(award.pk).upper()))
    assert answer.status_code == 301 and answer["Location"].startswith(f"/awards/{award.pk}")
    assert world.client().get("/awards/00000000-0000-7000-8000-00000000000g/").status_code == 404


def test_the_verifiers_sentences_are_read_in_the_readers_language(badge, world):
    text = page(world.client().post("/verify/", {"text": badge.credential}, HTTP_ACCEPT_LANGUAGE="es"))

    assert "Esta insignia no ha cambiado desde que la firmó su entidad emisora" in text
    assert "Está bien formada como Open Badges 3.0." in text
    assert "The badge" not in text


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("This badge is valid until December 8, 2026.", "Esta insignia es válida hasta el 8 de diciembre de 2026."),
        ("Revoked on June 4, 2025: Issued in error.", "Revocada el 4 de junio de 2025: Emitida por error."),
        ("Nobody ever said this.", "Nobody ever said this."),
    ],
)
def test_a_sentence_with_a_day_in_it_has_the_day_as_the_reader_writes_it(said, read):
    with override("es"):
        assert spoken(said) == read
    assert spoken(said) == said
