"""Searching the library: every sign and every two neighbouring signs of a text, which finds Chinese without a dictionary.

A word of two signs is found by the index alone; a longer one, and one with punctuation in it, is looked for in the
text of what the index finds.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from core.courses.models import Lesson, LessonWords
from core.db import db
from core.tenancy.scope import current_tenant
from core.web.richtext import plain_text

LIBRARY = 0
"""The year of courses that belong to no year: the library of laws and publicity material."""

RUNS = re.compile(r"\w+")
WIDE = {0xFF01 + step: 0x21 + step for step in range(0x5E)} | {0x3000: 0x20}
"""Full-width letters and figures; a text keeps its length, so that what is found can be marked in it."""
KEPT_WIDE = "，。：；！？（）"
FOLDED = {code: plain for code, plain in WIDE.items() if chr(code) not in KEPT_WIDE}
MOST_TERMS = 8
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text, and whether it is what was searched for."""

    text: str
    hit: bool


def folded(text: str) -> str:
    """Return a text in small letters and half-width figures, sign for sign."""
    narrow = text.translate(FOLDED)
    return "".join(small if len(small := sign.lower()) == 1 else sign for sign in narrow)


def grams(text: str) -> frozenset[str]:
    """Return the signs and pairs of neighbouring signs of a folded text."""
    found: set[str] = set()
    for run in RUNS.findall(text):
        found.update(run)
        found.update(run[at : at + 2] for at in range(len(run) - 1))
    return frozenset(found)


def terms_of(search: str) -> tuple[str, ...]:
    """Return what a search asks for: its words, all of which must be there."""
    words = (word for word in folded(search[:LONGEST]).split() if RUNS.search(word))
    return tuple(dict.fromkeys(words))[:MOST_TERMS]


def index_lessons(lessons: Iterable[Lesson]) -> None:
    """Keep the words of library lessons as they stand, in the caller's transaction; other lessons are left alone."""
    for lesson in lessons:
        if lesson.year == LIBRARY:
            words = folded(f"{lesson.title}\n{plain_text(lesson.text, lesson.format)}")
            row = LessonWords(
                tenant=current_tenant(), year=lesson.year, course=lesson.course, lesson=lesson.code, words=words,
                grams=sorted(grams(words)),
            )  # fmt: skip
            db.session.merge(row)


def matches(terms: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    """Return the conditions on the words of a lesson for every term."""
    found: list[sa.ColumnElement[bool]] = []
    for term in terms:
        asked = grams(term)
        pairs = [gram for gram in asked if len(gram) == 2] or list(asked)  # noqa: PLR2004 (a pair of signs)
        found.append(LessonWords.grams.contains(sorted(pairs)))
        if len(term) > 2:  # noqa: PLR2004 (one pair is found by the index alone)
            found.append(LessonWords.words.contains(term, autoescape=True))
    return found


def weight(terms: Sequence[str]) -> sa.ColumnElement[int]:
    """Return how well a lesson's words fit: a term in the title before all, then how often the terms stand there."""
    title = sa.func.split_part(LessonWords.words, "\n", 1)
    found: sa.ColumnElement[int] = sa.literal(0)
    for term in terms:
        without = sa.func.length(sa.func.replace(LessonWords.words, term, ""))
        times = (sa.func.length(LessonWords.words) - without) / len(term)
        in_title = sa.case((title.contains(term, autoescape=True), 1000), else_=0)
        found = found + sa.func.least(times, 100) + in_title
    return found


def marked(text: str, terms: Sequence[str]) -> tuple[Part, ...]:
    """Return a text in parts, with the terms marked wherever they stand."""
    if not terms:
        return (Part(text, hit=False),)
    pattern = re.compile("|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True)))
    parts, at = [], 0
    for found in pattern.finditer(folded(text)):
        parts += [
            Part(text[at : found.start()], hit=False),
            Part(text[found.start() : found.end()], hit=True),
        ]
        at = found.end()
    return tuple(part for part in (*parts, Part(text[at:], hit=False)) if part.text)


def excerpt(text: str, terms: Sequence[str], length: int = 120) -> str:
    """Return a stretch of a text around the first term that it holds; its beginning where it holds none."""
    low = folded(text)
    places = [place for term in terms if (place := low.find(term)) >= 0]
    start = max(0, min(places, default=0) - length // 3)
    cut = text[start : start + length]
    return f"{'…' if start else ''}{cut}{'…' if start + length < len(text) else ''}"
