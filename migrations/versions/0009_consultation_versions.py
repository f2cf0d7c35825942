"""the version of a strategy that a consultation is about

Revision: 0009, after: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in batch mode: that makes the table anew, which SQLite refuses while rows refer to it.
    op.execute(
        "ALTER TABLE consultations ADD COLUMN version_id INTEGER CONSTRAINT"
        " fk_consultations_version_id_strategy_versions REFERENCES strategy_versions (id)"
    )
    op.create_index(op.f("ix_consultations_version_id"), "consultations", ["version_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_consultations_version_id"), "consultations")
    # The column takes its foreign key along, which SQLite does not know by its name.
    op.execute("ALTER TABLE consultations DROP COLUMN version_id")
