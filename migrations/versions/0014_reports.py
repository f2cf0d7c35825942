"""reports on projects, their rhythm, what is written in them, reminders

Revision: 0014, after: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "progress_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("strategy_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_by", sa.String(length=120), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(published_at is null) = (digest is null)", name=op.f("ck_progress_reports_digest")
        ),
        sa.CheckConstraint("period_from <= period_to", name=op.f("ck_progress_reports_period")),
        sa.ForeignKeyConstraint(
            ["corrects_id"],
            ["progress_reports.id"],
            name=op.f("fk_progress_reports_corrects_id_progress_reports"),
        ),
        sa.ForeignKeyConstraint(
            ["strategy_id"],
            ["strategies.id"],
            name=op.f("fk_progress_reports_strategy_id_strategies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_reports")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_progress_reports_corrects_id")),
    )
    with op.batch_alter_table("progress_reports", schema=None) as batch_op:
        batch_op.create_index(
            "uq_progress_reports_begun",
            ["strategy_id"],
            unique=True,
            sqlite_where=sa.text("published_at IS NULL AND corrects_id IS NULL"),
            postgresql_where=sa.text("published_at IS NULL AND corrects_id IS NULL"),
        )
        batch_op.create_index(
            "uq_progress_reports_strategy_id_number", ["strategy_id", "number"], unique=True
        )

    op.create_table(
        "report_reminders",
        sa.Column("strategy_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("days in (-14, 0, 14)", name=op.f("ck_report_reminders_days")),
        sa.ForeignKeyConstraint(
            ["strategy_id"],
            ["strategies.id"],
            name=op.f("fk_report_reminders_strategy_id_strategies"),
        ),
        sa.PrimaryKeyConstraint("strategy_id", "due", "days", name=op.f("pk_report_reminders")),
    )
    op.create_table(
        "reporting_rhythms",
        sa.Column("strategy_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("first_due", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("months between 1 and 60", name=op.f("ck_reporting_rhythms_months")),
        sa.ForeignKeyConstraint(
            ["strategy_id"],
            ["strategies.id"],
            name=op.f("fk_reporting_rhythms_strategy_id_strategies"),
        ),
        sa.PrimaryKeyConstraint("strategy_id", name=op.f("pk_reporting_rhythms")),
    )
    op.create_table(
        "report_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_report_entries_project_id_projects")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["progress_reports.id"],
            name=op.f("fk_report_entries_report_id_progress_reports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_entries")),
    )
    with op.batch_alter_table("report_entries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_entries_project_id"), ["project_id"], unique=False
        )
        batch_op.create_index(
            "uq_report_entries_report_id_project_id", ["report_id", "project_id"], unique=True
        )


def downgrade() -> None:
    with op.batch_alter_table("report_entries", schema=None) as batch_op:
        batch_op.drop_index("uq_report_entries_report_id_project_id")
        batch_op.drop_index(batch_op.f("ix_report_entries_project_id"))

    op.drop_table("report_entries")
    op.drop_table("reporting_rhythms")
    op.drop_table("report_reminders")
    with op.batch_alter_table("progress_reports", schema=None) as batch_op:
        batch_op.drop_index("uq_progress_reports_strategy_id_number")
        batch_op.drop_index(
            "uq_progress_reports_begun",
            sqlite_where=sa.text("published_at IS NULL AND corrects_id IS NULL"),
            postgresql_where=sa.text("published_at IS NULL AND corrects_id IS NULL"),
        )

    op.drop_table("progress_reports")
