"""Projects for tests, made through the service and committed."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.partial_dates import parse
from participation.projects import service
from participation.projects.milestones import service as milestone_service
from participation.projects.models import Milestone, Project
from participation.projects.rules import Draft
from participation.projects.schedule import Step
from participation.strategy.models import Strategy
from tests.factories import make_strategy

NOW = FixedClock(datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
PLANNER = Actor(None, "planner")
WHO: dict[str, Any] = {"actor": PLANNER, "clock": NOW}

_counter = itertools.count(1)


def draft(**values: Any) -> Draft:
    """What is written about a project."""
    number = next(_counter)
    defaults: dict[str, Any] = {
        "key": f"project-{number}",
        "title": {"de": f"Projekt {number}", "en": f"Project {number}"},
        "text": {"de": "Worum es geht."},
    }
    return Draft(**defaults | values)


def make_project(
    strategy: Strategy | None = None, *, published: bool = True, **values: Any
) -> Project:
    """A published project of a strategy with the frame of the factories."""
    strategy = strategy or make_strategy()
    project = service.create(draft(**values), strategy=strategy.slug, **WHO)
    if published:
        service.publish(project.key, **WHO)
    db.session.commit()
    return project


def make_milestone(
    project: Project, planned: str = "", expected: str = "", done: str = "", **texts: Any
) -> Milestone:
    """A milestone at the end of a project's list."""
    step = Step(
        texts.get("title", {"de": "Meilenstein"}),
        parse(planned),
        parse(expected),
        parse(done),
        {"de": texts.get("reason", "Es kam etwas dazwischen.")} if expected else {},
    )
    row = milestone_service.add(project.key, step, version=project.version, **WHO)
    db.session.commit()
    return row
