"""Take the screenshots: start a fresh demonstration, visit its pages at two widths, light and dark, as several people."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[1]
ALL = ROOT / "var" / "shots"
KEPT = ROOT / "docs" / "shots"
SIZES = {360: 740, 1280: 900}  # width -> height of the window
SCHEMES = ("light", "dark")
TALLEST = 3000
# What stands in the repository; all others are made on demand. docs/shots/README.md says what each is for.
IN_THE_REPOSITORY = (
    "review-desk-1280-light",
    "answer-360-light",
    "home-1280-light",
    "micro-credential-360-light",
    "my-work-360-dark",
    "not-yet-360-light",
    "review-desk-360-light",
    "award-1280-light",
    "verify-result-360-light",
    "district-1280-dark",
)

Visit = Callable[["Page"], object]


@dataclass(frozen=True)
class Demo:
    """A running demonstration: its address, its one password, addresses of people by their first names."""

    url: str
    password: str
    people: dict[str, str]


@contextmanager
def fresh_demo() -> Iterator[Demo]:
    """A demonstration of its own on a free port, in a folder that is thrown away; ended with what it started."""
    with tempfile.TemporaryDirectory(prefix="merited-shots-") as folder:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("MERITED_", "DATABASE_"))}
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "merited", "demo", "--port", str(port)],
            env=environment | {"MERITED_DATA": folder},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield _welcomed(process)
        finally:
            process.send_signal(signal.SIGTERM)  # it ends its two children and waits for them
            process.communicate(timeout=60)


def _welcomed(process: subprocess.Popen[str]) -> Demo:
    lines = []
    for line in process.stdout or ():
        lines.append(line.rstrip())
        sys.stderr.write(f"  {line}")
        if line.startswith("Stop with"):
            break
    told = "\n".join(lines)
    url, password = re.search(r"^Ready: (\S+)/$", told, re.MULTILINE), re.search(r"password\s+(\S+)", told)
    if not url or not password:
        raise SystemExit("The demonstration did not start; its last words stand above.")
    return Demo(
        url[1], password[1], {name: who for who, name in re.findall(r"^ +(\S+@\S+) +(\w+)", told, re.MULTILINE)}
    )


class Camera:
    """Visits pages as one person, signed in once, in a window of every size and scheme."""

    def __init__(self, browser: Browser, demo: Demo, name: str = "") -> None:
        self.browser, self.demo = browser, demo
        self.state = self._signed_in(demo.people[name]) if name else None

    def _signed_in(self, who: str) -> object:
        with self._window(1280, "light") as page:
            page.goto("/accounts/login/")
            page.fill("input[name=login]", who)
            page.fill("input[name=password]", self.demo.password)
            page.click("main button.button, form.flow button")
            page.wait_for_url(lambda url: "/login/" not in url)
            return page.context.storage_state()

    @contextmanager
    def _window(self, width: int, scheme: str, state: object = None) -> Iterator[Page]:
        context: BrowserContext = self.browser.new_context(
            base_url=self.demo.url,
            viewport={"width": width, "height": SIZES[width]},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            storage_state=state,  # type: ignore[arg-type]
            has_touch=width < 1000,
        )
        try:
            yield context.new_page()
        finally:
            context.close()

    @contextmanager
    def one_window(self) -> Iterator[Page]:
        """A window for looking something up, or for a deed before the pictures."""
        with self._window(1280, "light", self.state) as page:
            yield page

    def take(self, name: str, visit: str | Visit, *, one_screen: tuple[int, ...] = ()) -> None:
        """Pictures of a page, at every size and in every scheme. `visit`: its address, or what leads to it.

        `one_screen`: at these widths only what the window shows, and not the whole page.
        """
        for width in SIZES:
            for scheme in SCHEMES:
                with self._window(width, scheme, self.state) as page:
                    if callable(visit):
                        visit(page)
                    else:
                        page.goto(visit)
                    page.wait_for_load_state("networkidle")
                    save(page, f"{name}-{width}-{scheme}", whole=width not in one_screen)
        sys.stderr.write(f"  {name}\n")


def save(page: Page, name: str, *, whole: bool) -> None:
    """The page (the whole of it down to 3000 pixels) as a PNG of 256 colors: a page of text needs no more."""
    # Pictures further down are fetched when they come into view.
    page.evaluate("document.querySelectorAll('img[loading=lazy]').forEach((one) => { one.loading = 'eager'; })")
    page.wait_for_load_state("networkidle")
    taken = page.screenshot(full_page=whole, scale="css")
    with Image.open(io.BytesIO(taken)) as picture:
        part = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, TALLEST)))
        small = part.quantize(256, dither=Image.Dither.NONE)
        small.save(ALL / f"{name}.png", optimize=True)


def href(page: Page, pattern: str) -> str:
    """The first address on the page that fits."""
    for one in page.locator("main a[href]").all():
        found = one.get_attribute("href") or ""
        if re.search(pattern, found):
            return found
    raise SystemExit(f"No link like {pattern} is on {page.url}.")


WORK = r"^/work/[0-9a-f]{8}-[0-9a-f-]{27}/"


def public_pages(browser: Browser, demo: Demo) -> None:
    """What everybody sees."""
    stranger = Camera(browser, demo)
    stranger.take("home", "/")
    stranger.take("catalog", "/catalog/")
    stranger.take("micro-credential", "/catalog/pl-101/")
    stranger.take("how-we-judge", "/how-we-judge/")
    stranger.take("login", "/accounts/login/")
    stranger.take("not-found", "/nothing-is-here/")


def earner_pages(browser: Browser, demo: Demo) -> None:
    """Marla's draft; Gideon's Not yet."""
    marla = Camera(browser, demo, "Marla")
    with marla.one_window() as page:
        page.goto("/work/")
        draft = re.match(WORK, href(page, WORK))[0]  # type: ignore[index]

    def answer(page: Page) -> None:
        page.goto(f"{draft}p1/")
        # On a phone: the end of the first answer, the second question, and when both were saved.
        page.locator("textarea[data-keep]").nth(1).evaluate(
            "(one) => scrollTo(0, one.getBoundingClientRect().top - 330)"
        )

    marla.take("answer", answer, one_screen=(360,))
    marla.take("evidence", f"{draft}a2/")
    marla.take("send", f"{draft}send/")
    gideon = Camera(browser, demo, "Gideon")
    with gideon.one_window() as page:
        page.goto("/work/")
        returned = re.match(WORK, href(page, WORK))[0]  # type: ignore[index]
    gideon.take("my-work", "/work/")
    gideon.take("not-yet", returned)


def reviewer_pages(browser: Browser, demo: Demo) -> None:
    """Keziah's queue, and the desk with what she claims."""
    keziah = Camera(browser, demo, "Keziah")
    keziah.take("review-queue", "/review/")
    with keziah.one_window() as page:
        page.goto("/review/")
        page.locator("main form[action^='/review/claim/'] button").last.click()  # sent last: a first attempt
        page.wait_for_url(re.compile(r"/review/[0-9a-f-]{36}/"))
        desk = page.url.partition("#")[0].removeprefix(demo.url)

    def judge(page: Page) -> None:
        page.goto(f"{desk}#c-a3.c1")
        page.locator("[id='c-a3.c1'] input[type=radio]").first.check()
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")

    keziah.take("review-desk", judge, one_screen=(1280,))


def award_pages(browser: Browser, demo: Demo) -> None:
    """A shared award as a stranger sees it and checks it; the district's list, and the page for revoking."""
    thea = Camera(browser, demo, "Thea")
    with thea.one_window() as page:
        page.goto("/district/awards/")
        links = [one.get_attribute("href") or "" for one in page.locator("main a[href^='/awards/']").all()]
    stranger = Camera(browser, demo)
    with stranger.one_window() as page:
        shared = next((one for one in links if _is_listed(page, one)), None)
    if shared is None:
        raise SystemExit("No award of the demonstration is shared.")
    stranger.take("award", shared)

    def check(page: Page) -> None:
        page.goto("/verify/")
        page.fill("textarea[name=text]", f"{demo.url}{shared}")
        page.locator("main form button.button").first.click()
        page.locator(".verdict").first.wait_for()

    stranger.take("verify", "/verify/")
    stranger.take("verify-result", check)
    thea.take("district", "/district/awards/")
    thea.take("revoke", f"/district{shared}/revoke/")


def _is_listed(page: Page, address: str) -> bool:
    found = page.request.get(address, headers={"Accept": "text/html"})
    return found.ok and "x-robots-tag" not in found.headers


def main() -> int:
    """Take them all, and copy those that stand in the repository."""
    chromium = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if chromium is None:
        sys.stderr.write("No Chromium was found. On Debian or Ubuntu this cures it:  apt-get install -y chromium\n")
        return 1
    from playwright.sync_api import sync_playwright

    ALL.mkdir(parents=True, exist_ok=True)
    with fresh_demo() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for pages in (public_pages, earner_pages, reviewer_pages, award_pages):
            pages(browser, demo)
        browser.close()
    for name in IN_THE_REPOSITORY:
        shutil.copy(ALL / f"{name}.png", KEPT / f"{name}.png")
    sys.stderr.write(
        f"{len(list(ALL.glob('*.png')))} pictures are in var/shots, {len(IN_THE_REPOSITORY)} in docs/shots.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
