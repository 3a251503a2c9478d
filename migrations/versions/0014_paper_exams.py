"""Make the table of printed papers, and let marks from outside be handed in by nobody's click."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import APPENDS, wall

revision = "0014_paper_exams"
down_revision = "0016_notify"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _printings()
    op.drop_constraint(op.f("ck_attempts_handed_in_by"), "attempts", type_="check")
    op.create_check_constraint(
        op.f("ck_attempts_handed_in_by"), "attempts", "handed_in_by IN ('', 'learner', 'server', 'outside')"
    )


def _printings() -> None:
    op.create_table(
        "printings",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("area", "unit", "exam")),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("opens", "closes")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("code", "seed", "tier", "rules_digest")),
        *(sa.Column(name, JSONB(), nullable=False) for name in ("said", "variants")),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("tenant", "code"),
        sa.Index("ix_printings_at", "tenant", "year", "at"),
    )
    wall(op, "printings", APPENDS)
