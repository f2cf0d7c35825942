"""Reading what merging and splitting need to know."""

from __future__ import annotations

from sqlalchemy import exists, select

from participation.accounts.models import Account
from participation.extensions import Base, db
from participation.ideas.lineage import family
from participation.ideas.models import Idea

OF_THE_SPLIT = frozenset({"idea_lineage", "idea_versions", "idea_claims"})
"""What refers to a part without anybody having done something with it."""


def is_referred_to(idea_id: int) -> bool:
    """Tell whether anything in the database refers to an idea beyond its own lineage: support,
    reports, decisions, answers, projects."""
    ideas = Base.metadata.tables[Idea.__tablename__]
    columns = [
        key.parent
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column is ideas.c.id and table.name not in OF_THE_SPLIT
    ]
    return any(db.session.scalar(select(exists().where(column == idea_id))) for column in columns)


def authors(idea_id: int) -> list[Account]:
    """Return who wrote an idea or what went into it and can be reached, each once."""
    ids = select(family(idea_id).c.id)
    wrote = select(Idea.author_id).where(Idea.id.in_(ids))
    query = select(Account).where(Account.id.in_(wrote), Account.active)
    return list(db.session.scalars(query.order_by(Account.id)))
