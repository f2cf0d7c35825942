"""what the record kept of decisions that can be blacked out

Revision: 0018, after: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BLACKED_OUT_ELSEWHERE = ("body", "reference")


def upgrade() -> None:
    entries = sa.table(
        "audit_entries", sa.column("id"), sa.column("action"), sa.column("details", sa.JSON())
    )
    adopted = sa.select(entries.c.id, entries.c.details).where(
        entries.c.action == "strategy.version_adopted"
    )
    for row in op.get_bind().execute(adopted).all():
        kept = {
            name: value for name, value in row.details.items() if name not in BLACKED_OUT_ELSEWHERE
        }
        change = sa.update(entries).where(entries.c.id == row.id).values(details=kept)
        op.get_bind().execute(change)


def downgrade() -> None:
    """What was taken out stands in the ledger."""
