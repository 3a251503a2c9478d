"""What the worker does for certificates: issues them in bulk, and forgets their papers after some days."""

from datetime import timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.accounts.service import Acting, unit_in
from core.audit.service import note
from core.certificates.bulk import carry_out
from core.certificates.models import Archive, Batch
from core.db import db
from core.jobs import Progress, every, task

KEPT = timedelta(days=7)
"""How long the papers of a batch can be downloaded; they can be made again at any time."""


@task("certificates.issue_in_bulk")
def issue_in_bulk(progress: Progress, batch: str) -> None:
    """Issue the certificates of a batch of the scope's tenant and keep their papers."""
    carry_out(UUID(batch), progress.report)


@task("certificates.forget_papers")
def forget_papers(_progress: Progress) -> None:
    """Forget the papers of old batches of the scope's tenant; the certificates stay."""
    old = sa.select(Batch.id).where(Batch.asked_at < sa.func.now() - KEPT)
    db.session.execute(sa.delete(Archive).where(Archive.batch.in_(old)))
    db.session.commit()


def begin_batch(by: Acting, unit: str, address: str) -> Batch:
    """Queue the issue for a unit and all below it, and commit; NotFound for a unit that the administrator does not see."""
    row, identity = unit_in(by.scope, unit), uuid4()
    batch = Batch(
        id=identity,
        unit=row.code,
        address=address,
        asked_at=db.session.execute(sa.select(sa.func.now())).scalar_one(),
        asked_by=by.actor.id,
        asked_by_name=by.actor.name,
        progress=issue_in_bulk.enqueue(batch=str(identity)),
    )
    db.session.add(batch)
    note(by.actor, "issue_certificates", row.code)
    db.session.commit()
    return batch


every("50 17 * * *", forget_papers)  # ten to two at night in China
