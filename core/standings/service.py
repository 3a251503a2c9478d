"""What pages and commands may ask of standings; the only code that commits is behind these names."""

from core.standings.home import open_lessons
from core.standings.jobs import judge_later
from core.standings.judging import (
    Explanation,
    current,
    explain,
    explain_many,
    judge,
    judge_all,
    judge_many,
    stored,
)
from core.standings.kept import restore_facts, restore_outcome, store_facts, store_outcome
from core.standings.models import Standing

__all__ = [
    "Explanation",
    "Standing",
    "current",
    "explain",
    "explain_many",
    "judge",
    "judge_all",
    "judge_later",
    "judge_many",
    "open_lessons",
    "restore_facts",
    "restore_outcome",
    "store_facts",
    "store_outcome",
    "stored",
]
