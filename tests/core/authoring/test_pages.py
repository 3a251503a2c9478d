"""The authors' pages: a course from its form to its learners, files and preview; who sees them and who does not."""

from dataclasses import replace
from io import BytesIO

import pytest

from core.authoring.lists import PAGE_SIZE
from core.files.service import init_files
from core.settings import Settings
from tests.core.authoring.test_writing import acts, shelf, study
from tests.core.authoring.world import COURSE, browser_of, course_row, lesson_row, seen, written
from tests.core.files.samples import PAGE, PDF, picture
from tests.sites import Browser

COURSE_FORM = {"code": "n1", "title": "行政处罚法", "category": "行政法", "bucket": "required", "area": ""}
LESSON_FORM = {
    "title": "总则", "text": "<h2>总则</h2><p>正文<script>x</script></p>", "text_format": "html",
    "work_title": "《行政处罚法》", "work_article": "第一条",
}  # fmt: skip


@pytest.fixture
def editor(site_app, tmp_path) -> Browser:
    init_files(site_app, Settings(home=tmp_path, port=8000, secret_key="k" * 32))
    return browser_of(site_app)


def edits(app, course="n1", lesson=""):
    return {"edits": str(seen(app, course, lesson).edits)}


def send_file(browser, path, content, name="图.png", **headers):
    data = {
        "file": (BytesIO(content), name),
        "file_title": "国徽",
    }
    return browser.client.post(
        path,
        base_url=browser.address,
        data=data,
        content_type="multipart/form-data",
        headers=headers | {"X-CSRFToken": browser.mark()},
        buffered=True,
    )


def test_a_course_is_written_previewed_published_and_archived_by_its_pages(site_app, editor):
    assert editor.post("/admin/courses", COURSE_FORM).headers["Location"] == "/admin/courses/n1"
    assert "发布前学员看不到" in editor.get("/admin/courses/n1").text
    answer = editor.post("/admin/courses/n1/lessons", LESSON_FORM)
    assert answer.headers["Location"] == "/admin/courses/n1/lessons/l1"
    assert lesson_row(site_app, "n1", "l1").work == {"title": "行政处罚法", "article": "第一条"}
    frame = editor.get("/admin/courses/n1/preview/page?lesson=l1")
    assert "<h2>总则</h2><p>正文</p>" in frame.text
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in frame.headers["Content-Security-Policy"]
    assert shelf(site_app) == []
    assert "共含 1 份内容" in editor.get("/admin/courses/n1/confirm/publish").text
    assert editor.post("/admin/courses/n1/do/publish", edits(site_app)).status_code == 302
    assert shelf(site_app) == ["n1"]
    bad = editor.post("/admin/courses/n1/do/archive", edits(site_app))
    assert bad.status_code == 400
    assert 'href="#f-reason"' in bad.text
    editor.post("/admin/courses/n1/do/archive", edits(site_app) | {"reason": "过时"})
    assert shelf(site_app) == []
    assert "下架课程" in editor.get("/admin/courses/n1").text


def test_the_preview_opens_nothing(site_app, editor):
    written(site_app)
    for path in ("", "?lesson=l1", "?width=phone"):
        assert editor.get(f"/admin/courses/c1/preview{path}").status_code == 200
    assert "/study/" not in editor.get("/admin/courses/c1/preview/page?lesson=l1").text
    assert "0 名" not in editor.get("/admin/courses/c1").text
    assert "名学员学习" not in editor.get("/admin/courses/c1").text


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(site_app, editor):
    answer = editor.post("/admin/courses", COURSE_FORM | {"title": "", "released": "morgen", "worth": "viel"})
    assert answer.status_code == 400
    for field in ("title", "released", "worth"):
        assert f'href="#f-{field}"' in answer.text
    assert 'value="行政法"' in answer.text
    written(site_app)
    answer = editor.post("/admin/courses/c1/lessons", LESSON_FORM | {"title": ""})
    assert answer.status_code == 400
    assert "&lt;script&gt;" in answer.text
    assert "<script>x" not in answer.text


def test_the_second_of_two_who_have_the_form_open_is_told(site_app, editor):
    written(site_app)
    before = edits(site_app, "c1", "l1")
    form = LESSON_FORM | before
    assert editor.post("/admin/courses/c1/lessons/l1", form | {"title": "先到"}).status_code == 302
    answer = editor.post("/admin/courses/c1/lessons/l1", form | {"title": "后到"})
    assert answer.status_code == 409
    assert "刚被他人修改过" in answer.text
    assert lesson_row(site_app, "c1", "l1").title == "先到"


def test_a_lesson_in_markdown_stays_markdown_where_no_script_runs(site_app, editor):
    written(site_app)
    form = (
        LESSON_FORM | edits(site_app, "c1", "l1") | {"text": "**要点** <b>x</b>", "text_format": "markdown"}
    )
    editor.post("/admin/courses/c1/lessons/l1", form)
    row = lesson_row(site_app, "c1", "l1")
    assert (row.text, row.format) == ("**要点** <b>x</b>", "markdown")
    assert "<strong>要点</strong> &lt;b&gt;" in editor.get("/admin/courses/c1/preview/page?lesson=l1").text


def test_a_course_with_lessons_is_deleted_by_who_types_its_title(site_app, editor):
    written(site_app)
    wrong = editor.post("/admin/courses/c1/do/delete", edits(site_app, "c1") | {"word": "别的"})
    assert wrong.status_code == 400
    right = edits(site_app, "c1") | {"word": COURSE.title}
    assert editor.post("/admin/courses/c1/do/delete", right).headers["Location"] == "/admin/courses"
    assert editor.get("/admin/courses/c1").status_code == 404


def test_why_a_studied_course_cannot_be_deleted_is_said(site_app, editor):
    written(site_app)
    study(site_app)
    assert "只能下架，不能删除" in editor.get("/admin/courses/c1/confirm/delete").text
    assert (
        editor.post("/admin/courses/c1/do/delete", edits(site_app, "c1") | {"word": COURSE.title}).status_code
        == 409
    )
    assert "计入类别和分值不再改动" in editor.get("/admin/courses/c1/edit").text


def test_a_file_is_added_shown_to_the_editor_put_in_order_and_taken_off(site_app, editor):
    written(site_app)
    base = "/admin/courses/c1/lessons/l1"
    answer = send_file(editor, f"{base}/files", picture())
    assert answer.headers.get("Location") == f"{base}#files", answer.text[-1500:]
    assert send_file(editor, f"{base}/files", PDF, "法条.pdf", Accept="application/json").get_json() == {
        "next": f"{base}#files"
    }
    page = editor.get(base).text
    first, second = (part.split("/take-off")[0] for part in page.split(f"{base}/files/")[1:3])
    assert "国徽" in editor.get("/admin/courses/c1/preview/page?lesson=l1").text
    order = {"code": [first, second], "place": ["2", "1"]}
    editor.post(f"{base}/file-order", order)
    listed = editor.get(base).text.split('id="files"')[1]
    assert listed.index(second) < listed.index(first)
    assert editor.post(f"{base}/files/{first}/take-off", {}).status_code == 302
    assert first not in editor.get(base).text
    assert acts(site_app)[0] == "lesson_file_delete"


def test_a_refused_file_says_why_to_scripts_and_to_forms(site_app, editor):
    written(site_app)
    path = "/admin/courses/c1/lessons/l1/files"
    answer = send_file(editor, path, PAGE, "视频.mp4", Accept="application/json")
    assert answer.status_code == 400
    assert answer.get_json()["error"]["message"]
    assert send_file(editor, path, PAGE, "视频.mp4").status_code == 400


def test_other_places_and_other_administrators_find_nothing(site_app):
    written(site_app)
    for account, host in (("office", "east"), ("a1", "east"), ("editor", "west")):
        other = browser_of(site_app, account, host)
        for path in ("/admin/courses/c1", "/admin/courses/c1/edit", "/admin/courses/c1/lessons/l1",
                     "/admin/courses/c1/preview", "/admin/courses/c1/preview/page"):  # fmt: skip
            assert other.get(path).status_code == 404
        assert other.post("/admin/courses/c1/do/archive", {"edits": "2", "reason": "x"}).status_code == 404
    assert course_row(site_app, "c1").state == "live"


def test_an_areas_editor_reads_the_provinces_course_without_acts(site_app):
    written(site_app)
    bay = browser_of(site_app, "bay_editor", "bay")
    page = bay.get("/admin/courses/c1").text
    assert "上级平台" in page
    assert "/confirm/" not in page
    assert bay.get("/admin/courses/c1/edit").status_code == 404
    assert bay.get("/admin/courses/c1/preview/page?lesson=l1").status_code == 200
    assert "仅可查看" in bay.get("/admin/courses").text


def test_long_lists_have_pages_and_keep_their_filters(site_app, editor):
    for number in range(PAGE_SIZE + 1):
        written(site_app, draft=replace(COURSE, code=f"c{number:02}"), lessons=0, live=False)
    page = editor.get("/admin/courses?state=draft").text
    assert "state=draft&amp;page=2" in page
    assert "c50" in editor.get("/admin/courses?state=draft&page=2").text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_opens_in_both_languages(site_app, editor, language):
    written(site_app)
    for path in ("courses", "new-course", "course-order", "stale-lessons", "courses/c1", "courses/c1/edit",
                 "courses/c1/new-lesson", "courses/c1/lessons/l1", "courses/c1/preview",
                 "courses/c1/confirm/archive", "courses/c1/lessons/l1/confirm/archive"):  # fmt: skip
        assert editor.get(f"/admin/{path}?lang={language}").status_code == 200, path
    assert editor.get("/admin/courses/c1/confirm/odd").status_code == 404
    assert "没有可复制的课程" in editor.get("/admin/course-copies/2023?lang=zh").text
    assert editor.get("/admin/course-copies/2024").status_code == 404
