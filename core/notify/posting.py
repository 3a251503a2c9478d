"""Putting messages into inboxes: many in one statement, each at most once where it is named, with its deliveries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.db import db, now
from core.decisions.stored import store_text
from core.decisions.values import Text
from core.notify.models import Message
from core.notify.outgoing import Posted, enter_deliveries
from core.tenancy.rows import enter_rows

Kind = Literal[
    "exam", "mark", "exemption", "certificate", "objection", "account", "fee", "reminder", "notice"
]
KINDS: tuple[Kind, ...] = (
    "exam", "mark", "exemption", "certificate", "objection", "account", "fee", "reminder", "notice",
)  # fmt: skip
"""What messages are about, in the order of the inbox's filter."""
BATCH = 1000
"""Messages that are written in one statement."""
ONCE = "ON CONFLICT (tenant, reader, once) WHERE once <> '' DO NOTHING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message to be written; to a learner or to an administrator."""

    kind: Kind
    title: Text
    body: tuple[Text, ...]
    link: str = ""
    learner: UUID | None = None
    administrator: UUID | None = None
    once: str = ""
    """Names what this person is told at most once."""
    campaign: UUID | None = None


def post(drafts: Sequence[Draft]) -> int:
    """Put messages into their readers' inboxes and on their way by the tenant's channels, and commit; returns how many are new."""
    count = 0
    for start in range(0, len(drafts), BATCH):
        count += len(_enter(drafts[start : start + BATCH]))
        db.session.commit()
    return count


def _enter(drafts: Sequence[Draft]) -> list[Posted]:
    rows = {uuid4(): draft for draft in drafts}
    enter_rows(Message, [_row(identity, draft) for identity, draft in rows.items()], ONCE)
    new = _new(rows) if any(draft.once for draft in drafts) else set(rows)
    posted = list(_posted(rows, new))
    enter_deliveries(posted)
    return posted


def _posted(rows: dict[UUID, Draft], new: set[UUID]) -> Iterator[Posted]:
    for identity, draft in rows.items():
        if identity in new:
            yield Posted(message=identity, learner=draft.learner, kind=draft.kind)


def _new(rows: dict[UUID, Draft]) -> set[UUID]:
    """Those that are in the table now; the others had been told before."""
    return set(db.session.scalars(sa.select(Message.id).where(Message.id.in_(rows))))


def _row(identity: UUID, draft: Draft) -> dict[str, Any]:
    return {
        "id": identity,
        "learner": draft.learner,
        "administrator": draft.administrator,
        "kind": draft.kind,
        "title": store_text(draft.title),
        "body": [store_text(one) for one in draft.body],
        "link": draft.link,
        "at": now().isoformat(),
        "once": draft.once,
        "campaign": draft.campaign,
    }
