"""The pages of objections: from the place where something is shown to the correction, in both languages; the API."""

import re
from datetime import timedelta

from core.objections import service
from core.tenancy.clock import set_clock
from tests.core.objections.world import administrator, east, raised, sit, study, upheld
from tests.sites import TODAY, Browser

NEW = r'href="(/objections/new\?about={about}&amp;key=[^"]+)"'


def link(page: str, about: str) -> str:
    found = re.search(NEW.format(about=about), page)
    assert found, page
    return found[1].replace("&amp;", "&")


def object_to(browser: Browser, about: str, key: str, text: str = "请复核") -> str:
    answer = browser.post("/objections", {"about": about, "key": key, "text": text})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def test_a_missing_minute_goes_from_the_record_to_its_correction(shelved, li, qian):
    entry = study(shelved)
    address = f"/objections/new?about=study_entry&key={entry}"
    assert address.replace("&", "&amp;") in li.get("/study-record").text
    form = li.get(address).text
    assert "哪里有误，应当怎样" in form
    assert "2 学分" in form
    assert "课程 law" in form
    thread = object_to(li, "study_entry", str(entry), "第二分钟\n没有计入")
    assert "第二分钟<br>没有计入" in li.get(thread).text
    assert li.get(address).headers["Location"] == thread
    desk = f"/admin{thread}"
    assert "李一" in qian.get("/admin/objections").text
    assert "2 学分" in qian.get(desk).text
    assert qian.post(f"{desk}/answer", {"text": "正在核查"}).status_code == 302
    assert "正在核查" in li.get(thread).text
    decided = qian.post(f"{desk}/decide", {"outcome": "upheld", "reason": "断网"}, follow_redirects=True).text
    assert "录入更正" in decided
    sent = {"amount": "1", "measure": "study", "bucket": "required", "reason": "断网漏记"}
    corrected = qian.post(f"{desk}/correction", sent, follow_redirects=True).text
    assert "学习记录更正" in corrected
    assert 'name="amount"' not in corrected
    assert "断网漏记（" in li.get("/study-record").text
    assert "1 学分" in li.get(thread).text


def test_result_and_verdict_lead_to_the_form(shelved, li):
    attempt = sit(shelved)
    assert "得分" in li.get(link(li.get(f"/attempts/{attempt}/result").text, "attempt")).text
    assert "年度结果" in li.get(link(li.get("/standing").text, "standing")).text


def test_a_day_is_chosen(shelved, li):
    assert "某一天的学习" in li.get("/objections/new").text
    assert "没有记录" in li.get("/objections/new?about=study_entry&key=2024-05-20").text
    ahead = li.get("/objections/new?about=study_entry&key=2024-06-05")
    assert ahead.status_code == 400
    assert "f-key-error" in ahead.text
    assert li.get("/objections/new?about=study_entry&key=").status_code == 404
    assert li.get("/objections/new?about=mood&key=1").status_code == 404


def test_an_empty_form_comes_back_with_its_fault(shelved, li):
    answer = li.post("/objections", {"about": "standing", "key": "2024", "text": " "})
    assert answer.status_code == 400
    assert "f-text-error" in answer.text
    thread = object_to(li, "standing", "2024")
    long = li.post(f"{thread}/messages", {"text": "字" * 1001})
    assert long.status_code == 400
    assert "最多 1000 字，现有 1001 字" in long.text
    assert (
        li.post("/objections", {"about": "study_entry", "key": "2030-01-01", "text": "x"}).status_code == 400
    )


def test_a_second_one_to_the_same_is_refused_in_words(shelved, li):
    object_to(li, "standing", "2024")
    again = li.post("/objections", {"about": "standing", "key": "2024", "text": "再次"})
    assert again.status_code == 409
    assert "您已对此提出异议" in again.text


def test_a_learner_writes_again_and_withdraws(shelved, li):
    assert "您还没有提出异议" in li.get("/objections").text
    thread = object_to(li, "standing", "2024")
    assert li.post(f"{thread}/messages", {"text": "<b>补充</b>"}).headers["Location"] == thread
    assert "&lt;b&gt;补充&lt;/b&gt;" in li.get(thread).text
    assert "待答复" in li.get("/objections").text
    page = li.post(f"{thread}/withdraw", follow_redirects=True).text
    assert "已撤回" in page
    assert "补充留言" not in page
    assert li.post(f"{thread}/messages", {"text": "再"}).status_code == 409


def test_what_reads_differently_now_is_shown_beside(shelved, li):
    row = raised(shelved)
    assert "目前的内容" not in li.get(f"/objections/{row.id}").text
    study(shelved)
    page = li.get(f"/objections/{row.id}").text
    assert "目前的内容" in page
    assert "0 学分" in page
    assert "2 学分" in page


def test_a_thread_stays_readable_when_a_rehearsal_is_set_back(shelved, li, qian):
    row = upheld(shelved, "study_entry", "2024-06-03")
    with east(shelved):
        set_clock(TODAY - timedelta(days=30))
    assert "2024年6月3日学习记录" in li.get(f"/objections/{row.id}").text
    assert 'name="amount"' in qian.get(f"/admin/objections/{row.id}").text


def test_a_wrong_form_of_the_desk_comes_back_with_its_fault(shelved, qian):
    row = raised(shelved, "study_entry", "2024-05-20")
    desk = f"/admin/objections/{row.id}"
    for address, form, field in (
        (f"{desk}/answer", {"text": ""}, "text"),
        (f"{desk}/decide", {"reason": "x"}, "outcome"),
        (f"{desk}/decide", {"outcome": "upheld", "reason": ""}, "reason"),
    ):
        answer = qian.post(address, form)
        assert answer.status_code == 400
        assert f"f-{field}-error" in answer.text
    with east(shelved) as site:
        service.decide(administrator(site), row.id, "upheld", "属实")
    sent = {"amount": "x", "measure": "study", "bucket": "required", "reason": "x"}
    answer = qian.post(f"{desk}/correction", sent)
    assert answer.status_code == 400
    assert "f-amount-error" in answer.text


def test_a_mark_leads_the_office_to_corrections_and_others_to_the_hall(shelved, qian):
    row = upheld(shelved, "attempt", str(sit(shelved)))
    page = qian.get(f"/admin/objections/{row.id}").text
    assert f'href="/admin/attempts/{row.key}"' in page
    assert 'href="/admin/exams"' in page
    assert 'href="/admin/corrections"' not in page
    office = Browser(shelved, "east")
    office.sign_in_administrator("office")
    assert "更正题目</a>" in office.get(f"/admin/objections/{row.id}").text


def test_an_administrator_who_learns_reads_that_another_one_answers(shelved, qian):
    row = raised(shelved, account="1004")
    page = qian.get(f"/admin/objections/{row.id}").text
    assert "由其他管理员处理" in page
    assert 'name="outcome"' not in page
    assert qian.post(f"/admin/objections/{row.id}/answer", {"text": "好"}).status_code == 409


def test_the_list_is_filtered_searched_and_keeps_its_address(shelved, qian):
    raised(shelved)
    page = qian.get("/admin/objections").text
    assert 'href="/admin/objections" aria-current="page"' in page
    assert "李一" in qian.get("/admin/objections?q=liyi&state=open&about=standing").text
    for narrow in ("state=closed", "about=attempt", "q=赵", "state=open&page=9"):
        assert "没有异议" in qian.get(f"/admin/objections?{narrow}").text
    assert "李一" in qian.get("/admin/objections?page=x&state=y&about=z").text
    assert 'href="?q=liyi&amp;state=open"' in qian.get("/admin/objections?q=liyi").text


def test_programs_raise_read_and_write(shelved, li, qian):
    entry = study(shelved)
    ids = [one["id"] for one in li.get("/api/v1/study-record").json["entries"]]
    assert str(entry) in ids
    made = li.send("/api/v1/objections", {"about": "study_entry", "key": str(entry), "text": "少了"})
    assert made.status_code == 201
    thread = made.json
    assert (thread["state"], thread["lines"][0]["figure"], thread["lines_now"]) == ("open", "2 学分", [])
    address = f"/api/v1/objections/{thread['id']}"
    assert li.send(f"{address}/messages", {"text": "补充"}).status_code == 201
    read = li.get(address).json
    assert [(one["author"], one["name"], one["text"]) for one in read["messages"]] == [
        ("learner", "李一", "少了"),
        ("learner", "李一", "补充"),
    ]
    (listed,) = li.get("/api/v1/objections").json["objections"]
    assert listed["title"] == read["title"]
    again = li.send("/api/v1/objections", {"about": "study_entry", "key": str(entry), "text": "再"})
    assert (again.status_code, again.json["error"]["code"]) == (409, "already_raised")
    assert li.send("/api/v1/objections", {"about": "mood", "key": "1", "text": "x"}).status_code == 422


def test_the_pages_read_in_english(shelved, li, qian):
    study(shelved)
    row = upheld(shelved, "study_entry", "2024-06-03")
    assert "My objections" in li.get("/objections?lang=en").text
    assert "What came of it" in li.get(f"/objections/{row.id}?lang=en").text
    assert "Enter a correction" in qian.get(f"/admin/objections/{row.id}?lang=en").text
