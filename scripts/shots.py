"""Take the screenshots: start a fresh demonstration, visit its pages at two widths, light and dark, in English and Spanish."""

from __future__ import annotations

import io
import json
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
LANGUAGES = {"en": "en-US", "es": "es-US"}
# The twenty pages, by their names in tests/pages/addresses.py; docs/shots/README.md says what each is for.
PAGES = (
    "home", "catalog", "micro-credential", "stack", "two-questions", "my-work", "answer", "evidence", "send-incomplete",
    "not-yet", "earned-second", "share", "award-shared", "certificate", "verify-result", "queue", "desk", "district",
    "roster", "account",
)  # fmt: skip
ONE_SCREEN = {"answer": (360,), "desk": (1280,)}  # at these widths only what the window shows, and not the whole page
# What stands in the repository; all others are made on demand.
IN_THE_REPOSITORY = (
    "home-1280-light-en", "micro-credential-360-light-en", "answer-360-light-es", "not-yet-360-light-en",
    "my-work-360-dark-en", "desk-1280-light-en", "desk-360-light-en", "award-shared-1280-light-en",
    "verify-result-360-light-es", "district-1280-dark-en", "roster-1280-light-en", "catalog-360-light-en",
)  # fmt: skip

Visit = Callable[["Page"], object]


@dataclass(frozen=True)
class Demo:
    """A running demonstration: its address, its one password, and where its pages are (tests/pages/addresses.py)."""

    url: str
    password: str
    addresses: dict[str, tuple[str, str]]


@contextmanager
def fresh_demo() -> Iterator[Demo]:
    """A demonstration of its own on a free port, in a folder that is thrown away; ended with what it started."""
    with tempfile.TemporaryDirectory(prefix="merited-shots-") as folder:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("MERITED_", "DATABASE_"))}
        environment["MERITED_DATA"] = folder
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "merited", "demo", "--port", str(port)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield _welcomed(process, environment)
        finally:
            process.send_signal(signal.SIGTERM)  # it ends its two children and waits for them
            process.communicate(timeout=60)


def _welcomed(process: subprocess.Popen[str], environment: dict[str, str]) -> Demo:
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
    code = (ROOT / "tests" / "pages" / "addresses.py").read_text()
    settled = environment | {"DJANGO_SETTINGS_MODULE": "merited.site.settings", "MERITED_MODE": "demo"}
    done = subprocess.run([sys.executable, "-c", code], env=settled, stdout=subprocess.PIPE, check=True)  # noqa: S603
    return Demo(url[1], password[1], json.loads(done.stdout))


class Camera:
    """Visits pages as their people, each signed in once, in a window of every size and scheme, in one language."""

    def __init__(self, browser: Browser, demo: Demo, language: str) -> None:
        self.browser, self.demo, self.language = browser, demo, language
        self.states: dict[str, object] = {}

    def _state_of(self, who: str) -> object:
        if who and who not in self.states:
            with self._window(1280, "light") as page:
                page.goto("/accounts/login/")
                page.fill("input[name=login]", who)
                page.fill("input[name=password]", self.demo.password)
                page.locator("main form button.button").first.click()
                page.wait_for_url(lambda url: "/login/" not in url)
                if page.evaluate("document.documentElement.lang") != self.language:
                    page.locator(f"button[name=language][value={self.language}]").first.click()
                    page.wait_for_load_state()
                self.states[who] = page.context.storage_state()
        return self.states.get(who)

    @contextmanager
    def _window(self, width: int, scheme: str, state: object = None) -> Iterator[Page]:
        context: BrowserContext = self.browser.new_context(
            base_url=self.demo.url,
            viewport={"width": width, "height": SIZES[width]},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            storage_state=state,  # type: ignore[arg-type]
            has_touch=width < 1000,
            locale=LANGUAGES[self.language],
        )
        try:
            yield context.new_page()
        finally:
            context.close()

    def take(self, name: str, who: str, visit: Visit) -> None:
        """Pictures of a page as one person, at every size and in every scheme."""
        state = self._state_of(who)
        for width in SIZES:
            for scheme in SCHEMES:
                with self._window(width, scheme, state) as page:
                    visit(page)
                    page.wait_for_load_state("networkidle")
                    whole = width not in ONE_SCREEN.get(name, ())
                    save(page, f"{name}-{width}-{scheme}-{self.language}", whole=whole)
        sys.stderr.write(f"  {name} ({self.language})\n")


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


def _answering(path: str) -> Visit:
    def visit(page: Page) -> None:
        page.goto(path)
        # On a phone: the end of the first answer, the second question, and when both were saved.
        page.locator("textarea[data-keep]").nth(1).evaluate(
            "(one) => scrollTo(0, one.getBoundingClientRect().top - 330)"
        )

    return visit


def _checking(path: str, url: str) -> Visit:
    def visit(page: Page) -> None:
        page.goto("/verify/")
        page.fill("textarea[name=text]", f"{url}{path}")
        page.locator("main form button.button").first.click()
        page.locator(".verdict").first.wait_for()

    return visit


def _seen(path: str) -> Visit:
    return lambda page: page.goto(path)


def visits(demo: Demo) -> dict[str, tuple[str, Visit]]:
    """Who looks at each of the twenty pages, and what leads there."""
    addresses = demo.addresses
    found = {name: (who, _seen(path)) for name, (who, path) in addresses.items()}
    found["answer"] = (addresses["answer"][0], _answering(addresses["answer"][1]))
    found["verify-result"] = ("", _checking(addresses["award-shared"][1], demo.url))
    return {name: found[name] for name in PAGES}


def main() -> int:
    """Take them all, and copy those that stand in the repository."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    chromium = next((path for name in names if (path := shutil.which(name))), None)
    if chromium is None:
        sys.stderr.write("No Chromium was found. On Debian or Ubuntu this cures it:  apt-get install -y chromium\n")
        return 1
    from playwright.sync_api import sync_playwright

    ALL.mkdir(parents=True, exist_ok=True)
    with fresh_demo() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for language in LANGUAGES:
            camera = Camera(browser, demo, language)
            for name, (who, visit) in visits(demo).items():
                camera.take(name, who, visit)
        browser.close()
    for name in IN_THE_REPOSITORY:
        shutil.copy(ALL / f"{name}.png", KEPT / f"{name}.png")
    sys.stderr.write(
        f"{len(list(ALL.glob('*.png')))} pictures are in var/shots, {len(IN_THE_REPOSITORY)} in docs/shots.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
