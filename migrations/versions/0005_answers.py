"""answers to ideas, to which unit an idea is given, and what is left to tell

Revision: 0005, after: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_reminders",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("days in (-14, 0, 14)", name=op.f("ck_answer_reminders_days")),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["rounds.id"],
            name=op.f("fk_answer_reminders_round_id_rounds"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("round_id", "days", name=op.f("pk_answer_reminders")),
    )
    op.create_table(
        "general_statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["rounds.id"],
            name=op.f("fk_general_statements_round_id_rounds"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_general_statements")),
    )
    with op.batch_alter_table("general_statements", schema=None) as batch_op:
        batch_op.create_index("ix_general_statements_round_id", ["round_id", "id"], unique=False)

    op.create_table(
        "answer_assignments",
        sa.Column("idea_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"],
            ["ideas.id"],
            name=op.f("fk_answer_assignments_idea_id_ideas"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_answer_assignments_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_answer_assignments")),
    )
    with op.batch_alter_table("answer_assignments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_answer_assignments_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("review_by", sa.String(length=10), nullable=True),
        sa.Column("competent", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("staged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staged_by_id", sa.Integer(), nullable=True),
        sa.Column("staged_by", sa.String(length=120), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_by", sa.String(length=120), nullable=True),
        sa.CheckConstraint(
            "status in ('in_review', 'taken_into_project', 'already_done', 'partly', 'not_followed', 'not_competent', 'needs_council')",
            name=op.f("ck_answers_status"),
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_answers_idea_id_ideas"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_answers_paper_id_papers")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_answers_project_id_projects")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["answers.id"],
            name=op.f("fk_answers_supersedes_id_answers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_answers_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_answers_supersedes_id")),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index("ix_answers_idea_id", ["idea_id", "published_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_answers_paper_id"), ["paper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answers_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answers_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_answers_first",
            ["idea_id"],
            unique=True,
            sqlite_where=sa.text("published_at IS NOT NULL AND supersedes_id IS NULL"),
            postgresql_where=sa.text("published_at IS NOT NULL AND supersedes_id IS NULL"),
        )
        batch_op.create_index(
            "uq_answers_staged",
            ["idea_id"],
            unique=True,
            sqlite_where=sa.text("published_at IS NULL"),
            postgresql_where=sa.text("published_at IS NULL"),
        )

    op.create_table(
        "answer_notices",
        sa.Column("answer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["answers.id"],
            name=op.f("fk_answer_notices_answer_id_answers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_answer_notices")),
    )


def downgrade() -> None:
    op.drop_table("answer_notices")
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_answers_staged",
            sqlite_where=sa.text("published_at IS NULL"),
            postgresql_where=sa.text("published_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_answers_first",
            sqlite_where=sa.text("published_at IS NOT NULL AND supersedes_id IS NULL"),
            postgresql_where=sa.text("published_at IS NOT NULL AND supersedes_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_answers_unit_id"))
        batch_op.drop_index(batch_op.f("ix_answers_project_id"))
        batch_op.drop_index(batch_op.f("ix_answers_paper_id"))
        batch_op.drop_index("ix_answers_idea_id")

    op.drop_table("answers")
    with op.batch_alter_table("answer_assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_assignments_unit_id"))

    op.drop_table("answer_assignments")
    with op.batch_alter_table("general_statements", schema=None) as batch_op:
        batch_op.drop_index("ix_general_statements_round_id")

    op.drop_table("general_statements")
    op.drop_table("answer_reminders")
