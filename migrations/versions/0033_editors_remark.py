"""what the editors add to an idea

Revision: 0033, after: 0032
"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = (
        "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    )
    op.execute("ALTER TABLE ideas ADD COLUMN remark TEXT DEFAULT '' NOT NULL")
    op.execute(f"ALTER TABLE ideas ADD COLUMN remark_at {moment}")


def downgrade() -> None:
    op.execute("ALTER TABLE ideas DROP COLUMN remark_at")
    op.execute("ALTER TABLE ideas DROP COLUMN remark")
