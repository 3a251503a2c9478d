"""An attempt from start to result, as a program drives it."""

import json

HEADERS = {"Accept": "application/json"}


def send(sitter, path, **body):
    return sitter.browser.send(f"/api/v1{path}", body, headers=HEADERS)


def test_a_program_sits_an_exam(li):
    (exam,) = [one for one in li.browser.get("/api/v1/exams").json if one["exam"] == "yearly"]
    assert (exam["may_start"], exam["attempts_left"]) == (True, 2)
    paper = send(li, "/exams/yearly/attempts").json
    assert send(li, "/exams/yearly/attempts").json["attempt"] == paper["attempt"]
    path = f"/attempts/{paper['attempt']}"
    right = li.right(path)
    for number, option in enumerate(right, start=1):
        saved = send(li, f"{path}/answers", question=number, chosen=[option], seq=1)
        assert (saved.status_code, saved.json["stale"]) == (200, False), saved.text
    again = li.browser.get(f"/api/v1{path}").json
    assert [one["chosen"] for one in again["questions"]] == [[option] for option in right]
    assert li.browser.get(f"/api/v1{path}/result").status_code == 409
    result = send(li, f"{path}/hand-in").json
    assert (result["mark"], result["passed"], result["review"]) == ("100", True, None)
    assert li.browser.get(f"/api/v1{path}/result").json == result
    assert send(li, f"{path}/answers", question=1, chosen=[0], seq=2).status_code == 409


def test_a_paper_carries_no_key_and_no_code_of_the_bank(li):
    paper = send(li, "/exams/open/attempts").json
    fields = {name for question in paper["questions"] for name in question}
    assert fields == {"number", "type", "stem", "options", "mark", "chosen", "seq"}


def test_the_review_comes_only_where_answers_are_shown(li):
    reviews = {}
    for exam in ("open", "silent"):
        attempt = send(li, f"/exams/{exam}/attempts").json["attempt"]
        reviews[exam] = send(li, f"/attempts/{attempt}/hand-in").json
    assert len(reviews["open"]["review"]) == 5
    assert (reviews["silent"]["review"], reviews["silent"]["mark"]) == (None, None)


def test_the_entry_check_lists_every_condition(li):
    found = li.browser.get("/api/v1/exams/gated").json
    assert found["may_start"] is False
    assert [line for line in found["lines"] if line["met"] is False and line["cite"]["article"]]
    refused = send(li, "/exams/gated/attempts")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "may_not_start")
    assert refused.json["error"]["lines"]


def test_an_edited_answer_is_refused(li):
    attempt = send(li, "/exams/yearly/attempts").json["attempt"]
    for body in (
        {"question": 1, "seq": 1},
        {"question": 1, "chosen": [0], "text": "a", "seq": 1},
        {"question": 1, "chosen": ["0"], "seq": 1},
        {"question": 1, "chosen": "\x00", "seq": 1},
        {"question": 1, "chosen": [9], "seq": 1},
        {"question": 6, "chosen": [0], "seq": 1},
        {"question": 10**30, "chosen": [0], "seq": 1},
        {"question": 1, "chosen": [0], "seq": 10**30},
    ):
        answer = send(li, f"/attempts/{attempt}/answers", **body)
        assert answer.status_code in {400, 422}, (json.dumps(body), answer.text)
