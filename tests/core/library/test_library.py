"""The library: found in Chinese, open to those of its place where the place has it, and never worth a ledger entry."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from core.authoring import lessons, writing
from core.authoring.drafts import CourseDraft
from core.authoring.scope import Seen
from core.authoring.writing import publish
from core.courses import service
from core.courses.models import LedgerEntry, LessonProgress, Ticket
from core.courses.words import LIBRARY, excerpt, folded, marked, terms_of
from core.db import db
from core.errors import NotFound
from core.library.finding import Query, entry_of, find
from tests.core.authoring.world import LESSON, author
from tests.core.courses.world import a_course
from tests.sites import Browser, learner_id, scope_of_site

CONSTITUTION = "<p>中华人民共和国的一切权力属于人民。</p><p>国家尊重和保障人权。</p>"
CIVIL = "<p>民事主体的人身权利、财产权利受法律保护。</p>"
WATER = "<p>水资源属于国家所有。ABC法 第１２条。</p>"


def put(app, code="laws", account="editor", host="east", texts=(CONSTITUTION, CIVIL, WATER), title="法律"):
    """Write a collection as an editor does, and publish it."""
    titles = ("宪法节选", "民法典节选", "水法节选")
    with author(app, account, host) as (editor, offers):
        librarian = replace(editor, year=LIBRARY)
        draft = CourseDraft(code=code, title=title, area=editor.area)
        writing.add_course(librarian, draft, offers)
        for name, text in zip(titles, texts, strict=False):
            lessons.add_lesson(librarian, code, replace(LESSON, title=name, text=text), offers)
        publish(librarian, Seen(code, 1))


def found(app, search="", account="1001", host="east", **more):
    with scope_of_site(app, host):
        year = service.learner_year(learner_id(app, host, account))
        page = find(year, Query(search=search, **more))
        return ["".join(part.text for part in hit.title) for hit in page.rows]


@pytest.mark.parametrize(
    ("search", "titles"),
    [
        ("权力", ["宪法节选"]),
        ("一切权力属于人民", ["宪法节选"]),
        ("属于", ["宪法节选", "水法节选"]),
        ("属于国家", ["水法节选"]),
        ("国家 属于", ["宪法节选", "水法节选"]),
        ("人权 水", []),
        ("水", ["水法节选"]),
        ("民法", ["民法典节选"]),
        ("ａｂｃ法", ["水法节选"]),
        ("abc", ["水法节选"]),
        ("第12条", ["水法节选"]),
        ("所有权力", []),
        ("人民。", ["宪法节选"]),
        ("%", []),
        ("节选", ["宪法节选", "民法典节选", "水法节选"]),
    ],
)
def test_words_are_found_wherever_they_stand_and_all_of_them(site_app, search, titles):
    put(site_app)
    assert found(site_app, search) == titles


def test_a_term_in_the_title_comes_first(site_app):
    put(site_app, texts=("<p>水法水法水法</p>", CIVIL, "<p>无</p>"))
    assert found(site_app, "水法") == ["水法节选", "宪法节选"]


def test_a_rewording_is_found_and_the_old_words_are_not(site_app):
    put(site_app)
    with author(site_app) as (editor, offers):
        librarian = replace(editor, year=LIBRARY)
        lessons.change_lesson(
            librarian, replace(LESSON, title="改名", text="<p>森林资源</p>"), Seen("laws", 2, "l1"), offers
        )
    assert found(site_app, "森林") == ["改名"]
    assert found(site_app, "一切权力") == []


def test_drafts_and_archived_entries_are_not_found(site_app):
    put(site_app)
    with author(site_app) as (editor, offers):
        librarian = replace(editor, year=LIBRARY)
        lessons.add_lesson(librarian, "laws", replace(LESSON, text="<p>草稿文字</p>"), offers)
        lessons.archive_lesson(librarian, Seen("laws", 2, "l1"), "失效")
    assert found(site_app, "草稿") == []
    assert found(site_app, "一切权力") == []
    with scope_of_site(site_app, "east"), pytest.raises(NotFound):
        entry_of(service.learner_year(learner_id(site_app, "east", "1001")), "laws", "l1")


def test_an_areas_collection_is_for_the_area_alone(site_app):
    put(site_app, "bay-laws", "bay_editor", "bay", title="本市")
    assert found(site_app, "一切权力") == []


def test_another_province_finds_nothing(site_app):
    put(site_app)
    assert found(site_app, "权力", host="west") == []


def test_collections_are_counted_and_chosen(site_app):
    put(site_app)
    with scope_of_site(site_app, "east"):
        service.publish_course(a_course("more", year=LIBRARY, title="宣传"))
        year = service.learner_year(learner_id(site_app, "east", "1001"))
        page = find(year, Query(search=""))
        assert [(title, count) for _, title, count in page.collections] == [("宣传", 3), ("法律", 3)]
        assert page.total == 6
        assert find(year, Query(collection="laws")).total == 3
        assert find(year, Query(search="。")).rows == ()


def test_reading_the_library_never_makes_an_entry(site_app):
    put(site_app)
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    with scope_of_site(site_app, "east"):
        before = [db.session.scalar(sa.select(sa.func.count()).select_from(t)) for t in (LedgerEntry, Ticket)]
    page = browser.get("/library?q=权力").text
    assert '<mark class="x-hit">权力</mark>' in page
    for lesson in ("l1", "l2"):
        assert browser.get(f"/library/laws/{lesson}").status_code == 200
    assert "/study/" not in browser.get("/library/laws/l1").text
    assert browser.get("/courses/laws").status_code == 404
    assert browser.get("/courses/laws/l1").status_code == 404
    with scope_of_site(site_app, "east"):
        year = service.learner_year(learner_id(site_app, "east", "1001"))
        assert [course.code for course in service.courses_for(year)] == []
        assert service.study_facts_of(year)[1] == ()
        after = [db.session.scalar(sa.select(sa.func.count()).select_from(t)) for t in (LedgerEntry, Ticket)]
        assert before == after
        assert db.session.scalar(sa.select(sa.func.count()).select_from(LessonProgress)) == 0


def test_a_place_without_the_library_has_neither_its_pages_nor_its_desk(site_app):
    learner, editor = Browser(site_app, "west"), Browser(site_app, "west")
    learner.sign_in("1001")
    editor.sign_in_administrator("editor")
    assert learner.get("/library").status_code == 404
    assert "/library" not in learner.get("/courses").text
    assert editor.get("/admin/library/courses").status_code == 404
    assert "/admin/library" not in editor.get("/admin/courses").text


def test_the_librarys_desk_writes_collections_and_not_courses(site_app):
    editor, learner = Browser(site_app, "east"), Browser(site_app, "east")
    editor.sign_in_administrator("editor")
    learner.sign_in("1001")
    form = {"code": "laws", "title": "法律法规", "bucket": "required", "area": ""}
    assert editor.post("/admin/library/courses", form).headers["Location"] == "/admin/library/courses/laws"
    entry = {"title": "宪法", "text": CONSTITUTION, "text_format": "html"}
    editor.post("/admin/library/courses/laws/lessons", entry)
    assert "还没有内容" in learner.get("/library").text
    assert "适用范围" not in editor.get("/admin/library/courses/laws/edit").text
    for path in ("", "/preview", "/preview/page?lesson=l1", "/confirm/publish", "/lessons/l1"):
        assert editor.get(f"/admin/library/courses/laws{path}").status_code == 200
    editor.post("/admin/library/courses/laws/do/publish", {"edits": "1"})
    assert "宪法" in learner.get("/library").text
    assert editor.get("/admin/courses/laws").status_code == 404


def test_text_is_folded_sign_for_sign():
    text = "ＡＢＣ，法　İx"
    assert len(folded(text)) == len(text)
    assert folded(text).startswith("abc，法 ")


def test_terms_are_few_and_without_repeats():
    assert terms_of(" 宪法  宪法 ， 民法") == ("宪法", "民法")
    assert len(terms_of(" ".join("甲乙丙丁戊己庚辛壬癸"))) == 8


def test_what_is_found_is_marked_and_shown_from_its_place():
    parts = marked("宪法与ＡＢ法", ("宪法", "ab"))
    assert [(part.text, part.hit) for part in parts] == [
        ("宪法", True),
        ("与", False),
        ("ＡＢ", True),
        ("法", False),
    ]
    long = "前" * 300 + "宪法" + "后" * 300
    assert "宪法" in excerpt(long, ("宪法",))
    assert excerpt(long, ("宪法",)).startswith("…")


def test_collections_are_not_offered_as_an_earlier_years_courses(site_app):
    put(site_app)
    editor = Browser(site_app, "east")
    editor.sign_in_administrator("editor")
    assert "/admin/course-copies/" not in editor.get("/admin/courses").text
    assert editor.get("/admin/course-copies/0").status_code == 404
    assert editor.post("/admin/course-copies/0", {"picked": "laws"}).status_code == 404
