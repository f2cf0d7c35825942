"""Links that staff type lead to the internet or are refused."""

from __future__ import annotations

import pytest

from participation.kernel.errors import BadInput
from participation.kernel.links import (
    LONGEST_LINK,
    NO_CREDENTIALS,
    NOT_A_LINK,
    NOT_PUBLIC,
    TOO_LONG,
    checked_link,
)


def refusal(link: str) -> str:
    """The sentence with which a link is refused."""
    with pytest.raises(BadInput) as refused:
        checked_link(link, field="link")
    assert refused.value.field == "link"
    return refused.value.message


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org",
        "http://ratsinfo.example.org:8443/vo0050.php?id=118&x=1#top",
        "HTTPS://Example.ORG/",
        "https://bürger.example.org/straße",
        "https://xn--brger-kva.example.org/",
        "https://example.org./paper",
        "https://8.8.8.8/",
        "https://[2a00:1450:4001:82a::2004]/",
        "https://localhost.example.org/",
        "https://example.org/?next=http://127.0.0.1/",
    ],
)
def test_public_address_is_kept_as_typed(link: str) -> None:
    assert checked_link(f"  {link} ") == link


@pytest.mark.parametrize("nothing", [None, "", "  \n"])
def test_no_link_is_fine(nothing: str | None) -> None:
    assert checked_link(nothing) == ""


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https://example.org",
        "data:text/html,x",
        "ftp://example.org/",
        "file://files.example/share",
        "mailto:a@example.org",
        "//example.org/",
        "/council/2026-118",
        "example.org",
        "https:example.org",
        "https:///example.org",
        "https:\\\\example.org",
        "https://example.org\\@evil.example",
        "https://exa mple.org/",
        "https://example.org/\"onclick='x'",
        "https://<script>.example.org",
        "https://",
        "https://.example.org/",
        "https://a..b.example/",
        "https://-a.example/",
        "https://127%2e0.0.1/",
        "https://example.org:/",
        "https://example.org:99999/",
        "https://example.org:0/",
        "https://example.org:x/",
        "https://[::1/",
        "https://[fe80::1%25eth0/",
        "https://" + "ß" * 70 + ".example/",
    ],
)
def test_what_is_no_web_address_is_refused(link: str) -> None:
    assert refusal(link) == NOT_A_LINK


@pytest.mark.parametrize(
    "link",
    [
        "https://user:secret@example.org/",
        "https://user@example.org/",
        "https://@example.org/",
        "https://example.org@evil.example/",
    ],
)
def test_credentials_are_refused(link: str) -> None:
    assert refusal(link) == NO_CREDENTIALS


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST.",
        "intranet",
        "ratsinfo",
        "printer.local",
        "db.internal",
        "wiki.intranet",
        "router.home.arpa",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "0.0.0.0",  # noqa: S104 (not bound to)
        "10.1.2.3",
        "172.16.0.1",
        "192.168.178.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "255.255.255.255",
        "999.1.1.1",
        "１２７.０.０.１",
        "127。0。0。1",
        "[::]",
        "[::1]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[fc00::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
        "[ff02::1]",
    ],
)
def test_host_of_a_private_network_is_refused(host: str) -> None:
    assert refusal(f"https://{host}/paper") == NOT_PUBLIC


def test_link_has_a_longest_length() -> None:
    link = "https://example.org/" + "x" * (LONGEST_LINK - 20)
    assert checked_link(link) == link
    assert refusal(link + "x") == TOO_LONG
