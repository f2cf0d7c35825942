"""rounds of organisations: for whom a round is, named ballots, ideas in an organisation's name

Revision: 0021, after: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in batch mode: that makes the table anew, which SQLite refuses while rows refer to it.
    op.add_column(
        "rounds",
        sa.Column("audience", sa.String(length=14), nullable=False, server_default="residents"),
    )
    # Written down, because Alembic adds no column with a foreign key to a table of SQLite.
    op.execute(
        "ALTER TABLE ideas ADD COLUMN organisation_id INTEGER"
        " CONSTRAINT fk_ideas_organisation_id_organisations REFERENCES organisations (id)"
    )
    op.create_table(
        "organisation_ballots",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by"],
            ["accounts.id"],
            name=op.f("fk_organisation_ballots_changed_by_accounts"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_ballots_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_organisation_ballots_round_id_rounds")
        ),
        sa.PrimaryKeyConstraint(
            "round_id", "organisation_id", name=op.f("pk_organisation_ballots")
        ),
    )
    with op.batch_alter_table("organisation_ballots", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_ballots_changed_by"), ["changed_by"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("organisation_ballots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_ballots_changed_by"))
    op.drop_table("organisation_ballots")
    # Not in batch mode, as above; the column takes its foreign key along.
    op.execute("ALTER TABLE ideas DROP COLUMN organisation_id")
    op.execute("ALTER TABLE rounds DROP COLUMN audience")
