"""Moving learners between units: one side asks, the other confirms where the rules say so, and it takes effect on its day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Literal

import sqlalchemy as sa

from core.accounts.service import Acting, Learner, Unit, learner_and_unit, post_to, stored_account, unit
from core.audit.service import Actor, note
from core.db import db, now
from core.decisions.case import Case
from core.decisions.freezes import may_transfer
from core.decisions.values import Text, Verdict, say
from core.errors import BadInput, NotFound, Refused
from core.exams.service import case_of
from core.rosters.desk import Desk
from core.rosters.models import OPEN_TRANSFERS, Transfer
from core.rosters.unit_changes import today
from core.rosters.unit_checks import CLOSED
from core.rosters.unit_forms import dated_of_form
from core.tenancy.announce import announce

Side = Literal["receiving", "sending", "both"]
NO_REQUEST = say("There is no such request here.")
NO_REASON = say("Please give a reason.")
FROZEN = say("This learner cannot be moved to another unit at present.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A transfer as a form asks for it, looked up and found possible."""

    learner: Learner
    target: Unit
    day: date
    reason: str
    side: Side


def ask_transfer(desk: Desk, form: Mapping[str, str]) -> Transfer:
    """Ask for a learner's transfer, and commit; carried out at once where it is due and nobody has to confirm it.

    Account number and name must agree, so that nobody is fetched by guessing. BadInput names the field that is not right; Refused
    with the verdict inside a freeze on its day, by the wrong side, or while another request is open. Study, results and
    certificates stay the learner's; figures of days before stay with the unit left.
    """
    asked = _asked(desk, form)
    _refuse_second(asked.learner)
    _refuse_frozen(asked.learner, asked.day, asked.side, desk)
    waits = asked.side != "both" and _confirmed_by_other_side(asked.learner)
    row = Transfer(
        learner=asked.learner.id,
        left=asked.learner.unit,
        to=asked.target.code,
        day=asked.day,
        side=asked.side,
        state="asked" if waits else "waiting",
        reason=asked.reason,
        by=desk.actor.id,
        by_name=desk.actor.name,
        at=now(),
    )
    _enter(row)
    if row.state == "asked" or row.day > today(desk):
        told = {"from": row.left, "to": row.to, "day": row.day.isoformat()}
        note(desk.actor, "transfer_ask", str(row.learner), row.reason, **told)
        db.session.commit()
        _tell(row, "transfer.asked" if waits else "transfer.planned")
    else:
        _carry_out(desk, row)
    return row


def answer_transfer(desk: Desk, number: int, *, accept: bool, reason: str = "") -> Transfer:
    """Confirm or refuse what the other side has asked for, and commit; a refusal needs a reason.

    NotFound for a request that is not this administrator's to answer; Refused where it cannot be any more.
    """
    row = request_in(desk, number, lock=True)
    if not may_answer(desk, row):
        raise NotFound(NO_REQUEST)
    if not accept and not reason.strip():
        raise BadInput(NO_REASON, fields={"reason": NO_REASON})
    row.answer, row.answered_by, row.answered_at = reason.strip(), desk.actor.name, now()
    if not accept:
        row.state = "refused"
        note(desk.actor, "transfer_refuse", str(row.learner), row.answer)
        db.session.commit()
        _tell(row, "transfer.refused")
        return row
    learner = learner_and_unit(row.learner)[0]
    row.day = max(row.day, today(desk))
    _refuse_impossible(row, learner)
    _refuse_frozen(learner, row.day, _side(row), desk)
    row.state = "waiting"
    note(desk.actor, "transfer_confirm", str(row.learner), row.answer)
    if row.day > today(desk):
        db.session.commit()
    else:
        _carry_out(desk, row)
    _tell(row, "transfer.confirmed")
    return row


def withdraw_transfer(desk: Desk, number: int) -> Transfer:
    """Take back an open request of one's own side, and commit; NotFound for every other."""
    row = request_in(desk, number, lock=True)
    if not may_withdraw(desk, row):
        raise NotFound(NO_REQUEST)
    row.state = "withdrawn"
    note(desk.actor, "transfer_withdraw", str(row.learner))
    db.session.commit()
    return row


def carry_out_due_transfers(desk: Desk) -> int:
    """Carry out the transfers whose day has come, each by itself; one that cannot be any more fails and says why."""
    query = sa.select(Transfer).where(Transfer.state == "waiting", Transfer.day <= today(desk))
    due = db.session.scalars(query.order_by(Transfer.day, Transfer.number).with_for_update()).all()
    for row in due:
        try:
            learner = learner_and_unit(row.learner)[0]
            _refuse_impossible(row, learner)
            _refuse_frozen(learner, row.day, _side(row), desk)
        except Refused as refused:
            row.state, row.answer = "failed", refused.code
            db.session.commit()
            _tell(row, "transfer.failed")
        else:
            _carry_out(desk, row)
    return len(due)


def request_in(desk: Desk, number: int, *, lock: bool = False) -> Transfer:
    """Return a request that concerns one of the administrator's units; NotFound for every other."""
    query = sa.select(Transfer).where(Transfer.number == number, concerns(desk))
    row = db.session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound(NO_REQUEST)
    return row


def concerns(desk: Desk) -> sa.ColumnElement[bool]:
    """Return the condition that a request comes from, or goes to, a unit of the administrator."""
    return sa.or_(Transfer.left.in_(desk.scope.units), Transfer.to.in_(desk.scope.units))


def may_answer(desk: Desk, row: Transfer) -> bool:
    """Tell whether the administrator stands on the side that was asked; nobody answers their own request."""
    other = row.left if row.side == "receiving" else row.to
    return row.state == "asked" and other in desk.scope.units and row.by != desk.actor.id


def may_withdraw(desk: Desk, row: Transfer) -> bool:
    """Tell whether the administrator stands on the side that has asked, and it has not happened yet."""
    own = row.to if row.side == "receiving" else row.left
    return row.state in OPEN_TRANSFERS and own in desk.scope.units


def _asked(desk: Desk, form: Mapping[str, str]) -> Asked:
    account, reason = stored_account(form.get("account", "")), form.get("reason", "").strip()
    query = sa.select(Learner).where(Learner.account == account, Learner.name == form.get("name", "").strip())
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise _fault("account", say("Nobody has this account number and name together."))
    target = _target(desk, form.get("to", "").strip(), row.unit)
    if target.code == row.unit:
        raise _fault("to", say("This learner is in {unit} already.", unit=target.name))
    day = dated_of_form(desk, form).day
    if day < today(desk):
        raise _fault("day", say("Please give today or a later day: figures of days before stay as they are."))
    if not reason:
        raise _fault("reason", NO_REASON)
    side: Side = "receiving" if target.code in desk.scope.units else "sending"
    if {row.unit, target.code} <= desk.scope.units:
        side = "both"
    return Asked(learner=row, target=target, day=day, reason=reason, side=side)


def _target(desk: Desk, written: str, left: str) -> Unit:
    """The unit that a form names by code or full name: one's own, or any where one's own learner goes."""
    query = sa.select(Unit).where(
        sa.or_(Unit.code == written, Unit.name == written), Unit.closed_on.is_(None)
    )
    found = [
        one for one in db.session.scalars(query) if one.code in desk.scope.units or left in desk.scope.units
    ]
    if len(found) != 1:
        raise _fault("to", say("There is no such unit here, or several; please give its code or full name."))
    return found[0]


def _refuse_second(learner: Learner) -> None:
    query = sa.select(Transfer).where(Transfer.learner == learner.id, Transfer.state.in_(OPEN_TRANSFERS))
    row = db.session.scalars(query).one_or_none()
    if row is not None:
        text = say(
            "A transfer of this learner to {unit} on {day} is open already.",
            unit=unit(row.to).name,
            day=row.day,
        )
        raise Refused(text, code="open_request")


def _enter(row: Transfer) -> None:
    """Two who ask at the same moment: the table lets one in."""
    db.session.add(row)
    try:
        db.session.flush()
    except sa.exc.IntegrityError as error:
        db.session.rollback()
        raise Refused(say("A transfer of this learner is open already."), code="open_request") from error


def _refuse_impossible(row: Transfer, learner: Learner) -> None:
    target = unit(row.to)
    if target.closed_on is not None:
        raise Refused(Text(CLOSED.message, {"unit": target.name}), code="closed")
    if learner.unit != row.left:
        raise Refused(say("The learner has gone to another unit meanwhile."), code="gone")


def _refuse_frozen(learner: Learner, day: date, side: Side, desk: Desk) -> None:
    """What the rules say on the day itself counts: what is asked for inside a freeze may happen after it."""
    case = case_of(learner.id)
    begins = datetime.combine(day, time(), desk.site.zone)
    verdict = _by_rule(replace(case, at=max(case.at, begins)), side)
    if not verdict.met:
        raise Refused(FROZEN, verdict, code="frozen")


def _by_rule(case: Case, side: Side) -> Verdict:
    """Who sees both units stands on both sides, and asks as the one that the rules name."""
    if side != "both":
        return may_transfer(case, side)
    verdict = may_transfer(case, "receiving")
    return verdict if verdict.met else may_transfer(case, "sending")


def _confirmed_by_other_side(learner: Learner) -> bool:
    rule = case_of(learner.id).rules.transfers
    return rule is not None and rule.confirm


def _carry_out(desk: Desk, row: Transfer) -> None:
    row.state = "done"
    learner = learner_and_unit(row.learner)[0]
    by = Acting(desk.site, Actor(row.by, row.by_name), desk.scope)
    post_to(by, learner, unit(row.to), row.reason)
    _tell(row, "transfer.done")


def _tell(row: Transfer, event: str) -> None:
    """Tell the learner and the other side; an answer goes to who has asked."""
    other = row.left if row.side == "receiving" else row.to
    facts = {"at_unit": other, "number": str(row.number), "day": row.day.isoformat(), "to": row.to}
    if event in {"transfer.refused", "transfer.confirmed", "transfer.failed"}:
        facts["administrator"] = str(row.by)
    announce(event, row.learner, None, **facts)


def _side(row: Transfer) -> Side:
    return "receiving" if row.side == "receiving" else "sending" if row.side == "sending" else "both"


def _fault(field: str, text: Text) -> BadInput:
    return BadInput(text, fields={field: text})
