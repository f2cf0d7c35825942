"""sheets that wait for a second person, and sheets that are invalid

Revision: 0023, after: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in batch mode: that makes the table anew, which SQLite refuses while rows refer to it.
    op.add_column("ballot_sheets", sa.Column("invalid", sa.String(length=20), nullable=True))
    op.create_table(
        "paper_entries",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("ref_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("typist", sa.LargeBinary(length=32), nullable=False),
        sa.Column("batch", sa.SmallInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["rounds.id"],
            name=op.f("fk_paper_entries_round_id_rounds"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("round_id", "ref_hash", "typist", name=op.f("pk_paper_entries")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("paper_entries")
    op.drop_column("ballot_sheets", "invalid")
