"""What all formats of questions have in common: what stands in a file, before anybody has judged it."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import nh3

from core.bank.checking import CODE, Faults
from core.bank.forms import Typed, code_for
from core.bank.lists import DIFFICULTIES
from core.courses.service import NewQuestion, Work
from core.decisions.papers import QuestionType
from core.decisions.values import Text, say

MOST = 2000
"""Questions of one file."""

Meta = Mapping[str, tuple[str, ...]]
"""What a file says about a question besides its wording, by the names of META."""

META = (
    "area",
    "course",
    "lesson",
    "work",
    "article",
    "chapter",
    "difficulty",
    "tier",
    "from",
    "until",
    "subject",
    "reserved",
)
BREAKS = re.compile(r"<br\s*/?>|</p>\s*<p[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What can be answered, and what is right; the fields are those of ``NewQuestion``."""

    type: QuestionType
    options: tuple[str, ...] = ()
    key: frozenset[int] = frozenset()
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A question as a file says it; ``source`` is what it says, for handing it back."""

    line: int
    """The row of a sheet, the line of a text; from 1."""
    source: Any
    stem: str
    answers: Answers
    code: str = ""
    explain: str = ""
    meta: Meta = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """What a file says that is no question, and why; ``line`` is where the fault lies."""

    line: int
    source: Any
    why: tuple[Text, ...]
    code: str = ""


Entry = Raw | Unread


class CannotRead(Exception):
    """A part of a file cannot be understood; ``line`` and ``why`` say where and what."""

    def __init__(self, line: int, why: Text) -> None:
        super().__init__(why.message)
        self.line = line
        self.why = why


def question_from(raw: Raw, year: int, defaults: Mapping[str, str]) -> Typed:
    """Return the question that an entry stands for; ``defaults`` fill in what it does not say, by the names of META."""
    faults: Faults = {}
    said = {name: (raw.meta.get(name) or ("",))[0] or defaults.get(name, "") for name in META}
    if not (raw.meta.get("work") or ("",))[0]:
        said |= {name: defaults.get(name, "") for name in ("article", "chapter")}
    difficulty: Any = said["difficulty"] or "medium"
    if difficulty not in DIFFICULTIES:
        faults["difficulty"] = say("There is no difficulty {word}.", word=difficulty)
        difficulty = "medium"
    if said["reserved"] not in {"", "yes", "no"}:
        faults["reserved"] = say(
            "Whether it is kept for exams is yes or no, not {word}.", word=said["reserved"]
        )
    question = NewQuestion(
        year=year,
        code=raw.code,
        type=raw.answers.type,
        stem=raw.stem.strip(),
        options=raw.answers.options,
        key=raw.answers.key,
        accepted=raw.answers.accepted,
        area=said["area"],
        course=said["course"],
        lesson=said["lesson"] if raw.meta.get("course") else "",
        work=Work(title=said["work"], article=said["article"], chapter=said["chapter"])
        if said["work"]
        else None,
        difficulty=difficulty,
        tiers=tuple(dict.fromkeys(raw.meta.get("tier", ()))),
        explain=raw.explain,
        subject=said["subject"],
        reserved=said["reserved"] == "yes",
        valid_from=_day(said["from"], "valid_from", faults),
        valid_until=_day(said["until"], "valid_until", faults),
    )
    return Typed(question if raw.code else replace(question, code=code_for(question)), faults)


def code_of_name(name: str) -> str:
    """Return a name that other systems let people choose, where it can serve as a code; else "", and one is made."""
    return name if CODE.fullmatch(name) else ""


def meta_of(question: NewQuestion) -> dict[str, tuple[str, ...]]:
    """Return what a file says about a question besides its wording; what is empty or usual is left out."""
    work = question.work or Work(title="")
    said = {
        "area": question.area,
        "course": question.course,
        "lesson": question.lesson,
        "work": work.title,
        "article": work.article,
        "chapter": work.chapter,
        "difficulty": question.difficulty,
        "from": _told(question.valid_from),
        "until": _told(question.valid_until),
        "subject": question.subject,
        "reserved": "yes" if question.reserved else "",
    }
    found = {name: (value,) for name, value in said.items() if value}
    return found | ({"tier": question.tiers} if question.tiers else {})


def with_tag(meta: dict[str, tuple[str, ...]], tag: str) -> None:
    """Add a tag ``name:value`` to what is known; tags of others are left alone."""
    name, _, value = tag.partition(":")
    if name in META and value:
        meta[name] = (*meta.get(name, ()), value) if name == "tier" else (value,)


def plain_html(text: str) -> str:
    """Return the words of a piece of HTML, its breaks as line breaks."""
    return html.unescape(nh3.clean(BREAKS.sub("\n", text), tags=set())).replace("\xa0", " ").strip()


def _told(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _day(text: str, name: str, faults: Faults) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults[name] = say("Please give a day like 2024-11-09.")
        return None
