"""The office corrects a question after it was asked."""

import pytest

from core.courses import service as courses
from core.db import db
from core.exams import service as exams
from core.exams.jobs import regrade
from core.exams.models import CorrectionRow
from tests.sites import Browser, learner_id, scope_of_site


@pytest.fixture
def handed_in(site_app):
    """Li's paper of five questions, all answered by their first option, which is right."""
    learner = learner_id(site_app, "east", "1001")
    with scope_of_site(site_app, "east"):
        courses.add_questions(
            courses.NewQuestion(
                year=2024,
                code=f"q{n}",
                type="single",
                stem=f"第{n}题问什么",
                options=("甲", "乙", "丙"),
                key=frozenset({0}),
                work=courses.Work(title="中华人民共和国宪法", article="第二条"),
            )
            for n in range(5)
        )
        attempt = exams.start_attempt(learner, "yearly")
        given = {n: [kept["order"].index(0)] for n, kept in enumerate(attempt.paper, 1)}
        exams.enter_answers([(attempt, given)])
        return exams.hand_in(learner, attempt.id).id


@pytest.fixture
def office(site_app):
    known = Browser(site_app, "east")
    known.sign_in_administrator("office")
    return known


ASKED = {"code": "q3", "kind": "key", "key": "B", "reason": "答案有误"}


def test_the_office_sees_whose_marks_change_and_applies_it(office, site_app, handed_in):
    page = office.post("/admin/corrections/preview", ASKED)
    assert page.status_code == 200, page.text
    for told in ("第3题问什么", "李一", "办理：1 份分数有变", "改正答案为 B"):
        assert told in page.text
    done = office.post("/admin/corrections", ASKED)
    assert "正在重新评分" in office.get(done.headers["Location"]).text
    with scope_of_site(site_app, "east"):
        (row,) = db.session.query(CorrectionRow).all()
        regrade.work(Quiet(), str(row.id))
    page = office.get("/admin/corrections").text
    assert "改正答案为 B" in page
    assert "由 100 分改为 80 分：答案有误" in office.get(f"/admin/attempts/{handed_in}").text


class Quiet:
    """A progress that nobody watches."""

    def report(self, done, total=None):
        pass


@pytest.mark.parametrize(
    ("changed", "status", "says"),
    [
        ({"key": "Z"}, 400, "答案与题目不符"),
        ({"key": ""}, 400, "答案与题目不符"),
        ({"reason": " "}, 400, "请填写理由"),
        ({"kind": "x"}, 400, "请选择要办理的事项"),
        ({"code": "none"}, 404, "没有这道题"),
        ({"code": "none", "version": "9" * 20}, 404, "没有这道题"),
    ],
)
def test_what_is_wrong_in_the_form_is_said(office, handed_in, changed, status, says):
    refused = office.post("/admin/corrections/preview", ASKED | changed)
    assert refused.status_code == status
    assert says in refused.text
    if "reason" not in changed:
        assert 'value="答案有误"' in refused.text, "what was typed stays in the form"


def test_nobody_but_the_office_corrects(site_app, handed_in):
    for account in ("a1", "editor"):
        other = Browser(site_app, "east")
        other.sign_in_administrator(account)
        assert other.post("/admin/corrections/preview", ASKED).status_code == 404, account


def test_a_question_of_another_place_is_as_unknown_as_one_that_is_not(site_app, handed_in):
    area = Browser(site_app, "bay")
    area.sign_in_administrator("bay")
    refused = area.post("/admin/corrections/preview", ASKED)
    assert refused.status_code == 404
    assert "没有这道题" in refused.text
    assert "第3题问什么" not in refused.text
