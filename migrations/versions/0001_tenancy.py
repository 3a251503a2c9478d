"""Make the directory of tenants, their clocks, the operators and the queue of jobs."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager

from migrations.wall import APPLICATION, allow, wall

revision = "0001_tenancy"
down_revision = None
branch_labels = None
depends_on = None

NOW = sa.text("now()")
MOMENT = sa.DateTime(timezone=True)

# Statement time, not the wall clock's: it stays the same within a statement, as STABLE promises, and
# it is the moment at which the statement arrived, whatever lock it then had to wait for.
# An area may rehearse another day than its province; the clock of the nearest place counts.
PLACE_NOW = """
CREATE FUNCTION place_now(place text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT statement_timestamp() + coalesce(
    (SELECT ahead FROM clocks WHERE tenant = nullif(current_setting('app.tenant', true), '')
      AND (area = '' OR area = place OR starts_with(place, area || '/')) ORDER BY length(area) DESC LIMIT 1),
    interval '0')
$$
"""
TENANT_NOW = """
CREATE FUNCTION tenant_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT place_now(coalesce(current_setting('app.area', true), ''))
$$
"""


def upgrade() -> None:
    make_tenants()
    make_clocks()
    make_operators()
    make_jobs()


def make_tenants() -> None:
    op.create_table(
        "tenants",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("mode", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), server_default="active", nullable=False),
        sa.Column("database", sa.String(40), server_default="main", nullable=False),
        sa.Column("created", MOMENT, server_default=NOW, nullable=False),
        sa.UniqueConstraint("id", "mode"),
        sa.CheckConstraint("mode IN ('live', 'demo', 'sandbox', 'preview')", name="mode"),
        sa.CheckConstraint("state IN ('active', 'suspended')", name="state"),
    )
    allow(op, "tenants", "SELECT, INSERT, UPDATE")


def make_clocks() -> None:
    op.create_table(
        "clocks",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("area", sa.String(120), primary_key=True),
        sa.Column("mode", sa.String(10), nullable=False),
        sa.Column("ahead", sa.Interval(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "mode"], ["tenants.id", "tenants.mode"], onupdate="CASCADE", ondelete="CASCADE"
        ),
        sa.CheckConstraint(
            "ahead = interval '0' OR mode IN ('demo', 'sandbox', 'preview')", name="rehearsal"
        ),
    )
    wall(op, "clocks")
    op.execute(PLACE_NOW)
    op.execute(TENANT_NOW)


def make_operators() -> None:
    op.create_table(
        "operators",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("account", sa.String(40), nullable=False, unique=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("must_change", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("locked_until", MOMENT),
        sa.Column("disabled", MOMENT),
        sa.Column("created", MOMENT, server_default=NOW, nullable=False),
    )
    op.create_table(
        "platform_sessions",
        sa.Column("token_hash", sa.LargeBinary(), primary_key=True),
        sa.Column(
            "operator_id",
            sa.Uuid(),
            sa.ForeignKey("operators.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("created", MOMENT, server_default=NOW, nullable=False),
        sa.Column("seen", MOMENT, server_default=NOW, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
    )
    allow(op, "operators", "SELECT, INSERT, UPDATE")
    allow(op, "platform_sessions")


def make_jobs() -> None:
    op.create_table(
        "job_progress",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.Column("task", sa.String(128), nullable=False),
        sa.Column("state", sa.String(10), server_default="waiting", nullable=False),
        sa.Column("done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total", sa.Integer()),
        sa.Column("fault", sa.String(80)),
        sa.Column("job_number", sa.BigInteger()),
        sa.Column("created", MOMENT, server_default=NOW, nullable=False),
        sa.Column("changed", MOMENT, server_default=NOW, nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
        sa.Index(None, "tenant", "created"),
    )
    allow(op, "job_progress")
    make_queue()


def make_queue() -> None:
    # The schema is many statements with per cent signs in them: the driver takes it as it is, SQLAlchemy would not.
    driver: Any = op.get_bind().connection.driver_connection
    driver.execute(SchemaManager.get_schema())
    for name in ("workers", "jobs", "periodic_defers", "events"):
        allow(op, f"procrastinate_{name}")
        op.execute(f"GRANT USAGE ON SEQUENCE procrastinate_{name}_id_seq TO {APPLICATION}")
