"""Reading strategies, always in an order."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from participation.extensions import db
from participation.kernel.errors import N_, NotFound
from participation.strategy.models import ActionField, DeletedItem, Goal, Guideline, Strategy
from participation.strategy.rules import Field as FrameField
from participation.strategy.rules import Frame, normal_texts
from participation.strategy.rules import Goal as FrameGoal
from participation.strategy.rules import Guideline as FrameGuideline

NO_STRATEGY = N_("Diese Strategie gibt es nicht. Vielleicht ist die Adresse unvollständig.")


def find(slug: str) -> Strategy | None:
    """Return a strategy by its slug, or None."""
    return db.session.scalar(select(Strategy).where(Strategy.slug == slug))


def get(slug: str) -> Strategy:
    """Return a strategy by its slug. Raises NotFound."""
    strategy = find(slug)
    if strategy is None:
        raise NotFound(NO_STRATEGY)
    return strategy


def strategies() -> list[Strategy]:
    """Return all strategies by their slug."""
    return list(db.session.scalars(select(Strategy).order_by(Strategy.slug)))


def slugs() -> set[str]:
    """Return the slugs of all strategies."""
    return set(db.session.scalars(select(Strategy.slug)))


def deleted_items(strategy_id: int) -> list[DeletedItem]:
    """Return what was deleted and not brought back, the last first."""
    query = (
        select(DeletedItem)
        .where(DeletedItem.strategy_id == strategy_id, DeletedItem.restored_at.is_(None))
        .order_by(DeletedItem.deleted_at.desc(), DeletedItem.id.desc())
    )
    return list(db.session.scalars(query))


def deleted_keys(strategy_id: int) -> set[str]:
    """Return the keys of what was deleted and not brought back, goals that went with a field too:
    in files they would stand for two things."""
    rows = deleted_items(strategy_id)
    goals = (goal["key"] for row in rows for goal in row.document.get("goals", ()))
    return {*(row.key for row in rows), *goals}


def deleted_item(strategy_id: int, key: str) -> DeletedItem | None:
    """Return what was deleted under a key and not brought back, or None."""
    matches = (item for item in deleted_items(strategy_id) if item.key == key)
    return next(matches, None)


def frame_of(strategy: Strategy) -> Frame:
    """Return the strategy as it is edited now, as the values a round takes (two statements)."""
    guidelines = db.session.scalars(
        select(Guideline)
        .where(Guideline.strategy_id == strategy.id)
        .order_by(Guideline.position, Guideline.id)
    ).all()
    rows = db.session.execute(
        select(ActionField, Goal)
        .outerjoin(Goal, Goal.field_id == ActionField.id)
        .where(ActionField.strategy_id == strategy.id)
        .order_by(ActionField.position, ActionField.id, Goal.position, Goal.id)
    ).all()
    fields: dict[int, FrameField] = {}
    for field, goal in rows:
        known = fields.get(field.id) or FrameField(
            field.key, normal_texts(field.title), normal_texts(field.text)
        )
        if goal is not None:
            more = FrameGoal(goal.key, normal_texts(goal.title), normal_texts(goal.text))
            known = replace(known, goals=(*known.goals, more))
        fields[field.id] = known
    return Frame(
        title=normal_texts(strategy.title),
        guidelines=tuple(
            FrameGuideline(g.key, normal_texts(g.title), normal_texts(g.text)) for g in guidelines
        ),
        fields=tuple(fields.values()),
    )
