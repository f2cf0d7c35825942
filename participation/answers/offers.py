"""What the forms of answers offer: units, published projects, public papers."""

from __future__ import annotations

from participation.answers.checking import Writer
from participation.answers.forms import AnswerForm
from participation.city import queries as city_queries
from participation.council.models import Paper
from participation.council.queries import public_papers
from participation.extensions import db
from participation.projects.models import Project
from participation.projects.queries import public_projects
from participation.rounds.models import Round


def fill(form: AnswerForm, round_: Round, by: Writer) -> None:
    """Offer what an answer of this writer in this round can refer to: projects and papers of the
    round's strategy, and papers of none."""
    units = city_queries.units(active=True)
    own = [unit for unit in units if by.units is None or unit.id in by.units]
    projects = public_projects().where(Project.strategy_id == round_.strategy_id)
    of_round = (Paper.strategy_id == round_.strategy_id) | Paper.strategy_id.is_(None)
    papers = public_papers().where(of_round)
    form.offer(
        own,
        db.session.scalars(projects.order_by(Project.key)).all(),
        db.session.scalars(papers.order_by(Paper.reference, Paper.id)).all(),
        without_unit=by.units is None,
    )
