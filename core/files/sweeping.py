"""Takes away what nobody points to: content of uploads that were cut off, of forgotten files, and drafts left by a crash."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from core.db import db
from core.files.models import StoredFile, key_of
from core.files.shelf import drafts, shelf
from core.tenancy.scope import current_tenant

GRACE = timedelta(days=1)
"""How long content lies without a row before it is taken for an orphan; no upload takes as long."""


def sweep(grace: timedelta = GRACE) -> int:
    """Delete the scope's content that no living file points to, and old drafts; returns how many were deleted."""
    until = _true_time() - grace
    orphans = [*_orphans(until)]
    for key in orphans:
        shelf().storage.delete(key)
    left = [path for path in drafts().iterdir() if _changed(path) < until.timestamp()]
    for path in left:
        path.unlink(missing_ok=True)
    return len(orphans) + len(left) + shelf().storage.tidy(current_tenant(), until)


def _orphans(until: datetime) -> Iterator[str]:
    tenant = current_tenant()
    lying = [content for content in shelf().storage.lying(tenant) if content.since < until]
    living = db.session.scalars(sa.select(StoredFile.id).where(StoredFile.forgotten_at.is_(None)))
    known = {key_of(tenant, file) for file in living}
    yield from (content.key for content in lying if content.key not in known)


def _true_time() -> datetime:
    """Files carry the machine's time, not the rehearsal clock's."""
    return db.session.execute(sa.select(sa.func.now())).scalar_one()


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
