"""A takeover planned and entered as an import of its own kind: the very checks of a roster, then those of study and exams.

What a new learner's rules allow is known once they are on the roster. A plan therefore enters everybody behind a
savepoint, asks, and takes it back, so that the preview says what entering will do.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Learner
from core.db import db
from core.decisions.values import say
from core.rosters.service import KINDS, About, Desk, Kind, Planned, enter_learners, plan_learners
from core.sheets.lexicon import Lexicon
from core.takeovers.columns import columns_of
from core.takeovers.judging import Changes, enter, ground_for, judge
from core.takeovers.reading import Row, Source, rows_of_file
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant

STEP = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver(Planned):
    """What happens to one row: to the learner as a roster has it, and to their year."""

    row: Row
    source_of: Source
    on_roster: bool
    """Whether the roster itself has something to enter."""
    brings: Changes = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """Return it as the import keeps it, with what it brings beside what changes about the learner."""
        kept = Planned.stored(self)
        return kept | {"changes": kept["changes"] | {name: list(both) for name, both in self.brings.items()}}


def plan_takeover(desk: Desk, content: bytes, about: About) -> list[Planned]:
    """Read a file and say what happens to each row; nothing is entered."""
    take_locks([f"rosters/{current_tenant()}", f"numbers/{current_tenant()}"])
    source = Source.of(about)
    rows = list(rows_of_file(content, columns_of(desk), source, desk.site.zone))
    planned = list(plan_learners(desk, [row.entry for row in rows]))
    pairs = list(zip(planned, rows, strict=True))
    with _as_if_entered(desk, planned):
        found = _learners([one.key for one in planned if one.what != "refused"])
        brought = judge(ground_for(desk, source, list(found.values())), _by_learner(pairs, found))
    return [_taken(one, row, source, brought.get(found.get(one.key, UUID(int=0)), {})) for one, row in pairs]


def enter_takeover(desk: Desk, planned: Sequence[Planned], report: Any) -> list[UUID]:
    """Enter what is added and changed in the caller's transaction; return who must be judged again."""
    good = [one for one in planned if isinstance(one, TakenOver) and one.what in {"added", "changed"}]
    judged = enter_learners(desk, [one for one in good if one.on_roster], report)
    found = _learners([one.key for one in good])
    if not good:
        return judged
    about = {found[one.key]: one.row for one in good}
    grown = enter(desk, ground_for(desk, good[0].source_of, list(about)), about)
    report(len(good))
    return list({*judged, *grown})


def enter_kind() -> None:
    """Let imports be takeovers."""
    KINDS["takeover"] = Kind(
        plan=plan_takeover,
        enter=enter_takeover,
        lexicon=_lexicon,
        act="take_over",
        event="learner.changed",
        work="place",
        handed_in=False,
    )


@contextmanager
def _as_if_entered(desk: Desk, planned: Sequence[Planned]) -> Iterator[None]:
    savepoint = db.session.begin_nested()
    try:
        enter_learners(desk, [one for one in planned if one.what != "unchanged"], lambda _done: None)
        yield
    finally:
        savepoint.rollback()


def _by_learner(pairs: Sequence[tuple[Planned, Row]], found: Mapping[str, UUID]) -> dict[UUID, Row]:
    about: dict[UUID, Row] = {}
    for one, row in pairs:
        if one.what == "refused":
            continue
        if about.setdefault(found[one.key], row) is not row:
            row.faults.append(say("The same stands in the file already, further up."))
    return about


def _taken(one: Planned, row: Row, source: Source, brings: Changes) -> TakenOver:
    same = {each.name: getattr(one, each.name) for each in fields(Planned)}
    refused = one.what == "refused" or bool(row.faults)
    what = "refused" if refused else "changed" if one.what == "unchanged" and brings else one.what
    return TakenOver(
        **{**same, "what": what, "why": (*one.why, *row.faults)},
        row=row,
        source_of=source,
        on_roster=not refused and one.what in {"added", "changed"},
        brings={} if refused else brings,
    )


def _lexicon(desk: Desk) -> tuple[Lexicon, Sequence[str]]:
    columns = columns_of(desk)
    return columns.lexicon, (*columns.sheet.columns("full"), *columns.more)


def _learners(accounts: Sequence[str]) -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    for start in range(0, len(accounts), STEP):
        some = accounts[start : start + STEP]
        query = sa.select(Learner.account, Learner.id).where(Learner.account.in_(some))
        found |= dict(db.session.execute(query).tuples().all())
    return found
