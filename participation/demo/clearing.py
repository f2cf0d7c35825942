"""Taking the demo's strategies and rounds away with everything that hangs on them; accounts, mails,
the city and the record stay."""

from __future__ import annotations

from sqlalchemy import Table, delete

from participation.accounts.models import AccountRole
from participation.extensions import Base
from participation.following.models import Follow, News, NewsMark
from participation.strategy.models import Strategy
from participation.web.transactions import begin_write


def clear_strategies_and_rounds() -> None:
    """Delete every strategy and round of this database and every row that belongs to one. The
    caller knows that all rounds are the demo's.

    A strategy goes too: a visitor may have put it forward, and then no file could bring it back to
    what the demo shows.
    """
    session = begin_write()
    # A number may be given to a round again; nobody keeps a role for it from before.
    session.execute(delete(AccountRole).where(AccountRole.round_id.is_not(None)))
    # What somebody follows names rounds and ideas by their public addresses, not by a reference.
    for table in (Follow, News, NewsMark):
        session.execute(delete(table))
    for table in reversed(_tables()):
        # Beside the session, which refuses to change what is recorded once and for all.
        session.connection().execute(delete(table))
    session.expire_all()


def _tables() -> list[Table]:
    """Return the table of strategies and all that refer to it, as rounds do, in whichever number of
    steps, in the order of their making."""
    tables: list[Table] = [Base.metadata.tables[Strategy.__tablename__]]
    for table in Base.metadata.sorted_tables:
        if table not in tables and any(key.column.table in tables for key in table.foreign_keys):
            tables.append(table)
    return tables
