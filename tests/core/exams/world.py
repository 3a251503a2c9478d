"""An exam hall: the cast's eastern province with exams of several kinds, and learners with a browser each."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

from flask import Flask
from werkzeug.test import TestResponse

from core.accounts import sessions
from core.db import db
from core.errors import NotFound
from core.exams import service
from core.exams.models import AttemptRow
from core.tenancy.clock import clock_ahead, set_clock, shift_clock
from core.tenancy.registry import Registry
from core.web.site import Site
from tests.access_table import OPERATOR, TABLE
from tests.access_world import CALLERS, World
from tests.cast import EAST
from tests.core.decisions.years import moment
from tests.provinces import write_provinces
from tests.sites import Browser, learner_id, scope_of_site

BLUEPRINT = "{sections: [{type: single, count: 5, mark: 20}]}"
WINDOW = "{window: {from: 2024-03-01, to: 2024-11-30, minutes: 60}}"
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
study:
  unit: credits
  period: {{from: 2024-01-01, to: 2024-12-31}}
  credit: [{{per_lesson: {{amount: 2}}}}]
  presence: {{heartbeat_seconds: 20, idle_minutes: 5, lesson_minutes: 1}}
  target: {{total: 10}}
  cite: 三
exams:
  yearly: {{title: 年度学法考试, plan: {WINDOW}, pass_mark: 60, attempts: {{counts: best, most: 2}}, blueprint: {BLUEPRINT}, cite: 四（1）}}
  open: {{title: 开放测试, kind: test, plan: {WINDOW}, shows: answers, blueprint: {BLUEPRINT}, cite: 四（2）}}
  silent: {{title: 不公布测试, kind: test, plan: {WINDOW}, shows: nothing, blueprint: {BLUEPRINT}, cite: 四（3）}}
  blank: {{title: 填空测试, kind: test, plan: {WINDOW}, shows: answers, blueprint: {{sections: [{{type: fill_in, count: 1, mark: 100}}]}}, cite: 四（6）}}
  mock: {{title: 模拟考试, kind: mock, plan: {WINDOW}, shows: answers, pass_mark: 60, blueprint: {BLUEPRINT}, cite: 四（7）}}
  gated: {{title: 先学后考, plan: {WINDOW}, gate: {{study_done: now}}, acknowledge: true, blueprint: {BLUEPRINT}, cite: 四（4）}}
  slot:
    title: 场次考试
    plan: {{daily_slots: {{from: 2024-09-10, to: 2024-09-11, times: ['09:00'], minutes: 60, capacity: 1}}}}
    booking: {{by: [administrator, learner]}}
    pass_mark: 60
    blueprint: {BLUEPRINT}
    cite: 四（5）
mocks: {{allowed: true, cite: 四（7）}}
exemptions:
  reasons:
    illness: {{when: by_approval, approval: [unit, area]}}
  revoked: absent
  by: [learner, unit]
  cite: 五
outcome: {{formula: exam_passed_and_study, cite: 六}}
areas:
  - {{key: accounts, may: free, cite: 七}}
  - {{key: duties, may: free, cite: 七}}
"""
SLOT = moment("2024-09-10 09:00")
NEXT_SLOT = moment("2024-09-11 09:00")


def load_halls(root: Path) -> Registry:
    """Write the cast's provinces with this hall's rules in the east, and load them."""
    write_provinces(root)
    (root / EAST / "rules" / "2024.yaml").write_text(RULES)
    return Registry.load([root])


@dataclass
class Sitter:
    """One learner of the east with services and a browser; several browsers may be the same learner's."""

    app: Flask
    account: str = "1001"
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.browser = Browser(self.app, "east")
        with self.hall() as site:
            token = sessions.begin(site, self.id, None)
            db.session.commit()
        self.browser.client.set_cookie("xuefa", token, domain="east.localhost")

    @property
    def id(self) -> UUID:
        return learner_id(self.app, "east", self.account)

    @contextmanager
    def hall(self) -> Iterator[Site]:
        with scope_of_site(self.app, "east") as site:
            yield site

    def start(self, exam: str = "yearly") -> str:
        """Press start; gives the attempt's address."""
        answer = self.browser.post(f"/exams/{exam}/start")
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def save(self, attempt: str, question: object, chosen: object, seq: object) -> TestResponse:
        body = {"question": question, "chosen": chosen, "seq": seq}
        return self.browser.send(f"{attempt}/answers", body, headers={"Accept": "application/json"})

    def hand_in(self, attempt: str) -> TestResponse:
        return self.browser.post(f"{attempt}/hand-in")

    def row(self, attempt: str) -> AttemptRow:
        with self.hall():
            return service.attempt_of(self.id, UUID(attempt.rpartition("/")[2]))

    def chosen(self, attempt: str) -> dict[int, list[int]]:
        with self.hall():
            found = service.answers_of(UUID(attempt.rpartition("/")[2]))
            return {number: answer.chosen for number, answer in found.items()}

    def right(self, attempt: str) -> list[int]:
        """The index of the right option of each question as shown; every key of the bank is its first option."""
        return [kept["order"].index(0) for kept in self.row(attempt).paper]


def later(app: Flask, **span: float) -> None:
    """Move the east's clock on."""
    with scope_of_site(app, "east"):
        shift_clock(clock_ahead() + timedelta(**span))


def at(app: Flask, when: datetime) -> None:
    """Set the east's clock."""
    with scope_of_site(app, "east"):
        set_clock(when)


def looked_at(
    app: Flask,
    *,
    callers: Collection[str] = tuple(CALLERS),
    without: str = "",
    examples: Mapping[str, object] = MappingProxyType({}),
) -> Iterator[tuple[str, str, TestResponse]]:
    """Look at every address that can be looked at, as those of the callers who may.

    ``examples`` are taken for the places in addresses in place of new ones; rows that name ``without`` are left out, and
    those whose examples the hall's rules know nothing of, such as practice for credit.
    """
    world = World(app, filled=True, examples=dict(examples))
    for row in TABLE:
        allowed = sorted(row.allowed & set(callers) - {OPERATOR})
        if row.method != "GET" or not allowed or (without and without in row.path):
            continue
        try:
            path = world.path(row)
        except NotFound:
            continue
        for caller in allowed:
            yield caller, path, world.call(caller, row, path)
