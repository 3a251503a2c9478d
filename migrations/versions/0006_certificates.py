"""Make the tables of certificates: each as issued, the series that number them, and what was issued in bulk."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import wall

revision = "0006_certificates"
down_revision = "0005_standings"
branch_labels = None
depends_on = None

KEPT = "SELECT, INSERT, UPDATE"
"""A certificate is revoked, never taken away."""


def upgrade() -> None:
    _certificates()
    _series()
    _batches()
    _archives()


def _certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("learner", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("score", sa.Numeric()),
        sa.Column("said", JSONB(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("issued_by_name", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_by", sa.Uuid()),
        sa.Column("revoked_by_name", sa.String(), nullable=False),
        sa.Column("revoke_reason", sa.String(), nullable=False),
        sa.Column("replaced_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "learner"], ["learners.tenant", "learners.id"]),
        sa.UniqueConstraint("tenant", "number"),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked_by_somebody"),
        sa.CheckConstraint("revoked_at IS NULL OR revoke_reason <> ''", name="revoked_with_reason"),
        sa.Index(
            "uq_certificates_in_force",
            "tenant",
            "learner",
            "year",
            unique=True,
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
        sa.Index("ix_certificates_year", "tenant", "year", "issued_at"),
    )
    wall(op, "certificates", KEPT)


def _series() -> None:
    op.create_table(
        "certificate_series",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("series", sa.String(), primary_key=True),
        sa.Column("last", sa.Integer(), nullable=False),
    )
    wall(op, "certificate_series", KEPT)


def _batches() -> None:
    op.create_table(
        "certificate_batches",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_by_name", sa.String(), nullable=False),
        sa.Column("progress", sa.Uuid(), nullable=False),
        sa.Column("refused", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "unit"], ["units.tenant", "units.code"]),
        sa.Index("ix_certificate_batches_asked_at", "tenant", "asked_at"),
    )
    wall(op, "certificate_batches")


def _archives() -> None:
    op.create_table(
        "certificate_archives",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("batch", sa.Uuid(), primary_key=True),
        sa.Column("part", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "batch"],
            ["certificate_batches.tenant", "certificate_batches.id"],
            ondelete="CASCADE",
        ),
    )
    wall(op, "certificate_archives")
