"""Let learners register themselves: consents to privacy notices, roster sheets handed in, registrations, counted askings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.wall import wall

revision = "0024_registrations"
down_revision = "0022_statements"
branch_labels = None
depends_on = None

STATES = ("waiting", "entered", "refused")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _consents()
    _sheets()
    _registrations()
    op.create_table(
        "takings",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(), primary_key=True),
        sa.Column("digest", sa.LargeBinary(), primary_key=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    wall(op, "takings")


def _consents() -> None:
    op.create_table(
        "privacy_wordings",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("digest", sa.String(), primary_key=True),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("texts", postgresql.JSONB(), nullable=False),
        sa.Column("first_at", MOMENT, server_default=sa.func.now(), nullable=False),
    )
    op.create_table(
        "consents",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("given_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("learner", sa.Uuid()),
        sa.ForeignKeyConstraint(
            ["tenant", "wording"], ["privacy_wordings.tenant", "privacy_wordings.digest"]
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "learner"], ["learners.tenant", "learners.id"], ondelete="CASCADE"
        ),
    )
    op.create_index("ix_consents_learner", "consents", ["tenant", "learner"])
    op.create_index(
        "ix_consents_given_at",
        "consents",
        ["tenant", "given_at"],
        postgresql_where=sa.text("learner IS NULL"),
    )
    wall(op, "privacy_wordings")
    wall(op, "consents")


def _sheets() -> None:
    op.create_table(
        "sheet_people",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("id_number", sa.String(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("unit", "name", "phone")),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["tenant", "unit"], ["units.tenant", "units.code"]),
    )
    op.create_index("ix_sheet_people_unit", "sheet_people", ["tenant", "year", "unit"])
    op.create_table(
        "sheet_handins",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("unit", sa.String(), primary_key=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["tenant", "unit"], ["units.tenant", "units.code"]),
    )
    wall(op, "sheet_people")
    wall(op, "sheet_handins")


def _registrations() -> None:
    needed = ("reference", "unit", "name", "id_number", "phone", "state", "decided_by_name", "reason")
    op.create_table(
        "registrations",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in needed),
        sa.Column("more", postgresql.JSONB(), nullable=False),
        sa.Column("password_hash", sa.String()),
        sa.Column("consent", sa.Uuid(), nullable=False),
        sa.Column("why", postgresql.JSONB(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("learner", sa.Uuid()),
        sa.UniqueConstraint("tenant", "reference"),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_registrations_state")),
        sa.ForeignKeyConstraint(["tenant", "unit"], ["units.tenant", "units.code"]),
        sa.ForeignKeyConstraint(
            ["tenant", "learner"], ["learners.tenant", "learners.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant", "consent"], ["consents.tenant", "consents.id"]),
    )
    op.create_index("ix_registrations_unit", "registrations", ["tenant", "state", "unit"])
    op.create_index("ix_registrations_id_number", "registrations", ["tenant", "year", "id_number"])
    wall(op, "registrations")
