"""Where a learner's videos and sounds stopped: what the browser says, kept to go on from there. It counts for nothing.

Time that counts is measured by the ticket and the server's clock alone (``core.courses.heartbeat``).
"""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from core.courses.models import PlayPosition
from core.db import db, now
from core.files.service import StoredFile
from core.tenancy.rows import enter_rows, replacing

LONGEST = Decimal(24 * 3600)
END = Decimal(5)
"""Seconds before the end from which a video counts as seen to its end, and begins anew."""


def keep_position(learner: UUID, file: StoredFile, seconds: Decimal) -> None:
    """Keep where a learner's video stopped, within its length, and commit."""
    most = LONGEST if file.seconds is None else file.seconds
    at = min(max(seconds, Decimal(0)), most)
    row = {"learner": learner, "file": file.id, "seconds": at, "at": now()}
    enter_rows(PlayPosition, [row], replacing(PlayPosition, [*row]))
    db.session.commit()


def positions_of(learner: UUID, files: Collection[StoredFile]) -> dict[UUID, Decimal]:
    """Return where a learner's videos go on, by file; one seen to its end is left out."""
    query = sa.select(PlayPosition.file, PlayPosition.seconds).where(
        PlayPosition.learner == learner, PlayPosition.file.in_([file.id for file in files])
    )
    ends = {file.id: (file.seconds or LONGEST) - END for file in files}
    return {file: seconds for file, seconds in db.session.execute(query) if 0 < seconds < ends[file]}
