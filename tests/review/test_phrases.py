"""Phrases at hand: what a place shares, and what a reviewer keeps."""

import pytest

from merited.base.errors import Refused
from merited.base.models import LogEntry
from merited.people.models import Organization
from merited.review.actions import drop_phrase, keep_phrase, retire_phrase, share_phrase
from merited.review.models import FeedbackPhrase
from merited.review.queries import own_phrases, phrases_for, shared_phrases
from merited.review.rules.phrases import MOST_OWN, MOST_SHARED


def share(world, text, at=None, **more):
    facts = {"part": "words", "language": "en", "by": world.thea} | more
    return share_phrase(text, at=at or world.district, **facts)


def texts(world, person=None, version=None, language="en"):
    of = (version or world.pl101).microcredential
    return [one.text for one in phrases_for(person or world.keziah, of, language)]


def test_what_the_district_or_the_department_shares_is_at_hand_and_no_other(world):
    department = world.pl101.microcredential.organization
    other = world.ml101.microcredential.organization
    share(world, "From the district.")
    share(world, "From the department.", department)
    share(world, "From another one.", other)
    share(world, "From another district.", Organization.objects.get(key="fernhollow"))
    share(world, "En español.", language="es")

    assert set(texts(world)) == {"From the district.", "From the department."}
    assert texts(world, language="es") == ["En español."]
    assert set(texts(world, world.petra, world.ml101)) == {"From the district.", "From another one."}


def test_a_phrase_for_one_micro_credential_is_at_hand_there_alone(world):
    share(world, "For PL-101.", world.pl101.microcredential.organization, of=world.pl101.microcredential)

    assert texts(world) == ["For PL-101."]
    assert texts(world, version=world.version("pl-102")) == []


def test_retired_is_no_longer_at_hand_and_comes_back_with_the_same_words(world):
    phrase = share(world, "Keep it.")
    retire_phrase(phrase, by=world.thea)
    retire_phrase(phrase, by=world.thea)  # a double click
    assert texts(world) == []
    assert [one.retired_at is not None for one in shared_phrases([world.district.pk])] == [True]

    assert share(world, " Keep it. ").pk == phrase.pk
    assert texts(world) == ["Keep it."]
    deeds = list(LogEntry.objects.filter(deed__startswith="phrase.").order_by("pk").values_list("deed", flat=True))
    assert deeds == ["phrase.shared", "phrase.retired", "phrase.shared"]


def test_one_s_own_are_seen_by_nobody_else(world):
    mine = keep_phrase("Mine alone.", part="move", by=world.keziah)
    keep_phrase("Mine alone.", part="move", by=world.keziah)

    assert texts(world) == ["Mine alone."]
    assert texts(world, world.vesna) == []
    assert list(own_phrases(world.keziah)) == [mine]
    drop_phrase(mine, by=world.vesna)
    assert FeedbackPhrase.objects.filter(pk=mine.pk).exists()
    drop_phrase(mine, by=world.keziah)
    assert texts(world) == []


def test_there_is_an_end_to_them(world):
    for n in range(MOST_OWN):
        keep_phrase(f"Phrase {n}.", part="words", by=world.keziah)

    with pytest.raises(Refused) as no:
        keep_phrase("One more.", part="words", by=world.keziah)
    assert no.value.code == "enough-phrases"
    for n in range(MOST_SHARED):
        share(world, f"Phrase {n}.")
    share(world, "Frase.", language="es")
    with pytest.raises(Refused) as no:
        share(world, "One more.")
    assert no.value.code == "enough-shared"
    retire_phrase(shared_phrases([world.district.pk])[0], by=world.thea)
    share(world, "One more.")


def test_a_desk_with_every_phrase_that_there_may_be_is_still_light(world):
    reading = world.claimed(world.marla, world.keziah)
    for n in range(MOST_OWN):
        keep_phrase(f"A sentence of one's own, as long as most of them are, number {n}.", part="words", by=world.keziah)
        share(world, f"A sentence of the district with [a gap or two], as long as most are, number {n}.")
        share(
            world,
            f"A sentence of the department with [a gap or two], number {n}.",
            world.pl101.microcredential.organization,
        )

    page = world.client(world.keziah).get(f"/review/{reading.pk}/").content

    assert page.count(b"number 19.") == 7 * 3
    assert len(page) < 150_000


def test_what_one_writes_oneself_is_in_no_log(world):
    keep_phrase("Nobody reads this.", part="words", by=world.keziah)

    assert not LogEntry.objects.filter(deed__startswith="phrase.").exists()


def test_they_go_with_the_person(world):
    keep_phrase("Mine.", part="words", by=world.marla)
    world.marla.delete()

    assert not FeedbackPhrase.objects.exists()
