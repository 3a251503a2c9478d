"""One learner added or changed by hand, by the very checks of a roster; and one moved to another unit."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, Learner, Unit, learner_in, stored_account, transfer
from core.audit.service import note
from core.db import db
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound
from core.exams.service import case_of
from core.rosters.desk import Desk
from core.rosters.entering import enter_learners
from core.rosters.entries import entry_of_form
from core.rosters.judging import plan_learners
from core.rosters.kinds import learners_sheet
from core.rosters.plans import Planned
from core.tenancy.announce import announce_all
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant


def add_one(desk: Desk, form: Mapping[str, str]) -> UUID:
    """Add a learner from a form, and commit; BadInput with everything that a roster's row would be refused for."""
    planned = _enter(desk, dict(form), "added")
    query = sa.select(Learner.id).where(Learner.account == planned.key)
    return db.session.execute(query).scalar_one()


def change_one(desk: Desk, learner: UUID, form: Mapping[str, str]) -> None:
    """Change what the form says about a learner, and commit; what is left empty stays as it is."""
    row = learner_in(desk.scope, learner)
    _enter(desk, {**form, "account": row.account, "unit": ""}, "changed")


def move_one(desk: Desk, form: Mapping[str, str]) -> UUID:
    """Move a learner at once to another unit, asked for by the side that the rules name, and commit.

    Account number and name must agree, so that nobody is fetched by guessing. Refused inside a freeze with its reason and end, and
    by the wrong side; NotFound when neither unit is the administrator's. Study, results and certificates stay the learner's;
    figures of days before stay with the unit left.
    """
    account, reason = stored_account(form.get("account", "")), form.get("reason", "").strip()
    query = sa.select(Learner).where(Learner.account == account, Learner.name == form.get("name", "").strip())
    row = db.session.scalars(query).one_or_none()
    if row is None:
        text = say("Nobody has this account number and name together.")
        raise BadInput(text, fields={"account": text})
    target = _target(desk, form.get("to", "").strip(), row.unit)
    if target.code == row.unit:
        text = say("This learner is in {unit} already.", unit=target.name)
        raise BadInput(text, fields={"to": text})
    if not reason:
        raise BadInput(say("Please give a reason."), fields={"reason": say("Please give a reason.")})
    by = Acting(desk.site, desk.actor, desk.scope)
    transfer(by, row.id, target.code, case_of(row.id).facts, reason)
    return row.id


def _target(desk: Desk, written: str, left: str) -> Unit:
    """The unit that a form names by code or full name: one's own, or any where one's own learner goes."""
    query = sa.select(Unit).where(
        sa.or_(Unit.code == written, Unit.name == written), Unit.closed_on.is_(None)
    )
    found = [
        one for one in db.session.scalars(query) if one.code in desk.scope.units or left in desk.scope.units
    ]
    if len(found) != 1:
        text = say("There is no such unit here, or several; please give its code or full name.")
        raise BadInput(text, fields={"to": text})
    return found[0]


def _enter(desk: Desk, form: Mapping[str, str], wanted: str) -> Planned:
    take_locks([f"rosters/{current_tenant()}", f"numbers/{current_tenant()}"])
    entry = entry_of_form(form, learners_sheet(desk))
    (planned,) = plan_learners(desk, [entry])
    if planned.what == "refused":
        raise BadInput(planned.why[0], fields={"": _joined(planned.why)})
    if wanted == "added" and planned.what != "added":
        text = say(
            "This person is on the roster already, with the account number {account}.", account=planned.key
        )
        raise BadInput(text, fields={"account": text})
    if planned.target is None and wanted == "changed":
        raise NotFound(say("There is no such learner here."))
    judged = enter_learners(desk, [planned], lambda _done: None)
    told = {name: f"{old or '–'} → {planned.values[name]}" for name, old in planned.before.items()}
    note(desk.actor, f"learner_{wanted}", str(planned.target or planned.key), **told)
    db.session.commit()
    announce_all("learner.changed", judged, desk.site.year)
    return planned


def _joined(texts: tuple[Text, ...]) -> Text:
    found = texts[0]
    for text in texts[1:]:
        found = say("{first} {then}", first=found, then=text)
    return found
