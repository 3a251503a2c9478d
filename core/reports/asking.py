"""What the address of a report asks for; filters stay in it, and what makes no sense is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.decisions.participation import MEASURES
from core.web.paging import list_address, page_number

GROUPED = ("unit", "region", "sector", "kind", "level", "tier", "rank")
"""What figures can be told apart by."""
NARROWED = ("sector", "kind", "region", "level", "tier", "rank")
"""What figures can be narrowed to."""
PERSONAL = ("tier", "rank")
"""What belongs to people and not to their units: figures are kept by one of them at a time."""
ORDERS = ("name", "due", "study_participation", "exam_participation", "pass")
LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """The questions of an address."""

    unit: str = ""
    group: str = "unit"
    year: int = 0
    """A year that lies behind; 0 for the present one."""
    on: date | None = None
    measure: str = ""
    """The figure whose people are asked for."""
    search: str = ""
    sort: str = "name"
    page: int = 1
    sector: str = ""
    kind: str = ""
    region: str = ""
    level: str = ""
    tier: str = ""
    rank: str = ""

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address."""
        group, measure, sort = sent.get("by", "unit"), sent.get("of", ""), sent.get("sort", "name")
        narrowed = {name: sent.get(name, "")[:LONGEST] for name in NARROWED}
        if group in PERSONAL:
            narrowed |= dict.fromkeys(PERSONAL, "")
        if narrowed["tier"]:
            narrowed["rank"] = ""
        return cls(
            unit=sent.get("unit", "")[:LONGEST],
            group=group if group in GROUPED else "unit",
            year=_year(sent.get("year", "")),
            on=_day(sent.get("on", "")),
            measure=measure if measure in MEASURES else "",
            search=sent.get("q", "")[:LONGEST],
            sort=sort if sort in ORDERS else "name",
            page=page_number(sent.get("page", "1")),
            **narrowed,
        )

    def values(self, **changed: object) -> dict[str, object]:
        """Return what the address carries, with some of it changed; another question begins at the first page."""
        return {
            "unit": self.unit,
            "by": self.group,
            "year": self.year or "",
            "on": self.on.isoformat() if self.on else "",
            "of": self.measure,
            "q": self.search,
            "sort": self.sort,
            **{name: getattr(self, name) for name in NARROWED},
            "page": 1,
        } | changed

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed."""
        return list_address(self.values(**changed), usual={"by": "unit", "sort": "name"})

    @property
    def narrowed(self) -> dict[str, str]:
        """The filters that are set."""
        return {name: getattr(self, name) for name in NARROWED if getattr(self, name)}


def _year(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) == len("2024") else 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
