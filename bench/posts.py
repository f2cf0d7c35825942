"""Submissions: ideas and ballots with their whole forms and CSRF tokens, each by another
resident."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode

from bench import load, memory
from bench.frame import FIELDS, TOTAL
from bench.load import Request, Script
from bench.report import Report
from bench.serve import Server

TO_REACH = 150
SPREAD = (6, 5, 4, 2, 1, 1, 1, 0, 0, 0)
TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
FORM_TOKEN = re.compile(rb'name="token"[^>]*value="([^"]+)"')
assert sum(SPREAD) == TOTAL
assert len(SPREAD) == FIELDS


def measure(
    report: Report,
    backend: str,
    server: Server,
    slug: str,
    cookies: list[str],
    csrf: str,
    seconds: float,
) -> None:
    """Measure posts that store something, then the whole way: form, review or preview,
    submission."""
    stock = iter(cookies)
    share = len(cookies) // 4
    batches = [[next(stock) for _ in range(share)] for _ in range(4)]
    _one(
        report,
        backend,
        server,
        "ballot submission",
        ballots(slug, server.port, batches[0], csrf),
        seconds,
        True,
    )
    _one(
        report,
        backend,
        server,
        "idea submission",
        ideas(slug, server.port, batches[1], csrf),
        seconds,
        True,
    )
    whole = "whole way (form, {}, submission)"
    way = ballot_ways(slug, server.port, batches[2])
    _one(report, backend, server, f"ballot, {whole.format('review')}", way, seconds, False)
    way = idea_ways(slug, server.port, batches[3])
    _one(report, backend, server, f"idea, {whole.format('preview')}", way, seconds, False)


def _one(
    report: Report,
    backend: str,
    server: Server,
    what: str,
    scripts: Iterator[Script],
    seconds: float,
    target: bool,
) -> None:
    # The first ones compile templates and statements.
    load.run(server.port, islice(scripts, 2 * load.CONNECTIONS), seconds)
    before = memory.processor_seconds(server)
    found = load.run(server.port, scripts, seconds)
    taken = (memory.processor_seconds(server) - before) * 1000 / max(1, found.statuses.total())
    if not found.only(302):
        report.add(backend, what, f"answers {dict(found.statuses)}")
        return
    rate = found.per_second(302)
    told = f"{rate:.0f}/s ({taken:.1f} ms; 95 % within {found.latency(0.95) * 1000:.0f} ms)"
    if target:
        report.add(backend, what, told, target=f"at least {TO_REACH}/s", met=rate >= TO_REACH)
    else:
        report.add(backend, what, told)


def ballots(slug: str, port: int, cookies: list[str], csrf: str) -> Iterator[Script]:
    """Hand in what a review page carries."""
    points = {f"points-field-{number + 1}": str(value) for number, value in enumerate(SPREAD)}
    body = urlencode({"csrf_token": csrf, "version": "0"} | points).encode()
    return (
        _once(load.post(f"/rounds/{slug}/weights/review", port, body, cookie)) for cookie in cookies
    )


def ideas(slug: str, port: int, cookies: list[str], csrf: str) -> Iterator[Script]:
    """Submit what a preview page carries."""
    for number, cookie in enumerate(cookies):
        values = _idea(number) | {
            "csrf_token": csrf,
            "token": f"bench-form-{number:012}",
            "step": "submit",
        }
        yield _once(
            load.post(f"/rounds/{slug}/ideas/new", port, urlencode(values).encode(), cookie)
        )


def ballot_ways(slug: str, port: int, cookies: list[str]) -> Iterator[Script]:
    """Fetch the form, send it, hand in the review."""
    points = {f"points-field-{number + 1}": str(value) for number, value in enumerate(SPREAD)}

    def way(cookie: str) -> Script:
        page = yield Request(load.get(f"/rounds/{slug}/weights", port, cookie), counted=False)
        body = urlencode({"csrf_token": _found(TOKEN, page.body), "version": "0"} | points).encode()
        yield Request(load.post(f"/rounds/{slug}/weights", port, body, cookie), counted=False)
        yield Request(load.post(f"/rounds/{slug}/weights/review", port, body, cookie))

    return (way(cookie) for cookie in cookies)


def idea_ways(slug: str, port: int, cookies: list[str]) -> Iterator[Script]:
    """Fetch the form, look at the preview, submit."""
    path = f"/rounds/{slug}/ideas/new"

    def way(number: int, cookie: str) -> Script:
        page = yield Request(load.get(path, port, cookie), counted=False)
        tokens = {"csrf_token": _found(TOKEN, page.body), "token": _found(FORM_TOKEN, page.body)}
        values = _idea(number) | tokens
        body = urlencode(values | {"step": "preview"}).encode()
        yield Request(load.post(path, port, body, cookie), counted=False)
        yield Request(
            load.post(path, port, urlencode(values | {"step": "submit"}).encode(), cookie)
        )

    return (way(number, cookie) for number, cookie in enumerate(cookies))


def _idea(number: int) -> dict[str, str]:
    text = "Am Fluss fehlt ein Weg, auf dem man auch mit Rollstuhl und Kinderwagen vorankommt. " * 5
    return {
        "title": f"Ein Weg am Fluss, Abschnitt {number}",
        "text": text,
        "field": "field-1",
        "goal": "",
    }


def _once(data: bytes) -> Script:
    yield Request(data)


def _found(pattern: re.Pattern[bytes], page: bytes) -> str:
    found = pattern.search(page)
    return found[1].decode() if found else ""
