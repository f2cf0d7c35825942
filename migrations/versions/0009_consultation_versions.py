"""the version of a strategy that a consultation is about

Revision: 0009, after: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_consultations_version_id"), ["version_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_consultations_version_id_strategy_versions"),
            "strategy_versions",
            ["version_id"],
            ["id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_consultations_version_id_strategy_versions"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_consultations_version_id"))
        batch_op.drop_column("version_id")
