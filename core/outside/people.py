"""Who the rows of a list mean: learners of the administrator's units by account number, each row one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from core.accounts.service import Learner, Scope
from core.db import db
from core.decisions.values import Text, say
from core.outside.lists import Planned, account_of, source_of
from core.sheets.cells import Cells

STEP = 1000


@dataclass(frozen=True, slots=True)
class Meant:
    """A row and the learner that it means; None where it has a fault."""

    row: Cells
    account: str
    learner: Learner | None


def meant_by(rows: Sequence[Cells], scope: Scope, key: Sequence[str] = ()) -> list[Meant]:
    """Return whom rows mean; a fault is put on a row that means nobody, or for the second time.

    ``key`` names the columns besides the account that make a row one.
    """
    accounts = [account_of(row) for row in rows]
    known = _learners(accounts, scope)
    found, seen = [], set()
    for row, account in zip(rows, accounts, strict=True):
        learner = known.get(account)
        place = (account, *(row.text(name) for name in key))
        if account and learner is None:
            row.fault(say("There is no learner with this account number in your units."))
        if learner is not None and row.text("name") not in {"", learner.name}:
            row.fault(say("The account belongs to somebody of another name."))
        if account and place in seen:
            row.fault(say("The same stands in the file already, further up."))
        seen.add(place)
        found.append(Meant(row, account, None if row.faults else learner))
    return found


def planned_row(one: Meant, what: str, told: Text | None = None, why: tuple[Text, ...] = ()) -> Planned:
    """Return what is to become of a row."""
    return Planned(
        line=one.row.number,
        account=one.account,
        name=one.row.text("name") or (one.learner.name if one.learner else ""),
        what=what,
        told=told,
        why=why,
        source=source_of(one.row),
    )


def _learners(accounts: Sequence[str], scope: Scope) -> dict[str, Learner]:
    wanted = sorted({account for account in accounts if account})
    found: dict[str, Learner] = {}
    for start in range(0, len(wanted), STEP):
        query = sa.select(Learner).where(
            Learner.account.in_(wanted[start : start + STEP]), Learner.unit.in_(scope.units)
        )
        found |= {row.account: row for row in db.session.scalars(query)}
    return found
