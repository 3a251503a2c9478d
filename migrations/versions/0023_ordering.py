"""Let units order without an account: applications with their secret link, and mails to addresses of nobody's account."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import wall

revision = "0023_ordering"
down_revision = "0030_front"
branch_labels = None
depends_on = None

NOW = sa.func.clock_timestamp()


def upgrade() -> None:
    op.add_column("fee_orders", sa.Column("applicant", sa.String(), nullable=False, server_default=""))
    _applications()
    _mails()


def _applications() -> None:
    op.create_table(
        "unit_applications",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("order_id", sa.Uuid(), primary_key=True),
        *_texts("name", "name_key", "kind", "region", "nonce", "from_hash"),
        sa.Column("renews", sa.Boolean(), nullable=False),
        sa.Column("made_unit", sa.String()),
        sa.Column("administrator", sa.Uuid()),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["tenant", "order_id"], ["fee_orders.tenant", "fee_orders.id"]),
        sa.ForeignKeyConstraint(["tenant", "made_unit"], ["units.tenant", "units.code"]),
        sa.ForeignKeyConstraint(["tenant", "administrator"], ["administrators.tenant", "administrators.id"]),
        sa.Index("ix_unit_applications_name_key", "tenant", "name_key"),
        sa.Index("ix_unit_applications_from", "tenant", "from_hash", "applied_at"),
    )
    wall(op, "unit_applications")


def _mails() -> None:
    op.create_table(
        "mails",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        *_texts("about", "address", "area", "link"),
        *(sa.Column(name, JSONB(), nullable=False) for name in ("title", "body")),
        sa.Column("file", sa.Uuid()),
        *_texts("state", "fault"),
        sa.Column("tries", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=NOW)
            for name in ("created", "due", "changed")
        ),
        sa.ForeignKeyConstraint(["tenant", "file"], ["files.tenant", "files.id"]),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="state"),
        sa.Index("ix_mails_due", "tenant", "due", postgresql_where=sa.text("state = 'waiting'")),
        sa.Index("ix_mails_about", "tenant", "about"),
    )
    wall(op, "mails")


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]
