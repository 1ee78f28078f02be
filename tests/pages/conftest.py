"""One served demonstration for all pages, and everybody signed in to it once."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from merited.cli.demo.cast import PASSWORD
from tests.running import Running, environment, free_port

HERE = Path(__file__).parent
SATURDAY = "2026-11-21T20:00:00-08:00"
PHONE = {"width": 360, "height": 740}
SPEAK = "import django; django.setup(); from merited.people.models import Person; Person.objects.update(language='{}')"


class Site:
    """A running demonstration: its address, where its pages are, and windows of people who are signed in."""

    def __init__(self, url, data, browser):
        self.url, self.data, self.browser = url, data, browser
        self.spoken = "en"
        self.signed_in, self.phones = {}, {}
        self.addresses = json.loads(self.ask((HERE / "addresses.py").read_text()))

    def ask(self, code):
        """Run some Python in a process that knows the demonstration's database."""
        told = environment(self.data, DJANGO_SETTINGS_MODULE="merited.site.settings", MERITED_CLOCK=SATURDAY)
        done = subprocess.run([sys.executable, "-c", code], env=told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def speak(self, language):
        """Everybody reads this language from now on."""
        if language != self.spoken:
            self.ask(SPEAK.format(language))
            self.spoken = language

    def window(self, who, **more):
        """A window of this person, a stranger's for an empty name."""
        if who and who not in self.signed_in:
            self.signed_in[who] = self._sign_in(who)
        return self.browser.new_context(
            base_url=self.url, storage_state=self.signed_in.get(who), reduced_motion="reduce",
            locale="es-US" if self.spoken == "es" else "en-US", **more,
        )  # fmt: skip

    def phone(self, who):
        """This person's phone, which stays on for all their pages: what a browser keeps, it keeps."""
        if (who, self.spoken) not in self.phones:
            window = self.window(who, viewport=PHONE, has_touch=True, color_scheme="light")
            self.phones[who, self.spoken] = window.new_page()
        page = self.phones[who, self.spoken]
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="light")
        return page

    def _sign_in(self, who):
        context = self.browser.new_context(base_url=self.url)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("input[name=login]", who)
        page.fill("input[name=password]", PASSWORD)
        page.locator("main form button.button").first.click()
        page.wait_for_url(lambda url: "/login/" not in url)
        state = context.storage_state()
        context.close()
        return state


@pytest.fixture(scope="session")
def site(chromium, alder_bay, tmp_path_factory):
    """The demonstration, served with its worker, on a Saturday evening."""
    port = free_port()
    url = f"http://localhost:{port}"
    data = shutil.copytree(alder_bay, tmp_path_factory.mktemp("pages") / "data")
    with Running("demo", "--port", str(port), data=data, MERITED_PUBLIC_URL=url, MERITED_CLOCK=SATURDAY) as running:
        running.wait_for("Ready: ")
        found = Site(url, data, chromium)
        yield found
        for one in found.phones.values():
            one.context.close()  # or the server would wait for what they might still ask
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="module", params=["en", "es"])
def language(request, site):
    """Everybody reads English, then everybody reads Spanish."""
    site.speak(request.param)
    return request.param
