"""Which questions make up this learner's paper?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Literal

from core.decisions.records import Note, Percent, record
from core.decisions.values import NOWHERE, Cite

QuestionType = Literal["single", "multiple", "true_false", "fill_in"]
Difficulty = Literal["easy", "medium", "hard"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankItem:
    """A question as far as drawing and marking need it; ``key`` holds the indexes of the right options."""

    code: str
    type: QuestionType
    options: int
    key: frozenset[int]
    course: str = ""
    subject: str = ""
    difficulty: Difficulty = "medium"
    tiers: frozenset[str] = frozenset()
    accepted: tuple[str, ...] = ()
    """Accepted texts of a fill-in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperQuestion:
    """A question's place on a paper: its mark, and the order in which its options are shown."""

    code: str
    mark: Decimal
    order: tuple[int, ...]
    partial: Decimal | None = None
    """Share of the mark for a part of the right options and no wrong one; None: all or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One learner's paper: a pure function of exam, bank, blueprint, learner and seed."""

    questions: tuple[PaperQuestion, ...]


@record
class Section:
    """A part of the paper: so many questions of a type, each worth so much."""

    type: Annotated[QuestionType, Note("type of question")]
    count: Annotated[int, Note("how many questions")]
    mark: Annotated[Decimal, Note("mark of each")]
    subject: Annotated[str, Note("only from this course or category")] = ""
    difficulty: Annotated[Difficulty | None, Note("only of this difficulty")] = None
    partial: Annotated[
        Percent | None,
        Note(
            "share of the mark for a part of the right options and no wrong one; all or nothing when left out"
        ),
    ] = None
    cite: Cite = NOWHERE


@record
class Blueprint:
    """How papers are made: sections drawn at random, by tier where tiers differ, or fixed parallel papers."""

    sections: Annotated[tuple[Section, ...], Note("sections in order")] = ()
    by_tier: Annotated[
        dict[str, tuple[Section, ...]], Note("sections of each tier, in place of the common ones")
    ] = field(default_factory=dict)
    fixed: Annotated[dict[str, tuple[str, ...]], Note("fixed parallel papers: name and question codes")] = (
        field(default_factory=dict)
    )
    full_mark: Annotated[Decimal, Note("sum of all marks")] = Decimal(100)
    shuffle_options: Annotated[bool, Note("whether options are shown in another order on each paper")] = True
    cite: Cite = NOWHERE

    def sections_for(self, tier: str) -> tuple[Section, ...]:
        """Return the sections of a tier's paper."""
        return self.by_tier.get(tier, self.sections)


Answer = frozenset[int] | str
"""Chosen option indexes (of the question's own order, not the shown one), or the text of a fill-in."""

Answers = Mapping[str, Answer]
"""Answers by question code."""
