"""Keep which tenants were put out of service for code that does not come back."""

import sqlalchemy as sa
from alembic import op

from migrations.wall import allow

revision = "0031_quarantines"
down_revision = "0038_takeovers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quarantines",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("why", sa.String(10), nullable=False),
        sa.Column("doing", sa.String(200), nullable=False),
        sa.Column("stack", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    )
    allow(op, "quarantines", "SELECT, INSERT, DELETE")
