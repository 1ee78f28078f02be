"""A server that loads the application by itself, without `merited serve`, starts where that command would, and only there."""

import subprocess
import sys

import pytest

from tests.running import environment

pytestmark = pytest.mark.processes

SOUND = {
    "MERITED_MODE": "production",
    "MERITED_SECRET_KEY": "a-secret-of-somebody-who-read-the-manual-and-made-it-long",
    "MERITED_PUBLIC_URL": "https://badges.example.org",
}
LOAD = "from merited.site.wsgi import application; from django.conf import settings; print(settings.ALLOW_LOOPBACK)"


def loaded(data, code=LOAD, **more):
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment(data, **(SOUND | more)),
        capture_output=True,
        text=True,
        check=False,
    )


def test_sound_settings_are_loaded(tmp_path):
    done = loaded(tmp_path)
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr
    done = loaded(tmp_path, MERITED_MODE="development", MERITED_ALLOW_LOOPBACK="1")
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr


@pytest.mark.parametrize(
    "more",
    [
        {"MERITED_ALLOW_LOOPBACK": "1"},
        {"MERITED_HALT_AT": "x"},
        {"MERITED_SECRET_KEY": "short"},
        {"MERITED_PUBLIC_URL": "http://badges.example.org"},
    ],
    ids=str,
)
def test_what_the_command_refuses_is_not_loaded(tmp_path, more):
    done = loaded(tmp_path, **more)

    assert done.returncode == 1 and "ImproperlyConfigured" in done.stderr
    assert next(iter(more)) in done.stderr


def test_production_never_asks_its_own_machine(tmp_path):
    settings = "import django; django.setup(); from django.conf import settings; print(settings.ALLOW_LOOPBACK)"

    assert loaded(tmp_path, settings, MERITED_ALLOW_LOOPBACK="1").stdout == "False\n"
    assert loaded(tmp_path, settings, MERITED_MODE="development", MERITED_ALLOW_LOOPBACK="1").stdout == "True\n"
