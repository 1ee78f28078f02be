"""What must hold before anything starts. `merited doctor` says more, in plain words."""

import os
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from merited_credentials import check_contexts

ONLY_FOR_TESTS = ("MERITED_HALT_AT", "MERITED_CLOCK", "MERITED_ALLOW_LOOPBACK", "MERITED_VC_TEST")


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
        for name in ONLY_FOR_TESTS
        if os.environ.get(name)
    ]
    return found


@register(Tags.security)
def public_address_is_fit(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse an address under which no badge could be verified: it is stored at the first start, for ever."""
    if settings.TESTING:
        return []
    parts = urlsplit(settings.PUBLIC_URL)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if settings.DEMO and not local:
        return [Error("The demonstration has a password that everyone knows, so it runs on this machine only.",
                      hint="Set MERITED_PUBLIC_URL to http://localhost:8000.", id="merited.E005")]  # fmt: skip
    if settings.MODE == "production" and "MERITED_PUBLIC_URL" not in os.environ:
        return [Error("The public address is not set. It is stored at the first start, and badges are signed under it for ever.",
                      hint="Set MERITED_PUBLIC_URL, for example https://badges.example.org.", id="merited.E006")]  # fmt: skip
    at_root = parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/")
    if (
        not at_root
        or parts.query
        or parts.fragment
        or parts.username
        or not (local or parts.scheme == "https" or settings.DEBUG)
    ):
        return [Error(f"The public address {settings.PUBLIC_URL!r} is not the https address of a host, without a path.",
                      hint="Set MERITED_PUBLIC_URL, for example https://badges.example.org.", id="merited.E006")]  # fmt: skip
    return []


@register()
def contexts_are_whole(**_kwargs: Any) -> list[CheckMessage]:
    """The JSON-LD contexts under which badges are signed have the digests that their authors publish."""
    return [
        Error(problem, id="merited.E004", hint="Install the pinned requirements again.") for problem in check_contexts()
    ]
