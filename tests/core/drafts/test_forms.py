"""Forms of a draft: the same document as its text, each value with its source, what is locked with the reason."""

import re
from html import unescape
from urllib.parse import unquote

LINK = re.compile(r'href="[^"]*/form\?at=([^"&]+)"')
DEEP = 2


def form(office, draft, at="", part=""):
    return unescape(office.get(f"{draft}/form?at={at}&part={part}").text)


def test_a_number_is_changed_and_nothing_else(office, draft):
    before = office.text(draft)
    assert office.fills_in(draft, "study.target", total="12").status_code == 302
    assert office.text(draft) == before.replace("target: {total: 10}", "target: {total: 12}")


def test_a_form_sent_as_it_was_shown_changes_no_byte(office, draft):
    before = office.text(draft)
    office.fills_in(draft, "exams.yearly", title="年度学法考试", pass_mark="60", source="cite", article="四")
    assert office.text(draft) == before
    assert office.version(draft) == "2"


def test_a_window_gets_its_article(office, draft):
    sent = {"from": "2024-04-01", "to": "2024-10-31", "minutes": "60"}
    office.fills_in(
        draft, "exams.yearly.plan", part="window", **sent, source="cite", document="main", article="四（二）"
    )
    assert "window: {from: 2024-04-01, to: 2024-10-31, minutes: 60, cite: 四（二）}" in office.text(draft)
    assert "原为" in office.get(draft).text


def test_a_value_that_is_assumed_needs_its_reason(office, draft):
    answer = office.fills_in(draft, "study.target", total="12", source="assumed")
    assert answer.status_code == 400
    assert "请说明推定的理由" in answer.text
    office.fills_in(draft, "study.target", total="12", source="assumed", assumed="按上年")
    assert "target: {total: 12, assumed: 按上年}" in office.text(draft)


def test_a_source_must_be_chosen(office, draft):
    assert "请说明出处" in office.fills_in(draft, "study.target", total="12", source="").text


def test_a_formula_is_chosen_and_its_numbers_filled_in(office, draft):
    page = form(office, draft, "outcome.formula")
    assert "weighted_sum" in page
    assert "v-study" in form(office, draft, "outcome.formula", "weighted_sum")
    answer = office.fills_in(
        draft, "outcome.formula", part="weighted_sum", study="50%", exam="50%", pass_at="60"
    )
    assert answer.status_code in {302, 400}


def test_a_wrong_number_is_told_at_its_field_and_not_saved(office, draft):
    before = office.text(draft)
    answer = office.fills_in(draft, "exams.yearly", pass_mark="600", source="cite", article="四")
    assert answer.status_code == 400
    assert "高于" in answer.text or "满分" in answer.text
    assert office.text(draft) == before


def test_an_entry_is_added_and_taken_away(office, draft):
    assert office.get(f"{draft}/entry?at=duties&key=bulletin").location.endswith("at=duties.bulletin")
    office.fills_in(draft, "duties.bulletin", what="通报", by="省普法办", source="cite", article="九")
    assert "bulletin: {what: 通报, by: 省普法办, cite: 九}" in office.text(draft)
    assert "duties.bulletin" in form(office, draft, "duties")
    office.post(f"{draft}/take-away", {"at": "duties.bulletin", "version": office.version(draft)})
    assert "bulletin" not in office.text(draft)
    assert office.get(f"{draft}/entry?at=duties&key=Bad key").status_code == 302


def test_a_place_that_the_schema_does_not_know_is_not_there(office, draft):
    assert office.get(f"{draft}/form?at=study.nothing").status_code == 404
    assert office.get(f"{draft}/form?at=contents[9]").status_code == 404


def test_every_place_of_the_rules_has_a_form(office, draft):
    """Each link leads on, down to the single values."""
    seen, open_ = set(), [""]
    while open_:
        at = open_.pop()
        answer = office.get(f"{draft}/form", query_string={"at": at})
        assert answer.status_code == 200, at
        found = {unquote(one) for one in LINK.findall(unescape(answer.text))} - seen
        seen |= found
        open_ += sorted(one for one in found if one.count(".") < DEEP)
    assert {"study.target", "exams.yearly.plan", "study.credit[1]", "reports.rates.pass"} <= seen


def test_what_an_area_may_not_change_is_locked_with_the_reason(bay):
    address = bay.begins(year="2024", start="east/2024")
    page = form(bay, address, "study.target")
    assert "本级不可改" in page
    assert "east/rules/2024.yaml" in page
    answer = bay.fills_in(address, "study.target", total="5")
    assert answer.status_code == 400
    assert "study" not in bay.text(address)


def test_an_area_changes_what_is_left_to_it(bay):
    address = bay.begins(year="2024", start="east/2024")
    assert "上级规定" in form(bay, address, "accounts.password")
    answer = bay.fills_in(address, "accounts.password", at_least="8", source="cite", article="二")
    assert answer.status_code == 302
    assert "password: {at_least: 8, cite: 二}" in bay.text(address)


def test_a_conflict_in_a_form_is_told(office, second, draft):
    version = office.version(draft)
    second.fills_in(draft, "study.target", total="12")
    sent = {"at": "study.target", "version": version, "source": "above", "v-total": "14"}
    answer = office.post(f"{draft}/form", sent)
    assert answer.status_code == 409
    assert "第二人" in answer.text
