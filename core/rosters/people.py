"""One learner added or changed by hand, by the very checks of a roster."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Learner, learner_in
from core.audit.service import note
from core.db import db
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound
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
