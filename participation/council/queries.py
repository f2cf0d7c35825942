"""Reading papers and consultations, always in an order. What is public is decided here, for every
page, file and mail."""

from __future__ import annotations

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased

from participation.council.models import Consultation, Paper, StrategyStep
from participation.extensions import db
from participation.kernel.errors import N_, NotFound

NO_PAPER = N_("Diese Vorlage gibt es nicht. Vielleicht ist die Adresse unvollständig.")


def public_papers() -> Select[Paper]:
    """Return the query of the papers that everybody may see; every output begins with it."""
    return select(Paper).where(Paper.public)


def public_consultations() -> Select[Consultation]:
    """Return the query of the consultations that everybody may see, joined with their papers, each
    as it was corrected last; every output begins with it."""
    later = aliased(Consultation)
    superseded = exists().where(later.supersedes_id == Consultation.id, later.public)
    return (
        select(Consultation)
        .join(Paper, Paper.id == Consultation.paper_id)
        .where(Paper.public, Consultation.public, ~superseded)
    )


def find(key: str) -> Paper | None:
    """Return any paper by its key, or None: for staff."""
    return db.session.scalar(select(Paper).where(Paper.key == key))


def get(key: str) -> Paper:
    """Return any paper by its key: for staff. Raises NotFound."""
    paper = find(key)
    if paper is None:
        raise NotFound(NO_PAPER)
    return paper


def get_public(key: str) -> Paper:
    """Return a public paper by its key. Raises NotFound, for others too."""
    paper = db.session.scalar(public_papers().where(Paper.key == key))
    if paper is None:
        raise NotFound(NO_PAPER)
    return paper


def consultations(paper_id: int) -> list[Consultation]:
    """Return every row about a paper in the order of recording, superseded ones too: for staff."""
    query = select(Consultation).where(Consultation.paper_id == paper_id)
    return list(db.session.scalars(query.order_by(Consultation.id)))


def steps(strategy_id: int) -> list[StrategyStep]:
    """Return the further steps of a strategy's way in the order set."""
    query = select(StrategyStep).where(StrategyStep.strategy_id == strategy_id)
    return list(db.session.scalars(query.order_by(StrategyStep.position, StrategyStep.id)))
