"""Learners register themselves: after their consent, until the day of the rules, compared with their unit's sheet."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from core.accounts.models import Consent, Learner, PrivacyWording
from core.audit.models import AuditEntry
from core.db import db
from core.notify.models import Message
from core.tenancy.clock import set_clock
from tests.core.registrations.world import (
    LIN,
    SENT,
    UNIT,
    WANG,
    consent,
    hand_in,
    register,
    registrations,
    states,
    stranger,
)
from tests.core.rosters.world import browser_of, learner
from tests.sites import ID_NUMBER, Browser, scope_of_site

ON_SHEET = (UNIT, "王新", WANG, "13700000001")


def test_who_agrees_with_the_sheet_is_entered_at_once_and_signs_in(site_app):
    hand_in(site_app, ON_SHEET)
    page = register(site_app)
    assert "已开通，可以登录" in page.text
    assert learner(site_app, WANG, "bay").unit == "b1"
    browser = stranger(site_app)
    asked = browser.sign_in(WANG, "123456")
    assert "身份证号" in asked.text
    assert browser.sign_in(WANG, "123456", second_fact="0015").status_code == 302


def test_no_detail_is_taken_before_consent(site_app):
    browser = stranger(site_app)
    assert "隐私告知" in browser.get("/register").text
    assert browser.post("/register", {}).status_code == 400
    for answer in (browser.get("/register/details"), browser.post("/register/details", SENT)):
        assert (answer.status_code, answer.headers["Location"]) == (302, "/register")
    assert registrations(site_app) == []


def test_the_consent_is_kept_with_its_words_its_moment_and_whose_it_was(site_app):
    hand_in(site_app, ON_SHEET)
    register(site_app)
    with scope_of_site(site_app, "bay"):
        row = db.session.scalars(sa.select(Consent)).one()
        wording = db.session.scalars(sa.select(PrivacyWording)).one()
        owner = db.session.scalars(sa.select(Learner.id).where(Learner.account == WANG)).one()
    assert (row.learner, row.wording, row.purpose) == (owner, wording.digest, "registration")
    assert "身份证号" in wording.texts["zh"]


def test_a_consent_of_another_site_or_a_changed_mark_does_not_stand(site_app):
    mark = consent(stranger(site_app))
    for wrong in ("", "x", mark[:-2]):
        assert stranger(site_app).post("/register/details", {**SENT, "consent": wrong}).status_code == 302
    assert registrations(site_app) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": "王旧"}, "该身份证号的姓名是王新"),
        ({"phone": "13700000002"}, "信息收集表上的手机号码"),
        ({"id_number": LIN, "name": "林一"}, "不在本单位的信息收集表上"),
    ],
)
def test_who_does_not_agree_is_listed_for_the_administrator_with_the_reason(site_app, changed, says):
    hand_in(site_app, ON_SHEET)
    page = register(site_app, **changed)
    assert "报名已收到" in page.text
    assert says not in page.text
    assert states(site_app) == ["waiting"]
    office = browser_of(site_app, "bay", "bay")
    assert says in office.get("/admin/registrations").text
    assert says in office.get(f"/admin/registrations/{registrations(site_app)[0].id}").text
    with scope_of_site(site_app, "bay"):
        told = sa.select(sa.func.count()).where(Message.link == "/admin/registrations")
        assert db.session.scalar(told) == 1


def test_without_any_sheet_everybody_waits(site_app):
    register(site_app)
    assert "还没有报送信息收集表" in browser_of(site_app, "bay", "bay").get("/admin/registrations").text


def test_a_number_that_has_an_account_is_answered_like_an_unknown_one(site_app):
    hand_in(site_app, (UNIT, "孙五", ID_NUMBER, "13700000005"))
    known = register(site_app, name="孙五", id_number=ID_NUMBER, phone="13700000005")
    unknown = register(site_app, name="林一", id_number=LIN, phone="13700000006")

    def plain(page: str) -> str:
        page = re.sub(r'(csrf[^>]*?(content|value)=")[^"]*', r"\1", page)
        return re.sub(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){3}|.\*+", "…", page)

    assert plain(known.text) == plain(unknown.text)
    assert learner(site_app, ID_NUMBER, "bay").phone == ""
    assert "已在名册上" in browser_of(site_app, "bay", "bay").get("/admin/registrations").text


def test_a_phone_that_somebody_has_already_waits(site_app):
    hand_in(site_app, ON_SHEET, (UNIT, "林一", LIN, "13700000001"))
    register(site_app)
    register(site_app, name="林一", id_number=LIN)
    assert states(site_app) == ["entered", "waiting"]


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"id_number": "710000199001010016"}, "id_number", "校验码"),
        ({"id_number": "7100001990"}, "id_number", "校验码"),
        ({"phone": "12"}, "phone", "11 位"),
        ({"name": ""}, "name", "姓名"),
        ({"unit_name": "没有的局"}, "unit_name", "没有这个名称的单位"),
        ({"unit_name": "东省甲局"}, "unit_name", "没有这个名称的单位"),
        ({"unit_name": ""}, "unit_name", "请填写单位全称"),
    ],
)
def test_a_faulty_field_is_named_and_nothing_is_kept(site_app, changed, field, says):
    page = register(site_app, **changed)
    assert page.status_code == 400
    assert says in page.text
    assert f'href="#f-{field}"' in page.text
    assert registrations(site_app) == []


def test_full_width_signs_and_blanks_are_read_as_plain_ones(site_app):
    hand_in(site_app, ON_SHEET)
    page = register(
        site_app, id_number="７１００００１９９００１０１ ００１５", phone="137 0000 0001", name="王 新"
    )
    assert "已开通" in page.text


@pytest.mark.parametrize(
    ("day", "open_"), [((2024, 2, 29), False), ((2024, 6, 30), True), ((2024, 7, 1), False)]
)
def test_the_days_of_the_rules_hold_their_last_day_included(site_app, day, open_):
    hand_in(site_app, ON_SHEET)
    with scope_of_site(site_app, "bay"):
        set_clock(datetime(*day, 23, 0, tzinfo=ZoneInfo("Asia/Shanghai")))
    answer = stranger(site_app).post("/register", {"agree": "yes"})
    assert (answer.status_code == 302) is open_


def test_where_the_rules_know_no_registration_there_is_no_page(site_app):
    browser = Browser(site_app, "east")
    for path in ("/register", "/register/details", "/register/state"):
        assert browser.get(path).status_code == 404
    assert "/register" not in browser.get("/sign-in").text
    assert "/register" in stranger(site_app).get("/sign-in").text


def test_one_number_is_sent_five_times_a_day_at_most(site_app):
    answers = [register(site_app, name=f"王{n}").status_code for n in "一二三四五六"]
    assert answers == [200] * 5 + [429]


def test_a_registration_is_asked_after_by_its_number_alone(site_app):
    register(site_app)
    number = registrations(site_app)[0].reference
    page = stranger(site_app).get(f"/register/state?number={number.lower()}")
    assert "报名已收到" in page.text
    assert WANG not in page.text
    assert "王新" not in page.text
    assert stranger(site_app).get("/register/state?number=AAAA").status_code == 404


def test_the_administrator_corrects_and_enters_and_every_other_of_that_number_is_closed(site_app):
    hand_in(site_app, ON_SHEET)
    register(site_app, name="王旧")
    register(site_app, name="汪新")
    office, (first, second) = browser_of(site_app, "bay", "bay"), registrations(site_app)
    answer = office.post(f"/admin/registrations/{first.id}/accept", {"name": "王新"})
    assert answer.status_code == 302
    assert learner(site_app, WANG, "bay").name == "王新"
    after = {row.id: row for row in registrations(site_app)}
    assert (after[first.id].state, after[second.id].state) == ("entered", "refused")
    with scope_of_site(site_app, "bay"):
        noted = db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.act == "registration_entered")
        ).one()
    assert noted.facts == {"name": f"{first.name} → 王新"}
    assert office.post(f"/admin/registrations/{first.id}/accept", {}).status_code == 409


def test_what_a_roster_would_refuse_is_not_entered(site_app):
    register(site_app, name="孙六", id_number=ID_NUMBER)
    office, row = browser_of(site_app, "bay", "bay"), registrations(site_app)[0]
    for form in ({}, {"id_number": "1"}, {"unit": "东省甲局"}, {"phone": "1"}):
        assert office.post(f"/admin/registrations/{row.id}/accept", form).status_code == 400
    assert states(site_app) == ["waiting"]


def test_a_refusal_needs_a_reason_which_its_sender_reads(site_app):
    register(site_app)
    office, row = browser_of(site_app, "bay", "bay"), registrations(site_app)[0]
    path = f"/admin/registrations/{row.id}/refuse"
    assert office.post(path, {"reason": " "}).status_code == 400
    assert office.post(path, {"reason": "不属于参训范围"}).status_code == 302
    assert "不属于参训范围" in stranger(site_app).get(f"/register/state?number={row.reference}").text


def test_several_are_entered_in_one_act_and_those_that_cannot_be_go_on_waiting(site_app):
    register(site_app)
    register(site_app, name="林一", id_number=LIN, phone="13700000009")
    register(site_app, name="孙六", id_number=ID_NUMBER, phone="13700000008")
    office = browser_of(site_app, "bay", "bay")
    answer = office.post("/admin/registrations", {"all_matching": "yes"}, follow_redirects=True)
    assert "已录入 2 人，1 人仍待核对" in answer.text


def test_other_administrators_find_no_registration_here(site_app):
    register(site_app)
    row = registrations(site_app)[0]
    other = browser_of(site_app, "a1")
    assert "王新" not in other.get("/admin/registrations?state=all").text
    for path in ("", "/accept", "/refuse"):
        call = other.get if not path else other.post
        assert call(f"/admin/registrations/{row.id}{path}").status_code == 404


def test_names_of_units_are_offered_and_nothing_else(site_app):
    browser = stranger(site_app)
    assert browser.get("/unit-names?typed=海湾").json == {"names": [UNIT]}
    assert browser.get("/unit-names?typed=东省甲").json == {"names": []}
    assert browser.get("/unit-names?typed=海").json == {"names": []}
    assert browser.get("/unit-names?typed=%25%25").json == {"names": []}
