"""The pages of training: what is told when, what a sample at the desk gives away (nothing), what a lead sees."""

import re
from datetime import timedelta

import pytest

from merited.base import clock
from merited.cli.demo.content_files import calibrations
from merited.cli.demo.samples import load_samples
from merited.review import actions, queries
from merited.review.actions import claim, score
from merited.review.models import CalibrationSet, Qualification, Reading, SeedReading, Trial
from tests.review.test_calibration import HALO, differ, tried
from tests.world import MONDAY

SOURCE = {one["credential"]: one for one in calibrations()}
REASON = "Five hands of thirty-one. The quality of the talk does not make up for the silent ones."


@pytest.fixture
def pl(world):
    with clock.at(MONDAY - timedelta(hours=1)):
        load_samples(SOURCE["pl-101"])
    found = CalibrationSet.objects.get()
    actions.invite_to_train(world.lupe, found.microcredential, by=world.corwin)
    return found


def text_of(answer):
    assert answer.status_code == 200, (answer.status_code, answer.get("Location"))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("&#x27;", "'")


def test_anchors_stand_with_scores_and_reasons_and_no_other_sample_is_shown(world, pl):
    lupe = world.client(world.lupe)
    said = text_of(lupe.get(f"/review/training/{pl.pk}/"))
    assert all(one["label"] in said for one in SOURCE["pl-101"]["samples"] if one["id"] in ("s1", "s3", "s5"))
    assert not any(one["label"] in said for one in SOURCE["pl-101"]["samples"] if one["id"] in ("s2", "s4", "s6"))
    said = text_of(lupe.get(f"/review/training/{pl.pk}/anchors/s3/"))
    assert "however honest the note" in said and "The panel: Developing" in said
    for key in ("s2", "s4", "s6", "d1", "d2"):
        for page in ("anchors", "practice"):
            assert lupe.get(f"/review/training/{pl.pk}/{page}/{key}/").status_code == 404, key


def test_the_exercise_says_where_one_looked(world, pl):
    lupe, address = world.client(world.lupe), f"/review/training/{pl.pk}/exercise/"
    assert "however honest the note" not in text_of(lupe.get(address))
    asked = {"level-a2.c2": "proficient", "passage": "p3"}
    half = text_of(lupe.get(address, {"passage": "p3"}))
    assert "Choose a level and a passage" in half and "however honest" not in half
    said = text_of(lupe.get(address, asked))
    assert "What convinced you stands in p3. The criterion looks at a2." in said and "however honest the note" in said
    assert "You looked where the criterion looks." in text_of(lupe.get(address, asked | {"passage": "a2"}))


def test_practice_answers_what_was_scored_and_nothing_else(world, pl):
    address = f"/review/training/{pl.pk}/practice/s1/"
    said = text_of(world.client(world.lupe).get(address, {"level-a1.c2": "basic", "level-a1.c1": "no-such"}))
    assert "Different results lead to different actions" in said and "The panel chose another level." in said
    assert "A change answers the evidence" not in said and "0 of 1 as the panel" in said
    assert not Trial.objects.exists()


def test_nothing_is_told_before_all_are_handed_in(world, pl):
    lupe = world.client(world.lupe)
    address = lupe.post(f"/review/training/{pl.pk}/begin/")["Location"]
    trial = Trial.objects.get()
    for number, key in enumerate(trial.order, start=1):
        sample = pl.samples.get(key=key)
        page = text_of(lupe.get(f"{address}{number}/"))
        assert sample.texts["a2"][:40] in page.replace("&#39;", "'") and sample.label not in page
        levels = sample.levels | HALO.get(key, {})
        form = {f"level-{one}": level for one, level in levels.items()} | {"words-a2.c1": "five hands go up"}
        said = text_of(lupe.post(f"{address}{number}/", form, follow=True))
        assert REASON not in said and "as the panel" not in said
    said = text_of(lupe.post(address, follow=True))
    assert "Exactly as the panel: 13 of 21." in said and REASON in said and "five hands go up" in said
    assert "Halo from a lively video" in said and "teacher asks check 1, five hands go up" in said
    assert "Your scores came to: earned" in said and "The panel: not yet" in said
    assert "Most people need a second try." in said
    assert lupe.get(f"{address}1/")["Location"] == address, "what is handed in stays"


def test_a_half_scored_try_is_not_handed_in_and_is_kept(world, pl):
    lupe = world.client(world.lupe)
    address = lupe.post(f"/review/training/{pl.pk}/begin/")["Location"]
    lupe.post(f"{address}1/", {"level-p1": "passing"})
    answer = lupe.post(address)
    assert answer.status_code == 400 and "Every criterion of every sample" in answer.content.decode()
    assert "1 of 7 scored" in text_of(lupe.get(address))
    wrong = lupe.post(f"{address}1/", {"level-p1": "proficient", "words-p1": "I looked here"})
    assert wrong.status_code == 400 and "I looked here" in wrong.content.decode()
    assert lupe.get(f"{address}4/").status_code == 404 and world.client(world.keziah).get(address).status_code == 404


def seed_for(world, reader):
    reading = world.claimed(world.lupe, reader)
    score(reading, world.sheet(reading), keep="", by=reader)
    with clock.at(MONDAY + timedelta(days=21)):
        actions.put_samples()
    return SeedReading.objects.get(reviewer=reader)


def plain(page, attempt, reading):
    """A page without what is of one piece of work: keys, the words of it, names of files, the token of the form."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    for key in filter(None, (attempt.pk, reading.pk, *(one.pk for one in attempt.exhibits.all()))):
        page = page.replace(str(key), "KEY")
    for answer in attempt.answers.all():
        page = page.replace(answer.text.replace("'", "&#x27;"), "ANSWER")
    page = re.sub(r'<p class="said">.*?</p>', "", page)
    return re.sub(r"\s+", " ", page)


def test_at_the_desk_a_sample_is_the_same_page_as_live_work(world, pl):
    """Live work with files of the same kind and number: after the words and the keys are taken out, not a letter differs."""
    seed = seed_for(world, world.keziah)
    with clock.at(MONDAY + timedelta(days=21)):
        live = as_live(world, world.cyrus, seed)
        keziah = world.client(world.keziah)
        queue = keziah.get("/review/").content.decode()
        rows = re.findall(r"<li><div class=\"tight\">.*?</form></div></li>", queue, re.DOTALL)
        assert len(rows) == 2
        assert len({re.sub(r"[0-9a-f-]{36}|value=\"[^\"]+\"|button--plain| ", "", one) for one in rows}) == 1, rows
        pages, headers, jotted = [], [], []
        for attempt in (seed.attempt, live):
            answer = keziah.post(f"/review/claim/{attempt.pk}/")
            reading = Reading.objects.get(attempt=attempt, reviewer=world.keziah)
            assert answer["Location"] == f"/review/{reading.pk}/"
            answer = keziah.get(answer["Location"])
            pages.append(plain(answer.content.decode(), attempt, reading))
            headers.append(
                {key: value for key, value in answer.headers.items() if key not in ("Content-Length", "Expires")}
            )
            form = {"level-p1": "passing", "revision-level-p1": "", "words-p1": "", "deed": "save"}
            said = keziah.post(f"/review/{reading.pk}/", form, HTTP_ACCEPT="application/json")
            jotted.append(said.json())
        assert pages[0] == pages[1]
        assert headers[0] == headers[1] and jotted[0] == jotted[1]
        assert not re.search(r"sample|seed|calibrat", pages[0], re.IGNORECASE)


def as_live(world, earner, seed):
    """What an earner sends who hands in the very same files."""
    from django.core.files.base import ContentFile

    from merited.portfolio.files import opened
    from merited.submissions.actions import add_file, send, write
    from merited.submissions.rules.completeness import STATEMENTS

    submission = world.draft(earner)
    attempt = world.attempt(submission)
    for answer in seed.attempt.answers.all():
        write(attempt, answer.prompt, answer.text, revision=0, by=earner)
    for one in seed.attempt.exhibits.select_related("evidence"):
        with opened(one.evidence.path) as file:
            content = ContentFile(file.read(), name="a.pdf")
        add_file(attempt, one.artifact, content, about=one.words, by=earner)
    send(submission, set(STATEMENTS), by=earner)
    return submission.attempts.get()


def test_filed_it_says_what_it_was_and_what_the_panel_said(world, pl):
    seed = seed_for(world, world.keziah)
    with clock.at(MONDAY + timedelta(days=21)):
        reading = claim(seed.attempt, by=world.keziah)
        keziah = world.client(world.keziah)
        form = {f"level-{key}": level for key, level in seed.sample.levels.items()}
        form |= {
            "words-a2.c2": "In a2 nobody checks again. One next move: check once more. The plan stays.",
            "deed": "file",
        }
        said = text_of(keziah.post(f"/review/{reading.pk}/", form, follow=True))
        assert "This was a sample" in said and "You scored every criterion as the panel did." in said
        assert keziah.get(f"/review/{reading.pk}/")["Location"] == f"/review/training/samples/{seed.pk}/"
        assert world.client(world.vesna).get(f"/review/training/samples/{seed.pk}/").status_code == 404
        said = text_of(keziah.get("/review/trend/"))
        assert "7 of 7 : too few to judge" in said and "n = 7" in said and "the panel, on a sample" in said
        assert "You have filed one reading." in text_of(keziah.get("/review/history/")), (
            "what decided nothing is no reading"
        )


def test_a_flag_on_a_sample_says_so_and_sends_nothing_anywhere(world, pl):
    seed = seed_for(world, world.keziah)
    with clock.at(MONDAY + timedelta(days=21)):
        reading = claim(seed.attempt, by=world.keziah)
        keziah = world.client(world.keziah)
        said = text_of(keziah.get(f"/review/{reading.pk}/flag/privacy/"))
        assert "sample" not in said
        about = str(seed.attempt.exhibits.first().pk)
        empty = keziah.post(f"/review/{reading.pk}/flag/privacy/", {"about": about})
        assert "Say where a learner can be recognized" in empty.content.decode()
        form = {"about": about, "words": "A name on page 1"}
        said = text_of(keziah.post(f"/review/{reading.pk}/flag/privacy/", form, follow=True))
        assert "This was a sample" in said and "Nobody waits for a reader today." in said


def test_a_trend_has_n_and_an_interval_and_is_ones_own(world, pl):
    for earner in (world.lupe, world.cyrus, world.gideon):
        differ(world, earner, world.keziah, world.vesna)
    actions.check_adjudicated()
    said = text_of(world.client(world.vesna).get("/review/trend/"))
    assert "21 of 21" not in said and "100 of 100 , between 85 and 100 with 95 in 100 certainty (n = 21)" in said
    said = text_of(world.client(world.keziah).get("/review/trend/"))
    assert "86 of 100 , between 65 and 95" in said and "seen differently" in said
    assert "Vesna" not in said and world.vesna.name not in said
    assert "Reading it is paused" in said


def test_the_lead_sees_names_talks_it_over_and_invites(world, pl):
    trial = actions.begin_trial(pl, by=world.lupe)
    tried(trial, HALO, world.lupe)
    corwin = world.client(world.corwin)
    said = text_of(corwin.get("/district/calibration/"))
    assert "Lupe Arrigo" in said and "Keziah Lund" in said and "They may try once more" in said
    refused = corwin.post("/district/calibration/", {"deed": "coach", "trial": trial.pk, "words": ""})
    assert refused.status_code == 400 and "Write a sentence that helps" in refused.content.decode()
    theirs = {"deed": "coach", "trial": trial.pk, "words": "Count the hands."}
    for other, status in ((world.ximena, 404), (world.thea, 404), (world.keziah, 404), (world.isolde, 404)):
        assert world.client(other).post("/district/calibration/", theirs).status_code == status, other
    for wrong in ("", "x", str(pl.pk)):
        assert corwin.post("/district/calibration/", theirs | {"trial": wrong}).status_code == 404
    assert corwin.post("/district/calibration/", theirs).status_code == 302
    said = text_of(world.client(world.lupe).get(f"/review/training/{pl.pk}/"))
    assert "Count the hands." in said and "Try again, in another order" in said
    assert "Not yet, at the latest try" not in text_of(corwin.get("/district/calibration/"))
    assert "Lupe" not in text_of(world.client(world.ximena).get("/district/calibration/"))


def test_who_earned_a_stack_is_invited_with_one_press(world, pl):
    for key in ("pl-101", "pl-102", "pl-103"):
        world.granted(world.gideon, world.vesna, world.version(key))
    corwin = world.client(world.corwin)
    assert "Responsive Practice" in text_of(corwin.get("/district/calibration/"))
    form = {"deed": "invite", "person": world.gideon.pk, "of": pl.microcredential_id}
    assert world.client(world.ximena).post("/district/calibration/", form).status_code == 400
    assert not Qualification.objects.filter(person=world.gideon).exists()
    assert corwin.post("/district/calibration/", form).status_code == 302
    assert "You are learning" in text_of(world.client(world.gideon).get("/review/", follow=True))
    assert corwin.post("/district/calibration/", form).status_code == 400


def test_without_samples_nobody_finds_a_page(world):
    for who in (world.keziah, world.lupe, world.thea):
        assert world.client(who).get("/review/training/").status_code == 404
    for who in (world.lupe, world.thea):
        assert world.client(who).get("/review/trend/").status_code == 404
    assert "Nothing to compare yet." in text_of(world.client(world.keziah).get("/review/trend/"))
    assert "As soon as a panel" in text_of(world.client(world.corwin).get("/district/calibration/"))
    assert "/review/training/" not in world.client(world.keziah).get("/review/").content.decode()
    assert queries.trainings_of(world.keziah) == []


def test_without_samples_a_reader_sees_the_own_trend_and_the_lead_is_told_of_three_misses(world):
    for earner in (world.lupe, world.cyrus, world.gideon):
        differ(world, earner, world.keziah, world.vesna)
    actions.check_adjudicated()
    keziah = world.client(world.keziah)
    assert 'href="/review/trend/"' in keziah.get("/review/history/").content.decode()
    said = text_of(keziah.get("/review/trend/"))
    assert "86 of 100 , between 65 and 95" in said and "a lead reader, on live work" in said
    said = text_of(world.client(world.corwin).get("/district/calibration/"))
    assert "three or more of the last ten checks differ" in said
