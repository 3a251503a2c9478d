"""A place that gives certificates: the cast's eastern province with a rule for them, its learners passed by study alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from flask import Flask

from core.accounts.service import Acting, NewLearner, add_learners, server_acting
from core.audit.service import SERVER
from core.certificates.service import Asking, CertificateRow, issue
from core.courses import service as courses
from core.courses.service import PastLesson, PastYear
from core.tenancy.registry import Registry
from core.web.site import Site
from tests.cast import EAST, WEST
from tests.core.courses.world import a_course
from tests.provinces import write_provinces
from tests.sites import PASSWORD, learner_id, scope_of_site

ADDRESS = "http://east.localhost"
RULES = """\
year: 2024
documents:
  main: {number: 测发〔2024〕1号, title: 关于学法考试的通知}
period: {from: 2024-01-01, to: 2024-12-31, cite: 一}
audience: {employment: [serving], cite: 一}
accounts:
  login: [account_number, phone, pinyin]
  number: given
  password: {at_least: 6, at_most: 12, needs: [letters, digits], only: [letters, digits]}
  initial: {value: '888888', second_fact: name, reset_to: '000000'}
  lock: {after: 5, minutes: 30}
  contacts: optional
  cite: 二
study:
  unit: credits
  period: {from: 2024-01-01, to: 2024-12-31}
  credit: [{per_lesson: {amount: 2}}]
  presence: {heartbeat_seconds: 20, idle_minutes: 5, lesson_minutes: 1}
  target: {total: 4}
  cite: 三
outcome:
  formula: study_only
  grades: [{name: pass, at_least: 0}]
  cite: 五
certificate:
  states: [passed]
  number: {year_serial: {prefix: DS, digits: 6}}
  cite: 八
areas:
  - {key: accounts, may: free, cite: 七}
  - {key: duties, may: free, cite: 七}
"""
PASSED = ("1001", "1002", "1004")
"""Li, Zhao and Qian have studied enough; the others have not."""


def load_places(root: Path) -> Registry:
    """Write the cast's provinces with a rule for certificates in the east and none in the west, and load them."""
    write_provinces(root)
    west = root / WEST / "rules" / "2024.yaml"
    lines = west.read_text().splitlines(keepends=True)
    west.write_text("".join(line for line in lines if not line.startswith("certificate:")))
    (root / EAST / "rules" / "2024.yaml").write_text(RULES)
    return Registry.load([root])


def let_pass(app: Flask, accounts: Iterator[str] | tuple[str, ...]) -> None:
    """Enter enough past study for these learners."""
    with scope_of_site(app, EAST):
        found = [courses.learner_year(learner_id(app, EAST, account)) for account in accounts]
        shelf = courses.shelf_for(found[0])
        for year in found:
            done = [
                PastLesson(course="law", lesson=f"l{n}", at=year.at - timedelta(hours=9 - n)) for n in (1, 2)
            ]
            courses.enter_histories(2024, [PastYear(year, shelf, tuple(done))])


def fill(app: Flask) -> None:
    """Publish a course and let the passed ones pass."""
    with scope_of_site(app, EAST):
        courses.publish_course(a_course())
    let_pass(app, PASSED)


def many(app: Flask, count: int) -> list[UUID]:
    """Add passed learners to unit u2."""
    accounts = [f"9{number:03}" for number in range(count)]
    with scope_of_site(app, EAST) as site:
        rows = add_learners(
            site,
            [NewLearner(unit="u2", account=one, name=f"众{one}", password=PASSWORD) for one in accounts[:1]]
            + [NewLearner(unit="u2", account=one, name=f"众{one}") for one in accounts[1:]],
        )
    let_pass(app, tuple(accounts))
    return [row.id for row in rows]


@contextmanager
def east(app: Flask) -> Iterator[Site]:
    with scope_of_site(app, EAST) as site:
        yield site


def asking(by: str = "learner") -> Asking:
    return Asking(by=by, actor=SERVER, address=ADDRESS)


def issued(app: Flask, account: str = "1001") -> CertificateRow:
    """Issue the certificate of a learner of the east."""
    with east(app):
        return issue(learner_id(app, EAST, account), asking())


def everybody(site: Site) -> Acting:
    return server_acting(site)
