"""Tables of people and units: units, learners, administrators, sign-ins, consents, and the tries of strangers."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to


class Unit(TenantOwned, Model):
    """An organisation in the tenant's tree of units."""

    __tablename__ = "units"
    __table_args__ = (
        belongs_to("units", "parent", target=("code",)),
        belongs_to("units", "merged_into", target=("code",)),
        sa.Index("ix_units_parent", "tenant", "parent"),
        sa.Index("ix_units_area", "tenant", "area"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    parent: Mapped[str | None]
    name: Mapped[str]
    level: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    area: Mapped[str] = mapped_column(default="")
    """The place whose rules apply, as a path of area folders; "" for the province itself."""
    region: Mapped[str] = mapped_column(default="")
    """The region's name as reports show it."""
    sector: Mapped[str] = mapped_column(default="")
    provincial_direct: Mapped[bool] = mapped_column(default=False)
    stationed: Mapped[bool] = mapped_column(default=False)
    duty: Mapped[bool] = mapped_column(default=False)
    """Whether it has a legal-education duty of its own, which puts its learners in the sector cohort."""
    number_range: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None] = mapped_column(default=None)
    """The first day on which it is no more."""
    merged_into: Mapped[str | None] = mapped_column(default=None)


class SignsIn:
    """The columns of everybody who signs in with a password."""

    password_hash: Mapped[str | None] = mapped_column(default=None)
    """argon2id; NULL while the shared initial password stands, which alone lets nobody in."""
    must_change: Mapped[bool] = mapped_column(default=True)
    was_reset: Mapped[bool] = mapped_column(default=False)
    """Whether an administrator has reset the password, so that the rules' reset password stands."""
    failures: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(default=None)
    locked_until: Mapped[datetime | None] = mapped_column(default=None)
    active: Mapped[bool] = mapped_column(default=True)


class Learner(TenantOwned, SignsIn, Model):
    """A person with an account in the tenant."""

    __tablename__ = "learners"
    __table_args__ = (
        belongs_to("units", "unit", target=("code",)),
        sa.UniqueConstraint("tenant", "account"),
        sa.Index("ix_learners_unit", "tenant", "unit"),
        sa.Index("ix_learners_phone", "tenant", "phone", postgresql_where=sa.text("phone <> ''")),
        sa.Index("ix_learners_id_number", "tenant", "id_number", postgresql_where=sa.text("id_number <> ''")),
        sa.Index("ix_learners_pinyin", "tenant", "pinyin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    unit: Mapped[str]
    account: Mapped[str]
    name: Mapped[str]
    pinyin: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    id_number: Mapped[str] = mapped_column(default="")
    birth: Mapped[date | None]
    sex: Mapped[str] = mapped_column(default="")
    rank: Mapped[str] = mapped_column(default="")
    tier: Mapped[str] = mapped_column(default="")
    post: Mapped[str] = mapped_column(default="")
    employment: Mapped[str] = mapped_column(default="serving")
    political_status: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    joined: Mapped[date | None]
    retires: Mapped[date | None]
    cohorts: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    categories: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    contacts_done: Mapped[bool] = mapped_column(default=False)
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class Administrator(TenantOwned, SignsIn, Model):
    """Somebody with a role in the administration, at a unit from which what they see is reckoned."""

    __tablename__ = "administrators"
    __table_args__ = (
        belongs_to("units", "unit", target=("code",)),
        belongs_to("learners", "learner"),
        sa.UniqueConstraint("tenant", "account"),
        sa.CheckConstraint(
            "role IN ('unit_administrator', 'area_office', 'provincial_office', 'cohort_organiser', "
            "'exemption_reviewer', 'finance', 'content_editor', 'reader')",
            name="role",
        ),
        sa.Index("ix_administrators_unit", "tenant", "unit"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    """One of ``core.web.roles.DUTIES``."""
    unit: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    shared_contact: Mapped[bool] = mapped_column(default=False)
    """Whether learners see the phone where they are told who can help."""
    learner: Mapped[UUID | None] = mapped_column(default=None)
    """The learner that the same person also is."""
    created: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class CohortList(TenantOwned, Model):
    """Who sits with a cohort of the year besides those whom the rules name: a department's list across the trees of units."""

    __tablename__ = "cohort_lists"
    __table_args__ = (
        belongs_to("units", "unit", target=("code",)),
        sa.UniqueConstraint("tenant", "year", "cohort", "title"),
        sa.CheckConstraint("(first IS NULL) = (last IS NULL) AND first <= last", name="days"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    year: Mapped[int]
    cohort: Mapped[str]
    """The key of the cohort in the year's rules."""
    title: Mapped[str]
    unit: Mapped[str]
    """The department that organises it; its organisers and those above it keep the list."""
    first: Mapped[date | None] = mapped_column(default=None)
    """The first and the last day of the cohort's exam on which those listed sit; every day of its plan where not set."""
    last: Mapped[date | None] = mapped_column(default=None)
    created: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class CohortEntry(TenantOwned, Model):
    """Somebody, or everybody of a unit, on a cohort's list from one instant to another; an entry that ends is not deleted."""

    __tablename__ = "cohort_entries"
    __table_args__ = (
        belongs_to("cohort_lists", "list", ondelete="CASCADE"),
        belongs_to("learners", "learner", ondelete="CASCADE"),
        belongs_to("units", "unit", target=("code",)),
        sa.CheckConstraint("(learner IS NULL) <> (unit IS NULL)", name="one_of_both"),
        sa.Index("ix_cohort_entries_learner", "tenant", "learner"),
        sa.Index("ix_cohort_entries_unit", "tenant", "unit"),
        sa.Index("ix_cohort_entries_list", "tenant", "list"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    list: Mapped[UUID]
    learner: Mapped[UUID | None] = mapped_column(default=None)
    unit: Mapped[str | None] = mapped_column(default=None)
    since: Mapped[datetime]
    until: Mapped[datetime]
    """The first instant at which it counts no more: the end of the year, or of the day on which it was taken off."""
    reason: Mapped[str]
    by_name: Mapped[str]
    ended_by: Mapped[str] = mapped_column(default="")
    ended_why: Mapped[str] = mapped_column(default="")


class IssuedNumber(TenantOwned, Model):
    """An account number handed out to a unit before anybody has it; whose account it is, is seen by the learners."""

    __tablename__ = "issued_numbers"
    __table_args__ = (
        belongs_to("units", "unit", target=("code",)),
        sa.Index("ix_issued_numbers_unit", "tenant", "unit"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str]
    issued_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class SignIn(TenantOwned, Model):
    """Somebody signed in on one device; the digest of the token in their cookie finds it."""

    __tablename__ = "sign_ins"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        belongs_to("administrators", "administrator", ondelete="CASCADE"),
        sa.CheckConstraint("learner IS NOT NULL OR administrator IS NOT NULL", name="somebody"),
        sa.Index("ix_sign_ins_learner", "tenant", "learner"),
        sa.Index("ix_sign_ins_administrator", "tenant", "administrator"),
        sa.Index("ix_sign_ins_expires", "tenant", "expires"),
    )

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(default="")
    """The area of the site signed in on; the token is worth nothing on another site of the tenant."""
    learner: Mapped[UUID | None] = mapped_column(default=None)
    """Whoever studies: set, the pages are the learner's, also when an administrator looks at their own study."""
    administrator: Mapped[UUID | None] = mapped_column(default=None)
    created: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    seen: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    expires: Mapped[datetime]
    client: Mapped[str] = mapped_column(default="")


class Stranger(TenantOwned, Model):
    """Wrong tries for a name that nobody has, counted as for one that somebody has, so that both answer alike."""

    __tablename__ = "strangers"

    typed_hash: Mapped[bytes] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(default=None)
    locked_until: Mapped[datetime | None] = mapped_column(default=None)
    seen: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class PrivacyWording(TenantOwned, Model):
    """A privacy notice as somebody has agreed to it; its words are kept though the place may say others now."""

    __tablename__ = "privacy_wordings"

    digest: Mapped[str] = mapped_column(primary_key=True)
    """Of everything below; another word makes another row."""
    version: Mapped[str]
    texts: Mapped[dict[str, Any]]
    """The notice by language."""
    first_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class Consent(TenantOwned, Model):
    """Somebody has agreed to a privacy notice, before they gave anything; whose it is shows once there is an account."""

    __tablename__ = "consents"
    __table_args__ = (
        belongs_to("privacy_wordings", "wording", target=("digest",)),
        belongs_to("learners", "learner", ondelete="CASCADE"),
        sa.Index("ix_consents_learner", "tenant", "learner"),
        sa.Index("ix_consents_given_at", "tenant", "given_at", postgresql_where=sa.text("learner IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    wording: Mapped[str]
    area: Mapped[str]
    """The area of the site that it was given on."""
    purpose: Mapped[str]
    """A stable word for what it was asked for."""
    given_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    """On the true clock, whatever day a tenant rehearses."""
    learner: Mapped[UUID | None] = mapped_column(default=None)


class Taking(TenantOwned, Model):
    """How often somebody without an account has asked for something, by a digest of the address they came from or of what they typed."""

    __tablename__ = "takings"

    kind: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    count: Mapped[int]
