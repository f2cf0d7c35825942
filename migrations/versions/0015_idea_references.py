"""ideas of another installation that a project names

Revision: 0015, after: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in batch mode: that makes the table anew, which SQLite refuses while rows refer to it.
    op.add_column(
        "projects", sa.Column("idea_references", sa.JSON(), nullable=False, server_default="[]")
    )


def downgrade() -> None:
    op.drop_column("projects", "idea_references")
