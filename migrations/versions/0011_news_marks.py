"""what followers were told of and are not told again

Revision: 0011, after: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "news_marks",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("mark", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", "mark", name=op.f("pk_news_marks")),
    )


def downgrade() -> None:
    op.drop_table("news_marks")
