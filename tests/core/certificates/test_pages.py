"""The pages of certificates: a learner's own, the public check, the administrators' list, revoking, the API."""

import json
import re
from io import BytesIO

import pypdfium2
import pytest
import sqlalchemy as sa

from core.certificates.bulk import carry_out
from core.certificates.models import CertificateRow
from core.certificates.sealing import open_seal
from core.certificates.service import begin_batch, revoke
from core.db import db
from core.keys.signing import read_key_set
from core.standings.service import judge_all
from tests.core.certificates.test_issuing import result_of
from tests.core.certificates.world import east, everybody, issued
from tests.sites import Browser


@pytest.fixture
def learner(office):
    known = Browser(office, "east")
    known.sign_in("1001")
    return known


@pytest.fixture
def administrator(office):
    known = Browser(office, "east")
    known.sign_in_administrator("a1")
    return known


@pytest.fixture
def stranger(office):
    return Browser(office, "east")


def row_of(office) -> CertificateRow:
    with east(office):
        return db.session.scalars(sa.select(CertificateRow)).one()


def test_a_passed_learner_issues_reads_and_downloads_a_certificate(office, learner):
    assert "您可以领取2024年度证书" in learner.get("/certificate").text
    assert learner.post("/certificate").headers["Location"] == "/certificate"
    page = learner.get("/certificate").text
    assert "李一" in page
    assert "证书编号：DS2024000001" in page
    assert "data:image/svg+xml" in page
    answer = learner.get("/certificate.pdf")
    assert answer.mimetype == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    text = pypdfium2.PdfDocument(answer.data)[0].get_textpage().get_text_range()
    assert "李一" in text
    published = learner.get("/.well-known/xuefa-certificate-keys.json").data
    assert open_seal(answer.data, read_key_set(json.loads(published))).number == "DS2024000001"
    assert learner.get("/certificate.pdf").data == answer.data


def test_home_and_result_lead_to_the_certificate_once_it_is_earned(office, learner):
    assert 'href="/certificate"' in learner.get("/").text
    assert 'href="/certificate"' in learner.get("/standing").text
    other = Browser(office, "east")
    other.sign_in("1005")
    assert 'href="/certificate"' not in other.get("/").text


def test_who_has_not_passed_reads_why_and_is_refused(office):
    other = Browser(office, "east")
    other.sign_in("1005")
    page = other.get("/certificate").text
    assert "您还不能领取2024年度证书" in page
    assert "测发〔2024〕1号" in page
    assert other.post("/certificate").status_code == 409
    assert other.get("/certificate.pdf").status_code == 409


def test_where_the_notice_knows_none_the_page_says_so(office):
    west = Browser(office, "west")
    west.sign_in("1001")
    assert "本年度通知未规定发放证书" in west.get("/certificate").text


def test_a_changed_result_is_told_and_its_paper_is_no_longer_given(office, learner, monkeypatch):
    issued(office)
    result_of(monkeypatch, state="failed", grade="")
    assert "您的年度结果已变更" in learner.get("/certificate").text
    assert learner.get("/certificate.pdf").status_code == 409


def test_anybody_checks_a_certificate_by_number_and_code(office, stranger):
    row = issued(office)
    page = stranger.get(f"/verify?number={row.number}&code={row.code.lower()}").text
    assert "这份证书有效" in page
    for part in ("李一", "东省甲局", "合格", row.number):
        assert part in page
    shown = re.sub(r"<[^>]+>", " ", page)
    assert "1001" not in shown
    assert (
        "This certificate is valid."
        in stranger.get(f"/verify?number={row.number}&code={row.code}&lang=en").text
    )


def test_a_revoked_certificate_is_told_without_its_reason(office, stranger):
    row = issued(office)
    with east(office) as site:
        revoke(everybody(site), row.id, "身份核查不符")
    page = stranger.get(f"/verify?number={row.number}&code={row.code}").text
    assert "这份证书已于2024年6月3日撤销" in page
    assert "身份核查不符" not in page


def test_a_wrong_code_and_an_unknown_number_are_answered_alike(office, stranger):
    row = issued(office)
    wrong = stranger.get(f"/verify?number={row.number}&code=000000000000").text
    unknown = stranger.get("/verify?number=DS2024999999&code=000000000000").text
    assert "没有与此编号和核验码相符的证书" in wrong
    mark = r'content="[^"]+"|value="[^"]*"'
    assert re.sub(mark, "", wrong) == re.sub(mark, "", unknown)


@pytest.mark.parametrize("number", ["DS2024000001", "DS2024999999"])
def test_many_wrong_tries_have_to_wait_and_the_right_code_has_not(office, stranger, number):
    row = issued(office)
    answers = [stranger.get(f"/verify?number={number}&code=00000000000{n}").status_code for n in range(6)]
    assert answers[:4] == [200] * 4
    assert answers[-1] == 429
    assert stranger.get(f"/verify?number={row.number}&code={row.code}").status_code == 200


def test_another_provinces_certificate_is_unknown(office):
    row = issued(office)
    page = Browser(office, "west").get(f"/verify?number={row.number}&code={row.code}").text
    assert "没有与此编号和核验码相符的证书" in page


def test_published_keys_are_each_tenants_own(office, stranger):
    issued(office)
    assert len(stranger.get("/.well-known/xuefa-certificate-keys.json").json["keys"]) == 1
    assert Browser(office, "west").get("/.well-known/xuefa-certificate-keys.json").json == {"keys": []}


def test_an_administrator_lists_searches_and_opens_certificates(office, administrator):
    first, zhao = issued(office), issued(office, "1002")
    page = administrator.get("/admin/certificates").text
    assert first.number in page
    assert zhao.number not in page
    assert first.number in administrator.get("/admin/certificates?q=liyi").text
    assert first.number in administrator.get("/admin/certificates?q=DS2024").text
    assert first.number not in administrator.get("/admin/certificates?q=DS2025").text
    assert first.number not in administrator.get("/admin/certificates?state=revoked").text
    assert "李一" in administrator.get(f"/admin/certificates/{first.id}").text
    assert administrator.get(f"/admin/certificates/{zhao.id}").status_code == 404
    pdf = administrator.get(f"/admin/certificates/{first.id}.pdf").data
    assert len(pypdfium2.PdfDocument(BytesIO(pdf))) == 1
    assert 'href="/admin/certificates" aria-current="page"' in page


def test_a_changed_result_comes_first_in_the_list(office, administrator, monkeypatch):
    issued(office)
    result_of(monkeypatch, state="failed", grade="")
    browser = Browser(office, "east")
    browser.sign_in("1001")
    browser.get("/standing")
    page = administrator.get("/admin/certificates?state=superseded").text
    assert "李一" in page
    assert "请逐一查看" in page


def test_revoking_asks_for_a_reason_and_shows_on_every_page(office, administrator, learner):
    row = issued(office)
    address = f"/admin/certificates/{row.id}/revoke"
    assert "撤销后不能恢复" in administrator.get(address).text
    empty = administrator.post(address, {"reason": " "})
    assert empty.status_code == 400
    assert "请填写" in empty.text or "f-reason-error" in empty.text
    assert administrator.post(address, {"reason": "姓名有误"}).status_code == 302
    assert "姓名有误" in administrator.get(f"/admin/certificates/{row.id}").text
    assert "撤销日期" in learner.get("/certificate").text
    assert administrator.post(address, {"reason": "再次"}).status_code == 409
    anew = administrator.post(f"/admin/certificates/{row.id}/anew", follow_redirects=True).text
    assert "证书 DS2024000002 已发放" in anew
    assert "DS2024000002" in learner.get("/certificate").text


def test_a_bulk_issue_leaves_out_who_was_revoked(office, administrator):
    row = issued(office)
    with east(office) as site:
        revoke(everybody(site), row.id, "姓名有误")
        list(judge_all())
        batch = begin_batch(everybody(site), "u1", "http://east.localhost").id
        carry_out(batch, lambda _done, _total: None)
    page = administrator.get(f"/admin/certificates/bulk/{batch}").text
    assert "李一" in page
    assert "证书曾被撤销" in page


def test_programs_issue_and_list_certificates(office, learner):
    before = learner.get("/api/v1/certificates").json
    assert (before["may_have"], before["certificates"]) == (True, [])
    made = learner.send("/api/v1/certificates", {}).json
    assert made["number"] == "DS2024000001"
    assert made["check_url"].startswith("http://east.localhost/verify?number=DS2024000001&code=")
    assert learner.get("/api/v1/certificates").json["certificates"] == [made]
    assert learner.get(made["pdf_url"]).mimetype == "application/pdf"


def test_the_pages_read_in_english(office, learner, administrator):
    issued(office)
    assert "My certificate" in learner.get("/certificate?lang=en").text
    assert "Issue for a unit" in administrator.get("/admin/certificates?lang=en").text
    assert "will get it now" in administrator.get("/admin/certificates/bulk?lang=en").text


def test_issuing_in_bulk_shows_its_effect_and_is_queued(office, administrator):
    issued(office)
    page = administrator.get("/admin/certificates/bulk").text
    assert "可获证书" in page
    assert "发放 1 份并打包" in page
    answer = administrator.post("/admin/certificates/bulk", {"unit": "u1"})
    assert "正在发证" in administrator.get(answer.headers["Location"]).text
    assert administrator.post("/admin/certificates/bulk", {"unit": "u2"}).status_code == 404
