"""Links that staff type. They are shown and never fetched; one that leads into somebody's own
network or runs a script is refused. Pure."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from participation.kernel.errors import N_, BadInput
from participation.kernel.text import clean_line

LONGEST_LINK = 500
INSIDE = (
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "corp",
    "home",
    "arpa",
)
"""Last parts of host names that lead nowhere outside of somebody's own network."""
_LABEL = re.compile(r"^(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")
_NUMBER = re.compile(r"^(?:[0-9]+|0x[0-9a-f]*)\Z")

NOT_A_LINK = N_(
    "Das ist keine Internetadresse. Eine Internetadresse beginnt mit https:// oder http://."
)
TOO_LONG = N_("Die Adresse hat mehr als %(longest)s Zeichen. Suchen Sie eine kürzere.")
NO_CREDENTIALS = N_("Die Adresse enthält Zugangsdaten. Tragen Sie sie ohne Namen und Passwort ein.")
NOT_PUBLIC = N_(
    "Diese Adresse ist im Internet nicht erreichbar. Tragen Sie eine ein, die alle öffnen können."
)


def checked_link(typed: str | None, *, field: str | None = None) -> str:
    """Return a link as it was typed, without white space around it; "" for nothing.

    Raises BadInput at `field` for what is no http or https address, carries credentials, or names
    a host that only a private network knows.
    """
    link = clean_line(typed)
    if not link:
        return ""
    if len(link) > LONGEST_LINK:
        raise BadInput(TOO_LONG, field=field, longest=LONGEST_LINK)
    parts = _split(link)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput(NOT_A_LINK, field=field)
    if "@" in parts.netloc:
        raise BadInput(NO_CREDENTIALS, field=field)
    host = _ascii_host(parts.hostname)
    if host is None:
        raise BadInput(NOT_A_LINK, field=field)
    if not _is_public(host):
        raise BadInput(NOT_PUBLIC, field=field)
    return link


def _split(link: str) -> SplitResult | None:
    # Browsers read a backslash as a slash and drop white space; nobody's address needs either.
    if not re.match(r"https?://", link, re.IGNORECASE) or re.search(r"[\\\s<>\"'`{}|^]", link):
        return None
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        return None
    if port == 0 or parts.netloc.endswith(":"):
        return None
    return parts


def _ascii_host(host: str) -> str | None:
    """Return a host as browsers look it up: signs of another width as plain ones, other scripts in
    ASCII, no dot at the end; None for what is no host."""
    if ":" in host:
        # Brackets stood around it, or else urlsplit would have taken it for a port.
        return host
    try:
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        return None
    return name if all(_LABEL.match(label) for label in name.split(".")) else None


def _is_public(host: str) -> bool:
    labels = host.split(".")
    if ":" in host or _NUMBER.match(labels[-1]):
        # No name ends in a number; browsers read 127.1, 0177.0.0.1 and 2130706433 as addresses.
        try:
            return _is_global(ip_address(host))
        except ValueError:
            return False
    return len(labels) > 1 and labels[-1] not in INSIDE


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        # What an IPv4 address is wrapped in must not hide that it is a private one.
        wrapped = address.ipv4_mapped or address.sixtofour
        if wrapped is None and address.packed.startswith(b"\x00\x64\xff\x9b"):
            wrapped = IPv4Address(address.packed[-4:])
        if wrapped is not None:
            return _is_global(wrapped)
        if address.teredo is not None or address.scope_id is not None:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
