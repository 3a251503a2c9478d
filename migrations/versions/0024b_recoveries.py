"""Let people recover a password or an account number through a contact of their own."""

import sqlalchemy as sa
from alembic import op

from migrations.wall import wall

revision = "0024b_recoveries"
down_revision = "0025c_handovers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recoveries",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "channel", "area", "nonce")),
        sa.Column("learner", sa.Uuid()),
        sa.Column("administrator", sa.Uuid()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('password', 'account')", name=op.f("ck_recoveries_kind")),
        sa.ForeignKeyConstraint(
            ["tenant", "learner"], ["learners.tenant", "learners.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "administrator"], ["administrators.tenant", "administrators.id"], ondelete="CASCADE"
        ),
    )
    op.create_index("ix_recoveries_asked_at", "recoveries", ["tenant", "asked_at"])
    wall(op, "recoveries")
