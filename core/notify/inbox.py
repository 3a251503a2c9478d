"""A person's inbox: a page of it, one message, and what has been read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import true_now
from core.db import db
from core.decisions.stored import restore_text
from core.decisions.values import Text, say
from core.errors import NotFound
from core.notify.models import Message
from core.notify.posting import KINDS
from core.web.paging import Paged, list_address, page_number
from core.web.site import Viewer

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the inbox asks for."""

    kind: str = ""
    unread: bool = False
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        kind = sent.get("kind", "")
        return cls(
            kind=kind if kind in KINDS else "",
            unread=sent.get("unread") == "yes",
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address of the inbox with some of it changed; another filter begins at the first page."""
        values = {"kind": self.kind, "unread": "yes" if self.unread else "", "page": 1}
        return list_address(values | changed)

    @property
    def here(self) -> str:
        """The address as it is."""
        return self.address(page=self.page)

    @property
    def fields(self) -> Mapping[str, object]:
        """The same as a form sends it."""
        return {"kind": self.kind, "unread": "yes" if self.unread else "", "page": self.page}


@dataclass(frozen=True, slots=True)
class Received:
    """A message as its reader has it."""

    row: Message

    @property
    def title(self) -> Text | None:
        """What it says in a line."""
        return restore_text(self.row.title)

    @property
    def body(self) -> tuple[Text | None, ...]:
        """Its paragraphs."""
        return tuple(restore_text(one) for one in self.row.body)

    @property
    def unread(self) -> bool:
        """Whether it has not been read."""
        return self.row.read_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox(Paged):
    """A page of the inbox, with how many there are of each kind and how many are not read."""

    size: ClassVar[int] = PAGE_SIZE
    query: Query
    rows: Sequence[Received]
    total: int
    counts: Mapping[str, int]
    unread: int


def inbox_of(viewer: Viewer, query: Query) -> Inbox:
    """Return a page of the viewer's messages, newest first."""
    counts, unread = _counts(viewer)
    own = _own(viewer, query)
    total = db.session.execute(sa.select(sa.func.count()).select_from(own.subquery())).scalar_one()
    query = replace(query, page=min(query.page, max(1, -(-total // PAGE_SIZE))))
    page = own.order_by(Message.created.desc(), Message.id).offset((query.page - 1) * PAGE_SIZE)
    rows = [Received(row) for row in db.session.scalars(page.limit(PAGE_SIZE))]
    return Inbox(query=query, rows=rows, total=total, counts=counts, unread=unread)


def read(viewer: Viewer, message: UUID) -> Received:
    """Return one of the viewer's messages, which is read from now on, and commit; NotFound for any other."""
    own = sa.select(Message).where(Message.id == message, Message.reader == viewer.id)
    row = db.session.scalars(own).one_or_none()
    if row is None:
        raise NotFound(say("There is no such message here."))
    if row.read_at is None:
        row.read_at = true_now()
        db.session.commit()
    return Received(row)


def read_all(viewer: Viewer, kind: str = "") -> int:
    """Mark every message of the viewer (of a kind) as read, and commit; returns how many were not."""
    unread = sa.and_(Message.reader == viewer.id, Message.read_at.is_(None))
    change = sa.update(Message).where(unread, *([Message.kind == kind] if kind in KINDS else []))
    done = db.session.execute(change.values(read_at=true_now()).execution_options(synchronize_session=False))
    db.session.commit()
    return int(getattr(done, "rowcount", 0))


def _own(viewer: Viewer, query: Query) -> sa.Select[tuple[Message]]:
    own = sa.select(Message).where(Message.reader == viewer.id)
    if query.kind:
        own = own.where(Message.kind == query.kind)
    return own.where(Message.read_at.is_(None)) if query.unread else own


def _counts(viewer: Viewer) -> tuple[dict[str, int], int]:
    unread = sa.func.count().filter(Message.read_at.is_(None))
    query = sa.select(Message.kind, sa.func.count(), unread).where(Message.reader == viewer.id)
    rows = db.session.execute(query.group_by(Message.kind)).tuples().all()
    return {kind: count for kind, count, _ in rows}, sum(left for _, _, left in rows)
