"""Moodle XML: what is read, the line of every fault, and nothing fetched or expanded from outside."""

import pytest
from hypothesis import given

from core.bank.exchange import Unread, question_from
from core.bank.moodle_xml import read_moodle_xml, write_moodle_xml
from core.courses.service import NewQuestion, Work
from core.errors import BadInput
from tests.core.bank.test_gift import LINES, RICH, WORDS
from tests.core.bank.world import ALL


def quiz(inner):
    return f"<?xml version='1.0'?>\n<quiz>\n{inner}\n</quiz>".encode()


def asked(kind, answers, stem="问", more=""):
    return (
        f"<question type='{kind}'><name><text>n1</text></name><questiontext format='html'><text>{stem}</text>"
        f"</questiontext>{more}{answers}</question>"
    )


def answer(text, share):
    return f"<answer fraction='{share}'><text>{text}</text></answer>"


def read(content):
    return [question_from(raw, 2024, {}).question for raw in read_moodle_xml(content)]


def test_single_multiple_true_false_and_short_answers():
    single = asked("multichoice", answer("甲", 100) + answer("乙", 0), more="<single>true</single>")
    multiple = asked(
        "multichoice", answer("甲", 50) + answer("乙", 50) + answer("丙", -100), more="<single>false</single>"
    )
    truth = asked("truefalse", answer("true", 0) + answer("false", 100))
    short = asked("shortanswer", answer("甲", 100) + answer("乙", 100))
    found = read(quiz(single + multiple + truth + short))
    assert [one.type for one in found] == ["single", "multiple", "true_false", "fill_in"]
    assert [sorted(one.key) for one in found] == [[0], [0, 1], [1], []]
    assert found[3].accepted == ("甲", "乙")


def test_html_and_cdata_lose_their_tags():
    one = read(quiz(asked("truefalse", answer("true", 100), stem="<![CDATA[<p>甲<b>乙</b>&amp;</p>]]>")))[0]
    assert one.stem == "甲乙&"


def test_a_category_is_the_subject_of_what_follows():
    category = "<question type='category'><category><text>$course$/top/宪法</text></category></question>"
    assert read(quiz(category + asked("truefalse", answer("true", 100))))[0].subject == "宪法"


@pytest.mark.parametrize(
    ("inner", "says"),
    [
        (asked("essay", ""), "not imported"),
        (asked("matching", ""), "not imported"),
        ("<question><name/></question>", "not imported"),
        ("<other/>", "is no question"),
        (asked("truefalse", ""), "no answers"),
        (asked("truefalse", answer("true", 100) + answer("false", 100)), "exactly one"),
        (asked("truefalse", answer("maybe", 100)), "exactly one"),
        (asked("truefalse", answer("true", 100), stem=" "), "Nothing is asked"),
        (asked("shortanswer", answer("甲", 50)), "right in part"),
        (asked("shortanswer", answer("", 100)), "empty"),
        (
            asked("multichoice", answer("甲", 100) + answer("乙", 50), more="<single>true</single>"),
            "single choice",
        ),
        (asked("multichoice", answer("甲", 50) + answer("乙", 20), more="<single>false</single>"), "add up"),
        (asked("multichoice", answer("甲", "viel")), "weight"),
        (asked("multichoice", answer("甲", 1000)), "weight"),
    ],
)
def test_every_fault_is_told_by_its_line(inner, says):
    (found,) = [one for one in read_moodle_xml(quiz("\n" + inner)) if isinstance(one, Unread)]
    assert found.line == 4
    assert says in found.why[0].message


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no well-formed"),
        (b"GIFT ::a::", "no well-formed"),
        (b"<quiz><question></quiz>", "no well-formed"),
        (b"<other/>", "no Moodle XML"),
        (b"<!DOCTYPE quiz [<!ENTITY a 'b'>]><quiz>&a;</quiz>", "entities"),
        (b"<!DOCTYPE quiz SYSTEM 'file:///etc/passwd'><quiz/>", "entities"),
    ],
)
def test_a_file_that_is_none_or_reaches_outside_is_refused(content, says):
    with pytest.raises(BadInput) as refused:
        list(read_moodle_xml(content))
    assert says in refused.value.text.message


def test_what_is_written_is_read_back_unchanged():
    questions = [*ALL, RICH]
    assert read(write_moodle_xml(questions).encode()) == questions


@given(stem=WORDS, accepted=WORDS, subject=LINES, title=LINES)
def test_no_sign_is_lost(stem, accepted, subject, title):
    one = NewQuestion(
        year=2024,
        code="h",
        type="fill_in",
        stem=stem,
        accepted=(accepted,),
        subject=subject,
        work=Work(title=title),
    )
    assert read(write_moodle_xml([one]).encode()) == [one]
