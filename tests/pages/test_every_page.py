"""Every page, in every state that the demonstration has, in both languages: axe, targets, narrow, large, steady, in order."""

import pytest

from tests.databases import ON_SQLITE
from tests.journeys.browsing import ALLOWED
from tests.pages import looking
from tests.pages.names import NAMES

pytestmark = [pytest.mark.browser, ON_SQLITE]
STATUS = {"not-found": 404, "claim-unknown": 410}
STEADY = 0.02  # of the window's area may move while a page arrives; 0.1 is called good


@pytest.mark.parametrize("name", NAMES)
def test_a_page_keeps_its_promises_to_everybody(site, language, name):
    who, path = site.addresses[name]
    page, faults = site.phone(who), []
    heard = {
        "console": lambda said: faults.append(said.text) if said.type in ("error", "warning") else None,
        "pageerror": lambda fault: faults.append(str(fault)),
    }
    for event, hear in heard.items():
        page.on(event, hear)
    answer = page.goto(path)

    told = [] if answer.status == STATUS.get(name, 200) else [f"status {answer.status}"]
    told += [f"console: {one}" for one in faults if not ALLOWED.search(one)]
    if page.evaluate("document.documentElement.lang") != language:
        told.append("the page does not say its language")
    told += looking.barriers(page, looking.EVERYTHING if language == "en" else looking.BUT_COLORS)
    told += [f"too small: {one}" for one in looking.too_small(page)]
    told += looking.out_of_order(page)
    told += [f"no size: {one}" for one in page.evaluate(looking.UNSIZED)]
    shifted = page.evaluate(looking.SHIFTS)
    told += [f"moved by {shifted:.3f}"] if shifted > STEADY else []
    told += _narrow_and_large(page)
    if language == "en":  # colors and columns are the same in both
        told += _dark_and_wide(page)
    for event, hear in heard.items():
        page.remove_listener(event, hear)
    assert told == [], "\n".join(told)


def _dark_and_wide(page):
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1280, "height": 900})
    told = [f"wide, dark: {one}" for one in looking.barriers(page)]
    page.emulate_media(color_scheme="light")
    return told + (["wide: scrolls sideways"] if looking.sideways(page) > 0 else [])


def _narrow_and_large(page):
    told = []
    for width, size in ((320, "100%"), (360, "200%"), (640, "100%")):
        page.set_viewport_size({"width": width, "height": 740})
        page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)
        wide = looking.sideways(page)
        told += [f"{width} px, text {size}: scrolls sideways by {wide} px"] if wide > 0 else []
        told += [f"{width} px, text {size}: cut off: {one}" for one in looking.cut_off(page)]
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    page.set_viewport_size({"width": 360, "height": 740})
    return told


def test_no_page_of_the_demonstration_is_forgotten_here(site):
    assert set(site.addresses) == set(NAMES)
