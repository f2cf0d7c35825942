"""The projects of the demo's strategy: from proposed to done, one of them late, most of them from
ideas of the closed round."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from participation.demo.content import Content
from participation.demo.people import DEMO
from participation.extensions import db
from participation.ideas.models import Idea, IdeaImport
from participation.kernel.partial_dates import parse
from participation.projects import queries, service
from participation.projects.criteria import service as criteria
from participation.projects.criteria.rules import Criteria
from participation.projects.linking import service as linking
from participation.projects.milestones import service as milestones
from participation.projects.models import Project
from participation.projects.rules import Draft
from participation.projects.schedule import Step
from participation.results import queries as results
from participation.rounds.models import Round

WRITTEN, PUBLISHED, SCORED, MOVED = -28, -26, -20, -14
"""The days on which projects were written, published and scored, and on which some came further."""
CITING = ("schulstrassen", "leihraeder")
DECIDED_ON = ("leihraeder", "rathausbus")
CRITERIA = Criteria(
    {"de": "Aussicht auf Förderung", "en": "Chance of funding"},
    (
        {"de": "Nutzen für viele", "en": "Use to many"},
        {"de": "Übertragbar auf andere Städte", "en": "Transferable to other cities"},
        {"de": "Reife der Planung", "en": "Maturity of the plan"},
    ),
    3,
)
SCORES = {
    "muehlenstrasse": (2, 1, 1),
    "schulstrassen": (3, 3, 2),
    "kuehle-schulhoefe": (2, 3, 2),
    "buergersolar": (2, 3, 3),
}


def plan(round_: Round, content: Content) -> None:
    """Write the projects of the closed round's strategy, with milestones and links, and publish
    them."""
    query = select(IdeaImport.ref, Idea).join(Idea, Idea.id == IdeaImport.idea_id)
    ideas = db.session.execute(query.where(Idea.round_id == round_.id).order_by(Idea.id))
    numbers = {row.ref: row.Idea.number for row in ideas}
    steps = content.rows("milestones")
    who: dict[str, Any] = {"actor": DEMO, "clock": content.clock(WRITTEN)}
    for row in content.rows("projects"):
        project = service.create(_draft(row), strategy=round_.strategy.slug, **who)
        own = [_step(step) for step in steps if step["project"] == row["key"]]
        for step in own:
            milestones.add(project.key, step, version=project.version, **who)
        _link(project, row, [numbers[ref] for ref in row["ideas"].split()], who)
        service.publish(project.key, actor=DEMO, clock=content.clock(PUBLISHED))
    _score(round_, content)


def go_on(content: Content) -> None:
    """Take the projects that came further since they were published to their present state."""
    for row in content.rows("projects"):
        if row["was"]:
            service.change_state(
                row["key"],
                row["state"],
                _texts(row, "note"),
                version=queries.get(row["key"]).version,
                actor=DEMO,
                clock=content.clock(MOVED),
            )


def _score(round_: Round, content: Content) -> None:
    """Fix criteria of the strategy and score its priority projects by them."""
    slug, clock = round_.strategy.slug, content.clock(SCORED)
    row = criteria.create(CRITERIA, strategy=slug, actor=DEMO, clock=clock)
    criteria.freeze(row.id, version=row.version, strategy=slug, actor=DEMO, clock=clock)
    for key, points in SCORES.items():
        project = queries.get(key)
        given = dict(zip((each["key"] for each in row.criteria), points, strict=True))
        criteria.score(key, row.id, given, version=project.version, actor=DEMO, clock=clock)


def cite(round_id: int, content: Content) -> None:
    """Let two projects refer to what the closed round's result says of their field, once it is
    published."""
    published = [version for version in results.versions(round_id) if version.published_at]
    for key in CITING if published else ():
        project = queries.get(key)
        linking.link_weight(
            key,
            published[-1].id,
            project.main_field or "",
            version=project.version,
            actor=DEMO,
            clock=content.clock(PUBLISHED),
        )


def rest_on(consultation_id: int, who: dict[str, Any]) -> None:
    """Let the projects that the council decided on rest on that decision."""
    for key in DECIDED_ON:
        version = queries.get(key).version
        linking.set_consultations(key, [consultation_id], version=version, **who)


def _draft(row: dict[str, str]) -> Draft:
    return Draft(
        key=row["key"],
        title=_texts(row, "title"),
        text=_texts(row, "text"),
        kind=row["kind"],
        state=row["was"] or row["state"],
        place=row["place"],
        unit=row["unit"],
        main_field=row["main_field"],
        aliases=(row["aliases"],),
        partners=tuple(name.strip() for name in row["partners"].split(";")),
    )


def _step(row: dict[str, str]) -> Step:
    return Step(
        _texts(row, "title"),
        parse(row["planned"]),
        parse(row["expected"]),
        parse(row["done"]),
        _texts(row, "reason"),
    )


def _link(project: Project, row: dict[str, str], numbers: list[str], who: dict[str, Any]) -> None:
    linking.set_ideas(project.key, numbers, version=project.version, **who)
    effect = _texts(row, "effect")
    linking.link_goal(project.key, row["goal"], effect, version=project.version, **who)


def _texts(row: dict[str, str], name: str) -> dict[str, str]:
    return {"de": row[f"{name}_de"], "en": row[f"{name}_en"]}
