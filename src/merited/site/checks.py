"""What must hold before anything starts. `merited doctor` says more, in plain words."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from merited_credentials import check_contexts


@register(Tags.security)
def production_is_no_demo(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a demo secret, invented hosts of a test, and points at which a process can be stopped."""
    if settings.MODE not in ("demo", "development", "production"):
        return [Error(f"MERITED_MODE is {settings.MODE!r}; it is demo, development or production.", id="merited.E001")]
    if settings.MODE != "production" or settings.TESTING:
        return []
    found: list[CheckMessage] = []
    if settings.SECRET_KEY == settings.DEMO_SECRET or len(settings.SECRET_KEY) < 32:
        found.append(Error("The secret is missing, short or the demonstration's.", id="merited.E002",
                           hint="Set MERITED_SECRET_KEY to 50 random characters, and keep it: merited doctor shows how."))  # fmt: skip
    found += [
        Error(f"{name} is set. It is for tests only.", hint=f"Unset {name}.", id="merited.E003")
        for name in ("MERITED_HALT_AT", "MERITED_CLOCK", "MERITED_ALLOW_LOOPBACK")
        if os.environ.get(name)
    ]
    return found


@register()
def contexts_are_whole(**_kwargs: Any) -> list[CheckMessage]:
    """The JSON-LD contexts under which badges are signed have the digests that their authors publish."""
    return [
        Error(problem, id="merited.E004", hint="Install the pinned requirements again.") for problem in check_contexts()
    ]
