"""Finding certificates: a learner's own, one of an administrator's scope, a list of them, one by number and code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from hmac import compare_digest
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
import structlog

from core.accounts.service import Filters, Learner, Scope, narrowed
from core.certificates.letters import typed
from core.certificates.models import CertificateRow
from core.certificates.said import Said
from core.certificates.sealing import holds
from core.db import db
from core.decisions.certifying import NO_RESULT
from core.decisions.values import say
from core.errors import NotFound
from core.keys.signing import public_keys
from core.standings.service import Standing
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant
from core.web.paging import Paged, list_address, page_number
from core.web.site import keys_folder

log = structlog.get_logger(__name__)

PAGE_SIZE = 50
LONGEST_SEARCH = 60
State = Literal["valid", "superseded", "revoked"]
STATES: tuple[State, ...] = ("superseded", "valid", "revoked")
"""Who needs an administrator's care comes first."""

OWN_STANDING = sa.and_(
    Standing.tenant == CertificateRow.tenant,
    Standing.learner == CertificateRow.learner,
    Standing.year == CertificateRow.year,
)
DIFFERS = sa.and_(
    Standing.learner.is_not(None),
    Standing.state.not_in(NO_RESULT),
    sa.or_(
        Standing.state != CertificateRow.state,
        Standing.grade != CertificateRow.grade,
        Standing.score.is_distinct_from(CertificateRow.score),
    ),
)
"""A later judgement gave another result than the one that the certificate was issued for."""

SHOWN: sa.ColumnElement[str] = sa.case(
    (CertificateRow.revoked_at.is_not(None), "revoked"), (DIFFERS, "superseded"), else_="valid"
)


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate with its state as of the last judgement."""

    row: CertificateRow
    state: State

    @property
    def said(self) -> Said:
        """What it says."""
        return Said.of(self.row.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the administrator's list asks for."""

    search: str = ""
    state: str = ""
    unit: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        page, state = sent.get("page", "1"), sent.get("state", "")
        return cls(
            search=sent.get("q", "")[:LONGEST_SEARCH],
            state=state if state in STATES else "",
            unit=sent.get("unit", ""),
            page=page_number(page),
        )

    def address(self, **changed: object) -> str:
        """Return the address of the list with some of it changed; another filter begins at the first page."""
        values = {"q": self.search, "state": self.state, "unit": self.unit, "page": 1} | changed
        return list_address(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Paged):
    """A page of the list, with how many there are in each state."""

    query: Query
    rows: Sequence[Held]
    total: int
    counts: Mapping[str, int]


def lock_certificates(learner: UUID) -> None:
    """Let nobody else issue or revoke a learner's certificates until the transaction ends."""
    take_locks([f"certificates/{current_tenant()}/{learner}"])


def in_force(learner: UUID, year: int) -> CertificateRow | None:
    """Return a learner's certificate of a year that is not revoked, or None."""
    query = sa.select(CertificateRow).where(
        CertificateRow.learner == learner, CertificateRow.year == year, CertificateRow.revoked_at.is_(None)
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def last_revocation(learner: UUID, year: int, zone: tzinfo) -> date | None:
    """Return the day on which an administrator revoked the learner's last certificate of a year, or None."""
    query = sa.select(sa.func.max(CertificateRow.revoked_at)).where(
        CertificateRow.learner == learner, CertificateRow.year == year, CertificateRow.replaced_by == ""
    )
    at = db.session.execute(query).scalar_one()
    return None if at is None else at.astimezone(zone).date()


def own_certificates(learner: UUID) -> list[Held]:
    """Return every certificate of a learner, newest first."""
    query = _held().where(CertificateRow.learner == learner)
    return [
        Held(row, state) for row, state in db.session.execute(query.order_by(CertificateRow.issued_at.desc()))
    ]


def certificate_in(scope: Scope, certificate: UUID) -> Held:
    """Return a certificate of a learner whom an administrator sees; NotFound for every other."""
    query = _held().join(Learner, _OF_LEARNER).where(CertificateRow.id == certificate)
    found = db.session.execute(query.where(Learner.unit.in_(scope.units))).one_or_none()
    if found is None:
        raise NotFound(say("There is no such certificate here."))
    return Held(*found)


def certificates_in(scope: Scope, query: Query) -> Found:
    """Return a page of the certificates of an administrator's learners, those that need care first."""
    base = _held().join(Learner, _OF_LEARNER).where(Learner.unit.in_(scope.units))
    if query.unit:
        base = base.where(Learner.unit == query.unit)
    if query.search.strip():
        base = base.where(_found_by(scope, query.search.strip()))
    counts = _counts(base)
    chosen = base.where(sa.literal(query.state) == SHOWN) if query.state else base
    order = (
        sa.func.array_position(sa.literal(list(STATES)), SHOWN),
        CertificateRow.issued_at.desc(),
        CertificateRow.number,
    )
    page = chosen.order_by(*order).limit(PAGE_SIZE).offset((query.page - 1) * PAGE_SIZE)
    total = counts.get(query.state, 0) if query.state else sum(counts.values())
    rows = [Held(row, state) for row, state in db.session.execute(page)]
    return Found(query=query, rows=rows, total=total, counts=counts)


def by_number_and_code(number: str, code: str) -> Held | None:
    """Return the certificate of a number, None unless the code is its own and its signature still holds."""
    query = _held().where(CertificateRow.number == number.strip())
    found = db.session.execute(query).one_or_none()
    meant = typed(code).encode()
    if found is None or not compare_digest(found[0].code.encode(), meant):
        return None
    held = Held(*found)
    key = public_keys(keys_folder()).get(held.row.key)
    if key is None or not holds(held.said, held.row.signature, key):
        log.error("certificate_does_not_hold", certificate=str(held.row.id))
        return None
    return held


_OF_LEARNER = sa.and_(Learner.tenant == CertificateRow.tenant, Learner.id == CertificateRow.learner)


def _held() -> sa.Select[Any]:
    return sa.select(CertificateRow, SHOWN.label("shown")).outerjoin(Standing, OWN_STANDING)


def _found_by(scope: Scope, search: str) -> sa.ColumnElement[bool]:
    people: sa.Select[Any] = narrowed(scope, Filters(search=search)).with_only_columns(Learner.id)
    return sa.or_(
        CertificateRow.learner.in_(people), CertificateRow.number.startswith(search, autoescape=True)
    )


def _counts(base: sa.Select[Any]) -> dict[str, int]:
    inner = base.with_only_columns(SHOWN.label("shown")).subquery()
    query = sa.select(inner.c.shown, sa.func.count()).group_by(inner.c.shown)
    return dict(db.session.execute(query).tuples().all())
