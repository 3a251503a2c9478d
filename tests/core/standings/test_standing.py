"""A learner's home and verdict: what they say in each state, and that what is stored can be explained again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from core.courses import service as courses
from core.db import db
from core.decisions.facts import Attempt, DayTotal, Facts
from core.decisions.values import Cite, Line, say
from core.standings import judging
from core.standings.models import Standing
from core.standings.service import explain, judge, judge_all, judge_many, store_facts, stored
from core.tenancy.announce import announce
from core.tenancy.clock import set_clock
from core.tenancy.scope import current_tenant
from tests.core.courses.world import a_course
from tests.sites import Browser, learner_id, scope_of_site

ZONE = ZoneInfo("Asia/Shanghai")
STUDIED = (DayTotal(datetime(2024, 5, 1, tzinfo=ZONE).date(), "required", Decimal(10)),)
SAT = datetime(2024, 5, 2, 9, 0, tzinfo=ZONE)


@pytest.fixture
def li(site_app: Flask) -> UUID:
    return learner_id(site_app, "east", "1001")


@pytest.fixture
def browser(site_app: Flask) -> Browser:
    known = Browser(site_app, "east")
    known.sign_in("1001")
    return known


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let a judgement find these facts beside the person's own."""
    real = judging.case_of

    def given(**facts: object) -> None:
        def case_of(learner: UUID, year: int | None = None):
            case = real(learner, year)
            return replace(case, facts=replace(case.facts, **facts))

        def cases_of(learners: list[UUID], year: int | None = None):
            return {learner: case_of(learner, year) for learner in learners}

        monkeypatch.setattr(judging, "case_of", case_of)
        monkeypatch.setattr(judging, "cases_of", cases_of)

    return given


def sat(mark: int) -> tuple[Attempt, ...]:
    return (
        Attempt(exam="yearly", number=1, started=SAT, handed_in=SAT.replace(hour=10), mark=Decimal(mark)),
    )


def at(app: Flask, moment: str) -> None:
    with scope_of_site(app, "east"):
        set_clock(datetime.fromisoformat(moment).replace(tzinfo=ZONE))


def test_a_stranger_finds_a_front_page_with_the_way_in(site_app):
    page = Browser(site_app, "east").get("/").text
    assert "东省学法平台" in page
    assert 'href="/sign-in"' in page
    assert "2024年度国家工作人员在线学法考试" in page


def test_an_administrator_is_led_to_the_desk(site_app):
    known = Browser(site_app, "east")
    known.sign_in_administrator("office")
    assert known.get("/").headers["Location"] == "/admin"


def test_a_learner_who_has_not_begun_reads_what_is_missing_and_what_is_next(site_app, browser, known):
    known(study=())
    with scope_of_site(site_app, "east"):
        courses.publish_course(a_course(cite=Cite(document="测发〔2024〕1号", article="三")))
    page = browser.get("/").text
    assert "尚未开始学习" in page
    assert "<b>0</b> / 10 学分" in page
    assert 'href="/courses/law/l1"' in page
    assert "年度学法考试" in page


@pytest.mark.parametrize(
    ("facts", "state", "sentence"),
    [
        ({"study": STUDIED}, "ready", "学习已完成，还需参加考试"),
        ({"study": STUDIED, "attempts": sat(80)}, "passed", "2024年度已合格"),
    ],
)
def test_the_home_says_where_a_learner_stands(browser, li, known, facts, state, sentence):
    known(**facts)
    page = browser.get("/").text
    assert sentence in page
    assert browser.get("/api/v1/home").json["state"] == state


def test_the_year_ends_by_itself_and_the_home_says_so(site_app, browser):
    at(site_app, "2025-01-02 09:00")
    assert browser.get("/api/v1/home").json["state"] in {"absent", "failed"}
    assert "查看年度结果" in browser.get("/").text


def test_a_passed_learner_is_led_to_the_result(browser, known):
    known(study=STUDIED, attempts=sat(80))
    assert browser.get("/api/v1/home").json["action"] == {"label": "查看年度结果", "url": "/standing"}


def test_the_verdict_shows_every_line_with_its_source(browser, known):
    known(study=STUDIED, attempts=sat(80))
    page = browser.get("/standing").text
    told = browser.get("/api/v1/standing").json
    assert told["state"] == "passed"
    assert told["lines"]
    for line in told["lines"]:
        assert line["item"] in page
        assert line["cite"]["document"] == "测发〔2024〕1号"
        assert f"依据：{line['cite']['article']}" in page or line["cite"]["article"] in page
    assert "测发〔2024〕1号" in page
    assert told["rules_digest"] in page


def test_an_assumed_rule_says_why_it_was_assumed(browser, monkeypatch):
    real = judging.outcome_of
    guess = Line(say("Study in all"), Decimal(0), say("Study in all"), Cite(assumed="通知未写明，按惯例"))
    monkeypatch.setattr(judging, "outcome_of", lambda case: replace(real(case), lines=(guess,)))
    assert "通知未写明，按惯例" in browser.get("/standing").text
    assert browser.get("/api/v1/standing").json["lines"][0]["cite"]["assumed"] == "通知未写明，按惯例"


def test_a_stored_standing_is_explained_by_its_own_inputs(site_app, li, known):
    known(study=STUDIED, attempts=sat(80))
    with scope_of_site(site_app, "east"):
        outcome = judge(li)
        explained = explain(li)
        assert explained is not None
        assert explained.agrees
        assert explained.same_rules
        assert explained.again.state == outcome.state == "passed"
        assert stored(li, 2024).earned == 10


def test_an_explanation_finds_what_was_changed_behind_the_rules_back(site_app, li):
    with scope_of_site(site_app, "east"):
        judge(li)
        db.session.execute(sa.update(Standing).values(inputs=store_facts(Facts(study=STUDIED))))
        db.session.commit()
        db.session.expire_all()
        assert not explain(li).agrees


def test_judging_many_is_judging_each(site_app, li):
    zhao = learner_id(site_app, "east", "1002")
    with scope_of_site(site_app, "east"):
        together = judge_many([li, zhao, UUID(int=7)], 2024)
        assert together == {learner: judge(learner, 2024) for learner in (li, zhao)}
        assert stored(zhao, 2024).state == together[zhao].state


def test_without_a_judgement_there_is_nothing_to_explain(site_app, li):
    with scope_of_site(site_app, "east"):
        assert explain(li) is None


def test_what_changes_facts_has_the_learner_judged_again(site_app, li, known):
    with scope_of_site(site_app, "east"):
        judge(li)
        assert stored(li, 2024).state == "not_started"
        known(study=STUDIED)
        announce("learner.studied", li, 2024)
        db.session.expire_all()
        assert stored(li, 2024).state == "ready"


def test_looking_judges_again_and_keeps_one_row(site_app, li, browser, known):
    browser.get("/")
    known(study=STUDIED)
    browser.get("/standing")
    with scope_of_site(site_app, "east"):
        rows = db.session.scalars(sa.select(Standing).where(Standing.learner == li)).all()
        assert [row.state for row in rows] == ["ready"]


def test_all_learners_of_one_province_are_judged_and_no_others(site_app):
    with scope_of_site(site_app, "east"):
        assert len(list(judge_all())) == 6
        assert current_tenant() == "east"
    with scope_of_site(site_app, "west"):
        assert db.session.scalars(sa.select(Standing)).all() == []


def test_home_and_verdict_read_in_english_too(browser, known):
    known(study=())
    assert "You have not started yet." in browser.get("/?lang=en").text
    assert "How this result was reached" in browser.get("/standing?lang=en").text


def test_the_home_says_what_is_enough_a_day(browser, site_app):
    with scope_of_site(site_app, "east"):
        work = courses.Work(title="中华人民共和国宪法", article="第二条")
        lessons = tuple(
            courses.NewLesson(code=f"l{n}", title=f"第{n}课", text="正文", work=work) for n in range(6)
        )
        courses.publish_course(
            courses.NewCourse(
                year=2024, code="law", title="宪法", lessons=lessons, category="宪法", bucket="required",
                cite=Cite(document="main", article="三"),
            )
        )  # fmt: skip
    assert "再学 5 课即可：每天 1 课" in browser.get("/").text
    assert browser.get("/api/v1/home?lang=en").json["plan"][0].startswith("5 lessons are enough")


def test_the_home_leads_to_the_study_record_also_where_nothing_is_asked(browser, known):
    known(study=STUDIED)
    assert 'href="/study-record"' in browser.get("/").text
