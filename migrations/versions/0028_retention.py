"""how long things are kept: the month of the last sign-in, notices, offers to the archive, holds

Revision: 0028, after: 0027
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("seen_month", sa.Date(), nullable=True))
    # Nobody knows when they were here last: for everybody the time begins now.
    month = datetime.now(UTC).date().replace(day=1)
    op.execute(sa.text("UPDATE accounts SET seen_month = :month").bindparams(month=month))
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "retention_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idle_months", sa.Integer(), nullable=False),
        sa.Column("applications_months", sa.Integer(), nullable=False),
        sa.Column("audit_months", sa.Integer(), nullable=False),
        sa.Column("offers_archive", sa.Boolean(), nullable=False),
        sa.Column("ran_at", moment, nullable=True),
        sa.Column("cleared_at", moment, nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_retention_settings_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_settings")),
    )
    op.create_table(
        "idle_notices",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_idle_notices_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_idle_notices")),
    )
    op.create_index("ix_idle_notices_sent_at", "idle_notices", ["sent_at"])
    op.create_table(
        "archive_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("offered_at", moment, nullable=False),
        sa.Column("offered_by", sa.String(length=120), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column("answered_by", sa.String(length=120), nullable=True),
        sa.Column("erased_at", moment, nullable=True),
        sa.CheckConstraint(
            "outcome in ('declined', 'taken')", name=op.f("ck_archive_offers_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["rounds.id"],
            name=op.f("fk_archive_offers_round_id_rounds"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_offers")),
    )
    op.create_index("ix_archive_offers_round_id", "archive_offers", ["round_id", "id"])
    op.create_table(
        "retention_holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("ended_by", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["rounds.id"],
            name=op.f("fk_retention_holds_round_id_rounds"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_holds")),
    )
    op.create_index("ix_retention_holds_ended_at", "retention_holds", ["ended_at", "round_id"])


def downgrade() -> None:
    for table in ("retention_holds", "archive_offers", "idle_notices", "retention_settings"):
        op.drop_table(table)
    op.drop_column("accounts", "seen_month")
