"""A draft's way: handed in, sent back, approved by a second person who signs the cases, published from a day on, withdrawn.

Published rules are in force in every process within seconds (``following``). What they judge from then on carries their
digest; what was judged before stays as it was until somebody applies an amendment to it deliberately.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, Unit
from core.db import db, now
from core.decisions.values import NOWHERE, Line, Text, Verdict, say
from core.drafts.finding import Draft, draft_in, in_area
from core.drafts.following import ask_again
from core.drafts.models import VersionRow
from core.drafts.recomputing import recompute
from core.drafts.trying import Tryout, run_cases, try_draft
from core.drafts.writing import enter
from core.errors import BadInput, NotFound, Refused
from core.rulebook.opening import Shelf
from core.rules.loader import Bundle
from core.rules.yaml import parse
from core.standings.service import Standing
from core.tenancy.registry import rule_errors
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant

NEEDED = say("Please give a reason.")
FAULTY = say("This draft still has faults: {count}.")
UNPROVEN = say("Every worked case must pass before this step, and there must be at least one.")


@dataclass(frozen=True, slots=True)
class Publication:
    """How a draft is to be published: from which day, why, and whether it is applied to results that exist."""

    since: date | None
    reason: str = ""
    deliberate: bool = False


def hand_in(by: Acting, shelf: Shelf, draft: UUID, reason: str = "") -> None:
    """Hand a draft to review and commit; Refused while it has faults or a case fails."""
    held = _held(shelf, draft, "draft")
    cases = _sound(held, shelf)
    _step(by, held, "submitted", "hand_in", reason, cases=cases)


def send_back(by: Acting, shelf: Shelf, draft: UUID, reason: str) -> None:
    """Give a draft back to its authors with a reason, and commit."""
    held = _held(shelf, draft, "submitted", "approved")
    if not reason.strip():
        raise BadInput(NEEDED, fields={"reason": NEEDED})
    _step(by, held, "draft", "send_back", reason)


def approve(by: Acting, shelf: Shelf, draft: UUID, reason: str, *, signed: bool) -> None:
    """Approve a draft as a second person and sign its table of cases, and commit.

    Refused for anybody who wrote any version of it, and while a case fails.
    """
    held = _held(shelf, draft, "submitted")
    if by.actor.id in authors_of(draft):
        raise Refused(say("Whoever wrote in a draft cannot approve it. A second person of the office does."))
    if not signed:
        text = say("Please confirm that you have read the worked cases.")
        raise BadInput(text, fields={"signed": text})
    cases = _sound(held, shelf)
    _step(by, held, "approved", "approve", reason, cases=cases)


def publish(by: Acting, shelf: Shelf, draft: UUID, asked: Publication) -> date:
    """Publish an approved draft from a day on, commit, and return the day.

    Refused while it has faults or a case fails from that day on, and for a day before results that exist unless it is
    applied to them deliberately: then they are judged again by a job.
    """
    take_locks([f"rules:{current_tenant()}"])
    held = _held(shelf, draft, "approved")
    since = first_day(held, asked)
    cases = _sound(held, shelf, since)
    touched = results_since(shelf, held, since)
    _refuse_undeliberate(touched, asked)
    held.row.since = since
    made = kept_of(held, shelf, since)
    if touched and asked.deliberate:
        recompute.enqueue(year=held.row.year)
    _step(by, held, "published", "publish", asked.reason, cases=cases, touched=touched, **made)
    ask_again()
    return since


def withdraw(by: Acting, shelf: Shelf, draft: UUID, asked: Publication) -> None:
    """Take a published draft out of force, so that what stood before is in force again, and commit.

    Refused when the rules are not whole without it, and while results were judged by it unless it is done deliberately.
    """
    take_locks([f"rules:{current_tenant()}"])
    held = _held(shelf, draft, "published")
    if not asked.reason.strip():
        raise BadInput(NEEDED, fields={"reason": NEEDED})
    _refuse_unwhole(shelf, held)
    touched = results_since(shelf, held, held.row.since or date.min)
    _refuse_undeliberate(touched, asked)
    if touched:
        recompute.enqueue(year=held.row.year)
    _step(by, held, "withdrawn", "withdraw", asked.reason, touched=touched)
    ask_again()


def first_day(held: Draft, asked: Publication) -> date:
    """Return the first day of a publication: an amendment's own, otherwise the day that was asked for."""
    if held.row.file != f"{held.row.year}.yaml":
        head = parse(held.text.content, held.row.file).get("amends")
        return date.fromisoformat(str(head["from"])) if isinstance(head, dict) else date.min
    if asked.since is None:
        text = say("Please give the first day on which these rules are in force.")
        raise BadInput(text, fields={"since": text})
    return asked.since


def results_since(shelf: Shelf, held: Draft, since: date) -> int:
    """Return how many results of the place's learners a publication from this day on would change at once.

    One from today on, or from a later day, changes none of a year that still runs: those are judged anew as days go by.
    """
    today = now().astimezone(shelf.tenant.zone).date()
    if since >= today and not _is_over(shelf, held, today):
        return 0
    query = (
        sa.select(sa.func.count())
        .select_from(Standing)
        .join(Unit, sa.and_(Unit.tenant == Standing.tenant, Unit.code == Standing.unit))
        .where(Standing.year == held.row.year, in_area(held.row.area))
    )
    return db.session.scalar(query) or 0


def _is_over(shelf: Shelf, held: Draft, today: date) -> bool:
    """Whether the year has ended, so that looking at a result would judge it by other rules than it was."""
    try:
        return shelf.tenant.rules_for(held.row.year, held.row.area).period.last < today
    except NotFound:
        return False


def authors_of(draft: UUID) -> set[UUID]:
    """Return who wrote any version of a draft."""
    return set(db.session.scalars(sa.select(VersionRow.by).where(VersionRow.draft == draft)))


def kept_of(held: Draft, shelf: Shelf, since: date) -> dict[str, object]:
    """Return what the act of publication keeps: its first day, and the digest that results will carry."""
    trial = try_draft(shelf.tenant, held.row.area, held.row.file, held.text.content, since)
    digest = trial.found.rules.digest if trial.found else ""
    return {"since": since.isoformat(), "digest": digest}


def _held(shelf: Shelf, draft: UUID, *states: str) -> Draft:
    held = draft_in(shelf, draft, lock=True)
    if held.row.state not in states:
        raise Refused(say("The draft is at another step meanwhile. Please look at it again."))
    return held


def _sound(held: Draft, shelf: Shelf, since: date = date.min) -> int:
    """Return how many cases pass; Refused while there is a fault or a case fails."""
    row = held.row
    tryout = try_draft(shelf.tenant, row.area, row.file, held.text.content, since)
    if tryout.faults:
        count = len(tryout.faults)
        raise Refused(say(FAULTY.message, count=count), _because(tryout))
    cases = run_cases(tryout, held.text.cases)
    if not cases.passes:
        raise Refused(UNPROVEN, code="cases_fail")
    return len(cases.cases)


def _because(tryout: Tryout) -> Verdict:
    lines = (Line(say("{where}", where=str(one.mark)), None, one.text, NOWHERE) for one in tryout.faults[:10])
    return Verdict(met=False, lines=tuple(lines))


def _refuse_undeliberate(touched: int, asked: Publication) -> None:
    if not touched:
        return
    if not asked.deliberate:
        text: Text = say(
            "The day lies before results that exist ({count}). Apply it to them deliberately, with a reason, or choose a later day.",
            count=touched,
        )
        raise Refused(text, code="results_exist")
    if not asked.reason.strip():
        raise BadInput(NEEDED, fields={"reason": NEEDED})


def _refuse_unwhole(shelf: Shelf, held: Draft) -> None:
    row, tenant = held.row, shelf.tenant
    own = tenant.bundles[row.area]
    content = held.text.content.encode()
    left = tuple(each for each in own.later if (each.name, each.content) != (row.file, content))
    bundles = {**tenant.bundles, row.area: Bundle(own.place, own.files, own.folder, left)}
    trial = tenant.with_files(bundles)
    faults = tuple(rule_errors(trial))
    if faults or (row.year not in {*trial.bundles[""].years()} and _has_results(row.year)):
        raise Refused(
            say("Without it the rules are not whole: {why}", why=str(faults[0]) if faults else row.year)
        )


def _has_results(year: int) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(Standing.year == year))))


def _step(by: Acting, held: Draft, state: str, act: str, reason: str, **facts: object) -> None:
    held.row.state, held.row.changed_at = state, now()  # type: ignore[assignment]  # one of the table's states
    enter(by, held.row, act, reason, **facts)
    db.session.commit()
