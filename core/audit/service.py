"""Writing and reading the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from flask import has_request_context, request

from core.audit.models import AuditEntry
from core.db import db, now


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an administrator, an operator, or a command on the server."""

    id: UUID
    name: str


SERVER = Actor(UUID(int=0), "xuefa")
"""Commands on the server, for acts that no administrator asked for."""


def note(actor: Actor, act: str, subject: str, reason: str = "", **facts: str) -> None:
    """Add an entry to the transaction of the act itself; both are committed or neither."""
    entry = AuditEntry(
        actor=actor.id,
        actor_name=actor.name,
        act=act,
        subject=subject,
        reason=reason,
        facts=facts,
        told_at=now(),
        address=(request.remote_addr or "") if has_request_context() else "",
    )
    db.session.add(entry)


def entries_of(subject: str, most: int = 50) -> Sequence[AuditEntry]:
    """Return the entries about one subject, newest first."""
    found = sa.select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.at.desc())
    return db.session.scalars(found.limit(most)).all()
