"""Tables of messages: the inbox, deliveries by other channels, how each learner wants to be told, campaigns."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to

NOW = sa.func.clock_timestamp()
"""Not the beginning of the transaction: what one act writes in turn stays in turn."""


class Message(TenantOwned, Model):
    """One message to one person, a learner or an administrator; its texts are kept as they were said, in no language."""

    __tablename__ = "messages"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        belongs_to("administrators", "administrator", ondelete="CASCADE"),
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

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    learner: Mapped[UUID | None] = mapped_column(default=None)
    administrator: Mapped[UUID | None] = mapped_column(default=None)
    reader: Mapped[UUID] = mapped_column(sa.Computed("coalesce(learner, administrator)", persisted=True))
    """Whichever of the two it is."""
    kind: Mapped[str]
    title: Mapped[dict[str, Any]]
    body: Mapped[list[Any]]
    """Paragraphs."""
    link: Mapped[str] = mapped_column(default="")
    """An address inside the site, "" for none."""
    at: Mapped[datetime]
    """On the tenant's clock, as the reader is shown it."""
    created: Mapped[datetime] = mapped_column(server_default=NOW)
    """On the true clock, which orders the inbox also where a rehearsal is set back."""
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str] = mapped_column(default="")
    """Names what is told to a person at most once; "" for what may be told again."""
    campaign: Mapped[UUID | None] = mapped_column(default=None)


class Delivery(TenantOwned, Model):
    """A message on its way through a channel; the full address stands with the learner alone."""

    __tablename__ = "message_deliveries"
    __table_args__ = (
        belongs_to("messages", "message", ondelete="CASCADE"),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed', 'stopped', 'bounced')", name="state"),
        sa.Index(
            "ix_message_deliveries_due",
            "tenant",
            "channel",
            "due",
            postgresql_where=sa.text("state = 'waiting'"),
        ),
        sa.Index("ix_message_deliveries_sent", "tenant", "channel", "changed"),
    )

    message: Mapped[UUID] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]
    """Masked, as administrators may see it."""
    state: Mapped[str] = mapped_column(default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    due: Mapped[datetime] = mapped_column(server_default=NOW)
    """When it is tried next, on the true clock; while it is being tried, when somebody else may try it."""
    fault: Mapped[str] = mapped_column(default="")
    """A stable word for what went wrong last."""
    changed: Mapped[datetime] = mapped_column(server_default=NOW)


class ContactChoice(TenantOwned, Model):
    """How a learner wants to be told: the e-mail address they have confirmed, and whether reminders come by mail too."""

    __tablename__ = "contact_choices"
    __table_args__ = (belongs_to("learners", "learner", ondelete="CASCADE"),)

    learner: Mapped[UUID] = mapped_column(primary_key=True)
    reminders: Mapped[bool] = mapped_column(default=True)
    email: Mapped[str] = mapped_column(default="")
    """Confirmed; worth nothing once the learner's own address is another."""
    asked_email: Mapped[str] = mapped_column(default="")
    """The address that a code was sent to."""
    nonce: Mapped[str] = mapped_column(default="")
    """What the code is made of, together with the platform's secret; the code itself is kept nowhere."""
    asked_at: Mapped[datetime | None] = mapped_column(default=None)
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(default="")
    """Why the code could not be sent; "" while nothing went wrong."""


class Campaign(TenantOwned, Model):
    """A message by an administrator to the learners of their units who stand where they say."""

    __tablename__ = "campaigns"
    __table_args__ = (
        belongs_to("units", "unit", target=("code",)),
        sa.CheckConstraint("state IN ('running', 'stopped', 'done')", name="state"),
        sa.Index("ix_campaigns_asked_at", "tenant", "asked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    unit: Mapped[str]
    """It and all below it; who sees the unit sees the campaign."""
    units: Mapped[list[Any]]
    """The codes of the units as the administrator saw them when they asked."""
    states: Mapped[list[Any]]
    below: Mapped[int | None] = mapped_column(default=None)
    """Percent of the study needed; NULL for any progress."""
    subject: Mapped[str]
    text: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(server_default=NOW)
    """On the tenant's clock."""
    asked_by: Mapped[UUID]
    asked_by_name: Mapped[str]
    state: Mapped[str] = mapped_column(default="running")
    expected: Mapped[int]
    """How many the preview counted."""
    written: Mapped[int] = mapped_column(default=0)
    """How many the job has told so far."""
    progress: Mapped[UUID]
    """The job's account of itself."""


class Mail(TenantOwned, Model):
    """A mail to an address that belongs to no account: to those who order without one, and to where an invoice goes."""

    __tablename__ = "mails"
    __table_args__ = (
        belongs_to("files", "file"),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="state"),
        sa.Index("ix_mails_due", "tenant", "due", postgresql_where=sa.text("state = 'waiting'")),
        sa.Index("ix_mails_about", "tenant", "about"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    about: Mapped[str]
    """What it is about, as its senders name it: "order/…"."""
    address: Mapped[str]
    area: Mapped[str]
    """The place whose name it bears."""
    title: Mapped[dict[str, Any]]
    body: Mapped[list[Any]]
    """Paragraphs."""
    link: Mapped[str]
    """An address inside the site, "" for none."""
    file: Mapped[UUID | None] = mapped_column(default=None)
    """What is attached."""
    state: Mapped[str] = mapped_column(default="waiting")
    fault: Mapped[str] = mapped_column(default="")
    """A stable word for what went wrong last."""
    tries: Mapped[int] = mapped_column(default=0)
    created: Mapped[datetime] = mapped_column(server_default=NOW)
    due: Mapped[datetime] = mapped_column(server_default=NOW)
    """When it is tried next, on the true clock; while it is being tried, when somebody else may try it."""
    changed: Mapped[datetime] = mapped_column(server_default=NOW)


class CampaignPlan(TenantOwned, Model):
    """A campaign that begins by itself: on a day, or so many days before one that the year's rules name."""

    __tablename__ = "campaign_plans"
    __table_args__ = (
        belongs_to("units", "unit", target=("code",)),
        sa.CheckConstraint("state IN ('waiting', 'begun', 'nobody', 'stopped', 'void')", name="state"),
        sa.CheckConstraint("anchor IN ('study', 'exams', 'year', 'day')", name="anchor"),
        sa.Index("ix_campaign_plans_waiting", "tenant", postgresql_where=sa.text("state = 'waiting'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    area: Mapped[str]
    """The site that it was planned on, whose rules name the day."""
    unit: Mapped[str]
    """It and all below it that its administrator sees on the day."""
    states: Mapped[list[Any]]
    below: Mapped[int | None]
    subject: Mapped[str]
    text: Mapped[str]
    anchor: Mapped[str]
    """What it is reckoned from: the end of study, of the exams, of the year, or a day of its own."""
    day: Mapped[date | None]
    days: Mapped[int]
    """So many days before."""
    minute: Mapped[int]
    """Of the day, in the tenant's zone."""
    state: Mapped[str] = mapped_column(default="waiting")
    """Begun: it became a campaign; nobody: nobody stood there; void: its administrator is gone."""
    campaign: Mapped[UUID | None] = mapped_column(default=None)
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID]
    asked_by_name: Mapped[str]
