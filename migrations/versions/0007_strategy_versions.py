"""versions of strategies; what is edited so far becomes the draft of version 1

Revision: 0007, after: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "strategy_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("strategy_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("based_on_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("frame_digest", sa.String(length=64), nullable=True),
        sa.Column("preface", sa.JSON(), nullable=False),
        sa.Column("concept", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consultation_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state in ('draft', 'consultation', 'adopted', 'superseded', 'withdrawn')",
            name=op.f("ck_strategy_versions_state"),
        ),
        sa.CheckConstraint(
            "(state = 'draft') = (digest is null)", name=op.f("ck_strategy_versions_digest")
        ),
        sa.ForeignKeyConstraint(
            ["strategy_id"],
            ["strategies.id"],
            name=op.f("fk_strategy_versions_strategy_id_strategies"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["based_on_id"],
            ["strategy_versions.id"],
            name=op.f("fk_strategy_versions_based_on_id_strategy_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy_versions")),
    )
    with op.batch_alter_table("strategy_versions", schema=None) as batch_op:
        batch_op.create_index(
            "uq_strategy_versions_strategy_id_number", ["strategy_id", "number"], unique=True
        )
        for state in ("draft", "adopted"):
            batch_op.create_index(
                f"uq_strategy_versions_{state}",
                ["strategy_id"],
                unique=True,
                sqlite_where=sa.text(f"state = '{state}'"),
                postgresql_where=sa.text(f"state = '{state}'"),
            )
        batch_op.create_index("ix_strategy_versions_frame_digest", ["frame_digest"], unique=False)

    op.create_table(
        "strategy_lineage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("from_key", sa.String(length=40), nullable=False),
        sa.Column("to_key", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "kind in ('renamed', 'split', 'merged')", name=op.f("ck_strategy_lineage_kind")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["strategy_versions.id"],
            name=op.f("fk_strategy_lineage_version_id_strategy_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy_lineage")),
    )
    with op.batch_alter_table("strategy_lineage", schema=None) as batch_op:
        batch_op.create_index(
            "uq_strategy_lineage_version_id_from_key_to_key",
            ["version_id", "from_key", "to_key"],
            unique=True,
        )

    _begin_first_versions()


def _begin_first_versions() -> None:
    """Give each strategy version 1, a draft: its content is what the editor writes."""
    strategies = sa.table("strategies", sa.column("id"), sa.column("created_at"))
    versions = sa.table(
        "strategy_versions",
        sa.column("strategy_id"),
        sa.column("number"),
        sa.column("state"),
        sa.column("preface", sa.JSON()),
        sa.column("concept", sa.JSON()),
        sa.column("citations", sa.JSON()),
        sa.column("created_at"),
        sa.column("withdrawn_reason"),
    )
    bind = op.get_bind()
    for row in bind.execute(sa.select(strategies).order_by(strategies.c.id)).all():
        bind.execute(
            versions.insert().values(
                strategy_id=row.id,
                number=1,
                state="draft",
                preface={},
                concept={},
                citations=[],
                created_at=row.created_at,
                withdrawn_reason="",
            )
        )


def downgrade() -> None:
    op.drop_table("strategy_lineage")
    op.drop_table("strategy_versions")
