from decimal import Decimal

import pytest

from core.decisions.marking import Correction, mark_paper
from core.decisions.papers import BankItem, Paper, PaperQuestion

BANK = {
    "s": BankItem(code="s", type="single", options=4, key=frozenset({2})),
    "m": BankItem(code="m", type="multiple", options=4, key=frozenset({0, 1, 3})),
    "f": BankItem(code="f", type="fill_in", options=0, key=frozenset(), accepted=("宪法", "Constitution")),
}


def marked(code, answer, mark="2.5", partial=None):
    order = tuple(range(BANK[code].options))
    paper = Paper(questions=(PaperQuestion(code=code, mark=Decimal(mark), order=order, partial=partial),))
    return mark_paper(paper, BANK, {} if answer is None else {code: answer})


@pytest.mark.parametrize(
    ("answer", "earned"),
    [({0, 1, 3}, "2.5"), ({0, 1}, "0"), ({0, 1, 2, 3}, "0"), (set(), "0"), (None, "0")],
)
def test_all_or_nothing_gives_the_mark_for_exactly_the_right_options(answer, earned):
    assert marked("m", None if answer is None else frozenset(answer)).mark == Decimal(earned)


@pytest.mark.parametrize(
    ("answer", "earned"), [({0, 1, 3}, "2.5"), ({0, 1}, "1.25"), ({0, 2}, "0"), (set(), "0")]
)
def test_a_part_of_the_right_options_and_no_wrong_one_earns_its_share(answer, earned):
    assert marked("m", frozenset(answer), partial=Decimal("0.5")).mark == Decimal(earned)


def test_a_text_is_right_when_it_is_one_of_those_accepted():
    assert marked("f", " constitution ").mark == Decimal("2.5")
    assert marked("f", "民法典").mark == 0


def test_fractional_marks_add_up_exactly():
    questions = tuple(PaperQuestion(code="s", mark=Decimal("0.1"), order=(0, 1, 2, 3)) for _ in range(3))
    paper = mark_paper(Paper(questions=questions), BANK, {"s": frozenset({2})})
    assert (paper.mark, paper.full_mark, paper.right) == (Decimal("0.3"), Decimal("0.3"), 3)


def corrected(correction, *answers):
    """The mark of a paper of two questions of 2 marks each, of which the first is corrected."""
    questions = tuple(PaperQuestion(code=code, mark=Decimal(2), order=(0, 1, 2, 3)) for code in ("s", "m"))
    given = {code: frozenset(answer) for code, answer in zip(("s", "m"), answers, strict=True) if answer}
    return mark_paper(Paper(questions=questions), BANK, given, {"s": correction})


@pytest.mark.parametrize(
    ("correction", "first", "second", "mark"),
    [
        (Correction(kind="key", key=frozenset({1})), {1}, {0}, 2),
        (Correction(kind="key", key=frozenset({1})), {2}, {0}, 0),
        (Correction(kind="given"), {3}, {0}, 2),
        (Correction(kind="given"), None, {0, 1, 3}, 4),
        (Correction(kind="dropped"), {2}, {0}, 0),
        (Correction(kind="dropped"), None, {0, 1, 3}, 4),
    ],
)
def test_a_corrected_question_counts_as_the_correction_says(correction, first, second, mark):
    found = corrected(correction, first, second)
    assert found.mark == mark
    assert found.full_mark == 4


def test_a_paper_whose_questions_were_all_dropped_earns_nothing():
    paper = Paper(questions=(PaperQuestion(code="s", mark=Decimal(2), order=(0, 1, 2, 3)),))
    assert mark_paper(paper, BANK, {}, {"s": Correction(kind="dropped")}).mark == 0
