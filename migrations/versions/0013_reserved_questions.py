"""Let questions be kept for exams that count."""

import sqlalchemy as sa
from alembic import op

revision = "0013_reserved_questions"
down_revision = "0014_outside_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("questions", sa.Column("reserved", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("questions", "reserved", server_default=None)
