"""An address is used once its owner has confirmed it by the code that was mailed to it."""

import re

import pytest
import sqlalchemy as sa

from core.accounts.models import Learner
from core.db import db
from core.notify.contacts import mail_code
from core.notify.models import ContactChoice
from core.web.site import composition
from tests.core.notify.world import east
from tests.mail_server import mail_server
from tests.sites import Browser, learner_id


@pytest.fixture
def post(shelved, monkeypatch):
    with mail_server() as server:
        monkeypatch.setattr(composition(shelved), "channels", {"email": server.settings})
        yield server


@pytest.fixture
def addressed(shelved, li):
    """Li has given an address."""
    li.post("/contacts", {"phone": "13800000001", "email": "li@example.cn"})
    return li


def mailed(app, post) -> str:
    """Run the job that mails the code, and read the code in the mail."""
    with east(app):
        mail_code.run(
            "east", "00000000-0000-0000-0000-000000000000", {"learner": str(learner_id(app, "east", "1001"))}
        )
    found = re.search(r"[0-9]{6}", post.mails[-1]["Subject"])
    assert found
    return found[0]


def settings(browser: Browser) -> str:
    return browser.get("/messages/settings").text


def test_an_address_is_confirmed_by_the_code_that_was_mailed_to_it(shelved, post, addressed):
    assert "未确认" in settings(addressed)
    asked = addressed.post("/messages/settings/code", follow_redirects=True).text
    assert "邮件中的验证码" in asked
    code = mailed(shelved, post)
    assert post.mails[-1]["To"] == "li@example.cn"
    wrong = "000000" if code != "000000" else "111111"
    assert "验证码不正确" in addressed.post("/messages/settings/confirm", {"code": wrong}).text
    assert (
        "邮箱已确认"
        in addressed.post("/messages/settings/confirm", {"code": code}, follow_redirects=True).text
    )
    assert "未确认" not in settings(addressed)


def test_a_changed_address_is_to_be_confirmed_again(shelved, post, addressed):
    addressed.post("/messages/settings/code")
    addressed.post("/messages/settings/confirm", {"code": mailed(shelved, post)})
    addressed.post("/contacts", {"phone": "13800000001", "email": "new@example.cn"})
    assert "未确认" in settings(addressed)


def test_a_code_for_an_address_that_has_changed_confirms_nothing(shelved, post, addressed):
    addressed.post("/messages/settings/code")
    code = mailed(shelved, post)
    addressed.post("/contacts", {"phone": "13800000001", "email": "new@example.cn"})
    assert addressed.post("/messages/settings/confirm", {"code": code}).status_code == 400
    assert "未确认" in settings(addressed)


def test_five_wrong_codes_end_the_right_one_too(shelved, post, addressed):
    addressed.post("/messages/settings/code")
    code = mailed(shelved, post)
    for _ in range(5):
        assert addressed.post("/messages/settings/confirm", {"code": "x"}).status_code == 400
    assert "验证码已失效" in addressed.post("/messages/settings/confirm", {"code": code}).text


def test_a_code_holds_for_half_an_hour(shelved, post, addressed):
    addressed.post("/messages/settings/code")
    code = mailed(shelved, post)
    with east(shelved):
        earlier = sa.func.now() - sa.text("interval '31 minutes'")
        db.session.execute(sa.update(ContactChoice).values(asked_at=earlier))
        db.session.commit()
    assert addressed.post("/messages/settings/confirm", {"code": code}).status_code == 400


def test_one_code_a_minute_is_sent(post, addressed):
    assert addressed.post("/messages/settings/code").status_code == 302
    again = addressed.post("/messages/settings/code")
    assert again.status_code == 429


def test_the_code_stands_in_no_table(shelved, post, addressed):
    addressed.post("/messages/settings/code")
    code = mailed(shelved, post)
    with east(shelved):
        row = db.session.execute(sa.text("SELECT row_to_json(c)::text FROM contact_choices c")).scalar_one()
        jobs = db.session.execute(
            sa.text("SELECT coalesce(string_agg(args::text, ''), '') FROM procrastinate_jobs")
        )
        assert code not in row
        assert code not in jobs.scalar_one()


def test_a_refused_address_is_told_on_the_page(shelved, post, addressed):
    post.refuse["li@example.cn"] = "550 no such user"
    addressed.post("/messages/settings/code")
    with east(shelved):
        mail_code.run(
            "east",
            "00000000-0000-0000-0000-000000000000",
            {"learner": str(learner_id(shelved, "east", "1001"))},
        )
    assert "上一次验证码未能发出" in settings(addressed)


def test_without_a_mail_server_the_page_says_that_no_mail_is_sent(shelved, li):
    assert "本平台暂不发送邮件" in settings(li)
    assert li.post("/messages/settings/code").status_code == 409


def test_reminders_by_mail_can_be_refused(shelved, post, addressed):
    assert "checked" in settings(addressed)
    addressed.post("/messages/settings", {})
    assert 'value="yes" checked' not in settings(addressed)
    with east(shelved):
        assert db.session.scalars(sa.select(ContactChoice.reminders)).one() is False


def test_nobody_else_sees_the_address(shelved, post, addressed, qian):
    with east(shelved):
        assert db.session.scalar(sa.select(Learner.email).where(Learner.account == "1001")) == "li@example.cn"
    assert qian.get("/messages/settings").status_code == 404
