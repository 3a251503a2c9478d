"""Where the rules hold study back until the fee is paid: who may open a lesson and sit the exam, and what opens by a payment."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from core.courses import service as courses
from core.decisions.exam_entry import may_start
from core.decisions.values import Word
from core.errors import Refused
from core.exams.service import case_of, cases_of
from core.fees import service
from core.postgres.cluster import Cluster
from core.tenancy.registry import Registry
from tests import databases
from tests.cast import EAST
from tests.core.courses.world import a_course, sign_in
from tests.core.fees.world import acting_as, ordered, pay
from tests.provinces import write_provinces
from tests.sites import Browser, fill_the_provinces, learner_id, make_app, scope_of_site

CITED = "测发〔2024〕1号"


def load_gated(root: Path) -> Registry:
    """The cast's provinces, where the east lets nobody study before the fee is paid."""
    write_provinces(root)
    rules = root / EAST / "rules" / "2024.yaml"
    rules.write_text(rules.read_text().replace("  public: true\n", "  public: true\n  gates: true\n"))
    return Registry.load([root])


@pytest.fixture(scope="module")
def gated(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, sa.Engine]]:
    database = databases.copy_of_template(cluster, "gated")
    with databases.committing(make_app(database, load_gated(tmp_path_factory.mktemp("gated")))) as app:
        fill_the_provinces(app)
        with scope_of_site(app, "east"):
            courses.publish_courses([a_course()])
        engine = databases.one_connection(database)
        yield app, engine
        engine.dispose()
    databases.drop(database)


@pytest.fixture
def site_app(gated: tuple[Flask, sa.Engine]) -> Iterator[Flask]:
    app, engine = gated
    with databases.rolled_back(app, engine):
        yield app


def open_law(app: Flask, account: str) -> None:
    learner = learner_id(app, "east", account)
    with scope_of_site(app, "east"):
        courses.open_lesson(courses.learner_year(learner), "law", "l1", sign_in(learner, "phone"))


def refused(app: Flask, account: str) -> Refused:
    with pytest.raises(Refused) as caught:
        open_law(app, account)
    return caught.value


def may_enter(app: Flask, account: str) -> bool:
    learner = learner_id(app, "east", account)
    with scope_of_site(app, "east"):
        return may_start(case_of(learner).about("yearly")).met


def test_nobody_opens_a_lesson_before_their_seat_is_active(site_app):
    assert refused(site_app, "1001").code == "not_open"
    order = ordered(site_app)
    verdict = refused(site_app, "1001").verdict
    assert [(line.figure, line.cite.article) for line in verdict.failing] == [(Word("unpaid"), "十")]
    pay(site_app, order.id, 4000, "B1")
    refused(site_app, "1001")
    pay(site_app, order.id, 500, "B2")
    open_law(site_app, "1001")


def test_one_units_payment_opens_nothing_for_another(site_app):
    pay(site_app, ordered(site_app).id, 4500)
    refused(site_app, "1002")


def test_a_refund_holds_back_again_and_what_was_studied_stays(site_app):
    order = ordered(site_app)
    pay(site_app, order.id, 4500)
    open_law(site_app, "1001")
    with acting_as(site_app, "office") as by:
        service.refund_order(by, order.id, "退款")
    refused(site_app, "1001")
    with scope_of_site(site_app, "east"):
        year = courses.learner_year(learner_id(site_app, "east", "1001"))
        assert len(courses.progress_for(year)) == 1


def test_whoever_others_pay_for_waits_for_no_order(site_app):
    from core.accounts.service import NewLearner, add_learner

    with acting_as(site_app, "office") as by:
        add_learner(by.site, NewLearner(unit="u0", account="1010", name="省直"))
    open_law(site_app, "1010")
    assert may_enter(site_app, "1010")


def test_the_exam_is_held_back_by_the_same_seat(site_app):
    assert not may_enter(site_app, "1001")
    pay(site_app, ordered(site_app).id, 4500)
    assert may_enter(site_app, "1001")


def test_facts_of_many_know_each_ones_seat(site_app):
    pay(site_app, ordered(site_app).id, 4500)
    mine, other = (learner_id(site_app, "east", account) for account in ("1001", "1002"))
    with scope_of_site(site_app, "east"):
        cases = cases_of([mine, other])
    assert (cases[mine].facts.paid, cases[other].facts.paid) == (True, False)


def test_the_pages_say_why_by_which_rule_and_whom_to_ask(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    home = browser.get("/").text
    for words in ("本单位尚未缴费", "贵单位的费用尚未核实到款", "请向本单位管理员了解", CITED):
        assert words in home
    assert "继续学习：" not in home
    assert "贵单位的费用尚未核实到款" in browser.get("/courses/law").text
    answer = browser.get("/courses/law/l1")
    assert answer.status_code == 409
    assert "贵单位的费用尚未核实到款" in answer.text
    assert CITED in answer.text
    pay(site_app, ordered(site_app).id, 4500)
    assert "本单位尚未缴费" not in browser.get("/").text
    assert browser.get("/courses/law/l1").status_code == 200


def test_programs_are_held_back_as_pages_are(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    answer = browser.get("/api/v1/courses/law/lessons/l1")
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "not_open")
    answer = browser.send("/api/v1/tickets", {"course": "law", "lesson": "l1"})
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "not_open")


def test_a_place_that_does_not_hold_back_asks_for_no_seat(site_app):
    browser = Browser(site_app, "west")
    browser.sign_in("1001")
    assert "本单位尚未缴费" not in browser.get("/").text
