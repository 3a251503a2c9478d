"""Tables of the platform itself: the directory of tenants, their clocks, the operators, the progress of jobs, quarantines."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned


class Mode(StrEnum):
    """What a tenant is for; only ``live`` runs on the true clock always."""

    LIVE = "live"
    DEMO = "demo"
    SANDBOX = "sandbox"
    PREVIEW = "preview"


class State(StrEnum):
    """Whether a tenant is served."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


REHEARSING = (Mode.DEMO, Mode.SANDBOX, Mode.PREVIEW)
"""The modes in which a clock may be set apart from the true one."""

CREATED = sa.text("now()")


def _one_of(column: str, kinds: type[StrEnum]) -> str:
    return f"{column} IN ({', '.join(repr(kind.value) for kind in kinds)})"


class DirectoryEntry(Model):
    """A tenant as the platform knows it: its name in every key, what it is for, and the database it lives in."""

    __tablename__ = "tenants"
    __table_args__ = (
        sa.UniqueConstraint("id", "mode"),
        sa.CheckConstraint(_one_of("mode", Mode), name="mode"),
        sa.CheckConstraint(_one_of("state", State), name="state"),
    )

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    mode: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10), server_default=State.ACTIVE)
    database: Mapped[str] = mapped_column(sa.String(40), server_default="main")
    created: Mapped[datetime] = mapped_column(server_default=CREATED)


class Clock(TenantOwned, Model):
    """How far a tenant's clock stands ahead of the true one.

    The mode is repeated under a foreign key that cascades, so that the database itself refuses a shifted clock
    in a live tenant, whichever of the two rows is written.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["tenant", "mode"], ["tenants.id", "tenants.mode"], onupdate="CASCADE", ondelete="CASCADE"
        ),
        sa.CheckConstraint(
            "ahead = interval '0' OR mode IN ('demo', 'sandbox', 'preview')", name="rehearsal"
        ),
    )

    area: Mapped[str] = mapped_column(sa.String(120), primary_key=True, default="")
    """The area that rehearses a day of its own; "" for the province and every other area."""
    mode: Mapped[str] = mapped_column(sa.String(10))
    ahead: Mapped[timedelta] = mapped_column(sa.Interval)


class Operator(Model):
    """A person who runs the platform: sees tenants and their health, no tenant's rows."""

    __tablename__ = "operators"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    password_hash: Mapped[str]
    must_change: Mapped[bool] = mapped_column(server_default=sa.true())
    failures: Mapped[int] = mapped_column(server_default=sa.text("0"))
    locked_until: Mapped[datetime | None]
    disabled: Mapped[datetime | None]
    created: Mapped[datetime] = mapped_column(server_default=CREATED)


class PlatformSession(Model):
    """An operator's sign-in; the cookie's token is kept as its SHA-256 alone."""

    __tablename__ = "platform_sessions"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    operator_id: Mapped[UUID] = mapped_column(sa.ForeignKey("operators.id", ondelete="CASCADE"), index=True)
    created: Mapped[datetime] = mapped_column(server_default=CREATED)
    seen: Mapped[datetime] = mapped_column(server_default=CREATED)
    expires: Mapped[datetime]


class JobProgress(Model):
    """How far a job has come, for whoever waits for it; counts and states, nothing about a person."""

    __tablename__ = "job_progress"
    __table_args__ = (
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
        sa.Index(None, "tenant", "created"),
        {"info": {"outside_wall": "the platform watches all tenants' jobs; a row holds no personal data"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant: Mapped[str] = mapped_column(sa.String(40))
    task: Mapped[str] = mapped_column(sa.String(128))
    state: Mapped[str] = mapped_column(sa.String(10), server_default="waiting")
    done: Mapped[int] = mapped_column(server_default=sa.text("0"))
    total: Mapped[int | None]
    fault: Mapped[str | None] = mapped_column(sa.String(80))
    job_number: Mapped[int | None] = mapped_column(sa.BigInteger)
    created: Mapped[datetime] = mapped_column(server_default=CREATED)
    changed: Mapped[datetime] = mapped_column(server_default=CREATED)


class PlaceYear(TenantOwned, Model):
    """A year that a place has opened or closed; the newest one opened is the one it stands in.

    A place without a row stands in the year that its ``tenant.yaml`` names. A closed year is read only.
    """

    __tablename__ = "years"
    __table_args__ = (
        sa.CheckConstraint("opened_at IS NOT NULL OR closed_at IS NOT NULL", name="opened_or_closed"),
    )

    area: Mapped[str] = mapped_column(sa.String(120), primary_key=True, default="")
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


class Quarantine(Model):
    """A tenant whose code was caught in a loop: it is not served, nor are its jobs done, until an operator lets it in again."""

    __tablename__ = "quarantines"
    __table_args__ = (
        {"info": {"outside_wall": "every process reads it to know whom not to serve; code and times alone"}},
    )

    tenant: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    why: Mapped[str] = mapped_column(sa.String(10))
    """``busy`` for code that computes without end, ``waiting`` for code that does not come back."""
    doing: Mapped[str] = mapped_column(sa.String(200))
    """The request or task, without anything that a reader has typed."""
    stack: Mapped[str] = mapped_column(sa.Text)
    """Where the code stood; lines of code, no values."""
    since: Mapped[datetime] = mapped_column(server_default=CREATED)
