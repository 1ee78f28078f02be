"""What every start looks at first: sound settings, a database up to date, the right mode, the stored address."""

import sys

from django.conf import settings
from django.core import checks
from django.core.management import call_command

from merited.awards.keys import ensure_master_key, master_key
from merited.awards.queries import any_key
from merited.base.errors import Refused
from merited.people.actions import settle as store
from merited.people.queries import is_demo


def must_be_sound() -> None:
    """Refuse to start where a start-up check finds an error: a demonstration's secret in production, changed contexts."""
    found = [one for one in checks.run_checks(include_deployment_checks=False) if one.is_serious()]
    if not found:
        return
    print("Merited does not start:", file=sys.stderr)
    for one in found:
        print(f"- {one.msg}{f' {one.hint}' if one.hint else ''}", file=sys.stderr)
    raise SystemExit(1)


def migrate() -> None:
    """Bring the database up to date."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def settle() -> None:
    """At the first start: store the public address, make the master key. Later: warn when the address is another."""
    if any_key():
        _look_for_the_master_key()
    else:
        ensure_master_key()
    stored, same = store(settings.PUBLIC_URL, demo=settings.DEMO)
    if not same:
        print(
            f"Note: badges here are signed under {stored}, which was settled at the first start. Serving at "
            f"{settings.PUBLIC_URL} changes no badge; their addresses go on pointing to {stored}.",
            flush=True,
        )


def _look_for_the_master_key() -> None:
    """A lost master key is never replaced in silence: the pages are served, and the operator is told."""
    try:
        master_key()
    except Refused as no:
        print(no.sentence, file=sys.stderr, flush=True)


def must_be_the_right_mode() -> None:
    """Refuse to serve a demonstration as production, or a real district as a demonstration."""
    demo = is_demo()
    if demo is True and settings.MODE == "production":
        raise Refused(
            "demo-data",
            "This database holds the demonstration: invented people with a known password. Production does not start on it. Set DATABASE_URL or MERITED_DATA to a place of its own.",
        )
    if demo is False and settings.DEMO:
        raise Refused(
            "real-data",
            "This database is not a demonstration, so the demo does not touch it. Set MERITED_DATA to a place of its own.",
        )
