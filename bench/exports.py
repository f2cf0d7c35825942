"""Downloads of large files: seconds, and peak memory above idle, over HTTP and from the shell."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import load, memory
from bench.databases import Place
from bench.report import Report
from bench.serve import ROOT, Server

SECONDS = 10.0
MEMORY = 64.0


def over_http(
    report: Report,
    backend: str,
    server: Server,
    what: str,
    path: str,
    cookie: str = "",
    most: float = MEMORY,
    seconds: float | None = SECONDS,
) -> None:
    """Download a file once, from workers that have answered pages before."""
    before = memory.idle(server)
    began = time.perf_counter()
    answer = load.ask(server.port, path, cookie)
    took = time.perf_counter() - began
    above = memory.above(server, before)
    if answer.status != 200:
        report.add(backend, what, f"answers {answer.status}")
        return
    told = f"{took:.1f} s, {above:.0f} MiB above idle ({len(answer.body) / 1e6:.1f} MB)"
    target = f"under {most:.0f} MiB" + (f" and {seconds:.0f} s" if seconds else "")
    report.add(
        backend, what, told, target=target, met=above < most and (seconds is None or took < seconds)
    )


def from_shell(report: Report, place: Place, what: str, slug: str) -> None:
    """Run `flask results export` in a process of its own; above what the bare command line
    holds."""
    idle, _ = _run(place, ["routes"])
    with tempfile.TemporaryDirectory() as folder:
        held, took = _run(place, ["results", "export", slug, "--to", folder])
        found = {path.name: path.stat().st_size for path in Path(folder).iterdir()}
    if not found:
        report.add(place.backend, what, "the command wrote nothing")
        return
    report.add(
        place.backend,
        what,
        f"{took:.1f} s, {held - idle:.0f} MiB above idle"
        f" ({len(found)} files, {sum(found.values()) / 1e6:.0f} MB)",
    )


def _run(place: Place, words: list[str]) -> tuple[float, float]:
    """Run a flask command; return its peak memory in MiB and its seconds."""
    program = (
        "import resource, sys\n"
        "sys.path.insert(0, '.')\n"
        "from flask.cli import cli\n"
        "try:\n"
        "    cli.main(sys.argv[1:])\n"
        "finally:\n"
        "    print('PEAK', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
    )
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=ROOT,
        env=place.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.perf_counter() - began
    lines = [line for line in done.stderr.splitlines() if line.startswith("PEAK ")]
    if done.returncode:
        print(done.stderr[-800:], file=sys.stderr)
    return (int(lines[-1].split()[1]) / memory.MIB if lines else 0.0), took
