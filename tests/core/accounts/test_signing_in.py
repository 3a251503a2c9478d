"""Signing in: who gets in, who is refused, and that a refusal tells nothing about the account."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from core.accounts import hashing, service, signing_in, tries
from core.accounts.models import Learner, SignIn, Stranger
from core.db import db
from core.web.cookie import token_hash
from tests.sites import ID_NUMBER, PASSWORD, PHONE, Browser, learner_id, scope_of_site

WRONG = "账号或密码不正确。"


def row(account: str) -> Learner:
    return db.session.execute(sa.select(Learner).where(Learner.account == account)).scalar_one()


def let_time_pass(app: Flask, account: str) -> None:
    with scope_of_site(app, "east"):
        row(account).next_try_at = None
        db.session.commit()


def test_a_learner_signs_in_with_account_phone_or_pinyin(site_app):
    for typed in ("1001", PHONE, "Zhao Er"):
        assert Browser(site_app, "east").sign_in(typed).headers["Location"] == "/"


def test_only_the_digest_of_the_token_is_stored(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    with scope_of_site(site_app, "east"):
        stored = db.session.scalars(sa.select(SignIn.token_hash)).all()
    assert token_hash(browser.token) in stored
    assert browser.token.encode() not in b"".join(stored)
    assert len(browser.token) >= 43


def test_the_cookie_is_for_this_host_alone_and_out_of_reach_of_scripts(site_app):
    answer = Browser(site_app, "east").sign_in("1001")
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("xuefa="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie


def test_signing_in_again_gives_another_token_and_ends_the_first(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    first = browser.token
    browser.sign_in("1001")
    assert browser.token != first
    with scope_of_site(site_app, "east") as site:
        assert service.viewer_of(first, site) is None
        assert service.viewer_of(browser.token, site).name == "李一"


def test_an_edited_cookie_is_worth_nothing(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    browser.client.set_cookie("xuefa", browser.token[:-1] + "x", domain="east.localhost")
    assert browser.get("/account").headers["Location"] == "/sign-in?next=%2Faccount"


def test_a_wrong_password_and_an_unknown_account_get_the_same_page(site_app):
    known = Browser(site_app, "east").sign_in("1001", "wrong1234")
    unknown = Browser(site_app, "east").sign_in("9999", "wrong1234")
    assert (known.status_code, unknown.status_code) == (401, 401)
    assert WRONG in known.text
    assert bare(known.text, "1001") == bare(unknown.text, "9999")


def bare(page: str, typed: str) -> str:
    """The page without what differs in every page: the form's mark and what was typed."""
    lines = [line for line in page.splitlines() if "csrf" not in line]
    return "\n".join(lines).replace(f'value="{typed}"', "")


@pytest.mark.parametrize(
    ("typed", "password"),
    [
        ("1001", "wrong1234"),
        ("9999", "wrong1234"),
        ("1003", "wrong1234"),
        ("1003", "888888"),
        ("9", "888888"),
    ],
)
def test_every_try_hashes_exactly_once(site_app, monkeypatch, typed, password):
    hashed = []
    real = hashing._hasher.verify

    class Counting:
        def verify(self, stored: str, sent: str) -> bool:
            hashed.append(stored)
            return real(stored, sent)

        hash = staticmethod(hashing._hasher.hash)

    hashing._nobodys_hash()
    monkeypatch.setattr(hashing, "_hasher", Counting())
    Browser(site_app, "east").sign_in(typed, password)
    assert len(hashed) == 1


def test_hashes_cost_what_was_decided():
    assert hashing.hash_password("x").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_second_try_must_wait_for_known_and_unknown_alike(site_app):
    for typed, table in (("1001", Learner), ("9999", Stranger)):
        browser = Browser(site_app, "east")
        browser.sign_in(typed, "wrong1234")
        with scope_of_site(site_app, "east"):
            db.session.execute(sa.update(table).values(next_try_at=tries.true_now() + timedelta(minutes=1)))
            db.session.commit()
        soon = browser.sign_in(typed, PASSWORD)
        assert soon.status_code == 429
        assert 1 <= int(soon.headers["Retry-After"]) <= 60
        assert f"请等待 {soon.headers['Retry-After']} 秒后再试。" in soon.text


def test_the_delay_doubles_with_each_wrong_try(site_app):
    with scope_of_site(site_app, "east") as site:
        at, lock = tries.true_now(), service.rules_of(site).accounts.lock
        learner = row("1001")
        waits = []
        for _ in range(4):
            tries.count_failure(learner, lock, at)
            waits.append((learner.next_try_at - at).seconds)
    assert waits == [1, 2, 4, 8]


def test_five_wrong_tries_lock_the_account_and_an_administrator_lifts_the_lock(site_app):
    browser = Browser(site_app, "east")
    for _ in range(5):
        browser.sign_in("1001", "wrong1234")
        let_time_pass(site_app, "1001")
    locked = browser.sign_in("1001")
    assert locked.status_code == 429
    assert "还须等待 30 分钟" in locked.text
    with scope_of_site(site_app, "east") as site:
        service.unlock(service.server_acting(site), row("1001").id)
    assert browser.sign_in("1001").status_code == 302


def test_a_name_that_nobody_has_is_locked_just_as_well(site_app):
    browser = Browser(site_app, "east")
    for _ in range(5):
        browser.sign_in("9999", "wrong1234")
        with scope_of_site(site_app, "east"):
            db.session.execute(sa.update(Stranger).values(next_try_at=None))
            db.session.commit()
    assert "还须等待 30 分钟" in browser.sign_in("9999", "wrong1234").text


def test_a_lock_that_has_run_out_begins_a_new_count(site_app):
    with scope_of_site(site_app, "east"):
        learner = row("1001")
        learner.failures, learner.locked_until = 5, sa.func.now() - sa.text("interval '1 minute'")
        db.session.commit()
    assert Browser(site_app, "east").sign_in("1001").status_code == 302


def test_the_right_password_forgets_the_wrong_tries(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1001", "wrong1234")
    let_time_pass(site_app, "1001")
    browser.sign_in("1001")
    with scope_of_site(site_app, "east"):
        assert row("1001").failures == 0


def test_the_shared_password_alone_lets_nobody_in(site_app):
    browser = Browser(site_app, "east")
    asked = browser.sign_in("1003", "888888")
    assert asked.status_code == 200
    assert "您在名册中的姓名" in asked.text
    assert not browser.token


def test_the_shared_password_asks_the_same_of_every_name(site_app):
    pages = [Browser(site_app, "east").sign_in(typed, "888888").text for typed in ("1003", "1001", "9999")]
    bared = [
        bare(page.replace(typed, ""), "") for page, typed in zip(pages, ("1003", "1001", "9999"), strict=True)
    ]
    assert bared[0] == bared[1] == bared[2]


def test_a_wrong_second_fact_is_a_wrong_try(site_app):
    browser = Browser(site_app, "east")
    answer = browser.sign_in("1003", "888888", second_fact="周四")
    assert answer.status_code == 401
    assert "账号、密码或核对信息不正确。" in answer.text
    with scope_of_site(site_app, "east"):
        assert row("1003").failures == 1


def test_the_shared_password_does_not_open_an_account_with_its_own(site_app):
    assert Browser(site_app, "east").sign_in("1001", "888888", second_fact="李一").status_code == 401


def test_the_first_sign_in_leads_to_a_new_password_then_contacts_then_home(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1003", "888888", second_fact=" 周 三 ")
    for page in ("/", "/account"):
        assert browser.get(page).headers["Location"] == "/password"
    weak = browser.post("/password", {"new": "abc", "again": "abc"})
    assert weak.status_code == 400
    assert "新密码不符合下列要求" in weak.text
    saved = browser.post("/password", {"new": "new12345", "again": "new12345"})
    assert saved.headers["Location"] == "/contacts"
    assert browser.post("/contacts/skip").headers["Location"] == "/"
    assert browser.get("/account").status_code == 200
    assert Browser(site_app, "east").sign_in("1003", "new12345").status_code == 302


def test_the_shared_password_cannot_be_chosen_again(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1003", "888888", second_fact="周三")
    assert browser.post("/password", {"new": "888888", "again": "888888"}).status_code == 400


def test_after_a_reset_only_the_password_of_the_reset_opens_the_question(site_app):
    with scope_of_site(site_app, "east") as site:
        service.reset_password(service.server_acting(site), row("1001").id)
    browser = Browser(site_app, "east")
    assert browser.sign_in("1001", PASSWORD).status_code == 401
    let_time_pass(site_app, "1001")
    assert browser.sign_in("1001", "888888", second_fact="李一").status_code == 401
    let_time_pass(site_app, "1001")
    assert browser.sign_in("1001", "000000", second_fact="李一").status_code == 302


def test_an_area_asks_its_own_second_fact_and_requires_contacts(site_app):
    browser = Browser(site_app, "bay")
    assert "身份证号的后四位" in browser.sign_in(ID_NUMBER, "123456").text
    assert browser.sign_in(ID_NUMBER, "123456", second_fact="002x").status_code == 302
    browser.post("/password", {"new": "new12345", "again": "new12345"})
    assert browser.get("/account").headers["Location"] == "/contacts"
    assert browser.post("/contacts/skip").status_code == 302
    assert browser.post("/contacts", {"phone": "123"}).status_code == 400
    assert browser.post("/contacts", {"phone": "13800000009"}).headers["Location"] == "/"


def test_people_of_an_area_sign_in_on_its_host_alone(site_app):
    assert Browser(site_app, "east").sign_in(ID_NUMBER, "888888", second_fact="孙五").status_code == 401
    assert Browser(site_app, "bay").sign_in("1001").status_code == 401


def test_two_who_share_a_pinyin_are_asked_for_another_key(site_app):
    browser = Browser(site_app, "east")
    shared, nobody = browser.sign_in("liyi"), Browser(site_app, "east").sign_in("nobody")
    assert shared.status_code == nobody.status_code == 401
    assert "请改用账号或手机号登录" in shared.text
    assert "请改用账号或手机号登录" in nobody.text
    assert browser.sign_in("1005").status_code == 302


def test_a_deactivated_learner_is_told_so_only_after_the_right_password(site_app):
    with scope_of_site(site_app, "east") as site:
        service.deactivate(service.server_acting(site), row("1001").id, "退休")
    assert WRONG in Browser(site_app, "east").sign_in("1001", "wrong1234").text
    let_time_pass(site_app, "1001")
    told = Browser(site_app, "east").sign_in("1001")
    assert told.status_code == 409
    assert "已失效" in told.text
    assert "x-cite" in told.text


def test_a_learners_account_does_not_sign_in_as_administrator(site_app):
    assert Browser(site_app, "east").sign_in_administrator("1001").status_code == 401
    assert Browser(site_app, "east").sign_in("a1").status_code == 401


def test_an_administrator_looks_at_their_own_study_without_another_password(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in_administrator("a1")
    first = browser.token
    assert browser.post("/my-study").headers["Location"] == "/"
    assert browser.token != first
    assert browser.get("/api/v1/me").json["id"] == str(learner_id(site_app, "east", "1004"))
    assert browser.post("/back-to-work").headers["Location"] == "/admin"
    assert browser.get("/api/v1/me").json["kind"] == "administrator"


def test_an_administrator_who_is_no_learner_has_no_study(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in_administrator("a2")
    assert browser.post("/my-study").status_code == 404


def test_a_learner_cannot_become_administrator(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1004")
    assert browser.post("/back-to-work").status_code == 404


def test_signing_out_ends_the_sign_in_on_the_server(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    token = browser.token
    assert browser.post("/sign-out").headers["Location"] == "/sign-in"
    with scope_of_site(site_app, "east") as site:
        assert service.viewer_of(token, site) is None


def test_a_new_password_ends_every_other_sign_in(site_app):
    here, elsewhere = Browser(site_app, "east"), Browser(site_app, "east")
    here.sign_in("1001")
    elsewhere.sign_in("1001")
    here.post("/password", {"old": PASSWORD, "new": "new12345", "again": "new12345"})
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302


def test_a_new_password_needs_the_one_in_use(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    refused = browser.post("/password", {"old": "wrong1234", "new": "new12345", "again": "new12345"})
    assert refused.status_code == 400
    assert "现用密码不正确" in refused.text


def test_a_wrong_old_password_has_to_wait_like_a_wrong_sign_in(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    sent = {"old": "wrong1234", "new": "new12345", "again": "new12345"}
    assert browser.post("/password", sent).status_code == 400
    again = browser.post("/password", sent | {"old": PASSWORD})
    assert again.status_code == 429
    assert "请等待" in again.text


def test_sign_in_leads_back_to_the_page_but_never_to_another_site(site_app):
    browser = Browser(site_app, "east")
    assert browser.sign_in("1001", next="/account").headers["Location"] == "/account"
    for foreign in ("https://evil.example", "//evil.example", "/\\evil.example"):
        assert Browser(site_app, "east").sign_in("1001", next=foreign).headers["Location"] == "/"


def test_a_sign_in_runs_out(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    with scope_of_site(site_app, "east"):
        db.session.execute(sa.update(SignIn).values(expires=sa.func.now() - sa.text("interval '1 second'")))
        db.session.commit()
    assert browser.get("/account").status_code == 302


def test_the_second_fact_is_compared_without_spaces_dots_and_width():
    assert signing_in._plain(" Ａ·b • c ") == "abc"


def test_a_number_of_a_county_that_nobody_knows_is_a_wrong_sign_in_and_no_fault(site_app):
    assert Browser(site_app, "bay").sign_in("710002199001010019").status_code in {400, 401, 409}
    assert Browser(site_app, "east").sign_in("71000219900101001X").status_code in {400, 401, 409}
