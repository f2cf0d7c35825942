"""Pages against the bare view: signed out, where they may be kept for ten seconds, and signed in,
where they are always fresh."""

from __future__ import annotations

from dataclasses import dataclass

from bench import load, memory
from bench.report import Report
from bench.serve import Server

SIGNED_OUT = 1 / 4
SIGNED_IN = 1 / 10
TURNS = 4
SAME = 0.9
"""From this ratio on two pages count as equally fast: repeated runs of one and the same page differ
by as much."""


@dataclass(frozen=True)
class Page:
    """A page or several of a kind: what it is called, and its paths."""

    name: str
    paths: tuple[str, ...]


@dataclass
class Rate:
    """How often pages were answered, and the workers' processor time for one of them in
    milliseconds."""

    outcome: load.Outcome
    processor_seconds: float

    @property
    def processor(self) -> float:
        """Milliseconds of processor for an answer."""
        return self.processor_seconds * 1000 / max(1, self.outcome.statuses.total())

    @property
    def per_second(self) -> float:
        """Pages a second."""
        return self.outcome.per_second(200)

    @property
    def fine(self) -> bool:
        """Whether every answer was a page."""
        return self.outcome.only(200)

    def add(self, other: Rate) -> None:
        """Take a further run in."""
        self.outcome.statuses += other.outcome.statuses
        self.outcome.seconds += other.outcome.seconds
        self.outcome.latencies += other.outcome.latencies
        self.processor_seconds += other.processor_seconds


def measure(
    report: Report,
    backend: str,
    server: Server,
    bare: Server,
    pages: list[Page],
    cookie: str,
    seconds: float,
) -> None:
    """Measure every page signed out and signed in, each next to the bare view, so that both meet
    the same machine."""
    bases = []
    for page in pages:
        for who, cookies, share in (
            ("signed out", "", SIGNED_OUT),
            ("signed in", cookie, SIGNED_IN),
        ):
            base, found = in_turns(bare, server, page.paths, cookies, seconds)
            bases.append(base)
            name = f"{page.name}, {who}"
            if not found.fine:
                report.add(backend, name, f"answers {dict(found.outcome.statuses)}")
                continue
            report.add(
                backend,
                name,
                told(found),
                ratio=f"{found.per_second / base.per_second:.2f} of the bare view"
                f" (processor {base.processor / found.processor:.2f})",
                target=f"at least {share:.2f}",
                met=found.per_second >= share * base.per_second,
            )
    rates = [base.per_second for base in bases]
    processor = sum(base.processor for base in bases) / len(bases)
    mean = sum(rates) / len(rates)
    report.add(
        backend,
        "bare view that returns one word",
        f"{mean:.0f}/s ({min(rates):.0f} to {max(rates):.0f}; {processor:.2f} ms)",
    )


def in_turns(
    bare: Server, server: Server, paths: tuple[str, ...], cookie: str, seconds: float
) -> tuple[Rate, Rate]:
    """Ask the bare view and a page in turns: the machine may be busy with other things now and
    then."""
    base, found = Rate(load.Outcome(), 0.0), Rate(load.Outcome(), 0.0)
    warm(server, paths, cookie)
    for _ in range(TURNS):
        base.add(rate(bare, ("/",), "", seconds / TURNS / 2))
        found.add(rate(server, paths, cookie, seconds / TURNS))
    return base, found


def told(found: Rate) -> str:
    """Return a rate in words."""
    return (
        f"{found.per_second:.0f}/s ({found.processor:.1f} ms; 95 % within"
        f" {found.outcome.latency(0.95) * 1000:.0f} ms)"
    )


def compare(
    report: Report,
    backend: str,
    server: Server,
    what: str,
    few: str,
    many: str,
    cookie: str,
    seconds: float,
) -> None:
    """Compare two pages, fresh ones, in turns, so that a busy moment meets both."""
    paths = {"few": few, "many": many}
    total = dict.fromkeys(paths, 0.0)
    for path in paths.values():
        warm(server, (path,), cookie)
    for _ in range(TURNS):
        for name, path in paths.items():
            found = rate(server, (path,), cookie, seconds / 2)
            if not found.fine:
                report.add(backend, what, f"answers {dict(found.outcome.statuses)}")
                return
            total[name] += found.per_second / TURNS
    ratio = total["many"] / total["few"]
    report.add(
        backend,
        what,
        f"{total['many']:.0f}/s against {total['few']:.0f}/s",
        ratio=f"{ratio:.2f}",
        target=f"as fast (from {SAME})",
        met=ratio >= SAME,
    )


def warm(server: Server, paths: tuple[str, ...], cookie: str) -> None:
    """Ask for every page over every connection once, so that each worker has made what it keeps."""
    requests = [load.get(path, server.port, cookie) for path in paths]
    scripts = [once_each(requests, start) for start in range(load.CONNECTIONS)]
    load.run(server.port, scripts, load.PATIENCE)


def once_each(requests: list[bytes], start: int) -> load.Script:
    """A script that sends every request once, beginning somewhere among them."""
    for place in range(len(requests)):
        yield load.Request(requests[(start + place) % len(requests)])


def rate(server: Server, paths: tuple[str, ...], cookie: str, seconds: float) -> Rate:
    """Ask for pages for a while."""
    requests = [load.get(path, server.port, cookie) for path in paths]
    scripts = [load.forever(requests, start) for start in range(load.CONNECTIONS)]
    before = memory.processor_seconds(server)
    outcome = load.run(server.port, scripts, seconds)
    return Rate(outcome, memory.processor_seconds(server) - before)


def generator_share(report: Report, bare: Server, seconds: float) -> None:
    """Say how much of one core the load generator takes for itself where there is most to ask."""
    found = rate(bare, ("/",), "", seconds).outcome
    report.add(
        "",
        "load generator while asking the bare view",
        f"{found.own_seconds / found.seconds:.0%} of one core",
    )
