"""Papers in the browser tests: a public one with everything, a motion that nobody may see yet, the
steps of a strategy's way, and who opens which page of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from participation.audit.service import SHELL
from participation.council import queries
from participation.council.consultations import departures, service
from participation.council.drafts import ConsultationDraft
from participation.council.papers import redaction
from participation.council.rules import Outcome, Role, StepPhase, Votes
from participation.council.steps import StepDraft
from participation.council.timeline import service as timeline
from participation.council.way import Statement
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.partial_dates import PartialDate
from participation.results import queries as results
from participation.rounds.models import Round
from participation.strategy import queries as strategies
from participation.strategy import queries_versions
from tests.council.making import make_consultation, make_paper

PAPER, MOTION = "2026-118", "2026-119"
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung" * 2
WHO: dict[str, Any] = {"actor": SHELL, "clock": clock}


@dataclass(frozen=True)
class Ledger:
    """The ids that stand in addresses: what the council decided, a planned consultation, a step."""

    decision: int
    planned: int
    snapshot: int
    step: int


def arrange(round_: Round, slug: str) -> Ledger:
    """Record papers about the version in consultation of a strategy, departing from the result of
    a closed round."""
    strategy = strategies.get(slug)
    version = queries_versions.newest(strategy.id)
    paper = make_paper(
        key=PAPER,
        reference="2026/118",
        title=LONG[:200],
        link="https://ratsinfo.example.org/118",
        date_value="2026-07",
        date_wording="im Juli",
        strategy_id=strategy.id,
        public=True,
    )
    about = {"version_id": version.id, "public": True}
    make_consultation(
        paper,
        body=LONG[:100],
        role="preparation",
        authoritative=False,
        outcome="recommended",
        votes_for=11,
        votes_against=2,
        votes_abstained=0,
        **about,
    )
    first = make_consultation(paper, outcome="adopted_with_changes", text=LONG, **about)
    snapshot = results.snapshots(round_.id)[-1]
    departures.add_departure(
        PAPER, first.id, snapshot_id=snapshot.id, item_key="mobility", reason=LONG, **WHO
    )
    kept = [departure.id for departure, _result in queries.departures([first])]
    decision = service.record_consultation(
        PAPER,
        ConsultationDraft(
            body="Gemeinderat",
            role=Role.DECISION,
            outcome=Outcome.ADOPTED_WITH_CHANGES,
            authoritative=True,
            date=PartialDate("2026-07-14"),
            text=f"Erika Mustermann sprach. {LONG}",
            votes=Votes(wording="mit großer Mehrheit"),
            version_id=version.id,
        ),
        token="d" * 24,
        supersedes=first.id,
        departures=kept,
        **WHO,
    )
    decision.public = True
    redaction.black_out(PAPER, "Erika Mustermann", reason="Name", **WHO)
    db.session.commit()
    motion = make_paper(key=MOTION, kind="motion", title="Mehr Bänke")
    planned = make_consultation(motion, outcome="pending", date_value=None)
    return Ledger(decision.id, planned.id, snapshot.id, _steps(slug))


def _steps(slug: str) -> int:
    said = (
        Statement(PartialDate(None, "im kommenden Jahr"), "Bericht"),
        Statement(PartialDate("2021", "Ende 2021"), LONG, "https://smart.example.org/"),
    )
    drafts = [
        StepDraft(
            {"de": "Modellprojekt"}, StepPhase.BEFORE, True, (Statement(PartialDate("2019")),)
        ),
        StepDraft({"de": LONG[:120]}, StepPhase.AFTER, False, said),
    ]
    steps = [
        timeline.add_step(slug, draft, token=str(number) * 24, **WHO)
        for number, draft in enumerate(drafts)
    ]
    db.session.commit()
    return steps[1].id


def pages(slug: str, ledger: Ledger) -> dict[str, list[tuple[str | None, str]]]:
    """Who opens what, by endpoint: None is a signed-out reader."""
    planner, base = "planner", "/planning/papers"
    decision = f"{base}/{PAPER}/consultations/{ledger.decision}"
    planned = f"{base}/{MOTION}/consultations/{ledger.planned}"
    steps = f"/planning/strategies/{slug}/steps"
    return {
        "council.index": [(None, "/council/")],
        "council.show": [(None, f"/council/{PAPER}")],
        "council.papers": [(planner, f"{base}/"), ("auditor", f"{base}/")],
        "council.new_paper": [(planner, f"{base}/new")],
        "council.paper": [(planner, f"{base}/{PAPER}"), (planner, f"{base}/{MOTION}")],
        "council.correct_paper": [(planner, f"{base}/{PAPER}/correct")],
        "council.show_paper": [(planner, f"{base}/{MOTION}/show")],
        "council.black_out": [(planner, f"{base}/{PAPER}/black-out")],
        "council.new_consultation": [(planner, f"{base}/{MOTION}/consultations/new")],
        "council.correct_consultation": [
            (planner, f"{decision}/correct"),
            (planner, f"{planned}/correct"),
        ],
        "council.show_consultation": [(planner, f"{planned}/show")],
        "council.new_departure": [
            (planner, f"{decision}/departure"),
            (planner, f"{decision}/departure?result={ledger.snapshot}"),
        ],
        "council.steps": [(planner, steps)],
        "council.new_step": [(planner, f"{steps}/new")],
        "council.edit_step": [(planner, f"{steps}/{ledger.step}")],
        "council.delete_step": [(planner, f"{steps}/{ledger.step}/delete")],
    }
