"""Make the table of corrections: what was found about a question after papers had asked it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import wall

revision = "0009_corrections"
down_revision = "0007_bank"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", JSONB(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True)),
        sa.Column("changed", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["tenant", "year", "code", "version"],
            ["questions.tenant", "questions.year", "questions.code", "questions.version"],
        ),
        sa.CheckConstraint("kind IN ('key', 'given', 'dropped')", name="kind"),
        sa.CheckConstraint("reason <> ''", name="reason"),
        sa.Index("ix_corrections_question", "tenant", "year", "code", "version"),
    )
    wall(op, "corrections")
    op.create_index(
        "ix_attempts_paper",
        "attempts",
        ["paper"],
        postgresql_using="gin",
        postgresql_ops={"paper": "jsonb_path_ops"},
    )
