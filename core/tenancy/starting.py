"""A new place: its folder written from the skeleton, and a check that says line by line what is still missing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.decisions.values import Cite, say
from core.errors import BadInput, XuefaError
from core.rules.errors import LeftToAreas, Mark, RuleError, RulesInvalid
from core.rules.origins import Origin, assumptions
from core.rules.yaml import parse
from core.tenancy.place import TENANT_FILE
from core.tenancy.registry import load_tenant
from core.tenancy.tenant import Tenant

SKELETON = Path(__file__).parent / "skeleton"
NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
FILES = {
    "tenant.yaml": "tenant.yaml",
    "rules/year.yaml": "rules/{year}.yaml",
    "scenarios/year.yaml": "scenarios/{year}.yaml",
    "plugin.py": "plugin.py",
    "branding/theme.css": "branding/theme.css",
    "branding/logo.svg": "branding/logo.svg",
}
"""File of the skeleton → file of the place."""


def new_place(root: Path, name: str, year: int) -> Path:
    """Write the folder of a new place and return it; BadInput for a bad name or one that is taken."""
    if not NAME.fullmatch(name):
        text = say(
            "a place's name is small letters, digits and hyphens, like north-coast; not {name}", name=name
        )
        raise BadInput(text)
    folder = root / name
    if folder.exists():
        raise BadInput(say("{folder} is there already", folder=str(folder)))
    for source, target in FILES.items():
        file = folder / target.format(year=year)
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = (SKELETON / source).read_text(encoding="utf-8")
        file.write_text(draft.replace("@NAME@", name).replace("@YEAR@", str(year)), encoding="utf-8")
    return folder


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that no document says, with the values that rest on it."""

    place: str
    year: int
    cite: Cite
    values: tuple[Origin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check of one place has found."""

    place: str
    errors: tuple[RuleError, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    awaiting: tuple[str, ...] = ()
    """Values that areas have still to set: "2024 exams.regional.plan"."""
    rule_sets: int = 0
    """Years times places that have complete rules."""
    values: int = 0
    cited: int = 0
    """How many of the values rest on a document; the others are assumed or say what the file is."""


def places_in(folder: Path) -> tuple[Path, ...]:
    """Return the places to check in a folder: itself when it is one, otherwise those right below it."""
    if (folder / TENANT_FILE).is_file():
        return (folder,)
    below = sorted(folder.iterdir()) if folder.is_dir() else []
    return tuple(path for path in below if (path / TENANT_FILE).is_file())


def check_place(folder: Path) -> Checked:
    """Check a place whole: every file is readable and filled in, plug-ins load, every year is complete."""
    folder = folder.absolute()
    errors = tuple(_unreadable(folder))
    if errors:
        return Checked(place=folder.name, errors=errors)
    try:
        tenant = load_tenant(folder)
    except RulesInvalid as found:
        return Checked(place=folder.name, errors=found.errors)
    except XuefaError as found:
        return Checked(place=folder.name, errors=(RuleError(Mark(folder.name), "", found.text),))
    except (Exception, SystemExit) as found:  # noqa: BLE001  # a plug-in's part may raise anything
        why = say("a plug-in fails: {why}", why=f"{type(found).__name__}: {found}")
        return Checked(place=folder.name, errors=(RuleError(Mark(folder.name), "", why),))
    return _counted(tenant)


def _unreadable(folder: Path) -> Iterator[RuleError]:
    for file in sorted(folder.rglob("*.yaml")):
        inside = file.relative_to(folder)
        if "demo" in inside.parts[:-1]:
            continue  # content, read by those who publish it
        try:
            parse(file.read_bytes(), _shown(folder.name, inside))
        except RulesInvalid as found:
            yield from found.errors


def _shown(place: str, inside: Path) -> str:
    """The file as the loader names it: areas by their path, without the folders called ``areas``."""
    return "/".join([place, *(piece for piece in inside.parts if piece != "areas")])


def _counted(tenant: Tenant) -> Checked:
    found: list[Assumption] = []
    awaiting: list[str] = []
    values = cited = rule_sets = 0
    for area, place in tenant.places.items():
        for year in tenant.bundles[""].years():
            try:
                made = tenant.assembled(year, area)
            except LeftToAreas:
                continue
            own = tuple(origin for origin in made.origins if origin.place == place.id)
            found += [Assumption(place.id, year, cite, on_it) for cite, on_it in assumptions(own)]
            awaiting += [f"{place.id} {year}: {key}" for key in made.awaiting]
            values, cited = values + len(own), cited + sum(bool(origin.cite.document) for origin in own)
            rule_sets += 1
    return Checked(
        place=tenant.id,
        assumptions=tuple(found),
        awaiting=tuple(awaiting),
        rule_sets=rule_sets,
        values=values,
        cited=cited,
    )
