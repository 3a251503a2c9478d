"""A course's way from an editor's pen to a learner: rich text, a picture, the preview, publishing, studying."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_every_page import faults_of, grave_faults_of
from tests.browser.walking import DESK, IN_A_BROWSER, PHONE
from tests.core.files.samples import picture

pytestmark = IN_A_BROWSER
SAVE = "main form.x-form button[data-once]"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_an_editor_writes_a_course_and_a_learner_studies_it(visit, demo, size):
    editor, learner = visit("gansu", size), visit("gansu", size)
    title = f"网络安全法治 {size['width']}"
    editor.sign_in_administrator(demo.editor("gansu", "编写"))
    editor.page.goto(f"{demo.address('gansu')}/admin/new-course")
    editor.page.locator("[name=title]").fill(title)
    editor.page.locator(SAVE).click()
    editor.sees("发布前学员看不到")
    course = editor.page.url
    editor.follow("编写课节")
    write_lesson(editor.page)
    editor.sees("已存为草稿")
    add_picture(editor)
    put_picture_into_text(editor.page)
    editor.page.goto(f"{course}/preview?width=phone")
    preview = editor.page.frame_locator("iframe")
    expect(preview.get_by_role("heading", name=title)).to_be_visible()
    editor.page.goto(f"{course}/confirm/publish")
    editor.press("发布")
    editor.sees("已发布")

    learner.sign_in(demo.learner("gansu", "学时已满"))
    learner.page.goto(f"{demo.address('gansu')}/courses/{course.rsplit('/', 1)[1]}")
    learner.follow(re.compile("第一课"))
    expect(learner.page.locator("article h2", has_text="总则")).to_be_visible()
    expect(learner.page.locator("article img[alt='示意图']")).to_be_visible()


def write_lesson(page):
    page.locator("[name=title]").fill("第一课 总则")
    text = page.locator(".x-rich-text")
    text.click()
    page.keyboard.type("总则")
    page.locator("[data-rich-do=h2]").click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("网络运营者应当履行安全保护义务。")
    page.locator("[data-rich-do=ul]").click()
    expect(text.locator("h2")).to_have_text("总则")
    expect(text.locator("li")).to_have_count(1)
    page.locator(SAVE).click()


def add_picture(editor):
    editor.page.locator("input[type=file]").set_input_files(
        {"name": "图.png", "mimeType": "image/png", "buffer": picture(size=(300, 200))}
    )
    editor.page.locator("[name=file_title]").fill("流程图")
    editor.press("上传")
    editor.sees("附件已添加")


def put_picture_into_text(page):
    page.locator(".x-rich-text").click()
    page.keyboard.press("Control+End")
    page.locator("[data-rich-do=picture]").click()
    page.locator("[data-rich-words]").fill("示意图")
    page.locator("[data-rich-apply=picture]").click()
    page.locator(SAVE).click()
    expect(page.locator(".x-rich-text img")).to_have_attribute("alt", "示意图")


def faults(walker):
    return [*faults_of(walker, ""), *grave_faults_of(walker, "")]


def test_courses_are_put_in_order_with_the_keyboard(visit, demo):
    editor = visit("gansu")
    editor.sign_in_administrator(demo.editor("gansu", "编写"))
    editor.page.goto(f"{demo.address('gansu')}/admin/course-order")
    titles = editor.page.locator(".x-order-title")
    first, second = titles.nth(0).inner_text(), titles.nth(1).inner_text()
    editor.page.locator("[data-order-move='1']").first.press("Enter")
    assert [titles.nth(0).inner_text(), titles.nth(1).inner_text()] == [second, first]
    editor.press("保存顺序")
    editor.page.goto(f"{demo.address('gansu')}/admin/course-order")
    assert titles.nth(0).inner_text() == second


def test_the_library_is_searched_at_both_widths(visit, demo):
    for size in (DESK, PHONE):
        learner = visit("hainan", size)
        learner.sign_in(demo.learner("hainan", "差一节课"))
        learner.page.goto(f"{demo.address('hainan')}/library?q=一切权力")
        expect(learner.page.locator("mark.x-hit").first).to_have_text("一切权力")
        found = faults(learner)
        learner.page.locator(".x-hit-title a").first.click()
        learner.sees("第二条")
        assert found + faults(learner) == []
