"""Lists of credit from other programmes: each row an amount under its reference, judged by the rules of its learner's year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from core.accounts.service import Acting, Scope, learner_in
from core.audit.service import Actor, note
from core.courses.service import (
    CreditElsewhere,
    Held,
    LearnerYear,
    entry_elsewhere,
    held_elsewhere,
    learner_year,
    learner_years,
    taking_back,
    write_elsewhere,
)
from core.db import db
from core.decisions.values import Quantity, Text, say
from core.errors import BadInput, Refused
from core.exams.outside import Change
from core.outside.lists import Planned, number_of
from core.outside.people import Meant, meant_by, planned_row
from core.sheets.cells import Cells
from core.tenancy.announce import announce_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """Under which year a list is entered, with which reason, by whom."""

    year: int
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class CreditPlan:
    """What a list of credit would do, and what it takes to do it."""

    entering: Entering
    rows: Sequence[Planned]
    credits: Sequence[tuple[LearnerYear, CreditElsewhere]]

    def enter(self, by: Actor) -> set[UUID]:
        """Enter the amounts in the caller's transaction; returns whose ledger has grown."""
        grown = write_elsewhere(self.entering.year, self.credits)
        for ly, credit in self.credits:
            if ly.learner in grown:
                _note(by, "enter_credit", ly, credit)
        return grown


def plan_credit(rows: Sequence[Cells], entering: Entering, scope: Scope) -> CreditPlan:
    """Return what a list would do, row by row; nothing is written."""
    meant = meant_by(rows, scope, ("reference",))
    learners = [one.learner.id for one in meant if one.learner is not None]
    years = {ly.learner: ly for ly in learner_years(learners) if ly.year == entering.year}
    held = held_elsewhere(entering.year, set(learners))
    planned, entered = [], []
    for one in meant:
        ly = None if one.learner is None else years.get(one.learner.id)
        if one.learner is not None and ly is None:
            one.row.fault(say("The list is not of this learner's year."))
        credit = _credit(one.row, ly, entering) if ly is not None else None
        row = _row(one, ly, credit, held)
        planned.append(row)
        if row.what in {"added", "changed"} and ly is not None and credit is not None:
            entered.append((ly, credit))
    return CreditPlan(entering, planned, entered)


def _credit(row: Cells, ly: LearnerYear, entering: Entering) -> CreditElsewhere | None:
    amount, day, reference = number_of(row, "amount"), _day(row), row.text("reference")
    rule = ly.rules.study.from_other_programmes if ly.rules.study else None
    buckets = rule.buckets if rule else ()
    word = row.text("bucket")
    bucket = row.lexicon.key(word, row.lexicon.words) if word else (buckets[0] if buckets else "")
    if not reference:
        row.fault(say("The reference is missing."))
    if amount is None or day is None or row.faults:
        return None
    note_text = row.text("note")
    reason = (
        f"{entering.reason}（{note_text}）" if entering.reason and note_text else entering.reason or note_text
    )
    return CreditElsewhere(
        amount=amount, bucket=bucket, day=day, reference=reference, reason=reason or "–", by=entering.by
    )


def _day(row: Cells) -> date | None:
    text = row.text("day").replace("/", "-").replace(".", "-")
    try:
        return date.fromisoformat("-".join(part.zfill(2) for part in text.split("-")))
    except ValueError:
        row.fault(say("“{text}” is no day; write it as 2024-11-09.", text=text or "–"))
        return None


def _row(
    one: Meant, ly: LearnerYear | None, credit: CreditElsewhere | None, held: dict[UUID, Held]
) -> Planned:
    if ly is None or credit is None:
        return planned_row(one, "refused", why=tuple(one.row.faults))
    known = held[ly.learner].standing.get(credit.reference)
    try:
        entry = entry_elsewhere(ly, credit, held[ly.learner])
    except Refused as fault:
        failing = fault.verdict.failing if fault.verdict else ()
        why = tuple(say("{item}: {why}", item=line.item, why=line.because) for line in failing)
        return planned_row(one, "refused", why=why or (fault.text,))
    except BadInput as fault:
        return planned_row(one, "refused", why=(fault.text,))
    what: Change = "unchanged" if entry is None else "added" if known is None else "changed"
    counted = known.counted if known else Decimal(0)
    if entry is not None:
        counted += entry.counted
        held[ly.learner] = held[ly.learner].after(entry)
    return planned_row(one, what, _told(credit, counted, ly))


def _told(credit: CreditElsewhere, counted: Decimal, ly: LearnerYear) -> Text:
    unit = ly.study.unit
    if counted == credit.amount:
        return say("{amount}", amount=Quantity(credit.amount, unit))
    return say(
        "{amount}, of which {counted} count",
        amount=Quantity(credit.amount, unit),
        counted=Quantity(counted, unit),
    )


def enter_one(by: Acting, learner: UUID, credit: CreditElsewhere) -> bool:
    """Make an amount stand under its reference for one learner, and commit; False where it stands there already."""
    ly = learner_year(learner_in(by.scope, learner).id)
    grown = write_elsewhere(ly.year, [(ly, credit)])
    if grown:
        _note(by.actor, "enter_credit", ly, credit)
    db.session.commit()
    announce_all("learner.studied", grown, ly.year)
    return bool(grown)


def take_back(by: Acting, learner: UUID, reference: str, reason: str) -> bool:
    """Bring a reference to nothing by an entry that corrects it, and commit; False where nothing stands under it."""
    ly = learner_year(learner_in(by.scope, learner).id)
    credit = taking_back(ly, reference, reason, by.actor.name)
    grown = set() if credit is None else write_elsewhere(ly.year, [(ly, credit)])
    if credit is not None and grown:
        _note(by.actor, "take_back_credit", ly, credit)
    db.session.commit()
    announce_all("learner.studied", grown, ly.year)
    return bool(grown)


def _note(actor: Actor, act: str, ly: LearnerYear, credit: CreditElsewhere) -> None:
    facts = {"reference": credit.reference, "amount": str(credit.amount), "bucket": credit.bucket}
    note(actor, act, str(ly.learner), credit.reason, **facts)
