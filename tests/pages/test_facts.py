"""Facts that hold for the whole site: one style sheet, statics that a browser may keep, a page that mirrors."""

import re

import pytest

from tests.databases import ON_SQLITE
from tests.pages import looking

pytestmark = [pytest.mark.browser, ON_SQLITE]


def test_each_page_asks_for_one_style_sheet_and_statics_are_kept_for_ever(site):
    context = site.window("")
    page, asked = context.new_page(), {}
    page.on("response", lambda answer: asked.update({answer.url: answer}))
    page.goto("/catalog/pl-101/")
    page.wait_for_load_state("networkidle")

    statics = {url: answer for url, answer in asked.items() if "/static/" in url}
    sheets = [url for url in statics if url.endswith(".css")]
    assert len(sheets) == 1
    for url, answer in statics.items():
        assert re.search(r"\.[0-9a-f]{8,}\.[a-z]+$", url.partition("#")[0].partition("?")[0]), url
        assert "immutable" in answer.headers["cache-control"] and "max-age=3153" in answer.headers["cache-control"], url
        assert "set-cookie" not in answer.headers
    css = context.request.get(sheets[0], headers={"Accept-Encoding": "gzip"})
    assert int(css.headers["content-length"]) < 40_000  # compressed
    assert not [url for url in asked if not url.startswith(site.url)]
    context.close()


@pytest.mark.parametrize("name", ["micro-credential", "answer", "not-yet", "award-shared", "district"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_mirrors_for_languages_that_are_read_from_the_right(site, name, width):
    who, path = site.addresses[name]
    context = site.window(who, viewport={"width": width, "height": 740})
    page = context.new_page()
    page.goto(path)
    before = page.evaluate("document.querySelector('.wordmark').getBoundingClientRect().left")
    page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
    mark = page.evaluate("document.querySelector('.wordmark').getBoundingClientRect().right")

    assert abs((width - mark) - before) <= 20  # the bar of the window may stand at either side
    assert looking.sideways(page) <= 0
    assert looking.cut_off(page) == []
    if width == 1280:
        margin, body = (
            page.evaluate(f"document.querySelector('.leaf > .{one}').getBoundingClientRect().left")
            for one in ("margin", "body")
        )
        assert margin > body
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["offices", "person-offices", "integrity-leads"])
def test_what_ends_an_office_stands_beside_who_holds_it(site, name, width):
    who, path = site.addresses[name]
    context = site.window(who, viewport={"width": width, "height": 740})
    page = context.new_page()
    page.goto(path)
    rows = page.evaluate("""() => [...document.querySelectorAll('.lines > li:has(> .action)')].map((one) => {
      const [said, act] = [one.firstElementChild, one.lastElementChild].map((part) => part.getBoundingClientRect());
      return {beside: act.left >= said.right && act.top < said.bottom && said.top < act.bottom, size: [act.width, act.height]};
    })""")
    assert rows and all(one["beside"] for one in rows)
    assert all(min(one["size"]) >= looking.TOUCH for one in rows)
    assert looking.sideways(page) <= 0 and looking.cut_off(page) == []
    context.close()
