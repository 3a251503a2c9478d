"""Papers for a room without network, and the marks that come back from it as a list, on a desk and on a phone."""

import re

import pytest

from tests.browser.walking import DESK, IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER
MOST = 40
"""Times that a list is looked at again while the worker enters it, a second apart."""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_papers_are_drawn_and_taken_and_a_list_of_marks_comes_back(visit, demo, size):
    office = visit("gansu")
    office.page.set_viewport_size(size)
    office.sign_in_administrator(demo.office("gansu"))
    site = demo.address("gansu")
    office.page.goto(f"{site}/admin/paper-exams")
    office.page.locator("#f-room").fill("三楼会议室")
    office.press("抽题组卷")
    office.sees("三楼会议室", "评分答案")
    with office.page.expect_download() as taken:
        office.page.locator("a[href$='/A/key.pdf']").click()
    assert re.fullmatch(r"年度学法考试 评分答案 \w+-A\.pdf", taken.value.suggested_filename)
    assert office.overflow() <= 0

    learner = demo.learner("gansu", "学时已满")
    office.page.goto(f"{site}/admin/outside-lists")
    office.page.get_by_label("考试时间").fill("2024-10-20T09:00")
    office.fill("成绩来源文号", f"考点〔2024〕{size['width']}号")
    rows = f"账号,成绩\n{learner.account},88\n没有的账号,60\n"
    office.page.locator("input[type=file]").set_input_files(
        {"name": "成绩.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    office.press("检查文件")
    office.sees("您管理的单位中没有这个账号的学员")
    assert office.overflow() <= 0
    office.page.get_by_label("录入 1 条，不录入 1 条不符合的").check()
    office.fill("事由", "考点没有网络")
    office.press("录入 1 条")
    for _ in range(MOST):
        if office.page.get_by_text("已录入 1 条").count():
            break
        office.page.wait_for_timeout(1000)
        office.page.reload()
    office.sees("已录入 1 条，更改 0 条，未变 0 条，未录入 1 条")
