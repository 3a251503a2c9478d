"""The door of an exam: every condition is shown, met or not, with its article and what to do."""

from core.decisions.values import Verdict
from core.exams import service
from tests.core.exams.world import Sitter


def conditions(sitter: Sitter, exam: str) -> Verdict:
    with sitter.hall():
        return service.entry_check(sitter.id, exam)[1]


def test_an_open_exam_may_be_started_and_every_line_is_met(li):
    verdict = conditions(li, "yearly")
    assert verdict.met
    assert all(line.met is not False for line in verdict.lines)


def test_a_gate_says_what_is_missing_with_its_article(li):
    verdict = conditions(li, "gated")
    assert not verdict.met
    assert len(verdict.failing) >= 2
    assert all(line.cite.article or line.cite.assumed for line in verdict.failing)
    page = li.browser.get("/exams/gated").text
    assert "四（4）" in page
    assert "10" in page
    refused = li.browser.post("/exams/gated/start")
    assert refused.status_code == 409
    assert "四（4）" in refused.text


def test_the_refusal_names_who_can_help(li):
    assert "13900000001" in li.browser.get("/exams/gated").text


def test_reading_the_rules_is_kept_and_asked_only_once(li):
    before = conditions(li, "gated")
    assert li.browser.post("/exams/gated/acknowledge").status_code == 302
    assert li.browser.post("/exams/gated/acknowledge").status_code == 302
    after = conditions(li, "gated")
    assert len(after.failing) == len(before.failing) - 1


def test_a_slot_without_a_place_is_refused_with_advice(li):
    verdict = conditions(li, "slot")
    assert not verdict.met
    assert verdict.advice


def test_the_list_shows_every_exam_of_the_year(li):
    page = li.browser.get("/exams").text
    for title in ("年度学法考试", "开放测试", "先学后考", "场次考试"):
        assert title in page
