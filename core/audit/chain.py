"""The chain over the trail: each entry is sealed with the seal before it, so that a removed or changed line shows.

Sealing follows the acts within minutes instead of holding them up: were each act to wait for the seal before it, one
long import would hold up every administrator. What is sealed last is also written to the log, outside the database:
whoever takes away the newest seals together with their entries contradicts the log.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta

import sqlalchemy as sa
import structlog

from core.audit.models import AuditEntry, AuditSeal
from core.db import db
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant

log = structlog.get_logger(__name__)

BATCH = 1000
LONGEST_ACT = timedelta(days=1)
"""How long before the newest sealed entry an act can have begun that is committed only now."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest seal: its number, and the link that stands for everything before it."""

    number: int = 0
    link: bytes = b""


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold: the seal's number and what is wrong there: missing, removed or changed."""

    number: int
    why: str


def link(previous: bytes, entry: AuditEntry) -> bytes:
    """Return the seal of an entry after the seal before it: the SHA-256 of both."""
    said = [
        str(entry.id),
        entry.at.astimezone(UTC).isoformat(),
        entry.told_at.astimezone(UTC).isoformat(),
        str(entry.actor),
        *(entry.actor_name, entry.address, entry.act, entry.subject, entry.reason),
        dict(sorted(entry.facts.items())),
    ]
    return hashlib.sha256(previous + json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).digest()


def seal_trail() -> int:
    """Seal the entries of the scope's tenant that are not yet, and commit; returns how many. One process at a time does it."""
    sealed = 0
    while batch := _seal_batch():
        sealed += batch
    if sealed:
        newest = head()
        log.info("audit_sealed", tenant=current_tenant(), number=newest.number, link=newest.link.hex())
    return sealed


def _seal_batch() -> int:
    take_locks([f"audit/{current_tenant()}"])
    newest, entries = head(), db.session.scalars(_unsealed().limit(BATCH)).all()
    number, last = newest.number, newest.link
    for entry in entries:
        number, last = number + 1, link(last, entry)
        db.session.add(AuditSeal(number=number, entry=entry.id, link=last))
    db.session.commit()
    return len(entries)


def _unsealed() -> sa.Select[tuple[AuditEntry]]:
    newest = sa.select(AuditSeal.entry).order_by(AuditSeal.number.desc()).limit(1).scalar_subquery()
    since = sa.select(AuditEntry.at - LONGEST_ACT).where(AuditEntry.id == newest).scalar_subquery()
    sealed = sa.exists().where(AuditSeal.tenant == AuditEntry.tenant, AuditSeal.entry == AuditEntry.id)
    recent = sa.or_(since.is_(None), AuditEntry.at > since)
    return sa.select(AuditEntry).where(recent, ~sealed).order_by(AuditEntry.at, AuditEntry.id)


def unsealed() -> int:
    """Return how many entries wait for their seal."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(_unsealed().subquery())) or 0


def head() -> Head:
    """Return the newest seal of the scope's tenant."""
    query = sa.select(AuditSeal.number, AuditSeal.link).order_by(AuditSeal.number.desc()).limit(1)
    row = db.session.execute(query).one_or_none()
    return Head() if row is None else Head(row.number, row.link)


def breaks() -> Iterator[Break]:
    """Go through the whole chain and yield each place where it does not hold."""
    before = Head()
    for seal, entry in _sealed():
        if seal.number != before.number + 1:
            yield Break(before.number + 1, "missing")
        elif entry is None:
            yield Break(seal.number, "removed")
        elif link(before.link, entry) != seal.link:
            yield Break(seal.number, "changed")
        before = Head(seal.number, seal.link)


def _sealed() -> Iterator[tuple[AuditSeal, AuditEntry | None]]:
    own = sa.and_(AuditEntry.tenant == AuditSeal.tenant, AuditEntry.id == AuditSeal.entry)
    query = sa.select(AuditSeal, AuditEntry).outerjoin(AuditEntry, own)
    number = 0
    while True:
        later = query.where(AuditSeal.number > number).order_by(AuditSeal.number).limit(BATCH)
        rows = db.session.execute(later).tuples().all()
        yield from rows
        if len(rows) < BATCH:
            return
        number = rows[-1][0].number
        db.session.expunge_all()
