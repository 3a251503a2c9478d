"""Credit of other programmes: by a list and one by one, taken back by an entry, shown in the study record."""

import pytest

from core.courses import service as courses
from tests.core.outside.world import applied, browser, previewed, whats
from tests.sites import Browser, learner_id, scope_of_site

HEAD = "账号,数额,日期,文号,备注\n"
FORM = {
    "amount": "3",
    "bucket": "required",
    "day": "2024-05-06",
    "reference": "证书-7",
    "reason": "市委党校专题班",
}


def entries(app, account="1001"):
    learner = learner_id(app, "east", account)
    with scope_of_site(app, "east"):
        return [
            (row.counted, row.reference) for row in courses.study_record(courses.learner_year(learner)).rows
        ]


def test_a_list_enters_credit_under_its_references_and_again_changes_nothing(site_app):
    text = HEAD + "1001,2,2024-05-06,证书-1,专题班\n1002,1.5,2024/5/7,证书-1,\n"
    row = applied(site_app, previewed(site_app, text, kind="credit", account="office"))
    assert whats(row) == ["added", "added"]
    assert entries(site_app) == [(2, "证书-1")]
    assert whats(previewed(site_app, text, kind="credit")) == ["unchanged", "unchanged"]


def test_what_is_over_the_rules_most_is_told_before_and_does_not_count(site_app):
    text = HEAD + "1001,3,2024-05-06,证书-1,\n1001,3,2024-05-06,证书-2,\n"
    row = previewed(site_app, text, kind="credit")
    assert "of which {counted} count" in str(row.rows[1]["told"])
    applied(site_app, row)
    assert sorted(entries(site_app)) == [(1, "证书-2"), (3, "证书-1")]


@pytest.mark.parametrize(
    "line",
    [
        "1001,2,2025-02-30,证书-1,",
        "1001,2,2023-05-06,证书-1,",
        "1001,x,2024-05-06,证书-1,",
        "1001,2,2024-05-06,,",
        "9999,2,2024-05-06,证书-1,",
    ],
)
def test_a_row_that_cannot_be_is_refused(site_app, line):
    assert whats(previewed(site_app, f"{HEAD}{line}\n", kind="credit")) == ["refused"]


def test_an_administrator_enters_it_in_a_form_and_takes_it_back_with_a_reason(site_app):
    li, known = learner_id(site_app, "east", "1001"), browser(site_app, "a1")
    path = f"/admin/learners/{li}/other-credit"
    assert path in known.get(f"/admin/learners/{li}").text
    assert known.post(path, FORM).status_code == 302
    assert "证书-7" in known.get(path).text
    assert known.post(path, {"take_back": "证书-7", "why": ""}).status_code == 400
    assert known.post(path, {"take_back": "证书-7", "why": "证书有误"}).status_code == 302
    assert entries(site_app) == [(-3, "证书-7#2"), (3, "证书-7")]
    own = Browser(site_app, "east")
    own.sign_in("1001")
    page = own.get("/study-record").text
    assert "市委党校专题班" in page
    assert "证书有误" in page
    assert "证书-7" in page


@pytest.mark.parametrize(
    "changed", [{"amount": "0"}, {"amount": "x"}, {"day": "2024-13-01"}, {"reason": " "}, {"reference": ""}]
)
def test_a_form_that_lacks_something_names_the_field(site_app, changed):
    li, known = learner_id(site_app, "east", "1001"), browser(site_app, "a1")
    answer = known.post(f"/admin/learners/{li}/other-credit", FORM | changed)
    assert answer.status_code == 400
    assert "f-" + next(iter(changed)) in answer.text
    assert entries(site_app) == []


def test_what_the_rules_refuse_is_refused_with_the_rule(site_app):
    li, known = learner_id(site_app, "east", "1001"), browser(site_app, "a1")
    answer = known.post(f"/admin/learners/{li}/other-credit", FORM | {"day": "2023-05-06"})
    assert answer.status_code == 409


def test_another_units_administrator_is_told_that_there_is_nothing(site_app):
    li = learner_id(site_app, "east", "1001")
    assert browser(site_app, "a2").post(f"/admin/learners/{li}/other-credit", FORM).status_code == 404
    assert whats(previewed(site_app, HEAD + "1001,2,2024-05-06,证书-1,\n", kind="credit", account="a2")) == [
        "refused"
    ]
