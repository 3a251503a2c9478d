"""Acts on many learners: preview, confirmation, a result for each, and what is refused."""

import io
import re

import pytest
import python_calamine
import sqlalchemy as sa

from core.accounts.models import Learner
from core.audit.models import AuditEntry
from core.console.bulk import carry_out
from core.console.models import BulkAct
from core.db import db
from core.decisions.accounts import InitialPassword
from core.rosters.people import may_be_empty
from tests.core.rosters.world import browser_of, learner
from tests.sites import learner_id, scope_of_site

WHY = {"reason": "年度整理"}


def the_act(app) -> BulkAct:
    with scope_of_site(app, "east"):
        query = sa.select(BulkAct).order_by(BulkAct.at.desc()).limit(1)
        return db.session.scalars(query.execution_options(populate_existing=True)).one()


def done(app, act: str, account: str = "a1", **sent: str):
    """Choose, look and confirm as an administrator, and let the worker do it."""
    known = browser_of(app, account)
    preview = known.post("/admin/bulk-acts/preview", {**WHY, "act": act, **sent})
    assert preview.status_code == 200, preview.text
    seen = re.search(r'name="seen" value="(\d+)"', preview.text)
    assert seen
    begun = known.post("/admin/bulk-acts", {**WHY, "act": act, "seen": seen[1], **sent})
    assert begun.status_code == 302
    row = the_act(app)
    with app.app_context():
        carry_out.run(row.tenant, str(row.progress), {"number": str(row.id)})
    return the_act(app)


def test_all_that_the_filters_show_are_deactivated_after_a_preview_that_names_them(site_app):
    page = browser_of(site_app).post("/admin/bulk-acts/preview", {**WHY, "act": "deactivate"}).text
    assert "停用：3名学员" in page
    assert "可以撤销" in page
    assert learner(site_app, "1001").active
    row = done(site_app, "deactivate")
    assert (row.done, row.refused) == (3, 0)
    assert not learner(site_app, "1001").active
    assert learner(site_app, "1002").active
    assert done(site_app, "reactivate").done == 3
    with scope_of_site(site_app, "east"):
        acts = db.session.scalars(sa.select(AuditEntry.act)).all()
    assert acts.count("bulk_act") == 2
    assert acts.count("deactivate") == 3


def test_those_ticked_alone_are_reset_and_get_slips(site_app):
    li = str(learner_id(site_app, "east", "1001"))
    row = done(site_app, "reset", learner=li)
    assert (row.learners, row.done) == ([li], 1)
    assert learner(site_app, "1001").must_change
    assert not learner(site_app, "1004").must_change
    known = browser_of(site_app)
    assert known.get(f"/admin/bulk-acts/{row.id}/slips.pdf").data.startswith(b"%PDF")
    assert "不能撤销" in known.get(f"/admin/bulk-acts/{row.id}").text


def test_who_cannot_be_moved_is_listed_with_the_reason_and_the_others_are(site_app):
    known = browser_of(site_app, "office")
    zhao = {"account": "1002", "name": "赵二", "to": "东省甲局", "reason": "x", "day": "2024-07-01"}
    assert known.post("/admin/people/transfer", zhao).status_code == 302
    row = done(site_app, "move", "office", to="东省司法厅", unit="u2")
    assert (row.done, row.refused) == (1, 1)
    assert learner(site_app, "1005").unit == "u0"
    assert learner(site_app, "1002").unit == "u2"
    page = known.get(f"/admin/bulk-acts/{row.id}").text
    assert "尚未办结" in page
    content = known.get(f"/admin/bulk-acts/{row.id}/result.xlsx").data
    lines = (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    )
    assert sum("尚未办结" in str(line) for line in lines) == 1


def test_a_field_is_set_and_emptied(site_app):
    with scope_of_site(site_app, "east"):
        db.session.execute(sa.update(Learner).values(email="a@example.cn"))
        db.session.commit()
    assert done(site_app, "clear", field="email").done == 3
    assert learner(site_app, "1001").email == ""
    assert learner(site_app, "1002").email == "a@example.cn"


def test_the_phone_that_the_first_sign_in_still_asks_is_not_emptied():
    initial = InitialPassword(value="888888", second_fact="phone_last4")
    assert not may_be_empty("phone", initial, own_password=False)
    assert may_be_empty("phone", initial, own_password=True)
    assert may_be_empty("email", initial, own_password=False)
    assert not may_be_empty("name", None, own_password=True)


def test_in_the_form_what_is_ticked_is_emptied_and_what_is_left_empty_stays(site_app):
    li = learner_id(site_app, "east", "1001")
    with scope_of_site(site_app, "east"):
        db.session.execute(sa.update(Learner).where(Learner.id == li).values(email="a@example.cn"))
        db.session.commit()
    known = browser_of(site_app)
    path = f"/admin/people/{li}/details"
    assert "清空：" in known.get(path).text
    assert known.post(path, {"name": "李一", "email": ""}).status_code == 302
    assert learner(site_app, "1001").email == "a@example.cn"
    assert known.post(path, {"name": "李一", "empty_email": "yes"}).status_code == 302
    assert learner(site_app, "1001").email == ""


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"act": "dance"}, "请选择要办理的事项"),
        ({"act": "move"}, "请填写此项"),
        ({"act": "set", "field": "name", "value": "x"}, "请从列表中选择"),
        ({"act": "clear", "field": "id_number"}, "请从列表中选择"),
        ({"act": "reset", "reason": ""}, "填写理由"),
        ({"act": "move", "to": "u2", "day": "x"}, "2024-11-09"),
    ],
)
def test_what_is_asked_wrongly_is_told_at_its_field_and_nothing_begins(site_app, sent, says):
    answer = browser_of(site_app).post("/admin/bulk-acts/preview", {**WHY, **sent})
    assert answer.status_code == 400
    assert says in answer.text


def test_others_than_were_seen_are_not_acted_upon(site_app):
    known = browser_of(site_app)
    answer = known.post("/admin/bulk-acts", {**WHY, "act": "deactivate", "seen": "2"})
    assert answer.status_code == 400
    assert "请重新预览" in answer.text
    assert learner(site_app, "1001").active
    assert known.post("/admin/bulk-acts", {**WHY, "act": "reset", "seen": "²"}).status_code == 400


def test_people_of_other_units_are_never_chosen(site_app):
    zhao = str(learner_id(site_app, "east", "1002"))
    page = browser_of(site_app).get(f"/admin/bulk-acts?learner={zhao}&learner=x").text
    assert "没有选定学员" in page
    assert "赵二" not in page
