"""Which questions does this attempt get, and can the bank fill the blueprint at all?"""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import takewhile

from core.decisions.papers import BankItem, Blueprint, Paper, PaperQuestion, Section
from core.decisions.values import Text, Word, say

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What makes a paper its own: exam, learner, attempt and a secret seed; the tier picks its sections."""

    exam: str
    learner: str
    attempt: int = 1
    seed: str = ""
    tier: str = ""


class CannotDraw(Exception):
    """The bank cannot fill the blueprint; ``problems`` says where."""

    def __init__(self, problems: tuple[Text, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


def draw_paper(ticket: Ticket, bank: Iterable[BankItem], blueprint: Blueprint) -> Paper:
    """Draw the ticket's paper: always the same for the same ticket, bank (in any order) and blueprint.

    Raises CannotDraw when the bank cannot fill a section.
    """
    chance = random.Random(_seed(ticket))
    items = sorted(_for_tier(bank, ticket.tier), key=lambda item: item.code)
    if blueprint.fixed:
        return _fixed_paper(chance, items, blueprint, ticket.tier)
    questions: list[PaperQuestion] = []
    for section, chosen in _fill(chance, items, blueprint.sections_for(ticket.tier), ticket.tier):
        questions += [_question(chance, item, section, shuffle=blueprint.shuffle_options) for item in chosen]
    return Paper(questions=tuple(questions))


def feasible(blueprint: Blueprint, bank: Iterable[BankItem], tiers: Iterable[str] = ()) -> tuple[Text, ...]:
    """Return what is wrong with a blueprint for a bank: marks not adding up, sections not to be filled."""
    items = tuple(bank)
    if blueprint.fixed:
        return _fixed_problems(blueprint, items)
    problems: list[Text] = []
    for tier in sorted({*([""] if blueprint.sections else []), *tiers, *blueprint.by_tier}):
        sections = blueprint.sections_for(tier)
        problems += _mark_problems(sections, blueprint.full_mark, tier)
        problems += _unfilled(sorted(_for_tier(items, tier), key=lambda item: item.code), sections, tier)
    return tuple(problems)


def suits(item: BankItem, section: Section) -> bool:
    """Tell whether a question may stand in a section."""
    return (
        item.type == section.type
        and section.subject in {"", item.course, item.subject}
        and section.difficulty in {None, item.difficulty}
    )


def _seed(ticket: Ticket) -> bytes:
    parts = (ticket.exam, ticket.learner, str(ticket.attempt), ticket.seed, ticket.tier)
    return sha256("\x1f".join(parts).encode()).digest()


def _for_tier(bank: Iterable[BankItem], tier: str) -> list[BankItem]:
    return [item for item in bank if not tier or not item.tiers or tier in item.tiers]


def _fill(
    chance: random.Random, items: list[BankItem], sections: tuple[Section, ...], tier: str
) -> list[tuple[Section, list[BankItem]]]:
    """Give every section its questions, none twice, whenever that is possible at all.

    Each place asks for a question of its section in random order; where sections share questions, a place
    takes one from another place that can have a different one (a bipartite matching by augmenting paths).
    """
    wanted = [_shuffled(chance, [item for item in items if suits(item, section)]) for section in sections]
    holder: dict[str, tuple[int, int]] = {}
    problems = []
    for index, section in enumerate(sections):
        seats = (_seat((index, place), wanted, holder, set()) for place in range(section.count))
        seated = sum(takewhile(bool, seats))
        if seated < section.count:
            problems.append(_too_few(index + 1, section, seated, tier))
    if problems:
        raise CannotDraw(tuple(problems))
    codes = {place: code for code, place in holder.items()}
    by_code = {item.code: item for item in items}
    return [
        (section, [by_code[codes[index, place]] for place in range(section.count)])
        for index, section in enumerate(sections)
    ]


def _seat(
    place: tuple[int, int],
    wanted: list[list[BankItem]],
    holder: dict[str, tuple[int, int]],
    tried: set[str],
) -> bool:
    free = next((item.code for item in wanted[place[0]] if item.code not in holder), None)
    if free is not None:
        holder[free] = place
        return True
    for item in wanted[place[0]]:
        if item.code in tried or holder[item.code][0] == place[0]:
            continue
        tried.add(item.code)
        if _seat(holder[item.code], wanted, holder, tried):
            holder[item.code] = place
            return True
    return False


def _shuffled(chance: random.Random, items: list[BankItem]) -> list[BankItem]:
    return chance.sample(items, len(items))


def _question(chance: random.Random, item: BankItem, section: Section, *, shuffle: bool) -> PaperQuestion:
    order = list(range(item.options))
    if shuffle and item.type in {"single", "multiple"}:
        chance.shuffle(order)
    return PaperQuestion(code=item.code, mark=section.mark, order=tuple(order), partial=section.partial)


def _fixed_paper(chance: random.Random, items: list[BankItem], blueprint: Blueprint, tier: str) -> Paper:
    codes = blueprint.fixed[chance.choice(sorted(blueprint.fixed))]
    by_code = {item.code: item for item in items}
    missing = [code for code in codes if code not in by_code]
    if missing:
        raise CannotDraw((_missing_question(missing[0]),))
    sections = {section.type: section for section in blueprint.sections_for(tier)}
    chosen = [by_code[code] for code in codes]
    return Paper(
        questions=tuple(
            _question(chance, item, sections[item.type], shuffle=blueprint.shuffle_options) for item in chosen
        )
    )


def _unfilled(items: list[BankItem], sections: tuple[Section, ...], tier: str) -> list[Text]:
    try:
        _fill(random.Random(0), items, sections, tier)
    except CannotDraw as problem:
        return list(problem.problems)
    return []


def _mark_problems(sections: tuple[Section, ...], full_mark: Decimal, tier: str) -> list[Text]:
    total = sum((section.mark * section.count for section in sections), ZERO)
    if total == full_mark:
        return []
    return [
        say(
            "the marks of the sections add up to {total}, the full mark is {full} (tier: {tier})",
            total=total,
            full=full_mark,
            tier=tier or "*",
        )
    ]


def _fixed_problems(blueprint: Blueprint, items: tuple[BankItem, ...]) -> tuple[Text, ...]:
    known = {item.code: item for item in items}
    marks = {section.type: section.mark for section in blueprint.sections}
    problems = []
    for name, codes in blueprint.fixed.items():
        problems += [_missing_question(code) for code in codes if code not in known]
        problems += [_repeated(name, code) for code, times in Counter(codes).items() if times > 1]
        found = [known[code] for code in codes if code in known]
        total = sum((marks.get(item.type, ZERO) for item in found), ZERO)
        if total != blueprint.full_mark:
            problems.append(
                say(
                    "paper {name} adds up to {total}, not {full}",
                    name=name,
                    total=total,
                    full=blueprint.full_mark,
                )
            )
    return tuple(problems)


def _too_few(number: int, section: Section, found: int, tier: str) -> Text:
    """``found`` is how many the section can have when those before it have theirs."""
    return say(
        "section {number} ({type}, {subject}, tier {tier}): {count} questions are needed, {found} can be had",
        number=number,
        type=Word(section.type),
        subject=section.subject or "*",
        tier=tier or "*",
        count=section.count,
        found=found,
    )


def _missing_question(code: str) -> Text:
    return say("question {code} is not in the bank", code=code)


def _repeated(name: str, code: str) -> Text:
    return say("paper {name} asks question {code} twice", name=name, code=code)
