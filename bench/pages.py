"""Pages against the bare view: signed out, where they may be kept for ten seconds, and signed in, where they are always fresh."""

from __future__ import annotations

from dataclasses import dataclass

from bench import load
from bench.report import Report
from bench.serve import Server

SIGNED_OUT = 1 / 4
SIGNED_IN = 1 / 10
SAME = 0.9
"""From this ratio on two pages count as equally fast: repeated runs of one and the same page differ by as much."""


@dataclass(frozen=True)
class Page:
    """A page or several of a kind: what it is called, and its paths."""

    name: str
    paths: tuple[str, ...]


def measure(
    report: Report, backend: str, server: Server, bare: Server, pages: list[Page], cookie: str, seconds: float
) -> None:
    """Measure every page signed out and signed in, each next to the bare view, so that both meet the same machine."""
    bases = []
    for page in pages:
        for who, cookies, share in (("signed out", "", SIGNED_OUT), ("signed in", cookie, SIGNED_IN)):
            base = rate(bare, ("/",), "", seconds / 2).per_second(200)
            bases.append(base)
            found = rate(server, page.paths, cookies, seconds)
            name = f"{page.name}, {who}"
            if not found.only(200):
                report.add(backend, name, f"answers {dict(found.statuses)}")
                continue
            per_second = found.per_second(200)
            report.add(
                backend, name, f"{per_second:.0f}/s (95 % within {found.latency(0.95) * 1000:.0f} ms)",
                ratio=f"{per_second / base:.2f} of the bare view", target=f"at least {share:.2f}",
                met=per_second >= share * base,
            )  # fmt: skip
    mean = sum(bases) / len(bases)
    report.add(backend, "bare view that returns one word", f"{mean:.0f}/s ({min(bases):.0f} to {max(bases):.0f})")


def compare(
    report: Report, backend: str, server: Server, what: str, few: str, many: str, cookie: str, seconds: float
) -> None:
    """Compare two pages, fresh ones, in turns, so that a busy moment meets both."""
    paths = {"few": few, "many": many}
    total = dict.fromkeys(paths, 0.0)
    rounds = 4
    for _ in range(rounds):
        for name, path in paths.items():
            found = rate(server, (path,), cookie, seconds / 2)
            if not found.only(200):
                report.add(backend, what, f"answers {dict(found.statuses)}")
                return
            total[name] += found.per_second(200) / rounds
    ratio = total["many"] / total["few"]
    report.add(
        backend, what, f"{total['many']:.0f}/s against {total['few']:.0f}/s",
        ratio=f"{ratio:.2f}", target=f"as fast (from {SAME})", met=ratio >= SAME,
    )  # fmt: skip


def rate(server: Server, paths: tuple[str, ...], cookie: str, seconds: float) -> load.Outcome:
    """Ask for pages for a while, after each worker has had the chance to make what it keeps."""
    requests = [load.get(path, server.port, cookie) for path in paths]
    scripts = [load.forever(requests, start) for start in range(load.CONNECTIONS)]
    load.run(server.port, [load.forever(requests, start) for start in range(load.CONNECTIONS)], min(0.5, seconds / 4))
    return load.run(server.port, scripts, seconds)


def generator_share(report: Report, bare: Server, seconds: float) -> None:
    """Say how much of one core the load generator takes for itself where there is most to ask."""
    found = rate(bare, ("/",), "", seconds)
    share = found.own_seconds / found.seconds
    report.add("", "load generator while asking the bare view", f"{share:.0%} of one core")
