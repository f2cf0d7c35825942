"""what a city says of its data: licence, contact, official key

Revision: 0019, after: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

COLUMNS = {"open_licence": 20, "open_contact": 254, "region_key": 12}


def upgrade() -> None:
    for name, length in COLUMNS.items():
        column = sa.Column(name, sa.String(length=length), nullable=False, server_default="")
        op.add_column("city_settings", column)


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("city_settings", name)
