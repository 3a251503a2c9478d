"""A blank to fill in: typed, saved, read again, emptied, marked by the accepted texts."""

import pytest

from core.courses.service import NewQuestion, Work, add_questions
from tests.core.exams.world import Sitter


def add_blank(sitter):
    with sitter.hall():
        add_questions(
            [
                NewQuestion(
                    year=2024,
                    code="blank1",
                    type="fill_in",
                    stem="我国的根本法是____。",
                    accepted=("宪法", "中华人民共和国宪法"),
                    work=Work(title="中华人民共和国宪法", article="序言"),
                )
            ]
        )


@pytest.fixture
def paper(li):
    add_blank(li)
    return li.start("blank")


def test_a_blank_is_saved_as_typed_and_shown_again(li, paper):
    assert 'type="text" name="q1" value=""' in li.browser.get(paper).text
    assert li.save(paper, 1, "宪法", 1).status_code == 200
    assert 'name="q1" value="宪法"' in li.browser.get(paper).text
    li.hand_in(paper)
    assert li.row(paper).mark == 100
    assert "您的答案：宪法 · 可接受的答案：宪法、中华人民共和国宪法" in li.browser.get(f"{paper}/result").text


def test_a_blank_that_was_emptied_is_unanswered(li, paper):
    li.save(paper, 1, "宪法", 1)
    li.save(paper, 1, " ", 2)
    assert "1" in li.browser.get(f"{paper}/hand-in").text
    assert 'name="q1" value=""' in li.browser.get(paper).text
    li.hand_in(paper)
    assert li.row(paper).mark == 0


def test_a_blank_needs_no_script(busy_hall):
    zhao = Sitter(busy_hall, "1002")
    add_blank(zhao)
    paper = zhao.start("blank")
    zhao.browser.post(f"{paper}/check", {"q1": " 中华人民共和国宪法 "})
    zhao.hand_in(paper)
    assert zhao.row(paper).mark == 100
