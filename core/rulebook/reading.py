"""The page of a year's rules: its articles, filtered by what was searched for, and what can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.decisions.year import Document
from core.rulebook.articles import Article, articles_of
from core.rulebook.opening import Book, Shelf

LONGEST = 60


@dataclass(frozen=True, slots=True)
class Chapter:
    """What the reader sees: the book opened, its articles as searched, how many values match and of how many."""

    book: Book
    search: str
    articles: tuple[Article, ...]
    matching: int
    documents: tuple[Document, ...]
    amended: tuple[date, ...]
    """The days from which amendments of the year are in force."""

    @property
    def total(self) -> int:
        """The number of values in the year."""
        return len(self.book.values)


def chapter_of(shelf: Shelf, book: Book, search: str) -> Chapter:
    """Return the page of a year's rules, with the values that hold what was searched for."""
    search = search.strip()[:LONGEST]
    kept = [value for value in book.values if value.says(search)]
    edition = book.edition
    return Chapter(
        book=book,
        search=search,
        articles=articles_of(kept),
        matching=len(kept),
        documents=tuple(book.found.rules.documents.values()),
        amended=shelf.tenant.amendment_days(edition.year, edition.area),
    )


def all_years(shelf: Shelf) -> Sequence[int]:
    """Return every year for which a place on the shelf has rules, newest first."""
    return sorted({year for area in shelf.areas for year in shelf.years(area)}, reverse=True)
