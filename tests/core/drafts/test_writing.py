"""Drafts written as text: begun, saved with faults told by line, two editors at once, download byte for byte."""

import io

from tests.core.drafts.world import LIST
from tests.provinces import BAY_RULES


def test_a_draft_starts_from_last_years_rules_with_its_days_moved(office):
    address = office.begins(year="2025", start="east/2024")
    text = office.text(address)
    assert "year: 2025" in text
    assert "from: 2025-03-01, to: 2025-11-30" in text
    assert "测发〔2024〕1号" in text
    assert "草案完整，没有错误" in office.get(address).text


def test_a_draft_starts_from_another_provinces_published_rules(office):
    address = office.begins(year="2025", start="west/2024")
    assert "practice_fixed" not in office.text(address)
    assert office.post(LIST, {"kind": "year", "year": "2026", "start": "nowhere/2024"}).status_code == 404


def test_a_draft_starts_from_the_skeleton_and_says_which_blanks_are_left(office):
    address = office.begins(year="2025", start="skeleton")
    page = office.get(f"{address}/text").text
    assert "这一空还没有填" in page
    line = office.text(address).splitlines().index("  main: {number: __填写__, title: __填写__}") + 1
    assert f"第 {line} 行" in page


def test_the_text_is_kept_byte_for_byte(office, draft):
    content = "# 说明：保留  空格\n\n" + office.text(draft) + "\n# 结尾没有换行"
    office.saves(draft, content.replace("\n", "\r\n"))
    assert office.text(draft) == content


def test_an_uploaded_file_is_kept_byte_for_byte(office, draft):
    content = "# 上传\r\n" + office.text(draft)
    sent = {"version": office.version(draft), "file": (io.BytesIO(content.encode()), "2024.yaml")}
    office.post(f"{draft}/text", sent)
    assert office.get(f"{draft}/file").data.decode() == content


def test_a_file_that_is_no_text_is_refused(office):
    sent = {"kind": "year", "year": "2025", "file": (io.BytesIO(b"\xff\xfe\x00"), "x.yaml")}
    answer = office.post(LIST, sent)
    assert answer.status_code == 400
    assert "UTF-8" in answer.text


def test_faults_are_told_by_line_and_kept(office, draft):
    office.saves(draft, office.text(draft).replace("pass_mark: 60", "pass_mark: 600"))
    page = office.get(f"{draft}/text").text
    line = office.text(draft).splitlines().index("    pass_mark: 600") + 1
    assert f"第 {line} 行" in page
    assert "exams.yearly.pass_mark" in page


def test_two_editors_at_once_are_told_and_nothing_is_lost(office, second, draft):
    version = office.version(draft)
    text = office.text(draft)
    second.saves(draft, text.replace("total: 10", "total: 12"), version)
    answer = office.saves(draft, text.replace("pass_mark: 60", "pass_mark: 70"), version)
    assert answer.status_code == 409
    assert "第二人已在此期间保存了这份草案" in answer.text
    assert "pass_mark: 70" in answer.text
    assert "total: 12" in office.text(draft)


def test_a_file_has_one_draft_on_its_way(office, draft):
    answer = office.post(LIST, {"kind": "year", "year": "2024", "start": "east/2024"})
    assert answer.status_code == 400
    assert "已有一份草案在途" in answer.text
    office.steps(draft, "drop")
    assert office.begins(year="2024", start="east/2024") != draft


def test_a_year_that_is_none_is_refused(office):
    assert office.post(LIST, {"kind": "year", "year": "x"}).status_code == 400
    assert office.post(LIST, {"kind": "amendment", "year": "2024", "name": "../x"}).status_code == 400


def test_a_draft_of_another_place_is_not_there(office, bay, draft):
    own = bay.begins(year="2024", start="east/2024")
    assert bay.get(draft).status_code == 404
    assert bay.post(f"{draft}/text", {"content": "x", "version": "1"}).status_code == 404
    assert office.get(own).status_code == 200
    assert own.rpartition("/")[2] in office.get(LIST).text


def test_an_area_that_widens_is_told_with_the_line_that_forbids_it(bay):
    address = bay.begins(year="2024", start="east/2024")
    assert bay.text(address) == BAY_RULES
    bay.saves(address, BAY_RULES + "period: {from: 2023-01-01, to: 2024-12-31, cite: 一}\n")
    page = bay.get(f"{address}/text").text
    assert "east/rules/2024.yaml:4" in page


def test_learners_and_administrators_of_units_find_nothing(site_app, draft):
    from tests.sites import Browser

    unit = Browser(site_app, "east")
    unit.sign_in_administrator("a1")
    assert unit.get(LIST).status_code == 404
    assert unit.get(draft).status_code == 404
