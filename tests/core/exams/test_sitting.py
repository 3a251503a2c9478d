"""An attempt from start to mark, as a browser drives it."""

import pytest
from werkzeug.datastructures import MultiDict

from core.exams.pages import sent_answers
from tests.core.exams.world import Sitter, later
from tests.sites import Browser, scope_of_site


def test_a_double_click_gives_the_same_attempt(li):
    assert li.start() == li.start()


def test_a_second_client_goes_on_with_the_open_paper(hall, li):
    attempt = li.start()
    li.save(attempt, 1, [2], 1)
    phone = Sitter(hall)
    assert phone.start() == attempt
    assert phone.save(attempt, 2, [1], 1).status_code == 200
    assert li.chosen(attempt) == {1: [2], 2: [1]}


def test_what_is_right_earns_its_mark_and_the_result_says_so(li):
    attempt = li.start()
    for number, option in enumerate(li.right(attempt)[:3], start=1):
        assert li.save(attempt, number, [option], number).status_code == 200
    assert li.hand_in(attempt).headers["Location"].endswith("/result")
    assert li.row(attempt).mark == 60
    assert "60" in li.browser.get(f"{attempt}/result").text


def test_an_older_save_changes_nothing_and_is_told_so(li):
    attempt = li.start()
    assert li.save(attempt, 1, [2], 5).json["stale"] is False
    late = li.save(attempt, 1, [3], 4)
    assert (late.status_code, late.json["stale"], late.json["seq"]) == (200, True, 5)
    assert li.chosen(attempt) == {1: [2]}


def test_a_save_sent_twice_is_acknowledged_twice(li):
    attempt = li.start()
    first, second = li.save(attempt, 1, [2], 5), li.save(attempt, 1, [2], 5)
    assert first.json == second.json


def test_an_answer_can_be_taken_back(li):
    attempt = li.start()
    li.save(attempt, 1, [2], 1)
    assert li.save(attempt, 1, [], 2).status_code == 200
    li.hand_in(attempt)
    assert li.row(attempt).mark == 0


def test_a_save_after_the_deadline_is_gone_and_says_until_when(hall, li):
    attempt = li.start()
    li.save(attempt, 1, [2], 1)
    later(hall, minutes=61)
    for _ in range(2):
        answer = li.save(attempt, 1, [3], 2)
        assert (answer.status_code, answer.json["error"]["code"]) == (410, "time_over")
        li.browser.get(attempt)  # the server hands it in meanwhile
    assert li.chosen(attempt) == {1: [2]}
    assert li.row(attempt).handed_in_by == "server"


def test_the_last_second_still_counts(hall, li):
    attempt = li.start()
    later(hall, minutes=59, seconds=50)
    assert li.save(attempt, 1, [3], 1).status_code == 200


def test_a_clock_set_back_does_not_open_a_paper_that_the_server_handed_in(hall, li):
    attempt = li.start()
    later(hall, minutes=61)
    li.browser.get(attempt)
    later(hall, minutes=-30)
    assert li.save(attempt, 1, [3], 1).status_code == 410


def test_after_hand_in_nothing_is_saved(li):
    attempt = li.start()
    li.hand_in(attempt)
    answer = li.save(attempt, 1, [3], 1)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "handed_in")
    assert li.chosen(attempt) == {}


def test_a_replayed_hand_in_gives_the_same_result(hall, li):
    attempt = li.start()
    li.save(attempt, 1, [li.right(attempt)[0]], 1)
    li.hand_in(attempt)
    first = li.row(attempt)
    kept = (first.mark, first.handed_in_at, first.marked)
    later(hall, minutes=10)
    assert li.hand_in(attempt).headers["Location"].endswith("/result")
    again = li.row(attempt)
    assert (again.mark, again.handed_in_at, again.marked) == kept


@pytest.mark.parametrize(
    ("question", "chosen", "seq"),
    [
        (6, [0], 1),
        (0, [0], 1),
        (-1, [0], 1),
        (2**40, [0], 1),
        ("1", [0], 1),
        (True, [0], 1),
        (1, [4], 1),
        (1, [-1], 1),
        (1, [0, 0], 1),
        (1, [True], 1),
        (1, ["0"], 1),
        (1, "words", 1),
        (1, "a\x00b", 1),
        (1, [0], -1),
        (1, [0], 2**63),
        (1, None, 1),
    ],
)
def test_an_edited_request_is_refused_and_saves_nothing(li, question, chosen, seq):
    attempt = li.start()
    answer = li.save(attempt, question, chosen, seq)
    assert answer.status_code == 400, answer.text
    assert li.chosen(attempt) == {}


@pytest.mark.parametrize("way", ["", "/result", "/hand-in"])
def test_another_learners_paper_is_not_there(li, zhao, way):
    attempt = li.start()
    assert zhao.browser.get(attempt + way).status_code == 404


def test_another_learner_neither_saves_nor_hands_in(li, zhao):
    attempt = li.start()
    assert zhao.save(attempt, 1, [0], 1).status_code == 404
    assert zhao.hand_in(attempt).status_code == 404
    assert zhao.browser.post(f"{attempt}/check", {"q1": "0"}).status_code == 404
    assert li.chosen(attempt) == {}
    assert li.row(attempt).handed_in_at is None


def test_another_provinces_learner_finds_no_paper_even_with_the_same_cookie(hall, li):
    attempt = li.start()
    west = Browser(hall, "west")
    west.client.set_cookie("xuefa", li.browser.token, domain="west.localhost")
    sent = west.send(f"{attempt}/answers", {"question": 1, "chosen": [0], "seq": 1})
    assert sent.status_code == 404
    with scope_of_site(hall, "west"):
        assert li.chosen(attempt) == {}


def test_an_unknown_sign_in_finds_no_paper(hall, li):
    attempt = li.start()
    stranger = Browser(hall, "east")
    stranger.client.set_cookie("xuefa", "x" * 43, domain="east.localhost")
    sent = stranger.send(f"{attempt}/answers", {"question": 1, "chosen": [0], "seq": 1})
    assert sent.status_code in {401, 404}
    assert li.chosen(attempt) == {}


def test_a_form_without_scripts_is_read_with_numbers_newer_than_any_saved(li):
    attempt = li.start()
    li.save(attempt, 1, [0], 7)
    form = MultiDict([("q1", "1"), ("q2", "²"), ("q4", "0")])
    with li.hall():
        read = list(sent_answers(li.row(attempt), form))
    assert [(one.question, one.chosen, one.seq) for one in read] == [(1, (1,), 8), (4, (0,), 8)]


def test_the_summary_names_what_is_unanswered(li):
    attempt = li.start()
    for number in (1, 2, 4):
        li.save(attempt, number, [0], number)
    page = li.browser.get(f"{attempt}/hand-in").text
    assert "3、5" in page or "3, 5" in page or ("3" in page and "5" in page)


def test_used_up_attempts_are_refused_with_figures(li):
    for _ in range(2):
        li.hand_in(li.start())
    refused = li.browser.post("/exams/yearly/start")
    assert refused.status_code == 409
    assert "四（1）" in refused.text
    page = li.browser.get("/exams/yearly")
    assert page.status_code == 200
    assert "四（1）" in page.text


def test_the_best_attempt_counts(li):
    first = li.start()
    for number, option in enumerate(li.right(first), start=1):
        li.save(first, number, [option], number)
    li.hand_in(first)
    li.hand_in(li.start())
    page = li.browser.get("/exams").text
    assert "100" in page


def test_an_unknown_exam_is_not_there(li):
    assert li.browser.get("/exams/none").status_code == 404
    assert li.browser.post("/exams/none/start").status_code == 404
    assert li.browser.post("/exams/none/acknowledge").status_code == 404
