"""What `flask doctor` says of the settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from participation.outbox.transport import parse_url
from participation.printing import making
from participation.web.rate_limits import SCHEME, is_redis, redis_answers


@dataclass(frozen=True)
class Finding:
    """One line of the report: `level` is ok, note or error."""

    level: str
    subject: str
    text: str


def examine_settings() -> Iterator[Finding]:
    """Look at the settings and yield the findings."""
    config = current_app.config
    if config["DEMO"]:
        yield Finding(
            "note",
            "DEMO",
            "this is a demo: anyone signs in as staff, mails are not sent; never for a real round",
        )
    if config["BASE_URL"].startswith("https://"):
        yield Finding("ok", "BASE_URL", config["BASE_URL"])
    else:
        yield Finding(
            "note" if config["DEMO"] else "error",
            "BASE_URL",
            "not https: cookies are not marked secure",
        )
    if config["BASE_URL"].startswith("https://") and not config["PROXIES"]:
        yield Finding(
            "error",
            "PROXIES",
            "0 with https: the proxy that ends TLS counts as everybody's address; set it to the"
            " number of your proxies",
        )
    if not config["DEMO"] and not config["MAIL_URL"]:
        yield Finding("error", "MAIL_URL", "missing: nobody gets a sign-in link")
    if config["MAIL_URL"]:
        try:
            parse_url(config["MAIL_URL"])
        except ValueError as error:
            yield Finding("error", "MAIL_URL", f"{error}; until then mails wait")
    if config["RATELIMIT_STORAGE_URI"].startswith("memory:"):
        yield Finding(
            "note",
            "RATELIMIT_STORAGE_URI",
            "limits are counted per process; use Redis with several hosts",
        )
    store = config["RATELIMIT_STORAGE_URI"]
    if is_redis(store) and not redis_answers(store):
        yield Finding(
            "error",
            "RATELIMIT_STORAGE_URI",
            "no Redis answers there: limits are counted per process. Does it run, and is the"
            " address right?",
        )
    if config["PDF"]:
        yield _pdf()
    if config["RATELIMIT_STORAGE_URI"].startswith(SCHEME) and not _writable(config["INSTANCE"]):
        yield Finding(
            "error",
            "INSTANCE",
            f"{config['INSTANCE']} is no folder that this user can write to: limits are counted"
            " per process, and forgotten when it ends",
        )


def _pdf() -> Finding:
    if making.is_installed():
        return Finding("ok", "PDF", "switched on, and what makes PDF files is installed here")
    return Finding(
        "error",
        "PDF",
        "switched on, and what makes PDF files is not installed here: install"
        " requirements-pdf.txt and Pango, at least where the worker runs",
    )


def _writable(folder: str) -> bool:
    return Path(folder).is_dir() and os.access(folder, os.W_OK | os.X_OK)
