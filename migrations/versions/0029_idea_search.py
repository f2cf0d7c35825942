"""an index by which similar ideas are found: FTS5 on SQLite, pg_trgm on PostgreSQL

Revision: 0029, after: 0028
"""

import sqlalchemy as sa
from alembic import op
from click import ClickException

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

REFUSED = (
    "this database user may not create the extension pg_trgm, by which similar ideas are found. Let"
    " an administrator of the database run CREATE EXTENSION pg_trgm in it (the package"
    " postgresql-contrib has it), then run flask db upgrade again"
)
# FTS5 keeps no text of its own here; what is deleted is overwritten at once (secure-delete).
FTS5 = (
    "CREATE VIRTUAL TABLE idea_search USING fts5("
    "folded, content='ideas', content_rowid='id', tokenize='trigram')",
    "INSERT INTO idea_search (idea_search, rank) VALUES ('secure-delete', 1)",
    "INSERT INTO idea_search (idea_search) VALUES ('rebuild')",
    "CREATE TRIGGER idea_search_insert AFTER INSERT ON ideas BEGIN"
    " INSERT INTO idea_search (rowid, folded) VALUES (new.id, new.folded); END",
    "CREATE TRIGGER idea_search_delete AFTER DELETE ON ideas BEGIN"
    " INSERT INTO idea_search (idea_search, rowid, folded)"
    " VALUES ('delete', old.id, old.folded); END",
    "CREATE TRIGGER idea_search_update AFTER UPDATE OF folded ON ideas BEGIN"
    " INSERT INTO idea_search (idea_search, rowid, folded)"
    " VALUES ('delete', old.id, old.folded);"
    " INSERT INTO idea_search (rowid, folded) VALUES (new.id, new.folded); END",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in FTS5:
            op.execute(statement)
        return
    _extension()
    op.execute("CREATE INDEX ix_ideas_folded_trgm ON ideas USING gin (folded gin_trgm_ops)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER idea_search_{name}")
        op.execute("DROP TABLE idea_search")
        return
    # The extension stays: something else in the database may use it.
    op.execute("DROP INDEX ix_ideas_folded_trgm")


def _extension() -> None:
    there = sa.text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
    if op.get_bind().scalar(there):
        return
    try:
        op.execute("CREATE EXTENSION pg_trgm")
    except sa.exc.DBAPIError as error:
        raise ClickException(REFUSED) from error
