"""Words that teach, at the desk: what filing insists on, what is at hand, what changed since the last attempt."""

import json
import re

import pytest
from django.core.files.base import ContentFile

from merited.base.errors import Refused
from merited.cli.demo.drawing import draw
from merited.review.actions import (
    ask_appeal,
    claim,
    claim_look,
    file_look,
    jot,
    keep_phrase,
    release,
    retire_phrase,
    score,
    set_plan,
    share_phrase,
)
from merited.review.models import Decision, FeedbackPhrase, Reading
from merited.review.queries import open_for_a_look, sheet_of
from merited.review.rules.feedback import parts_of
from merited.review.rules.outcome import Judged
from merited.review.rules.stages import SINGLE, Plan
from merited.submissions.actions import add_file, explain, remove, revise, send, write
from merited.submissions.models import Submission
from merited.submissions.rules.completeness import STATEMENTS
from merited.web.reviewer.typed import revision_of
from tests.web.test_evidence import picture
from tests.web.test_reviewer import desk_of, page_of, sent_attempt, sheet

NO_MOVE = "a2.c1 is open and has no next move yet."
SEEN = "In a2 one learner is not heard, and your plan stays."


@pytest.fixture
def reading(world) -> Reading:
    """Marla's PL-101, read by Vesna."""
    return world.claimed(world.marla, world.vesna)


def post(world, reading, **typed):
    return world.client(world.vesna).post(desk_of(reading), typed.pop("form", {}) | typed)


# What filing insists on


def test_without_a_next_move_an_open_criterion_is_not_filed_and_everything_typed_is_kept(world, reading):
    typed = sheet(reading, {"a2.c1": SEEN}) | {"stays-a2.c1": "The rest.", "words-p1": "Good.", "deed": "file"}

    page = page_of(post(world, reading, form=typed))

    assert NO_MOVE in page
    field = page.split('id="move-a2.c1"')[1].split(">")[0]
    assert "autofocus" in field and 'aria-invalid="true"' in field and "fault-a2.c1" in field
    assert page.count("autofocus") == 2  # here, and on closing the list of keys
    for kept in (SEEN, "The rest.", "Good.", "The plan is clear."):
        assert kept in page
    stored = sheet_of(reading)["a2.c1"]
    assert (stored.words, stored.stays) == (SEEN, "The rest.")
    assert not Decision.objects.exists()


def test_a_word_about_the_whole_that_is_too_long_is_refused_and_not_cut(world, reading):
    answer = world.client(world.vesna).post(
        desk_of(reading), {"keep": "word " * 2_000}, HTTP_ACCEPT="application/json"
    )  # fmt: skip
    assert answer.json()["refused"] == "too-long"
    reading.refresh_from_db()
    assert reading.keep == ""


def test_where_filing_breaks_everything_typed_is_kept(world, reading, monkeypatch):
    def breaks(*_all, **_more):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("merited.review.actions.filing.decide", breaks)
    form = sheet(reading, {"a2.c1": SEEN}) | {
        "move-a2.c1": "Show all 26.",
        "private_note": "Look twice.",
        "deed": "file",
    }

    with pytest.raises(RuntimeError, match="the disk is full"):
        post(world, reading, form=form)

    reading.refresh_from_db()
    assert (reading.state, reading.keep, reading.private_note) == ("claimed", "The plan is clear.", "Look twice.")
    stored = sheet_of(reading)["a2.c1"]
    assert (stored.words, stored.move) == (SEEN, "Show all 26.")


def test_the_page_begins_at_the_first_thing_that_is_asked(world, reading):
    typed = sheet(reading, {"p1": "", "a2.c1": SEEN}) | {"deed": "file"}
    assert "autofocus" in page_of(post(world, reading, form=typed)).split('id="words-p1"')[1].split(">")[0]

    del typed["level-p1"]
    page = page_of(post(world, world.claimed(world.lupe, world.vesna), form=typed))
    assert "autofocus" in page.split('name="level-p1"')[1].split(">")[0]


def test_with_it_the_three_fields_are_filed_as_one_text(world, reading):
    post(
        world, reading, form=sheet(reading, {"a2.c1": SEEN}),
        **{"move-a2.c1": "Show all 26. Then count.", "stays-a2.c1": "Your plan.", "deed": "file"},
    )  # fmt: skip

    filed = sheet_of(reading)["a2.c1"]
    assert filed == Judged("developing", f"{SEEN}\n\nOne next move: Show all 26. Then count.\n\nYour plan.")
    page = page_of(world.client(world.marla).get(f"/work/{reading.attempt.submission_id}/"))
    assert '<p class="said">Show all 26. Then count.</p>' in page
    assert "Your plan." in page and "One next move: Show" not in page


def test_whoever_writes_the_next_move_into_the_words_is_understood(world, reading):
    words = "In a2 one learner. One next move: show all 26. The rest stays."
    post(world, reading, form=sheet(reading, {"a2.c1": words}), deed="file")

    assert sheet_of(reading)["a2.c1"].words == words


def test_in_spanish_the_sentence_is_spanish_and_the_words_are_put_together_so(world):
    world.vesna.language = "es"
    world.vesna.save()
    reading = world.claimed(world.marla, world.vesna)
    Submission.objects.filter(pk=reading.attempt.submission_id).update(language="es")
    typed = sheet(reading, {"a2.c1": "En a2 falta algo."}) | {"deed": "file"}

    assert "a2.c1 queda abierto y todavía no tiene un siguiente paso." in page_of(post(world, reading, form=typed))
    post(world, reading, form=typed | {"move-a2.c1": "Enséñelo otra vez."})
    assert sheet_of(reading)["a2.c1"].words == "En a2 falta algo.\n\nUn siguiente paso: Enséñelo otra vez.\n\n"


def test_the_deed_itself_insists_whoever_calls_it(world, reading):
    with pytest.raises(Refused) as no:
        score(reading, world.sheet(reading, {"a2.c1": SEEN}), keep="", by=world.vesna)
    assert no.value.code == "no-move"

    score(
        reading, {**world.sheet(reading), "a2.c1": Judged("basic", SEEN, "", "Show it again.")}, keep="", by=world.vesna
    )
    assert parts_of(sheet_of(reading)["a2.c1"].words).move == "Show it again."


def test_a_third_reading_and_another_look_are_asked_the_same(world):
    set_plan(world.pl101.microcredential, Plan(first_of_version=5), by=None)
    attempt = sent_attempt(world.sent(world.lupe))
    for person, words in ((world.keziah, ""), (world.vesna, "In a2 it is open. One next move: show it again.")):
        reading = claim(attempt, by=person)
        score(reading, world.sheet(reading, {"a2.c1": words} if words else None), keep="", by=person)
    third = claim(attempt, by=world.isolde)
    assert third.purpose == "third"
    with pytest.raises(Refused) as no:
        score(third, world.sheet(third, {"a2.c1": SEEN}), keep="", by=world.isolde)
    assert no.value.code == "no-move"

    set_plan(world.pl101.microcredential, SINGLE, by=None)
    work = world.not_yet(world.dov, world.vesna)
    key = open_for_a_look(work, work.attempts.get())[0].id
    look = claim_look(
        ask_appeal(work, {key}, "evidence", words="It is there.", place="a3, page 1", by=world.dov), by=world.isolde
    )
    with pytest.raises(Refused) as no:
        file_look(look, {key: Judged("basic", SEEN)}, keep="", by=world.isolde)
    assert no.value.code == "no-move"


def test_a_gap_that_is_left_keeps_it_from_being_filed(world, reading):
    typed = sheet(reading, {"a2.c1": SEEN}) | {"deed": "file", "move-a2.c1": "Send [the missing piece]."}

    page = page_of(post(world, reading, form=typed))
    assert "A gap is still to be filled: [the missing piece]." in page
    assert "autofocus" in page.split('id="move-a2.c1"')[1].split(">")[0]

    page = page_of(post(world, reading, form=typed | {"move-a2.c1": "Send it again.", "keep": "Keep [what they do]."}))
    assert "A gap is still to be filled: [what they do]." in page
    assert "autofocus" in page.split('id="keep"')[1].split(">")[0]
    assert not Decision.objects.exists()


# Saved as it is typed


def test_every_field_is_saved_as_it_is_typed_and_nothing_else_is_touched(world, reading):
    jot(reading, {"a2.c1": Judged("basic", SEEN)}, keep="", by=world.vesna)
    client = world.client(world.vesna)
    for part, text in (("move", "Show all 26."), ("stays", "Your plan.")):
        told = client.post(
            desk_of(reading),
            {f"{part}-a2.c1": text, f"revision-{part}-a2.c1": revision_of("")},
            headers={"Accept": "application/json"},
        ).json()
        assert told["fields"] == {f"{part}-a2.c1": {"revision": revision_of(text)}}

    assert "Gives one next move" in told["html"]["hints-a2.c1"]
    assert sheet_of(reading)["a2.c1"] == Judged("basic", SEEN, "", "Show all 26.", "Your plan.")
    page = page_of(client.get(desk_of(reading)))
    for part in ("words", "move", "stays"):
        field = page.split(f'id="{part}-a2.c1"')[1].split(">")[0]
        assert "data-keep" in field and "data-unsaved" not in field
        assert f'name="revision-{part}-a2.c1"' in page


def test_of_two_next_moves_from_two_pages_both_survive(world, reading):
    jot(reading, {"a2.c1": Judged("basic", SEEN, "", "Written on the phone.")}, keep="", by=world.vesna)
    typed = {"move-a2.c1": "Written here.", "revision-move-a2.c1": revision_of("")}

    page = page_of(post(world, reading, form=typed | {"deed": "save"}))

    assert "Written here." in page and "Written on the phone." in page
    assert sheet_of(reading)["a2.c1"].move == "Written on the phone."


def test_given_back_and_claimed_again_every_field_is_there(world, reading):
    jot(reading, {"a2.c1": Judged("basic", SEEN, "", "Show it again.", "The plan.")}, keep="", by=world.vesna)
    release(reading, by=world.vesna)

    page = page_of(world.client(world.vesna).get(desk_of(reading)))
    assert "One next move: Show it again." in page and "The plan." in page
    again = claim(reading.attempt, by=world.vesna)
    assert sheet_of(again)["a2.c1"] == Judged("basic", SEEN, "", "Show it again.", "The plan.")


def test_more_than_one_next_move_and_another_language_are_advised_against(world, reading):
    told = world.client(world.vesna).post(
        desk_of(reading),
        {
            "level-a2.c1": "basic",
            "words-a2.c1": "En el plan usted nombra las palabras que los aprendices necesitan para la tarea.",
            "move-a2.c1": "Show it. Also film it.",
        },
        headers={"Accept": "application/json"},
    )

    advice = json.loads(told.content)["html"]["hints-a2.c1"]
    assert "More than one next move: which one helps most?" in advice
    assert "These words seem to be Spanish, and the work is in English" in advice


# On to the next one


def test_filed_it_goes_on_with_what_has_waited_longest(world, reading):
    world.sent(world.lupe)

    answer = post(world, reading, form=sheet(reading), deed="file-next")

    following = Reading.objects.get(state="claimed")
    assert following.attempt.submission.person == world.lupe
    assert answer["Location"] == desk_of(following)


def test_what_lies_on_the_desk_already_comes_before_new_work(world, reading):
    begun = world.claimed(world.lupe, world.vesna)
    world.sent(world.cyrus)

    assert post(world, reading, form=sheet(reading), deed="file-next")["Location"] == desk_of(begun)


def test_where_nothing_waits_the_queue_says_so(world, reading):
    client = world.client(world.vesna)

    answer = client.post(desk_of(reading), sheet(reading) | {"deed": "file-next"}, follow=True)

    assert answer.redirect_chain[-1][0] == "/review/"
    page = page_of(answer)
    assert "Your reading is filed. Thank you." in page and Decision.objects.count() == 1


# Words at hand


def test_the_rubric_s_words_and_the_phrases_stand_at_each_criterion(world, reading):
    share_phrase("In {place}: {asks} [what you saw].", part="words", at=world.district, language="en", by=None)
    share_phrase("Only for answers.", part="move", kind="answers", at=world.district, language="en", by=None)
    keep_phrase("Mine alone.", part="stays", by=world.vesna)
    keep_phrase("Another's own.", part="stays", by=world.keziah)

    page = page_of(world.client(world.vesna).get(desk_of(reading)))

    one = next(one for one in world.pl101.document.criteria if one.id == "a2.c1")
    card = page.split('id="c-a2.c1"')[1].split("</fieldset>")[0]
    assert f"In a2: {one.descriptors[0].text} [what you saw]." in card
    for level in one.levels:
        assert f'value="quote/a2.c1/{level.id}"' in card
    assert "Only for answers." not in card and page.count("Only for answers.") == 2  # at p1 and p3
    assert page.count("Mine alone.") == 7
    assert "Another&#x27;s own." not in page


def test_without_a_script_a_button_puts_them_at_the_end_of_the_field(world, reading):
    phrase = share_phrase("Send [the missing piece].", part="move", at=world.district, language="en", by=None)
    client = world.client(world.vesna)
    asks = next(one for one in world.pl101.document.criteria if one.id == "a2.c1").descriptors[0].text

    answer = client.post(desk_of(reading), {"words-a2.c1": "In a2. ", "deed": "quote/a2.c1/proficient"})
    assert answer["Location"] == f"{desk_of(reading)}#c-a2.c1"
    client.post(desk_of(reading), {"level-p1": "passing", "deed": f"phrase/a2.c1/{phrase.pk}"})
    client.post(desk_of(reading), {"move-a2.c1": "Or:", "deed": f"phrase/a2.c1/{phrase.pk}"})

    stored = sheet_of(reading)
    assert (stored["a2.c1"].words, stored["a2.c1"].move) == (f"In a2. “{asks}”", "Or: Send [the missing piece].")
    assert stored["p1"].level == "passing"


@pytest.mark.parametrize("deed", ["phrase/a2.c1/{other}", "phrase/zz/{other}", "quote/a2.c1/a+", "phrase/", "quote"])
def test_what_is_not_at_hand_is_not_put_anywhere(world, reading, deed):
    other = keep_phrase("Another's own.", part="move", by=world.keziah)

    post(world, reading, deed=deed.format(other=other.pk), **{"words-a2.c1": "Mine."})

    assert sheet_of(reading) == {"a2.c1": Judged("", "Mine.")}


# One's own phrases, and those of a place


def test_a_reviewer_keeps_and_takes_away_their_own(world):
    client = world.client(world.keziah)

    page = page_of(client.get("/review/phrases/"))
    assert "one press away at each criterion" in page
    client.post("/review/phrases/", {"text": "Send it.", "part": "move", "kind": "any"})
    other = keep_phrase("Not yours.", part="move", by=world.vesna)
    page = page_of(client.get("/review/phrases/"))
    assert "Send it." in page and "Not yours." not in page
    client.post("/review/phrases/", {"drop": str(other.pk)})
    client.post("/review/phrases/", {"drop": str(FeedbackPhrase.objects.get(owner=world.keziah).pk)})
    assert list(FeedbackPhrase.objects.values_list("text", flat=True)) == ["Not yours."]


def test_a_refused_phrase_is_still_in_the_field(world):
    answer = world.client(world.keziah).post(
        "/review/phrases/", {"text": "In [place].", "part": "move", "kind": "work"}
    )

    page = answer.content.decode()
    assert answer.status_code == 400 and "Name a gap in two words or more" in page
    assert "In [place]." in page and '<option value="move" selected>' in page


def test_a_lead_shares_for_the_own_department_and_retires_nothing_of_another(world):
    client, address = world.client(world.corwin), "/district/judging/phrases/"
    above = share_phrase("Of the district.", part="words", at=world.district, language="en", by=None)
    other = share_phrase(
        "Of another.", part="words", at=world.ml101.microcredential.organization, language="en", by=None
    )

    assert address in page_of(client.get("/district/judging/"))
    client.post(address, {"text": "Ours.", "part": "words", "kind": "any", "language": "en", "of": "pl-101"})
    page = page_of(client.get(address))
    ours = FeedbackPhrase.objects.get(text="Ours.")
    assert ours.organization == world.pl101.microcredential.organization
    assert "Of the district." in page and "Of another." not in page and "PL-101" in page
    assert f'value="{ours.pk}"' in page and f'value="{above.pk}"' not in page
    for foreign in (above, other):
        assert client.post(address, {"retire": str(foreign.pk)}).status_code == 404
    client.post(address, {"retire": str(ours.pk)})
    assert "1 phrase is retired" in page_of(client.get(address))
    assert FeedbackPhrase.objects.filter(retired_at__isnull=True).count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"language": "xx"}, "Choose the language in which the phrase is written."),
        ({"place": "elsewhere"}, "Choose whose reviewers it is for."),
        ({"text": ""}, "Write the phrase first."),
        ({"of": "pl-101"}, "A micro-credential goes with its own department."),
    ],
)
def test_what_cannot_be_shared_is_said(world, typed, sentence):
    form = {"text": "Good.", "part": "words", "kind": "any", "language": "en", "place": str(world.district.pk)}

    answer = world.client(world.thea).post("/district/judging/phrases/", form | typed)

    assert answer.status_code == 400 and sentence in answer.content.decode()
    assert not FeedbackPhrase.objects.exists()


def test_a_retired_phrase_is_at_no_desk(world, reading):
    retire_phrase(share_phrase("Old.", part="words", at=world.district, language="en", by=None), by=world.thea)

    assert "Old." not in page_of(world.client(world.vesna).get(desk_of(reading)))


# What changed since


@pytest.fixture
def second(world) -> Reading:
    """Marla's second attempt, claimed by Keziah: one answer and one file are other ones, one file came, one went."""
    submission = world.written(world.marla)
    first = world.attempt(submission)
    add_file(first, "a2", ContentFile(b"Old tally.", name="t.txt"), about="Tally", by=world.marla)
    send(submission, set(STATEMENTS), by=world.marla)
    reading = claim(sent_attempt(submission), by=world.vesna)
    words = {
        "a2.c1": "One next move: count them again.",
        "p1": "In p1 the class is missing. One next move: say who they are. The rest stays.",
        "a3.c1": "One next move: add what is missing.",
    }
    score(reading, world.sheet(reading, words), keep="", by=world.vesna)
    submission.refresh_from_db()
    attempt = revise(submission, by=world.marla)
    answer = attempt.answers.get(prompt="p1.q1")
    write(attempt, "p1.q1", "My other answer to p1.q1.", revision=answer.revision, by=world.marla)
    for one in attempt.exhibits.filter(artifact__in=("a2", "a3")):
        if one.artifact == "a3" or one.position == 2:
            remove(one, by=world.marla)
    add_file(
        attempt,
        "a3",
        ContentFile(b"Lesson plan\n\nTarget: I can say why.\n", name="n.txt"),
        about="New",
        by=world.marla,
    )
    explain(attempt, "p1", "I named the class.", revision=0, by=world.marla)
    explain(attempt, "a2.c1", "Counted.", revision=0, by=world.marla)
    explain(attempt, "a3.c1", "Written anew.", revision=0, by=world.marla)
    send(submission, set(STATEMENTS), by=world.marla)
    return claim(sent_attempt(submission), by=world.keziah)


def test_before_and_now_stand_side_by_side(world, second):
    page = page_of(world.client(world.keziah).get(desk_of(second)))

    p1 = page.split('id="ev-p1"')[1].split("</article>")[0]
    assert '<ins><span class="vh">added: </span> other</ins> answer to p1.q1.' in p1.replace("\n", "")
    assert "My answer to p1.q1." in p1 and "1 word added" in p1
    assert "The same words as before" in p1  # p1.q2
    a1 = page.split('id="ev-a1"')[1].split("</article>")[0]
    assert "the same as before" in a1 and "<ins>" not in a1
    a2 = page.split('id="ev-a2"')[1].split("</article>")[0]
    assert "No longer handed in: 1 from the attempt before" in a2 and "Old tally." in a2
    for address in set(re.findall(r'"(/evidence/[^"]+/file)"', page)):
        assert world.client(world.keziah).get(address).status_code == 200  # also what was there before
    a3 = page.split('id="ev-a3"')[1].split("</article>")[0]
    assert "new in this attempt, in place of a3-1.txt" in a3 and "<del>" in a3 and "<ins>" in a3


def test_at_each_open_criterion_stands_what_was_said_and_what_changed(world, second):
    page = page_of(world.client(world.keziah).get(desk_of(second)))

    card = page.split('id="c-p1"')[1].split("</fieldset>")[0]
    for words in ("In attempt 1: Not yet.", "In p1 the class is missing.", "The next move was:", "Say who they are.",
                  "The rest stays.", "What the earner changed since:", "I named the class."):  # fmt: skip
        assert words in card


def test_a_picture_stands_beside_the_one_whose_place_it_took(world):
    submission = world.written(world.marla)
    old = add_file(world.attempt(submission), "a3", picture(), about="Old", by=world.marla)
    send(submission, set(STATEMENTS), by=world.marla)
    reading = claim(sent_attempt(submission), by=world.vesna)
    score(reading, world.sheet(reading, {"a3.c1": "One next move: draw it again."}), keep="", by=world.vesna)
    submission.refresh_from_db()
    attempt = revise(submission, by=world.marla)
    remove(attempt.exhibits.get(artifact="a3", position=old.position), by=world.marla)
    new = add_file(
        attempt,
        "a3",
        ContentFile(draw("picture", "Six cards", seed="k")[0], name="new.png"),
        about="New",
        by=world.marla,
    )
    explain(attempt, "a3.c1", "Drawn again.", revision=0, by=world.marla)
    send(submission, set(STATEMENTS), by=world.marla)
    second = claim(sent_attempt(submission), by=world.keziah)

    page = page_of(world.client(world.keziah).get(desk_of(second)))

    before, now = page.split('id="ev-a3"')[1].split("</article>")[0].split('<p class="small quiet">Now</p>')
    assert f"/evidence/{old.pk}/file" in before and f"/evidence/{new.pk}/file" not in before
    assert f"/evidence/{new.pk}/file" in now and "in place of" in now
    assert f'value="flag/cannot-open/{new.pk}"' in now and f"flag/cannot-open/{old.pk}" not in page


def test_a_first_attempt_has_nothing_beside_it(world, reading):
    page = page_of(world.client(world.vesna).get(desk_of(reading)))

    assert "<ins>" not in page and "the same as before" not in page and "The same words as before" not in page


def test_fresh_eyes_see_nothing_of_before(world, second):
    score(
        second,
        world.sheet(second, {"p1": "In p1. One next move: say it plainly."}),
        keep="",
        by=world.keziah,
    )
    work = Submission.objects.get(pk=second.attempt.submission_id)
    look = ask_appeal(work, {"p1"}, "evidence", words="It is there.", place="p1", by=world.marla)
    fresh = claim_look(look, by=world.isolde)

    page = page_of(world.client(world.isolde).get(desk_of(fresh)))

    assert "My other answer to p1.q1." in page
    for words in ("My answer to p1.q1.", "<ins>", "In attempt", "Old tally.", "say it"):
        assert words not in page.replace("One next move: ", "")
