"""Which network a client's address belongs to. Pure."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

IPV6_PREFIX = 64
"""What one connection is given at least: whoever has it may choose every address in it."""


def network_of(address: str | None) -> str:
    """Return what a client is counted by: the IPv4 address, or the /64 of an IPv6 address.

    An IPv4 address written as an IPv6 one is the same client. Anything else is one network of its
    own, so that what cannot be read is limited together and not let pass.
    """
    try:
        parsed = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(ip_network((parsed, IPV6_PREFIX), strict=False))
