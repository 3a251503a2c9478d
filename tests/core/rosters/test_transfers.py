"""Transfers as requests: a day to come, the other side's answer, taking back, what is refused, and who is told."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.accounts.models import Administrator, Learner, Unit
from core.accounts.service import everything
from core.audit.models import AuditEntry
from core.audit.service import SERVER
from core.db import db
from core.notify.models import Message
from core.rosters.desk import Desk, site_of
from core.rosters.models import Transfer
from core.rosters.transfers import carry_out_due_transfers
from core.tenancy.clock import set_clock
from core.web.language import Reader
from tests.core.rosters.world import browser_of, learner
from tests.sites import TODAY, scope_of_site

MOVE = {"account": "1002", "name": "赵二", "to": "东省甲局", "reason": "工作调动"}
TOMORROW = {"day": "2024-06-04"}


def the_transfer(app) -> Transfer:
    with scope_of_site(app, "east"):
        query = sa.select(Transfer).order_by(Transfer.number.desc()).limit(1)
        return db.session.scalars(query.execution_options(populate_existing=True)).one()


def carry_out(app, days: int = 1) -> int:
    """Let the worker look, so many days later."""
    with scope_of_site(app, "east"):
        set_clock(TODAY + timedelta(days=days))
        db.session.commit()
        site = site_of("")
        desk = Desk(site, SERVER, "", everything(), Reader("zh", site.words, site.zone))
        return carry_out_due_transfers(desk)


def messages(app, *, account: str = "", administrator: str = "") -> str:
    table, known = (Learner, account) if account else (Administrator, administrator)
    with scope_of_site(app, "east"):
        whose = db.session.scalar(sa.select(table.id).where(table.account == known))
        return str(db.session.scalars(sa.select(Message.title).where(Message.reader == whose)).all())


def wait_for_confirmation(app) -> None:
    """As where the rules let the other side confirm: the request of u1's administrator waits for that of u2."""
    assert browser_of(app).post("/admin/people/transfer", MOVE | TOMORROW).status_code == 302
    with scope_of_site(app, "east"):
        db.session.execute(sa.update(Transfer).values(state="asked"))
        db.session.commit()


def test_a_transfer_for_a_day_to_come_waits_and_takes_effect_on_its_day(site_app):
    assert browser_of(site_app).post("/admin/people/transfer", MOVE | TOMORROW).status_code == 302
    assert learner(site_app, "1002").unit == "u2"
    assert "待生效" in browser_of(site_app, "a2").get("/admin/people/transfers").text
    assert "You will belong" in messages(site_app, account="1002")
    assert carry_out(site_app, days=0) == 0
    assert carry_out(site_app, days=1) == 1
    assert learner(site_app, "1002").unit == "u1"
    assert the_transfer(site_app).state == "done"
    assert carry_out(site_app, days=2) == 0
    assert "has been moved" in messages(site_app, administrator="a2")


def test_the_other_side_confirms_and_both_are_told(site_app):
    wait_for_confirmation(site_app)
    number = the_transfer(site_app).number
    asker, other = browser_of(site_app), browser_of(site_app, "a2")
    assert asker.post(f"/admin/people/transfers/{number}/answer", {"act": "confirm"}).status_code == 404
    assert other.post(f"/admin/people/transfers/{number}/answer", {"act": "confirm"}).status_code == 302
    assert the_transfer(site_app).state == "waiting"
    assert "is confirmed" in messages(site_app, administrator="a1")
    assert carry_out(site_app) == 1
    assert learner(site_app, "1002").unit == "u1"


def test_a_refusal_needs_a_reason_and_ends_the_request(site_app):
    wait_for_confirmation(site_app)
    number, other = the_transfer(site_app).number, browser_of(site_app, "a2")
    assert other.post(f"/admin/people/transfers/{number}/answer", {"act": "refuse"}).status_code == 400
    refused = {"act": "refuse", "reason": "岗位未核"}
    assert other.post(f"/admin/people/transfers/{number}/answer", refused).status_code == 302
    assert (the_transfer(site_app).state, the_transfer(site_app).answer) == ("refused", "岗位未核")
    assert other.post(f"/admin/people/transfers/{number}/answer", {"act": "confirm"}).status_code == 404
    assert "岗位未核" in browser_of(site_app).get("/admin/people/transfers?state=refused").text
    assert "refused" in messages(site_app, account="1002")
    assert "refused" in messages(site_app, administrator="a1")
    assert carry_out(site_app) == 0
    with scope_of_site(site_app, "east"):
        acts = db.session.scalars(sa.select(AuditEntry.act)).all()
    assert {"transfer_ask", "transfer_refuse"} <= set(acts)


def test_who_asked_takes_it_back_and_nobody_else(site_app):
    browser_of(site_app).post("/admin/people/transfer", MOVE | TOMORROW)
    path = f"/admin/people/transfers/{the_transfer(site_app).number}/withdraw"
    assert browser_of(site_app, "a2").post(path).status_code == 404
    assert browser_of(site_app).post(path).status_code == 302
    assert browser_of(site_app).post(path).status_code == 404
    assert carry_out(site_app) == 0
    assert browser_of(site_app).post("/admin/people/transfer", MOVE | TOMORROW).status_code == 302


def test_a_second_request_and_so_a_circle_of_them_is_refused(site_app):
    browser_of(site_app).post("/admin/people/transfer", MOVE | TOMORROW)
    again = browser_of(site_app, "office").post("/admin/people/transfer", {**MOVE, "to": "东省司法厅"})
    assert again.status_code == 409
    assert "尚未办结" in again.text
    assert learner(site_app, "1002").unit == "u2"


@pytest.mark.parametrize("day", ["2024-06-02", "x", "2024-13-01"])
def test_a_day_that_is_past_or_none_is_refused_at_its_field(site_app, day):
    answer = browser_of(site_app).post("/admin/people/transfer", MOVE | {"day": day})
    assert answer.status_code == 400
    assert learner(site_app, "1002").unit == "u2"


def test_a_day_inside_the_freeze_is_refused_now_and_one_after_it_taken(site_app):
    frozen = browser_of(site_app).post("/admin/people/transfer", MOVE | {"day": "2024-10-01"})
    assert frozen.status_code == 409
    assert "2024年12月1日 00:00" in frozen.text
    assert (
        browser_of(site_app).post("/admin/people/transfer", MOVE | {"day": "2024-12-01"}).status_code == 302
    )


def test_what_cannot_be_any_more_on_its_day_fails_with_its_reason(site_app):
    browser_of(site_app).post("/admin/people/transfer", MOVE | TOMORROW)
    with scope_of_site(site_app, "east"):
        db.session.execute(sa.update(Unit).where(Unit.code == "u1").values(closed_on=TODAY.date()))
        db.session.commit()
    assert carry_out(site_app) == 1
    assert (the_transfer(site_app).state, the_transfer(site_app).answer) == ("failed", "closed")
    assert learner(site_app, "1002").unit == "u2"
    assert "调入单位已撤销" in browser_of(site_app, "a2").get("/admin/people/transfers").text
    assert "could not take effect" in messages(site_app, administrator="a1")


def test_transfers_of_others_are_not_there(site_app):
    browser_of(site_app).post("/admin/people/transfer", MOVE | TOMORROW)
    number = the_transfer(site_app).number
    assert "赵二" not in browser_of(site_app, "bay", "bay").get("/admin/people/transfers").text
    for account, host in (("bay", "bay"), ("office", "west")):
        for act in ("answer", "withdraw"):
            path = f"/admin/people/transfers/{number}/{act}"
            assert browser_of(site_app, account, host).post(path).status_code == 404
    assert browser_of(site_app).post("/admin/people/transfers/x/withdraw").status_code == 404
