"""Imports from upload to result: what a file would do, that all or nothing happens, and that a second time changes nothing."""

import io
from dataclasses import replace
from uuid import uuid4

import pytest
import sqlalchemy as sa

from core.audit.service import entries_of
from core.bank.gift import write_gift
from core.bank.importing import apply_later, import_of, refused_file
from core.bank.lists import Query, question_list
from core.bank.models import QuestionImport
from core.bank.moodle_xml import write_moodle_xml
from core.bank.review import add_question, change_question
from core.bank.sheet import lexicon_of
from core.bank.sheet_writing import write_sheet, write_template
from core.db import db
from core.errors import BadInput, NotFound, Refused
from tests.core.bank.world import (
    ALL,
    READER,
    SINGLE,
    added,
    applied,
    browser_of,
    desk,
    lived,
    now_of,
    previewed,
    put_course,
    row_of,
    run_again,
)
from tests.sites import scope_of_site

GOOD = write_gift(ALL)
MIXED = f"{GOOD}\n\n::bad::没有答案\n\n::none::没有写学习内容{{T}}\n"


def what(row):
    return {kept["code"]: kept["what"] for kept in row.rows}


def bank(app):
    with desk(app) as (editor, _):
        return {row.code: (row.version, row.state) for row in question_list(editor, Query()).rows}


def test_the_preview_says_what_would_happen_and_changes_nothing(site_app):
    added(site_app)
    lived(
        site_app,
        replace(SINGLE, code="t1", type="true_false", options=(), stem="旧的判断", key=frozenset({1})),
    )
    before = bank(site_app)
    row = previewed(site_app, MIXED)
    assert what(row) == {
        "s1": "unchanged", "m1": "added", "t1": "changed", "f1": "added", "bad": "refused", "none": "refused",
    }  # fmt: skip
    assert row.counts["refused"] == 2
    assert {kept["code"]: kept["line"] for kept in row.rows}["bad"] == MIXED[: MIXED.index("::bad::")].count(
        "\n"
    ) + 1
    assert bank(site_app) == before


def test_an_import_makes_drafts_and_new_versions_and_leaves_audit_entries(site_app):
    lived(site_app, replace(SINGLE, stem="旧的问法（ ）"))
    row = applied(site_app, previewed(site_app, GOOD))
    assert row.state == "applied"
    assert set(bank(site_app)) == {"s1", "m1", "t1", "f1"}
    assert [row_of(site_app, code).state for code in ("m1", "t1", "f1")] == ["draft"] * 3
    assert row_of(site_app, "s1", 2).state == "draft"
    assert row_of(site_app, "s1").state == "live"
    with scope_of_site(site_app, "east"):
        assert [entry.act for entry in entries_of("question/2024/m1")] == ["question_add"]
        assert entries_of(f"question-import/{row.id}")[0].facts["added"] == "3"


@pytest.mark.parametrize("write", [write_gift, write_moodle_xml], ids=["gift", "xml"])
def test_the_same_file_a_second_time_changes_nothing(site_app, write):
    content = write(ALL)
    applied(site_app, previewed(site_app, content))
    before = bank(site_app)
    again = previewed(site_app, content)
    assert set(what(again).values()) == {"unchanged"}
    applied(site_app, again)
    assert bank(site_app) == before


def test_all_or_nothing_unless_the_editor_chooses_the_good_ones(site_app):
    row = previewed(site_app, MIXED)
    with desk(site_app) as (editor, _), pytest.raises(Refused) as refused:
        apply_later(editor, row.id, partly=False)
    assert refused.value.code == "rows_refused"
    assert bank(site_app) == {}
    assert applied(site_app, row, partly=True).state == "applied"
    assert set(bank(site_app)) == {"s1", "m1", "t1", "f1"}


def test_an_import_is_done_once(site_app):
    row = applied(site_app, previewed(site_app, GOOD))
    with desk(site_app) as (editor, _), pytest.raises(Refused):
        apply_later(editor, row.id, partly=False)
    run_again(site_app, row)
    assert {version for version, _ in bank(site_app).values()} == {1}


def test_an_import_whose_job_broke_down_imported_nothing_and_can_be_started_again(site_app):
    row = previewed(site_app, GOOD)

    def put(content):
        with scope_of_site(site_app, "east"):
            db.session.execute(sa.update(QuestionImport).values(content=content))
            db.session.commit()

    put(b"PK broken")
    with pytest.raises(BadInput):
        applied(site_app, row)
    assert bank(site_app) == {}
    assert "可以重新开始导入" in browser_of(site_app).get(f"/admin/question-imports/{row.id}").text
    put(GOOD.encode())
    assert applied(site_app, row).state == "applied"


def test_when_the_bank_has_changed_so_that_a_row_is_refused_nothing_is_imported(site_app):
    content = write_gift([replace(SINGLE, code=code, area="bay") for code in ("b1", "s7")])
    row = previewed(site_app, content, "bay_editor", "bay")
    assert row.counts["added"] == 2
    added(site_app, replace(SINGLE, code="s7"))  # the province's, meanwhile
    assert applied(site_app, row, account="bay_editor", host="bay").state == "stopped"
    assert set(bank(site_app)) == {"s7"}


def test_an_editor_who_has_the_old_state_open_is_told_after_an_import(site_app):
    seen = added(site_app, replace(SINGLE, stem="旧的问法（ ）"))
    applied(site_app, previewed(site_app, GOOD))
    with desk(site_app, "editor2") as (editor, shelves), pytest.raises(Refused) as refused:
        change_question(editor, replace(SINGLE, stem="手工改法"), seen, shelves)
    assert refused.value.code == "changed_meanwhile"
    assert now_of(site_app, "s1").edits > seen.edits


def test_a_code_that_cannot_be_one_is_refused(site_app):
    row = previewed(site_app, "// [id:a b] [tag:work:宪法]\n问{T}")
    assert [kept["what"] for kept in row.rows] == ["refused"]


def test_a_code_twice_in_a_file_is_refused_the_second_time(site_app):
    row = previewed(site_app, write_gift([SINGLE, replace(SINGLE, stem="另一个")]))
    assert [kept["what"] for kept in row.rows] == ["added", "refused"]


def test_near_duplicates_are_warned_of_in_the_bank_and_in_the_file(site_app):
    added(site_app)
    reworded = replace(
        SINGLE,
        code="s2",
        stem="根据宪法，我国的一切权力属于____。",
        options=("公民", "人民", "工人阶级", "国家"),
        key=frozenset({1}),
    )
    row = previewed(site_app, write_gift([reworded, replace(reworded, code="s3")]))
    assert [sorted(kept["twins"]) for kept in row.rows] == [["s1"], ["s1", "s2"]]
    assert row.counts["alike"] == 2


def test_what_a_file_does_not_say_is_taken_from_the_form(site_app):
    put_course(site_app)
    applied(site_app, previewed(site_app, "::a1::问{T}", work="《宪法》", article="第一条", course="law"))
    row = row_of(site_app, "a1")
    assert (row.work, row.course) == ({"title": "宪法", "article": "第一条"}, "law")


def test_an_areas_editor_imports_into_the_area_and_touches_nothing_else(site_app):
    added(site_app)
    row = previewed(
        site_app,
        write_gift([SINGLE, replace(SINGLE, code="b1"), replace(SINGLE, code="b2", area="bay")]),
        "bay_editor",
        "bay",
    )
    assert what(row) == {"s1": "refused", "b1": "added", "b2": "added"}
    assert row.counts["alike"] == 1  # the two of the file; the province's is not compared
    with desk(site_app, "editor", "west") as (editor, _), pytest.raises(NotFound):
        import_of(editor, row.id)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no questions"),
        (b"// nur Kommentar\n", "no questions"),
        ("甲{T}\n乙".encode("gb18030"), "UTF-8"),
        (b"a\0{T}", "none of the formats"),
        (b"PKnonsense", "no spreadsheet"),
        (b"<quiz>", "no well-formed"),
        (b"a{T}\n\n" * 2001, "more than"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(site_app, content, says):
    with pytest.raises(BadInput) as refused:
        previewed(site_app, content)
    assert says in refused.value.text.message


def _sheet(app):
    with desk(app) as (_, shelves):
        return write_sheet([*ALL, replace(SINGLE, code="bad", work=None)], lexicon_of(READER, shelves))


@pytest.mark.parametrize("kind", ["gift", "xml", "xlsx"])
def test_refused_rows_come_back_with_their_reason_and_can_be_sent_again_when_corrected(site_app, kind):
    bad = [*ALL, replace(SINGLE, code="bad", work=None, subject="甲/乙")]
    content = {"gift": write_gift, "xml": write_moodle_xml}[kind](bad) if kind != "xlsx" else _sheet(site_app)
    row = previewed(site_app, content)
    with desk(site_app) as (editor, shelves):
        back, name = refused_file(editor, row.id, lexicon_of(READER, shelves))
    assert name.endswith({"gift": ".txt"}.get(kind, kind))
    if kind != "xlsx":
        assert "请填写学习内容" in back.decode()
    again = previewed(site_app, back, work="宪法")
    assert what(again) == {"bad": "added"}
    applied(site_app, again)
    assert row_of(site_app, "bad").subject == ("" if kind == "xlsx" else "甲/乙")


def test_a_file_of_refused_questions_alone_is_not_called_unchanged(site_app):
    editor = browser_of(site_app)
    file = (io.BytesIO("::z::宪法是{=对 ~错".encode()), "坏.gift")
    shown = editor.get(editor.post("/admin/question-imports", {"file": file}).headers["Location"]).text
    assert "没有可以导入的题目" in shown
    assert "没有变化" not in shown.replace("无变化", "")


def test_the_template_through_the_pages_is_filled_in_and_imported(site_app):
    editor = browser_of(site_app)
    assert editor.get("/admin/question-template").data[:2] == b"PK"
    with desk(site_app) as (_, shelves):
        template = write_template(lexicon_of(READER, shelves), shelves)
    answer = editor.post("/admin/question-imports", {"file": (io.BytesIO(template), "模板.xlsx")})
    assert answer.status_code == 400
    assert "文件中没有题目" in answer.text
    answer = editor.post("/admin/question-imports", {"file": (io.BytesIO(MIXED.encode()), "题目.txt")})
    page = answer.headers["Location"]
    shown = editor.get(page).text
    assert "不能导入" in shown
    assert editor.post(f"{page}/apply").status_code == 409
    assert editor.post(f"{page}/apply", {"partly": "yes"}).headers["Location"] == page
    assert "正在导入" in editor.get(page).text
    assert "没有花括号" in editor.get(f"{page}/refused").data.decode()
    assert editor.get(f"/admin/question-imports/{uuid4()}").status_code == 404
    assert "题目.txt" in editor.get("/admin/question-imports").text
    assert editor.post("/admin/question-imports").status_code == 400


@pytest.mark.parametrize("kind", ["gift", "xml", "xlsx"])
def test_what_the_pages_export_is_imported_unchanged(site_app, kind):
    seen = lived(site_app)
    with desk(site_app) as (editor, shelves):
        for question in ALL[1:]:
            add_question(editor, question, shelves)
        change_question(editor, replace(SINGLE, stem="第二版 {=}~\\"), seen, shelves)
    exported = browser_of(site_app).get(f"/admin/question-export/{kind}").data
    assert what(previewed(site_app, exported)) == dict.fromkeys(("s1", "m1", "t1", "f1"), "unchanged")
    filtered = browser_of(site_app).get(f"/admin/question-export/{kind}?type=fill_in").data
    assert set(what(previewed(site_app, filtered))) == {"f1"}
    assert browser_of(site_app).get("/admin/question-export/doc").status_code == 404


def test_a_file_over_the_limit_is_refused_in_words_and_nothing_is_kept(site_app):
    editor = browser_of(site_app)
    answer = editor.client.post(
        "/admin/question-imports", data=b"x" * (1024 * 1024 + 1), base_url=editor.address, buffered=True
    )
    assert answer.status_code == 413
    assert "1 MB" in answer.text
    assert "历次导入" not in editor.get("/admin/question-imports").text


def test_an_areas_editor_sees_the_areas_imports_alone(site_app):
    previewed(site_app, GOOD)
    previewed(site_app, write_gift([replace(SINGLE, code="b1")]), "bay_editor", "bay")
    assert (
        browser_of(site_app, "bay_editor", "bay").get("/admin/question-imports").text.count("题目.txt") == 1
    )
    assert browser_of(site_app).get("/admin/question-imports").text.count("题目.txt") == 2
    assert "题目.txt" not in browser_of(site_app, "editor", "west").get("/admin/question-imports").text
