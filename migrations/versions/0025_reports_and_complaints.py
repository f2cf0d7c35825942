"""reports by anybody of any page, complaints, the roles of the head of office and of data protection

Revision: 0025, after: 0024
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ROLES = ("moderator", "planner", "unit", "auditor", "admin")
NEW_ROLES = ("moderator", "planner", "unit", "head", "privacy", "auditor", "admin")
REASONS = ("insult", "personal", "advert", "illegal", "other")
NEW_REASONS = ("insult", "personal", "advert", "illegal", "child_abuse", "threat", "other")
OLD_COLUMNS = "id, idea_id, reason, text, reporter_id, at, settled_at, settled_by"


def upgrade() -> None:
    _roles(NEW_ROLES)
    op.execute("ALTER TABLE decisions ADD COLUMN on_complaint BOOLEAN DEFAULT false NOT NULL")
    op.add_column("ideas", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    _upgrade_reports()
    op.create_table(
        "complaints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=True),
        sa.Column("made_decision_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(decision_id is null) <> (report_id is null)", name=op.f("ck_complaints_one_side")
        ),
        sa.CheckConstraint(
            "outcome in ('upheld', 'partly', 'rejected')", name=op.f("ck_complaints_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"],
            ["ideas.id"],
            name=op.f("fk_complaints_idea_id_ideas"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decisions.id"],
            name=op.f("fk_complaints_decision_id_decisions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_complaints_report_id_reports"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_decision_id"],
            ["decisions.id"],
            name=op.f("fk_complaints_made_decision_id_decisions"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_complaints_decision_id")),
        sa.UniqueConstraint("report_id", name=op.f("uq_complaints_report_id")),
    )
    op.create_index("ix_complaints_decided_at", "complaints", ["decided_at", "id"])
    op.create_index("ix_complaints_idea_id", "complaints", ["idea_id"])
    op.create_index("ix_complaints_made_decision_id", "complaints", ["made_decision_id"])


def downgrade() -> None:
    """Reports of other pages and for the new reasons do not fit the earlier table, nor do the new
    roles."""
    op.drop_table("complaints")
    op.execute("DELETE FROM reports WHERE idea_id IS NULL")
    op.execute("UPDATE reports SET reason = 'other' WHERE reason IN ('child_abuse', 'threat')")
    _remake_reports(_report_columns(REASONS), OLD_COLUMNS)
    op.execute("ALTER TABLE ideas DROP COLUMN held_at")
    op.execute("ALTER TABLE decisions DROP COLUMN on_complaint")
    op.execute("DELETE FROM account_roles WHERE role IN ('head', 'privacy')")
    _roles(ROLES)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} in ({', '.join(repr(value) for value in values)})"


def _upgrade_reports() -> None:
    new: list[SchemaItem] = [
        *_report_columns(NEW_REASONS),
        sa.Column("page", sa.String(length=500), nullable=False, server_default=""),
        sa.Column("token", sa.String(length=64), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False, server_default="de"),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False, server_default=""),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("police_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("police_by", sa.String(length=120), nullable=True),
        sa.CheckConstraint(
            _one_of("outcome", ("removed", "kept", "acted", "gone")),
            name=op.f("ck_reports_outcome"),
        ),
        sa.CheckConstraint("idea_id is not null or page <> ''", name=op.f("ck_reports_subject")),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decisions.id"],
            name=op.f("fk_reports_decision_id_decisions"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["mails.id"], name=op.f("fk_reports_mail_id_mails"), ondelete="SET NULL"
        ),
        sa.UniqueConstraint("token", name=op.f("uq_reports_token")),
    ]
    new[1] = sa.Column("idea_id", sa.Integer(), nullable=True)
    _remake_reports(new, OLD_COLUMNS)
    op.create_index("ix_reports_decision_id", "reports", ["decision_id"])


def _report_columns(reasons: tuple[str, ...]) -> list[SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=120), nullable=True),
        sa.CheckConstraint(_one_of("reason", reasons), name=op.f("ck_reports_reason")),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_reports_idea_id_ideas"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"],
            ["accounts.id"],
            name=op.f("fk_reports_reporter_id_accounts"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    ]


def _remake_reports(parts: list[SchemaItem], columns: str) -> None:
    """Make the table anew: SQLite changes neither a condition nor what may be missing. Nothing
    refers to reports here, so that dropping the table takes nothing along."""
    _remake("reports", parts, columns)
    op.create_index("ix_reports_idea_id", "reports", ["idea_id"])
    op.create_index("ix_reports_settled_at", "reports", ["settled_at", "id"])


def _roles(roles: tuple[str, ...]) -> None:
    condition = _one_of("role", roles)
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_account_roles_role"), "account_roles")
        op.create_check_constraint(op.f("ck_account_roles_role"), "account_roles", condition)
        return
    parts: list[SchemaItem] = [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(condition, name=op.f("ck_account_roles_role")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_account_roles_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_roles")),
        sa.UniqueConstraint(
            "account_id",
            "role",
            "round_id",
            name=op.f("uq_account_roles_account_id_role_round_id"),
        ),
    ]
    _remake("account_roles", parts, "id, account_id, role, round_id")
    op.create_index(
        "uq_account_roles_all_rounds",
        "account_roles",
        ["account_id", "role"],
        unique=True,
        sqlite_where=sa.text("round_id IS NULL"),
    )


def _remake(table: str, parts: list[SchemaItem], columns: str) -> None:
    # Under another name first: names of indexes and, on PostgreSQL, of keys are unique.
    kept = f"{table}_before"
    op.execute(f"CREATE TABLE {kept} AS SELECT {columns} FROM {table}")
    op.drop_table(table)
    op.create_table(table, *parts)
    op.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {kept}")
    op.drop_table(kept)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
            f" (SELECT coalesce(max(id), 1) FROM {table}))"
        )
