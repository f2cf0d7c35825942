"""the moderators' workbench: claims, notes, questions to units, decisions in bulk, keys

Revision: 0022, after: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def _to(table: str, column: str, target: str, **more: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, **more)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "idea_claims",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("until", moment, nullable=False),
        sa.Column("skipped_at", moment, nullable=True),
        _to("idea_claims", "account_id", "accounts", ondelete="CASCADE"),
        _to("idea_claims", "idea_id", "ideas", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_idea_claims")),
    )
    op.create_index("ix_idea_claims_account_id", "idea_claims", ["account_id"])
    op.create_index("ix_idea_claims_until", "idea_claims", ["until"])
    op.create_table(
        "idea_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_label", sa.String(length=120), nullable=False),
        sa.Column("at", moment, nullable=False),
        _to("idea_notes", "idea_id", "ideas", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_notes")),
    )
    op.create_index("ix_idea_notes_idea_id", "idea_notes", ["idea_id", "id"])
    op.create_table(
        "idea_handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_label", sa.String(length=120), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_by", sa.String(length=120), nullable=True),
        sa.Column("replied_at", moment, nullable=True),
        _to("idea_handovers", "idea_id", "ideas", ondelete="CASCADE"),
        _to("idea_handovers", "unit_id", "units"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_handovers")),
    )
    op.create_index("ix_idea_handovers_idea_id", "idea_handovers", ["idea_id", "id"])
    op.create_index("ix_idea_handovers_unit_id", "idea_handovers", ["unit_id", "replied_at", "id"])
    op.create_table(
        "bulk_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("undone_at", moment, nullable=True),
        sa.CheckConstraint(
            "kind in ('publish', 'spam', 'copies')", name=op.f("ck_bulk_decisions_kind")
        ),
        _to("bulk_decisions", "by_id", "accounts", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_decisions")),
        sa.UniqueConstraint("token", name=op.f("uq_bulk_decisions_token")),
    )
    op.create_index("ix_bulk_decisions_at", "bulk_decisions", ["at"])
    op.create_index("ix_bulk_decisions_by_id", "bulk_decisions", ["by_id"])
    items = "bulk_decision_items"
    op.create_table(
        items,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bulk_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(length=20), nullable=True),
        _to(items, "bulk_id", "bulk_decisions", ondelete="CASCADE"),
        _to(items, "decision_id", "decisions", ondelete="CASCADE"),
        _to(items, "idea_id", "ideas", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_decision_items")),
    )
    op.create_index(f"uq_{items}_bulk_id_idea_id", items, ["bulk_id", "idea_id"], unique=True)
    op.create_index(f"ix_{items}_decision_id", items, ["decision_id"])
    op.create_index(f"ix_{items}_idea_id", items, ["idea_id"])
    op.create_table(
        "report_alerts",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", moment, nullable=False),
        sa.Column("looked_at", moment, nullable=True),
        _to("report_alerts", "round_id", "rounds", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_report_alerts")),
    )
    op.create_table(
        "workbench_keys",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        _to("workbench_keys", "account_id", "accounts", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_workbench_keys")),
    )


def downgrade() -> None:
    for table in (
        "workbench_keys",
        "report_alerts",
        "bulk_decision_items",
        "bulk_decisions",
        "idea_handovers",
        "idea_notes",
        "idea_claims",
    ):
        op.drop_table(table)
