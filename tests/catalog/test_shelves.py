"""Shelves: what words find, what facets count, what is refused; the same on both databases."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from merited.base.errors import Refused
from merited.base.models import LogEntry
from merited.catalog import shelves
from merited.catalog.actions import publish, publish_requirements, publish_stack, sort_by_practice
from merited.catalog.listing import list_pathway, list_version
from merited.catalog.models import Facet, Listing, Pathway, PracticeArea, Translation, Word
from merited.catalog.rules.finding import plain_words, searchable, sought
from merited.catalog.shelves import Asked
from merited.cli.demo.content_files import load

SCALES = load("scales.yaml")["scales"]
STACK = {
    "schema": "stack/1", "id": "st-two", "version": "1.0", "title": "Two together", "description": "Two that belong together.",
    "department": "multilingual", "requirements": {"all_of": ["ml-101"], "choose": [{"count": 1, "from": ["pl-101", "et-103"], "label": "One more"}]},
}  # fmt: skip
CARD = {
    "schema": "requirement_list/1", "id": "mb-kite", "title": "Kite Making", "audience": "student", "revision": "2026",
    "scale": "signoff-2", "requirements": [{"id": "1", "verb": "do", "text": "Build a kite."},
    {"id": "2", "text": "Do one.", "choose": 1, "children": [{"id": "2a", "verb": "show", "text": "Fly it."}, {"id": "2b", "verb": "discuss", "text": "Explain lift."}]}],
    "badge": {"image_hint": "kite", "skills": ["making"]},
}  # fmt: skip


def keys(text="", **chosen):
    return [one.key for one in shelves.cards(Asked.of(text, chosen))]


def tally(asked, kind):
    return {one.code: one.count for one in shelves.tallies(asked) if one.kind == kind}


@pytest.mark.parametrize(
    "text", ["feedback", "FEEDBACK", "  Feedbáck ", "feedb", "averages feedback", "pl-103", "PL103"]
)
def test_words_find_whatever_their_accents_case_and_order(world, text):
    assert keys(text)[0] == "pl-103"


def test_several_words_must_all_be_there(world):
    assert keys("feedback") and keys("multilingual")
    assert not keys("feedback zeppelin")


def test_small_words_do_not_stand_in_the_way(world):
    assert keys("the feedback for my averages") == keys("feedback averages")
    assert sought("how to") == ("how", "to")


def test_titles_come_first(world):
    found = list(shelves.cards(Asked.of("feedback", {})))
    in_title = ["feedback" in plain_words(one.title) for one in found]
    assert any(in_title) and in_title == sorted(in_title, reverse=True)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("decision rules", "pl-101"),  # the name of a criterion
        ("instructional adjustment", "pl-101"),  # a skill
        ("evidence from every learner, and adjusts", "pl-101"),  # the competency
        ("task language support evidence", "ml-101"),  # the key method
    ],
)
def test_the_competency_skills_method_and_criteria_are_searched(world, text, key):
    assert key in keys(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("feedbak", ["feedback"]), ("multilingul", ["multilingual"]), ("zzzzq", []), ("feedback zzzzq", [])],
)
def test_a_near_miss_is_answered_with_what_may_have_been_meant(world, text, meant):
    assert shelves.nearest_words(sought(text)) == meant


def test_facets_count_what_they_would_show(world):
    for one in shelves.tallies(Asked()):
        if one.kind in shelves.KINDS:
            assert one.count == len(keys(**{one.kind: [one.code]})), one


def test_counts_respect_the_words_and_the_other_facets_but_not_their_own(world):
    asked = Asked.of("", {"department": ["multilingual"]})
    assert tally(asked, "department") == tally(Asked(), "department")
    for code, count in tally(asked, "language").items():
        assert count == len(keys(department=["multilingual"], language=[code]))
    both = Asked.of("families", {"department": ["multilingual"], "language": ["es"]})
    for code, count in tally(both, "department").items():
        assert count == len(keys("families", department=[code], language=["es"]))


def test_within_a_facet_any_choice_fits_and_between_facets_all_must(world):
    assert set(keys(department=["multilingual", "student-services"])) == {
        *keys(department=["multilingual"]), *keys(department=["student-services"])
    }  # fmt: skip
    assert set(keys(department=["multilingual"], effort=["short"])) == set(keys(department=["multilingual"])) & set(
        keys(effort=["short"])
    )


def test_what_is_asked_of_learners_data_is_the_most_demanding_of_all(world):
    assert "pl-101" in keys(data=["image_or_voice"]) and "pl-101" not in keys(data=["work_sample"])
    assert "et-103" in keys(data=["none"])


def test_unknown_facets_and_codes_find_nothing_and_break_nothing(world):
    assert keys(nonsense=["x"]) == keys()
    assert keys(area=["no-such-area"]) == []
    assert keys(text="' OR zzz=zzz -- % _ \\ \x00", area=["\x00"]) == []
    assert keys(text="%") == keys(text="\x00") == keys()


def test_whoever_searches_in_spanish_finds_what_is_translated(world):
    assert keys("objetivos lenguaje")[0] == "ml-101"  # a title
    assert keys("multilingües dominio") == ["ml-101"] == keys("multilingues dominio")  # without accents too
    assert keys("language objectives")[0] == "ml-101"


def test_practice_areas_come_with_the_district(world):
    assert "ml-102" in keys(area=["academic-talk"])
    assert "ml-104" in keys(area=["family-partnership"])  # not named there: found by its skills

    sort_by_practice(
        {"practice_areas": [{"id": "all", "name": "All of it", "skills": ["feedback"], "microcredentials": ["ct-101"]}]},
        organization=world.district, by=world.thea,
    )  # fmt: skip

    assert keys(area=["academic-talk"]) == []
    assert set(keys(area=["all"])) == {"ct-101", *keys(skill=["feedback"])}
    assert keys("all of it")[0] == "ct-101"  # the area's name is searched too
    assert LogEntry.objects.filter(deed="areas.sorted", subject=world.district.id, actor=world.thea.id).count() == 1


@pytest.mark.parametrize(
    ("areas", "code"),
    [
        ([], "no-areas"),
        ([{"id": "a", "name": "A"}, {"id": "a", "name": "B"}], "area-twice"),
        ([{"id": "a", "name": "A", "skills": ["x"]}, {"id": "b", "name": "B", "skills": ["x"]}], "skill-twice"),
    ],
)
def test_practice_areas_that_sort_nothing_well_are_refused(world, areas, code):
    before = PracticeArea.objects.count()
    with pytest.raises(Refused) as no:
        sort_by_practice({"practice_areas": areas}, organization=world.district, by=None)
    assert no.value.code == code and PracticeArea.objects.count() == before


def test_only_administrators_of_a_district_sort_it(world):
    areas = {"practice_areas": [{"id": "a", "name": "A"}]}
    with pytest.raises(Refused) as no:
        sort_by_practice(areas, organization=world.district, by=world.corwin)
    assert no.value.code == "not-yours-to-sort"
    with pytest.raises(Refused) as no:
        sort_by_practice(areas, organization=world.pl101.microcredential.organization, by=None)
    assert no.value.code == "not-a-district"


def test_a_new_version_takes_the_place_of_the_one_before(world):
    source = json.loads(world.ml101.text)
    title = "Zeppelin Objectives"
    publish({**source, "version": "9.0", "title": title}, source["scales"],
            organization=world.ml101.microcredential.organization, by=None)  # fmt: skip

    card = Listing.objects.get(key="ml-101")
    assert (card.number, card.title) == ("9.0", title)
    assert keys("zeppelin") == ["ml-101"] and Listing.objects.filter(key="ml-101").count() == 1
    assert Word.objects.filter(listing=card).count() == len(set(searchable(
        {**source, "title": title}, also=[card.organization.name, "Language Development"])))  # fmt: skip


def test_what_a_department_publishes_is_sorted_and_searched_at_once(world):
    publish_stack(STACK, SCALES, organization=world.ml101.microcredential.organization, by=world.ximena)

    assert keys("two together")[0] == "st-two"
    assert "st-two" in keys(kind=["stack"])
    assert LogEntry.objects.filter(deed="pathway.published", actor=world.ximena.id).count() == 1


def changed(**changes):
    return {**STACK, "requirements": {**STACK["requirements"], **changes}}


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (changed(all_of=[], choose=[]), "stack-empty"),
        (changed(all_of=["ml-101", "ml-101"]), "part-twice"),
        (changed(choose=[{"count": 3, "from": ["pl-101", "et-103"], "label": "x"}]), "choice-too-large"),
        (changed(choose=[{"count": 1, "from": ["ml-101"], "label": "x"}]), "choice-too-large"),
        (changed(choose=[{"count": 1, "from": ["pl-101"], "label": "x"}] * 2), "choice-too-large"),
        (changed(all_of=["xx-999"]), "part-unknown"),
        ({**STACK, "id": "pl-101"}, "key-taken"),
    ],
)
def test_a_stack_that_nobody_could_complete_is_refused(world, source, code):
    with pytest.raises(Refused) as no:
        publish_stack(source, SCALES, organization=world.ml101.microcredential.organization, by=None)
    assert no.value.code == code


@pytest.mark.parametrize(
    ("requirements", "code"),
    [
        ([], "no-requirements"),
        ([{"id": "1", "text": "A"}, {"id": "1", "text": "B"}], "requirement-twice"),
        ([{"id": "1", "text": " "}], "requirement-empty"),
        ([{"id": "1", "text": "Do three", "choose": 3, "children": [{"id": "1a", "text": "x"}]}], "choice-too-large"),
    ],
)
def test_a_list_that_cannot_be_signed_is_refused(world, requirements, code):
    with pytest.raises(Refused) as no:
        publish_requirements({**CARD, "requirements": requirements}, SCALES, organization=world.district, by=None)
    assert no.value.code == code


def test_a_pathway_never_changes_and_a_newer_one_takes_its_place(world):
    first = publish_requirements(CARD, SCALES, organization=world.district, by=None)
    with pytest.raises(Refused) as no:
        publish_requirements(CARD, SCALES, organization=world.district, by=None)
    assert no.value.code == "version-exists"

    second = publish_requirements({**CARD, "revision": "2027"}, SCALES, organization=world.district, by=None)

    first.refresh_from_db()
    assert (first.state, second.state) == ("retired", "published") and first.digest != second.digest
    assert Listing.objects.get(key="mb-kite").number == "2027"


def test_nobody_publishes_for_a_department_that_is_not_theirs(world):
    for deed, source in ((publish_stack, STACK), (publish_requirements, CARD)):
        with pytest.raises(Refused) as no:
            deed(source, SCALES, organization=world.ml101.microcredential.organization, by=world.corwin)
        assert no.value.code == "not-yours-to-publish"
    publish_stack(STACK, SCALES, organization=world.ml101.microcredential.organization, by=None)
    with pytest.raises(Refused) as no:
        publish_stack(
            {**STACK, "version": "2.0"}, SCALES, organization=world.pl101.microcredential.organization, by=None
        )
    assert no.value.code == "not-yours-to-publish"


def test_a_micro_credential_does_not_take_the_key_of_a_stack(world):
    publish_stack(STACK, SCALES, organization=world.ml101.microcredential.organization, by=None)
    source = json.loads(world.ml101.text)
    with pytest.raises(Refused) as no:
        publish(
            {**source, "id": "st-two"}, source["scales"], organization=world.ml101.microcredential.organization, by=None
        )
    assert no.value.code == "key-taken"


def test_every_listing_can_be_written_again_from_its_document(world):
    def rows():
        return sorted(Facet.objects.values_list("listing__key", "kind", "code", "name")), sorted(
            Word.objects.values_list("listing__key", "word", "place")
        )

    before = rows()
    for one in list(Listing.objects.select_related("version", "pathway")):
        list_version(one.version) if one.version else list_pathway(one.pathway)
    assert rows() == before


@pytest.mark.parametrize("wish", [{"motif": "unicorn"}, {"outline": "blob"}, {"color": "neon"}])
def test_a_mark_that_nobody_has_drawn_is_refused(world, wish):
    source = json.loads(world.ml101.text)
    maker = world.ml101.microcredential.organization
    for deed, definition in (
        (publish, {**source, "version": "9.0", "badge": {**source["badge"], **wish}}),
        (publish_requirements, {**CARD, "badge": {**CARD["badge"], **wish}}),
        (publish_stack, {**STACK, "recognition": {"mark": wish}}),
    ):
        with pytest.raises(Refused) as no:
            deed(definition, [*SCALES], organization=maker, by=None)
        assert no.value.code == "not-drawn"


def test_what_was_published_before_there_were_shelves_is_put_on_them(world):
    from importlib import import_module

    from django.apps import apps

    def rows():
        cards = sorted(Listing.objects.values_list("key", "number", "shelf", "title", "hours", "audience", "criteria"))
        return cards, {
            one: sorted(Facet.objects.filter(listing__key=one).values_list("kind", "code", "name")) for one, *_ in cards
        }

    PracticeArea.objects.all().delete()
    Translation.objects.all().delete()
    Listing.objects.filter(version__isnull=True).delete()
    for one in list(Listing.objects.select_related("version")):
        list_version(one.version)
    before, words = rows(), Word.objects.count()
    Listing.objects.all().delete()

    import_module("merited.catalog.migrations.0003_fill_shelves").fill(apps, None)

    assert rows() == before and Word.objects.count() == words


def test_marks_of_all_that_is_listed_are_frozen_with_it(world):
    for one in Pathway.objects.all():
        assert one.mark["stack"] is (one.kind == "stack") and one.mark["motifs"]


def many(world, count):
    """Further micro-credentials on one shelf, as rows only: pages must not ask more for them."""
    some = Listing.objects.get(key="ml-101")
    cards = Listing.objects.bulk_create(
        Listing(key=f"x-{n}", number="1.0", kind="microcredential", shelf=0, organization=some.organization,
                district=some.district, title=f"Feedback number {n}", audience="educator", published_at=some.published_at)
        for n in range(count)
    )  # fmt: skip
    Word.objects.bulk_create(Word(listing=one, word="feedback", place=0) for one in cards)
    Facet.objects.bulk_create(Facet(listing=one, kind="effort", code="short") for one in cards)


@pytest.mark.parametrize(
    "address",
    [
        "/catalog/",
        "/catalog/?q=feedback",
        "/catalog/?q=feedbak",
        "/catalog/?effort=short&department=multilingual&data=none",
    ],
)
def test_a_long_catalog_costs_no_more_questions_and_no_longer_page(world, address):
    counts = []
    for more in (0, 300):
        many(world, more)
        with CaptureQueriesContext(connection) as asked:
            answer = world.client().get(address)
        assert answer.status_code == 200 and len(answer.content) < 150_000
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12
