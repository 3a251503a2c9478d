"""One learner by hand: added and changed by the checks of a roster, moved between units as the rules allow; the list exported."""

import io

import pytest
import python_calamine
import sqlalchemy as sa

from core.accounts.models import Administrator
from core.accounts.service import acting
from core.audit.models import AuditEntry
from core.console.lists import Query, every_row
from core.console.slips import _lines
from core.db import db
from core.tenancy.clock import set_clock
from core.web.language import Reader
from core.web.site import Viewer
from tests.core.rosters.world import browser_of, give_range, learner
from tests.sites import TODAY, learner_id, scope_of_site


def entry(app, act):
    with scope_of_site(app, "east"):
        return db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == act)).first()


def test_a_learner_is_added_by_hand_with_the_next_number_of_the_unit(site_app):
    give_range(site_app, "u1", "46")
    browser = browser_of(site_app)
    assert browser.get("/admin/people/new").status_code == 200
    answer = browser.post("/admin/people/new", {"name": "王新", "phone": "13700000001", "rank": "科员"})
    assert answer.status_code == 302
    assert (learner(site_app, "460001").name, learner(site_app, "460001").rank) == ("王新", "科员")
    assert entry(site_app, "learner_added") is not None


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"name": "王新"}, "没有可用的号段"),
        ({"name": "王新", "account": "n1", "phone": "12"}, "手机号码：“12”不是 11 位"),
        ({"name": "李一", "account": "1001"}, "已在名册上"),
        ({"name": "赵二", "account": "1002"}, "其他单位"),
        ({"name": "", "account": "n1"}, "缺少姓名"),
    ],
)
def test_what_a_roster_would_refuse_is_refused_on_the_form(site_app, form, says):
    answer = browser_of(site_app).post("/admin/people/new", form)
    assert answer.status_code == 400
    assert says in answer.text


def test_details_are_changed_and_what_stood_before_is_kept(site_app):
    browser, li = browser_of(site_app), learner_id(site_app, "east", "1001")
    assert "李一" in browser.get(f"/admin/people/{li}/details").text
    assert browser.post(f"/admin/people/{li}/details", {"name": "李益", "rank": "主任"}).status_code == 302
    changed = learner(site_app, "1001")
    assert (changed.name, changed.rank, changed.phone) == ("李益", "主任", "13800000001")
    assert entry(site_app, "learner_changed").facts == {"name": "李一 → 李益", "rank": "– → 主任"}
    assert browser.post(f"/admin/people/{li}/details", {"name": "李益", "phone": "1"}).status_code == 400


MOVE = {"account": "1002", "name": "赵二", "to": "东省甲局", "reason": "工作调动"}


def test_the_receiving_administrator_fetches_a_learner_whose_study_goes_along(site_app):
    browser = browser_of(site_app)
    assert browser.get("/admin/people/transfer").status_code == 200
    assert browser.post("/admin/people/transfer", MOVE).status_code == 302
    assert learner(site_app, "1002").unit == "u1"
    noted = entry(site_app, "transfer")
    assert (noted.reason, noted.facts) == ("工作调动", {"from": "u2", "to": "u1"})


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": "赵三"}, "没有学号与姓名都相符的学员"),
        ({"to": "东省乙局"}, "没有这个单位"),
        ({"to": "没有局"}, "没有这个单位"),
        ({"reason": " "}, "填写理由"),
        ({"account": "1001", "name": "李一"}, "已在"),
    ],
)
def test_a_move_that_cannot_be_is_refused_at_its_field(site_app, changed, says):
    answer = browser_of(site_app).post("/admin/people/transfer", MOVE | changed)
    assert answer.status_code == 400
    assert says in answer.text
    assert learner(site_app, "1002").unit == "u2"


def test_inside_the_freeze_a_move_is_refused_with_its_end_and_after_it_done(site_app):
    with scope_of_site(site_app, "east"):
        set_clock(TODAY.replace(month=10))
        db.session.commit()
    refused = browser_of(site_app).post("/admin/people/transfer", MOVE)
    assert refused.status_code == 409
    assert "2024年12月1日 00:00" in refused.text
    assert learner(site_app, "1002").unit == "u2"
    with scope_of_site(site_app, "east"):
        set_clock(TODAY.replace(month=12))
        db.session.commit()
    assert browser_of(site_app).post("/admin/people/transfer", MOVE).status_code == 302
    assert learner(site_app, "1002").unit == "u1"


def test_the_list_is_exported_as_its_filters_show_it_and_nothing_in_it_is_a_formula(site_app):
    give_range(site_app, "u1", "46")
    browser = browser_of(site_app)
    browser.post("/admin/people/new", {"name": "=1+1", "phone": "13700000001"})
    content = browser.get("/admin/learners/export?q=%3D1").data
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    head, *rows = book.get_sheet_by_index(0).to_python()
    assert [row[head.index("姓名")] for row in rows] == ["=1+1"]
    whole = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(browser.get("/admin/learners/export").data)
    )
    assert "赵二" not in str(whole.get_sheet_by_index(0).to_python())
    assert entry(site_app, "export_learners").facts["people"] == "1"


def test_slips_tell_the_initial_password_to_those_alone_who_still_have_it(site_app):
    answer = browser_of(site_app).get("/admin/learners/slips")
    assert answer.data[:5] == b"%PDF-"
    assert entry(site_app, "print_slips").facts["people"] == "3"
    with scope_of_site(site_app, "east") as site:
        row = db.session.scalars(sa.select(Administrator).where(Administrator.account == "a1")).one()
        viewer = Viewer(id=row.id, kind="administrator", name="", role="unit_administrator", unit="u1")
        by = acting(site, viewer)
        told = {
            one.learner.name: _lines(by, one, Reader(), "x") for one in every_row(by.scope, Query(), site, 9)
        }
    assert any("888888" in line for line in told["周三"])
    assert any("姓名" in line for line in told["周三"][-1:])
    assert not any("888888" in line for line in told["李一"])
