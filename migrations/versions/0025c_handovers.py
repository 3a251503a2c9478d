"""Keep handovers of administrators: who offers which unit to whom, and what came of it."""

import sqlalchemy as sa
from alembic import op

from migrations.wall import wall

revision = "0025c_handovers"
down_revision = "0025b_confirmations"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = ("proposed", "accepted", "declined", "withdrawn")


def upgrade() -> None:
    op.create_table(
        "handovers",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("administrator", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("learner", sa.Uuid()),
        sa.Column("code_hash", sa.LargeBinary()),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "account", "phone")),
        sa.Column("stays", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("reason", "state")),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_by_name", sa.String(), nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("successor", sa.Uuid()),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.CheckConstraint("(learner IS NULL) <> (code_hash IS NULL)", name="one_successor"),
        sa.ForeignKeyConstraint(["tenant", "administrator"], ["administrators.tenant", "administrators.id"]),
        sa.ForeignKeyConstraint(["tenant", "learner"], ["learners.tenant", "learners.id"]),
        sa.Index(
            "uq_handovers_open",
            "tenant",
            "administrator",
            unique=True,
            postgresql_where=sa.text("state = 'proposed'"),
        ),
        sa.Index("ix_handovers_learner", "tenant", "learner"),
        sa.Index("ix_handovers_code", "tenant", "code_hash"),
    )
    wall(op, "handovers")
