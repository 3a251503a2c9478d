"""What happens around every request: hosts, forged forms, limits, headers, languages, error pages."""

import pytest
from sqlalchemy.exc import OperationalError

from core.accounts import service
from core.web.access import access_of
from tests.sites import Browser, learner_id


def test_an_unknown_host_finds_nothing(site_app):
    answer = Browser(site_app, "nobody").get("/sign-in")
    assert answer.status_code == 404
    assert "没有找到这个网站" in answer.text


def test_a_broken_province_says_so_and_the_others_serve(site_app):
    broken = Browser(site_app, "broken").get("/sign-in")
    assert broken.status_code == 503
    assert "其他网站不受影响" in broken.text
    assert "stands twice" not in broken.text
    assert Browser(site_app, "west").get("/sign-in").status_code == 200


def test_the_plain_host_lists_every_site(site_app):
    browser = Browser(site_app, "")
    assert browser.get("/").headers["Location"] == "/sites"
    page = browser.get("/sites").text
    assert "//east.localhost" in page
    assert "//bay.localhost" in page
    assert "暂停服务" in page


def test_a_province_has_no_list_of_sites_and_the_plain_host_no_sign_in(site_app):
    assert Browser(site_app, "east").get("/sites").status_code == 404
    assert Browser(site_app, "").get("/sign-in").status_code == 404


def test_a_cookie_of_another_province_is_worth_nothing(site_app):
    east, west = Browser(site_app, "east"), Browser(site_app, "west")
    east.sign_in("1001")
    west.client.set_cookie("xuefa", east.token, domain="west.localhost")
    assert west.get("/account").headers["Location"] == "/sign-in?next=%2Faccount"


def test_a_cookie_of_an_area_is_worth_nothing_on_the_provinces_host(site_app):
    east, bay = Browser(site_app, "east"), Browser(site_app, "bay")
    bay.sign_in_administrator("bay")
    east.client.set_cookie("xuefa", bay.token, domain="east.localhost")
    assert bay.get("/account").status_code == 200
    assert east.get("/account").status_code == 302


@pytest.mark.parametrize("mark", [None, "", "forged"])
def test_a_forged_form_changes_nothing(site_app, mark):
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    sent = {} if mark is None else {"csrf_token": mark}
    refused = browser.client.post("/sign-out", data=sent, base_url=browser.address)
    assert refused.status_code == 400
    assert "没有改动任何内容" in refused.text
    assert browser.get("/account").status_code == 200


def test_a_form_with_another_browsers_mark_is_forged(site_app):
    mine, other = Browser(site_app, "east"), Browser(site_app, "east")
    mine.sign_in("1001")
    refused = mine.client.post("/sign-out", data={"csrf_token": other.mark()}, base_url=mine.address)
    assert refused.status_code == 400


def test_a_program_with_its_own_token_needs_no_mark(site_app):
    browser = Browser(site_app, "east")
    begun = browser.client.post(
        "/api/v1/sign-in", json={"account": "1001", "password": "abc12345"}, base_url=browser.address
    )
    header = {"Authorization": f"Bearer {begun.json['token']}"}
    assert "Set-Cookie" not in begun.headers
    assert browser.get("/api/v1/me", headers=header).json["name"] == "李一"
    assert (
        browser.client.post("/api/v1/sign-out", base_url=browser.address, headers=header).status_code == 204
    )
    assert browser.get("/api/v1/me", headers=header).status_code == 401


def test_a_body_beyond_the_limit_is_refused_and_nothing_is_saved(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    refused = browser.client.post("/sign-out", data=b"x" * (1024 * 1024 + 1), base_url=browser.address)
    assert refused.status_code == 413
    assert "最多 1 MB" in refused.text
    assert browser.get("/account").status_code == 200


def test_pages_tell_browsers_to_run_only_our_own_scripts(site_app):
    answer = Browser(site_app, "east").get("/sign-in")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"


def test_pages_carry_no_script_or_style_of_their_own(site_app):
    page = Browser(site_app, "east").get("/sign-in").text
    assert "<script>" not in page
    assert " style=" not in page
    assert " onclick=" not in page


def test_static_files_may_be_kept(site_app):
    answer = Browser(site_app, "east").get("/static/css/xuefa.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, no-cache"


def test_chinese_is_the_default_and_english_by_switch(site_app):
    browser = Browser(site_app, "east")
    assert "东省学法平台" in browser.get("/sign-in").text
    assert "Law study of east" in browser.get("/sign-in?lang=en").text
    assert "Law study of east" in browser.get("/sign-in").text
    browser.post("/language", {"language": "zh", "next": "/sign-in"})
    assert "东省学法平台" in browser.get("/sign-in").text


def test_large_type_is_remembered(site_app):
    browser = Browser(site_app, "east")
    assert 'data-type="normal"' in browser.get("/sign-in").text
    assert 'data-type="large"' in browser.get("/sign-in?type=large").text
    assert 'data-type="large"' in browser.get("/sign-in").text


def test_the_rehearsal_clock_stands_on_every_page_of_a_demo(site_app):
    page = Browser(site_app, "east").get("/sign-in").text
    assert "2024年6月3日" in page


def test_a_page_that_is_not_there_says_what_to_do(site_app):
    answer = Browser(site_app, "east").get("/nothing")
    assert answer.status_code == 404
    assert "请核对地址" in answer.text


def test_programs_get_every_error_in_one_shape(site_app):
    answer = Browser(site_app, "east").get("/api/v1/me")
    assert answer.status_code == 401
    error = answer.json["error"]
    assert error["code"] == "sign_in_needed"
    assert error["message"] == "请先登录。"
    assert error["request_id"] == answer.headers["X-Request-Id"]


def test_fields_that_a_schema_refuses_are_named(site_app):
    browser = Browser(site_app, "east")
    answer = browser.client.post("/api/v1/sign-in", json={"account": ""}, base_url=browser.address)
    assert answer.status_code == 422
    assert set(answer.json["error"]["fields"]) == {"account", "password"}


def test_a_refusal_names_the_unit_administrator_with_the_phone_they_share(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    page = browser.get("/account").text
    assert "钱四" in page
    assert "13900000001" in page
    other = Browser(site_app, "east")
    other.sign_in("1002")
    assert "吴六" in other.get("/account").text
    assert "13900000001" not in other.get("/account").text


def test_a_stranger_is_led_to_the_sign_in_page_and_back(site_app):
    browser = Browser(site_app, "east")
    assert browser.get("/account?x=1").headers["Location"] == "/sign-in?next=%2Faccount%3Fx%3D1"


def test_a_crash_tells_nothing_but_a_number_for_the_hotline(site_app, monkeypatch):
    def fall(*_args):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(service, "learner", fall)
    browser = Browser(site_app, "east")
    browser.sign_in("1001")
    answer = browser.get("/account")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text


def test_a_database_that_is_away_is_said_to_be_away(site_app, monkeypatch):
    browser = Browser(site_app, "east")
    browser.sign_in("1001")

    def away(*_args):
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    monkeypatch.setattr(service, "learner", away)
    assert browser.get("/account").status_code == 503


def test_health_is_told_on_any_host(site_app):
    for host in ("", "east", "nobody", "broken"):
        assert Browser(site_app, host).get("/livez").json == {"alive": True}
    ready = Browser(site_app, "").get("/readyz")
    assert ready.status_code == 200
    assert ready.json == {"ready": True, "tenants": ["east", "west"], "broken": ["broken"]}


def test_every_view_says_who_may_open_it(site_app):
    bare = [name for name, view in site_app.view_functions.items() if access_of(view) is None]
    assert bare == []


def test_ids_of_another_province_are_not_found(site_app):
    west = Browser(site_app, "west")
    west.sign_in_administrator("office")
    li = learner_id(site_app, "east", "1001")
    assert west.get(f"/admin/learners/{li}").status_code == 404


@pytest.mark.parametrize("way", ["get", "post"])
def test_a_zero_byte_is_no_text(site_app, way):
    browser = Browser(site_app, "east")
    answer = (
        browser.get("/admin/sign-in?next=%00")
        if way == "get"
        else browser.post("/admin/sign-in", {"account": "office\x00", "password": "x"})
    )
    assert answer.status_code == 400
    assert "未能识别这次请求" in answer.text
