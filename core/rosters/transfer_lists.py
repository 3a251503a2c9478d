"""The transfers that concern an administrator's units: those that wait for their answer first, narrowed and in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from core.accounts.service import Learner, Unit
from core.db import db
from core.rosters.desk import Desk
from core.rosters.models import TRANSFER_STATES, Transfer
from core.rosters.transfers import concerns, may_answer, may_withdraw
from core.web.paging import Paged, list_address, page_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the list asks for."""

    state: str = ""
    search: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        state = sent.get("state", "")
        return cls(
            state=state if state in TRANSFER_STATES else "",
            search=sent.get("q", "").strip()[:60],
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed."""
        return list_address({"q": self.search, "state": self.state, "page": 1} | changed)


class Shown(NamedTuple):
    """A transfer with the names of whom and what it is about, and what the administrator can do about it."""

    row: Transfer
    learner: Learner
    left: str
    to: str
    answers: bool
    withdraws: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Paged):
    """A page of the list, and how many there are in each state."""

    query: Query
    rows: Sequence[Shown]
    total: int
    counts: Mapping[str, int]


def transfers_in(desk: Desk, query: Query) -> Found:
    """Return a page of the transfers from and to the administrator's units."""
    counts = _counts(desk)
    left, to = aliased(Unit), aliased(Unit)
    base = (
        sa.select(Transfer, Learner, left.name, to.name)
        .join(Learner, sa.and_(Learner.tenant == Transfer.tenant, Learner.id == Transfer.learner))
        .join(left, sa.and_(left.tenant == Transfer.tenant, left.code == Transfer.left))
        .join(to, sa.and_(to.tenant == Transfer.tenant, to.code == Transfer.to))
        .where(concerns(desk))
    )
    if query.state:
        base = base.where(Transfer.state == query.state)
    if query.search:
        base = base.where(
            sa.or_(
                Learner.name.contains(query.search, autoescape=True),
                Learner.account.startswith(query.search.lower(), autoescape=True),
            )
        )
    total = db.session.scalar(sa.select(sa.func.count()).select_from(base.subquery())) or 0
    query = replace(query, page=min(query.page, max(1, -(-total // Found.size))))
    open_first = sa.case({"asked": 0, "waiting": 1}, value=Transfer.state, else_=2)
    ordered = base.order_by(open_first, Transfer.number.desc())
    rows = db.session.execute(ordered.limit(Found.size).offset((query.page - 1) * Found.size)).tuples()
    shown = [Shown(*row, may_answer(desk, row[0]), may_withdraw(desk, row[0])) for row in rows]
    return Found(query=query, rows=shown, total=total, counts=counts)


def _counts(desk: Desk) -> dict[str, int]:
    query = sa.select(Transfer.state, sa.func.count()).where(concerns(desk)).group_by(Transfer.state)
    return dict(db.session.execute(query).tuples().all())
