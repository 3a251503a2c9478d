"""Searching the library: its words sign for sign, so that Chinese is found without a dictionary or an extension.

The words are read through, all of them, for each search. An index of pairs of signs would not be used: behind the
wall (row-level security) PostgreSQL uses an index for leakproof operators alone, and no containment is one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

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
LONGEST_TITLE = 121


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text, and whether it is what was searched for."""

    text: str
    hit: bool


def folded(text: str) -> str:
    """Return a text in small letters and half-width figures, sign for sign."""
    narrow = text.translate(FOLDED)
    return "".join(small if len(small := sign.lower()) == 1 else sign for sign in narrow)


def terms_of(search: str) -> tuple[str, ...]:
    """Return what a search asks for: its words, all of which must be there."""
    words = (word for word in folded(search[:LONGEST]).split() if RUNS.search(word))
    return tuple(dict.fromkeys(words))[:MOST_TERMS]


def index_lessons(lessons: Iterable[Lesson]) -> None:
    """Keep the words of library lessons as they stand, in the caller's transaction; other lessons are left alone."""
    for lesson in lessons:
        if lesson.year == LIBRARY:
            words = folded(f"{lesson.title}\n{plain_text(lesson.text, lesson.format)}")
            key = {"year": lesson.year, "course": lesson.course, "lesson": lesson.code}
            db.session.merge(LessonWords(tenant=current_tenant(), **key, words=words))


def matches(terms: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    """Return the conditions on the words of a lesson for every term."""
    return [sa.func.strpos(LessonWords.words, term) > 0 for term in terms]


def in_title(terms: Sequence[str]) -> sa.ColumnElement[int]:
    """Return how many of the terms stand in a lesson's title, which are the first signs of its words."""
    title = sa.func.split_part(sa.func.left(LessonWords.words, LONGEST_TITLE), "\n", 1)
    found = [sa.case((sa.func.strpos(title, term) > 0, 1), else_=0) for term in terms]
    return reduce(add, found, sa.literal(0))


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
