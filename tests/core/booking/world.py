"""A year with cohorts: a sector exam and a regional one in slots of few places, whose hand-ins and starts meet."""

from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from core.accounts.service import NewLearner, Unit, add_learners
from core.db import db
from core.tenancy.registry import Registry
from tests.cast import EAST
from tests.provinces import write_provinces
from tests.sites import Browser, scope_of_site

BLUEPRINT = "{sections: [{type: single, count: 5, mark: 20}]}"
RULES = f"""\
year: 2024
documents:
  main: {{number: 测发〔2024〕1号, title: 关于学法考试的通知}}
period: {{from: 2024-01-01, to: 2024-12-31, cite: 一}}
audience: {{employment: [serving, sick], cite: 一}}
accounts:
  login: [account_number, phone, pinyin]
  number: given
  password: {{at_least: 6, at_most: 12, needs: [letters, digits], only: [letters, digits]}}
  initial: {{value: '888888', second_fact: name, reset_to: '000000'}}
  lock: {{after: 5, minutes: 30}}
  contacts: optional
  cite: 二
cohorts:
  precedence: [sector, regional]
  members: {{sector: {{unit_is: {{duty: true, cite: 三（1）}}}}}}
  otherwise: regional
  cite: 三
exams:
  sector:
    title: 系统考试
    cohort: sector
    plan: {{daily_slots: {{from: 2024-06-10, to: 2024-06-14, times: ['09:00', '10:00'], minutes: 60, capacity: 4}}}}
    pass_mark: 60
    attempts: {{most: 1}}
    booking: {{by: [administrator], cite: 四（1）}}
    blueprint: {BLUEPRINT}
    cite: 四（1）
  regional:
    title: 区域考试
    cohort: regional
    plan: {{daily_slots: {{from: 2024-06-17, to: 2024-06-18, times: ['09:00', '10:00'], minutes: 60, capacity: 5}}}}
    pass_mark: 60
    attempts: {{most: 1}}
    booking: {{by: [administrator], period: {{from: 2024-06-01, to: 2024-06-16}}, cite: 四（2）}}
    blueprint: {BLUEPRINT}
    cite: 四（2）
exemptions:
  reasons:
    illness: {{when: by_approval, approval: [unit]}}
    leave: {{when: {{leave_is: {{states: [sick]}}}}, approval: [unit, province]}}
  by: [learner, unit]
  cite: 五
outcome: {{formula: exam_only, cite: 六}}
areas:
  - {{key: accounts, may: free, cite: 七}}
  - {{key: duties, may: free, cite: 七}}
"""
NINE, TEN = "2024-06-17T09:00:00+08:00", "2024-06-17T10:00:00+08:00"
CROWD = 8


def load_places(root: Path) -> Registry:
    write_provinces(root)
    (root / EAST / "rules" / "2024.yaml").write_text(RULES)
    return Registry.load([root])


def fill(app: Flask) -> None:
    """The unit u2 has a duty of its own; u1 and u2 have a crowd each, 2001 and 3001 onwards."""
    with scope_of_site(app, EAST) as site:
        db.session.execute(sa.update(Unit).where(Unit.code == "u2").values(duty=True))
        db.session.commit()
        crowd = [
            NewLearner(unit=unit, account=f"{first}{number:03}", name=f"众{first}{number}")
            for unit, first in (("u1", 2), ("u2", 3))
            for number in range(1, CROWD + 1)
        ]
        add_learners(site, crowd)


def browser(app: Flask, account: str = "office") -> Browser:
    known = Browser(app, "east")
    known.sign_in_administrator(account)
    return known
