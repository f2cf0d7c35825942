"""on PostgreSQL no further process for finding ideas by the ends of words, and no statistics of these

Revision: 0040, after: 0039
"""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    # The cost of the function let the planner start two more processes for each search, which took
    # longer than the search. Statistics would compute the ends of thousands of texts each time.
    op.execute("ALTER FUNCTION idea_pieces PARALLEL RESTRICTED")
    op.execute("ALTER INDEX ix_ideas_pieces ALTER COLUMN 1 SET STATISTICS 0")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("ALTER INDEX ix_ideas_pieces ALTER COLUMN 1 SET STATISTICS -1")
    op.execute("ALTER FUNCTION idea_pieces PARALLEL SAFE")
