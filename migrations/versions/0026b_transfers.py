"""Keep transfers as requests with a day, an answer and an end."""

import sqlalchemy as sa
from alembic import op

from migrations.wall import wall

revision = "0026b_transfers"
down_revision = "0029_rules"
branch_labels = None
depends_on = None

STATES = ("asked", "waiting", "done", "refused", "withdrawn", "failed")
OPEN = ("asked", "waiting")


def upgrade() -> None:
    op.create_table(
        "transfers",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("learner", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("left", "to")),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("side", "state", "reason")),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("answer", "answered_by")),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["tenant", "learner"], ["learners.tenant", "learners.id"], ondelete="CASCADE"
        ),
        *(
            sa.ForeignKeyConstraint(["tenant", name], ["units.tenant", "units.code"])
            for name in ("left", "to")
        ),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.CheckConstraint("side IN ('receiving', 'sending', 'both')", name="side"),
        sa.Index(
            "uq_transfers_open",
            "tenant",
            "learner",
            unique=True,
            postgresql_where=sa.text(f"state IN {OPEN}"),
        ),
        sa.Index("ix_transfers_left", "tenant", "left"),
        sa.Index("ix_transfers_to", "tenant", "to"),
        sa.Index("ix_transfers_due", "tenant", "state", "day"),
    )
    wall(op, "transfers")


def downgrade() -> None:
    op.drop_table("transfers")
