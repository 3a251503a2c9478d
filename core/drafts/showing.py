"""The figures of a dry run as a page shows them: units and learners by name, reasons as lines, money in yuan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Learner, Unit
from core.db import db
from core.decisions.charges import FEN
from core.decisions.stored import restore_line
from core.decisions.values import Line
from core.drafts.dryrun import DryRun
from core.drafts.pages import Desk


@dataclass(frozen=True, slots=True)
class Example:
    """A learner whose state would change, with the lines that say why."""

    learner: UUID
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """How many would go from one state to another, with some of them."""

    old: str
    new: str
    count: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """What would change in one unit."""

    code: str
    name: str
    learners: int
    changed: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Told:
    """A dry run in words."""

    year: int
    learners: int
    skipped: int
    changed: int
    states: tuple[tuple[str, int, int], ...]
    """State, how many are in it, how many would be."""
    pairs: tuple[Pair, ...]
    units: tuple[UnitFigures, ...]
    of_units: int
    cost: tuple[tuple[str, Decimal, int], ...]
    cost_before: Decimal
    stale: bool
    """Whether the draft was changed since."""


def run_told(run: DryRun, desk: Desk) -> Told | None:
    """Return a dry run in words; None until it is done."""
    found = run.row.outcome
    if found is None:
        return None
    pairs = [(old, new, count) for old, new, count in found["pairs"]]
    names = _names(found["examples"])
    return Told(
        year=found["year"],
        learners=found["learners"],
        skipped=found["skipped"],
        changed=found["changed"],
        states=tuple(_states(pairs)),
        pairs=tuple(_pairs(pairs, found["examples"], names)),
        units=_units(found["units"]),
        of_units=found["of_units"],
        cost=tuple((payer, Decimal(fen) / FEN, heads) for payer, fen, heads in found["cost"]),
        cost_before=Decimal(sum(fen for _, fen, _ in found["cost_before"])) / FEN,
        stale=run.row.version != desk.draft.row.version,
    )


def _states(pairs: Sequence[tuple[str, str, int]]) -> list[tuple[str, int, int]]:
    before: dict[str, int] = {}
    after: dict[str, int] = {}
    for old, new, count in pairs:
        before[old] = before.get(old, 0) + count
        after[new] = after.get(new, 0) + count
    return [(state, before.get(state, 0), after.get(state, 0)) for state in sorted({*before, *after})]


def _pairs(pairs: Sequence[tuple[str, str, int]], examples: Any, names: Mapping[UUID, str]) -> list[Pair]:
    by_pair = {(old, new): named for old, new, named in examples}
    return [
        Pair(old, new, count, tuple(_example(one, names) for one in by_pair.get((old, new), ())))
        for old, new, count in pairs
        if old != new
    ]


def _example(one: Mapping[str, Any], names: Mapping[UUID, str]) -> Example:
    learner = UUID(one["learner"])
    return Example(learner, names.get(learner, "–"), tuple(restore_line(line) for line in one["lines"]))


def _names(examples: Any) -> Mapping[UUID, str]:
    learners = [UUID(one["learner"]) for _, _, named in examples for one in named]
    query = sa.select(Learner.id, Learner.name).where(Learner.id.in_(learners))
    return dict(db.session.execute(query).tuples().all())


def _units(units: Any) -> tuple[UnitFigures, ...]:
    codes = [code for code, _ in units]
    query = sa.select(Unit.code, Unit.name).where(Unit.code.in_(codes))
    names = dict(db.session.execute(query).tuples().all())
    return tuple(
        UnitFigures(code, names.get(code, code), *(figures.get(key, 0) for key in _FIGURES))
        for code, figures in units
    )


_FIGURES = ("learners", "changed", "before", "after")
