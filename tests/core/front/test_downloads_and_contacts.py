"""Files for those who may have them, hotlines and codes; the code that leads here; browsers too old for all of it."""

import io

import pytest

from core.db import db
from core.errors import BadInput, NotFound, Refused
from core.files.service import BadFile
from core.front import contacts, downloads
from core.web.old_browsers import is_too_old
from tests.core.files import samples
from tests.core.front.world import coded, offered, office
from tests.sites import Browser, scope_of_site

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"
TRIDENT = "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko"
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.40"


@pytest.mark.parametrize(
    ("audience", "stranger", "learner", "administrator"),
    [("everyone", 200, 200, 200), ("learners", 404, 200, 200), ("administrators", 404, 404, 200)],
)
def test_a_file_is_for_its_audience(site_app, signed_in, audience, stranger, learner, administrator):
    address = f"/downloads/{offered(site_app, audience).id}"
    found = [
        browser.get(address).status_code
        for browser in (Browser(site_app, "east"), signed_in("1001"), signed_in("a1", admin=True))
    ]
    assert found == [stranger, learner, administrator]
    assert ("学员操作手册" in Browser(site_app, "east").get("/downloads").text) == (stranger == 200)


def test_a_file_is_another_province_s_nowhere(site_app):
    assert Browser(site_app, "west").get(f"/downloads/{offered(site_app).id}").status_code == 404


def test_a_newer_file_stands_under_the_same_address(site_app):
    row = offered(site_app)
    newer = samples.PDF.replace(b"1.4", b"1.5")
    with office(site_app) as by:
        said = downloads.Described.of({"title": "新手册", "audience": "everyone"})
        downloads.change(by, row.id, said, {"edits": "1"}, (io.BytesIO(newer), "新.pdf"))
        with pytest.raises(Refused, match="meanwhile"):
            downloads.change(by, row.id, said, {"edits": "1"}, None)
    assert Browser(site_app, "east").get(f"/downloads/{row.id}").data == newer


def test_what_is_no_such_file_is_refused_and_nothing_is_kept(site_app, signed_in):
    sent = {"title": "手册", "audience": "everyone", "file": (io.BytesIO(samples.PROGRAM), "手册.pdf")}
    answer = signed_in("office", admin=True).post("/admin/public-pages/downloads", sent)
    assert answer.status_code in {400, 422}
    with office(site_app) as by:
        assert downloads.kept_by(by) == []


def test_a_deleted_file_is_gone(site_app):
    row = offered(site_app)
    with office(site_app) as by:
        downloads.delete(by, row.id)
    assert Browser(site_app, "east").get(f"/downloads/{row.id}").status_code == 404


def test_the_first_hotline_and_the_filing_numbers_stand_at_the_foot_of_every_page(site_app, signed_in):
    sent = {
        "edits": "0", "label_1": "业务咨询", "number_1": "0000-1234567", "hours_1": "工作日 9:00–17:00",
        "label_2": "技术支持", "number_2": "400-000-0000", "filing": "测ICP备00000000号", "police": "测公网安备 00000000000000号",
    }  # fmt: skip
    desk = signed_in("office", admin=True)
    assert desk.post("/admin/public-pages/contacts", sent).status_code == 302
    foot = Browser(site_app, "east").get("/sign-in").text
    assert all(
        word in foot
        for word in ("业务咨询", "0000-1234567", "测ICP备00000000号", "测公网安备 00000000000000号")
    )
    assert "技术支持" not in foot
    assert "技术支持" in Browser(site_app, "east").get("/contact-us").text
    assert "业务咨询" not in Browser(site_app, "west").get("/sign-in").text
    assert "meanwhile" in desk.post("/admin/public-pages/contacts?lang=en", sent).text


@pytest.mark.parametrize(
    ("sent", "named"),
    [({"label_1": "咨询", "number_1": "请来电"}, "number_1"), ({"number_3": "0000-1234567"}, "label_3")],
)
def test_a_hotline_needs_a_number_and_what_it_is_for(sent, named):
    with pytest.raises(BadInput) as fault:
        contacts.Contacts.of(sent)
    assert set(fault.value.facts["fields"]) == {named}


def test_a_code_is_a_picture_with_words(site_app):
    row = coded(site_app)
    assert Browser(site_app, "east").get(f"/contact-us/codes/{row.id}").mimetype == "image/png"
    assert "微信公众号" in Browser(site_app, "east").get("/contact-us").text
    with office(site_app) as by:
        with pytest.raises(BadFile):
            contacts.add_code(by, "群", io.BytesIO(samples.PDF), "码.png")
        with pytest.raises(BadInput):
            contacts.add_code(by, " ", io.BytesIO(samples.picture()), "码.png")
        contacts.delete_code(by, row.id)
        with pytest.raises(NotFound):
            contacts.delete_code(by, row.id)


def test_no_more_codes_than_a_page_bears(site_app):
    with office(site_app) as by:
        for number in range(contacts.MOST_CODES):
            contacts.add_code(by, f"{number}", io.BytesIO(samples.picture()), "码.png")
        with pytest.raises(Refused):
            contacts.add_code(by, "再一个", io.BytesIO(samples.picture()), "码.png")


def test_the_entry_code_leads_to_this_site(site_app):
    browser = Browser(site_app, "east")
    assert "http://east.localhost/" in browser.get("/entry-code").text
    assert browser.get("/entry-code.png").data.startswith(b"\x89PNG")


def test_an_office_without_a_site_of_its_own_has_no_public_pages_to_edit(site_app, signed_in):
    with scope_of_site(site_app, "east") as site:
        assert site.the_tenant.places["bay"].hosts
        db.session.rollback()
    assert signed_in("editor", admin=True).get("/admin/public-pages").status_code == 404


@pytest.mark.parametrize(
    ("agent", "old"),
    [
        (TRIDENT, True),
        ("Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)", True),
        (CHROME.format(69), True),
        (CHROME.format(120), False),
        (WECHAT, False),
        ("Mozilla/5.0 (Windows NT 6.1; rv:52.0) Gecko/20100101 Firefox/52.0", True),
        (
            "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/11.1 Safari/605.1.15",
            True,
        ),
        (
            "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15",
            False,
        ),
        ("curl/8.5", False),
        ("", False),
    ],
)
def test_engines_are_told_by_their_version(agent, old):
    assert is_too_old(agent) is old


def test_an_old_browser_reads_a_plain_page_and_programs_are_answered_as_ever(site_app):
    browser = Browser(site_app, "east")
    plain = browser.get("/sign-in", headers={"User-Agent": TRIDENT, "Accept": "text/html"}).text
    assert "浏览器版本过旧" in plain
    assert "http://east.localhost/" in plain
    assert "<script" not in plain
    assert "浏览器版本过旧" not in browser.get("/sign-in", headers={"User-Agent": CHROME.format(120)}).text
    assert browser.get("/livez", headers={"User-Agent": TRIDENT, "Accept": "application/json"}).json == {
        "alive": True
    }
