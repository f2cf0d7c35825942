"""on PostgreSQL an index of the ends of words, by which similar ideas are found faster

Revision: 0038, after: 0037
"""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

# A piece within a word begins one of its ends. Ends are cut, as words may be of any length. The cost
# keeps the planner from computing this for each row of a small table rather than use the index.
PIECES = """
CREATE FUNCTION idea_pieces(folded text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 100000 AS $$
    SELECT array_to_tsvector(array(
        SELECT DISTINCT substr(word, start, 24)
        FROM regexp_split_to_table(folded, '\\s+') AS word,
            generate_series(1, least(length(word), 200) - 2) AS start
    ))
$$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(PIECES)
    # What has just come in stands in a list beside the index, which each search reads: a short one.
    op.execute(
        "CREATE INDEX ix_ideas_pieces ON ideas USING gin (idea_pieces(folded))"
        " WITH (gin_pending_list_limit = 256)"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("DROP INDEX ix_ideas_pieces")
    op.execute("DROP FUNCTION idea_pieces")
