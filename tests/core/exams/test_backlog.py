"""Answers that waited on a device, sent together: kept in order, each answered for itself."""

import pytest

from tests.core.exams.world import later

JSON = {"Accept": "application/json"}


def sent(*answers):
    return {
        "answers": [{"question": number, "chosen": chosen, "seq": seq} for number, chosen, seq in answers]
    }


@pytest.fixture(params=["", "/api/v1"])
def send(request, li):
    """Send answers together, as the page does and as a program does."""
    return lambda attempt, body: li.browser.send(
        f"{request.param}{attempt}/answers/batch", body, headers=JSON
    )


def test_ten_answers_are_kept_in_one_request(li, send):
    attempt = li.start()
    answers = [(n % 5 + 1, [n % 4], n + 1) for n in range(10)]
    told = send(attempt, sent(*answers)).json["answers"]
    assert [(one["question"], one["sent"], one["saved"]["seq"]) for one in told] == [
        (n, seq, seq) for n, _, seq in answers
    ]
    assert li.chosen(attempt) == {n % 5 + 1: [n % 4] for n in range(5, 10)}


def test_the_oldest_is_kept_first_in_whatever_order_they_are_sent(li, send):
    attempt = li.start()
    told = send(attempt, sent((1, [2], 9), (1, [1], 4), (1, [0], 6))).json["answers"]
    assert [one["saved"]["stale"] for one in told] == [False, False, False]
    assert li.chosen(attempt) == {1: [2]}


def test_one_that_does_not_fit_keeps_no_other_out(li, send):
    attempt = li.start()
    told = send(attempt, sent((1, [0], 1), (2, [0, 1], 2), (99, [0], 3), (3, [1], 4))).json["answers"]
    assert ["saved" in one and bool(one["saved"]) for one in told] == [True, False, False, True]
    assert told[1]["error"]["code"] == "bad_input"
    assert li.chosen(attempt) == {1: [0], 3: [1]}


def test_each_has_a_receipt_and_an_entry_in_the_record(li, send):
    attempt = li.start()
    told = send(attempt, sent((1, [0], 1), (2, [1], 2))).json["answers"]
    kept = li.browser.get(f"{attempt}/receipts.json").json["receipts"]
    assert [one["saved"]["receipt"] for one in told] == [one["receipt"] for one in kept]


def test_after_the_deadline_each_is_told_so_and_none_is_kept(hall, li, send):
    attempt = li.start()
    later(hall, minutes=61)
    told = send(attempt, sent((1, [0], 1), (2, [0], 2))).json["answers"]
    assert [one["error"]["code"] for one in told] == ["time_over", "time_over"]
    assert li.chosen(attempt) == {}


@pytest.mark.parametrize("body", [{}, {"answers": []}, {"answers": "x"}, {"answers": [{"question": 1}]}])
def test_what_is_no_list_of_answers_is_refused(li, send, body):
    assert send(li.start(), body).status_code in {400, 422}


def test_too_many_are_refused_whole(li, send):
    attempt = li.start()
    assert send(attempt, sent(*((1, [0], n) for n in range(201)))).status_code in {400, 422}
    assert li.chosen(attempt) == {}


def test_another_learners_paper_is_not_there(li, zhao, send):
    attempt = zhao.start()
    assert send(attempt, sent((1, [0], 1))).status_code == 404


@pytest.mark.parametrize("several", [[0, 1], [0, 1, 2, 3]])
def test_a_question_with_one_answer_takes_no_several(li, several):
    attempt = li.start()
    li.save(attempt, 1, [0], 1)
    told = li.save(attempt, 1, several, 2)
    assert (told.status_code, told.json["error"]["message"]) == (400, "本题只能选一个答案。")
    assert li.chosen(attempt) == {1: [0]}
