"""what else news is about

Revision: 0012, after: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("news", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("about_kind", sa.String(length=10), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("about_key", sa.String(length=80), nullable=False, server_default="")
        )


def downgrade() -> None:
    op.drop_column("news", "about_key")
    op.drop_column("news", "about_kind")
