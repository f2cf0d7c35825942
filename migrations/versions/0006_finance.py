"""sources of money, finance and cost lines, rates, locks, and files waiting for a planner's yes

Revision: 0006, after: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "finance_uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("strategy_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("add_missing", sa.Boolean(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_finance_uploads_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["strategy_id"],
            ["strategies.id"],
            name=op.f("fk_finance_uploads_strategy_id_strategies"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance_uploads")),
    )
    with op.batch_alter_table("finance_uploads", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_finance_uploads_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            "uq_finance_uploads_strategy_id", ["strategy_id", "account_id"], unique=True
        )

    op.create_table(
        "sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("strategy_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("programme", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('EU', 'federal', 'state', 'regional', 'municipal', 'private', 'unassigned')",
            name=op.f("ck_sources_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["strategy_id"], ["strategies.id"], name=op.f("fk_sources_strategy_id_strategies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
    )
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.create_index("uq_sources_strategy_id_key", ["strategy_id", "key"], unique=True)

    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("eligible_costs", sa.Text(), nullable=False),
        sa.Column("from_value", sa.String(length=10), nullable=True),
        sa.Column("from_wording", sa.String(length=80), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("rate between 0 and 10000", name=op.f("ck_approvals_rate")),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_approvals_paper_id_papers")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_approvals_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_approvals_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approvals_paper_id"), ["paper_id"], unique=False)
        batch_op.create_index("ix_approvals_project_id", ["project_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approvals_source_id"), ["source_id"], unique=False)

    op.create_table(
        "cost_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("unit_given", sa.String(length=4), nullable=False),
        sa.CheckConstraint(
            "unit_given in ('', 'Tsd.', 'Mio.', 'Mrd.')", name=op.f("ck_cost_lines_unit_given")
        ),
        sa.CheckConstraint("cents >= 0", name=op.f("ck_cost_lines_cents")),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_cost_lines_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_lines")),
    )
    with op.batch_alter_table("cost_lines", schema=None) as batch_op:
        batch_op.create_index("ix_cost_lines_project_id", ["project_id", "id"], unique=False)

    op.create_table(
        "finance_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("unit_given", sa.String(length=4), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "stage in ('planned', 'requested', 'approved', 'budgeted', 'called', 'spent')",
            name=op.f("ck_finance_lines_stage"),
        ),
        sa.CheckConstraint(
            "unit_given in ('', 'Tsd.', 'Mio.', 'Mrd.')", name=op.f("ck_finance_lines_unit_given")
        ),
        sa.CheckConstraint("cents >= 0", name=op.f("ck_finance_lines_cents")),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_finance_lines_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_finance_lines_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance_lines")),
    )
    with op.batch_alter_table("finance_lines", schema=None) as batch_op:
        batch_op.create_index("ix_finance_lines_source_id", ["source_id", "year"], unique=False)
        batch_op.create_index(
            "uq_finance_lines_project_id", ["project_id", "source_id", "year", "stage"], unique=True
        )

    op.create_table(
        "lock_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=True),
        sa.Column("unit_given", sa.String(length=4), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "kind in ('placed', 'released', 'corrected')", name=op.f("ck_lock_events_kind")
        ),
        sa.CheckConstraint("cents >= 0", name=op.f("ck_lock_events_cents")),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_lock_events_paper_id_papers")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_lock_events_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lock_events")),
        sa.UniqueConstraint("token", name=op.f("uq_lock_events_token")),
    )
    with op.batch_alter_table("lock_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lock_events_paper_id"), ["paper_id"], unique=False)
        batch_op.create_index("ix_lock_events_source_id", ["source_id", "year", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("lock_events", schema=None) as batch_op:
        batch_op.drop_index("ix_lock_events_source_id")
        batch_op.drop_index(batch_op.f("ix_lock_events_paper_id"))

    op.drop_table("lock_events")
    with op.batch_alter_table("finance_lines", schema=None) as batch_op:
        batch_op.drop_index("uq_finance_lines_project_id")
        batch_op.drop_index("ix_finance_lines_source_id")

    op.drop_table("finance_lines")
    with op.batch_alter_table("cost_lines", schema=None) as batch_op:
        batch_op.drop_index("ix_cost_lines_project_id")

    op.drop_table("cost_lines")
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approvals_source_id"))
        batch_op.drop_index("ix_approvals_project_id")
        batch_op.drop_index(batch_op.f("ix_approvals_paper_id"))

    op.drop_table("approvals")
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.drop_index("uq_sources_strategy_id_key")

    op.drop_table("sources")
    with op.batch_alter_table("finance_uploads", schema=None) as batch_op:
        batch_op.drop_index("uq_finance_uploads_strategy_id")
        batch_op.drop_index(batch_op.f("ix_finance_uploads_account_id"))

    op.drop_table("finance_uploads")
