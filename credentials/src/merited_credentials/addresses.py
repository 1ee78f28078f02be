"""Addresses of the web, read strictly: what may be asked over the network, and what never may.

A program that opens addresses for strangers can be sent where only it can go: to the machine it runs on, to its
neighbors, to a cloud's own services. So an address is read here without any of the leniencies that browsers have
(WHATWG URL), and every number that the name resolves to must be an ordinary one (IANA special-purpose registries).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urljoin

from .errors import CredentialError

LONGEST = 2_000
_PARTS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<place>[^/?#]*)(?P<target>[^#]*)(?:#.*)?")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_FORBIDDEN = frozenset('\\"<>^`{|}')
# Names that mean something on one network only (RFC 6761, 6762, 7686, 8375, 9476), and those that networks made up.
_LOCAL_ENDINGS = frozenset(
    [
        "local",
        "localhost",
        "localdomain",
        "internal",
        "intranet",
        "private",
        "corp",
        "home",
        "lan",
        "arpa",
        "onion",
        "alt",
        "invalid",
        "test",
    ]
)
LOCALHOST = frozenset(("localhost", "127.0.0.1", "[::1]"))

# Not ordinary: IANA IPv4 Special-Purpose Address Registry, multicast and reserved space.
_SPECIAL_V4 = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by a carrier's customers
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # looks ordinary, and is Azure's own service inside every machine there
        "169.254.0.0/16",  # link-local; clouds keep their secrets at 169.254.169.254
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
# IPv6 the other way round: ordinary is 2000::/3 alone, less these. Outside of it lie loopback, fc00::/7, fe80::/10,
# multicast, IPv4-mapped and -compatible addresses, and NAT64 (64:ff9b::/96).
_ORDINARY_V6 = ip_network("2000::/3")
_SPECIAL_V6 = tuple(
    ip_network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo (2001::/32), ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: hides an IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # the 6bone, given back (RFC 3701)
        "3fff::/20",  # documentation
    )
)
# The last half of an ISATAP address (RFC 5214): an IPv4 address follows.
_ISATAP = frozenset((0x00005EFE, 0x02005EFE))


class DoorRefused(CredentialError):
    """The door to the network did not open, or closed again: a sentence for people, and a code for programs."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Address:
    """An address that may be asked, if what its name resolves to is ordinary; the fragment is gone.

    `loopback_only`: it is written in a way (http, another port, localhost) that is allowed on this machine alone.
    """

    scheme: str
    host: str
    port: int
    target: str
    loopback_only: bool

    @property
    def place(self) -> str:
        """Host and port as the Host field has them."""
        usual = 443 if self.scheme == "https" else 80
        return self.host if self.port == usual else f"{self.host}:{self.port}"

    @property
    def site(self) -> tuple[str, str, int]:
        """Scheme, host and port: what has one owner (the origin of RFC 6454, 4)."""
        return self.scheme, self.host, self.port

    def __str__(self) -> str:
        return f"{self.scheme}://{self.place}{self.target}"


def parse_address(text: str, *, allow_loopback: bool = False) -> Address:
    """Read an address strictly. Raises DoorRefused; opens and resolves nothing.

    Codes: malformed, scheme, user, port, name, number, local-name.
    """
    found = _PARTS.fullmatch(text) if len(text) <= LONGEST else None
    if found is None or any(_is_odd(character) for character in text):
        raise DoorRefused("This is not a well-formed web address, so it was not opened.", "malformed")
    if not found["place"].isascii():  # before anything is made lower-case: some letters become others there
        raise DoorRefused("The name of the site must be written in plain letters (for others: xn--).", "name")
    scheme, place = found["scheme"].lower(), found["place"].lower()
    if scheme != "https" and not (scheme == "http" and allow_loopback):
        raise DoorRefused("Only addresses that begin with https:// are opened.", "scheme")
    if "@" in place:
        raise DoorRefused("This address carries a user name, so it was not opened.", "user")
    host, port = _host_and_port(place, scheme)
    local = host in LOCALHOST or host.endswith(".localhost")
    if not (local and allow_loopback):
        _check_name(host)
    unusual = scheme != "https" or port != 443
    if unusual and not allow_loopback:
        raise DoorRefused("This address names a port of its own, and only the usual one (443) is opened.", "port")
    target = found["target"]
    return Address(
        scheme, host, port, quote(target if target[:1] == "/" else f"/{target}", safe=_KEPT), local or unusual
    )


# What stays as it is in a path and a query; only characters beyond ASCII are written as UTF-8 in percent signs.
_KEPT = "".join(chr(number) for number in range(0x21, 0x7F))


def follow(address: Address, location: str, *, allow_loopback: bool = False) -> Address:
    """Where a redirect leads, read as strictly as the first address. Raises DoorRefused (also: downgrade)."""
    if not location or len(location) > LONGEST or any(_is_odd(one) or not one.isascii() for one in location):
        raise DoorRefused("The site led on to something that is no web address.", "malformed")
    try:
        joined = urljoin(str(address), location)
    except ValueError:
        raise DoorRefused("The site led on to something that is no web address.", "malformed") from None
    following = parse_address(joined, allow_loopback=allow_loopback)
    if address.scheme == "https" and following.scheme != "https":
        raise DoorRefused("The site led from a protected address to an unprotected one.", "downgrade")
    return following


def check_numbers(address: Address, numbers: list[str], *, allow_loopback: bool = False) -> list[str]:
    """The numbers to connect to, in their order: all that the name resolves to, when every one of them is ordinary.

    One special number among them refuses all. With `allow_loopback`, loopback numbers are allowed, and http, other
    ports and localhost go there only. Raises DoorRefused (unresolved, special).
    """
    if not numbers:
        raise DoorRefused("There is no site by this name.", "unresolved")
    loopback = [_is_loopback(number) for number in numbers]
    if allow_loopback and all(loopback):
        return numbers
    if address.loopback_only or any(is_special(number) for number in numbers):
        raise DoorRefused(
            "This address leads into a private network and not onto the web, so it was not opened.", "special"
        )
    return numbers


def is_special(number: str) -> bool:
    """Whether an IP address (as a resolver gives it) is anything but an ordinary one of the public internet."""
    try:
        found = ip_address(number)
    except ValueError:
        return True
    if isinstance(found, IPv4Address):
        return any(found in network for network in _SPECIAL_V4) or not found.is_global
    if found.scope_id is not None or found not in _ORDINARY_V6 or not found.is_global:
        return True
    return any(found in network for network in _SPECIAL_V6) or int(found) >> 32 & 0xFFFFFFFF in _ISATAP


def _is_loopback(number: str) -> bool:
    try:
        found = ip_address(number)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        return found == IPv6Address("::1") and found.scope_id is None
    return found.is_loopback


def _is_odd(character: str) -> bool:
    """Characters that programs read in different ways: controls, spaces, backslash and others that no URL may hold."""
    if character.isascii():
        return not "!" <= character <= "~" or character in _FORBIDDEN
    return not character.isprintable() or character.isspace()


def _host_and_port(place: str, scheme: str) -> tuple[str, int]:
    usual = 443 if scheme == "https" else 80
    found = re.fullmatch(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(?::(?P<port>[1-9][0-9]{0,4}))?", place, re.ASCII)
    if found is None or int(found["port"] or usual) > 65_535:
        raise DoorRefused("The name of the site in this address is malformed.", "name")
    return found["host"], int(found["port"] or usual)


def _check_name(host: str) -> None:
    labels = host.split(".")
    if host.startswith("[") or _NUMBER.fullmatch(labels[-1]):
        raise DoorRefused("This address names its site by a number; sites that issue badges have names.", "number")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise DoorRefused("The name of the site in this address is malformed.", "name")
    if labels[-1] in _LOCAL_ENDINGS or len(labels) == 1:
        raise DoorRefused(
            "This name means something inside a private network only, so it was not opened.", "local-name"
        )
