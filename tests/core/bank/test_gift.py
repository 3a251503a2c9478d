"""GIFT: what is read, the line of every fault, and that what is written is read back unchanged."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.bank.exchange import Unread, question_from
from core.bank.gift import read_gift, write_gift
from core.courses.service import NewQuestion, Work
from tests.core.bank.world import ALL, SINGLE


def read(text):
    return [question_from(raw, 2024, {}).question for raw in read_gift(text)]


def only(text):
    (question,) = read(text)
    return question


def faults(text):
    return [(one.line, one.why[0].message) for one in read_gift(text) if isinstance(one, Unread)]


def test_single_choice():
    one = only("::s1::一切权力属于{=人民 ~公民 ~国家}")
    assert (one.code, one.type, one.stem) == ("s1", "single", "一切权力属于")
    assert (one.options, one.key) == (("人民", "公民", "国家"), frozenset({0}))


def test_several_right_options_by_weights_are_multiple_choice():
    one = only("::m1::机关有{\n~%50%全国人大\n~%50%地方人大\n~%-100%国务院#不是\n}")
    assert (one.type, one.options, one.key) == (
        "multiple",
        ("全国人大", "地方人大", "国务院"),
        frozenset({0, 1}),
    )
    assert only("三者{~%33.33333%甲~%33.33333%乙~%33.33333%丙}").key == frozenset({0, 1, 2})


@pytest.mark.parametrize(
    ("written", "key"),
    [("T", 0), ("TRUE", 0), ("true", 0), ("F", 1), ("FALSE#说明", 1), (" TRUE ####因为", 0)],
)
def test_true_false(written, key):
    assert only(f"国家尊重人权{{{written}}}").key == frozenset({key})


def test_short_answers_are_fill_ins_and_a_missing_word_becomes_a_blank():
    assert only("宪法日是{=12月4日 =%100%十二月四日}").accepted == ("12月4日", "十二月四日")
    assert only("每年的{=12月4日}是宪法日。").stem == "每年的____是宪法日。"


def test_the_general_feedback_is_the_explanation():
    assert only("问{=甲 ~乙#错了####见第二条\\nA}").explain == "见第二条\nA"


def test_escapes_are_resolved():
    one = only(r"::a\:b::1 \= 1 \{集合\} \~ \# \\ 换行\n下行{=\=甲 ~\~乙}")
    assert one.stem == "1 = 1 {集合} ~ # \\ 换行\n下行"
    assert one.options == ("=甲", "~乙")


def test_html_loses_its_tags():
    assert only("[html]<p>甲&amp;乙<br>丙</p>{T}").stem == "甲&乙\n丙"
    assert only("[markdown]**甲**{T}").stem == "**甲**"


def test_comments_categories_and_what_they_carry():
    text = "\ufeff// 只是说明\n\n$CATEGORY: $course$/top/民法//典\n\n// [id:c9] [tag:work:民法典\\]] [tag:tier:a] [tag:tier:b] [tag:other:x]\n问{T}\n"
    one = only(text)
    assert (one.code, one.subject, one.tiers) == ("c9", "民法/典", ("a", "b"))
    assert one.work == Work(title="民法典]")


def test_windows_and_old_line_ends_are_read():
    assert [one.stem for one in read("甲{T}\r\n\r\n乙{F}\r\r丙{T}")] == ["甲", "乙", "丙"]


def test_a_name_serves_as_a_code_where_it_can_and_what_is_called_one_must_be_one():
    assert only("::第1题::问{T}").code == "第1题"
    assert only("::第 1 题: 宪法::问{T}".replace(": ", "\\: ")).code.startswith("q-")
    assert only("// [id:a b]\n问{T}").code == "a b"  # told at its field when it is checked


def test_a_code_is_made_where_there_is_none_and_stays_the_same():
    assert only("问甲{T}").code == only("\n\n问甲{T}").code != only("问乙{T}").code


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("甲{=对 ~错\n", 1, "not closed"),
        ("\n\n甲{=对\n\n~错}\n", 3, "not closed"),
        ("说明文字", 1, "no answers in braces"),
        ("甲}乙", 1, "not opened"),
        ("甲{=对 {~错}", 1, "second brace"),
        ("甲{T}乙{F}", 1, "second pair"),
        ("甲{T}}", 1, "second pair"),
        ("::名{T}", 1, "does not end"),
        ("::名:{T}", 1, "does not end"),
        ("::名::{T}", 1, "Nothing is asked"),
        ("甲{}", 1, "Essay"),
        ("甲\n{\n}", 2, "Essay"),
        ("甲{#3:0.1}", 1, "Numerical"),
        ("甲{=一 -> 1 =二 -> 2}", 1, "Matching"),
        ("甲{对}", 1, "Answers begin"),
        ("甲{对 =错}", 1, "Answers begin"),
        ("甲{=}", 1, "empty"),
        ("甲{=对\n~\n}", 2, "empty"),
        ("甲{~错 ~也错}", 1, "No option is right"),
        ("甲{=对 =也对 ~错}", 1, "More than one"),
        ("甲{=对 ~%50%半对 ~错}", 1, "right in part stands"),
        ("甲{~%50%对 ~%40%对 ~错}", 1, "add up to"),
        ("甲{=%50%半对}", 1, "right in part"),
        ("甲{\n=对\n~%x%错}", 3, "weight"),
        ("甲{~%500%错}", 1, "weight"),
        ("甲{~%50错}", 1, "weight"),
        ("甲{~%NaN%错}", 1, "weight"),
        ("甲\\q{T}", 1, "backslash"),
        ("甲\n乙\\q{T}", 2, "backslash"),
        ("甲{=对\n~错\\}", 1, "not closed"),
    ],
)
def test_every_fault_is_told_by_its_line(text, line, says):
    found = faults(text)
    assert found[0][0] == line
    assert says in found[0][1]


def test_a_fault_keeps_no_other_question_from_being_read():
    entries = list(read_gift("甲{T}\n\n乙{\n\n丙{F}"))
    assert [isinstance(one, Unread) for one in entries] == [False, True, False]
    assert entries[1].source == "$CATEGORY: top\n\n乙{"


RICH = replace(
    SINGLE, code="r1", explain="见 {第二条}", subject="宪法/总则", course="law", lesson="l1", tiers=("a",), difficulty="hard",
    valid_from=date(2024, 1, 1), valid_until=date(2024, 12, 31), area="bay", work=Work(title="甲]乙\\丙", chapter="第三章"),
)  # fmt: skip


def test_what_is_written_is_read_back_unchanged():
    questions = [
        *ALL,
        RICH,
        replace(SINGLE, code="s9", options=("50%", "%50%", "->", "甲"), stem="[html]不是标记 // 甲"),
    ]
    assert read(write_gift(questions)) == questions


SIGNS = st.text(st.sampled_from("甲乙 ~=#{}:\\%>-/[]$n\n\"'TF&<|"), min_size=1, max_size=12)
WORDS = SIGNS.map(str.strip).filter(bool)
LINES = WORDS.filter(lambda text: "\n" not in text)


@given(
    stem=WORDS,
    options=st.lists(WORDS, min_size=2, max_size=5, unique=True),
    explain=SIGNS.map(str.strip),
    right=st.integers(1, 5),
)
def test_no_escape_is_lost_in_a_choice(stem, options, explain, right):
    count = min(right, len(options))
    kind = "single" if count == 1 else "multiple"
    one = NewQuestion(
        year=2024,
        code="h",
        type=kind,
        stem=stem,
        options=tuple(options),
        key=frozenset(range(count)),
        explain=explain,
    )
    assert only(write_gift([one])) == one


@given(stem=WORDS, accepted=st.lists(WORDS, min_size=1, max_size=4), subject=LINES, title=LINES)
def test_no_escape_is_lost_in_a_fill_in_nor_in_its_tags(stem, accepted, subject, title):
    one = NewQuestion(
        year=2024,
        code="h",
        type="fill_in",
        stem=stem,
        accepted=tuple(accepted),
        subject=subject,
        work=Work(title=title),
    )
    assert only(write_gift([one])) == one
