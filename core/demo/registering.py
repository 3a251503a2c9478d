"""The demo's roster sheets and registrations, where a place's learners register themselves: some handed in, some people waiting."""

import csv
import io
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Administrator, Learner, Scope, give_consent
from core.audit.service import Actor
from core.db import db
from core.demo.content import Content
from core.registrations.service import PURPOSE, register
from core.rosters.service import Desk, hand_in_sheet
from core.web.language import Reader
from core.web.site import Site

HEAD = ("单位", "姓名", "身份证号", "手机号码")


def let_register(site: Site, content: Content, office: Administrator) -> None:
    """Hand in the sheets that the plan names, with their learners and those still to come; then send what it says is waiting."""
    plan = content.plan.get("registration")
    if plan is None:
        return
    by_code = {unit.code: unit for unit in content.units()}
    handed = [content.code(code) for code in plan["handed"]]
    learners = db.session.scalars(sa.select(Learner).where(Learner.unit.in_(handed)))
    rows = [(by_code[row.unit].name, row.name, row.id_number, row.phone) for row in learners]
    to_come = [
        (one["unit"], one["name"], str(one["id_number"]), str(one["phone"])) for one in plan["to_come"]
    ]
    desk = _desk(site, office.id, office.name, frozenset(by_code))
    hand_in_sheet(desk, _sheet([*rows, *to_come]))
    db.session.commit()
    for one in plan["waiting"]:
        mark = give_consent(site, PURPOSE)
        form = {"unit_name": one["unit"], "name": one["name"]}
        register(site, mark, {**form, "id_number": str(one["id_number"]), "phone": str(one["phone"])})


def _desk(site: Site, office: UUID, name: str, units: frozenset[str]) -> Desk:
    head = min(units)
    return Desk(site, Actor(office, name), head, Scope(units), Reader("zh", site.words, site.zone))


def _sheet(rows: list[tuple[str, str, str, str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([HEAD, *rows])
    return stream.getvalue().encode()
