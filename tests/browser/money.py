"""Money that the tests of pages look at: the amounts of a region's motion, rates, costs, locks, and
a file that waits for a planner's yes."""

from __future__ import annotations

from sqlalchemy import select

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.amounts import Amount, Unit
from participation.kernel.clock import clock
from participation.kernel.partial_dates import PartialDate
from participation.projects.finance.models import FinanceLine
from participation.projects.finance.planning import service, uploads
from participation.projects.finance.planning.service import By
from participation.projects.models import Project
from tests.projects.finance_files import publish_motion

FILE = 'place,project,regional,Stiftung\nStuttgart,KI-XC,"3,50 Mio.","1,00 Mio."\nUlm,Neu,1,\n'
BY = By(SHELL, clock)


def arrange(slug: str, planner_id: int) -> int:
    """Arrange it in a strategy and return the id of a line of the project ki-xc."""
    publish_motion(slug)
    service.add_approval(
        slug,
        "ki-xc",
        source="regional",
        rate=6500,
        eligible_costs="Personal",
        start=PartialDate("2022-Q1", "ab dem Frühjahr"),
        paper_id=None,
        by=BY,
    )
    service.add_cost(
        slug, "ki-xc", title="Gebäude", year=2022, amount=Amount(10**10, Unit.MILLION), by=BY
    )
    db.session.commit()
    uploads.hand_in(
        slug,
        name="stiftung.csv",
        content=FILE.encode(),
        stage=None,
        add_missing=True,
        account_id=planner_id,
        clock=clock,
    )
    db.session.commit()
    query = select(FinanceLine.id).join(Project).where(Project.key == "ki-xc")
    return db.session.scalars(query.order_by(FinanceLine.id)).first() or 0
