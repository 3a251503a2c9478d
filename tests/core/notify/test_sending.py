"""Messages that leave the platform: who gets them, when, how often it is tried, and what is on file afterwards."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.accounts.models import Learner
from core.db import db
from core.decisions.channels import WAITS
from core.notify.models import ContactChoice, Delivery
from core.notify.service import send_due
from core.web.site import composition
from tests.core.notify.world import east, happen, inbox, tell
from tests.mail_server import mail_server
from tests.sites import learner_id

ADDRESS = "li@example.cn"


@pytest.fixture
def daytime(site_app, monkeypatch):
    """No quiet hours, whatever the true time is while the test runs."""
    place = composition(site_app).registry.tenants["east"].place("")
    monkeypatch.setitem(
        vars(place.notices), "quiet", type(place.notices.quiet)(begins=timedelta(0), ends=timedelta(0))
    )


@pytest.fixture
def night(site_app, monkeypatch):
    place = composition(site_app).registry.tenants["east"].place("")
    all_day = type(place.notices.quiet)(begins=timedelta(0), ends=timedelta(hours=24))
    monkeypatch.setitem(vars(place.notices), "quiet", all_day)


@pytest.fixture
def mails(site_app, monkeypatch):
    """Li's address is confirmed, and the platform has a mail server."""
    confirm(site_app)
    with mail_server() as post:
        monkeypatch.setattr(composition(site_app), "channels", {"email": post.settings})
        yield post


def confirm(app, account="1001", address=ADDRESS, **more):
    who = learner_id(app, "east", account)
    with east(app):
        db.session.execute(sa.update(Learner).where(Learner.id == who).values(email=address))
        db.session.add(ContactChoice(learner=who, email=address, **more))
        db.session.commit()


def send(app):
    with east(app):
        return send_due()


def deliveries(app):
    with east(app):
        rows = db.session.scalars(sa.select(Delivery).execution_options(populate_existing=True))
        return [(row.channel, row.address, row.state, row.tries, row.fault) for row in rows]


def make_due(app):
    with east(app):
        db.session.execute(sa.update(Delivery).values(due=sa.func.now() - timedelta(seconds=1)))
        db.session.commit()


def test_a_message_leaves_by_mail_and_says_where_to_read_on(site_app, daytime, mails, monkeypatch):
    monkeypatch.setattr(composition(site_app), "addresses", "https://{host}.example.cn")
    happen(site_app, "account.reset", "1001")
    assert deliveries(site_app) == [("email", "l***@example.cn", "waiting", 0, "")]
    assert send(site_app) is None
    (mail,) = mails.mails
    assert mail["Subject"] == "您的密码已重置"
    assert mail["From"].addresses[0].display_name == "东省学法平台"
    assert "https://east.example.cn/account" in mail.get_content()
    assert deliveries(site_app) == [("email", "l***@example.cn", "sent", 1, "")]
    send(site_app)
    assert len(mails.mails) == 1


def test_an_address_that_is_not_confirmed_or_has_changed_gets_nothing(site_app, daytime, mails):
    with east(site_app):
        db.session.execute(sa.update(Learner).where(Learner.account == "1001").values(email="new@example.cn"))
        db.session.commit()
    happen(site_app, "account.reset", "1001", "1002")
    assert deliveries(site_app) == []
    assert inbox(site_app) == ["您的密码已重置"]


def test_who_wants_no_reminders_is_sent_what_concerns_their_record_alone(site_app, daytime, mails):
    with east(site_app):
        db.session.execute(sa.update(ContactChoice).values(reminders=False))
        db.session.commit()
    tell(site_app, "提醒", kind="reminder")
    tell(site_app, "成绩", kind="mark")
    send(site_app)
    assert [mail["Subject"] for mail in mails.mails] == ["成绩"]
    assert len(inbox(site_app)) == 2


def test_a_refusal_for_good_is_on_file_and_not_tried_again(site_app, daytime, mails):
    mails.refuse[ADDRESS] = "550 no such user"
    tell(site_app, "甲")
    assert send(site_app) is None
    assert deliveries(site_app) == [("email", "l***@example.cn", "failed", 1, "recipient_refused_550")]


def test_what_was_not_taken_is_tried_again_with_longer_waits_and_then_given_up(site_app, daytime, mails):
    mails.data = "451 later"
    tell(site_app, "甲")
    for tries in range(1, len(WAITS) + 1):
        assert send(site_app) is not None
        assert deliveries(site_app)[0][2:4] == ("waiting", tries)
        make_due(site_app)
    send(site_app)
    assert deliveries(site_app) == [("email", "l***@example.cn", "failed", len(WAITS) + 1, "refused_451")]


def test_what_was_not_taken_once_arrives_the_next_time(site_app, daytime, mails):
    mails.data = "451 later"
    tell(site_app, "甲")
    send(site_app)
    mails.data = "250 OK"
    send(site_app)
    assert mails.mails == [], "not before its time"
    make_due(site_app)
    assert send(site_app) is None
    assert [mail["Subject"] for mail in mails.mails] == ["甲"]


def test_nothing_leaves_in_quiet_hours(site_app, night, mails):
    tell(site_app, "甲")
    assert send(site_app) is not None
    assert mails.mails == []
    assert deliveries(site_app)[0][2:4] == ("waiting", 0)
    assert inbox(site_app) == ["甲"]


def test_no_more_leaves_in_an_hour_than_the_tenant_allows(site_app, daytime, mails):
    tell(site_app, *(f"第{n}条" for n in range(35)))
    assert send(site_app) is not None
    assert len(mails.mails) == 30
    send(site_app)
    assert len(mails.mails) == 30


def test_a_learner_without_an_address_by_then_is_given_up(site_app, daytime, mails):
    tell(site_app, "甲")
    with east(site_app):
        db.session.execute(sa.update(Learner).where(Learner.account == "1001").values(active=False))
        db.session.commit()
    send(site_app)
    assert deliveries(site_app)[0][2:] == ("failed", 1, "no_address")


def test_a_plug_in_of_the_tenant_carries_messages_to_an_official_account(
    site_app, daytime, monkeypatch, tmp_path
):
    outbox = tmp_path / "outbox"
    monkeypatch.setattr(composition(site_app), "channels", {"wechat": {"outbox": str(outbox)}})
    with east(site_app):
        profile = {"channels": {"wechat": "o-6789-abcd"}}
        db.session.execute(sa.update(Learner).where(Learner.account == "1001").values(profile=profile))
        db.session.commit()
    happen(site_app, "account.reset", "1001", "1002")
    send(site_app)
    assert [json.loads(line) for line in outbox.read_text().splitlines()] == [
        ["o-6789-abcd", "您的密码已重置"]
    ]
    assert deliveries(site_app) == [("wechat", "o-6****abcd", "sent", 1, "")]


def test_a_channel_that_breaks_down_is_tried_again(site_app, daytime, monkeypatch, tmp_path):
    monkeypatch.setattr(composition(site_app), "channels", {"wechat": {"outbox": str(tmp_path)}})
    with east(site_app):
        profile = {"channels": {"wechat": "o-6789-abcd"}}
        db.session.execute(sa.update(Learner).where(Learner.account == "1001").values(profile=profile))
        db.session.commit()
    tell(site_app, "甲")
    assert send(site_app) is not None
    assert deliveries(site_app) == [("wechat", "o-6****abcd", "waiting", 1, "channel_failed")]


def test_without_settings_of_the_platform_nothing_is_on_its_way(site_app):
    confirm(site_app)
    tell(site_app, "甲")
    assert deliveries(site_app) == []
