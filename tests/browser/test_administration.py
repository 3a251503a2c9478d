"""Administrators look after their learners, and study themselves; the operator sees every place."""

import re

from playwright.sync_api import expect

from tests.browser.walking import IN_A_BROWSER

pytestmark = IN_A_BROWSER


def test_the_office_filters_and_searches_the_list_and_reads_a_verdict(visit, demo):
    walker = visit("hunan")
    walker.sign_in_administrator(demo.office("hunan"))
    expect(walker.heading("概况")).to_be_visible()
    walker.go("学员")
    walker.sees("共 14 条")

    chip = walker.link(re.compile(r"^合格 \d+$"))
    count = int(re.search(r"\d+", chip.inner_text())[0])
    chip.click()
    rows = walker.page.get_by_role("row").filter(has=walker.page.locator("td"))
    expect(rows.locator(".x-tag")).to_have_text(["合格"] * count)
    name = rows.get_by_role("rowheader").first.inner_text()

    walker.follow("全部")
    walker.page.get_by_role("searchbox").fill(name)
    walker.press("查找")
    expect(rows).to_have_count(1)
    walker.follow(name)
    expect(walker.page.get_by_role("heading", level=2).first).to_have_text("合格")
    expect(walker.line("考试：分众（区域）学法考法")).to_contain_text("符合")
    expect(walker.source_of("年度结果")).to_contain_text("汨罗市2024年8月7日通知")


def test_a_unit_administrator_resets_a_password_and_the_learner_starts_anew(visit, demo):
    who = demo.learner("hunan", "免考（重大疾病")
    walker = visit("hunan")
    walker.sign_in_administrator(demo.administrator("hunan", "汨罗市示范中学"))
    walker.go("学员")
    walker.page.get_by_role("searchbox").fill(who.account)
    walker.press("查找")
    walker.page.get_by_role("rowheader").get_by_role("link").click()
    walker.follow("重置密码")
    walker.sees("的密码将恢复为初始密码", who.account)
    walker.press("重置密码")
    walker.sees("密码已重置为统一的初始密码", "初始密码，待修改", "办理记录")

    learner = visit("hunan")
    learner.sign_in(who)
    learner.sees("账号或密码不正确。")
    learner.wait_out()
    learner.sign_in(who, password="000000")
    learner.sees("您输入的是统一的初始密码")


def test_an_administrator_who_is_a_learner_changes_sides_and_back(visit, demo):
    walker = visit("hunan")
    walker.sign_in_administrator(demo.administrator("hunan", "同时也是学员"))
    walker.press("我的学法")
    walker.sees("接下来的课程")
    expect(
        walker.page.get_by_role("navigation", name="导航").get_by_role("link", name="成绩").first
    ).to_be_visible()
    walker.open_my_account()
    walker.press("返回管理")
    expect(walker.heading("概况")).to_be_visible()


def test_an_administrator_sees_the_learners_of_the_unit_and_nobody_elses(visit, demo):
    walker = visit("hunan")
    walker.sign_in_administrator(demo.administrator("hunan", "汨罗市档案馆"))
    walker.go("学员")
    units = walker.page.locator("td[data-label=单位]")
    expect(units.first).to_be_visible()
    assert set(units.all_inner_texts()) == {"汨罗市档案馆"}


def test_the_operator_sees_every_place_with_its_clock(visit, demo):
    walker = visit("operator")
    walker.sign_in_operator(demo.operator())
    expect(walker.heading("各租户")).to_be_visible()
    for name in ("海南省智慧普法云平台", "云南省", "甘肃省", "武威市", "湖南如法网"):
        row = walker.page.get_by_role("row", name=re.compile(name))
        expect(row).to_contain_text("运行中")
        expect(row.locator("td[data-label=时钟]")).to_contain_text(re.compile(r"20\d\d"))
    walker.page.locator("summary", has_text="湖南如法网").click()
    expect(walker.page.get_by_label("设定演练时钟").filter(visible=True)).to_have_count(1)
