"""Credit of other programmes in the ledger: entered under a reference, changed and taken back by entries that correct it.

What stands under a reference is the sum of its entries. To enter another amount adds the difference, to take it back
adds what brings it to nothing; no entry is ever touched.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from core.courses.entries import ZERO, Entry
from core.courses.ledger import lock_years, write_many
from core.courses.models import LedgerEntry
from core.courses.years import LearnerYear
from core.db import db
from core.decisions.elsewhere import counted_elsewhere, may_credit
from core.decisions.values import say
from core.errors import BadInput, Refused

KIND = "other_programme"
MARK = "#"
"""Stands in the reference of an entry that corrects others of its reference, before its number."""
LONGEST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditElsewhere:
    """An amount that a learner has earned in another programme, with what makes it one and who answers for it."""

    amount: Decimal
    bucket: str
    day: date
    reference: str
    """The certificate's or the document's number; what it stands for is said once in a learner's year."""
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands in the ledger under one reference."""

    reference: str
    bucket: str
    day: date
    raw: Decimal
    counted: Decimal
    entries: int


@dataclass(frozen=True, slots=True)
class Held:
    """What one learner's year holds of other programmes, by reference."""

    standing: Mapping[str, Standing] = field(default_factory=dict)

    @property
    def counted(self) -> Decimal:
        """What it counts for in all."""
        return sum((one.counted for one in self.standing.values()), ZERO)

    def after(self, entry: "Entry | LedgerEntry") -> "Held":
        """Return what is held once an entry has been added."""
        reference = entry.reference.partition(MARK)[0]
        known = self.standing.get(reference)
        grown = Standing(
            reference=reference,
            bucket=entry.bucket,
            day=entry.day,
            raw=entry.raw + (known.raw if known else ZERO),
            counted=entry.counted + (known.counted if known else ZERO),
            entries=1 + (known.entries if known else 0),
        )
        return Held({**self.standing, reference: grown})


def held_elsewhere(year: int, learners: Collection[UUID]) -> dict[UUID, Held]:
    """Return what learners' years hold of other programmes, in one query."""
    row = LedgerEntry
    query = sa.select(row).where(row.learner.in_(learners), row.year == year, row.kind == KIND)
    found = {learner: Held() for learner in learners}
    for entry in db.session.scalars(query.order_by(row.at, row.reference)):
        found[entry.learner] = found[entry.learner].after(entry)
    return found


def entry_elsewhere(ly: LearnerYear, credit: CreditElsewhere, held: Held) -> Entry | None:
    """Return the entry that makes an amount stand under its reference; None where it stands there already.

    Raises BadInput for what is missing or cannot be, Refused with the verdict where the year's rules do not accept it.
    """
    _check(credit)
    known = held.standing.get(credit.reference)
    if credit.amount and (known is None or known.raw != credit.amount):
        verdict = may_credit(ly.study, credit.bucket, credit.day)
        if not verdict.met:
            raise Refused(say("This credit is not accepted."), verdict, code="no_other_programmes")
    if known is not None and known.raw and (known.bucket, known.day) != (credit.bucket, credit.day):
        raise BadInput(
            say("Under this reference another day or kind of credit is entered; take that back first.")
        )
    return _entry(ly, credit, known, held)


def taking_back(ly: LearnerYear, reference: str, reason: str, by: str) -> CreditElsewhere | None:
    """Return what brings a reference to nothing; None where nothing stands under it."""
    held = held_elsewhere(ly.year, [ly.learner])[ly.learner].standing.get(reference)
    if held is None:
        return None
    return CreditElsewhere(
        amount=ZERO, bucket=held.bucket, day=held.day, reference=reference, reason=reason, by=by
    )


def write_elsewhere(year: int, asked: Sequence[tuple[LearnerYear, CreditElsewhere]]) -> set[UUID]:
    """Make amounts stand under their references in the caller's transaction; returns whose ledger has grown.

    All or none; raises as ``entry_elsewhere`` does.
    """
    learners = {ly.learner for ly, _ in asked}
    lock_years(learners, year)
    held = held_elsewhere(year, learners)
    entries: dict[UUID, list[Entry]] = {}
    for ly, credit in asked:
        entry = entry_elsewhere(ly, credit, held[ly.learner])
        if entry is not None:
            entries.setdefault(ly.learner, []).append(entry)
            held[ly.learner] = held[ly.learner].after(entry)
    write_many(entries, year)
    return set(entries)


def _check(credit: CreditElsewhere) -> None:
    if not credit.reason.strip() or not credit.reference.strip():
        raise BadInput(say("A correction needs a reason and a reference."))
    if MARK in credit.reference or len(credit.reference) > LONGEST:
        raise BadInput(say("A reference has at most {most} characters and no “#”.", most=LONGEST))
    if credit.amount < 0:
        raise BadInput(say("The amount is a number from 0 up."))


def _entry(ly: LearnerYear, credit: CreditElsewhere, known: Standing | None, held: Held) -> Entry | None:
    others = held.counted - (known.counted if known else ZERO)
    counts = counted_elsewhere(ly.study, credit.amount, others)
    raw = counts.raw - (known.raw if known else ZERO)
    counted = counts.counted - (known.counted if known else ZERO)
    if not raw and not counted:
        return None
    told = say("{reason} (entered by {by})", reason=credit.reason.strip(), by=credit.by)
    if counts.reason is not None:
        told = say("{reason}; {why}", reason=told, why=counts.reason)
    return Entry(
        at=ly.at,
        day=credit.day,
        measure="study",
        bucket=credit.bucket,
        kind=KIND,
        raw=raw,
        counted=counted,
        cite=counts.cite,
        code=counts.code,
        reason=told,
        reference=credit.reference if known is None else f"{credit.reference}{MARK}{known.entries + 1}",
    )
