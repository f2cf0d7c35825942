"""A city of which everybody may read some things, and beside each of them one that is hidden, with
a bird in every text of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from participation.answers.rules import Draft, Status
from participation.council.models import Consultation, Paper
from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.clock import clock
from participation.projects.finance.models import Approval, CostLine, FinanceLine, Source
from participation.projects.models import CriteriaSet, Milestone, Project
from participation.rounds.models import Round
from participation.strategy.models import Strategy
from tests.answers.answering import answer, published_idea, stage
from tests.council.making import make_consultation, make_paper
from tests.factories import closed, make_idea, make_resident, make_round, make_strategy, save
from tests.organisations.making import make_organisation
from tests.progress import making as reporting
from tests.projects.making import make_milestone, make_project
from tests.strategy.making import begin_next_draft, open_consultation, rename_field

BIRD = "Kanarienvogel"
KEY = BIRD.lower()


@dataclass(frozen=True)
class Hidden:
    """What is hidden."""

    strategy: Strategy
    round: Round
    waiting: Idea
    shown: Idea
    project: Project
    paper: Paper
    consultation: Consultation
    report: int


def build() -> Hidden:
    """Make all of it."""
    strategy = make_strategy(slug="future")
    version = open_consultation(strategy)
    begin_next_draft(strategy, 1)
    rename_field(strategy, "mobility", KEY)
    make_strategy(slug=KEY, title={"de": BIRD})
    waiting, shown, hidden_round = _ideas(strategy)
    project, draft = _projects(strategy, shown)
    paper, consultation = _papers(strategy, version.id, project)
    _money(strategy, project, draft, paper)
    for state in ("applied", "refused"):
        make_organisation(make_resident(), **_organisation(state))
    report = reporting.published(strategy)
    reporting.begin(strategy, reporting.SECOND)
    begun = reporting.queries.begun(strategy.id)
    assert begun is not None
    reporting.write(begun, project, BIRD)
    number = begun.number
    assert report.number != number
    return Hidden(strategy, hidden_round, waiting, shown, draft, paper, consultation, number)


def _organisation(state: str) -> dict[str, str]:
    return {"key": f"{KEY}-{state}", "name": BIRD, "state": state, "text": BIRD, "reason": BIRD}


def _ideas(strategy: Strategy) -> tuple[Idea, Idea, Round]:
    author = make_resident(f"{KEY}@example.org")
    round_ = make_round(slug="past", strategy_id=strategy.id, **closed())
    for state in ("rejected", "removed", "withdrawn"):
        make_idea(round_, author, state=state, title=BIRD, text=BIRD)
    waiting = make_idea(round_, author, title=BIRD, text=BIRD)
    shown = published_idea(round_, author, note=BIRD, reason=KEY)
    stage(shown, Draft(Status.NOT_FOLLOWED, BIRD))
    hidden = make_round(slug=KEY, title={"de": BIRD}, published_at=None, strategy_id=strategy.id)
    make_idea(hidden, state="published", title=BIRD, text=BIRD)
    return waiting, shown, hidden


def _projects(strategy: Strategy, idea: Idea) -> tuple[Project, Project]:
    project = make_project(strategy, key="night-bus", main_field=KEY)
    make_milestone(project, "2026-12", "2027-02")
    draft = make_project(
        strategy, key=KEY, title={"de": BIRD}, text={"de": BIRD}, place=BIRD, aliases=(BIRD,)
    )
    save(Milestone(project_id=draft.id, position=0, title={"de": BIRD}, reason={}))
    other = published_idea(idea.round)
    answer(other, Draft(Status.TAKEN_INTO_PROJECT, project=draft.key))
    draft.published_at = None
    db.session.commit()
    values = {"strategy_id": strategy.id, "title": {"de": BIRD}, "top": 5}
    criteria = [{"key": KEY, "title": {"de": BIRD}}]
    save(CriteriaSet(criteria=criteria, created_at=clock.now(), **values))
    return project, draft


def _papers(strategy: Strategy, version_id: int, project: Project) -> tuple[Paper, Consultation]:
    shown = make_paper(strategy_id=strategy.id, public=True, key="shown", created_by=BIRD)
    hidden = make_consultation(shown, body=BIRD, text=BIRD, version_id=version_id, recorded_by=BIRD)
    paper = make_paper(strategy_id=strategy.id, key=KEY, title=BIRD, reference=BIRD)
    make_consultation(paper, body=BIRD, outcome="noted", authoritative=False, public=True)
    return paper, hidden


def _money(strategy: Strategy, project: Project, draft: Project, paper: Paper) -> None:
    open_ = save(Source(strategy_id=strategy.id, key="eu", title={"de": "EU"}, kind="EU"))
    source = save(Source(strategy_id=strategy.id, key=KEY, title={"de": BIRD}, kind="private"))
    values = {"stage": "planned", "cents": 100, "year": 0}
    save(FinanceLine(project_id=project.id, source_id=open_.id, **values))
    save(FinanceLine(project_id=draft.id, source_id=source.id, note=BIRD, **values))
    save(CostLine(project_id=draft.id, title=BIRD, cents=1))
    rates = {"rate": 6500, "paper_id": paper.id}
    save(Approval(project_id=project.id, source_id=open_.id, eligible_costs="Bau", **rates))
    save(Approval(project_id=draft.id, source_id=source.id, eligible_costs=BIRD, **rates))


def now() -> datetime:
    return datetime.now(UTC)
