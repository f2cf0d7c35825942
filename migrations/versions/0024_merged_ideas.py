"""ideas that went into another one, or were split, and which idea there was already

Revision: 0024, after: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

STATES = "'waiting', 'published', 'rejected', 'withdrawn', 'removed'"
"""What an idea could be up to here."""


def upgrade() -> None:
    _states(f"{STATES}, 'merged'")
    for table, column in (
        ("ideas", "merged_into_id"),
        ("ideas", "duplicate_of_id"),
        ("decisions", "duplicate_of_id"),
    ):
        # Written down, because Alembic adds no column with a foreign key to a table of SQLite.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT"
            f" fk_{table}_{column}_ideas REFERENCES ideas (id)"
        )
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_table(
        "idea_lineage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_label", sa.String(length=120), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("made_version", sa.Integer(), nullable=False),
        sa.Column("part_version", sa.Integer(), nullable=True),
        sa.Column("mail_ids", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=120), nullable=True),
        sa.CheckConstraint("kind in ('merge', 'split')", name=op.f("ck_idea_lineage_kind")),
        sa.ForeignKeyConstraint(
            ["from_id"],
            ["ideas.id"],
            name=op.f("fk_idea_lineage_from_id_ideas"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["into_id"],
            ["ideas.id"],
            name=op.f("fk_idea_lineage_into_id_ideas"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_lineage")),
    )
    op.create_index("ix_idea_lineage_from_id", "idea_lineage", ["from_id", "id"])
    op.create_index("ix_idea_lineage_into_id", "idea_lineage", ["into_id", "id"])


def downgrade() -> None:
    op.drop_table("idea_lineage")
    # Each stands for itself again; a merged idea was public.
    op.execute("UPDATE ideas SET state = 'published' WHERE state = 'merged'")
    _states(STATES)
    for table, column in (
        ("decisions", "duplicate_of_id"),
        ("ideas", "duplicate_of_id"),
        ("ideas", "merged_into_id"),
    ):
        op.drop_index(f"ix_{table}_{column}", table_name=table)
        # Not in batch mode, which SQLite refuses while rows refer to the table.
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _states(allowed: str) -> None:
    # Both databases do this in place. Making the table anew, as batch mode does, would delete what
    # refers to its rows.
    op.execute("ALTER TABLE ideas DROP CONSTRAINT ck_ideas_state")
    op.execute(f"ALTER TABLE ideas ADD CONSTRAINT ck_ideas_state CHECK (state in ({allowed}))")
