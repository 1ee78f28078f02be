"""An unknown visitor on a phone: from the home page to "I know what to do and what it takes" in three clicks or fewer."""

import pytest

from tests.databases import ON_SQLITE
from tests.journeys.browsing import Person

pytestmark = [pytest.mark.browser, pytest.mark.processes]


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without one"])
def test_a_newcomer_knows_in_three_clicks_what_to_do_and_what_it_takes(chromium, site, script):
    visitor = Person(chromium, site, script=script, width=360)

    visitor.go("/")
    visitor.sees("Show what you can do. Colleagues judge it fairly. Carry it anywhere.", "not by sitting through hours")
    visitor.look_for_barriers()
    visitor.follow("See what you can earn")  # the first click
    visitor.sees("What do you want to be able to show?", "You need no account to read.")
    visitor.look_for_barriers()
    visitor.follow("Checking for Understanding in Real Time")  # the second
    visitor.sees(
        "The educator plans and uses brief checks for understanding",
        "What you hand in", "3 pieces of work and 3 short answers",
        "Work to expect", "About 10 hours. Nobody counts them",
        "When you hear", "Within 10 working days of sending",
        "How it is judged", "If it is not yet",
    )  # fmt: skip
    assert visitor.page.get_by_role("link", name="Sign in to start").first.is_visible()
    visitor.look_for_barriers()
    visitor.close()


def test_a_visitor_searches_narrows_and_compares_on_a_phone_without_a_script(chromium, site):
    visitor = Person(chromium, site, script=False, width=360)
    visitor.go("/catalog/")
    visitor.page.get_by_label("Search by skill, word or code").fill("feedbak")
    visitor.press("Search")
    visitor.sees("Nothing for “feedbak”.")
    visitor.follow("feedback")
    visitor.sees("Proficiency-Based Feedback without Averages")

    visitor.go("/catalog/")
    visitor.page.get_by_text("Narrow the list").click()
    visitor.page.get_by_label("Educational Technology").first.check()
    visitor.press("Show these")
    visitor.sees("Making Digital Materials Accessible")
    visitor.page.get_by_label("Compare Making Digital Materials Accessible").check()
    visitor.page.get_by_label("Compare Teaching Learners to Evaluate Online Information").check()
    visitor.press("Compare the two that are ticked")
    visitor.sees("Two side by side", "What you hand in", "About 10 hours. Nobody counts them")
    visitor.close()


@pytest.mark.parametrize(
    "path",
    ["/catalog/?q=feedbak", "/catalog/?q=feedback&department=personalized-learning", "/catalog/sm-101/", "/catalog/mb-bicycle-care/",
     "/catalog/st-welcoming-ml/", "/catalog/compare/?a=pl-101&b=ml-101", "/catalog/compare/", "/two-questions/"],
)  # fmt: skip
@pytest.mark.parametrize("width", [320, 1280])
@ON_SQLITE
def test_pages_of_the_catalog_have_no_barriers_and_obey_the_strict_policy(chromium, site, path, width):
    visitor = Person(chromium, site, script=True, width=width)
    visitor.go(path)
    visitor.look_for_barriers()
    if "/catalog/sm" in path or "/catalog/st" in path:
        facts = visitor.page.locator('script[type="application/ld+json"]').text_content()
        assert (
            facts and "EducationalOccupationalCredential" in facts
        )  # data for search engines; the policy says nothing
    visitor.close()
