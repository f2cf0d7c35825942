"""whether a unit staged an answer

Revision: 0017, after: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


STAGED_BY_UNITS = """update answers set staged_by_unit = true
 where published_at is null and unit_id is not null
 and staged_by_id in (select account_id from account_units)"""


def upgrade() -> None:
    # Not in batch mode: that makes the table anew, which SQLite refuses while rows refer to it.
    op.add_column(
        "answers",
        sa.Column("staged_by_unit", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute(STAGED_BY_UNITS)


def downgrade() -> None:
    op.drop_column("answers", "staged_by_unit")
