"""A year with an exam that is over and its makeup: an administrator's one with few places, and one that learners book."""

from pathlib import Path

from flask import Flask

from core.db import db
from core.exams.models import AttemptRow
from core.tenancy.clock import set_clock
from core.tenancy.registry import Registry
from tests.cast import EAST
from tests.core.decisions.years import moment
from tests.provinces import write_provinces
from tests.sites import Browser, learner_id, scope_of_site

BLUEPRINT = "{sections: [{type: single, count: 5, mark: 20}]}"
SLOTS = "{daily_slots: {from: 2024-12-10, to: 2024-12-11, times: ['09:00'], minutes: 60, capacity: 2}}"
RULES = f"""\
year: 2024
documents:
  main: {{number: 测发〔2024〕1号, title: 关于学法考试的通知}}
period: {{from: 2024-01-01, to: 2024-12-31, cite: 一}}
audience: {{employment: [serving], cite: 一}}
accounts:
  login: [account_number, phone, pinyin]
  number: given
  password: {{at_least: 6, at_most: 12, needs: [letters, digits], only: [letters, digits]}}
  initial: {{value: '888888', second_fact: name, reset_to: '000000'}}
  lock: {{after: 5, minutes: 30}}
  contacts: optional
  cite: 二
exams:
  main:
    title: 年度考试
    plan: {{window: {{from: 2024-03-01, to: 2024-05-31, minutes: 60}}}}
    pass_mark: 60
    attempts: {{most: 1}}
    blueprint: {BLUEPRINT}
    cite: 四（1）
  again:
    title: 补考
    makeup_of: [main]
    plan: {SLOTS}
    pass_mark: 60
    attempts: {{most: 1}}
    booking: {{by: [administrator], period: {{from: 2024-06-01, to: 2024-06-30}}, cite: 四（2）}}
    open_to: {{missed_or_failed: {{groups: [absent, failed], cite: 四（2）}}}}
    blueprint: {BLUEPRINT}
    cite: 四（2）
  own:
    title: 自行报考的补考
    makeup_of: [main]
    plan: {SLOTS}
    pass_mark: 60
    booking: {{by: [learner], cite: 四（3）}}
    open_to: {{missed_or_failed: {{groups: [failed], cite: 四（3）}}}}
    blueprint: {BLUEPRINT}
    cite: 四（3）
outcome: {{formula: exam_only, cite: 六}}
areas:
  - {{key: accounts, may: free, cite: 七}}
  - {{key: duties, may: free, cite: 七}}
"""
FIRST, SECOND = "2024-12-10T09:00:00+08:00", "2024-12-11T09:00:00+08:00"
AFTER = moment("2024-06-03 09:00")
SAT = moment("2024-05-10 09:00")


def load_places(root: Path) -> Registry:
    write_provinces(root)
    (root / EAST / "rules" / "2024.yaml").write_text(RULES)
    return Registry.load([root])


def fill(app: Flask) -> None:
    """Li failed and Zhao passed; nobody else came."""
    for account, mark in (("1001", 40), ("1002", 90)):
        learner = learner_id(app, EAST, account)
        with scope_of_site(app, EAST):
            db.session.add(
                AttemptRow(
                    learner=learner, year=2024, exam="main", number=1, seed="", paper=[], mark=mark, marked=None,
                    started_at=SAT, deadline=SAT, handed_in_at=SAT, handed_in_by="outside", outside="测试",
                )
            )  # fmt: skip
            db.session.commit()
    with scope_of_site(app, EAST):
        set_clock(AFTER)


def browser(app: Flask, account: str = "office") -> Browser:
    known = Browser(app, "east")
    known.sign_in_administrator(account)
    return known
