"""Make the tables of objections and of the messages in their threads, which are only ever added to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import APPENDS, wall

revision = "0010_objections"
down_revision = "0009_corrections"
branch_labels = None
depends_on = None

KEPT = "SELECT, INSERT, UPDATE"
"""An objection is closed, never taken away."""


def upgrade() -> None:
    _objections()
    _messages()


def _objections() -> None:
    op.create_table(
        "objections",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("learner", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("about", "key")),
        sa.Column("title", JSONB(), nullable=False),
        sa.Column("lines", JSONB(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("state", "outcome", "reason")),
        *(
            sa.Column(name, sa.DateTime(timezone=True), nullable=False)
            for name in ("raised_at", "touched_at")
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_by_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "learner"], ["learners.tenant", "learners.id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("about IN ('study_entry', 'attempt', 'standing')", name="about"),
        sa.CheckConstraint("state IN ('open', 'answered', 'closed')", name="state"),
        sa.CheckConstraint("outcome IN ('', 'upheld', 'not_upheld', 'withdrawn')", name="outcome"),
        sa.CheckConstraint("(state = 'closed') = (outcome <> '')", name="closed_with_outcome"),
        sa.Index(
            "uq_objections_subject",
            "tenant",
            "learner",
            "about",
            "key",
            unique=True,
            postgresql_where=sa.text("state <> 'closed'"),
        ),
        sa.Index("ix_objections_learner", "tenant", "learner", "raised_at"),
        sa.Index("ix_objections_state", "tenant", "state", "touched_at"),
    )
    wall(op, "objections", KEPT)


def _messages() -> None:
    op.create_table(
        "objection_messages",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("objection", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "objection"], ["objections.tenant", "objections.id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("author IN ('learner', 'administrator')", name="author"),
        sa.CheckConstraint("text <> ''", name="text"),
    )
    wall(op, "objection_messages", APPENDS)
