"""The catalog's pages: searched and narrowed by a plain form; stacks, students' pages, two side by side, two questions."""

import json
import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders

from merited.awards.actions import share
from merited.awards.models import Award
from merited.awards.queries import issuers_with_keys, newest_signed
from merited.awards.verifying import verify_at_hand, verify_award
from merited.catalog.actions import publish
from merited.catalog.models import Facet, Listing, Version
from merited.catalog.shelves import KINDS, Asked, tallies
from merited.people.models import Organization

PAGES = ("/", "/catalog/", "/catalog/?q=feedback", "/catalog/?q=feedbak", "/catalog/?q=zzz&effort=short", "/catalog/sm-101/",
         "/catalog/mb-bicycle-care/", "/catalog/mb-bicycle-care/2026", "/catalog/st-welcoming-ml/", "/catalog/st-responsive-practice/1.0",
         "/catalog/compare/", "/catalog/compare/?a=pl-101", "/catalog/compare/?a=pl-101&b=ml-101", "/two-questions/")  # fmt: skip


def words(response) -> str:
    """What a page says, without its code."""
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(text))


def read(world, address, person=None) -> str:
    answer = world.client(person).get(address)
    assert answer.status_code == 200, address
    return words(answer)


@pytest.mark.parametrize("address", PAGES)
def test_pages_of_the_catalog_need_no_account_and_few_questions(world, address, django_assert_max_num_queries):
    for person in (None, world.corwin):
        client = world.client(person)
        with django_assert_max_num_queries(12):
            answer = client.get(address)
        assert answer.status_code == 200 and len(answer.content) < 150_000
        text = answer.content.decode()
        assert len(re.findall(r"<h1", text)) == 1
        assert all(" width=" in one and " height=" in one for one in re.findall(r"<img[^>]+>", text)), "no layout shift"


def test_every_ticked_box_can_be_taken_away_again(world):
    client = world.client()
    answer = client.get("/catalog/?q=learners&department=multilingual&department=cte&language=es")
    links = [unescape(one) for one in re.findall(r'<li><a href="(/catalog/\?[^"]*)">', answer.content.decode())]

    assert len(links) == 4
    assert sorted(links) == sorted(
        f"/catalog/?{one}"
        for one in (
            "department=multilingual&department=cte&language=es",
            "q=learners&department=cte&language=es",
            "q=learners&department=multilingual&language=es",
            "q=learners&department=multilingual&department=cte",
        )
    )
    assert answer.content.decode().count(" checked>") == 3


def test_each_box_says_how_many_it_would_show(world):
    text = world.client().get("/catalog/").content.decode()

    for one in tallies(Asked()):
        if one.kind in ("department", "area", "effort", "language", "data", "audience"):
            box = re.search(
                rf'name="{one.kind}" value="{one.code}"><span>([^<]+)</span><span class="count">(\d+)<', text
            )
            assert box and int(box.group(2)) == one.count, one


def test_a_near_miss_is_answered_with_a_link_that_finds_something(world):
    answer = world.client().get("/catalog/?q=feedbak")
    assert "Nothing for “feedbak”. Did you mean feedback ?" in words(answer)
    link = re.search(r'Did you mean <a href="([^"]+)"', answer.content.decode())
    assert link and "Proficiency-Based Feedback without Averages" in read(world, unescape(link.group(1)))


def test_nothing_found_says_where_we_looked_and_what_to_do(world):
    shown = read(world, "/catalog/?q=zzzq")
    assert "Nothing for “zzzq”." in shown and "Did you mean" not in shown
    assert "We look in titles, competencies, skills, methods and the names of criteria." in shown
    assert "See the whole catalog" in shown
    assert "Take one of your ticks away above" in read(world, "/catalog/?department=cte&data=none&language=es")


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_that_there_is_not_finds_nothing_and_can_be_taken_away(world, kind):
    answer = world.client().get(f"/catalog/?{kind}=zz")
    assert "Nothing has all that you have ticked." in words(answer)
    assert '<li><a href="/catalog/?">' in answer.content.decode()


def test_what_is_typed_is_shown_as_text(world):
    answer = world.client().get("/catalog/", {"q": '"><script>alert(1)</script>', "area": "<b>"})
    assert b"<script>alert" not in answer.content and b"<b>" not in answer.content


@pytest.mark.django_db
def test_an_empty_catalog_says_what_will_be_here(client):
    Facet.objects.all().delete()
    Listing.objects.all().delete()
    assert "Nothing is published yet" in words(client.get("/catalog/", HTTP_HOST="localhost:8000"))
    assert "There are not two to compare yet." in words(client.get("/catalog/compare/", HTTP_HOST="localhost:8000"))
    assert "Nothing is published here yet" in words(client.get("/two-questions/", HTTP_HOST="localhost:8000"))
    assert client.get("/", HTTP_HOST="localhost:8000").status_code == 200


def test_ones_own_district_stands_first(world):
    fernhollow = Organization.objects.get(key="fernhollow")
    other = Listing.objects.get(district=fernhollow)
    text = world.client(world.marla).get("/catalog/").content.decode()
    assert text.index("pl-101/1.1") < text.index(f"{other.key}/{other.number}")
    assert "From Fernhollow School District" in unescape(text)
    for card in ("pl-101", "st-welcoming-ml", "sm-101"):
        assert text.index(f"/catalog/{card}/") < text.index("From Fernhollow")


def test_a_stack_tells_the_reader_how_far_they_are_and_adds_nothing_up(world):
    assert "You have earned" not in read(world, "/catalog/st-responsive-practice/")
    assert "You have earned none of the 3 yet." in read(world, "/catalog/st-responsive-practice/", world.gideon)

    world.earned(world.gideon, world.vesna)

    shown = read(world, "/catalog/st-responsive-practice/", world.gideon)
    assert "You have earned 1 of 3." in shown and "Any one of these 4" in shown
    assert "Go on with Proficiency-Based Feedback without Averages" in shown


def test_what_was_revoked_or_ran_out_fills_no_place(world):
    world.earned(world.gideon, world.vesna)
    Award.objects.update(revoked_at=world.pl101.published_at, revoked_for="issued_in_error")

    assert "You have earned none of the 3 yet." in read(world, "/catalog/st-responsive-practice/", world.gideon)


def test_a_stack_shows_what_is_in_hand_and_leads_there(world):
    draft = world.draft(world.marla)
    answer = world.client(world.marla).get("/catalog/st-responsive-practice/")
    assert f'href="/work/{draft.id}/"' in answer.content.decode() and "You are working at it" in words(answer)
    assert "Go on with Checking for Understanding in Real Time" in words(answer)


def test_a_stack_shows_its_choices_its_order_its_capstone_and_that_it_is_not_awarded_yet(world):
    shown = read(world, "/catalog/st-responsive-practice/")
    for text in ("One way of hearing from learners", "One unit, start to finish", "Three dated decisions each rest on cited evidence",
                 "does not award this stack yet, nor take its capstone", "nothing that you earn now is lost"):  # fmt: skip
        assert text in shown
    shown = read(world, "/catalog/st-welcoming-ml/")
    for text in ("We would begin with Language Objectives for Content Lessons", "Office hour with the multilingual team",
                 "Multilingual Classroom Specialist"):  # fmt: skip
        assert text in shown


def test_a_micro_credential_names_the_stacks_that_it_belongs_to(world):
    shown = read(world, "/catalog/ml-101/")
    assert "Stacks that it belongs to Welcoming Multilingual Learners" in shown
    assert "Stacks that it belongs to" not in read(world, "/catalog/et-103/")


def test_a_students_micro_credential_is_whole_and_offers_staff_nothing_to_start(world):
    for person in (None, world.marla):
        answer = world.client(person).get("/catalog/sm-101/")
        shown = words(answer)
        for text in ("Exceeds: meets", "Meets: meets", "Approaching: not yet", "Beginning: not yet", "Who can earn it",
                     "It is not for staff", "Under 18, a parent or guardian says yes first", "Watch: Three student documentaries"):  # fmt: skip
            assert text in shown, text
        assert b"/work/start/" not in answer.content and "Sign in to start" not in shown
        assert "They do not work in your school" not in shown


def texts_in(document):
    """Everything that a person wrote in a definition, as a teacher must find it on its page."""
    source = document.source
    yield from (document.title, document.competency, source["key_method"]["name"], source["key_method"]["statement"])
    yield from (text for one in source["method_components"] for text in (one["name"], one["description"]))
    yield from (text for one in source.get("supporting_research", ()) for text in (one["claim"], one["source"]))
    yield from (one["title"] for one in source.get("resources", ()))
    yield from (one.text for one in document.prompts)
    yield from (text for one in document.artifacts for text in (one.title, one.instructions))
    yield from (part.passing for part in document.parts)
    yield from (text for one in document.criteria for text in (one.name, *(words.text for words in one.descriptors)))
    yield from (text for one in document.alignments for text in (one.name, one.framework, one.identifier))
    yield from (source.get("validity", {}).get("renewal") or "",)


def test_every_page_is_the_whole_truth_about_its_definition(world):
    versions = Version.objects.filter(state="published").select_related("microcredential")
    assert versions.count() >= 15
    for one in versions:
        shown = read(world, f"/catalog/{one.microcredential.key}/")
        for text in texts_in(one.document):
            assert re.sub(r"\s+", " ", text).strip() in shown, (one, text)


def test_staff_who_start_a_students_one_all_the_same_are_told(world):
    answer = world.client(world.marla).post("/work/start/sm-101/", follow=True)
    assert "This one is for students, and staff do not earn it." in words(answer)


def test_a_requirement_list_shows_every_requirement_its_choices_and_who_signs(world):
    shown = read(world, "/catalog/mb-bicycle-care/")
    for text in ("1a", "first aid for a pinched finger", "Choose any 2 of these.", "7e", "8 requirements", "13 signatures",
                 "Do exactly what is written, no more and no less", "or with a guardian", "never runs out",
                 "2024 until December 31, 2026", "Requirement 5 added chain wear", "It is not for staff"):  # fmt: skip
        assert text in shown, text


@pytest.mark.parametrize("key", ["pl-101", "sm-101", "st-welcoming-ml", "mb-bicycle-care"])
def test_an_older_version_stays_and_leads_to_the_newer_one(world, key):
    card = Listing.objects.select_related("version", "pathway", "organization").get(key=key)
    source = (card.version or card.pathway).document.source
    scales = source["scales"] or [{"id": "proficiency-3", "levels": []}]
    from merited.catalog.actions import publish_requirements, publish_stack

    deed = {"microcredential": publish, "stack": publish_stack, "requirements": publish_requirements}[card.kind]
    number = {"revision": "2027"} if card.kind == "requirements" else {"version": "9.0"}
    deed({**source, **number}, scales, organization=card.organization, by=None)

    shown = read(world, f"/catalog/{key}/{card.number}")
    assert f"Version {next(iter(number.values()))} has taken its place." in shown
    assert world.client().get(f"/catalog/{key}/{card.number}/mark.svg").status_code == 200
    assert "has taken its place" not in read(world, f"/catalog/{key}/")


def test_marks_are_served_on_every_ground_and_kept_for_ever(world):
    client = world.client()
    for key, number in (("pl-101", "1.1"), ("st-welcoming-ml", "1.0"), ("mb-bicycle-care", "2026"), ("sm-101", "1.0")):
        for ground in ("any", "dark", "stamp", "line"):
            for address in (
                f"/catalog/{key}/{number}/mark.svg?ground={ground}",
                f"/catalog/{key}/{number}/mark.png?size=96&ground={ground}",
            ):
                answer = client.get(address)
                assert answer.status_code == 200 and "immutable" in answer["Cache-Control"], address
                assert answer.content == client.get(address).content
        assert client.get(f"/catalog/{key}/{number}/mark.svg?ground=plaid").status_code == 404
        assert client.get(f"/catalog/{key}/{number}/mark.png?size=99").status_code == 404


def test_a_mark_that_means_something_is_described_in_words(world):
    text = unescape(world.client().get("/catalog/pl-101/").content.decode())
    assert (
        'alt="Checking for Understanding in Real Time, Alder Bay Unified School District. Round plate in pine: ' in text
    )


def test_two_stand_side_by_side_in_the_same_order(world):
    shown = read(world, "/catalog/compare/?a=pl-101&b=ml-101")
    for document in (world.pl101.document, world.ml101.document):
        assert document.competency in shown and f"{len(document.criteria)} points that must each be met" in shown
        assert all(one.name in shown for one in document.criteria) and all(
            one.title in shown for one in document.artifacts
        )
    assert "English or Spanish" in shown and "It may also be done without learners on camera." in shown


def test_two_ticked_boxes_lead_to_an_address_that_can_be_passed_on(world):
    answer = world.client().get("/catalog/compare/?q=x&c=pl-101&c=ml-101")
    assert answer.status_code == 302 and answer["Location"] == "/catalog/compare/?a=pl-101&b=ml-101"


@pytest.mark.parametrize(
    "query", ["", "?c=pl-101", "?a=pl-101&b=pl-101", "?a=none&b=nothing", "?a=%00&b=st-welcoming-ml"]
)
def test_with_fewer_than_two_the_page_asks_which(world, query):
    assert "Show them side by side" in read(world, f"/catalog/compare/{query}")


def test_three_ticked_boxes_are_told_that_there_is_room_for_two(world):
    assert "You ticked 3. This page has room for two" in read(world, "/catalog/compare/?c=pl-101&c=ml-101&c=et-103")


def facts_of(response):
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.S)
    assert len(found) == 1
    return json.loads(found[0])


def test_search_engines_are_told_what_it_is(world):
    answer = world.client().get("/catalog/pl-101/")
    facts = facts_of(answer)
    assert facts["@type"] == "EducationalOccupationalCredential"
    assert (
        facts["@id"] == "http://localhost:8000/catalog/pl-101/1.1"
        and facts["description"] == world.pl101.document.competency
    )
    assert len(facts["educationalAlignment"]) == len(world.pl101.document.alignments)
    text = answer.content.decode()
    assert '<link rel="canonical" href="http://localhost:8000/catalog/pl-101/">' in text
    assert 'property="og:image" content="http://localhost:8000/catalog/pl-101/1.1/mark.png?size=600"' in text
    assert facts_of(world.client().get("/catalog/et-103/"))["validFor"] == "P36M"
    assert facts_of(world.client().get("/catalog/st-welcoming-ml/"))["name"] == "Welcoming Multilingual Learners"


def test_no_title_ends_the_facts_early(world):
    source = json.loads(world.ml101.text)
    title = "</script><script>alert('x')</script> & <b>\u2028"
    publish({**source, "version": "9.0", "title": title}, source["scales"],
            organization=world.ml101.microcredential.organization, by=None)  # fmt: skip
    answer = world.client().get("/catalog/ml-101/")
    assert facts_of(answer)["name"] == Version.objects.get(number="9.0").title
    assert b"<script>alert" not in answer.content


def test_the_sitemap_names_the_catalog_and_shared_badges_and_no_other_people(world):
    shared = world.earned(world.marla, world.vesna)
    share(shared, by=world.marla)
    unlisted = world.earned(world.gideon, world.vesna)

    answer = world.client().get("/sitemap.xml")
    places = {one.text for one in ElementTree.fromstring(answer.content).iter() if one.tag.endswith("loc")}

    assert {f"http://localhost:8000/catalog/{one}/" for one in Listing.objects.values_list("key", flat=True)} < places
    assert f"http://localhost:8000/awards/{shared.pk}" in places
    assert str(unlisted.pk) not in answer.content.decode()
    assert all(world.client().get(one.removeprefix("http://localhost:8000")).status_code == 200 for one in places)


def test_robots_stay_out_of_everything_that_is_peoples(world):
    text = world.client().get("/robots.txt").content.decode()
    for one in ("/work/", "/review/", "/district/", "/accounts/", "/evidence/", "/api/"):
        assert f"Disallow: {one}\n" in text
    assert "Sitemap: http://localhost:8000/sitemap.xml" in text


def test_before_the_first_badge_nothing_is_claimed(world):
    shown = read(world, "/two-questions/")
    assert "No badge has been signed here yet, so there is nothing to check." in shown and "PASS" not in shown


def test_the_newest_badge_is_checked_while_the_page_is_made_and_nobody_is_named(world):
    award = world.earned(world.gideon, world.vesna)
    answer = world.client().get("/two-questions/")
    shown = words(answer)
    assert "Our newest badge holds: every check that we can make passes." in shown
    assert shown.count("PASS") >= 5 and "1 signed status list is published" in shown
    assert world.gideon.name not in shown and str(award.pk) not in answer.content.decode()

    Award.objects.filter(pk=award.pk).update(credential=award.credential.replace("Checking", "Chocking"))
    shown = read(world, "/two-questions/")
    assert "Our newest badge did not pass every check." in shown and "FAIL" in shown


def test_what_the_page_checks_at_hand_is_what_the_open_verifier_says(world):
    award = world.earned(world.gideon, world.vesna)
    found = newest_signed()
    assert found == award
    at_hand, asked = verify_at_hand(found, issuers_with_keys(), "http://localhost:8000"), verify_award(found)
    assert (at_hand.verdict, at_hand.steps) == (asked.verdict, asked.steps)


def test_every_published_criterion_is_searched_for_seat_time(world):
    versions = Version.objects.filter(state="published")
    criteria = sum(len(one.document.criteria) for one in versions)
    shown = read(world, "/two-questions/")
    assert (
        f"{criteria} criteria are published." in shown
        and f"The {versions.count()} versions that were searched" in shown
    )
    assert "Competence. No criterion here counts time, presence or points." in shown
    assert "Met at Proficient; open at Developing, Basic" in shown and "Met at Meets, Exceeds" in shown
    assert "In all of them: you send again as often as you like, and only what is open" in shown
    assert "Within 10 working days" in shown and "Within 15 working days" in shown


def test_a_criterion_that_counts_hours_is_named_in_public(world):
    source = json.loads(world.ml101.text)
    source["version"] = "9.0"
    source["parts"][1]["artifacts"][0]["criteria"][0]["proficient"] = (
        "The teacher attended at least 15 hours of training."
    )
    publish(source, source["scales"], organization=world.ml101.microcredential.organization, by=None)

    shown = read(world, "/two-questions/")
    assert "Some criteria seem to count time, presence or points." in shown
    assert "Language Objectives for Content Lessons, a1.c1" in shown and "1 was found." in shown


def test_where_a_document_promises_less_the_page_says_in_how_many(world):
    source = json.loads(world.ml101.text)
    publish({**source, "version": "9.0", "resubmission": {"limit": 2, "scope": "everything"}}, source["scales"],
            organization=world.ml101.microcredential.organization, by=None)  # fmt: skip
    count = Version.objects.filter(state="published").count()
    assert f"In {count - 1} of {count}: you send again" in read(world, "/two-questions/")


def test_the_page_of_the_two_questions_is_linked_where_people_look(world):
    for address in ("/", "/how-we-judge/", "/catalog/"):
        assert b'href="/two-questions/' in world.client().get(address).content


def test_every_kind_of_facet_has_words(world):
    from merited.web import words as codes

    for kind in KINDS:
        assert codes.legend(kind)
    for one in tallies(Asked()):
        if one.kind in KINDS and not one.name:
            assert codes.facet(one.kind, one.code)[0] in "17ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_print_has_the_rubric_as_a_table_and_the_address(world):
    css = finders.find("merited.css")
    assert css
    text = world.client().get("/catalog/pl-101/").content.decode()
    assert 'class="small only-print">http://localhost:8000/catalog/pl-101/1.1' in text


# The newcomer's walk, without a browser: tests/journeys/test_newcomer.py walks it on a phone.


def test_a_newcomer_knows_in_three_clicks_what_to_do_and_what_it_takes(world):
    client = world.client()
    text = client.get("/").content.decode()
    assert 'href="/catalog/"' in text  # the first click
    text = client.get("/catalog/").content.decode()
    link = re.search(r'<h3><a href="(/catalog/[a-z0-9-]+/)">', text)  # the second
    assert link
    shown = read(world, link.group(1))
    for text in (
        "What you hand in",
        "Work to expect",
        "When you hear",
        "working days of sending",
        "How it is judged",
        "Sign in to start",
    ):
        assert text in shown
