"""Where an issuer's hosted badges may live: on the issuer's own host, or where its profile says (OB 2.0, 4.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..report import Verdict
from .model import BadgeClass, Profile

_USUAL_PORTS = {"https": 443, "http": 80}
# Two programs may read these in two ways, and what reads as inside for one is outside for the other.
_SLIPPERY = re.compile(r"\\|/\.{1,2}(?:[/;]|$)|%2e|%2f|%5c", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """The host of a web address, in small letters, with its port where that is not the usual one."""

    host: str
    scheme: str


def place_of(address: str) -> Place | None:
    """Where an address leads; None for what is no plain address of the web."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _USUAL_PORTS or not parts.hostname or "@" in parts.netloc or _SLIPPERY.search(parts.path):
        return None
    if re.search(r"[\\\s]", address):
        return None
    usual = port is None or port == _USUAL_PORTS[parts.scheme]
    return Place(parts.hostname.lower() + ("" if usual else f":{port}"), parts.scheme)


def check_scope(id: str, badge: BadgeClass | None, issuer: Profile) -> tuple[Verdict, str]:
    """Whether the issuer may be taken to have written what is hosted at `id`.

    By default badge and badge class live on the host of the issuer's own id; the issuer's `verification` may name
    other hosts (allowedOrigins) or beginnings of addresses (startsWith). http and https count as one place, as the
    standard compares hosts; whoever has the documents by http must know what that is worth.
    """
    own, here = place_of(issuer.id), place_of(id)
    if here is None:
        return "FAIL", "The address of this badge is not a plain address of the web, so nobody can be shown to own it."
    if own is None:
        sentence = (
            f"The issuer is named by {issuer.id[:100]}, which is no web address, so nobody can be shown to own it."
        )
        return "UNKNOWN", sentence
    rules = issuer.verification
    if rules and rules.verification_property not in (None, "id", "@id"):
        return "UNKNOWN", "The issuer says in a way that this library does not know where its badges live."
    origins = _list(rules.allowed_origins if rules else None)
    beginnings = _list(rules.starts_with if rules else None)
    hosts = {_host(origin) for origin in origins} or {place.host for one in beginnings if (place := place_of(one))}
    if here.host not in (hosts or {own.host}) or (beginnings and not any(_begins(id, one) for one in beginnings)):
        return "FAIL", f"This badge lives at {here.host[:100]}, where {issuer.id[:100]} does not keep its badges."
    class_place = place_of(badge.id) if badge else None
    if class_place and class_place.host not in hosts | {own.host}:
        return "FAIL", f"What can be earned is described at {class_place.host[:100]}, which is not the issuer's place."
    return "PASS", f"The badge lives where its issuer, {issuer.id[:200]}, keeps its badges."


def _list(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()


def _host(origin: str) -> str:
    """An allowed origin is the name of a host; whole origins with a scheme are met too."""
    place = place_of(origin) if "://" in origin else place_of(f"https://{origin}")
    return place.host if place else ""


def _begins(id: str, beginning: str) -> bool:
    """Plain beginning of the text, and the same host: https://example.org is no beginning of https://example.org.evil/."""
    return id.startswith(beginning) and place_of(beginning) is not None and place_of(id) == place_of(beginning)
