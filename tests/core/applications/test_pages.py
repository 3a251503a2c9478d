"""Exemptions on the pages: from the learner's application with evidence over two reviewers to approval and revocation."""

import io
import re

import pytest
import sqlalchemy as sa

from core.audit.models import AuditEntry
from core.db import db
from core.notify.models import Message
from tests.core.applications.conftest import signed_in
from tests.core.files import samples
from tests.sites import learner_id, scope_of_site


def sent(*names: str, **more: str) -> dict[str, object]:
    files = [(io.BytesIO(samples.PDF), name) for name in names or ("诊断证明.pdf",)]
    return {"exemption": "illness", "file": files, **more}


def apply_for(browser, **more: str) -> str:
    answer = browser.post("/exemptions", sent(**more))
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def files_on(page: str) -> list[str]:
    return re.findall(r'href="([^"]+/files/[^"]+)"', page)


def decide(browser, address: str, act: str, reason: str = ""):
    return browser.post(f"/admin{address}/decide", {"act": act, "reason": reason}, follow_redirects=True)


def test_an_application_goes_from_the_learner_over_two_reviewers_to_approval(li, qian, office):
    offers = li.get("/exemptions").text
    assert "审核：单位 → 市县" in offers
    assert "申请此项免考" in offers
    address = apply_for(li, remark="住院治疗")
    assert "等待审核：单位" in li.get(address).text
    assert "/exemptions" in li.get("/").text
    listed = qian.get("/admin/exemptions?state=waiting").text
    assert "李一" in listed
    assert "住院治疗" in qian.get(f"/admin{address}").text
    assert "本级已同意" in decide(qian, address, "approve").text
    assert "等待审核：市县" in li.get(address).text
    assert "已同意免考" in decide(office, address, "approve").text
    assert "年度免考已批准" in li.get(address).text
    assert '<h2 class="x-verdict-grade">免考</h2>' in li.get("/standing").text


def test_one_person_never_approves_two_levels(li, qian, office):
    address = apply_for(li)
    decide(office, address, "approve")
    refused = decide(office, address, "approve")
    assert refused.status_code == 409
    assert "下一级须由他人办理" in refused.text
    above = decide(qian, address, "approve")
    assert above.status_code == 409
    assert "上级管理员审核" in above.text
    assert "已审核" in li.get(address).text


def test_nobody_decides_on_their_own(hall, qian, office):
    own = signed_in(hall, "1004")
    address = apply_for(own)
    assert "不能审核本人的免考申请" in qian.get(f"/admin{address}").text
    assert decide(qian, address, "approve").status_code == 409
    assert decide(office, address, "approve").status_code == 200


def test_what_is_missing_is_read_added_and_reviewed_from_the_first_level(li, qian, office):
    address = apply_for(li)
    decide(qian, address, "approve")
    assert decide(office, address, "return").status_code == 400
    assert "已退回补充材料" in decide(office, address, "return", "缺少盖章的诊断证明").text
    assert "缺少盖章的诊断证明" in li.get(address).text
    assert "需要补充材料" in li.get("/").text
    assert li.post(f"{address}/answer", {"remark": " "}).status_code == 400
    added = {"file": [(io.BytesIO(samples.PDF), "盖章证明.pdf")], "remark": "已补"}
    assert li.post(f"{address}/answer", added).status_code == 302
    assert len(files_on(li.get(address).text)) == 2
    assert "等待审核：单位" in li.get(address).text
    assert decide(qian, address, "approve").status_code == 200


def test_a_refusal_needs_a_reason_and_may_be_asked_for_again(li, qian):
    address = apply_for(li)
    assert decide(qian, address, "refuse").status_code == 400
    assert "已驳回" in decide(qian, address, "refuse", "材料不符").text
    assert "材料不符" in li.get(address).text
    assert decide(qian, address, "approve").status_code == 409
    assert apply_for(li) != address


def test_a_learner_withdraws_what_is_not_decided(li, qian):
    address = apply_for(li)
    assert li.post(f"{address}/withdraw").status_code == 302
    assert "已撤回" in li.get(address).text
    assert decide(qian, address, "approve").status_code == 409
    assert li.post(f"{address}/withdraw").status_code == 409
    assert "申请此项免考" in li.get("/exemptions").text


def test_the_consequence_is_read_before_an_exemption_is_revoked(li, qian, office):
    address = apply_for(li)
    assert office.get(f"/admin{address}/revoke").status_code == 409
    decide(qian, address, "approve")
    decide(office, address, "approve")
    asked = office.get(f"/admin{address}/revoke").text
    assert "年度结果将由“免考”变为“未参加”" in asked
    assert office.post(f"/admin{address}/revoke", {"reason": ""}).status_code == 400
    assert office.post(f"/admin{address}/revoke", {"reason": "核查不实"}).status_code == 302
    assert "核查不实" in li.get(address).text


def test_the_unit_applies_with_what_it_keeps(hall, qian):
    page = f"/admin/exemptions/new/{learner_id(hall, 'east', '1001')}"
    assert "申请此项免考" in qian.get(page).text
    assert "单位留存的证明材料" in qian.get(f"{page}?reason=illness").text
    assert qian.get(f"{page}?reason=holiday").status_code == 400
    answer = qian.post(page, {"exemption": "illness", "evidence": "病历存单位"}, follow_redirects=True)
    assert "单位留存：病历存单位" in answer.text
    assert qian.post(page, {"exemption": "illness"}).status_code == 409


def test_every_reading_of_evidence_is_in_the_audit_log(hall, li, qian):
    address = apply_for(li)
    for browser, page in ((li, address), (qian, f"/admin{address}")):
        (file,) = files_on(browser.get(page).text)
        read = browser.get(file)
        assert read.status_code == 200
        assert read.data == samples.PDF
    with scope_of_site(hall, "east"):
        entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "read_evidence")).all()
        assert sorted(one.actor_name for one in entries) == ["李一", "钱四"]
        assert {one.facts["file"] for one in entries} == {"诊断证明.pdf"}


def test_nobody_else_reads_evidence(hall, li):
    address = apply_for(li)
    (file,) = files_on(li.get(address).text)
    number = file.rpartition("/")[2]
    others = {
        "1002": ("east", file),
        "a2": ("east", f"/admin{file}"),
        "editor": ("east", f"/admin{file}"),
    }
    for account, (host, place) in others.items():
        assert signed_in(hall, account, host).get(place).status_code == 404, account
    assert signed_in(hall, "office", "west").get(f"/admin{file}").status_code == 404
    assert li.get(f"/files/{number}/x.pdf").status_code == 404
    with scope_of_site(hall, "east"):
        assert not db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "read_evidence")).all()


def test_a_file_of_another_application_is_not_reached_through_ones_own(hall, li):
    (file,) = files_on(li.get(apply_for(li)).text)
    zhao = signed_in(hall, "1002")
    own = apply_for(zhao)
    assert zhao.get(f"{own}/files/{file.rpartition('/')[2]}").status_code == 404


@pytest.mark.parametrize(("content", "name"), [(b"MZ\x90\x00", "证明.pdf"), (b"<html></html>", "证明.png")])
def test_a_file_that_is_no_evidence_is_refused_beside_its_field(li, content, name):
    answer = li.post("/exemptions", {"exemption": "illness", "file": [(io.BytesIO(content), name)]})
    assert answer.status_code == 400
    assert "f-file-error" in answer.text
    assert "您的申请" not in li.get("/exemptions").text
    assert "申请此项免考" in li.get("/exemptions").text


def test_more_files_than_an_application_holds_are_refused(li):
    answer = li.post("/exemptions", sent(*(f"{n}.pdf" for n in range(11))))
    assert answer.status_code == 400
    assert "一项申请最多 10 个文件。" in answer.text


def test_the_list_is_filtered_by_state_reason_unit_and_search(li, office):
    address = apply_for(li)
    for place in ("?state=waiting", "?reason=illness", "?unit=u1", "?q=李一", "?q=甲局", "?page=x"):
        assert f"/admin{address}" in office.get(f"/admin/exemptions{place}").text, place
    for place in ("?state=approved", "?reason=other", "?unit=u2", "?q=赵二", "?page=2"):
        assert f"/admin{address}" not in office.get(f"/admin/exemptions{place}").text, place
    assert "没有免考申请" in office.get("/admin/exemptions?unit=u2").text


def test_reviewers_and_learners_are_told(hall, li, qian):
    address = apply_for(li)
    decide(qian, address, "return", "缺页")
    with scope_of_site(hall, "east"):
        links = set(db.session.scalars(sa.select(Message.link)))
    assert {address, f"/admin{address}"} <= links


def test_an_act_that_makes_no_sense_is_refused(li, qian):
    address = apply_for(li)
    assert decide(qian, address, "delete").status_code == 400
    assert li.get("/exemptions/new?reason=holiday").status_code == 400
    assert "已申请" in li.get(address).text
