"""Looking at a page as very different people would: what is measured in a real browser."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {
    "runOnly": {"type": "tag", "values": TAGS},
    "resultTypes": ["violations"],
}  # the rest is long, and nobody reads it
COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
BUT_COLORS = EVERYTHING | {"rules": {"color-contrast": {"enabled": False}}}  # to look at those takes longest
AXE = Axe().axe_script
# Only what is wrong comes over: the rest is long, and nobody reads it.
BARRIERS = """async (rules) => (await axe.run(rules)).violations.map(
  (one) => [one.id, one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160))]
)"""
TOUCH = 44  # CSS pixels

# What a finger must hit: 44 x 44, alone or within its label. A link inside a sentence is as high as its line: WCAG 2.5.8
# makes that exception, and so does DESIGN.md by speaking of targets.
SMALL_TARGETS = """() => {
  const found = [];
  for (const one of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    if (!box.width || !box.height || style.visibility === 'hidden' || one.closest('.vh, .skip, [hidden]')) continue;
    if (one.checkVisibility && !one.checkVisibility()) continue;
    const label = one.closest('label') || (one.id && document.querySelector(`label[for="${CSS.escape(one.id)}"]`));
    const boxes = [box, ...(label ? [label.getBoundingClientRect()] : [])];
    if (boxes.some((b) => b.width >= 43.5 && b.height >= 43.5)) continue;
    const inline = one.tagName === 'A' && style.display === 'inline';
    const words = one.parentElement.textContent.trim().length - one.textContent.trim().length;
    if (inline && words > 0) continue;
    if (one.readOnly || one.disabled) continue;
    found.push(`${Math.round(box.width)}x${Math.round(box.height)} ${one.outerHTML.slice(0, 140)}`);
  }
  return found;
}"""

# Text that is cut off: an element that hides what does not fit.
CUT_OFF = """() => [...document.querySelectorAll('main *, header *, footer *')].filter((one) => {
  const style = getComputedStyle(one);
  if (!['hidden', 'clip'].includes(style.overflowX) && !['hidden', 'clip'].includes(style.overflowY)) return false;
  if (one.closest('.vh, svg, .skip') || !one.textContent.trim() || style.clip !== 'auto' || style.clipPath !== 'none') return false;
  return one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
}).map((one) => one.outerHTML.slice(0, 160))"""

SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; })
    .observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""

UNSIZED = """() => [...document.images].filter((one) => !one.hasAttribute('width') || !one.hasAttribute('height'))
  .map((one) => one.outerHTML.slice(0, 160))"""

# Tab goes as one reads: no page sets an order of its own, and what comes later in the page is not reached earlier.
ORDER = """() => ({
  forced: [...document.querySelectorAll('[tabindex]')].filter((one) => one.tabIndex > 0).map((one) => one.outerHTML.slice(0, 120)),
  first: document.querySelector('a[href], button, input, select, textarea')?.className,
  heads: [...document.querySelectorAll('h1,h2,h3,h4')].map((one) => Number(one.tagName[1])),
})"""


def barriers(page: Page, rules: dict[str, Any] = EVERYTHING) -> list[str]:
    """What axe finds."""
    if not page.evaluate("'axe' in window"):  # it stays in the page until another one is opened
        page.evaluate(AXE)
    return [f"{name}: {nodes}" for name, nodes in page.evaluate(BARRIERS, rules)]


def sideways(page: Page) -> int:
    """By how many pixels the page scrolls sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def too_small(page: Page) -> list[str]:
    """Targets that a finger would miss."""
    return list(page.evaluate(SMALL_TARGETS))


def cut_off(page: Page) -> list[str]:
    """Words that cannot be read to their end."""
    return list(page.evaluate(CUT_OFF))


def out_of_order(page: Page) -> list[str]:
    """What is wrong with headings and the order of the keyboard."""
    told = page.evaluate(ORDER)
    wrong = [f"tabindex: {one}" for one in told["forced"]]
    if told["first"] != "skip":
        wrong.append(f"the first stop is not the way past the masthead, but {told['first']}")
    heads = told["heads"]
    if heads.count(1) != 1:
        wrong.append(f"{heads.count(1)} first headings")
    return wrong + [f"h{a} is followed by h{b}" for a, b in itertools.pairwise(heads) if b > a + 1]
