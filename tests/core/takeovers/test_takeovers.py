"""Another platform's records within the year: people, opening entries and marks, checked first, never twice, the office's alone."""

import io

import pytest
import sqlalchemy as sa

from core.courses.service import learner_year, study_record
from core.db import db
from core.errors import BadInput
from core.exams.service import AttemptRow
from core.rosters.importing import check_roster
from core.rosters.lists import refused_rows
from core.takeovers.service import take_over, template_of
from core.tenancy.models import PlaceYear
from tests.core.rosters.world import ID_1, again, browser_of, desk, entered, learner, rows, what, why
from tests.core.rosters.world import run as run_job
from tests.sites import Browser, scope_of_site

HEAD = "学号,姓名,单位,身份证号,手机号码,期初学分：必修,成绩：年度学法考试,考试日期：年度学法考试\n"
NEW = f"n1,王新,东省甲局,{ID_1},13700000001,2.5,88,2024-05-20\n"
LI = "1001,李一,,,,3,,\n"
FORM = {"platform": "原学法平台", "reference": "甲司函〔2024〕5号", "day": "2024-05-31"}


def sent(app, text, account="office", **changed):
    with desk(app, account) as by:
        row = take_over(by, FORM | changed, io.BytesIO(text.encode()), "原平台.csv")
    if row.state == "checking":
        run_job(app, row, check_roster)
    return again(app, row, account)


def taken(app, text, **more):
    row = sent(app, text, **{name: one for name, one in more.items() if name != "partly"})
    return entered(app, row, partly=more.get("partly", False), account="office")


def record(app, account):
    who = learner(app, account)
    with scope_of_site(app, "east"):
        return [(one.kind, one.counted, one.reference) for one in study_record(learner_year(who.id)).rows]


def marks(app, account):
    who = learner(app, account)
    with scope_of_site(app, "east"):
        query = sa.select(AttemptRow.mark, AttemptRow.outside).where(AttemptRow.learner == who.id)
        return [tuple(one) for one in db.session.execute(query)]


def test_people_credit_and_marks_come_in_and_the_preview_enters_nothing(site_app):
    row = sent(site_app, HEAD + NEW + LI)
    assert what(site_app, row) == ["added", "changed"]
    assert learner(site_app, "n1") is None
    assert rows(site_app, row)[0].changes == {"credit:required": ["", "2.5"], "mark:yearly": ["", "88"]}
    assert entered(site_app, row, account="office").state == "applied"
    assert record(site_app, "n1") == [("taken_over", 2.5, FORM["reference"])]
    assert record(site_app, "1001") == [("taken_over", 3, FORM["reference"])]
    assert marks(site_app, "n1") == [(88, FORM["reference"])]


def test_the_same_file_twice_adds_nothing_and_other_amounts_correct_what_stands(site_app):
    taken(site_app, HEAD + NEW + LI)
    assert what(site_app, sent(site_app, HEAD + NEW + LI)) == ["unchanged", "unchanged"]
    taken(site_app, HEAD + LI.replace(",3,", ",1.5,"))
    assert sorted(one[1] for one in record(site_app, "1001")) == [-1.5, 3]


def test_a_learner_reads_where_an_opening_entry_comes_from_and_signs_in_with_a_new_password(site_app):
    taken(site_app, HEAD + NEW + LI)
    own = Browser(site_app, "east")
    own.sign_in("1001")
    page = own.get("/study-record").text
    for text in (FORM["reference"], "原学法平台", "郑七"):
        assert text in page
    new = learner(site_app, "n1")
    assert (new.password_hash, new.must_change) == (None, True)


@pytest.mark.parametrize(
    ("line", "cell"),
    [
        ("1001,李一,,,,x,,", "F2"),
        ("1001,李一,,,,-1,,", "F2"),
        ("1001,李一,,,,,101,", "G2"),
        ("1001,李一,,,,,80,2024-02-30", "H2"),
        ("1001,李一,,,,,80,2023-05-20", "G2"),
        ("1001,李一,,,,,,2024-05-20", "H2"),
        ("n1,王新,无此单位,,13700000001,1,,", "C2"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_cell_and_reason(site_app, line, cell):
    row = sent(site_app, f"{HEAD}{line}\n")
    assert what(site_app, row) == ["refused"]
    assert cell in why(site_app, row)


def test_refused_rows_are_left_out_on_demand_and_given_back_with_their_cells(site_app):
    row = taken(site_app, f"{HEAD}{NEW}1001,李一,,,,x,,\n", partly=True)
    assert row.counts == {"refused": 1, "added": 1, "changed": 0, "unchanged": 0}
    assert record(site_app, "1001") == []
    with scope_of_site(site_app, "east"):
        assert refused_rows(row.id)[0].cells["credit:required"] == "x"
    answer = browser_of(site_app, "office").get(f"/admin/rosters/{row.id}/refused")
    assert answer.status_code == 200


def test_credit_outside_the_period_of_study_is_refused(site_app):
    row = sent(site_app, HEAD + LI, day="2023-05-31")
    assert what(site_app, row) == ["refused"]


def test_a_closed_year_takes_nothing_more(site_app):
    with scope_of_site(site_app, "east"):
        db.session.add(PlaceYear(area="", year=2024, opened_at=sa.func.now(), closed_at=sa.func.now()))
        db.session.commit()
    row = sent(site_app, HEAD + LI)
    assert what(site_app, row) == ["refused"]


@pytest.mark.parametrize(
    "changed", [{"platform": " "}, {"reference": "a#b"}, {"day": "2999-01-01"}, {"day": "x"}]
)
def test_a_source_that_says_too_little_is_refused(site_app, changed):
    with pytest.raises(BadInput) as fault:
        sent(site_app, HEAD + LI, **changed)
    assert next(iter(changed)) in fault.value.facts["fields"]


def test_the_template_is_read_as_it_is_and_has_a_column_for_each_kind_and_exam(site_app):
    with desk(site_app, "office") as by:
        content = template_of(by)
        with pytest.raises(BadInput):
            take_over(by, FORM, io.BytesIO(content), "模板.xlsx")
    page = browser_of(site_app, "office").get("/admin/takeovers").text
    assert "期初学分：必修" in page
    assert "成绩：年度学法考试" in page


def test_the_page_takes_a_file_and_names_what_is_missing(site_app):
    office = browser_of(site_app, "office")
    file = {"file": (io.BytesIO((HEAD + LI).encode()), "原平台.csv")}
    assert office.post("/admin/takeovers", {**FORM, "reference": "", **file}).status_code == 400
    file = {"file": (io.BytesIO((HEAD + LI).encode()), "原平台.csv")}
    answer = office.post("/admin/takeovers", {**FORM, **file})
    assert answer.status_code == 302
    assert "期初学分：必修" in office.get(answer.location).text


def test_a_takeover_is_nobodys_but_the_offices(site_app):
    row = sent(site_app, HEAD + LI)
    for account in ("a1", "area", "reader"):
        known = browser_of(site_app, account)
        assert known.get("/admin/takeovers").status_code == 404
        assert known.post(f"/admin/rosters/{row.id}/apply").status_code == 404
    west = Browser(site_app, "west")
    assert west.get(f"/admin/rosters/{row.id}").status_code in {302, 404}
