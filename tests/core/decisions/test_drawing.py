import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decisions.drawing import CannotDraw, Ticket, draw_paper, feasible, suits
from core.decisions.papers import BankItem, Blueprint, Section

TYPES = ("single", "multiple", "true_false")


def question(number, **changes):
    kind = TYPES[number % 3]
    values = {
        "code": f"q{number:03d}",
        "type": kind,
        "options": 2 if kind == "true_false" else 4,
        "key": frozenset({0}),
        "difficulty": ("easy", "medium", "hard")[number % 5 % 3],
    }
    return BankItem(**(values | changes))


BANK = tuple(question(number) for number in range(90))
BLUEPRINT = Blueprint(
    sections=(
        Section(type="single", count=10, mark=Decimal(4)),
        Section(type="multiple", count=10, mark=Decimal("4.5")),
        Section(type="true_false", count=10, mark=Decimal("1.5")),
    )
)
tickets = st.builds(
    Ticket,
    exam=st.text(max_size=5),
    learner=st.text(max_size=8),
    attempt=st.integers(1, 9),
    seed=st.text(max_size=5),
)


@given(tickets)
def test_a_paper_fills_its_sections_without_repeating_a_question(ticket):
    paper = draw_paper(ticket, BANK, BLUEPRINT)
    codes = [question.code for question in paper.questions]
    assert len(set(codes)) == len(codes) == 30
    assert sum(question.mark for question in paper.questions) == 100
    by_code = {item.code: item for item in BANK}
    wanted = [section for section in BLUEPRINT.sections for _ in range(section.count)]
    assert all(suits(by_code[code], section) for code, section in zip(codes, wanted, strict=True))
    assert all(sorted(q.order) == list(range(by_code[q.code].options)) for q in paper.questions)


@given(tickets, st.randoms())
def test_a_paper_is_the_same_whenever_it_is_drawn_and_however_the_bank_is_sorted(ticket, rnd):
    shuffled = list(BANK)
    rnd.shuffle(shuffled)
    assert draw_paper(ticket, BANK, BLUEPRINT) == draw_paper(ticket, shuffled, BLUEPRINT)


def test_every_learner_and_every_attempt_gets_another_paper():
    papers = {
        draw_paper(Ticket(exam="main", learner=f"l{n}", attempt=a), BANK, BLUEPRINT)
        for n in range(40)
        for a in (1, 2)
    }
    assert len(papers) == 80


def test_true_and_false_keep_their_order():
    paper = draw_paper(Ticket(exam="main", learner="a"), BANK, BLUEPRINT)
    assert {question.order for question in paper.questions[20:]} == {(0, 1)}


def test_options_stay_where_they_are_when_the_blueprint_says_so():
    plain = Blueprint(sections=BLUEPRINT.sections, shuffle_options=False)
    assert {q.order for q in draw_paper(Ticket(exam="e", learner="l"), BANK, plain).questions[:20]} == {
        (0, 1, 2, 3)
    }


def test_a_tier_draws_its_own_sections_and_only_questions_for_it():
    bank = [
        question(n, type="single", options=4, tiers=frozenset({"leader"} if n % 2 else {"staff"}))
        for n in range(40)
    ]
    blueprint = Blueprint(by_tier={"leader": (Section(type="single", count=20, mark=Decimal(5)),)})
    paper = draw_paper(Ticket(exam="e", learner="l", tier="leader"), bank, blueprint)
    assert {int(q.code[1:]) % 2 for q in paper.questions} == {1}


@given(st.integers(0, 10_000))
def test_sections_that_share_questions_are_filled_whenever_that_is_possible(seed):
    """Five of subject x, five hard ones, and only ten questions that fit: the wide must not take from the narrow."""
    items = [question(n, type="single", options=4, subject="x", difficulty="easy") for n in range(3)]
    items += [question(n, type="single", options=4, subject="x", difficulty="hard") for n in range(3, 7)]
    items += [question(n, type="single", options=4, subject="y", difficulty="hard") for n in range(7, 10)]
    random.Random(seed).shuffle(items)
    blueprint = Blueprint(
        sections=(
            Section(type="single", count=5, mark=Decimal(10), difficulty="hard"),
            Section(type="single", count=5, mark=Decimal(10), subject="x"),
        )
    )
    assert len(draw_paper(Ticket(exam="e", learner=str(seed)), items, blueprint).questions) == 10
    assert feasible(blueprint, items) == ()


def test_a_bank_that_is_too_small_is_told_beforehand_and_refused_when_drawing():
    few = BANK[:20]
    assert feasible(BLUEPRINT, few)
    with pytest.raises(CannotDraw):
        draw_paper(Ticket(exam="e", learner="l"), few, BLUEPRINT)


def test_every_section_that_lacks_questions_is_named_with_tier_wanted_and_available_numbers():
    items = [question(n, type="single", tiers=frozenset({"lead"}) if n else frozenset()) for n in range(6)]
    sections = (
        Section(type="single", count=4, mark=Decimal(10)),
        Section(type="single", count=4, mark=Decimal(10)),
        Section(type="multiple", count=2, mark=Decimal(10)),
    )
    found = feasible(Blueprint(sections=sections), items, tiers=("lead", "staff"))
    told = [(t.values["tier"], t.values["number"], t.values["count"], t.values["found"]) for t in found]
    assert sorted(told) == [
        *(("*", 2, 4, 2), ("*", 3, 2, 0)),
        *(("lead", 2, 4, 2), ("lead", 3, 2, 0)),
        *(("staff", 1, 4, 1), ("staff", 2, 4, 0), ("staff", 3, 2, 0)),
    ]


def test_marks_that_do_not_add_up_are_a_problem():
    wrong = Blueprint(sections=(Section(type="single", count=10, mark=Decimal(4)),))
    assert [problem.values["total"] for problem in feasible(wrong, BANK)] == [Decimal(40)]


def test_fixed_parallel_papers_are_picked_by_learner_and_checked_against_the_bank():
    sections = (Section(type="single", count=2, mark=Decimal(50)),)
    singles = [item.code for item in BANK if item.type == "single"]
    papers = {"a": tuple(singles[:2]), "b": tuple(singles[2:4])}
    blueprint = Blueprint(sections=sections, fixed=papers)
    assert feasible(blueprint, BANK) == ()
    drawn = {
        tuple(q.code for q in draw_paper(Ticket(exam="e", learner=str(n)), BANK, blueprint).questions)
        for n in range(20)
    }
    assert drawn == set(papers.values())
    wrong = Blueprint(sections=sections, fixed={"a": ("nowhere", singles[0], singles[0])})
    assert len(feasible(wrong, BANK)) == 2
