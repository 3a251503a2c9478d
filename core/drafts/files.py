"""What a draft begins with: the name of its file, and its first words from last year, another place, or the skeleton."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from core.decisions.values import Text, say
from core.errors import BadInput, NotFound
from core.rulebook.cases import cases_folder
from core.tenancy.registry import Registry
from core.tenancy.starting import SKELETON
from core.tenancy.tenant import Tenant

SLUG = re.compile(r"[a-z][a-z0-9-]{0,30}")
_DAY = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?!\d)")
_YEAR = re.compile(r"^(\s*(?:- )?year:\s*)(\d{4})\s*$", re.MULTILINE)
FIRST, LAST = 2000, 2099
AMENDMENT = """\
amends: {{from: {day}}}

documents:
  amendment: {{number: __填写__, title: __填写__}}
"""
VARIANT = """\
year: {year}

documents:
  main: {{number: __填写__, title: __填写__}}
"""


@dataclass(frozen=True, slots=True)
class Start:
    """Something to start from: its key in the form, whose it is and of which year."""

    key: str
    place: str
    year: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What a new draft is to be: the year, an amendment's name ("" for the year's own file), and what to start from."""

    year: int
    name: str = ""
    start: str = "skeleton"
    move: bool = True
    """Whether the days of another year move along to the draft's year."""

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.year}-{self.name}.yaml" if self.name else f"{self.year}.yaml"


@dataclass(frozen=True, slots=True)
class Begun:
    """The first words of a draft and of the cases beside it, and where they are from."""

    content: str
    cases: str
    origin: str


def asked_of(sent: Mapping[str, str]) -> Asked:
    """Return what the form asks for; BadInput names the field that is wrong."""
    year, name = sent.get("year", "").strip(), sent.get("name", "").strip()
    fields: dict[str, Text] = {}
    if not (year.isdecimal() and year.isascii() and FIRST <= int(year) <= LAST):
        fields["year"] = say("Please give a year such as 2025.")
    if sent.get("kind") == "amendment" and not SLUG.fullmatch(name):
        fields["name"] = say("Please name the amendment with small letters, digits and hyphens.")
    if fields:
        raise BadInput(say("Please correct the following"), fields=fields)
    named = name if sent.get("kind") == "amendment" else ""
    return Asked(int(year), named, sent.get("start", "skeleton"), sent.get("move") == "yes")


def starts_for(registry: Registry, tenant: Tenant, area: str) -> Iterator[Start]:
    """Yield what a draft of a place can start from: its own years, newest first, then other provinces' published ones."""
    for year in sorted(tenant.bundles[area].years(), reverse=True):
        yield Start(f"{tenant.id}/{year}", tenant.place(area).id, year)
    for other in registry.tenants.values():
        if other.id != tenant.id and not area:
            yield from (Start(f"{other.id}/{year}", other.id, year) for year in reversed(other.years()))


def begin_with(registry: Registry, tenant: Tenant, area: str, asked: Asked, today: date) -> Begun:
    """Return the first words of a draft; NotFound for something that cannot be started from."""
    if asked.name:
        return Begun(AMENDMENT.format(day=today), cases_of(tenant, area, asked.year), "amendment")
    if asked.start == "skeleton":
        return Begun(
            VARIANT.format(year=asked.year) if area else _skeleton(tenant, asked.year), "", "skeleton"
        )
    known = {start.key: start for start in starts_for(registry, tenant, area)}
    if asked.start not in known:
        raise NotFound(say("There is nothing at this address."))
    start = known[asked.start]
    owner = tenant if start.place.startswith(tenant.id) else registry.tenants[start.place]
    content = owner.bundles[area].at(None).files[f"{start.year}.yaml"].decode("utf-8-sig")
    cases = cases_of(owner, area, start.year)
    if asked.move and start.year != asked.year:
        content, cases = (moved(text, start.year, asked.year) for text in (content, cases))
    return Begun(content, cases, f"{start.place} {start.year}")


def cases_of(tenant: Tenant, area: str, year: int) -> str:
    """Return the cases of a place's year as one file: those published last, otherwise the folder's; "" for none."""
    published = tenant.bundles[area].published_cases(year)
    if published is not None:
        return published.decode()
    file = cases_folder(tenant, area) / f"{year}.yaml"
    return file.read_text(encoding="utf-8-sig") if file.is_file() else ""


def moved(text: str, old: int, new: int) -> str:
    """Return a file with its days moved by whole years, and its year with them; what names a document stays."""
    text = _YEAR.sub(lambda found: f"{found[1]}{int(found[2]) + new - old}", text)
    return _DAY.sub(lambda found: _later(found, new - old), text)


def _later(found: re.Match[str], years: int) -> str:
    try:
        return date(int(found[1]) + years, int(found[2]), int(found[3])).isoformat()
    except ValueError:
        leap = (found[2], found[3]) == ("02", "29")
        return f"{int(found[1]) + years}-02-28" if leap else found[0]


def _skeleton(tenant: Tenant, year: int) -> str:
    text = (SKELETON / "rules" / "year.yaml").read_text(encoding="utf-8")
    return text.replace("@NAME@", tenant.id).replace("@YEAR@", str(year))
