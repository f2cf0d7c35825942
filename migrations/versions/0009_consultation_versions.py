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
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_consultations_version_id_strategy_versions"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_consultations_version_id"))
        batch_op.drop_column("version_id")
