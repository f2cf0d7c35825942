"""`python -m bench`: one run, one table. `--quick` takes about two minutes, `--only` parts of it,
`--database` one of both."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask

from bench import (
    data,
    exports,
    mails,
    memory,
    moderating,
    pages,
    papers,
    posts,
    projects,
    rewriting,
    serve,
    similar,
    snapshots,
    visit,
)
from bench.databases import BACKENDS, Place, place
from bench.pages import Page
from bench.report import Report
from bench.serve import Server
from bench.sizes import QUICK, Sizes

PARTS = (
    "pages",
    "posts",
    "exports",
    "snapshots",
    "visit",
    "rewriting",
    "projects",
    "similar",
    "mails",
    "moderating",
)
IN_PROCESS = ("rewriting", "similar", "mails", "moderating")
"""What needs no server and no other tables."""
WORKER = 120.0
BUNDLE = 128.0
ANSWERED = "answered"


def main() -> int:
    """Measure and print; the exit code does not depend on the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller tables, shorter runs")
    parser.add_argument(
        "--only", choices=PARTS, action="append", help="measure this part alone (can be repeated)"
    )
    parser.add_argument(
        "--database", choices=BACKENDS, action="append", help="measure on this database alone"
    )
    parser.add_argument("--to", type=Path, help="write the table to this file, too")
    asked = parser.parse_args()
    report = Report()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for backend in asked.database or BACKENDS:
            print(f"{backend}:", flush=True)
            with place(backend, Path(folder) / backend, serve.free_port()) as where:
                _measure(
                    report, where, QUICK if asked.quick else Sizes(), asked.only or list(PARTS)
                )
    table = report.table()
    print(
        f"\n{table}\n\n{len(report.missed())} missed; the run took"
        f" {(time.perf_counter() - began) / 60:.1f} minutes"
    )
    if asked.to:
        asked.to.write_text(table + "\n", encoding="utf-8")
    return 0


def _measure(report: Report, where: Place, sizes: Sizes, parts: list[str]) -> None:
    app = data.application(where)
    if set(parts) <= set(IN_PROCESS):
        with app.app_context():
            data.migrate()
            _in_process(report, where, app, sizes, parts)
        return
    with app.app_context():
        began = time.perf_counter()
        closed = _fill(sizes, parts)
        print(f"  filled in {time.perf_counter() - began:.0f} s", flush=True)
        public = _public_pages(sizes)
        cookies, csrf = data.cookies(sizes.residents), data.csrf_token()
        planner = projects.make_staff("planner") if {"projects", "exports"} & set(parts) else ""
        if "projects" in parts:
            _fill_projects(report, where, sizes)
    with app.app_context():
        _in_process(report, where, app, sizes, parts)
    if {"snapshots", "exports"} & set(parts):
        # Files are downloaded of published results alone.
        snapshots.measure(report, where, closed)
    if "snapshots" in parts:
        snapshots.headline(report, where, max(closed), closed[max(closed)])
    bare_port = serve.free_port()
    log = where.folder / "server.log"
    with (
        serve.serving("wsgi:app", where.port, where.environment, log) as server,
        serve.serving(
            "bench.bare:app", bare_port, where.environment, where.folder / "bare.log"
        ) as bare,
    ):
        _served(report, where, sizes, parts, server, bare, public, closed, cookies, csrf, planner)
        if "projects" in parts:
            with app.app_context():
                of_projects, of_staff = _project_pages(sizes)
            several = (report, where.backend, server, bare)
            pages.measure(*several, of_projects, cookies[0], sizes.seconds)
            projects.measure_staff(*several, of_staff, planner, sizes.seconds)
    _complaints(log)
    if "projects" in parts:
        with app.app_context():
            most = projects.STAFF_STATEMENTS
            visit.statements(report, where.backend, app, of_projects, cookies[0])
            visit.statements(report, where.backend, app, of_staff, planner, staff=True, most=most)
    if "exports" in parts:
        count = max(count for count in closed if count <= 100_000)
        exports.from_shell(report, where, f"flask results export, {count:,} ballots", closed[count])
        with app.app_context():
            papers.measure(report, where.backend, count, closed[count])
    if "visit" in parts:
        with app.app_context():
            visit.statements(
                report, where.backend, app, public + _other_pages(sizes, closed), cookies[0]
            )


def _in_process(report: Report, where: Place, app: Flask, sizes: Sizes, parts: list[str]) -> None:
    if "rewriting" in parts:
        rewriting.measure(report, where, app, max(sizes.ballots))
    if "similar" in parts:
        similar.recall(report, where.backend, sizes.lists[1])
        similar.duration(report, where.backend, sizes.lists[2])
    if "mails" in parts:
        mails.measure(report, where.backend, app, sizes.followers)
    if "moderating" in parts:
        moderating.measure(report, where.backend, app, sizes.waiting)


def _fill(sizes: Sizes, parts: list[str]) -> dict[int, str]:
    data.migrate()
    ids = {count: data.make_round(f"ideas-{count}") for count in sizes.lists}
    for count, round_id in ids.items():
        data.fill_ideas(round_id, count)
    data.fill_residents(ids[sizes.lists[1]], sizes.residents)
    closed = {}
    for count in sizes.ballots if {"snapshots", "exports"} & set(parts) else sizes.ballots[:1]:
        closed[count] = f"closed-{count}"
        data.fill_ballots(data.make_round(closed[count], closed=True), count)
    return closed


def _fill_projects(report: Report, where: Place, sizes: Sizes) -> None:
    """Fill in what became of it, in a round of its own."""
    round_id = data.make_round(ANSWERED)
    data.fill_ideas(round_id, sizes.lists[1])
    projects.fill(report, where, round_id, sizes.projects)


def _project_pages(sizes: Sizes) -> tuple[list[Page], list[Page]]:
    numbers = data.numbers_of(data.round_id(ANSWERED), 20)
    return (
        projects.public_pages(ANSWERED, numbers, sizes.projects),
        projects.staff_pages(ANSWERED, sizes.lists[1], sizes.projects),
    )


def _public_pages(sizes: Sizes) -> list[Page]:
    middle = f"ideas-{sizes.lists[1]}"
    numbers = data.numbers_of(data.round_id(middle), 20)
    return [
        Page("round page", (f"/rounds/{middle}/",)),
        Page(f"list of {sizes.lists[1]:,} ideas", (f"/rounds/{middle}/ideas/",)),
        Page("one idea", tuple(f"/rounds/{middle}/ideas/{number}" for number in numbers)),
        Page("home", ("/",)),
    ]


def _other_pages(sizes: Sizes, closed: dict[int, str]) -> list[Page]:
    middle, slug = f"ideas-{sizes.lists[1]}", closed[max(closed)]
    paths = {
        "results": f"/rounds/{slug}/results",
        "procedure": f"/rounds/{slug}/procedure",
        "closed round": f"/rounds/{slug}/",
        "list, most supported": f"/rounds/{middle}/ideas/?sort=supported",
        "legal page": "/legal/impressum",
        "sign-in": "/sign-in",
    }
    return [Page(name, (path,)) for name, path in paths.items()]


def _served(
    report: Report,
    where: Place,
    sizes: Sizes,
    parts: list[str],
    server: Server,
    bare: Server,
    public: list[Page],
    closed: dict[int, str],
    cookies: list[str],
    csrf: str,
    planner: str,
) -> None:
    backend, seconds = where.backend, sizes.seconds
    middle = f"ideas-{sizes.lists[1]}"
    if "pages" in parts:
        pages.generator_share(report, bare, seconds / 2)
        pages.measure(report, backend, server, bare, public, cookies[0], seconds)
        few, many = (f"/rounds/ideas-{count}/ideas/" for count in (sizes.lists[0], sizes.lists[2]))
        what = f"list of {sizes.lists[2]:,} ideas against {sizes.lists[0]}, signed in"
        pages.compare(report, backend, server, what, few, many, cookies[0], seconds)
    if "snapshots" in parts:
        few, many = (f"/rounds/{closed[count]}/results" for count in (min(closed), max(closed)))
        what = f"results page of {max(closed):,} ballots against {min(closed)}, signed in"
        pages.compare(report, backend, server, what, few, many, cookies[0], seconds)
    if "posts" in parts:
        posts.measure(report, backend, server, middle, cookies, csrf, seconds)
    held = max(memory.resident(pid) for pid in server.workers())
    report.add(
        backend,
        "a worker after all of this",
        f"{held:.0f} MiB",
        target=f"under {WORKER:.0f}",
        met=held < WORKER,
    )
    if "visit" in parts:
        for page in (public[0], public[3]):
            visit.first_visit(report, backend, server, page.name, page.paths[0])
    if "exports" in parts:
        _exports(report, backend, sizes, server, closed, planner)


def _exports(
    report: Report,
    backend: str,
    sizes: Sizes,
    server: Server,
    closed: dict[int, str],
    planner: str,
) -> None:
    # While people weight, ideas are a file for the staff alone.
    large = f"/rounds/ideas-{sizes.lists[2]}/results/ideas.csv"
    for form in ("csv", "excel"):
        what = f"ideas.csv of {sizes.lists[2]:,} ideas ({form})"
        exports.over_http(report, backend, server, what, f"{large}?format={form}", planner)
    count = max(count for count in closed if count <= 100_000)
    path = f"/rounds/{closed[count]}/results/weights.csv"
    exports.over_http(report, backend, server, f"weights.csv of {count:,} ballots", path)
    path = f"/rounds/{closed[max(closed)]}/results/bundle.zip"
    what = f"bundle.zip of {max(closed):,} ballots"
    exports.over_http(report, backend, server, what, path, most=BUNDLE, seconds=None)


def _complaints(log: Path) -> None:
    lines = [
        line
        for line in log.read_text("utf-8", "replace").splitlines()
        if "Error" in line or '"error"' in line
    ]
    for line in lines[:5]:
        print(f"  server: {line[:400]}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
