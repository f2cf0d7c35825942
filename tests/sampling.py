"""What `make test` leaves to the build server of what is looked at again and again.

Each test runs, and each page, role, form and state is seen. Where the same is asked of many alike,
of every page in every role for instance, a part of them is asked: always the same, told by their
names. On the build server (CI=true) and with --everything all of them are.
"""

from __future__ import annotations

import os
import zlib

import pytest

_whole = [True]


def add_option(parser: pytest.Parser) -> None:
    """Let somebody ask for everything."""
    parser.addoption(
        "--everything",
        action="store_true",
        default=os.environ.get("CI", "") not in ("", "0", "false"),
        help="leave nothing of what is looked at repeatedly out, as the build server does",
    )


def begin(config: pytest.Config) -> None:
    """Note whether everything was asked for."""
    _whole[0] = bool(config.getoption("everything"))


def everything() -> bool:
    """Tell whether nothing is left out."""
    return _whole[0]


def lot(name: str, among: int) -> int:
    """Return the place of a name, always the same, among so many."""
    return zlib.crc32(name.encode()) % among


def takes(name: str, place: int, among: int) -> bool:
    """Tell whether whoever has this place looks at what has this name: each name has one place in
    so many, and with as many who take turns each is looked at."""
    return everything() or (lot(name, among) + place) % among == 0
