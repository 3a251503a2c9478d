"""Make the tables of messages, their deliveries by other channels, learners' choices and campaigns."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import wall

revision = "0016_notify"
down_revision = "0013_prepared_papers"
branch_labels = None
depends_on = None

NOW = sa.text("clock_timestamp()")


def upgrade() -> None:
    _messages()
    _deliveries()
    _choices()
    _campaigns()


def _moment(name: str, **more: object) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), **more)


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False, server_default="") for name in names]


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("learner", sa.Uuid()),
        sa.Column("administrator", sa.Uuid()),
        sa.Column(
            "reader",
            sa.Uuid(),
            sa.Computed("coalesce(learner, administrator)", persisted=True),
            nullable=False,
        ),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", JSONB(), nullable=False),
        sa.Column("body", JSONB(), nullable=False),
        *_text("link"),
        _moment("at", nullable=False),
        _moment("created", nullable=False, server_default=NOW),
        _moment("read_at"),
        *_text("once"),
        sa.Column("campaign", sa.Uuid()),
        *(
            sa.ForeignKeyConstraint(["tenant", one], [f"{one}s.tenant", f"{one}s.id"], ondelete="CASCADE")
            for one in ("learner", "administrator")
        ),
        sa.CheckConstraint("num_nonnulls(learner, administrator) = 1", name="one_reader"),
        sa.Index("ix_messages_reader", "tenant", "reader", "created"),
        sa.Index("ix_messages_unread", "tenant", "reader", postgresql_where=sa.text("read_at IS NULL")),
        sa.Index(
            "uq_messages_once",
            "tenant",
            "reader",
            "once",
            unique=True,
            postgresql_where=sa.text("once <> ''"),
        ),
        sa.Index(
            "ix_messages_campaign", "tenant", "campaign", postgresql_where=sa.text("campaign IS NOT NULL")
        ),
    )
    wall(op, "messages")


def _deliveries() -> None:
    op.create_table(
        "message_deliveries",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("message", sa.Uuid(), primary_key=True),
        sa.Column("channel", sa.String(), primary_key=True),
        *_text("address"),
        sa.Column("state", sa.String(), nullable=False, server_default="waiting"),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        _moment("due", nullable=False, server_default=NOW),
        *_text("fault"),
        _moment("changed", nullable=False, server_default=NOW),
        sa.ForeignKeyConstraint(
            ["tenant", "message"], ["messages.tenant", "messages.id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed', 'stopped')", name="state"),
        sa.Index(
            "ix_message_deliveries_due",
            "tenant",
            "channel",
            "due",
            postgresql_where=sa.text("state = 'waiting'"),
        ),
        sa.Index("ix_message_deliveries_sent", "tenant", "channel", "changed"),
    )
    wall(op, "message_deliveries")


def _choices() -> None:
    op.create_table(
        "contact_choices",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("learner", sa.Uuid(), primary_key=True),
        sa.Column("reminders", sa.Boolean(), nullable=False, server_default=sa.true()),
        *_text("email", "asked_email", "nonce"),
        _moment("asked_at"),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        *_text("fault"),
        sa.ForeignKeyConstraint(
            ["tenant", "learner"], ["learners.tenant", "learners.id"], ondelete="CASCADE"
        ),
    )
    wall(op, "contact_choices")


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("unit", sa.String(), nullable=False),
        *(sa.Column(name, JSONB(), nullable=False) for name in ("units", "states")),
        sa.Column("below", sa.Integer()),
        *_text("subject", "text"),
        _moment("asked_at", nullable=False, server_default=NOW),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        *_text("asked_by_name"),
        sa.Column("state", sa.String(), nullable=False, server_default="running"),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("progress", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "unit"], ["units.tenant", "units.code"]),
        sa.CheckConstraint("state IN ('running', 'stopped', 'done')", name="state"),
        sa.Index("ix_campaigns_asked_at", "tenant", "asked_at"),
    )
    wall(op, "campaigns")
