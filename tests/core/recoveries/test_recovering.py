"""A password or an account number is recovered through one's own contact, and nobody learns which accounts there are."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import sqlalchemy as sa

from core.accounts.models import Administrator, Learner, SignIn
from core.db import db
from core.notify.models import ContactChoice, Message
from core.recoveries.models import Recovery
from core.recoveries.sending import send_recovery
from core.web.site import composition
from tests.mail_server import mail_server
from tests.sites import PASSWORD, PHONE, Browser, scope_of_site

NEW = "new12345"
JOB = "00000000-0000-0000-0000-000000000000"


@contextmanager
def gateway() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A provider of text messages on loopback that keeps what it was given."""
    taken: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", taken
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def mails(site_app, monkeypatch):
    """Mail goes out, and Li has confirmed an address."""
    with scope_of_site(site_app, "east"):
        li = db.session.scalars(sa.select(Learner).where(Learner.account == "1001")).one()
        li.email = "li@example.cn"
        db.session.add(ContactChoice(learner=li.id, email="li@example.cn", asked_email="", nonce=""))
        db.session.commit()
    with mail_server() as server:
        monkeypatch.setattr(composition(site_app), "channels", {"email": server.settings})
        yield server.mails


@pytest.fixture
def texts(site_app, monkeypatch):
    with gateway() as (url, taken):
        monkeypatch.setattr(composition(site_app), "channels", {"sms": {"url": url, "key": "k"}})
        yield taken


def send(app) -> None:
    """Run the jobs that are queued, as the worker does."""
    with scope_of_site(app, "east"):
        known = list(db.session.scalars(sa.select(Recovery.id).order_by(Recovery.asked_at)))
        for one in known[-1:]:
            send_recovery.run("east", JOB, {"recovery": str(one)})


def ask(app, account: str = "1001", channel: str = "email", path: str = "/recover") -> tuple[Browser, str]:
    """Ask for a code; gives the browser and the address of the page for it."""
    browser = Browser(app, "east")
    answer = browser.post(path, {"account": account, "channel": channel})
    assert answer.status_code == 302, answer.text
    send(app)
    return browser, urlsplit(answer.headers["Location"]).path


def code_in(text: str) -> str:
    found = re.search(r"[0-9]{6}", text)
    assert found
    return found[0]


def test_a_password_is_recovered_by_mail_and_every_sign_in_ends(site_app, mails):
    elsewhere = Browser(site_app, "east")
    elsewhere.sign_in("1001")
    browser, path = ask(site_app)
    assert mails[-1]["To"] == "li@example.cn"
    code = code_in(mails[-1]["Subject"])
    answer = browser.post(path, {"code": code, "new": NEW, "again": NEW})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
    assert elsewhere.get("/account").status_code == 302
    assert Browser(site_app, "east").sign_in("1001", PASSWORD).status_code == 401
    with scope_of_site(site_app, "east"):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0
        told = [str(title) for title in db.session.scalars(sa.select(Message.title))]
    assert any("password has been set anew" in one for one in told)
    again = browser.post(path, {"code": code, "new": "other123", "again": "other123"})
    assert again.status_code == 400


def test_known_and_unknown_accounts_are_answered_alike(site_app, mails):
    pages = []
    for account in ("1001", "1002", "9999"):
        browser, path = ask(site_app, account)
        page = browser.get(path).text
        wrong = browser.post(path, {"code": "000000", "new": NEW, "again": NEW})
        assert wrong.status_code == 400
        pages.append([plain(page), plain(wrong.text)])
    assert pages[0] == pages[1] == pages[2]
    assert len(mails) == 1


def plain(page: str) -> str:
    page = re.sub(r'(csrf[^>]*?(content|value)=")[^"]*', r"\1", page)
    return re.sub(r"[0-9a-f-]{36}", "…", page)


def test_five_wrong_codes_end_it(site_app, mails):
    browser, path = ask(site_app)
    code = code_in(mails[-1]["Subject"])
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert browser.post(path, {"code": wrong, "new": NEW, "again": NEW}).status_code == 400
    assert browser.post(path, {"code": code, "new": NEW, "again": NEW}).status_code == 400
    assert Browser(site_app, "east").sign_in("1001", PASSWORD).status_code == 302


def test_a_code_of_a_quarter_of_an_hour_ago_is_worth_nothing(site_app, mails):
    browser, path = ask(site_app)
    with scope_of_site(site_app, "east"):
        old = sa.func.clock_timestamp() - sa.text("interval '16 minutes'")
        db.session.execute(sa.update(Recovery).values(asked_at=old))
        db.session.commit()
    code = code_in(mails[-1]["Subject"])
    assert browser.post(path, {"code": code, "new": NEW, "again": NEW}).status_code == 400


@pytest.mark.parametrize(
    ("form", "field"),
    [({"new": "short", "again": "short"}, "new"), ({"new": NEW, "again": "x"}, "again")],
)
def test_a_password_that_will_not_do_leaves_the_code_good(site_app, mails, form, field):
    browser, path = ask(site_app)
    code = code_in(mails[-1]["Subject"])
    page = browser.post(path, {"code": code, **form})
    assert page.status_code == 400
    assert f'href="#f-{field}"' in page.text
    assert browser.post(path, {"code": code, "new": NEW, "again": NEW}).status_code == 302


def test_an_address_that_was_never_confirmed_gets_nothing(site_app, mails):
    with scope_of_site(site_app, "east"):
        db.session.execute(
            sa.update(Learner).where(Learner.account == "1002").values(email="zhao@example.cn")
        )
        db.session.commit()
    ask(site_app, "1002")
    assert mails == []


def test_a_text_message_reaches_the_phone_on_record_that_nobody_else_has(site_app, texts):
    browser, path = ask(site_app, channel="sms")
    assert texts[-1]["to"] == PHONE
    code = code_in(texts[-1]["text"].partition("】")[2])
    assert browser.post(path, {"code": code, "new": NEW, "again": NEW}).status_code == 302
    with scope_of_site(site_app, "east"):
        db.session.execute(sa.update(Learner).where(Learner.account == "1002").values(phone=PHONE))
        db.session.commit()
    ask(site_app, channel="sms")
    assert len([one for one in texts if "验证码" in one["text"]]) == 1


def test_an_administrator_recovers_by_the_phone_that_is_theirs_alone(site_app, texts):
    with scope_of_site(site_app, "east"):
        db.session.execute(
            sa.update(Administrator).where(Administrator.account == "a1").values(phone="13911111111")
        )
        db.session.commit()
    browser, path = ask(site_app, "a1", "sms", "/admin/recover")
    assert texts[-1]["to"] == "13911111111"
    code = code_in(texts[-1]["text"].partition("】")[2])
    answer = browser.post(path, {"code": code, "new": NEW, "again": NEW, "desk": "yes"})
    assert answer.headers["Location"] == "/admin/sign-in"
    assert Browser(site_app, "east").sign_in_administrator("a1", NEW).status_code == 302
    count = len(texts)
    ask(site_app, "a2", "sms", "/admin/recover")
    assert len(texts) == count


def test_an_account_number_is_sent_to_the_contact_and_shown_nowhere(site_app, mails):
    browser = Browser(site_app, "east")
    pages = []
    for contact in ("li@example.cn", "nobody@example.cn"):
        pages.append(plain(browser.post("/recover/account", {"contact": contact}).text))
        send(site_app)
    assert pages[0] == pages[1]
    assert [mail["To"] for mail in mails] == ["li@example.cn"]
    assert "1001" in mails[0]["Subject"]
    assert "1001" not in pages[0]


def test_where_nothing_is_sent_the_page_says_who_helps(site_app):
    browser = Browser(site_app, "east")
    assert "本平台不发送验证码" in browser.get("/recover").text
    assert browser.post("/recover", {"account": "1001", "channel": "email"}).status_code == 409
    assert browser.post("/recover", {"account": "1001", "channel": "pigeon"}).status_code == 409


def test_one_name_is_asked_for_five_times_an_hour_at_most(site_app, mails):
    browser = Browser(site_app, "east")
    answers = [
        browser.post("/recover", {"account": "9999", "channel": "email"}).status_code for _ in range(6)
    ]
    assert answers == [302] * 5 + [429]


def test_a_code_of_another_province_is_no_code_here(site_app, mails):
    _, path = ask(site_app)
    code = code_in(mails[-1]["Subject"])
    west = Browser(site_app, "west")
    assert west.post(path, {"code": code, "new": NEW, "again": NEW}).status_code == 400
    assert UUID(path.rpartition("/")[2])


def test_a_stranger_is_told_of_administrators_only_what_the_place_lets_be_told(site_app):
    browser = Browser(site_app, "east")
    page = browser.get("/helpers?unit=东省甲局").text
    assert "不向未登录的人公开" in page
    assert "钱四" not in page
    assert "没有这个名称的单位" in browser.get("/helpers?unit=没有局").text
