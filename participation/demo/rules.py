"""What the demo says and when, as plain values: days counted from the day it is built, links in
kept mails. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

ROLES = ("moderator", "planner", "unit", "auditor", "admin")
"""The staff roles that one click signs in as."""
PARTNER = "partner"
"""What one click signs in as, too: a resident who acts for an organisation."""
PARTNER_ADDRESS = "hochschule@example.org"
DAY = re.compile(r"\{(-?\d{1,3})\}(?=T\d\d:\d\d|\"|$)", re.MULTILINE)
PERIOD = re.compile(r"\{(month|quarter|year)([+-]\d{1,2})\}")
MONTHS = {"month": 1, "quarter": 3, "year": 12}
_END = ".,;:!?)»“\"'"


class Slugs(NamedTuple):
    """The addresses of the demo's rounds; `partners` is the one of organisations, `preliminary`
    asked the same as the closed one before it."""

    open: str
    closed: str
    coming: str
    partners: str
    preliminary: str


SLUGS = Slugs("unsere-stadt", "auftakt", "projekte", "partnerrunde", "vorrunde")


class Piece(NamedTuple):
    """A stretch of a mail's text; `path` is where it leads when it is a link of this
    installation."""

    text: str
    path: str | None


def dated(text: str, today: date) -> str:
    """Return a text in which every `{n}`, at the end of a line, before a quote or before a time as
    in `{n}T09:00`, has become the date that lies n days after `today`."""
    return DAY.sub(lambda match: f"{today + timedelta(days=int(match[1]))}", text)


def with_periods(text: str, today: date) -> str:
    """Return a text in which every `{month+3}`, `{quarter-1}` or `{year+1}` has become the partial
    date of the month, quarter or year that lies so many of them from today's."""

    def period(match: re.Match[str]) -> str:
        length = MONTHS[match[1]]
        number = (today.year * 12 + today.month - 1) // length + int(match[2])
        year, index = divmod(number * length, 12)
        if match[1] == "year":
            return str(year)
        return f"{year}-{index + 1:02}" if length == 1 else f"{year}-Q{index // 3 + 1}"

    return PERIOD.sub(period, text)


def staff_address(role: str) -> str:
    """Return the address of the demo's member of staff with this role."""
    return f"{role}@example.org"


def pieces(body: str, base: str) -> list[Piece]:
    """Return a mail's text in pieces. Only addresses below `base` become links, as paths: whatever
    else a text names stays text."""
    parts: list[Piece] = []
    rest = 0
    # A path that begins with two slashes would lead a browser to another host.
    for match in re.finditer(re.escape(base) + r"/(?![/\\])\S*", body):
        link = match[0].rstrip(_END)
        parts += [Piece(body[rest : match.start()], None), Piece(link, link.removeprefix(base))]
        rest = match.start() + len(link)
    parts.append(Piece(body[rest:], None))
    return [piece for piece in parts if piece.text]
