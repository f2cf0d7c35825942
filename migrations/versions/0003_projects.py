"""projects, their milestones and links, criteria and scores

Revision: 0003, after: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "criteria_sets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("strategy_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("top", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["strategy_id"], ["strategies.id"], name=op.f("fk_criteria_sets_strategy_id_strategies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_sets")),
    )
    with op.batch_alter_table("criteria_sets", schema=None) as batch_op:
        batch_op.create_index("ix_criteria_sets_strategy_id", ["strategy_id", "id"], unique=False)

    op.create_table(
        "projects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("strategy_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("main_field", sa.String(length=40), nullable=True),
        sa.Column("partners", sa.JSON(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('priority', 'regular', 'pool')", name=op.f("ck_projects_kind")
        ),
        sa.CheckConstraint(
            "state in ('proposed', 'planned', 'decided', 'running', 'done', 'stopped')",
            name=op.f("ck_projects_state"),
        ),
        sa.ForeignKeyConstraint(
            ["strategy_id"], ["strategies.id"], name=op.f("fk_projects_strategy_id_strategies")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_projects_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("key", name=op.f("uq_projects_key")),
    )
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.create_index("ix_projects_board", ["strategy_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_projects_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "criteria_scores",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.CheckConstraint("score >= 0", name=op.f("ck_criteria_scores_score")),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_criteria_scores_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["set_id"],
            ["criteria_sets.id"],
            name=op.f("fk_criteria_scores_set_id_criteria_sets"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "project_id", "set_id", "criterion", name=op.f("pk_criteria_scores")
        ),
    )
    with op.batch_alter_table("criteria_scores", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_criteria_scores_set_id"), ["set_id"], unique=False)

    op.create_table(
        "milestones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("planned", sa.String(length=10), nullable=True),
        sa.Column("planned_wording", sa.String(length=80), nullable=False),
        sa.Column("expected", sa.String(length=10), nullable=True),
        sa.Column("expected_wording", sa.String(length=80), nullable=False),
        sa.Column("done", sa.String(length=10), nullable=True),
        sa.Column("done_wording", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("shifted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_milestones_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
    )
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.create_index("ix_milestones_project_id", ["project_id", "position"], unique=False)

    op.create_table(
        "project_goals",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("goal_key", sa.String(length=40), nullable=False),
        sa.Column("effect", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_goals_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", "goal_key", name=op.f("pk_project_goals")),
    )
    op.create_table(
        "project_state_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("note", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_state_changes_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_state_changes")),
    )
    with op.batch_alter_table("project_state_changes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_project_state_changes_project_id", ["project_id", "id"], unique=False
        )

    op.create_table(
        "project_ideas",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"],
            ["ideas.id"],
            name=op.f("fk_project_ideas_idea_id_ideas"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_ideas_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", "idea_id", name=op.f("pk_project_ideas")),
    )
    with op.batch_alter_table("project_ideas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_ideas_idea_id"), ["idea_id"], unique=False)

    op.create_table(
        "project_weights",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("item_key", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_weights_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshots.id"],
            name=op.f("fk_project_weights_snapshot_id_snapshots"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "project_id", "snapshot_id", "item_key", name=op.f("pk_project_weights")
        ),
    )
    with op.batch_alter_table("project_weights", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_weights_snapshot_id"), ["snapshot_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("project_weights", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_weights_snapshot_id"))

    op.drop_table("project_weights")
    with op.batch_alter_table("project_ideas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_ideas_idea_id"))

    op.drop_table("project_ideas")
    with op.batch_alter_table("project_state_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_project_state_changes_project_id")

    op.drop_table("project_state_changes")
    op.drop_table("project_goals")
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.drop_index("ix_milestones_project_id")

    op.drop_table("milestones")
    with op.batch_alter_table("criteria_scores", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_criteria_scores_set_id"))

    op.drop_table("criteria_scores")
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_projects_unit_id"))
        batch_op.drop_index("ix_projects_board")

    op.drop_table("projects")
    with op.batch_alter_table("criteria_sets", schema=None) as batch_op:
        batch_op.drop_index("ix_criteria_sets_strategy_id")

    op.drop_table("criteria_sets")
