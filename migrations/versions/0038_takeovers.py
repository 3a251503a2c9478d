"""Keep with an import where its facts come from, for those that take over another platform's records."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0038_takeovers"
down_revision = "0023c_payments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    empty = sa.text("'{}'::jsonb")
    op.add_column("roster_imports", sa.Column("about", JSONB(), nullable=False, server_default=empty))
