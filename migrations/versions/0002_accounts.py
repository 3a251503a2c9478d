"""Make the tables of people: units, learners, administrators, sign-ins, strangers, and the audit trail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from migrations.wall import APPENDS, wall

revision = "0002_accounts"
down_revision = "0001_tenancy"
branch_labels = None
depends_on = None

NOW = sa.text("now()")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    make_units()
    make_learners()
    make_administrators()
    make_sign_ins()
    make_strangers()
    make_audit()


def tenant() -> sa.Column[str]:
    return sa.Column("tenant", sa.String(40), primary_key=True)


def own(table: str, column: str, target: str = "id", ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant", column], [f"{table}.tenant", f"{table}.{target}"], ondelete=ondelete
    )


def words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def flags(*names: str) -> list[sa.Column[bool]]:
    return [sa.Column(name, sa.Boolean(), nullable=False) for name in names]


def tries() -> list[sa.Column[object]]:
    return [
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_try_at", MOMENT),
        sa.Column("locked_until", MOMENT),
    ]


def credentials() -> list[sa.Column[object]]:
    return [
        sa.Column("password_hash", sa.String()),
        *flags("must_change", "was_reset"),
        *tries(),
        *flags("active"),
    ]


def made() -> sa.Column[object]:
    return sa.Column("created", MOMENT, server_default=NOW, nullable=False)


def make_units() -> None:
    op.create_table(
        "units",
        tenant(),
        sa.Column("code", sa.String(), primary_key=True),
        sa.Column("parent", sa.String()),
        *words("name", "level", "kind", "area", "region", "sector"),
        *flags("provincial_direct", "stationed", "duty"),
        *words("number_range"),
        own("units", "parent", "code"),
        sa.Index("ix_units_parent", "tenant", "parent"),
        sa.Index("ix_units_area", "tenant", "area"),
    )
    wall(op, "units")


def make_learners() -> None:
    op.create_table(
        "learners",
        tenant(),
        sa.Column("id", sa.Uuid(), primary_key=True),
        *words("unit", "account", "name", "pinyin", "phone", "id_number"),
        sa.Column("birth", sa.Date()),
        *words("sex", "rank", "tier", "post", "employment", "political_status", "email"),
        sa.Column("joined", sa.Date()),
        sa.Column("retires", sa.Date()),
        sa.Column("cohorts", ARRAY(sa.Text()), nullable=False),
        sa.Column("categories", ARRAY(sa.Text()), nullable=False),
        *flags("contacts_done"),
        sa.Column("profile", JSONB(), nullable=False),
        made(),
        *credentials(),
        own("units", "unit", "code"),
        sa.UniqueConstraint("tenant", "account"),
        sa.Index("ix_learners_unit", "tenant", "unit"),
        sa.Index("ix_learners_phone", "tenant", "phone", postgresql_where=sa.text("phone <> ''")),
        sa.Index("ix_learners_id_number", "tenant", "id_number", postgresql_where=sa.text("id_number <> ''")),
        sa.Index("ix_learners_pinyin", "tenant", "pinyin"),
    )
    wall(op, "learners")


def make_administrators() -> None:
    op.create_table(
        "administrators",
        tenant(),
        sa.Column("id", sa.Uuid(), primary_key=True),
        *words("account", "name", "role", "unit", "phone"),
        *flags("shared_contact"),
        sa.Column("learner", sa.Uuid()),
        made(),
        *credentials(),
        own("units", "unit", "code"),
        own("learners", "learner"),
        sa.UniqueConstraint("tenant", "account"),
        sa.CheckConstraint("role IN ('unit_administrator', 'provincial_office')", name="role"),
        sa.Index("ix_administrators_unit", "tenant", "unit"),
    )
    wall(op, "administrators")


def make_sign_ins() -> None:
    op.create_table(
        "sign_ins",
        tenant(),
        sa.Column("token_hash", sa.LargeBinary(), primary_key=True),
        *words("area"),
        sa.Column("learner", sa.Uuid()),
        sa.Column("administrator", sa.Uuid()),
        made(),
        sa.Column("seen", MOMENT, server_default=NOW, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        *words("client"),
        own("learners", "learner", ondelete="CASCADE"),
        own("administrators", "administrator", ondelete="CASCADE"),
        sa.CheckConstraint("learner IS NOT NULL OR administrator IS NOT NULL", name="somebody"),
        sa.Index("ix_sign_ins_learner", "tenant", "learner"),
        sa.Index("ix_sign_ins_administrator", "tenant", "administrator"),
        sa.Index("ix_sign_ins_expires", "tenant", "expires"),
    )
    wall(op, "sign_ins")


def make_strangers() -> None:
    op.create_table(
        "strangers",
        tenant(),
        sa.Column("typed_hash", sa.LargeBinary(), primary_key=True),
        *tries(),
        sa.Column("seen", MOMENT, server_default=NOW, nullable=False),
    )
    wall(op, "strangers")


def make_audit() -> None:
    op.create_table(
        "audit_entries",
        tenant(),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("at", MOMENT, server_default=NOW, nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        *words("actor_name", "act", "subject", "reason"),
        sa.Column("facts", JSONB(), nullable=False),
        sa.Index("ix_audit_entries_at", "tenant", "at"),
        sa.Index("ix_audit_entries_subject", "tenant", "subject"),
    )
    wall(op, "audit_entries", APPENDS)
