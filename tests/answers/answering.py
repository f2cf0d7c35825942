"""What there is to answer with, committed: units, projects, papers, writers, and answers made
through the services."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from participation.accounts.models import AccountUnit
from participation.answers import publishing, queries, service
from participation.answers.checking import Writer
from participation.answers.models import Answer
from participation.answers.rules import Draft, Status
from participation.audit.service import SHELL
from participation.city.models import Unit
from participation.council.models import Paper
from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.clock import clock
from participation.kernel.errors import ParticipationError
from participation.projects.models import Project
from participation.rounds.models import Round
from tests.factories import make_idea, make_staff, make_strategy, save

PLANNER = Writer(SHELL)
DONE = Draft(Status.ALREADY_DONE, "Das gibt es seit letztem Jahr.")
DECLINED = Draft(Status.NOT_FOLLOWED, "Dafür fehlt der Platz.")


def make_unit(key: str = "traffic", **values: Any) -> Unit:
    """A unit that is switched on."""
    unit: Unit = save(Unit(**{"key": key, "title": {"de": f"Amt {key}"}, "contact": ""} | values))
    return unit


def make_project(key: str = "night-bus", *, published: bool = True, **values: Any) -> Project:
    """A project, published unless told otherwise."""
    now = datetime.now(UTC)
    defaults: dict[str, Any] = {
        "strategy_id": values.pop("strategy_id", None) or make_strategy().id,
        "key": key,
        "aliases": [],
        "title": {"de": f"Projekt {key}"},
        "text": {},
        "kind": "regular",
        "state": "planned",
        "partners": [],
        "folded": key,
        "created_at": now,
        "published_at": now if published else None,
    }
    project: Project = save(Project(**defaults | values))
    return project


def make_paper(key: str = "2027-118", *, public: bool = True) -> Paper:
    """A council paper, public unless told otherwise."""
    paper: Paper = save(
        Paper(
            token=f"token-{key}",
            key=key,
            reference=key,
            title=f"Vorlage {key}",
            kind="motion",
            public=public,
            created_at=datetime.now(UTC),
            created_by="Planung",
        )
    )
    return paper


def published_idea(round_: Round, *given: Any, **values: Any) -> Idea:
    """An idea that everybody can read."""
    return make_idea(round_, *given, **{"state": "published"} | values)


def stage(idea: Idea, draft: Draft = DONE, *, seen: int = 0, by: Writer = PLANNER) -> Answer:
    """Stage an answer as a request does, which ends with what it wrote or with nothing."""
    try:
        answer = service.stage(idea.id, draft, seen=seen, by=by, clock=clock)
        db.session.commit()
    except ParticipationError:
        db.session.rollback()
        raise
    return answer


def publish(round_: Round, idea_ids: list[int] | None = None) -> publishing.Batch:
    """Publish what is staged."""
    seen = publishing.staged_batch(round_.id, idea_ids).seen
    batch = publishing.publish(round_.id, idea_ids, seen=seen, actor=SHELL, clock=clock)
    db.session.commit()
    return batch


def answer(idea: Idea, draft: Draft = DONE) -> Answer:
    """Stage and publish an answer."""
    stage(idea, draft)
    publish(idea.round, [idea.id])
    found = queries.public_answer(idea.id)
    assert found is not None
    return found.answer


def unit_person(client: Any, key: str = "traffic") -> Any:
    """The browser of a person who acts for a new unit."""
    account = make_staff("unit")
    save(AccountUnit(account_id=account.id, unit_id=make_unit(key).id))
    return client.sign_in(account)


def path(round_: Round, *more: str) -> str:
    """The address of a round's answers, or of a page below."""
    return "/".join((f"/planning/{round_.slug}/answers", *more))


def staged_text(idea: Idea) -> str | None:
    """What is staged as the answer to an idea."""
    db.session.rollback()
    row = queries.staged(idea.id)
    return row.text if row else None
