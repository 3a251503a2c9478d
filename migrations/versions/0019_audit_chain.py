"""Say where an act was done from, and make the chain of seals over the trail."""

import sqlalchemy as sa
from alembic import op

from migrations.wall import APPENDS, wall

revision = "0019_audit_chain"
down_revision = "0014_paper_exams"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit_entries", sa.Column("address", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "audit_seals",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("entry", sa.Uuid(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.UniqueConstraint("tenant", "entry"),
    )
    wall(op, "audit_seals", APPENDS)
