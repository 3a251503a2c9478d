"""The pages and the API of study, walked by learners of both provinces."""

import re

import pytest
from flask import Flask

from core.courses import service
from core.decisions.values import Cite
from core.tenancy.clock import clock_ahead, shift_clock
from tests.cast import EAST, WEST
from tests.core.courses.world import timedelta
from tests.sites import Browser, scope_of_site

TEXT = "第一段。\n\n## 小标题\n\n**要点** <script>alert(1)</script> [外链](https://example.com/)"
BEAT = r'data-beat-url="([^"]+)"'


@pytest.fixture
def shelf(site_app: Flask) -> Flask:
    for host in (EAST, WEST):
        with scope_of_site(site_app, host):
            publish()
    return site_app


def publish() -> None:
    work = service.Work(title="中华人民共和国宪法", article="第二条")
    lessons = tuple(service.NewLesson(code=f"l{n}", title=f"第{n}课", text=TEXT, work=work) for n in (1, 2))
    for code, bucket, position in (("law", "required", 0), ("more", "elective", 1)):
        service.publish_course(
            service.NewCourse(
                year=2024,
                code=code,
                title=f"课程{code}",
                category="宪法",
                bucket=bucket,
                lessons=lessons,
                cite=Cite(document="main", article="三"),
                position=position,
            )
        )


def learner(app: Flask, host: str = EAST, account: str = "1001") -> Browser:
    browser = Browser(app, host)
    browser.sign_in(account)
    return browser


def later(app: Flask, host: str = EAST, **span: float) -> None:
    with scope_of_site(app, host):
        shift_clock(clock_ahead() + timedelta(**span))


def ticket_on(page: str) -> str:
    found = re.search(r"/study/([0-9a-f-]{36})/beat", page)
    assert found, page[:2000]
    return found[1]


def test_the_list_shows_required_courses_first_and_electives_on_their_tab(shelf):
    browser = learner(shelf)
    page = browser.get("/courses").text
    assert "课程law" in page
    assert "课程more" not in page
    assert "课程more" in browser.get("/courses?bucket=elective").text


def test_a_course_page_says_what_finishing_it_earns(shelf):
    page = learner(shelf).get("/courses/law").text
    assert "学完本课程得 4" in page
    assert "开始" in page


def test_a_lesson_is_clean_text_with_its_source_and_the_words_of_what_counts(shelf):
    page = learner(shelf).get("/courses/law/l1").text
    assert "<strong>要点</strong>" in page
    assert "<script>alert" not in page
    assert 'href="https://example.com/" rel="noopener noreferrer" target="_blank"' in page or (
        'href="https://example.com/" target="_blank" rel="noopener noreferrer"' in page
    )
    assert "《中华人民共和国宪法》 第二条" in page
    assert "超过 5 分钟 没有在线信号的时间不计" in page


def test_a_learner_studies_a_lesson_finishes_it_and_goes_on_to_the_next(shelf):
    browser = learner(shelf)
    ticket = ticket_on(browser.get("/courses/law/l1").text)
    for seq in (1, 2, 3):
        later(shelf, seconds=25)
        answer = browser.send(f"/study/{ticket}/beat", {"seq": seq}).get_json()
    assert (answer["counted"], answer["unit"], answer["reason"]) == (1, "分钟", None)
    done = browser.post(f"/study/{ticket}/finish", {"course": "law"})
    assert done.location == "/courses/law/l2"
    assert "本课已学完，得 2" in browser.get("/courses/law/l2").text
    record = browser.get("/study-record").text
    assert "学完一课" in record
    assert "学习时间" in record


def test_finishing_too_early_says_which_rule_and_what_to_do(shelf):
    browser = learner(shelf)
    ticket = ticket_on(browser.get("/courses/law/l1").text)
    refused = browser.post(f"/study/{ticket}/finish", {"course": "law"})
    assert refused.status_code == 409
    assert "这一课还不能结束" in refused.text


def test_a_replayed_sign_is_answered_with_its_reason(shelf):
    browser = learner(shelf)
    ticket = ticket_on(browser.get("/courses/law/l1").text)
    later(shelf, seconds=25)
    browser.send(f"/study/{ticket}/beat", {"seq": 1})
    again = browser.send(f"/study/{ticket}/beat", {"seq": 1})
    assert again.get_json()["reason"] == "这次在线信号先前已经收到"


@pytest.mark.parametrize("body", [{}, {"seq": "1"}, {"seq": -1}, {"seq": 2**40}, {"seq": True}])
def test_a_sign_without_its_number_is_refused(shelf, body):
    browser = learner(shelf)
    ticket = ticket_on(browser.get("/courses/law/l1").text)
    assert browser.send(f"/study/{ticket}/beat", body).status_code == 400


def test_a_stranger_gives_no_sign(shelf):
    browser = learner(shelf)
    ticket = ticket_on(browser.get("/courses/law/l1").text)
    stranger = Browser(shelf, EAST)
    assert stranger.send(f"/study/{ticket}/beat", {"seq": 1}, follow_redirects=False).status_code in {
        302,
        401,
    }


def test_another_learner_and_another_province_find_no_such_ticket(shelf):
    ticket = ticket_on(learner(shelf).get("/courses/law/l1").text)
    for other in (learner(shelf, account="1002"), learner(shelf, WEST)):
        for path, body in (("beat", {"seq": 1}), ("leave", {}), ("finish", {"course": "law"})):
            send = other.send if path == "beat" else other.post
            assert send(f"/study/{ticket}/{path}", body).status_code == 404, path


def test_a_sign_after_leaving_stops_the_page(shelf):
    browser = learner(shelf)
    ticket = ticket_on(browser.get("/courses/law/l1").text)
    assert browser.post(f"/study/{ticket}/leave").status_code == 204
    late = browser.send(f"/study/{ticket}/beat", {"seq": 1}, headers={"Accept": "application/json"})
    assert late.status_code == 409
    assert "重新打开" in late.get_json()["error"]["message"]


def test_going_on_to_another_lesson_keeps_the_time(shelf):
    browser = learner(shelf)
    ticket = ticket_on(browser.get("/courses/law/l1").text)
    later(shelf, seconds=70)
    moved = browser.post(f"/study/{ticket}/move-on", {"course": "law", "lesson": "l2"})
    assert moved.location == "/courses/law/l2"
    assert "1 分钟" in browser.get("/study-record").text


def test_what_does_not_exist_is_not_found(shelf):
    browser = learner(shelf)
    for path in ("/courses/none", "/courses/law/none", f"/practice/{'0' * 8}-0000-0000-0000-{'0' * 12}"):
        assert browser.get(path).status_code == 404, path


def test_there_is_no_practice_page_to_begin_where_the_rules_have_none(shelf):
    browser = learner(shelf, WEST)
    assert "本年度没有计分的练习" in browser.get("/practice").text
    assert browser.post("/practice", {"kind": "practice", "subject": "law"}).status_code == 404


def test_the_pages_read_in_english_as_well(shelf):
    page = learner(shelf).get("/courses/law/l1?lang=en").text
    assert "What counts here" in page
    assert "Finish this lesson" in page


def test_a_program_studies_through_the_api(shelf):
    browser = learner(shelf)
    courses = browser.get("/api/v1/courses").get_json()
    assert [c["code"] for c in courses] == ["law", "more"]
    opened = browser.send("/api/v1/tickets", {"course": "law", "lesson": "l1"}).get_json()
    later(shelf, seconds=70)
    counted = browser.send(f"/api/v1/tickets/{opened['ticket']}/beats", {"seq": 1}).get_json()
    assert (counted["code"], counted["counted"]) == ("counted", 1)
    done = browser.send(f"/api/v1/tickets/{opened['ticket']}/finish", {}).get_json()
    assert (done["credited"], done["next_lesson"]) == ("2", "l2")
    record = browser.get("/api/v1/study-record").get_json()
    assert {entry["article"] for entry in record["entries"]} == {"三"}
    assert "**要点**" in browser.get("/api/v1/courses/law/lessons/l1").get_json()["text"]


def test_signing_in_is_entered_once_a_day(shelf):
    learner(shelf)
    record = learner(shelf).get("/study-record").text
    assert record.count("登录") >= 1


def test_mistakes_are_shown_with_key_and_explanation(shelf):
    browser = learner(shelf)
    assert "没有需要复习的错题" in browser.get("/practice/mistakes").text
    assert "我的错题（" not in browser.get("/practice").text
