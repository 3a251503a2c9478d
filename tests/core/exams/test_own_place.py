"""A learner books a place of their own where the rules let them."""

from core.standings.service import current
from tests.core.exams.world import NEXT_SLOT, SLOT, at

PAGE = "/exams/slot"


def book(sitter, opens):
    return sitter.browser.post(f"{PAGE}/place", {"opens": opens.isoformat()})


def test_a_place_is_chosen_among_the_sittings_ahead_and_moved(hall, li):
    page = li.browser.get(PAGE).text
    assert "您还没有报考场次" in page
    assert "2024年9月10日 09:00至10:00，余 1 个名额" in page
    assert book(li, SLOT).headers["Location"] == PAGE
    page = li.browser.get(PAGE).text
    assert "已报考。" in page
    assert "已报考：2024年9月10日 09:00至10:00" in page
    assert book(li, NEXT_SLOT).status_code == 302
    assert "已报考：2024年9月11日 09:00至10:00" in li.browser.get(PAGE).text
    at(hall, NEXT_SLOT)
    assert "/attempts/" in li.start("slot")


def test_a_full_sitting_is_not_offered_and_refused_with_the_reason(hall, li, zhao):
    book(li, SLOT)
    page = zhao.browser.get(PAGE).text
    assert SLOT.isoformat() not in page
    refused = book(zhao, SLOT)
    assert refused.status_code == 409
    assert "1个名额中已预约1个" in refused.text


def test_a_booked_place_ahead_makes_nobody_absent(hall, li):
    book(li, NEXT_SLOT)
    with li.hall():
        assert current(li.id)[1].state != "absent"


def test_where_administrators_book_nothing_is_offered(li):
    page = li.browser.get("/exams/yearly").text
    assert "您的场次" not in page
    assert book_yearly(li).status_code == 409


def book_yearly(sitter):
    return sitter.browser.post("/exams/yearly/place", {"opens": SLOT.isoformat()})


def test_what_is_no_sitting_is_said(li):
    assert "请选择场次" in li.browser.post(f"{PAGE}/place", {"opens": "tomorrow"}).text
    assert li.browser.post(f"{PAGE}/place", {"opens": "2024-09-10T09:30:00+08:00"}).status_code == 404


def test_the_api_books_as_the_page_does(li):
    sent = {"opens": SLOT.isoformat()}
    assert li.browser.send("/api/v1/exams/slot/place", sent).status_code == 204
    assert "已报考：2024年9月10日" in li.browser.get(PAGE).text
