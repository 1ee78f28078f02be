"""Who sees an award, and the ways to pass it on (J15, steps 1, 2, 3 and 5)."""

import json
import re
from datetime import datetime
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from merited_credentials import unbake
from PIL import Image

from merited.awards.actions import hide, revoke, share, show
from merited.awards.models import Award
from merited.base import clock
from merited.base.models import LogEntry
from merited.worker.loop import turn
from tests.web.test_public import NOBODY, page

WAYS = ("", ".json", ".png", ".svg", "/certificate", "/qr.svg", "/card.png")


@pytest.fixture
def badge(world) -> Award:
    return world.earned(world.marla, world.vesna)


@pytest.fixture
def marla(world):
    return world.client(world.marla)


def share_page(award) -> str:
    return f"/work/awards/{award.pk}/share/"


# Who sees it


def test_held_privately_names_the_issuer_and_neither_the_person_nor_the_badge(badge, world):
    hide(badge, by=badge.person)

    answer = world.client().get(f"/awards/{badge.id}")

    shown = page(answer)
    assert answer.status_code == 200 and "This badge is held privately." in shown
    assert "It was issued by Alder Bay Unified School District." in shown and "Ask its holder for the file" in shown
    for secret in (badge.person.name, badge.version.title, "pl-101", "PL-101", "Earned", "November"):
        assert secret not in shown, secret
    assert answer["X-Robots-Tag"] == "noindex" and "no-store" in answer["Cache-Control"]
    assert "og:" not in shown


@pytest.mark.parametrize("kind", [".json", ".png", ".svg", "/certificate", "/qr.svg"])
def test_nothing_of_a_private_award_is_given_at_its_addresses(badge, world, kind):
    hide(badge, by=badge.person)

    for stranger in (world.client(), world.client(world.lupe), world.client(world.thea)):
        people = stranger.get(f"/awards/{badge.id}{kind}", HTTP_ACCEPT="text/html,image/png,*/*;q=0.8")
        programs = stranger.get(f"/awards/{badge.id}{kind}")
        assert (people.status_code, programs.status_code) == (403, 403)
        assert "held privately" in page(people) and badge.version.title not in page(people)
        assert programs.json()["error"] == "held-privately" and "Ask its holder" in programs.json()["sentence"]
        assert "no-store" in people["Cache-Control"] and "no-store" in programs["Cache-Control"]


@pytest.mark.parametrize("accept", ["application/vc", "application/ld+json", "application/json"])
def test_programs_that_ask_for_the_document_of_a_private_award_are_refused(badge, world, accept):
    hide(badge, by=badge.person)

    answer = world.client().get(f"/awards/{badge.id}", HTTP_ACCEPT=accept)

    assert answer.status_code == 403 and answer.json()["error"] == "held-privately"
    assert "Accept" in answer["Vary"] and answer["Access-Control-Allow-Origin"] == "*"


def test_a_private_award_has_no_picture_for_links_not_even_for_its_earner(badge, world, marla):
    hide(badge, by=badge.person)

    assert world.client().get(f"/awards/{badge.id}/card.png").status_code == 404
    assert marla.get(f"/awards/{badge.id}/card.png").status_code == 404


def test_its_earner_sees_all_of_a_private_award_and_no_cache_keeps_it(badge, world, marla):
    hide(badge, by=badge.person)

    shown = page(marla.get(f"/awards/{badge.id}"))
    assert badge.version.title in shown and "Held privately: only you see the page of this badge." in shown
    for kind in (".json", ".png", ".svg", "/certificate", "/qr.svg"):
        answer = marla.get(f"/awards/{badge.id}{kind}")
        assert answer.status_code == 200 and "no-store" in answer["Cache-Control"], kind
    assert "no-store" in marla.get(f"/awards/{badge.id}", HTTP_ACCEPT="application/vc")["Cache-Control"]


def test_a_presented_file_of_a_private_award_verifies_as_before(badge, world, marla):
    files = {kind: marla.get(f"/awards/{badge.id}.{kind}").content for kind in ("png", "svg", "json")}
    hide(badge, by=badge.person)
    turn()

    for kind, content in files.items():
        upload = SimpleUploadedFile(f"badge.{kind}", content)
        assert "Genuine and current" in page(world.client().post("/verify/", {"file": upload}))
    verdict = world.client().post("/api/v1/verify", files["png"], content_type="image/png").json()
    assert verdict["verdict"] == "PASS"
    changed = files["json"].replace(b"Checking for", b"Mastering all")
    assert "FAIL" in page(world.client().post("/verify/", {"text": changed.decode()}))


def test_what_a_badge_refers_to_stays_public_while_it_is_held_privately(badge, world):
    hide(badge, by=badge.person)
    document = json.loads(badge.credential)
    status = urlsplit(document["credentialStatus"]["statusListCredential"]).path
    achievement = urlsplit(document["credentialSubject"]["achievement"]["id"]).path

    for path in (status, achievement, "/issuers/alder-bay", "/issuers/alder-bay/did.json"):
        assert world.client().get(path).status_code == 200, path


def test_the_address_of_a_private_award_is_not_verified_for_strangers(badge, world, marla):
    hide(badge, by=badge.person)

    asked = page(world.client().get(f"/verify/?award={badge.id}"))
    typed = page(world.client().post("/verify/", {"text": f"http://localhost:8000/awards/{badge.id}"}))
    for shown in (asked, typed):
        assert "held privately, and its address tells nothing of it" in shown
        assert badge.version.title not in shown and "PASS" not in shown
    assert "Genuine and current" in page(marla.get(f"/verify/?award={badge.id}"))


def test_private_and_revoked_tells_nothing_at_its_address_and_the_truth_in_its_file(badge, world, marla):
    content = badge.credential
    hide(badge, by=badge.person)
    revoke(badge, "integrity", words="A finding", by=world.corwin)
    turn()

    shown = page(world.client().get(f"/awards/{badge.id}"))
    assert "held privately" in shown and "evoked" not in shown and "nor whether it still stands" in shown
    assert "evoked" in page(world.client().post("/verify/", {"text": content}))
    assert "This badge was revoked on" in page(marla.get(f"/awards/{badge.id}"))


def test_showing_again_brings_the_page_back(badge, world):
    hide(badge, by=badge.person)
    show(badge, by=badge.person)

    answer = world.client().get(f"/awards/{badge.id}")
    assert badge.version.title in page(answer) and answer["X-Robots-Tag"] == "noindex"
    for kind in WAYS:
        assert world.client().get(f"/awards/{badge.id}{kind}").status_code == 200, kind


def test_hiding_a_shared_page_and_sharing_a_hidden_one_leave_one_choice(badge):
    share(badge, by=badge.person)
    hidden = hide(badge, by=badge.person)
    assert hidden.hidden_at and hidden.shared_at is None
    shared = share(badge, by=badge.person)
    assert shared.shared_at and shared.hidden_at is None


def test_each_change_stands_once_in_the_log_and_nothing_is_logged_for_no_change(badge):
    for deed in (show, hide, hide, show, share, share, show):
        deed(badge, by=badge.person)

    deeds = LogEntry.objects.filter(subject=badge.pk).order_by("id").values_list("deed", flat=True)
    assert list(deeds)[-4:] == ["award.hidden", "award.shown", "award.shared", "award.unlisted"]


def test_only_its_earner_hides_a_badge(badge, world):
    with pytest.raises(Award.DoesNotExist):
        hide(badge, by=world.thea)
    with pytest.raises(Award.DoesNotExist):
        show(badge, by=world.lupe)


def test_an_address_that_never_was_is_not_held_privately(world):
    for kind in WAYS:
        assert world.client().get(f"/awards/{NOBODY}{kind}").status_code == 404


# The share page


def test_the_share_page_says_for_each_choice_who_sees_what(badge, marla):
    shown = page(marla.get(share_page(badge)))

    assert re.findall(r'name="page" value="(\w+)"', shown) == ["private", "unlisted", "shared"]
    assert 'value="unlisted" checked' in shown
    for words in (
        "Only you see the page.",
        "People to whom you give the link see your name",
        "search engines may list",
    ):
        assert words in shown
    assert "Are you sure" not in shown


def test_each_way_to_pass_it_on_says_what_others_will_see(badge, marla):
    shown = page(marla.get(share_page(badge)))

    for way in ("Add to your LinkedIn profile", "Write a post about it", "The link to give to others", "As a QR code",
                "Picture (PNG)", "Drawing (SVG)", "Signed document (JSON)", "Certificate", "Make a profile page"):  # fmt: skip
        assert way in shown, way
    assert shown.count("Others see") >= 4 and "nobody sees your answers, your evidence" in shown


def test_hiding_and_showing_is_said_in_a_sentence(badge, marla):
    hidden = page(marla.post(share_page(badge), {"page": "private"}, follow=True))
    assert "People with the link read “held privately”" in hidden and "You can change it back at any time." in hidden
    assert "linkedin.com" not in hidden and f"/awards/{badge.pk}.png" in hidden
    again = page(marla.post(share_page(badge), {"page": "unlisted"}, follow=True))
    assert "People with the link see the page now" in again and "linkedin.com" in again


def test_a_choice_that_is_none_changes_nothing_and_says_so(badge, marla):
    assert "Choose one of the three" in page(marla.post(share_page(badge), {"page": "everybody"}, follow=True))
    badge.refresh_from_db()
    assert badge.shared_at is None and badge.hidden_at is None


def test_a_revoked_badge_is_not_passed_on_and_can_still_be_hidden(badge, world, marla):
    revoke(badge, "issued_in_error", words="Mistaken", by=world.corwin)

    shown = page(marla.get(share_page(badge)))
    assert "there is nothing to pass on" in shown and "linkedin.com" not in shown
    assert "held privately" in page(marla.post(share_page(badge), {"page": "private"}, follow=True))


def test_a_badge_that_is_not_signed_is_not_passed_on_yet(world, marla):
    award = world.granted(world.marla, world.vesna)

    assert "The badge is not signed yet." in page(marla.get(share_page(award)))


# LinkedIn


def linkedin_fields(client, award) -> dict[str, str]:
    found = re.search(
        r'href="(https://www\.linkedin\.com/profile/add\?[^"]+)"', client.get(share_page(award)).content.decode()
    )
    assert found
    return {key: value for key, (value,) in parse_qs(urlsplit(unescape(found[1])).query).items()}


def test_linkedin_gets_every_field_that_it_takes(badge, marla):
    assert linkedin_fields(marla, badge) == {
        "startTask": "CERTIFICATION_NAME", "name": "Checking for Understanding in Real Time",
        "organizationName": "Alder Bay Unified School District", "issueYear": "2026", "issueMonth": "11",
        "certUrl": f"http://localhost:8000/awards/{badge.pk}", "certId": str(badge.pk),
    }  # fmt: skip


def test_linkedin_gets_the_end_of_a_badge_that_expires(world, marla):
    award = world.earned(world.marla, world.halvard, world.et103)

    fields = linkedin_fields(marla, award)
    assert (fields["expirationYear"], fields["expirationMonth"]) == ("2029", "11")


def test_linkedin_gets_the_number_of_the_issuer_where_it_is_set(badge, marla, settings):
    settings.MERITED_LINKEDIN_ORGANIZATION = {"alder-bay": "1234567", "fernhollow": "7"}
    fields = linkedin_fields(marla, badge)
    assert fields["organizationId"] == "1234567" and "organizationName" not in fields
    settings.MERITED_LINKEDIN_ORGANIZATION = {"fernhollow": "7"}
    assert linkedin_fields(marla, badge)["organizationName"] == "Alder Bay Unified School District"


def test_linkedin_gets_the_month_of_the_district_and_not_of_greenwich(world, marla):
    with clock.at(datetime.fromisoformat("2026-11-30T21:30:00-08:00")):
        award = world.earned(world.marla, world.vesna)
        assert linkedin_fields(marla, award)["issueMonth"] == "11"


# Unfurling


def metas(text: str) -> dict[str, str]:
    return {
        key: unescape(value) for key, value in re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', text)
    }


def test_a_link_unfurls_with_picture_words_and_the_picture_s_words(badge, world):
    found = metas(world.client().get(f"/awards/{badge.id}").content.decode())

    assert found["og:title"] == f"Checking for Understanding in Real Time, {badge.person.name}"
    assert found["og:description"] == badge.version.document.competency
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"] == "Badge: Checking for Understanding in Real Time, Alder Bay Unified School District"
    assert found["twitter:card"] == "summary_large_image" and found["og:url"].endswith(str(badge.id))
    picture = world.client().get(urlsplit(found["og:image"]).path)
    assert picture["Content-Type"] == "image/png" and Image.open(BytesIO(picture.content)).size == (1200, 630)
    assert picture["Cache-Control"] == "public, max-age=3600"


def test_the_picture_is_not_sent_again_to_who_has_it(badge, world):
    first = world.client().get(f"/awards/{badge.id}/card.png")

    again = world.client().get(f"/awards/{badge.id}/card.png", HTTP_IF_NONE_MATCH=first["ETag"])

    assert again.status_code == 304 and not again.content


# QR and paper


def test_the_qr_code_holds_the_address_and_says_what_it_is(badge, world):
    import segno

    from merited.web.public.carried import drawn

    drawing = world.client().get(f"/awards/{badge.id}/qr.svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert (
        "<title>QR code: the page of the badge Checking for Understanding in Real Time</title>"
        in drawing.content.decode()
    )
    address = f"http://localhost:8000/awards/{badge.id}"
    assert drawing.content == drawn(address, "QR code: the page of the badge Checking for Understanding in Real Time")
    assert segno.make(address, error="q", micro=False).error == "Q"
    assert "style" not in drawing.content.decode()


def test_the_certificate_holds_what_a_principal_asks(badge, world):
    shown = page(world.client().get(f"/awards/{badge.id}/certificate"))

    for words in (badge.person.name, badge.version.title, badge.version.document.competency, "November 16, 2026",
                  "Alder Bay Unified School District", "Personalized Learning", "PL-101, version 1.1", "Without end",
                  "All 7 criteria were met; nothing was averaged.", f"/awards/{badge.id}/qr.svg",
                  f"http://localhost:8000/awards/{badge.id}", "Print this page from your browser"):  # fmt: skip
        assert words in shown, words


@pytest.mark.parametrize("state", ["signing", "revoked"])
def test_there_is_no_paper_where_there_is_nothing_to_certify(world, state):
    award = world.granted(world.marla, world.vesna)
    if state == "revoked":
        turn()
        revoke(award, "integrity", words="A finding", by=world.corwin)

    answer = world.client().get(f"/awards/{award.id}/certificate")
    assert answer.status_code == 302 and answer["Location"] == f"/awards/{award.id}"


def test_the_certificate_of_an_expired_badge_says_from_when_to_when(world):
    award = world.earned(world.marla, world.halvard, world.et103)

    with clock.at(datetime.fromisoformat("2030-01-07T09:00:00-08:00")):
        shown = page(world.client().get(f"/awards/{award.id}/certificate"))
    assert "It was valid from November 16, 2026 to November 16, 2029" in shown


# The page itself


def test_the_page_says_which_version_was_earned_when_there_is_a_newer_one(world):
    from tests.web.test_public import newer_ml101

    award = world.earned(world.dov, world.petra, world.ml101)
    assert "The version offered today" not in page(world.client().get(f"/awards/{award.id}"))
    newer_ml101(world)

    shown = page(world.client().get(f"/awards/{award.id}"))
    assert f"Earned on version {award.version.number}" in shown and "The version offered today is 2.1." in shown
    assert f"/catalog/ml-101/{award.version.number}#rubric" in shown


def test_the_page_never_tells_how_many_attempts_it_took(world):
    from merited.review.actions import claim, score
    from merited.submissions.actions import explain, send
    from merited.submissions.models import Attempt
    from merited.submissions.queries import met_of
    from merited.submissions.rules.completeness import STATEMENTS

    submission = world.revised(world.lupe, world.keziah)
    attempt, met = world.attempt(submission), met_of(submission)
    for criterion in submission.version.document.criteria:
        if criterion.id not in met:
            explain(attempt, criterion.id, "I added it.", revision=0, by=world.lupe)
    send(submission, set(STATEMENTS), by=world.lupe)
    reading = claim(Attempt.objects.get(submission=submission, state="sent"), by=world.keziah)
    score(reading, world.sheet(reading), keep="", by=world.keziah)
    turn()

    award = Award.objects.get(person=world.lupe)
    for path in (f"/awards/{award.id}", f"/awards/{award.id}/certificate"):
        assert not re.search("attempt|not yet|second try|revised", page(world.client().get(path)), re.IGNORECASE), path


def test_the_earner_s_bar_is_for_the_earner_alone(badge, world, marla):
    bar = "Share it, or change who sees it"
    assert bar in page(marla.get(f"/awards/{badge.id}"))
    assert bar not in page(world.client().get(f"/awards/{badge.id}"))
    assert bar not in page(world.client(world.thea).get(f"/awards/{badge.id}"))


def test_the_page_s_file_and_the_downloaded_one_are_the_same_badge(badge, world):
    assert unbake(world.client().get(f"/awards/{badge.id}.png").content) == badge.credential
