"""J15, steps 1, 2, 3 and 5, on a phone: an earner passes a badge on, holds it privately, and shows it again."""

import pypdfium2
import pytest

from tests.journeys.browsing import Person

pytestmark = [pytest.mark.browser, pytest.mark.processes]

EARNER = "cyrus.pennock@alderbay.example"
TITLE = "Checking for Understanding in Real Time"


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def people(request, chromium, site):
    both = [Person(chromium, site, script=request.param, width=360) for _ in range(2)]
    yield both
    for one in both:
        one.close()


def choose(earner, name):
    earner.page.get_by_role("radio", name=name).check()
    earner.press("Save who sees it")


def test_an_earner_passes_a_badge_on_hides_it_and_shows_it_again(people, tmp_path):
    earner, stranger = people
    earner.go("/work/")
    earner.sign_in(EARNER)
    earner.page.get_by_role("link", name=TITLE).first.click()
    earner.page.wait_for_load_state("load")
    address = earner.page.url
    earner.look_for_barriers()
    pass_on(earner)
    file = take_the_file(earner, tmp_path)
    paper(earner, address)
    held_privately(earner, stranger, address, file)
    shown_again(earner, stranger, address)


def pass_on(earner):
    earner.follow("Share it, or change who sees it")
    choose(earner, "Anyone with the link")
    earner.look_for_barriers()
    earner.sees("Others see", "nobody sees your answers", "Take the file", "Print it")
    linkedin = earner.page.get_by_role("link", name="Add to your LinkedIn profile").get_attribute("href")
    assert linkedin.startswith("https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name=Checking+for")
    assert "organizationName=Alder+Bay" in linkedin and "certUrl=http" in linkedin and "issueYear=20" in linkedin


def take_the_file(earner, tmp_path):
    with earner.page.expect_download() as begun:
        earner.page.get_by_role("link", name="Picture (PNG)").click()
    begun.value.save_as(tmp_path / "badge.png")
    return tmp_path / "badge.png"


def paper(earner, address):
    sharing = earner.page.url
    earner.go(address.removeprefix(earner.site) + "/certificate")
    earner.sees("has earned the micro-credential", TITLE, "nothing was averaged")
    earner.look_for_barriers()
    for paper_of in ("Letter", "A4"):  # one sheet, lying, whatever the printer was told
        with pypdfium2.PdfDocument(earner.page.pdf(format=paper_of, prefer_css_page_size=True)) as printed:
            width, height = printed[0].get_size()
            assert len(printed) == 1 and width > height
    earner.page.goto(sharing)


def held_privately(earner, stranger, address, file):
    choose(earner, "Held privately")
    earner.sees("People with the link read “held privately”", "You can change it back at any time.")
    earner.look_for_barriers()
    stranger.page.goto(address)
    stranger.sees("This badge is held privately.", "Ask its holder for the file")
    stranger.sees_not("Cyrus", TITLE)
    stranger.look_for_barriers()
    stranger.follow("Check a badge’s file")
    stranger.page.get_by_label("Badge file").set_input_files(file)
    stranger.press("Check this badge")
    stranger.sees("Genuine and current", "PASS")


def shown_again(earner, stranger, address):
    choose(earner, "Anyone with the link")
    stranger.page.goto(address)
    stranger.sees(TITLE, "Cyrus Pennock", "Verify this badge")
    picture = stranger.page.locator('meta[property="og:image"]').get_attribute("content")
    assert stranger.page.request.get(picture).headers["content-type"] == "image/png"
    profile(earner, stranger)


def profile(earner, stranger):
    earner.go("/work/profile/")
    earner.page.get_by_role("checkbox", name=TITLE).check()
    earner.page.get_by_label("Name", exact=True).fill("Cyrus P.")
    earner.page.get_by_role("radio", name="People with the link: it is on").check()
    earner.press("Save")
    earner.sees("Your profile page is on.")
    earner.look_for_barriers()
    page = earner.page.get_by_role("textbox", name="Its link").input_value()
    stranger.page.goto(page)
    stranger.sees("Cyrus P.", TITLE)
    stranger.look_for_barriers()
    earner.page.get_by_role("radio", name="Nobody: it is off").check()
    earner.press("Save")
    assert stranger.page.goto(page).status == 404
