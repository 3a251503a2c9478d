"""Marks from outside: checked first, judged by the same rules, entered once under their reference, with the file as evidence."""

import io
import re

import pytest
import sqlalchemy as sa
import xlsxwriter

from core.audit.models import AuditEntry
from core.db import db
from core.decisions.marking import Correction
from core.errors import BadInput, NotFound, Refused
from core.exams import regrade
from core.exams import service as exams
from core.files.service import file_of, open_file
from core.outside.importing import apply_later, result_file
from core.outside.models import Printing
from core.standings.service import stored
from core.web.language import Reader
from tests.access_world import fill_shelves
from tests.core.outside.world import (
    REFERENCE,
    SAT,
    applied,
    attempts_of,
    browser,
    office,
    previewed,
    printed,
    whats,
)
from tests.sites import Browser, learner_id, scope_of_site

HEAD = "账号,姓名,成绩\n"


@pytest.fixture
def room(site_app):
    fill_shelves(site_app)
    return site_app


def why(row, place=0):
    return Reader().text(restored(row.rows[place]["why"][0]))


def restored(kept):
    from core.decisions.stored import restore_text

    return restore_text(kept)


def test_marks_become_attempts_with_their_reference_and_the_year_is_judged_by_them(room):
    row = applied(room, previewed(room, HEAD + "1001,李一,86\n1002,,59.5\n"))
    assert row.counts == {"added": 2, "changed": 0, "unchanged": 0, "refused": 0}
    (attempt,) = attempts_of(room)
    assert (attempt.mark, attempt.outside, attempt.started_at) == (86, REFERENCE, SAT)
    assert attempt.handed_in_by == "outside"
    with scope_of_site(room, "east"):
        case = exams.case_of(learner_id(room, "east", "1001"))
        assert case.facts.attempts[0].outside == REFERENCE
        standing = stored(learner_id(room, "east", "1001"), 2024)
        assert any("86" in str(line) for line in standing.outcome["lines"])


def test_a_preview_enters_nothing(room):
    previewed(room, HEAD + "1001,,86\n")
    assert attempts_of(room) == []


def test_the_same_list_a_second_time_changes_nothing(room):
    text = HEAD + "1001,,86\n1002,,70\n"
    applied(room, previewed(room, text))
    again = previewed(room, text)
    assert whats(again) == ["unchanged", "unchanged"]
    applied(room, again)
    assert [one.mark for one in attempts_of(room)] == [86]


def test_another_mark_under_the_reference_takes_its_place_and_the_record_says_so(room):
    applied(room, previewed(room, HEAD + "1001,,55\n"))
    changed = applied(room, previewed(room, HEAD + "1001,,65\n"))
    assert whats(changed) == ["changed"]
    (attempt,) = attempts_of(room)
    assert attempt.mark == 65
    with scope_of_site(room, "east"):
        (event,) = exams.events_of(attempt.id)
        assert (event.kind, event.detail["before"], event.detail["after"]) == ("regraded", "55", "65")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("9999,,80", "没有这个账号"),
        ("1001,赵二,80", "姓名"),
        ("1001,,101", "满分"),
        ("1001,,八十", "应为"),
        ("1001,,60.123", "应为"),
        (",李一,60", "缺少账号"),
        ("1001,,", "要么"),
    ],
)
def test_a_row_that_cannot_be_says_why(room, line, says):
    row = previewed(room, f"{HEAD}{line}\n1002,,70\n")
    assert whats(row) == ["refused", "added"]
    assert says in why(row)


def test_the_same_learner_twice_is_refused_the_second_time(room):
    row = previewed(room, HEAD + "1001,,80\n1001,,90\n")
    assert whats(row) == ["added", "refused"]


def test_an_account_typed_as_a_number_is_refused(room):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["账号", "成绩"])
    sheet.write_row(1, 0, [1001, 80])
    sheet.write_row(2, 0, ["1002", 80])
    book.close()
    row = previewed(room, stream.getvalue())
    assert whats(row) == ["refused", "added"]
    assert "文本" in why(row)


def test_the_rules_are_asked_as_of_when_it_was_sat(room):
    with scope_of_site(room, "east"):
        db.session.execute(
            sa.text("UPDATE learners SET employment = 'retired' WHERE account = '1001' AND tenant = 'east'")
        )
        db.session.commit()
    row = previewed(room, HEAD + "1001,,80\n")
    assert whats(row) == ["refused"]


def test_refused_rows_are_left_out_only_where_that_was_chosen(room):
    row = previewed(room, HEAD + "1001,,80\n9999,,80\n")
    with office(room) as (_, _, by), pytest.raises(Refused):
        apply_later(by, row.id, "理由", partly=False)
    assert applied(room, row, partly=True).state == "applied"
    assert len(attempts_of(room)) == 1


def test_a_reason_is_needed_and_a_list_is_entered_once(room):
    row = previewed(room, HEAD + "1001,,80\n")
    with office(room) as (_, _, by), pytest.raises(BadInput):
        apply_later(by, row.id, " ", partly=False)
    applied(room, row)
    with office(room) as (_, _, by), pytest.raises(Refused):
        apply_later(by, row.id, "理由", partly=False)


@pytest.mark.parametrize("reference", ["", "文" * 81])
def test_marks_need_the_document_that_they_come_from(room, reference):
    with pytest.raises(BadInput):
        previewed(room, HEAD + "1001,,80\n", reference=reference)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04broken", b"\x00\x01", "姓名,成绩\n李一,80\n", "账号,分\n1,2\n"]
)
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(room, content):
    with pytest.raises(BadInput):
        previewed(room, content)


def test_the_file_is_kept_as_it_was_sent_and_the_trail_names_it(room):
    text = HEAD + "1001,,80\n"
    row = applied(room, previewed(room, text))
    with office(room):
        with open_file(file_of(row.file)) as stream:
            assert stream.read() == text.encode()
        query = sa.select(AuditEntry).where(AuditEntry.subject == f"outside-list/{row.id}")
        assert db.session.scalars(query).one().reason == "乡镇考点没有网络"


def test_the_result_has_every_row_and_a_comment_on_each_that_was_refused(room):
    row = previewed(room, HEAD + "1001,,80\n9999,,80\n")
    with office(room) as (_, _, by):
        content = result_file(by, row.id, Reader())
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(content)) as book:
        comments = book.read("xl/comments1.xml").decode()
        shared = book.read("xl/sharedStrings.xml").decode()
    assert "没有这个账号" in comments
    assert "9999" in shared
    assert "1001" in shared


def answers_of(app, row, wrong=0):
    """The right answers of variant A, some of them wrong."""
    with office(app):
        paper = db.session.scalars(sa.select(Printing.variants).where(Printing.id == row.id)).one()[0]
    letters = ["ABCD"[kept["order"].index(0)] for kept in paper]
    return [
        "ABCD"[("ABCD".index(one) + 1) % 4] if place < wrong else one for place, one in enumerate(letters)
    ]


def answer_list(row, letters, account="1001"):
    head = "账号,试卷编号," + ",".join(f"第{place}题" for place in range(1, len(letters) + 1))
    return f"{head}\n{account},{row.code}-A,{','.join(letters)}\n"


def test_answers_beside_a_papers_code_are_marked_here(room):
    paper = printed(room)
    row = applied(room, previewed(room, answer_list(paper, answers_of(room, paper, wrong=2))))
    assert whats(row) == ["added"]
    (attempt,) = attempts_of(room)
    assert attempt.mark == 60
    assert [one["earned"] for one in attempt.marked] == ["0", "0", "20", "20", "20"]
    again = previewed(room, answer_list(paper, answers_of(room, paper, wrong=2)))
    assert whats(again) == ["unchanged"]


def test_a_key_corrected_later_regrades_answers_on_paper_too(room):
    paper = printed(room)
    applied(room, previewed(room, answer_list(paper, answers_of(room, paper, wrong=1))))
    code = attempts_of(room)[0].paper[0]["code"]
    with office(room) as (_, _, by):
        row = regrade.enter_correction(by, 2024, (code, 1), Correction(kind="given"), "题目有误")
        db.session.commit()
        list(regrade.apply_correction(row.id))
    assert attempts_of(room)[0].mark == 100


@pytest.mark.parametrize(
    ("letters", "code", "says"),
    [
        (["E", "A", "A", "A", "A"], None, "第 1 题"),
        (["AB", "A", "A", "A", "A"], None, "第 1 题"),
        (["A"], "XXXXXX", "没有编号"),
    ],
)
def test_answers_that_no_such_paper_can_have_are_refused(room, letters, code, says):
    paper = printed(room)
    text = answer_list(paper, letters)
    row = previewed(room, text if code is None else text.replace(paper.code, code))
    assert whats(row) == ["refused"]
    assert says in why(row)


def test_the_learner_reads_the_mark_with_its_source_and_reference(room):
    applied(room, previewed(room, HEAD + "1001,,86\n"))
    li = Browser(room, "east")
    li.sign_in("1001")
    page = li.get(f"/attempts/{attempts_of(room)[0].id}/result").text
    assert "86" in page
    assert REFERENCE in page
    assert "线下" in page
    assert li.get(f"/objections/new?about=attempt&key={attempts_of(room)[0].id}").status_code == 200


def test_a_list_is_seen_by_those_above_its_unit_alone(room):
    row = previewed(room, HEAD + "1001,,86\n")
    assert browser(room, "a1").get(f"/admin/outside-lists/{row.id}").status_code == 404
    assert browser(room).get(f"/admin/outside-lists/{row.id}").status_code == 200
    with office(room, "a1") as (_, _, by), pytest.raises(NotFound):
        apply_later(by, row.id, "理由", partly=False)


def test_the_whole_way_in_the_browser(room):
    known = browser(room)
    sent = {"kind": "marks", "exam": ":yearly", "sat_at": "2024-05-20T09:00", "reference": REFERENCE}
    template = known.get("/admin/outside-templates/marks.xlsx")
    assert template.status_code == 200
    wrong = known.post(
        "/admin/outside-lists", sent | {"sat_at": "2030-01-01T09:00", "file": (io.BytesIO(b"x"), "a.csv")}
    )
    assert wrong.status_code == 400
    file = (io.BytesIO((HEAD + "1001,,86\n9999,,1\n").encode()), "成绩.csv")
    made = known.post("/admin/outside-lists", sent | {"file": file})
    assert made.status_code == 302, made.text[:3000]
    page = known.get(made.headers["Location"]).text
    assert "录入 1 条" in re.sub(r"\s+", " ", page)
    assert known.post(f"{made.headers['Location']}/apply", {"partly": "yes"}).status_code == 400
    done = known.post(f"{made.headers['Location']}/apply", {"partly": "yes", "reason": "无网络"})
    assert done.status_code == 302
    assert "正在录入" in known.get(made.headers["Location"]).text
    assert known.get(f"{made.headers['Location']}/file").data.decode().startswith("账号")
