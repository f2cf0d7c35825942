"""who follows what, what is news to them, and how a mail is unsubscribed from

Revision: 0010, after: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unsubscribe", sa.Text(), nullable=True))

    op.create_table(
        "follows",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("frequency", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "frequency in ('at_once', 'weekly', 'never')", name=op.f("ck_follows_frequency")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_follows_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follows")),
        sa.UniqueConstraint(
            "account_id", "kind", "key", name=op.f("uq_follows_account_id_kind_key")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("follows", schema=None) as batch_op:
        batch_op.create_index("ix_follows_subject", ["kind", "key"], unique=False)

    op.create_table(
        "news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("what", sa.JSON(), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
    )
    with op.batch_alter_table("news", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_news_happened_at"), ["happened_at"], unique=False)

    op.create_table(
        "news_recipients",
        sa.Column("news_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_news_recipients_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["news_id"],
            ["news.id"],
            name=op.f("fk_news_recipients_news_id_news"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("news_id", "account_id", name=op.f("pk_news_recipients")),
    )
    with op.batch_alter_table("news_recipients", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_news_recipients_account_id"), ["account_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("news_recipients", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_news_recipients_account_id"))

    op.drop_table("news_recipients")
    with op.batch_alter_table("news", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_news_happened_at"))

    op.drop_table("news")
    with op.batch_alter_table("follows", schema=None) as batch_op:
        batch_op.drop_index("ix_follows_subject")

    op.drop_table("follows")
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.drop_column("unsubscribe")
