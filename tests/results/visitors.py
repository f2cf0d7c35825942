"""Who looks at results in tests, at which addresses."""

from __future__ import annotations

from typing import Any

from participation.audit.service import SHELL
from participation.kernel.clock import clock
from participation.results import service
from participation.results.models import Snapshot
from participation.rounds.models import Round
from participation.web.transactions import commit_now
from tests.factories import make_resident, make_staff

FILES = (
    "weights.csv",
    "goals.csv",
    "distribution.csv",
    "subgroups.csv",
    "sensitivity.csv",
    "raking.csv",
    "channels.csv",
    "participation.csv",
    "items.csv",
    "ballots.csv",
    "commitments.txt",
    "planning.xlsx",
    "bundle.zip",
    "chart-finding.svg",
    "chart-distribution.svg",
    "chart-finding.png",
    "summary",
)


def paths(slug: str) -> list[str]:
    """Every address that could tell something of a round's weights."""
    base = f"/rounds/{slug}/results"
    files = [f"{base}/{name}{query}" for name in FILES for query in ("", "?format=excel")]
    return [base, f"{base}?version=1", f"/rounds/{slug}/receipts", *files]


def result(round_: Round, *, published: bool = False) -> Snapshot:
    """Make a round's result, published if wanted."""
    snapshot = service.make_snapshot(round_.id, actor=SHELL, clock=clock)
    if published:
        service.publish(round_.id, number=snapshot.number, actor=SHELL, clock=clock)
        commit_now()
    return snapshot


def everyone(new_client: Any) -> dict[str, Any]:
    """A browser for each role."""
    staff = {role: new_client(make_staff(role)) for role in ("moderator", "planner", "admin")}
    return {"anonymous": new_client(), "resident": new_client(make_resident())} | staff
