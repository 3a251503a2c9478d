"""What the address of a list carries: the page asked for, and the filters that stay when one of them changes."""

from collections.abc import Mapping, Sized
from typing import ClassVar, Protocol
from urllib.parse import urlencode

MOST_PAGES = 10**6


class Asked(Protocol):
    """What the address of a list asks for."""

    @property
    def page(self) -> int:
        """The page, from 1."""
        ...


class Listed(Protocol):
    """A page of a list."""

    size: ClassVar[int]

    @property
    def query(self) -> Asked:
        """What was asked for."""
        ...

    @property
    def rows(self) -> Sized:
        """The rows of the page."""
        ...


class Paged:
    """Mixed into a page of a list, whose query names the page: where its rows stand among all."""

    __slots__ = ()
    size: ClassVar[int] = 50
    """The most rows of a page."""

    @property
    def first(self: Listed) -> int:
        """The number of the first row shown; 0 when there is none."""
        return (self.query.page - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self: Listed) -> int:
        """The number of the last row shown."""
        return (self.query.page - 1) * self.size + len(self.rows) if self.rows else 0


def page_number(text: str) -> int:
    """Return the page that an address asks for; the first where it asks for none that can be."""
    plain = text.isascii() and text.isdecimal() and len(text) < len(str(MOST_PAGES))
    return int(text) if plain and int(text) else 1


def list_address(values: Mapping[str, object], usual: Mapping[str, object] | None = None) -> str:
    """Return the address of a list with these values; what is empty, usual or the first page is left out."""
    left_out = {"page": 1, **(usual or {})}
    kept = {name: value for name, value in values.items() if value and left_out.get(name) != value}
    return f"?{urlencode(kept)}" if kept else "?"
