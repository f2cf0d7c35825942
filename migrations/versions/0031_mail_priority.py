"""which mails go first

Revision: 0031, after: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE mails ADD COLUMN priority INTEGER DEFAULT 1 NOT NULL")
    op.execute("UPDATE mails SET priority = 0 WHERE kind = 'account.sign_in'")
    op.execute("UPDATE mails SET priority = 2 WHERE kind = 'following.news'")
    op.drop_index("ix_mails_due", table_name="mails")
    unsent = sa.text("sent_at IS NULL")
    op.create_index(
        "ix_mails_due",
        "mails",
        ["priority", "next_try_at"],
        unique=False,
        sqlite_where=unsent,
        postgresql_where=unsent,
    )


def downgrade() -> None:
    op.drop_index("ix_mails_due", table_name="mails")
    op.execute("ALTER TABLE mails DROP COLUMN priority")
    op.create_index("ix_mails_due", "mails", ["sent_at", "next_try_at"], unique=False)
