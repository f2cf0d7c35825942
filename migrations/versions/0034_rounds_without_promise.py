"""rounds that were published before moderation could promise a time promise none

Revision: 0034, after: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

ROUNDS = sa.table(
    "rounds",
    sa.column("id", sa.Integer),
    sa.column("published_at", sa.DateTime(timezone=True)),
    sa.column("settings_document", sa.JSON),
    sa.column("promises_time", sa.Boolean),
)


def upgrade() -> None:
    op.execute("ALTER TABLE rounds ADD COLUMN promises_time BOOLEAN DEFAULT true NOT NULL")
    published = ROUNDS.c.published_at.is_not(None)
    rows = op.get_bind().execute(
        sa.select(ROUNDS.c.id, ROUNDS.c.settings_document).where(published)
    )
    before = [row.id for row in rows if "moderation_days" not in row.settings_document]
    for round_id in before:
        op.execute(ROUNDS.update().where(ROUNDS.c.id == round_id).values(promises_time=False))


def downgrade() -> None:
    op.execute("ALTER TABLE rounds DROP COLUMN promises_time")
