"""rounds that are stopped, or withdrawn before they open

Revision: 0036, after: 0035
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

MOMENT = {"sqlite": "DATETIME", "postgresql": "TIMESTAMP WITH TIME ZONE"}
COLUMNS = ("stopped_at", "ballots_discarded_at", "withdrawn_at")


def upgrade() -> None:
    kind = MOMENT[op.get_bind().dialect.name]
    for name in COLUMNS:
        op.execute(f"ALTER TABLE rounds ADD COLUMN {name} {kind}")


def downgrade() -> None:
    for name in COLUMNS:
        op.execute(f"ALTER TABLE rounds DROP COLUMN {name}")
