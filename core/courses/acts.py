"""Acts that earn credit besides lessons: signing in, completing one's details, grants, corrections."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.courses.entries import ZERO, Act, Book, Entry, credit_entry
from core.courses.ledger import has_entry, lock_year, read_book, write
from core.courses.years import LearnerYear
from core.db import db
from core.decisions.credit import Event, Grant, grants_for
from core.decisions.values import Cite, Word, say
from core.errors import BadInput
from core.tenancy.announce import announce


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An amount to be added to or, negative, taken from a learner's year, with its reason and who answers for it."""

    amount: Decimal
    reason: str
    by: str
    reference: str
    """What makes it one: the objection's or the document's number. The same reference is entered once."""
    bucket: str = "required"
    measure: str = "study"
    day: date | None = None
    """The day that it belongs to; today when left out."""


def record_login_day(ly: LearnerYear) -> bool:
    """Enter the day's first sign-in, with its credit where the rules give one, and commit; False when it is there."""
    return _once(ly, "login", ly.today.isoformat(), measure="logins")


def record_profile(ly: LearnerYear) -> bool:
    """Enter that the learner has completed their details, once, and commit; False when it is there."""
    return _once(ly, "profile", "profile")


def apply_grants(ly: LearnerYear) -> int:
    """Enter the opening balances that the learner's categories are owed, and commit; returns how many were new."""
    if ly.rules.study is None:
        return 0
    lock_year(ly.learner, ly.year)
    entries = owed_grants(ly, read_book(ly.learner, ly.year))
    write(ly.learner, ly.year, entries)
    db.session.commit()
    return len(entries)


def owed_grants(ly: LearnerYear, book: Book) -> list[Entry]:
    """Return the opening balances not entered yet, adding them to the book."""
    owed = grants_for(ly.study, ly.person.categories)
    missing = [g for g in owed if not has_entry(ly.learner, ly.year, "grant", _grant_reference(g))]
    entries = [_grant_entry(ly, grant) for grant in missing]
    book.add(entries)
    return entries


def correct(ly: LearnerYear, correction: Correction) -> bool:
    """Enter a correction with its reason, and commit; False when its reference is there already.

    Raises BadInput without a reason or reference.
    """
    return _enter(
        ly, "correction", correction, ly.rules.study.cite if ly.rules.study else ly.rules.period.cite
    )


def _enter(ly: LearnerYear, kind: str, correction: Correction, cite: Cite) -> bool:
    if not correction.reason.strip() or not correction.reference.strip():
        raise BadInput(say("A correction needs a reason and a reference."))
    lock_year(ly.learner, ly.year)
    if has_entry(ly.learner, ly.year, kind, correction.reference):
        db.session.rollback()
        return False
    entry = Entry(
        at=ly.at,
        day=correction.day or ly.today,
        measure=correction.measure,
        bucket=correction.bucket,
        kind=kind,
        raw=correction.amount,
        counted=correction.amount,
        cite=cite,
        reason=say("{reason} (entered by {by})", reason=correction.reason, by=correction.by),
        reference=correction.reference,
    )
    return _save(ly, [entry])


def _once(ly: LearnerYear, kind: str, reference: str, measure: str = "") -> bool:
    if ly.rules.study is None:
        return False
    if has_entry(ly.learner, ly.year, kind, reference):
        return False
    lock_year(ly.learner, ly.year)
    if has_entry(ly.learner, ly.year, kind, reference):
        db.session.rollback()
        return False
    return _save(ly, _act_entries(ly, kind, reference, measure))


def _act_entries(ly: LearnerYear, kind: str, reference: str, measure: str) -> list[Entry]:
    """The act itself carries the reference; what it earns is a row of its own beside it."""
    book = read_book(ly.learner, ly.year)
    event = Event(kind="login" if kind == "login" else "profile", at=ly.at)
    earned = credit_entry(ly.study, ly.zone, book, event, Act())
    inside = ly.study.period.holds(ly.at, ly.zone)
    told = Entry(
        at=ly.at,
        day=ly.today,
        measure=measure or kind,
        bucket=event.bucket,
        kind=kind,
        raw=Decimal(1),
        counted=Decimal(1) if inside else ZERO,
        cite=ly.study.cite if earned is None else earned.cite,
        code="counted" if inside else "outside_period",
        reference=reference,
    )
    return [told] if earned is None else [told, earned]


def _save(ly: LearnerYear, entries: list[Entry]) -> bool:
    write(ly.learner, ly.year, entries)
    db.session.commit()
    announce("learner.studied", ly.learner, ly.year)
    return True


def _grant_reference(grant: Grant) -> str:
    return f"{grant.category}:{grant.bucket}"


def _grant_entry(ly: LearnerYear, grant: Grant) -> Entry:
    return Entry(
        at=ly.at,
        day=max(ly.study.period.first, min(ly.today, ly.study.period.last)),
        measure="study",
        bucket=grant.bucket,
        kind="grant",
        raw=grant.amount,
        counted=grant.amount,
        cite=grant.cite,
        reason=say("opening balance for {category}", category=Word(grant.category)),
        reference=_grant_reference(grant),
    )
