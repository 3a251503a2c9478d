"""The operator's host and the demo's start page: who gets in, which clocks move."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from core.console.demo_start import below_sites
from core.console.operators import LOCKED_AFTER, first_operator, make_operator
from core.console.tenants import read_moment, set_place_clock, tenant_rows
from core.db import db, now
from core.errors import BadInput, Refused
from core.tenancy.clock import shift_clock
from core.tenancy.directory import register_tenant
from core.tenancy.models import Mode, Operator
from core.tenancy.quarantine import Caught, put_out, quarantines
from core.tenancy.scope import tenant_scope
from core.web.site import composition
from tests.cast import EAST, WEST
from tests.sites import PASSWORD, Browser, scope_of_site


@pytest.fixture
def operator(site_app: Flask) -> Browser:
    with site_app.app_context():
        make_operator("op", PASSWORD)
    return Browser(site_app, "operator")


@pytest.fixture
def demo(site_app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Browser:
    account = {"role": "learner", "account": "1001", "password": "shown-to-all", "about": "已经合格"}
    sheet = tmp_path / "demo.json"
    sheet.write_text(json.dumps({"tenants": [{"id": "east", "url": "", "accounts": [account]}]}))
    monkeypatch.setattr(composition(site_app), "demo", sheet)
    monkeypatch.setattr(composition(site_app), "below_sites", below_sites)
    return Browser(site_app, "")


def sign_in(browser: Browser, password: str = PASSWORD, account: str = "op"):
    return browser.post("/operator/sign-in", {"account": account, "password": password})


def clock_at(app: Flask, host: str) -> datetime:
    with scope_of_site(app, host) as site:
        return now().astimezone(site.zone)


def test_an_operator_signs_in_and_sees_every_place_with_the_broken_first(operator):
    assert sign_in(operator).headers["Location"] == "/operator"
    page = operator.get("/operator").text
    assert page.index("broken") < page.index("东省学法平台") < page.index("西省学法平台")
    assert "海湾市学法平台" in page
    assert "暂停服务" in page


def test_a_stranger_sees_the_sign_in_form_and_no_tenant(operator):
    page = operator.get("/operator").text
    assert "平台运维" in page
    assert "东省" not in page


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(operator):
    wrong, unknown = sign_in(operator, "wrong1234"), sign_in(operator, "wrong1234", "nobody")
    assert wrong.status_code == unknown.status_code == 400
    assert "账号或密码不正确。" in wrong.text
    assert "账号或密码不正确。" in unknown.text


def test_an_operator_is_locked_after_too_many_wrong_tries(operator):
    for _ in range(LOCKED_AFTER):
        sign_in(operator, "wrong1234")
    refused = sign_in(operator)
    assert refused.status_code == 429
    assert "错误次数过多" in refused.text


def test_a_disabled_operator_does_not_get_in_and_a_signed_in_one_is_out_at_once(operator, site_app):
    sign_in(operator)
    with site_app.app_context():
        db.session.execute(sa.update(Operator).values(disabled=sa.func.now()))
        db.session.commit()
    assert "东省" not in operator.get("/operator").text
    assert sign_in(operator).status_code == 400


def test_signing_out_ends_the_sign_in(operator):
    sign_in(operator)
    operator.post("/operator/sign-out")
    assert "东省" not in operator.get("/operator").text


def test_the_first_operator_is_made_once(site_app):
    with site_app.app_context():
        made = first_operator("root")
        assert made is not None
        assert len(made.password) >= 16
        assert first_operator("root") is None


def test_an_operator_sets_one_places_clock_and_no_others(operator, site_app):
    sign_in(operator)
    west = clock_at(site_app, WEST)
    operator.post("/operator/clocks/east", {"area": "", "moment": "2024-11-09T20:00"})
    assert clock_at(site_app, EAST).strftime("%Y-%m-%d %H:%M") == "2024-11-09 20:00"
    assert abs(clock_at(site_app, WEST) - west) < timedelta(minutes=5)


def test_an_areas_clock_goes_beside_its_provinces(operator, site_app):
    sign_in(operator)
    east = clock_at(site_app, EAST)
    operator.post("/operator/clocks/east", {"area": "bay", "moment": "2024-10-01T08:00"})
    assert clock_at(site_app, "bay").date().isoformat() == "2024-10-01"
    assert abs(clock_at(site_app, EAST) - east) < timedelta(minutes=5)


def test_no_moment_brings_the_true_time_back(operator, site_app):
    sign_in(operator)
    operator.post("/operator/clocks/east", {"area": "", "moment": ""})
    with site_app.app_context():
        true_time = db.session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    assert abs(clock_at(site_app, EAST) - true_time) < timedelta(minutes=5)


@pytest.mark.parametrize(
    "text", ["soon", "2024-13-01T00:00", "9999-12-31T23:59", "1900-01-01T00:00", "2024-01-01T00:00Z"]
)
def test_a_moment_that_cannot_be_told_is_refused(operator, site_app, text):
    before = clock_at(site_app, EAST)
    sign_in(operator)
    assert operator.post("/operator/clocks/east", {"area": "", "moment": text}).status_code == 400
    assert abs(clock_at(site_app, EAST) - before) < timedelta(minutes=5)
    with pytest.raises(BadInput):
        read_moment(text)


def test_an_unknown_tenant_or_area_has_no_clock(operator):
    sign_in(operator)
    assert operator.post("/operator/clocks/north", {"moment": "2024-11-09T20:00"}).status_code == 404
    sent = {"area": "nowhere", "moment": "2024-11-09T20:00"}
    assert operator.post("/operator/clocks/east", sent).status_code == 404


def test_a_live_tenants_clock_cannot_be_set_and_offers_no_form(operator, site_app):
    with site_app.app_context():
        with tenant_scope(WEST):
            shift_clock(timedelta())
        register_tenant(WEST, Mode.LIVE)
        composed = composition(site_app)
        with pytest.raises(Refused):
            set_place_clock(composed.registry.tenants[WEST], "", datetime(2024, 11, 9, 20))  # noqa: DTZ001
        row = next(row for row in tenant_rows(composed.registry) if row.tenant == WEST)
    assert not row.may_rehearse
    sign_in(operator)
    assert operator.post("/operator/clocks/west", {"moment": "2024-11-09T20:00"}).status_code == 409
    assert 'action="/operator/clocks/west"' not in operator.get("/operator").text


def test_rows_count_each_places_learners_and_name_moments_worth_rehearsing(site_app):
    with site_app.app_context():
        rows = {(row.tenant, row.area): row for row in tenant_rows(composition().registry)}
    assert rows[EAST, ""].learners == 6
    assert rows[EAST, "bay"].learners == 1
    assert rows[WEST, ""].learners == 1
    assert [str(moment)[:16] for _, moment in rows[EAST, ""].presets] == [
        "2024-03-01 09:00",
        "2025-01-01 09:00",
    ]


def test_the_demos_start_page_shows_and_sets_each_sites_clock(demo, site_app):
    page = demo.get("/sites").text
    assert 'action="/demo/clocks/east"' in page
    assert "年度学法考试：2024年3月1日 09:00" in page
    assert "shown-to-all" in page
    assert "//operator.localhost" in page
    sent = {"area": "", "moment": "2024-03-01T09:00"}
    assert demo.post("/demo/clocks/east", sent).headers["Location"] == "/sites"
    assert clock_at(site_app, EAST).strftime("%Y-%m-%d %H:%M") == "2024-03-01 09:00"
    assert "时钟已设定。" in demo.get("/sites").text


def test_a_moved_clock_has_everybody_judged_again(demo, site_app):
    demo.post("/demo/clocks/east", {"area": "", "moment": "2025-01-02T09:00"})
    with scope_of_site(site_app, EAST):
        queued = db.session.execute(
            sa.text("SELECT task_name, args->>'tenant' FROM procrastinate_jobs")
        ).all()
    assert ("standings.judge_all", EAST) in queued


def test_a_live_tenant_has_no_clock_on_the_demos_start_page(demo, site_app):
    with site_app.app_context():
        with tenant_scope(WEST):
            shift_clock(timedelta())
        register_tenant(WEST, Mode.LIVE)
    assert 'action="/demo/clocks/west"' not in demo.get("/sites").text
    assert demo.post("/demo/clocks/west", {"moment": "2024-03-01T09:00"}).status_code == 409


def test_outside_the_demo_there_is_no_clock_to_set(site_app):
    plain, before = Browser(site_app, ""), clock_at(site_app, EAST)
    page = plain.get("/sites").text
    assert "/demo/clocks" not in page
    assert "operator.localhost" not in page
    assert plain.post("/demo/clocks/east", {"moment": "2024-03-01T09:00"}).status_code == 404
    assert abs(clock_at(site_app, EAST) - before) < timedelta(minutes=5)


def test_even_the_demo_sets_clocks_on_its_start_page_alone(demo, site_app):
    east = Browser(site_app, EAST)
    assert east.post("/demo/clocks/east", {"moment": "2024-03-01T09:00"}).status_code == 404


def caught(tenant: str) -> None:
    put_out(Caught(tenant=tenant, why="busy", doing="GET /standing", stack="while True: <script>"))


def test_an_operator_sees_where_a_caught_tenants_code_stood_and_lets_it_in_again(operator, site_app):
    with site_app.app_context():
        caught("east")
    sign_in(operator)
    page = operator.get("/operator").text
    assert "暂停服务：east" in page
    assert "GET /standing" in page
    assert "while True: &lt;script&gt;" in page
    assert page.count("已隔离") == 2, "the province and its bay"
    assert operator.post("/operator/release/east").status_code == 302
    assert "已隔离" not in operator.get("/operator").text


def test_nobody_else_lets_a_tenant_in_and_an_unknown_one_is_not_there(operator, site_app):
    with site_app.app_context():
        caught("east")
    assert operator.post("/operator/release/east").status_code in {401, 302, 404}
    with site_app.app_context():
        assert list(quarantines()) == ["east"]
    sign_in(operator)
    assert operator.post("/operator/release/west").status_code == 302, "another operator was quicker"
    assert operator.post("/operator/release/north").status_code == 404


def test_a_tenant_that_is_out_answers_a_page_that_says_so_and_the_others_theirs(site_app, monkeypatch):
    monkeypatch.setattr(composition(site_app).watch, "out", frozenset({EAST}))
    out = Browser(site_app, EAST).get("/sign-in")
    assert out.status_code == 503
    assert "有一段规则运行不止" in out.text
    assert Browser(site_app, "bay").get("/sign-in").status_code == 503
    assert Browser(site_app, WEST).get("/sign-in").status_code == 200
