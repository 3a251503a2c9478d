"""One learner added or changed by hand, by the very checks of a roster."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Learner, learner_in, unit
from core.audit.service import note
from core.db import db
from core.decisions.accounts import InitialPassword
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound
from core.rosters.columns import DAYS
from core.rosters.desk import Desk
from core.rosters.entering import enter_learners
from core.rosters.entries import entry_of_form
from core.rosters.judging import plan_learners
from core.rosters.kinds import learners_sheet
from core.rosters.plans import Planned
from core.tenancy.announce import announce, announce_all
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant

CLEARED = ("phone", "email", "rank", "tier", "post", "political_status", "joined", "retires")
"""Fields of a learner's record that may be emptied."""


def add_one(desk: Desk, form: Mapping[str, str]) -> UUID:
    """Add a learner from a form, and commit; BadInput with everything that a roster's row would be refused for."""
    planned = _enter(desk, dict(form), "added")
    query = sa.select(Learner.id).where(Learner.account == planned.key)
    return db.session.execute(query).scalar_one()


def change_one(desk: Desk, learner: UUID, form: Mapping[str, str], emptied: Sequence[str] = ()) -> None:
    """Change what the form says about a learner, and commit; what is left empty stays as it is, what is named is emptied."""
    row = learner_in(desk.scope, learner)
    for name in emptied:
        _refuse_needed(desk, row, name)
    kept = {name: value for name, value in form.items() if name not in emptied}
    _enter(desk, {**kept, "account": row.account, "unit": ""}, "changed")
    clear_fields(desk, learner, emptied)


def clear_fields(desk: Desk, learner: UUID, names: Sequence[str], reason: str = "") -> None:
    """Empty fields of a learner's record, and commit; what stood there stays in the audit trail.

    BadInput for a field that may not be empty, and for the fact that the first sign-in still asks.
    """
    row = learner_in(desk.scope, learner)
    told = {}
    for name in names:
        _refuse_needed(desk, row, name)
        if old := getattr(row, name):
            told[name] = f"{old} → –"
            setattr(row, name, None if name in DAYS else "")
    if not told:
        return
    note(desk.actor, "learner_changed", str(row.id), reason, **told)
    db.session.commit()
    announce_all("learner.changed", [row.id], desk.site.year)


def may_be_empty(name: str, initial: InitialPassword | None, *, own_password: bool) -> bool:
    """Tell whether a field may be emptied: none that the record needs, nor the fact that the first sign-in still asks."""
    asked = initial is not None and not own_password and initial.second_fact == "phone_last4"
    return name in CLEARED and not (asked and name == "phone")


def _refuse_needed(desk: Desk, row: Learner, name: str) -> None:
    initial = desk.accounts_of(unit(row.unit).area).initial
    if not may_be_empty(name, initial, own_password=row.password_hash is not None):
        text = say("This cannot be empty: the first sign-in asks it, or the record needs it.")
        raise BadInput(text, fields={name: text})


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
    announce("roster.entered")
    return planned


def _joined(texts: tuple[Text, ...]) -> Text:
    found = texts[0]
    for text in texts[1:]:
        found = say("{first} {then}", first=found, then=text)
    return found
