"""What a first visit transfers, every file counted as it is served, and how many SQL statements a
page sends."""

from __future__ import annotations

import contextvars
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from sqlalchemy import event

from bench import load
from bench.pages import Page
from bench.report import Report
from bench.serve import Server
from participation.extensions import db

BYTES = 150_000
STATEMENTS = 8
LINKED = re.compile(rb'<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]+)"[^>]*>')
MODULE = re.compile(rb'data-module-[a-z-]+="([^"]+)"')
IN_STYLE = re.compile(rb"url\(\s*[\"']?([^\"')]+)")
NO_COUNT = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|SET)", re.I)


def first_visit(report: Report, backend: str, server: Server, name: str, path: str) -> None:
    """Add up a page and everything it names: styles, all scripts, pictures, and every font a German
    text needs.

    Head and body of each answer count. Scripts that a page loads only when it needs them are
    counted, too, so this is the most a first visit can transfer; the fonts of further alphabets are
    left out, because a browser does not fetch them here.
    """
    sizes: dict[str, int] = {}
    waiting = [path]
    while waiting:
        here = waiting.pop()
        if here in sizes:
            continue
        answer = load.ask(server.port, here, accept="gzip")
        sizes[here] = len(answer.head) + 4 + len(answer.body)
        waiting += [
            urljoin(here, link) for link in _links(here, answer, server) if _is_fetched(link)
        ]
    total = sum(sizes.values())
    fonts = sum(size for path, size in sizes.items() if path.endswith(".woff2"))
    told = (
        f"{total / 1000:.1f} kB in {len(sizes)} files (page {sizes[path] / 1000:.1f}, fonts"
        f" {fonts / 1000:.1f})"
    )
    report.add(
        backend,
        f"first visit, {name}",
        told,
        target=f"at most {BYTES // 1000} kB",
        met=total <= BYTES,
    )


def _links(here: str, answer: load.Answer, server: Server) -> list[str]:
    kind = answer.head.lower()
    if b"text/html" in kind:
        body = load.ask(server.port, here).body
        return [link.decode() for link in LINKED.findall(body) + MODULE.findall(body)]
    if b"text/css" in kind:
        return [link.decode() for link in IN_STYLE.findall(load.ask(server.port, here).body)]
    return []


def _is_fetched(link: str) -> bool:
    return (
        not link.startswith(("data:", "#"))
        and not urlsplit(link).netloc
        and "latin-ext" not in link
    )


def statements(
    report: Report,
    backend: str,
    app: Flask,
    pages: list[Page],
    cookie: str,
    *,
    staff: bool = False,
    most: int = STATEMENTS,
) -> None:
    """Count the statements of each page, nothing kept from one to the next; pages of staff are
    asked for with their cookie alone."""
    counts: dict[str, int] = {}
    app.config["KEEP_PAGES"] = False
    name, _, value = cookie.partition("=")
    for page in pages:
        for who in ("signed in",) if staff else ("signed out", "signed in"):
            client = app.test_client()
            if who == "signed in":
                client.set_cookie(
                    name, value, domain=urlsplit(app.config["BASE_URL"]).hostname or ""
                )
            with _counted() as seen:
                # In a context of its own: in this one Flask would keep who asked before.
                answer = contextvars.Context().run(
                    client.get, page.paths[0], base_url=app.config["BASE_URL"]
                )
            if answer.status_code == 200:
                counts[f"{page.name}, {who}"] = len(seen)
            else:
                report.add(
                    backend, f"statements, {page.name}, {who}", f"answers {answer.status_code}"
                )
    worst = sorted(counts.items(), key=lambda item: -item[1])
    report.add(
        backend,
        f"SQL statements of {len(counts)} {'staff' if staff else 'public'} pages, the most",
        ", ".join(f"{count} ({page})" for page, count in worst[:3]),
        target=f"at most {most}",
        met=bool(worst) and worst[0][1] <= most,
    )


@contextmanager
def _counted() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not NO_COUNT.match(statement):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
