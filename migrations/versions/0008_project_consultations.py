"""consultations that projects rest on

Revision: 0008, after: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "project_consultations",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_project_consultations_consultation_id_consultations"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_consultations_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "project_id", "consultation_id", name=op.f("pk_project_consultations")
        ),
    )
    with op.batch_alter_table("project_consultations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_consultations_consultation_id"),
            ["consultation_id"],
            unique=False,
        )


def downgrade() -> None:
    op.drop_table("project_consultations")
