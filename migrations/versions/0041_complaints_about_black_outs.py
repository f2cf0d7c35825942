"""complaints about what was blacked out of an idea, and what its author was told about that

Revision: 0041, after: 0040
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

COLUMNS = (
    "id, idea_id, decision_id, report_id, text, at, decided_at, outcome, reasons, decided_by_id,"
    " decided_by, made_decision_id"
)
OLD_SIDES = "(decision_id is null) <> (report_id is null)"
SIDES = (
    "(decision_id is not null and report_id is null and original_id is null)"
    " or (decision_id is null and report_id is not null and original_id is null)"
    " or (decision_id is null and report_id is null and original_id is not null)"
)


def upgrade() -> None:
    op.execute("ALTER TABLE idea_originals ADD COLUMN facts TEXT DEFAULT '' NOT NULL")
    further: list[SchemaItem] = [
        sa.Column("original_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["original_id"],
            ["idea_originals.id"],
            name=op.f("fk_complaints_original_id_idea_originals"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("original_id", name=op.f("uq_complaints_original_id")),
    ]
    _remake(SIDES, further)


def downgrade() -> None:
    """Complaints about what was blacked out do not fit the earlier table."""
    op.execute("DELETE FROM complaints WHERE original_id IS NOT NULL")
    _remake(OLD_SIDES, [])
    op.execute("ALTER TABLE idea_originals DROP COLUMN facts")


def _remake(sides: str, further: list[SchemaItem]) -> None:
    """Make the table anew: SQLite does not change a condition. Nothing refers to complaints, so
    that dropping the table takes nothing along."""
    op.execute(f"CREATE TABLE complaints_before AS SELECT {COLUMNS} FROM complaints")
    op.drop_table("complaints")
    op.create_table("complaints", *_parts(sides), *further)
    op.execute(f"INSERT INTO complaints ({COLUMNS}) SELECT {COLUMNS} FROM complaints_before")
    op.drop_table("complaints_before")
    op.create_index("ix_complaints_decided_at", "complaints", ["decided_at", "id"])
    op.create_index("ix_complaints_idea_id", "complaints", ["idea_id"])
    op.create_index("ix_complaints_made_decision_id", "complaints", ["made_decision_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('complaints', 'id'),"
            " (SELECT coalesce(max(id), 1) FROM complaints))"
        )


def _parts(sides: str) -> list[SchemaItem]:
    return [
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
        sa.CheckConstraint(sides, name=op.f("ck_complaints_one_side")),
        sa.CheckConstraint(
            "outcome in ('upheld', 'partly', 'rejected')", name=op.f("ck_complaints_outcome")
        ),
        _key("idea_id", "ideas", "CASCADE"),
        _key("decision_id", "decisions", "CASCADE"),
        _key("report_id", "reports", "CASCADE"),
        _key("made_decision_id", "decisions", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_complaints_decision_id")),
        sa.UniqueConstraint("report_id", name=op.f("uq_complaints_report_id")),
    ]


def _key(column: str, table: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_complaints_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, ondelete=ondelete)
