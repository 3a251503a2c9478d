"""Ten thousand papers: every question is asked about as often as it should be, none twice on a paper, options in every order.

The tickets are fixed, so the counts are the same each time; five standard deviations would be left once in a million.
"""

from collections import Counter
from decimal import Decimal
from itertools import permutations
from math import sqrt

import pytest

from core.decisions.drawing import Ticket, draw_paper, suits
from core.decisions.papers import Blueprint, Section
from tests.core.decisions.test_drawing import BANK, BLUEPRINT, question

DRAWS = 10_000
DEVIATIONS = 5
SHARING = Blueprint(
    sections=(
        Section(type="single", count=6, mark=Decimal(10)),
        Section(type="single", count=4, mark=Decimal(10), subject="party"),
    )
)
"""Two sections that may ask the same questions: the wide one can take any, the narrow one only its own."""
MIXED = tuple(
    question(n, type="single", options=4, subject="party" if n < 8 else "law", difficulty="easy")
    for n in range(24)
)


def papers(bank, blueprint):
    return [
        draw_paper(Ticket(exam="2024/yearly", learner=f"l{n}", seed=f"{n:032x}"), bank, blueprint)
        for n in range(DRAWS)
    ]


@pytest.fixture(scope="module")
def drawn():
    return papers(BANK, BLUEPRINT)


def uses(drawn):
    return Counter(asked.code for paper in drawn for asked in paper.questions)


def far(count, draws, share):
    """How many standard deviations a count lies from what so many draws with this chance should give."""
    return abs(count - draws * share) / sqrt(draws * share * (1 - share))


def test_every_eligible_question_is_asked_as_often_as_it_should_be(drawn):
    asked = uses(drawn)
    for section in BLUEPRINT.sections:
        pool = [item.code for item in BANK if suits(item, section)]
        off = {
            code: asked[code]
            for code in pool
            if far(asked[code], DRAWS, section.count / len(pool)) > DEVIATIONS
        }
        assert off == {}, section.type


def test_no_paper_asks_a_question_twice(drawn):
    assert all(len({q.code for q in paper.questions}) == len(paper.questions) for paper in drawn)


def test_no_two_learners_have_the_same_paper(drawn):
    assert len({paper.questions for paper in drawn}) == DRAWS


def test_options_stand_in_every_order_equally_often(drawn):
    kinds = {item.code: item.type for item in BANK}
    orders = Counter(q.order for paper in drawn for q in paper.questions if kinds[q.code] != "true_false")
    total = orders.total()
    assert set(orders) == set(permutations(range(4)))
    assert {order: n for order, n in orders.items() if far(n, total, 1 / 24) > DEVIATIONS} == {}


def test_where_sections_share_questions_those_alike_are_asked_alike():
    """What a question's chance is depends on the sections it fits; those that fit the same have the same."""
    asked = uses(papers(MIXED, SHARING))
    for subject in ("party", "law"):
        alike = [item.code for item in MIXED if item.subject == subject]
        share = sum(asked[code] for code in alike) / len(alike) / DRAWS
        assert {c: asked[c] for c in alike if far(asked[c], DRAWS, share) > DEVIATIONS} == {}
    assert min(asked[item.code] for item in MIXED) > 0


def test_drawn_again_every_paper_is_identical(drawn):
    again = [
        draw_paper(Ticket(exam="2024/yearly", learner=f"l{n}", seed=f"{n:032x}"), reversed(BANK), BLUEPRINT)
        for n in range(0, DRAWS, 20)
    ]
    assert again == drawn[::20]
